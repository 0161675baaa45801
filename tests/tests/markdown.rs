//! Markdown, read by another parser: whatever names are in a tenant, the document has the blocks that it has with
//! harmless ones, and nothing in it is a link, an image or markup that is not ours.

use comrak::{
    Arena, Options,
    nodes::{AstNode, NodeValue},
    parse_document,
};
use flowlock_core::{File, Places, Settings, evaluate_files, render};
use flowlock_tests::fixtures;
use serde_json::Value;

/// Names that try to be more than text.
const HOSTILE: &[&str] = &[
    "](https://evil.example) [x",
    "[click](https://evil.example)",
    "![i](https://evil.example/x.png)",
    "[x]: https://evil.example",
    "<img src=x onerror=alert(1)>",
    "</summary></details><h1>x</h1>",
    "<!-- x",
    "# x",
    "\n\n# x\n\n",
    "- x",
    "1. x",
    "1) x",
    "> [!WARNING]",
    "x | y | z",
    "x \\| y",
    "\\",
    "`",
    "`` ` ``",
    "`a`|`b`",
    "``` x",
    "~~~",
    "---",
    "===",
    "**x** _y_ ~~z~~",
    "https://evil.example/",
    "www.evil.example",
    "mallory@evil.example",
    "@everyone #1 GH-1 evil/repo#1",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "$x$ $$y$$ $`z`$",
    "[^1] [^1]: x",
    "[ ] x",
    "x\u{202e}y\u{0}z",
    "x<br>y",
];

/// The members of an export that people, or attackers, choose.
const NAMES: &[&str] =
    &["displayName", "userPrincipalName", "userDisplayName", "appDisplayName", "resourceDisplayName"];

/// Fixtures with gaps of every standing, a review, people, an exception.
const TENANTS: &[&str] =
    &["contoso", "undeclared-group", "exception", "meant-to-be-blocked", "reviewed-would-block"];

fn rename(value: &mut Value, name: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, name)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(text) if NAMES.contains(&key.as_str()) => name.clone_into(text),
                    other => rename(other, name),
                }
            }
        }
        _ => {}
    }
}

/// A fixture as Markdown, with this name for everybody and everything.
fn markdown(fixture: &str, name: &str) -> String {
    let fixture = fixtures::read(fixture);
    let files: Vec<File<Vec<u8>>> = fixture
        .files
        .into_iter()
        .enumerate()
        .map(|(index, file)| {
            let mut value = serde_json::from_slice(&file.bytes).expect("one value");
            rename(&mut value, name);
            File { name: format!("{index} {name}.json"), bytes: value.to_string().into_bytes() }
        })
        .collect();
    let report = evaluate_files(&files, &fixture.settings, fixture.as_of).expect("a report");
    render::markdown(&report, &Places::of(&report))
}

/// What GitHub turns on.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.math_dollars = true;
    options.extension.math_code = true;
    options
}

/// The blocks of a document, one a line, with what is ours in them.
fn blocks(text: &str) -> String {
    let arena = Arena::new();
    let mut out = String::new();
    block(parse_document(&arena, text, &options()), 0, &mut out);
    out
}

fn block<'a>(node: &'a AstNode<'a>, depth: usize, out: &mut String) {
    use std::fmt::Write;
    let value = &node.data.borrow().value;
    let shown = match value {
        NodeValue::Heading(heading) => format!("heading {}", heading.level),
        NodeValue::CodeBlock(code) => format!("code in {}", code.info),
        NodeValue::HtmlBlock(html) => ours(&html.literal).to_owned(),
        NodeValue::Document
        | NodeValue::Paragraph
        | NodeValue::List(_)
        | NodeValue::Item(_)
        | NodeValue::Table(_)
        | NodeValue::TableRow(_)
        | NodeValue::TableCell => {
            format!("{value:?}").chars().take_while(char::is_ascii_alphabetic).collect()
        }
        NodeValue::Text(_) | NodeValue::SoftBreak | NodeValue::Strong | NodeValue::Code(_) => {
            return inline(node);
        }
        other => panic!("{other:?} is in the document"),
    };
    let _ = writeln!(out, "{:depth$}{shown}", "");
    for child in node.children() {
        block(child, depth + 1, out);
    }
}

/// Within text there is nothing but text, strong text and code.
fn inline<'a>(node: &'a AstNode<'a>) {
    for node in node.descendants() {
        let value = &node.data.borrow().value;
        let is_text = matches!(
            value,
            NodeValue::Text(_) | NodeValue::SoftBreak | NodeValue::Strong | NodeValue::Code(_)
        );
        assert!(is_text, "{value:?} is in the text");
    }
}

/// The markup that we write ourselves.
fn ours(html: &str) -> &str {
    let html = html.trim();
    let title = html.strip_prefix("<details><summary>").and_then(|rest| rest.strip_suffix("</summary>"));
    let is_plain = |title: &str| {
        title.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | ','))
    };
    assert!(html == "</details>" || title.is_some_and(is_plain), "{html}");
    html
}

#[test]
fn names_change_no_block_and_make_no_link() {
    for fixture in TENANTS {
        let harmless = blocks(&markdown(fixture, "Harmless"));
        assert!(harmless.lines().count() > 20, "{harmless}");
        for name in HOSTILE {
            let text = markdown(fixture, name);
            assert_eq!(blocks(&text), harmless, "{fixture} with {name:?}:\n{text}");
        }
    }
}

#[test]
fn settings_change_no_block_either() {
    let settings = |name: &str| {
        let text = serde_json::json!({"exceptions": [{
            "id": name, "justification": name, "approvedBy": name, "expires": "2027-01-01T00:00:00Z",
            "applications": ["01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9"],
        }]});
        Settings::parse("settings.json", text.to_string().as_bytes())
    };
    let fixture = fixtures::read("exception");
    let markdown = |settings: &Settings| {
        let report = evaluate_files(&fixture.files, settings, fixture.as_of).expect("a report");
        assert!(!report.acceptance.is_empty());
        render::markdown(&report, &Places::of(&report))
    };
    let harmless = blocks(&markdown(&settings("Harmless").expect("settings")));
    let mut held = 0;
    for settings in HOSTILE.iter().filter_map(|name| settings(name).ok()) {
        let text = markdown(&settings);
        assert_eq!(blocks(&text), harmless, "{text}");
        held += 1;
    }
    assert!(held > HOSTILE.len() / 2, "only {held} of the names are settings");
}

#[test]
fn decisions_change_no_block_either() {
    let report = fixtures::read("forged-approval").report();
    let markdown = |name: &str| {
        let mut report = report.clone();
        let text = || name.to_owned();
        for one in &mut report.decisions {
            (one.decision.justification, one.decision.decided_by, one.decision.expires) =
                (text(), text(), text());
            one.decision.target.application = Some(text());
            one.approvals.iter_mut().for_each(|approval| approval.principal = Some(text()));
            one.approvals_pending = vec![text(), text()];
        }
        render::markdown(&report, &Places::of(&report))
    };
    let harmless = blocks(&markdown("Harmless"));
    for name in HOSTILE {
        let text = markdown(name);
        assert_eq!(blocks(&text), harmless, "{name:?}: {text}");
    }
}

#[test]
fn every_fixture_is_plain_markdown() {
    for name in fixtures::names() {
        let report = fixtures::read(&name).report();
        blocks(&render::markdown(&report, &Places::of(&report)));
    }
}
