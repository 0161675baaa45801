//! Slack: blocks whose text is plain. In plain text there is no markup, and Slack asks for `&`, `<` and `>` as
//! entities in every text.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::{Message, Part};
use crate::notice::Notice;

/// The most characters of a header, and of any other block.
const MAX_HEADER: usize = 150;
const MAX_TEXT: usize = 3_000;

/// The body of a POST to an incoming webhook. `about` is what the tenant is called, and may be empty.
///
/// ```
/// use flowlock_core::{notice::Notice, render};
///
/// let failure = br#"{"error": {"code": "no-policies", "message": "none", "help": "export <them>"}}"#;
/// let body = render::slack(&Notice::parse("report.json", failure)?, "Contoso");
/// assert!(body.contains(r#""text":"What to do\n• export &lt;them&gt;""#), "{body}");
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn slack(notice: &Notice, about: &str) -> String {
    let message = Message::new(notice, about);
    let mut blocks: Vec<Value> = Vec::new();
    blocks.push(json!({ "type": "header", "text": plain(&message.title, MAX_HEADER) }));
    blocks.push(json!({ "type": "context", "elements": [plain(&message.facts, MAX_TEXT)] }));
    blocks.extend(message.parts.iter().map(section));
    // What notifications show where blocks cannot be: our own words.
    json!({ "text": message.title, "blocks": blocks }).to_string()
}

fn section(part: &Part) -> Value {
    let lines = part.lines.iter().map(|line| format!("\n• {line}"));
    let text: String = core::iter::once(String::from(part.heading)).chain(lines).collect();
    json!({ "type": "section", "text": plain(&text, MAX_TEXT) })
}

fn plain(text: &str, most: usize) -> Value {
    json!({ "type": "plain_text", "emoji": false, "text": escaped(text, most) })
}

/// The text with entities, as far as it has room.
fn escaped(text: &str, most: usize) -> String {
    let (mut out, mut room) = (String::new(), most.saturating_sub(1));
    for character in text.chars() {
        let entity = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            _ => "",
        };
        let Some(left) = room.checked_sub(entity.len().max(1)) else {
            out.push('…');
            break;
        };
        room = left;
        if entity.is_empty() { out.push(character) } else { out.push_str(entity) }
    }
    out
}
