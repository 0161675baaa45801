//! What the program says about itself.

mod support;

use serde_json::{Value, json};
use support::Folder;

#[test]
fn help_fits_eighty_columns_and_tells_the_exit_status() {
    let folder = Folder::new();
    let pages: [&[&str]; 20] = [
        &["pipeline", "--help"],
        &["notify", "--help"],
        &["decide", "--help"],
        &["decide", "-h"],
        &["approve", "--help"],
        &["diff", "--help"],
        &["diff", "-h"],
        &["next-step", "--help"],
        &["simulate", "--help"],
        &["what-if", "--help"],
        &["what-if", "-h"],
        &["--help"],
        &["-h"],
        &["evaluate", "--help"],
        &["evaluate", "-h"],
        &["explain", "--help"],
        &["schema", "--help"],
        &["completions", "--help"],
        &["man", "--help"],
        &["help", "evaluate"],
    ];
    for arguments in pages {
        let said = folder.run(arguments);
        assert_eq!(said.status, Some(0), "{said:?}");
        let widest = said.stdout.lines().max_by_key(|line| line.chars().count()).unwrap();
        assert!(widest.chars().count() <= 80, "{arguments:?}: {widest}");
    }
    let help = folder.run(&["evaluate", "--help"]).stdout;
    for words in ["Exit status:", "3  review", "Examples:", "NO_COLOR"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}

#[test]
fn schemas_are_closed_and_ask_for_what_has_no_default() {
    let folder = Folder::new();
    let schema = folder.run(&["schema", "settings"]).json();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(schema.get("required"), None, "every setting has a default");
    let exception = &schema["$defs"]["Exception"];
    assert_eq!(exception["required"], json!(["id", "justification", "approvedBy", "expires"]));
    assert_eq!(exception["additionalProperties"], json!(false));
    let schema = folder.run(&["schema", "report"]).json();
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for member in ["schemaVersion", "control", "status", "stage", "gaps", "rollout", "usage", "nextStep"] {
        assert!(required.contains(&member), "{member}: {required:?}");
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = folder.run(&["completions", shell]);
        assert!(said.status == Some(0) && said.stdout.contains("emergency-access"), "{shell}");
    }
    assert!(folder.run(&["man"]).stdout.contains(".TH flowlock 1"));
    assert!(folder.run(&["man", "evaluate"]).stdout.contains("emergency\\-access"));
    let said = folder.run(&["man", "nothing"]);
    assert!(said.status == Some(2) && said.stderr.contains("evaluate"), "{said:?}");
}
