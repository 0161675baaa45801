//! `flowlock simulate` as people and scripts see it.

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Folder, Said, assert_snapshot, page, policy};

/// What the program says of a fixture.
fn simulate(fixture: &str, arguments: &[&str]) -> Said {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(fixture);
    let mut command = Folder::new().command(&["simulate", "export", "--settings", "settings.json"]);
    support::said(command.args(arguments).current_dir(fixture))
}

#[test]
fn a_simulation_reads_as_it_did() {
    for (name, fixture, arguments, status) in [
        ("simulate-would-block.txt", "reviewed-would-block", &["--enable", "CA-Block-DeviceCodeFlow"][..], 1),
        ("simulate-known-members.txt", "replayed-otherwise", &["--as-cis"][..], 1),
        ("simulate-no-log.txt", "disabled", &["--as-cis"][..], 3),
    ] {
        let said = simulate(fixture, arguments);
        assert_eq!((said.status, said.stderr.as_str()), (Some(status), ""), "{name}: {said:?}");
        assert_snapshot(name, &said.stdout);
        let wide = said.stdout.lines().find(|line| line.chars().count() > 80 && line.trim().contains(' '));
        assert_eq!(wide, None, "{name}");
    }
}

#[test]
fn a_proposed_policy_comes_from_a_file() {
    let folder = Folder::new();
    folder.write("policies.json", page(&[]));
    let mut proposed = policy("enabled");
    let members = proposed.as_object_mut().unwrap();
    members.remove("id");
    members.remove("state");
    folder.write("proposed.json", proposed.to_string());
    let arguments = ["simulate", "policies.json", "--policy", "proposed.json", "--format", "json"];
    let said = folder.run(&arguments);
    assert_eq!(said.status, Some(3), "{said:?}");
    let simulation = said.json();
    assert_eq!(
        (&simulation["before"]["status"], &simulation["after"]["status"]),
        (&json!("fail"), &json!("pass"))
    );
    assert_eq!(simulation["warnings"][0]["code"], json!("no-exclusion"), "it would lock everyone out");
    folder.write("proposed.json", "{}");
    let said = folder.run(&arguments);
    assert_eq!((said.status, &said.failure()["error"]["code"]), (Some(2), &json!("no-proposal")));
}

#[test]
fn what_cannot_be_proposed_is_an_error_with_help() {
    let folder = Folder::new();
    folder.write("policies.json", page(&[policy("disabled")]));
    let run = |more: &[&str]| folder.run(&[&["simulate", "policies.json"], more].concat());
    for (more, words) in [
        (&[][..], "nothing is proposed"),
        (&["--as-cis"][..], "could lock everyone out"),
        (&["--enable", "Block device cod flow"][..], "did you mean `Block device code flow`?"),
        (&["--policy", "none.json"][..], "error[not-found]"),
    ] {
        let said = run(more);
        let text = said.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.status == Some(2) && text.contains(words), "{more:?}: {said:?}");
    }
}

#[test]
fn the_schema_describes_the_simulation() {
    let schema = Folder::new().run(&["schema", "simulation"]).json();
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for member in
        ["before", "after", "ready", "wouldBlock", "cannotTell", "dependsOn", "wouldNotBlock", "notTried"]
    {
        assert!(required.contains(&member), "{member}: {required:?}");
    }
}
