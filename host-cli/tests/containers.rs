//! The same four sign-ins, in every container and dialect that exports have: the same review of each.

mod support;

use std::{fs, path::PathBuf, process::Command};

use serde_json::{Value, json};

use crate::support::said;

/// Files that show by which flow a sign-in came.
const SHOW_THE_FLOW: [&str; 16] = [
    "graph-beta-page.json",
    "graph-array.json",
    "graph-single.json",
    "pages-array.json",
    "pages-concatenated.json",
    "lines.jsonl",
    "lines.jsonl.gz",
    "lines.jsonl.zst",
    "portal.json",
    "PT1H.json",
    "event-hub.json",
    "log-analytics-tables.json",
    "log-analytics.csv",
    "az-monitor-rows.json",
    "sentinel-rows.jsonl",
    "sentinel-union.json",
];

/// Files that show it only where a policy about it would block.
const SHOW_RESULTS_ALONE: [&str; 5] = [
    "graph-v1-page.json",
    "powershell-utf-16.json",
    "steampipe.json",
    "defender-hunting.json",
    "defender-hunting.csv",
];

/// The file that never shows what policies did.
const PORTAL_CSV: &str = "portal.csv";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/containers")
}

fn report(log: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowlock"));
    command.current_dir(folder()).args(["evaluate", "--format", "json", "--as-of", "2026-01-31T00:00:00Z"]);
    let report = said(command.args(["policies.json", log])).json();
    let source = report["sources"].as_array().unwrap().iter().find(|source| source["name"] == log).unwrap();
    assert_eq!(
        (&source["kind"], &source["records"], &source["complete"]),
        (&json!("signIns"), &json!(4), &json!(true)),
        "{log}: {source}"
    );
    report
}

/// A user without what only some exports say.
fn who(principal: &Value) -> Value {
    let mut apps = principal["apps"].clone();
    apps.as_array_mut().unwrap().iter_mut().for_each(|app| app["resources"] = Value::Null);
    let members = [
        "id",
        "name",
        "standing",
        "countries",
        "firstSeen",
        "lastSeen",
        "daysActive",
        "events",
        "runs",
        "interactive",
        "redemptions",
        "tracked",
        "clientApps",
        "regularity",
    ];
    let members = members.map(|name| (name.to_owned(), principal[name].clone()));
    let mut who: Value = members.into_iter().collect();
    who["apps"] = apps;
    who
}

/// The review, without what is missing.
fn review(report: &Value) -> Value {
    let mut review = report["rollout"][0].clone();
    review["affected"] = review["affected"].as_array().unwrap().iter().map(who).collect();
    review
}

/// Who uses the flow, without what could not be shown.
fn usage(report: &Value) -> Value {
    let usage = &report["usage"];
    let members = ["events", "interactive", "redemptions", "tracked", "signIns", "withoutId"];
    let mut counts: Value = members.into_iter().map(|name| (name.to_owned(), usage[name].clone())).collect();
    counts["principals"] = usage["principals"].as_array().unwrap().iter().map(who).collect();
    counts
}

fn not_shown(report: &Value) -> Vec<&str> {
    report["usage"]["notShown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["code"].as_str().unwrap())
        .collect()
}

#[test]
fn every_container_gives_the_same_review() {
    let expected = report(SHOW_THE_FLOW[0]);
    let counts = ["events", "notApplied", "wouldBlock", "undetermined", "noEvidence", "daysObserved"];
    assert_eq!(counts.map(|name| expected["rollout"][0][name].as_u64()), [4, 2, 2, 0, 0, 11].map(Some));
    assert_eq!(
        (&expected["rollout"][0]["ready"], &expected["usage"]["interactive"]),
        (&json!("no"), &json!(1))
    );
    assert!(not_shown(&expected).is_empty());
    for log in SHOW_THE_FLOW.into_iter().chain(SHOW_RESULTS_ALONE) {
        let report = report(log);
        assert_eq!(review(&report), review(&expected), "{log}");
        assert_eq!(usage(&report), usage(&expected), "{log}");
        let flow = SHOW_THE_FLOW.contains(&log);
        assert_eq!(not_shown(&report), if flow { &[][..] } else { &["flow-not-shown"] }, "{log}");
    }
}

#[test]
fn a_csv_of_the_portal_shows_use_and_never_the_review() {
    let (expected, report) = (report(SHOW_THE_FLOW[0]), report(PORTAL_CSV));
    let review = &report["rollout"][0];
    assert_eq!(
        (&review["ready"], &review["events"], &review["noEvidence"]),
        (&json!("insufficient"), &json!(0), &json!(4))
    );
    let reasons: Vec<&Value> =
        review["reasons"].as_array().unwrap().iter().map(|reason| &reason["code"]).collect();
    assert!(reasons.contains(&&json!("no-results")), "{reasons:?}");
    let problems = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|source| source["problems"].as_array().unwrap());
    assert_eq!(
        problems.map(|problem| problem["code"].as_str().unwrap()).collect::<Vec<_>>(),
        ["csv-without-results"]
    );
    let (mut shown, mut known) =
        (usage(&report)["principals"][0].clone(), usage(&expected)["principals"][0].clone());
    // Which of the two logs a row is of, it does not say.
    for usage in [&mut shown, &mut known] {
        usage["redemptions"] = Value::Null;
    }
    assert_eq!(shown, known);
}

#[test]
fn no_file_is_left_untried() {
    let files =
        fs::read_dir(folder()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let known: Vec<&str> =
        SHOW_THE_FLOW.into_iter().chain(SHOW_RESULTS_ALONE).chain([PORTAL_CSV, "policies.json"]).collect();
    for file in files {
        assert!(known.contains(&file.as_str()), "{file}");
    }
}
