//! Microsoft Teams: an Adaptive Card. A text block reads Markdown, a text run does not, so all that tenants
//! write is in runs.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::{Message, Part};
use crate::notice::Notice;

/// The body of a POST to a workflow that is started by a webhook. `about` is what the tenant is called, and
/// may be empty.
///
/// ```
/// use flowlock_core::{notice::Notice, render};
///
/// let failure = br#"{"error": {"code": "no-policies", "message": "none", "help": "export them"}}"#;
/// let body = render::teams(&Notice::parse("report.json", failure)?, "");
/// assert!(body.contains(r#""type":"AdaptiveCard""#), "{body}");
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn teams(notice: &Notice, about: &str) -> String {
    let message = Message::new(notice, about);
    let mut body: Vec<Value> = Vec::new();
    body.push(json!({
        "type": "TextBlock", "text": message.title, "size": "Large", "weight": "Bolder", "wrap": true,
    }));
    body.push(rich(&[json!({ "type": "TextRun", "text": message.facts, "isSubtle": true })]));
    for part in &message.parts {
        body.push(
            json!({ "type": "TextBlock", "text": part.heading, "weight": "Bolder", "separator": true }),
        );
        body.extend(lines(part));
    }
    let card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    });
    let attachment = json!({
        "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": card,
    });
    json!({ "type": "message", "attachments": [attachment] }).to_string()
}

fn lines(part: &Part) -> impl Iterator<Item = Value> + '_ {
    part.lines.iter().map(|line| rich(&[json!({ "type": "TextRun", "text": format!("• {line}") })]))
}

fn rich(runs: &[Value]) -> Value {
    json!({ "type": "RichTextBlock", "spacing": "Small", "inlines": runs })
}
