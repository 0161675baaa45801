//! `flowlock evaluate --each`: many tenants in one run.

mod support;

use serde_json::{Value, json};
use support::{Folder, Said, blocking, excluding, page, policy};

const ACCOUNT: &str = "0f0f0f0f-0000-4000-8000-0000000000aa";
const MOMENT: &str = "2026-07-02T21:00:00Z";

/// Tenants of every kind.
fn tenants() -> Folder {
    let folder = Folder::new();
    folder.write("tenants/locked/policies.json", blocking());
    folder.write("tenants/asks/export/policies.json", excluding(&[ACCOUNT]));
    folder.write("tenants/open/policies.json", page(&[policy("disabled")]));
    folder.write("tenants/broken/policies.json", r#"{"value": ["#);
    folder.write("tenants/README.md", "what lies here");
    folder.write("tenants/.hidden/policies.json", blocking());
    folder
}

fn each(folder: &Folder, more: &[&str]) -> Said {
    folder.run(&[&["evaluate", "--each", "tenants", "--as-of", MOMENT], more].concat())
}

/// The names of the tenants, in the order of the report.
fn names(many: &Value) -> Vec<&str> {
    let tenants = many["tenants"].as_array().unwrap().iter();
    tenants.map(|tenant| tenant["tenant"].as_str().unwrap()).collect()
}

#[test]
fn one_line_a_tenant_worst_first_then_totals() {
    let said = each(&tenants(), &[]);
    let lines: Vec<&str> = said.stdout.lines().collect();
    let starts = [
        "FAIL    drafted     open ",
        "ERROR   -           broken ",
        "REVIEW  enforced    asks ",
        "PASS    enforced    locked ",
    ];
    for (line, start) in lines.iter().zip(starts) {
        assert!(line.starts_with(start) && line.chars().count() <= 80, "{said:?}");
    }
    assert_eq!(lines[5], "4 tenants: 1 fail, 1 could not be evaluated, 1 to review, 1 pass");
    assert!(lines[6].contains("README.md") && said.stderr.is_empty(), "{said:?}");
}

#[test]
fn json_holds_every_report_or_why_there_is_none() {
    let folder = tenants();
    let said = each(&folder, &["--format", "json"]);
    let many = said.json();
    assert_eq!(names(&many), ["open", "broken", "asks", "locked"]);
    assert_eq!(many["totals"], json!({"tenants": 4, "fail": 1, "notEvaluated": 1, "review": 1, "pass": 1}));
    assert_eq!(many["ignored"], json!(["README.md"]));
    assert_eq!(many["tenants"][0]["report"]["status"], json!("fail"));
    assert_eq!(many["tenants"][1]["error"]["code"], json!("no-policies"));
    assert!(many["tenants"][1].get("report").is_none() && many["tenants"][0].get("error").is_none());
    assert_eq!(said.stdout, each(&folder, &["--format", "json"]).stdout);
    let peers = each(&folder, &["--format", "json", "--explain-peers"]).json();
    assert!(peers["tenants"][0]["report"]["peers"].is_array());
}

/// A hole must not hide behind a broken file, nor a broken file behind a question.
#[test]
fn the_exit_status_is_that_of_the_worst() {
    let folder = tenants();
    for (removed, status) in [("", 1), ("open", 2), ("broken", 3), ("asks", 0)] {
        if !removed.is_empty() {
            std::fs::remove_dir_all(folder.path().join("tenants").join(removed)).unwrap();
        }
        assert_eq!(each(&folder, &[]).status, Some(status), "without {removed}");
    }
}

#[test]
fn a_tenants_own_settings_win_over_the_shared_ones() {
    let folder = tenants();
    let accepting = json!({ "emergencyAccess": { "users": [ACCOUNT] } }).to_string();
    folder.write("shared.json", &accepting);
    let status = |more: &[&str]| {
        let many = each(&folder, &[&["--format", "json"], more].concat()).json();
        let found =
            many["tenants"].as_array().unwrap().iter().find(|tenant| tenant["tenant"] == "asks").unwrap();
        found.get("report").map_or(found["error"]["code"].clone(), |report| report["status"].clone())
    };
    assert_eq!(status(&[]), json!("review"));
    assert_eq!(status(&["--settings", "shared.json"]), json!("pass"));
    assert_eq!(status(&["--emergency-access", ACCOUNT]), json!("pass"));
    folder.write("tenants/asks/flowlock.toml", "minObservationDays = 3\n");
    assert_eq!(status(&["--settings", "shared.json"]), json!("review"));
    folder.write("tenants/asks/settings.json", &accepting);
    assert_eq!(status(&[]), json!("settings-twice"));
    std::fs::remove_file(folder.path().join("tenants/asks/flowlock.toml")).unwrap();
    assert_eq!(status(&[]), json!("pass"));
    let many = each(&folder, &["--format", "json"]).json();
    let sources =
        many["tenants"].as_array().unwrap().iter().find(|tenant| tenant["tenant"] == "asks").unwrap();
    let sources = sources["report"]["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 1, "the settings are no export");
}

#[test]
fn what_holds_no_tenants_is_an_error() {
    let folder = tenants();
    for (path, code) in
        [("tenants/locked", "no-tenants"), ("none", "not-found"), ("tenants/README.md", "unreadable-file")]
    {
        let said = folder.run(&["evaluate", "--each", path, "--format", "json"]);
        assert_eq!((said.status, &said.failure()["error"]["code"]), (Some(2), &json!(code)), "{path}");
    }
}

#[test]
fn two_folders_of_tenants_are_told_apart() {
    let folder = tenants();
    folder.write("others/open/policies.json", blocking());
    let said =
        folder.run(&["evaluate", "--each", "tenants", "others", "--format", "json", "--output", "all.json"]);
    assert!(said.status == Some(1) && said.stdout.is_empty(), "{said:?}");
    let many: Value = serde_json::from_str(&folder.read("all.json")).unwrap();
    assert_eq!(
        names(&many),
        ["tenants/open", "tenants/broken", "tenants/asks", "others/open", "tenants/locked"]
    );
}

#[test]
fn sarif_has_a_run_for_each_tenant() {
    let folder = tenants();
    let log = each(&folder, &["--format", "sarif"]).json();
    let runs = log["runs"].as_array().unwrap();
    let ids: Vec<&str> = runs.iter().map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["flowlock/open/", "flowlock/broken/", "flowlock/asks/", "flowlock/locked/"]);
    let succeeded = |run: &Value| run["invocations"][0]["executionSuccessful"] == json!(true);
    assert!(succeeded(&runs[0]) && !succeeded(&runs[1]), "{}", runs[1]);
    let told = &runs[1]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(told["descriptor"]["id"], json!("no-policies"));
    let result = &runs[0]["results"][0];
    assert_eq!(result["kind"], json!("fail"));
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert!(region["startLine"].is_u64(), "{result}");
}

#[test]
fn the_page_has_an_index_and_no_id_twice() {
    let folder = tenants();
    let page = each(&folder, &["--format", "html"]).stdout;
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let distinct: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "an id stands twice: {ids:?}");
    for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    assert_eq!(page.matches("href=\"#fl-tenant-").count(), 4);
    assert!(page.contains("Could not be evaluated: "));
    assert_eq!(page.matches("<article").count(), 3);
    let junit = each(&folder, &["--format", "junit"]);
    assert!(junit.status == Some(2) && junit.stderr.contains("format-of-one-tenant"), "{junit:?}");
}

#[test]
fn one_run_gives_every_combined_format() {
    let folder = tenants();
    let formats = ["--format", "json", "--format", "sarif", "--format", "html", "--output-dir", "out"];
    let said = each(&folder, &formats);
    assert!(said.status == Some(1) && said.stdout.starts_with("FAIL    drafted     open "), "{said:?}");
    for (format, file) in [("json", "report.json"), ("sarif", "report.sarif"), ("html", "report.html")] {
        let alone = each(&folder, &["--format", format]).stdout;
        assert!(folder.read(&format!("out/{file}")) == alone, "{file} is another one");
    }
    let said = each(&folder, &["--format", "json", "--format", "html"]);
    assert!(said.stderr.contains("several-formats"), "{said:?}");
}
