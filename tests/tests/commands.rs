//! What is written to be run says what it means to say, whatever the tenant's names are.

use std::process::Command;

use flowlock_core::render::{self, Style, Tool};
use flowlock_core::report::{Proposal, Report};
use flowlock_core::{File, Settings, evaluate_files};
use serde_json::{Value, json};

const ID: &str = "0f0f0f0f-0000-4000-8000-000000000001";
const GLASS: &str = "0f0f0f0f-0000-4000-8000-0000000000b1";

/// Names that a shell, a template or a terminal could take for something else.
const HOSTILE: [&str; 12] = [
    "plain",
    "it's \"quoted\"",
    "$(touch owned)",
    "`touch owned`",
    "${path.root} %{ if true }x%{ endif } $${x} $$${y}",
    "line\nbreak\r\n# touch owned\ntouch owned",
    "'; touch owned; '",
    "\u{2019}; touch owned; \u{2018}",
    "#> touch owned <#",
    "back\\slash \\\" \\' \\u0041",
    "%PATH% !x! ^& | ; < > ~ * ? [a] {b}",
    "\u{202e}kcolb\u{1b}[2J \u{0}\u{7f}\u{85}\u{2028} é 策 🔒 \u{e0041}",
];

/// A policy of this name, narrowed by rules and ids that hold the name as well.
fn export(name: &str, state: &str) -> String {
    json!([{
        "id": ID, "displayName": name, "state": state,
        "conditions": {
            "users": { "includeUsers": ["All"], "excludeUsers": [GLASS, name], "excludeRoles": [name, "r"] },
            "applications": {
                "includeApplications": ["All"], "excludeApplications": [name],
                "applicationFilter": { "mode": "exclude", "rule": name },
            },
            "locations": { "includeLocations": ["All"], "excludeLocations": [name] },
            "devices": { "deviceFilter": { "mode": "include", "rule": name } },
            "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
        },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] },
    }])
    .to_string()
}

fn report(export: &str) -> Report {
    let settings = json!({ "emergencyAccess": { "users": [GLASS] } }).to_string();
    let settings = Settings::parse("settings.json", settings.as_bytes()).expect("settings");
    let files = [File { name: "policies.json".to_owned(), bytes: export.to_owned() }];
    let as_of = "2026-01-31T00:00:00Z".parse().expect("a time");
    evaluate_files(&files, &settings, as_of).expect("it can be evaluated")
}

fn proposal(export: &str) -> Proposal {
    report(export).next_step.proposal.expect("a change is proposed")
}

/// One proposal of each kind for each name.
fn proposals() -> impl Iterator<Item = (&'static str, Proposal)> {
    HOSTILE.into_iter().flat_map(|name| {
        let exports = [export(name, "enabled"), export(name, "disabled"), r#"{"policies":[]}"#.to_owned()];
        exports.into_iter().map(move |export| (name, proposal(&export)))
    })
}

fn body(proposal: &Proposal) -> Value {
    serde_json::to_value(&proposal.changes[0].body).expect("a body is JSON")
}

#[test]
fn graph_gets_the_body_as_it_is() {
    for (name, proposal) in proposals() {
        let text = render::commands(&proposal, Tool::Graph);
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), body(&proposal), "{name:?}");
    }
}

#[test]
fn several_changes_are_a_batch() {
    let (_, mut proposal) = proposals().next().expect("one");
    proposal.changes.push(proposal.changes[0].clone());
    let batch: Value = serde_json::from_str(&render::commands(&proposal, Tool::Graph)).expect("JSON");
    let second = &batch["requests"][1];
    assert_eq!((&second["id"], &second["method"]), (&json!("2"), &json!("PATCH")));
    assert_eq!(second["url"], json!(format!("/identity/conditionalAccess/policies/{ID}")));
    assert_eq!(
        (&second["body"], &second["headers"]["Content-Type"]),
        (&body(&proposal), &json!("application/json"))
    );
}

#[cfg(unix)]
#[test]
fn bash_hands_az_what_was_meant_and_runs_nothing_else() {
    let folder = std::env::temp_dir().join(format!("flowlock-bash-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    for (name, proposal) in proposals() {
        let script = render::commands(&proposal, Tool::Az);
        let stub = "set -eu\naz() { printf '%s\\0' \"$@\"; }\n";
        let output = Command::new("bash")
            .current_dir(&folder)
            .args(["--noprofile", "--norc", "-c", &format!("{stub}{script}")])
            .output()
            .expect("bash");
        assert!(output.status.success() && output.stderr.is_empty(), "{name:?}: {output:?}");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        let words: Vec<&str> = said.split_terminator('\0').collect();
        let change = &proposal.changes[0];
        let [rest, method, m, url, u, headers, h, with, sent] = words.as_slice() else { panic!("{words:?}") };
        assert_eq!(
            [*rest, *method, *url, *headers, *with],
            ["rest", "--method", "--url", "--headers", "--body"]
        );
        assert_eq!((*m, *u, *h), (&*change.method, change.url.as_str(), "Content-Type=application/json"));
        assert_eq!(serde_json::from_str::<Value>(sent).expect("JSON"), body(&proposal), "{name:?}");
        assert!(std::fs::read_dir(&folder).expect("the folder").next().is_none(), "{name:?} ran something");
    }
    std::fs::remove_dir(&folder).expect("the folder is empty");
}

#[test]
fn terraform_reads_the_names_as_they_are() {
    for (name, proposal) in proposals() {
        let text = render::commands(&proposal, Tool::Terraform);
        let body: hcl::Body = hcl::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let block = body.blocks().find(|block| block.identifier() == "resource").expect("a resource");
        assert_eq!(block.labels()[0].as_str(), "azuread_conditional_access_policy");
        let policy = &proposal.changes[0].policy;
        assert_eq!(string(block.body(), "display_name"), policy.display_name.clone().unwrap_or_default());
        let conditions = nested(block.body(), "conditions");
        let flows = attribute(conditions, "authentication_flow_transfer_methods");
        let flow = hcl::Expression::String("deviceCodeFlow".to_owned());
        assert_eq!(flows, hcl::Expression::Array(vec![flow]));
        if proposal.changes[0].method == "PATCH" {
            let import = body.blocks().find(|block| block.identifier() == "import").expect("an import");
            assert_eq!(string(import.body(), "id"), format!("/identity/conditionalAccess/policies/{ID}"));
        }
        if policy.state.as_deref() == Some("enabledForReportingButNotEnforced")
            && proposal.changes[0].method == "PATCH"
        {
            let rule = string(nested(nested(conditions, "devices"), "filter"), "rule");
            assert_eq!(rule, name.trim(), "{text}");
        }
    }
}

fn nested<'b>(body: &'b hcl::Body, name: &str) -> &'b hcl::Body {
    body.blocks().find(|block| block.identifier() == name).unwrap_or_else(|| panic!("no {name}")).body()
}

fn attribute(body: &hcl::Body, name: &str) -> hcl::Expression {
    let found = body.attributes().find(|attribute| attribute.key() == name);
    found.unwrap_or_else(|| panic!("no {name}")).expr().clone()
}

/// A string without a template in it.
fn string(body: &hcl::Body, name: &str) -> String {
    match attribute(body, name) {
        hcl::Expression::String(text) => text,
        other => panic!("{name} is no plain string: {other:?}"),
    }
}

/// The strings of a PowerShell script, and what stands outside of them and of comments. To PowerShell the
/// typographic quotes are quotes, and a quote in a string is written twice.
fn powershell(script: &str) -> (Vec<String>, String) {
    let is_quote = |letter: char| matches!(letter, '\'' | '\u{2018}'..='\u{201b}');
    let (mut strings, mut outside) = (Vec::new(), String::new());
    let mut letters = script.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '#' {
            letters.by_ref().find(|letter| matches!(letter, '\n' | '\r'));
        } else if is_quote(letter) {
            let mut text = String::new();
            while let Some(letter) = letters.next() {
                if is_quote(letter) && letters.next_if(|next| is_quote(*next)).is_none() {
                    break;
                }
                text.push(letter);
            }
            strings.push(text);
        } else {
            outside.push(letter);
        }
    }
    (strings, outside)
}

#[test]
fn powershell_reads_one_command_with_the_body_that_was_meant() {
    for (name, proposal) in proposals() {
        let script = render::commands(&proposal, Tool::PowerShell);
        let (strings, outside) = powershell(&script);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || " \n-@{}=(),`".contains(letter);
        assert!(outside.chars().all(plain), "{name:?}: {outside}");
        assert_eq!(
            outside.matches("ConditionalAccessPolicy").count() + outside.matches("Invoke-").count(),
            1 + outside.matches("ConditionalAccessPolicyId").count()
        );
        let body = body(&proposal);
        if outside.contains("Invoke-MgGraphRequest") {
            let sent = strings.last().expect("a body");
            assert_eq!(serde_json::from_str::<Value>(sent).expect("JSON"), body, "{name:?}");
        } else {
            for text in texts(&body) {
                assert!(strings.contains(&text), "{text} is missing: {script}");
            }
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn nothing_in_the_text_drives_a_terminal() {
    for name in HOSTILE {
        for export in [export(name, "enabled"), export(name, "disabled")] {
            let report = report(&export);
            let mut texts = vec![render::next_step(&report, Style::default())];
            let proposal = report.next_step.proposal.as_ref().expect("a change is proposed");
            texts.extend([Tool::Az, Tool::Terraform].map(|tool| render::commands(proposal, tool)));
            for text in texts {
                let drives = |letter: char| letter != '\n' && render::is_unsafe(letter);
                assert_eq!(text.chars().find(|letter| drives(*letter)), None, "{text}");
            }
        }
    }
}
