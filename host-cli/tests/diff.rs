//! `flowlock diff` as people and scripts see it.

mod support;

use std::path::Path;

use serde_json::json;
use support::{Folder, Said, assert_snapshot, blocking, excluding, page, policy};

const MOMENT: [&str; 2] = ["--as-of", "2026-01-31T00:00:00Z"];

/// What the program says of two fixtures at one moment.
fn fixtures(old: &str, new: &str, more: &[&str]) -> Said {
    compared(old, new, &[&MOMENT, more].concat())
}

/// What it says of them, with files that lie beside their exports.
fn compared(old: &str, new: &str, more: &[&str]) -> Said {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let sides = [old, new].map(|name| format!("{name}/export"));
    let mut command = Folder::new().command(&["diff", &sides[0], &sides[1]]);
    support::said(command.args(more).current_dir(folder))
}

#[test]
fn a_comparison_reads_as_it_did() {
    for (name, old, new, more, status) in [
        ("diff-back-to-report-only.txt", "unconditional-block", "report-only", &[][..], 1),
        ("diff-opened-and-closed.txt", "guests-excluded", "admin-role-excluded", &[], 1),
        ("diff-exclusion-in-doubt.txt", "no-exclusion", "undeclared-group", &[], 3),
        ("diff-closed.txt", "report-only", "no-exclusion", &[], 0),
        ("diff-page-missing.txt", "no-exclusion", "missing-page", &[], 3),
        ("diff-unknown-condition.txt", "unknown-condition", "unknown-condition", &[], 3),
        ("diff-opened.md", "guests-excluded", "admin-role-excluded", &["--format", "markdown"], 1),
    ] {
        let said = fixtures(old, new, more);
        assert_eq!((said.status, said.stderr.as_str()), (Some(status), ""), "{name}: {said:?}");
        assert_snapshot(name, &said.stdout);
        let wide = said.stdout.lines().find(|line| line.chars().count() > 80 && line.trim().contains(' '));
        assert!(wide.is_none() || !more.is_empty(), "{name}: {wide:?}");
    }
}

#[test]
fn a_decision_that_lapsed_shows() {
    for (name, old, new, more, status) in [
        // Somebody joined the group that the decision was made for.
        (
            "diff-decision-evidence.txt",
            "group-of-declared-accounts",
            "decided-evidence-changed",
            &["--decisions", "decided-evidence-changed/decisions.json", MOMENT[0], MOMENT[1]][..],
            3,
        ),
        // Its date passed between the two.
        (
            "diff-decision-expired.txt",
            "decided-exception",
            "decided-exception",
            &["--decisions", "decided-exception/decisions.json", "--as-of", "2027-01-15T00:00:00Z"],
            3,
        ),
        // An approver signed.
        (
            "diff-decision-approved.txt",
            "approved-turn-on",
            "approved-turn-on",
            &[
                "--settings",
                "approved-turn-on/settings.json",
                "--decisions",
                "approved-turn-on/decisions.json",
                "--old-decisions",
                "one-approval-short/decisions.json",
                "--allowed-signers",
                "approved-turn-on/allowed_signers",
            ],
            1,
        ),
    ] {
        let said = compared(old, new, &[&["--old-as-of", MOMENT[1]], more].concat());
        assert_eq!((said.status, said.stderr.as_str()), (Some(status), ""), "{name}: {said:?}");
        assert_snapshot(name, &said.stdout);
    }
}

#[test]
fn decisions_that_come_and_go_and_exceptions_that_run_out_are_changes() {
    let words = |more: &[&str]| {
        let json = compared("exception", "exception", &[&["--format", "json"], more].concat()).json();
        let changes = json["changes"].as_array().unwrap().iter();
        changes.map(|change| change["words"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let folder = Folder::new();
    folder.write("none.json", r#"{"decisions": []}"#);
    let none = folder.path().join("none.json");
    let (none, some) = (none.to_str().unwrap(), "decided-expired/decisions.json");
    let moment = MOMENT.as_slice();
    let new = words(&[&["--decisions", some, "--old-decisions", none], moment].concat());
    assert_eq!(new, ["decision emergency is new: expired, it ran until 2026-01-30"]);
    let gone = words(&[&["--decisions", none, "--old-decisions", some], moment].concat());
    assert_eq!(gone, ["decision emergency is gone; it stood as expired"]);
    let settings = ["--settings", "exception/settings.json", "--as-of", "2027-02-01T00:00:00Z"];
    let ran_out = words(&[&settings, ["--old-as-of", MOMENT[1]].as_slice()].concat());
    assert_eq!(ran_out, ["exception device-registration of the settings ran until 2026-12-31"]);
    assert!(words(&[&settings, ["--old-as-of", "2027-01-31T00:00:00Z"].as_slice()].concat()).is_empty());
}

#[test]
fn an_export_compared_with_itself_has_the_exit_status_of_an_evaluation() {
    let folder = Folder::new();
    for (export, status) in [(blocking(), 0), (page(&[policy("disabled")]), 1), (excluding(&["u1"]), 3)] {
        folder.write("policies.json", export);
        let said = folder.run(&["diff", "policies.json", "policies.json"]);
        assert_eq!(said.status, Some(status), "{said:?}");
        assert!(said.stdout.starts_with("SAME  nothing changed for the control\n"), "{said:?}");
    }
}

#[test]
fn a_side_that_cannot_be_read_is_an_error_that_names_it() {
    let folder = Folder::new();
    folder.write("new.json", blocking());
    folder.write("none/users.json", r#"{"value": [{"id": "u1", "userPrincipalName": "a@contoso.example"}]}"#);
    for (old, new, code, source) in [
        ("gone.json", "new.json", "not-found", "gone.json"),
        ("new.json", "gone.json", "not-found", "gone.json"),
        ("none", "new.json", "no-policies", "none"),
        ("new.json", "none", "no-policies", "none"),
    ] {
        let said = folder.run(&["diff", old, new, "--format", "json"]);
        assert_eq!((said.status, said.stdout.as_str()), (Some(2), ""), "{said:?}");
        let failure = said.failure();
        let error = &failure["error"];
        assert_eq!((&error["code"], &error["source"]), (&json!(code), &json!(source)), "{said:?}");
    }
}

#[test]
fn names_that_are_hostile_stay_text() {
    let folder = Folder::new();
    let mut named = policy("enabled");
    named["displayName"] = json!("x\u{1b}[2J\n## [y](http://z) <b> @all |");
    folder.write("old.json", page(&[named]));
    folder.write("new.json", page(&[]));
    let said = folder.run(&["diff", "old.json", "new.json"]);
    assert!(!said.stdout.contains('\u{1b}') && said.status == Some(1), "{said:?}");
    let said = folder.run(&["diff", "old.json", "new.json", "--format", "markdown"]);
    let outside: String = said.stdout.split('`').step_by(2).collect();
    assert!(!outside.contains("<b>") && !outside.contains("@all") && !outside.contains("](http"), "{said:?}");
    assert_eq!(said.stdout.lines().filter(|line| line.starts_with("## ")).count(), 1, "{said:?}");
}

#[test]
fn the_schema_describes_what_is_printed() {
    let folder = Folder::new();
    let schema = folder.run(&["schema", "diff"]).json();
    let said = fixtures("no-exclusion", "undeclared-group", &["--format", "json"]);
    for member in said.json().as_object().unwrap().keys() {
        assert!(schema["properties"].get(member).is_some(), "{member}");
    }
}
