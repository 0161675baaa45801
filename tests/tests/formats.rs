//! The report in every format: snapshots over a telling few of the fixtures, and what holds for all of them.

use std::fs;

use flowlock_core::{
    File, Places, Settings, evaluate_files,
    render::{self, SarifResults},
    report::{Report, Standing, Status},
};
use flowlock_tests::fixtures;
use serde_json::Value;

/// A fail with an accepted gap; a review; an exception; no policies; UTF-16; sign-ins; a missing page; decisions
/// that count, that lack an approval, and that nobody can be known to have approved.
const TELLING: [&str; 10] = [
    "contoso",
    "undeclared-group",
    "exception",
    "no-policies",
    "powershell-utf-16",
    "reviewed-would-block",
    "missing-page",
    "decided-exception",
    "one-approval-short",
    "forged-approval",
];

/// The report on a fixture, and where its members stand.
fn report(name: &str) -> (Report, Places) {
    let fixture = fixtures::read(name);
    let report = fixture.report();
    let places = fixture.places(&report);
    (report, places)
}

/// The page without its style, which says nothing of the report.
fn body(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").expect("a style");
    let (_, after) = rest.split_once("</style>").expect("the end of the style");
    // One section a line, so that a difference can be read.
    format!("{before}{after}")
        .replace("<section", "\n<section")
        .replace("<tr>", "\n<tr>")
        .replace("<li", "\n<li")
}

#[test]
fn a_telling_few_give_the_expected_files() {
    let update = std::env::var_os("FLOWLOCK_UPDATE").is_some();
    let mut wrong = Vec::new();
    for name in TELLING {
        let (report, places) = report(name);
        for (file, text) in [
            ("expected.sarif", render::sarif(&report, &places, SarifResults::All)),
            ("expected.ocsf.json", render::ocsf(&report)),
            ("expected.junit.xml", render::junit(&report, &places)),
            ("expected.md", render::markdown(&report, &places)),
            ("expected.html", body(&render::html(&report, &places))),
        ] {
            let expected = fixtures::folder().join(name).join(file);
            if update {
                fs::write(&expected, text).expect("written");
            } else if fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n") != text {
                wrong.push(format!("{name}/{file}"));
            }
        }
    }
    assert!(wrong.is_empty(), "these differ, see FLOWLOCK_UPDATE=1: {}", wrong.join(", "));
}

/// The results of a SARIF log.
fn results(report: &Report, places: &Places, results: SarifResults) -> Vec<Value> {
    let log: Value = serde_json::from_str(&render::sarif(report, places, results)).expect("JSON");
    log["runs"][0]["results"].as_array().expect("results").clone()
}

#[test]
fn every_result_is_one_that_code_scanning_takes() {
    for name in fixtures::names() {
        let (report, places) = report(&name);
        let all = results(&report, &places, SarifResults::All);
        assert!(!all.is_empty(), "{name}");
        for result in &all {
            let at = &result["locations"][0]["physicalLocation"];
            assert!(
                at["artifactLocation"]["uri"].is_string() && at["region"]["startLine"].is_u64(),
                "{name}: {result}"
            );
            assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{name}");
            assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string(), "{name}");
            let is_failure = result["kind"] == "fail";
            assert_eq!(is_failure, result["level"] == "error", "{name}: {result}");
        }
        let kinds: Vec<&str> = all.iter().filter_map(|result| result["kind"].as_str()).collect();
        match report.status {
            Status::Pass => assert_eq!(kinds[0], "pass", "{name}"),
            Status::Review => assert!(kinds.contains(&"review"), "{name}"),
            Status::Fail => assert!(kinds.contains(&"fail"), "{name}"),
        }
        let accepted = report.gaps.iter().filter(|gap| gap.standing == Standing::Accepted).count();
        let suppressed = all.iter().filter(|result| result["suppressions"].is_array()).count();
        assert_eq!(suppressed, accepted, "{name}");
        let problems = results(&report, &places, SarifResults::Problems);
        assert_eq!(problems.is_empty(), report.status == Status::Pass, "{name}");
    }
}

#[test]
fn every_member_has_its_line() {
    for name in fixtures::names() {
        let (report, places) = report(&name);
        for policy in &report.policies {
            for step in &policy.requirements {
                assert!(places.get(&policy.source, &step.pointer).is_some(), "{name}: {}", step.pointer);
            }
        }
    }
}

/// The gaps of a tenant as its fingerprints have them.
fn fingerprints(files: &[(&str, String)]) -> Vec<String> {
    let files: Vec<File<&str>> =
        files.iter().map(|(name, text)| File { name: (*name).to_owned(), bytes: text.as_str() }).collect();
    let as_of = "2026-01-31T00:00:00Z".parse().expect("a time");
    let report = evaluate_files(&files, &Settings::default(), as_of).expect("a report");
    let results = results(&report, &Places::default(), SarifResults::All);
    let mut hashes: Vec<String> =
        results.iter().map(|result| result["partialFingerprints"]["flowlock/v1"].to_string()).collect();
    hashes.sort();
    hashes
}

#[test]
fn fingerprints_stay_when_files_move_lines_shift_and_others_come() {
    let policy = |id: &str, exclude: &str, grant: &str| {
        format!(
            r#"{{"id": "{id}", "displayName": "{id}", "state": "enabled", "conditions": {{"users": {{"includeUsers": ["All"],
            "excludeGroups": [{exclude}]}}, "applications": {{"includeApplications": ["All"]}}, "clientAppTypes": ["all"],
            "authenticationFlows": {{"transferMethods": "deviceCodeFlow"}}}},
            "grantControls": {{"operator": "OR", "builtInControls": ["{grant}"]}}}}"#
        )
    };
    let block = policy("p1", r#""g1", "g2""#, "block");
    let alone = fingerprints(&[("a.json", format!("[{block}]"))]);
    assert_eq!(alone.len(), 2);
    let mfa = policy("p0", "", "mfa");
    let moved = format!("[\n\n{mfa},\n{}]", block.replace(r#""g1", "g2""#, r#""g2","g1""#));
    let names = r#"[{"id": "g1", "displayName": "Renamed", "groupTypes": []}]"#.to_owned();
    assert_eq!(fingerprints(&[("names.json", names), ("z/b.json", moved)]), alone);
    assert_ne!(fingerprints(&[("a.json", format!("[{}]", policy("p1", r#""g1", "g3""#, "block")))]), alone);
}
