//! `flowlock next-step` as people and scripts see it.

mod support;

use serde_json::{Value, json};
use support::{Folder, POLICY, blocking, page, policy};

const GLASS: &str = "0f0f0f0f-0000-4000-8000-0000000000b1";

/// A tenant whose policy leaves out an administrator role, and what it declares.
fn narrow() -> Folder {
    let folder = Folder::new();
    let mut narrow = policy("enabled");
    narrow["conditions"]["users"]["excludeUsers"] = json!([GLASS]);
    narrow["conditions"]["users"]["excludeRoles"] = json!(["62e90394-69f5-4237-9190-012177145e10"]);
    folder.write("policies.json", page(&[narrow]));
    folder.write(
        "s.json",
        json!({ "emergencyAccess": { "users": [GLASS] }, "asOf": "2026-01-31T00:00:00Z" }).to_string(),
    );
    folder
}

fn step(folder: &Folder, more: &[&str]) -> support::Said {
    folder.run(&[&["next-step", "policies.json", "--settings", "s.json"], more].concat())
}

#[test]
fn people_read_what_why_and_how() {
    let said = step(&narrow(), &[]);
    assert_eq!(said.status, Some(0), "{said:?}");
    for words in [
        "NEXT STEP  close-gaps (fail, stage partial)",
        "not blocked: holders of Global Administrator",
        "- no longer exclude holders of Global Administrator",
        "in policies.json /value/0",
        "with the change: pass, stage enforced",
        "it blocks from the moment it is sent",
        "az rest --method PATCH \\\n",
        "Nothing was sent.",
    ] {
        assert!(said.stdout.contains(words), "{words}: {}", said.stdout);
    }
}

#[test]
fn every_format_writes_the_same_change() {
    let folder = narrow();
    let body: Value = serde_json::from_str(&step(&folder, &["--format", "graph"]).stdout).unwrap();
    assert_eq!(body["conditions"]["users"]["excludeRoles"], json!([]));
    let step_data = step(&folder, &["--format", "json"]).json();
    let change = &step_data["proposal"]["changes"][0];
    assert_eq!((&change["body"], &change["policyId"]), (&body, &json!(POLICY)));
    let report =
        folder.run(&["evaluate", "policies.json", "--settings", "s.json", "--format", "json"]).json();
    assert_eq!(report["nextStep"], step_data);
    for (format, words) in [
        ("az", "az rest --method PATCH"),
        ("powershell", "Invoke-MgGraphRequest -Method PATCH"),
        ("terraform", "resource \"azuread_conditional_access_policy\""),
    ] {
        let text = step(&folder, &["--format", format]).stdout;
        assert!(text.contains(words) && text.contains(POLICY), "{text}");
    }
    let said = step(&folder, &["--format", "az", "--output", "change.sh"]);
    assert!(said.stdout.is_empty() && folder.read("change.sh").contains("az rest"), "{said:?}");
}

#[test]
fn a_changed_export_passes() {
    let folder = narrow();
    let change = step(&folder, &["--format", "json"]).json()["proposal"]["changes"][0].clone();
    let mut export: Value = serde_json::from_str(&folder.read("policies.json")).unwrap();
    for (name, value) in change["body"]["conditions"].as_object().unwrap() {
        export["value"][0]["conditions"][name] = value.clone();
    }
    folder.write("policies.json", export.to_string());
    assert_eq!(folder.run(&["evaluate", "policies.json", "--settings", "s.json"]).status, Some(0));
}

#[test]
fn where_there_is_no_change_nothing_is_written() {
    let folder = narrow();
    folder.write("policies.json", blocking());
    let said = step(&folder, &["--format", "az"]);
    assert!(said.status == Some(2) && said.stdout.is_empty(), "{said:?}");
    assert!(
        said.stderr.contains("error[no-change]: no change is proposed: the next step is `nothing`"),
        "{said:?}"
    );
    assert!(step(&folder, &[]).stdout.starts_with("NEXT STEP  nothing (pass, stage enforced)\n"));
    folder.write("policies.json", page(&[]));
    folder.write("s.json", "{}");
    let said = step(&folder, &["--format", "terraform"]);
    assert!(said.status == Some(2) && said.stderr.contains("no emergency access is declared"), "{said:?}");
}

#[test]
fn the_schema_describes_the_data() {
    let schema = Folder::new().run(&["schema", "next-step"]).json();
    assert_eq!(schema["required"], json!(["action", "steps", "proposal", "withheld"]));
}
