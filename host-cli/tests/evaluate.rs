//! `flowlock evaluate` as scripts see it: exit status, streams, formats.

mod support;

use serde_json::json;
use support::{Folder, POLICY, blocking, excluding, page, policy, said};

const ACCOUNT: &str = "0f0f0f0f-0000-4000-8000-0000000000aa";

#[test]
fn the_exit_status_is_the_verdict() {
    let folder = Folder::new();
    let cases = [
        (blocking(), 0, "PASS  "),
        (page(&[policy("enabledForReportingButNotEnforced")]), 1, "FAIL  "),
        (page(&[]), 1, "FAIL  "),
        (excluding(&[ACCOUNT]), 3, "REVIEW  "),
    ];
    for (export, status, beginning) in cases {
        folder.write("policies.json", export);
        let said = folder.run(&["evaluate", "policies.json"]);
        assert_eq!(said.status, Some(status), "{said:?}");
        assert!(said.stdout.starts_with(beginning) && said.stderr.is_empty(), "{said:?}");
    }
}

#[test]
fn json_is_the_whole_report() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    let moment = "2026-07-02T21:00:00Z";
    let said = folder.run(&["evaluate", "policies.json", "--format", "json", "--as-of", moment]);
    let report = said.json();
    assert_eq!(said.status, Some(0));
    assert_eq!((&report["status"], &report["stage"]), (&json!("pass"), &json!("enforced")));
    assert_eq!(report["asOf"], json!(moment));
    assert_eq!(report["policies"][0]["id"], json!(POLICY));
    assert_eq!(report["sources"][0]["name"], json!("policies.json"));
    let again = folder.run(&["evaluate", "policies.json", "--format", "json", "--as-of", moment]);
    assert_eq!(said.stdout, again.stdout);
}

#[test]
fn emergency_access_comes_from_the_settings_and_the_command_line() {
    let folder = Folder::new();
    folder.write("policies.json", excluding(&[ACCOUNT]));
    let run = |more: &[&str]| folder.run(&[&["evaluate", "policies.json"], more].concat()).status;
    assert_eq!(run(&[]), Some(3));
    assert_eq!(run(&["--emergency-access", ACCOUNT]), Some(0));
    assert_eq!(run(&["--emergency-access", &ACCOUNT.to_uppercase()]), Some(0));
    assert_eq!(run(&["--emergency-access", "a@contoso.example"]), Some(3));
    folder.write("s.json", json!({ "emergencyAccess": { "users": [ACCOUNT] } }).to_string());
    assert_eq!(run(&["--settings", "s.json"]), Some(0));
    folder
        .write("s.toml", format!("asOf = 2026-07-02T21:00:00Z\n[emergencyAccess]\nusers = ['{ACCOUNT}']\n"));
    assert_eq!(run(&["--settings", "s.toml"]), Some(0));
}

#[test]
fn the_moment_is_the_command_lines_before_the_settings() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("s.toml", "asOf = 2026-07-02T21:00:00Z\n");
    let run = |more: &[&str]| {
        let base = ["evaluate", "policies.json", "--format", "json", "--settings", "s.toml"];
        folder.run(&[&base, more].concat()).json()["asOf"].clone()
    };
    assert_eq!(run(&[]), json!("2026-07-02T21:00:00Z"));
    assert_eq!(run(&["--as-of", "2026-01-01T00:00:00+01:00"]), json!("2025-12-31T23:00:00Z"));
}

#[test]
fn an_exception_ends_with_its_day() {
    let folder = Folder::new();
    folder.write("policies.json", excluding(&[ACCOUNT]));
    let exception = format!(
        "[[exceptions]]\nid = 'lab'\njustification = 'meeting rooms'\napprovedBy = 'CISO'\n\
         expires = 2026-12-31\nusers = ['{ACCOUNT}']\n"
    );
    folder.write("s.toml", exception);
    let run = |moment: &str| {
        folder.run(&["evaluate", "policies.json", "--settings", "s.toml", "--as-of", moment]).status
    };
    assert_eq!(run("2026-12-31T23:59:59Z"), Some(0));
    assert_eq!(run("2027-01-01T00:00:00Z"), Some(3));
}

#[test]
fn bad_settings_are_named_and_the_nearest_key_is_offered() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("s.json", r#"{"emergencyAcess": {}}"#);
    folder.write("s.toml", "[emergencyAcess]\n");
    for name in ["s.json", "s.toml"] {
        let said = folder.run(&["evaluate", "policies.json", "--settings", name]);
        assert_eq!(said.status, Some(2));
        assert!(said.stderr.contains("emergencyAccess") && said.stderr.contains(name), "{said:?}");
    }
    folder.write("s.toml", "a = 1\nb = = 2\n");
    let said = folder.run(&["evaluate", "policies.json", "--settings", "s.toml"]);
    assert!(said.stderr.contains("--> s.toml: line 2"), "{said:?}");
    let said = folder.run(&["evaluate", "policies.json", "--settings", "none.toml"]);
    assert!(said.status == Some(2) && said.stderr.contains("error[not-found]"), "{said:?}");
}

#[test]
fn bad_usage_is_not_a_verdict() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    let cases: [&[&str]; 6] = [
        &[],
        &["evaluate"],
        &["evaluate", "policies.json", "--as-of", "yesterday"],
        &["evaluate", "policies.json", "--emergency-access", "Break Glass"],
        &["evaluate", "policies.json", "--format", "pdf"],
        &["evaluat", "policies.json"],
    ];
    for arguments in cases {
        let said = folder.run(arguments);
        assert_eq!(said.status, Some(2), "{arguments:?}: {said:?}");
        assert!(said.stdout.is_empty() && !said.stderr.is_empty());
    }
    assert!(folder.run(&["evaluat", "x"]).stderr.contains("'evaluate'"));
}

#[test]
fn a_failure_has_a_code_a_place_and_help_in_both_formats() {
    let folder = Folder::new();
    let said = folder.run(&["evaluate", "none.json"]);
    assert_eq!(said.status, Some(2));
    let text = "error[not-found]: no such file or folder\n  --> none.json\n  help: ";
    assert!(said.stderr.starts_with(text), "{said:?}");
    let said = folder.run(&["evaluate", "none.json", "--format", "json"]);
    let error = &said.failure()["error"];
    assert_eq!((&error["code"], &error["source"]), (&json!("not-found"), &json!("none.json")));
    assert!(said.stdout.is_empty() && error["help"].is_string());
    let said = folder.run(&["evaluate", "none.json", "--format", "html"]);
    assert!(said.stderr.starts_with(text), "a page is for people: {said:?}");
}

#[test]
fn the_report_can_go_to_a_file() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("report.json", "old and longer than nothing");
    let arguments = ["evaluate", "policies.json", "--format", "json", "--output"];
    let said = folder.run(&[&arguments[..], &["report.json"]].concat());
    assert!(said.status == Some(0) && said.stdout.is_empty(), "{said:?}");
    let report: serde_json::Value = serde_json::from_str(&folder.read("report.json")).unwrap();
    assert_eq!(report["status"], json!("pass"));
    let said = folder.run(&[&arguments[..], &["none/report.json"]].concat());
    assert!(said.status == Some(2) && said.failure()["error"]["code"] == json!("unwritable"), "{said:?}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "nothing half written stays behind");
}

#[test]
fn a_folder_gets_a_file_for_each_format_and_people_are_told_all_the_same() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    let arguments = ["evaluate", "policies.json", "--format", "json", "--format", "html"];
    let said = folder.run(&[&arguments[..], &["--output-dir", "out/reports"]].concat());
    assert!(said.status == Some(0) && said.stdout.starts_with("PASS"), "{said:?}");
    assert!(folder.read("out/reports/report.json").starts_with('{'));
    assert!(folder.read("out/reports/report.html").starts_with("<!DOCTYPE html>"));
    assert_eq!(std::fs::read_dir(folder.path().join("out/reports")).unwrap().count(), 2);
    let said = folder.run(&[&arguments[..], &["--output", "one"]].concat());
    assert_eq!((said.status, &said.failure()["error"]["code"]), (Some(2), &json!("several-formats")));
    assert_eq!(
        folder.run(&[&arguments[..], &["--output", "one", "--output-dir", "out"]].concat()).status,
        Some(2)
    );
    let said = folder.run(&[&arguments[..], &["--output-dir", "policies.json"]].concat());
    assert_eq!((said.status, &said.failure()["error"]["code"]), (Some(2), &json!("unwritable")));
}

#[test]
fn a_folder_gets_all_its_files_or_none() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("out/report.html/in-the-way.txt", "a folder");
    folder.write("out/report.json", "of an earlier run");
    let formats =
        ["evaluate", "policies.json", "--format", "json", "--format", "html", "--output-dir", "out"];
    let failure = folder.run(&formats).failure();
    assert_eq!(failure["error"]["code"], json!("unwritable"));
    assert_eq!(failure["error"]["source"], json!("out/report.html"));
    assert_eq!(folder.read("out/report.json"), "of an earlier run");
    assert_eq!(std::fs::read_dir(folder.path().join("out")).unwrap().count(), 2, "something is left");
    let said = folder.run(&["evaluate", "policies.json", "--format", "html", "--output", "none/report.html"]);
    assert!(said.status == Some(2) && said.stderr.contains("--> none/report.html"), "{said:?}");
    assert!(!folder.path().join("none").exists());
}

#[test]
fn a_page_shows_lines_of_whatever_can_be_read_once_or_again() {
    let folder = Folder::new();
    let text = blocking().replace(",\"state\"", ",\n\"state\"").replace("enabled", "disabled");
    folder.write("policies.json", &text);
    let page = folder.run(&["evaluate", "policies.json", "--format", "html"]).stdout;
    assert!(page.contains("policies.json:2:1</code>"), "{page}");
    let piped = folder.pipe(text.as_bytes(), &["evaluate", "-", "--format", "html"]).stdout;
    assert!(piped.contains("<code>-:2:1</code>"), "{piped}");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_a_link_is_kept() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("real.txt", "");
    std::os::unix::fs::symlink("real.txt", folder.path().join("link.txt")).unwrap();
    assert_eq!(folder.run(&["evaluate", "policies.json", "--output", "/dev/null"]).status, Some(0));
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
    assert_eq!(folder.run(&["evaluate", "policies.json", "--output", "link.txt"]).status, Some(0));
    assert!(folder.read("real.txt").starts_with("PASS"));
    assert!(folder.path().join("link.txt").is_symlink());
}

#[test]
fn colour_is_for_terminals_and_for_who_asks() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    let run = |more: &[&str]| folder.run(&[&["evaluate", "policies.json"], more].concat()).stdout;
    assert!(!run(&[]).contains('\u{1b}') && !run(&["--color", "never"]).contains('\u{1b}'));
    assert!(run(&["--color", "always"]).contains("\u{1b}[1;32mPASS\u{1b}[0m"));
    let mut command = folder.command(&["evaluate", "policies.json", "--color", "always"]);
    assert!(said(command.env("NO_COLOR", "1")).stdout.contains('\u{1b}'), "the flag is the later word");
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_crash() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    for arguments in [&["evaluate", "policies.json"][..], &["schema", "report"], &["completions", "bash"]] {
        let mut command = folder.command(arguments);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command.stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn other_tools_are_explained_where_that_is_asked_for() {
    let folder = Folder::new();
    folder.write("policies.json", excluding(&[ACCOUNT]));
    let run = |more: &[&str]| folder.run(&[&["evaluate", "policies.json"], more].concat());
    assert!(!run(&[]).stdout.contains("Prowler"));
    assert!(run(&["--format", "json"]).json().get("peers").is_none());
    let said = run(&["--explain-peers"]);
    assert!(said.status == Some(3) && said.stdout.contains("\nWhat other tools would say\n"), "{said:?}");
    let report = run(&["--explain-peers", "--format", "json"]).json();
    let peers = report["peers"].as_array().unwrap();
    assert!(peers.iter().any(|peer| peer["comparison"] == json!("unfounded")), "{peers:?}");
}
