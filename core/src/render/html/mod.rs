//! The report as one HTML page, or as a fragment of one: no script, no request, nothing but what the
//! report says.
//!
//! maud escapes every text that is put in, so forgetting to do it is not possible, and the compiler reads
//! the markup. Its output is trimmed of characters that could turn text around or hide some of it.

mod gaps;
mod log;
mod many;
mod next_step;
mod people;
mod policies;
mod related;
mod sources;
#[cfg(test)]
mod tests;
mod timeline;
mod verdict;

pub use many::many;

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words;
use crate::{Places, clean::is_unsafe, report::Report};

/// Everything that the page looks like. Custom properties that begin with `--flowlock-` change it.
const STYLE: &str = include_str!("style.css");

/// The hash of the style: nothing else may style the page, and nothing at all may run or load.
const STYLE_HASH: &str = "sha256-XuymPUq0/RXKJmCOYKNuzIZ/lW6uE5gv3ltIFQs/ebE=";

/// The longest list that is shown; the JSON report has all.
const MAX_LISTED: usize = 200;

/// The report as a whole document: one file without scripts and without outside requests, which a
/// browser shows, prints, and keeps from loading anything.
///
/// ```
/// # use flowlock_core::{File, Places, Settings, evaluate_files, render};
/// # let export = r#"{"value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#;
/// # let files = [File { name: "policies.json".into(), bytes: export }];
/// # let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// # let report = evaluate_files(&files, &Settings::default(), as_of)?;
/// let page = render::html(&report, &Places::of(&report));
/// assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
/// assert!(page.contains("Device code flow is not locked"));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn document(report: &Report, places: &Places) -> String {
    let page = Page::new(report, places);
    let status = report.status;
    let title = format!("{}: {} (CIS {})", status.as_str(), words::headline(status), report.control.id);
    whole(&title, &page.article(true))
}

/// A document around what it shows, which lets nothing run or load.
fn whole(title: &str, main: &Markup) -> String {
    let policy = format!("default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'");
    finish(html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content=(format!("flowlock {}", crate::VERSION));
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body.flowlock-page { main { (main) } }
        }
    })
}

/// The style and the report without a document around it, for a page that embeds it: put it in a shadow
/// root, so that neither styles the other.
///
/// Custom properties that begin with `--flowlock-`, set on the host element or around it, change colours,
/// fonts and width; `core/src/render/html/style.css` lists them.
pub fn fragment(report: &Report, places: &Places) -> String {
    let page = Page::new(report, places);
    finish(html! {
        style { (PreEscaped(STYLE)) }
        (page.article(false))
    })
}

/// The markup without characters that could turn text around or hide a part of it. None of ours has any.
fn finish(markup: Markup) -> String {
    let mut text = markup.into_string();
    text.retain(|character| character == '\n' || !is_unsafe(character));
    text.push('\n');
    text
}

/// A report on its way to a page.
#[derive(Clone, Copy)]
struct Page<'r> {
    report: &'r Report,
    places: &'r Places,
    /// The length of the folder that all files lie in.
    folder: usize,
    /// What the ids of this article begin with, so that several can stand on one page.
    prefix: &'r str,
}

impl<'r> Page<'r> {
    fn new(report: &'r Report, places: &'r Places) -> Self {
        Self { report, places, folder: words::common_folder(&report.sources).len(), prefix: "" }
    }

    /// An id of this article.
    fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn article(&self, with_contents: bool) -> Markup {
        let sections: Vec<Section> = [
            Some(verdict::why(self)),
            Some(gaps::gaps(self)),
            Some(next_step::next_step(self)),
            Some(verdict::proof(self)),
            Some(policies::matrix(self)),
            log::review(self),
            log::usage(self),
            related::peers(self),
            Some(sources::not_known(self)),
            Some(sources::sources(self)),
            Some(sources::settings(self)),
            sources::decisions(self),
            Some(related::crosswalk(self)),
        ]
        .into_iter()
        .flatten()
        .collect();
        html! {
            article.flowlock data-status=(self.report.status.as_str()) aria-labelledby=(self.id("fl-verdict")) {
                (verdict::header(self))
                @if with_contents { (self.contents(&sections)) }
                @for section in &sections {
                    section aria-labelledby=[self.landmark(section)] {
                        h2 #(self.id(section.id)) tabindex="-1" { (section.title) }
                        (section.body)
                    }
                }
                (sources::colophon())
            }
        }
    }

    /// What names a section as a landmark; of many articles on one page, each is one, and its parts are not.
    fn landmark(&self, section: &Section) -> Option<&'static str> {
        self.prefix.is_empty().then_some(section.id)
    }

    fn contents(&self, sections: &[Section]) -> Markup {
        html! {
            nav.fl-contents aria-label="Contents" {
                ul {
                    @for section in sections {
                        li { a href=(format!("#{}", self.id(section.id))) { (section.title) } }
                    }
                }
            }
        }
    }

    /// A file, by what tells it from the others.
    fn file(&self, name: &'r str) -> &'r str {
        name.get(self.folder..).unwrap_or(name)
    }

    /// Where a member stands: the file, its line and column where they are known, and the pointer.
    fn place(&self, source: &'r str, pointer: &'r str) -> Markup {
        let at = self.places.get(source, pointer);
        let at = at.map_or_else(String::new, |region| format!(":{}:{}", region.line, region.column));
        html! {
            span.fl-place {
                code { (self.file(source)) (at) }
                @if !pointer.is_empty() { " " code { (pointer) } }
            }
        }
    }
}

/// A part of the page with a heading of its own.
struct Section {
    id: &'static str,
    title: Cow<'static, str>,
    body: Markup,
}

impl Section {
    fn new(id: &'static str, title: impl Into<Cow<'static, str>>, body: Markup) -> Self {
        Self { id, title: title.into(), body }
    }
}

/// Text in which what stands in backticks is code, and an object id stays on one line.
fn rich(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (with_ids(part)) }
        }
    }
}

fn with_ids(text: &str) -> Markup {
    let mut ids = text.split_inclusive(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    html! {
        @for word in &mut ids {
            @let (word, after) = word.split_at(word.trim_end_matches(|letter: char| !letter.is_ascii_hexdigit()).len());
            @if is_guid(word) { code.fl-guid { (word) } } @else { (word) }
            (after)
        }
    }
}

fn is_guid(word: &str) -> bool {
    word.len() == 36 && word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// A moment as people read it, to the minute; the whole of it stands in the attribute.
fn moment(moment: &str) -> Markup {
    let shown = minute(moment).replace('T', " ");
    html! { time datetime=(moment) { (shown) "\u{a0}UTC" } }
}

/// Its minute.
fn minute(moment: &str) -> &str {
    moment.get(..16).unwrap_or(moment)
}

/// How many entries of a list are not shown.
fn more(length: usize) -> Markup {
    let hidden = length.saturating_sub(MAX_LISTED);
    html! { @if hidden > 0 { p.fl-more { "and " (hidden) " more, which the JSON report lists" } } }
}

/// A table that scrolls by itself where it is wider than the page, by keyboard too.
fn scrolling(label: &str, table: &Markup) -> Markup {
    html! { div.fl-scroll role="group" aria-label=(label) tabindex="0" { (table) } }
}
