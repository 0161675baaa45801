//! The catalogue for people.

use alloc::{format, string::String};

use super::page::{Ink, Page, Style, faint, plain, strong};
use crate::catalogue::{Entry, Kind, entries};

/// The columns before the title of a code in a list.
const CODE_COLUMNS: usize = 36;

/// What a code means, as text.
///
/// ```
/// use flowlock_core::{catalogue::explain, render::{Style, explanation}};
///
/// let entries = explain("duplicate-key").expect("a code");
/// let text = explanation(&entries, Style::default());
/// assert!(text.starts_with("duplicate-key (problem): a member stands twice in one object\n"));
/// ```
pub fn explanation(entries: &[&Entry], style: Style) -> String {
    let mut page = Page::new(style);
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        one(entry, &mut page);
    }
    page.into_text()
}

fn one(entry: &Entry, page: &mut Page) {
    let kind = format!("({}):", entry.kind.words());
    page.paragraph("", &[strong(entry.code), plain(kind), plain(entry.title)]);
    page.blank();
    page.paragraph("  ", &[plain(entry.meaning)]);
    let parts = [("What to do", entry.help), ("For example", entry.example)];
    for (title, text) in parts {
        page.heading(title);
        page.paragraph("  ", &[plain(text).with_commands()]);
    }
    page.blank();
    page.paragraph("", &[faint(format!("in JSON: {}", entry.kind.member()))]);
}

/// Every code with its title, by kind.
pub fn list(style: Style) -> String {
    let mut page = Page::new(style);
    for (index, kind) in Kind::ALL.iter().copied().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.paragraph("", &[strong(kind.words()), faint(format!("({})", kind.member()))]);
        for entry in entries().filter(|entry| entry.kind == kind) {
            let lead = format!("  {:<CODE_COLUMNS$}", entry.code);
            page.marked(&lead, Ink::Strong, &[plain(entry.title)]);
        }
    }
    page.into_text()
}
