//! `flowlock pipeline`: the verdict, who is told, and the platform's own form.

#![cfg(feature = "notify")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use support::{Folder, Said, blocking, page, policy, said, server::Server};

/// A name that is a command on every platform.
const HOSTILE: &str = "::error::x ##vso[task.setvariable variable=status]pass\n::warning::##[error]";

/// A folder with an export that passes, and one that does not and has a hostile name.
fn desk() -> Folder {
    let folder = Folder::new();
    folder.write("pass.json", blocking());
    let mut off = policy("disabled");
    off["displayName"] = HOSTILE.into();
    folder.write("fail.json", page(&[off]));
    folder
}

fn run(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = folder.command(&[&["pipeline"], arguments].concat());
    said(command.envs(variables.iter().copied()))
}

/// The outputs as GitHub's runner reads them.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let (mut lines, mut read) = (text.lines(), BTreeMap::new());
    while let Some((name, end)) = lines.next().map(|line| line.split_once("<<").unwrap()) {
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
        assert!(read.insert(name.to_owned(), value.join("\n")).is_none(), "{text}");
    }
    read
}

#[test]
fn the_exit_status_is_the_verdict() {
    let folder = desk();
    assert_eq!(run(&folder, &["pass.json"], &[]).status, Some(0));
    let failed = run(&folder, &["fail.json"], &[]);
    assert!(failed.status == Some(1) && failed.stdout.starts_with("FAIL"), "{failed:?}");
    assert_eq!(run(&folder, &["fail.json", "--exit-zero"], &[]).status, Some(0));
    let missing = run(&folder, &["none.json", "--exit-zero"], &[]);
    assert!(missing.status == Some(2) && missing.stderr.contains("none.json"), "{missing:?}");
}

#[test]
fn github_gets_outputs_a_summary_and_an_annotation() {
    let folder = desk();
    folder.write("outputs", "earlier<<e\n1\ne\n");
    let github =
        [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", "outputs"), ("GITHUB_STEP_SUMMARY", "summary")];
    let said = run(&folder, &["fail.json", "--output-dir", "out"], &github);
    assert_eq!(said.status, Some(1), "{said:?}");
    let read = outputs(&folder.read("outputs"));
    assert_eq!((read["earlier"].as_str(), read["status"].as_str()), ("1", "fail"));
    assert_eq!((read["stage"].as_str(), read["report"].as_str()), ("drafted", "out/report.json"));
    assert!(!read["decision"].is_empty() && read["notified"] == "true", "{read:?}");
    assert!(folder.read("summary").starts_with("## FAIL: device code flow is not locked"));
    let commands: Vec<&str> = said
        .stdout
        .lines()
        .filter(|line| line.trim_start().starts_with("::") || line.contains("##"))
        .collect();
    assert_eq!(commands.len(), 1, "{commands:?}");
    assert!(
        commands[0].starts_with("::error title=Flowlock::FAIL: device code flow is not locked; decision")
    );
}

#[test]
fn azure_gets_variables_a_summary_and_an_issue() {
    let folder = desk();
    let said = run(&folder, &["fail.json", "--output-dir", "out"], &[("TF_BUILD", "True")]);
    assert_eq!(said.status, Some(1));
    let commands: Vec<&str> = said.stdout.lines().filter(|line| line.contains("##")).collect();
    let begins = |start: &str| commands.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(begins("##vso[task.setvariable variable=status;isOutput=true]fail"), 1, "{commands:?}");
    assert_eq!(begins("##vso[task.setvariable variable="), 7, "{commands:?}");
    assert_eq!(begins("##vso[task.logissue type=error]FAIL"), 1, "{commands:?}");
    let summary = commands.iter().find_map(|line| line.strip_prefix("##vso[task.uploadsummary]")).unwrap();
    assert!(fs::read_to_string(summary).unwrap().contains("FAIL"));
    assert_eq!(commands.len(), 9, "{commands:?}");
}

/// Whoever makes an export chooses the names of its files.
#[test]
fn a_name_of_a_file_is_no_command() {
    let folder = desk();
    let names = [
        "::error::x.json",
        " ::warning::x.json",
        "##vso[task.complete result=Succeeded].json",
        &format!("{} ::error::x ##[error].json", "wide ".repeat(12)),
    ];
    for name in names {
        folder.write(&format!("export/{name}"), "no json");
        folder.write(name, "no json");
        for platform in ["github", "azure"] {
            for export in ["export", name] {
                let said = run(&folder, &[export, "--platform", platform], &[]);
                assert_eq!(said.status, Some(2), "{said:?}");
                let is_command = |line: &&str| line.trim_start().starts_with("::") || line.contains("##");
                assert_eq!(said.stderr.lines().find(is_command), None, "{said:?}");
                let own = |line: &&str| {
                    line.starts_with("::error title=Flowlock::NOT EVALUATED")
                        || line.starts_with("##vso[task.")
                };
                let foreign = said.stdout.lines().filter(is_command).find(|line| !own(line));
                assert_eq!(foreign, None, "{said:?}");
            }
        }
    }
}

#[test]
fn flowpipe_gets_one_object_and_nothing_else() {
    let folder = desk();
    for (export, status) in [("pass.json", "pass"), ("fail.json", "fail"), ("none.json", "error")] {
        let said = run(&folder, &[export, "--platform", "flowpipe"], &[]);
        assert_eq!(said.json()["status"], status, "{said:?}");
    }
}

#[test]
fn a_failure_takes_the_place_of_an_earlier_report() {
    let folder = desk();
    run(&folder, &["pass.json", "--output-dir", "out"], &[]);
    let github =
        [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", "outputs"), ("GITHUB_STEP_SUMMARY", "summary")];
    assert_eq!(run(&folder, &["none.json", "--output-dir", "out"], &github).status, Some(2));
    let report: Value = serde_json::from_str(&folder.read("out/report.json")).unwrap();
    assert_eq!(report["error"]["code"], "not-found");
    assert!(folder.read("out/report.md").contains("NOT EVALUATED"));
    assert_eq!(outputs(&folder.read("outputs"))["status"], "error");
}

#[test]
fn people_are_told_by_level_and_asked_where_a_decision_is_open() {
    let folder = desk();
    let told = |export: &str, arguments: &[&str]| {
        let server = Server::start(&["200 OK"], None);
        folder.write(
            "n.toml",
            "[notifiers.a]\nkind = \"slack\"\nurl.env = \"URL\"\nsecurity = \"none\"\n\
             [notifiers.b]\nkind = \"teams\"\nurl.env = \"URL\"\nsecurity = \"none\"\n",
        );
        let url = format!("http://127.0.0.1:{}/", server.port);
        run(&folder, &[&[export, "--notifiers", "n.toml"], arguments].concat(), &[("URL", &url)]);
        server.requests().len()
    };
    assert_eq!(told("fail.json", &["--to", "a", "--to", "b"]), 2);
    assert_eq!(told("pass.json", &["--to", "a", "--ask", "b"]), 0);
    assert_eq!(told("fail.json", &["--to", "a", "--ask", "b", "--level", "error"]), 1);
    assert_eq!(told("fail.json", &["--to", "a", "--ask", "a"]), 1, "nobody is told twice");
    assert_eq!(told("none.json", &["--to", "a", "--ask", "b", "--level", "error"]), 1);
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name)
}

/// A fixture with decisions, in a pipeline on GitHub that tells and asks.
fn decided(name: &str) -> (Folder, Said, String) {
    let path = |file: &str| fixture(name).join(file).to_str().unwrap().to_owned();
    let (folder, server) = (Folder::new(), Server::start(&["200 OK"], None));
    folder.write("n.toml", "[notifiers.a]\nkind = \"slack\"\nurl.env = \"URL\"\nsecurity = \"none\"\n");
    let [export, settings, decisions] = ["export", "settings.json", "decisions.json"].map(path);
    let signers = path("allowed_signers");
    let mut arguments = vec![&*export, "--settings", &settings, "--decisions", &decisions];
    if Path::new(&signers).is_file() {
        arguments.extend(["--allowed-signers", &signers]);
    }
    arguments.extend(["--output-dir", "out", "--notifiers", "n.toml", "--to", "a", "--level", "verbose"]);
    let url = format!("http://127.0.0.1:{}/", server.port);
    let github =
        [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", "outputs"), ("GITHUB_STEP_SUMMARY", "summary")];
    let said = run(&folder, &arguments, &[&github[..], &[("URL", &url)]].concat());
    let told = server.requests().pop().map(|request| request.body).unwrap_or_default();
    (folder, said, told)
}

#[test]
fn decisions_count_and_who_has_to_approve_is_told() {
    for (name, status, words) in [
        ("decided-exception", 0, "counts"),
        ("decided-evidence-changed", 3, "evidence-changed"),
        ("decided-expired", 3, "it ran until 2026-01-30"),
        ("approved-turn-on", 1, "it counts"),
        ("one-approval-short", 1, "1 more approval is missing, of carla@contoso.example"),
        ("forged-approval", 3, "it is forged or damaged"),
    ] {
        let (folder, said, told) = decided(name);
        assert_eq!(said.status, Some(status), "{name}: {said:?}");
        let plain = |text: &str| text.replace('`', "");
        for text in [plain(&folder.read("summary")), plain(&folder.read("out/report.md")), told] {
            assert!(text.contains(words) && text.contains("anna@contoso.example"), "{name}: {text}");
        }
        let report: Value = serde_json::from_str(&folder.read("out/report.json")).unwrap();
        let expected = fs::read_to_string(fixture(name).join("expected.json")).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        assert_eq!(report["decisions"], expected["decisions"], "{name}");
        assert_eq!(report["nextStep"]["steps"], expected["nextStep"]["steps"], "{name}");
    }
}

#[test]
fn who_was_not_told_never_hides_the_verdict() {
    let folder = desk();
    folder.write("n.toml", "[notifiers.a]\nkind = \"slack\"\nurl.env = \"NO_SUCH_URL\"\n");
    let run = |export: &str, more: &[&str]| {
        let tell = ["--notifiers", "n.toml", "--to", "a", "--level", "verbose", "--platform", "flowpipe"];
        run(&folder, &[&[export], tell.as_slice(), more].concat(), &[])
    };
    for (export, more, status) in [
        ("pass.json", &[] as &[&str], 4),
        ("pass.json", &["--exit-zero"], 4),
        ("fail.json", &[], 1),
        ("fail.json", &["--exit-zero"], 4),
        ("none.json", &[], 2),
        ("pass.json", &["--to", "nobody"], 4),
    ] {
        let said = run(export, more);
        assert_eq!(said.status, Some(status), "{export} {more:?}: {said:?}");
        assert_eq!(said.json()["notified"], "false", "{said:?}");
    }
}

#[test]
fn what_cannot_be_written_is_no_pass() {
    let folder = desk();
    folder.write("file", "");
    let into_a_file = ["pass.json", "--output-dir", "file/out"];
    assert_eq!(run(&folder, &into_a_file, &[]).status, Some(2));
    let github = [("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", "no/such/folder")];
    assert_eq!(run(&folder, &["pass.json"], &github).status, Some(2));
    assert_eq!(run(&folder, &["fail.json"], &github).status, Some(1));
}
