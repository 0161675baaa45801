//! Logs of sign-ins, from files and pipes to the review.

mod support;

use std::io::Write;

use serde_json::{Value, json};

use crate::support::{Folder, POLICY, page, policy};

/// A sign-in that a report-only policy would have blocked.
fn sign_in(id: usize, time: &str) -> Value {
    json!({
        "id": format!("s{id}"),
        "createdDateTime": time,
        "userId": "0f0f0f0f-0000-4000-8000-0000000000aa",
        "appId": "0f0f0f0f-0000-4000-8000-0000000000bb",
        "isInteractive": true,
        "originalTransferMethod": "deviceCodeFlow",
        "status": { "errorCode": 0 },
        "appliedConditionalAccessPolicies": [{ "id": POLICY, "result": "reportOnlyFailure" }],
    })
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("policies.json", page(&[policy("enabledForReportingButNotEnforced")]));
    folder
}

const EVALUATE: &[&str] = &["evaluate", ".", "--format", "json", "--as-of", "2026-02-01T00:00:00Z"];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_log_in_many_files_is_one_log() {
    let folder = folder();
    let events: Vec<Value> = (0..6).map(|id| sign_in(id, "2026-01-02T00:00:00Z")).collect();
    folder.write("a.json", json!({ "value": events[..2] }).to_string());
    folder.write("b/c.json.gz", gzip(json!(events[2..4]).to_string().as_bytes()));
    folder.write("d.jsonl", format!("{}\n{}\n{}\n", events[4], events[5], events[0]));
    let report = folder.run(EVALUATE).json();
    let rollout = &report["rollout"][0];
    assert_eq!((&rollout["events"], &rollout["wouldBlock"]), (&json!(6), &json!(6)));
    assert_eq!(report["sources"].as_array().unwrap().len(), 4);
    assert_eq!(report, folder.run(EVALUATE).json());
}

#[test]
fn a_pipe_holds_a_log_too() {
    let log = format!("{}\n", sign_in(1, "2026-01-02T00:00:00Z"));
    let arguments = ["evaluate", "policies.json", "-", "--format", "json", "--as-of", "2026-02-01T00:00:00Z"];
    let report = folder().pipe(log.as_bytes(), &arguments).json();
    assert_eq!(report["rollout"][0]["wouldBlock"], 1);
}

#[test]
fn a_malformed_record_is_named_and_the_rest_counts() {
    let folder = folder();
    let event = sign_in(1, "2026-01-02T00:00:00Z");
    folder.write("log.jsonl", format!("{event}\n{{\"id\":}}\n{event}\n"));
    let report = folder.run(EVALUATE).json();
    let log = &report["sources"].as_array().unwrap()[0];
    assert_eq!((&log["records"], &log["complete"]), (&json!(2), &json!(false)));
    assert_eq!(
        (&log["problems"][0]["code"], &log["problems"][0]["line"]),
        (&json!("malformed-record"), &json!(2))
    );
}

#[test]
fn a_damaged_log_is_told_in_a_folder_and_an_error_by_name() {
    let folder = folder();
    let lines = format!("{}\n", sign_in(1, "2026-01-02T00:00:00Z")).repeat(1000);
    let packed = gzip(lines.as_bytes());
    folder.write("log.jsonl.gz", &packed[..packed.len() - 6]);
    let report = folder.run(EVALUATE).json();
    assert_eq!(report["sources"][0]["problems"][0]["code"], "bad-compression");
    assert_eq!(folder.run(&["evaluate", "policies.json", "log.jsonl.gz"]).status, Some(2));
}
