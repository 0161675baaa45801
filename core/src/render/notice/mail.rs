//! A letter in plain text.

use alloc::{format, string::String};

use super::{Message, cut};
use crate::{clean::name, notice::Notice};

/// The most characters of a subject.
const MAX_SUBJECT: usize = 150;

/// What is written, without who writes to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Lines that end in a line feed.
    pub text: String,
}

/// The notice as a letter. `about` is what the tenant is called, and may be empty.
///
/// ```
/// use flowlock_core::{notice::Notice, render};
///
/// let failure = br#"{"error": {"code": "no-policies", "message": "none", "help": "export them"}}"#;
/// let letter = render::mail(&Notice::parse("report.json", failure)?, "Contoso");
/// assert!(letter.subject.starts_with("[Flowlock] Contoso: NOT EVALUATED"), "{letter:?}");
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn mail(notice: &Notice, about: &str) -> Letter {
    let message = Message::new(notice, about);
    let about = name(about);
    let lead = if about.is_empty() { about } else { format!("{about}: ") };
    let mut text = format!("{}\n{}\n", message.title, message.facts);
    for part in &message.parts {
        text.extend(["\n", part.heading, "\n"]);
        text.extend(part.lines.iter().map(|line| format!("  - {line}\n")));
    }
    Letter { subject: cut(&format!("[Flowlock] {lead}{}", message.title), MAX_SUBJECT), text }
}
