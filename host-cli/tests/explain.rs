//! `flowlock explain`: every code that is printed can be asked for.

mod support;

use serde_json::json;
use support::Folder;

#[test]
fn a_code_is_explained_for_people_and_for_programs() {
    let folder = Folder::new();
    let said = folder.run(&["explain", "duplicate-key"]);
    assert_eq!(said.status, Some(0));
    for words in ["duplicate-key (problem):", "What to do", "For example"] {
        assert!(said.stdout.contains(words), "{said:?}");
    }
    let entries = folder.run(&["explain", "DUPLICATE-KEY", "--format", "json"]).json();
    assert_eq!((&entries[0]["code"], &entries[0]["kind"]), (&json!("duplicate-key"), &json!("problem")));
}

#[test]
fn two_kinds_that_share_a_code_are_both_explained() {
    let folder = Folder::new();
    let entries = folder.run(&["explain", "flow-not-shown", "--format", "json"]).json();
    let kinds: Vec<_> = entries.as_array().unwrap().iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, [&json!("notShown"), &json!("problem")]);
}

#[test]
fn a_misspelt_code_is_answered_with_the_nearest() {
    let folder = Folder::new();
    let said = folder.run(&["explain", "duplicate-kee"]);
    assert_eq!(said.status, Some(2));
    assert!(
        said.stderr.contains("error[no-such-code]") && said.stderr.contains("`duplicate-key`"),
        "{said:?}"
    );
    let failure = folder.run(&["explain", "carburettor", "--format", "json"]).failure();
    assert_eq!(failure["error"]["code"], json!("no-such-code"));
}

#[test]
fn every_code_is_listed() {
    let folder = Folder::new();
    let said = folder.run(&["explain", "--list"]);
    let entries = folder.run(&["explain", "--list", "--format", "json"]).json();
    let entries = entries.as_array().unwrap();
    assert!(said.status == Some(0) && entries.len() > 80, "{}", entries.len());
    for entry in entries {
        let code = entry["code"].as_str().unwrap();
        assert!(said.stdout.lines().any(|line| line.starts_with(&format!("  {code} "))), "{code}");
    }
    assert!(said.stdout.lines().all(|line| line.chars().count() <= 80));
    for arguments in [&["explain"][..], &["explain", "pass", "--list"]] {
        assert_eq!(folder.run(arguments).status, Some(2));
    }
}
