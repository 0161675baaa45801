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

#[test]
fn a_bundle_gives_its_policies_and_its_sign_ins() {
    let bundle = json!({
        "conditionalAccessPolicies": [policy("enabledForReportingButNotEnforced")],
        "signIns": { "value": [sign_in(1, "2026-01-02T00:00:00Z"), sign_in(2, "2026-01-03T00:00:00Z")] },
        "users": [],
    });
    let folder = Folder::new();
    folder.write("bundle.json", bundle.to_string());
    folder.write("bundle.json.gz", gzip(bundle.to_string().as_bytes()));
    let piped = ["evaluate", "-", "--format", "json", "--as-of", "2026-02-01T00:00:00Z"];
    let reports = ["bundle.json", "bundle.json.gz"].map(|name| {
        folder.run(&["evaluate", name, "--format", "json", "--as-of", "2026-02-01T00:00:00Z"]).json()
    });
    for report in reports.into_iter().chain([folder.pipe(bundle.to_string().as_bytes(), &piped).json()]) {
        assert_eq!(report["rollout"][0]["wouldBlock"], 2);
        let sources = report["sources"].as_array().unwrap().iter();
        assert!(sources.clone().all(|source| source["problems"] == json!([])), "{}", report["sources"]);
        assert_eq!(sources.map(|source| &source["kind"]).collect::<Vec<_>>(), ["policies", "signIns"]);
    }
}

/// A storage account has a blob for each hour of each log: no more of them may be open at once than a few.
#[cfg(unix)]
#[test]
fn thousands_of_files_need_few_handles() {
    const FILES: usize = 5_000;
    let folder = folder();
    for number in 0..FILES {
        let (day, hour) = (2 + number / 24 % 28, number % 24);
        let event = sign_in(number, &format!("2026-01-{day:02}T{hour:02}:00:00Z"));
        let record = json!({ "category": "SignInLogs", "properties": event });
        folder.write(&format!("{:02}/{number:04}.json", number / 100), format!("{record}\n"));
    }
    let mut command = std::process::Command::new("sh");
    let arguments = "evaluate . --format json --as-of 2026-02-01T00:00:00Z";
    let script = format!("ulimit -n 32; exec '{}' {arguments}", env!("CARGO_BIN_EXE_flowlock"));
    let report = crate::support::said(command.args(["-c", &script]).current_dir(folder.path())).json();
    assert_eq!(report["rollout"][0]["wouldBlock"], FILES);
    assert_eq!(report["sources"].as_array().unwrap().len(), FILES + 1);
}

/// Some megabytes of sign-ins, a few of them malformed, as lines or as one page.
fn large(page: bool) -> String {
    let records: Vec<String> = (0..6_000)
        .map(|id| {
            let record = sign_in(id, "2026-01-02T00:00:00Z").to_string();
            if id % 1_000 == 7 { record.replace("true", "tru") } else { record }
        })
        .collect();
    if page { format!("{{\"value\":[\n{}\n]}}", records.join(",\n")) } else { records.join("\n") }
}

#[test]
fn however_many_threads_share_a_log_the_same_comes_out() {
    for page in [false, true] {
        let (folder, log) = (folder(), large(page));
        folder.write("log.json", &log);
        folder.write("packed/log.json.gz", gzip(log.as_bytes()));
        for path in ["log.json", "packed"] {
            let report = |threads: &str| {
                let paths = ["evaluate", "policies.json", path, "--format", "json", "--threads", threads];
                folder.run(&[&paths[..], &["--as-of", "2026-02-01T00:00:00Z"]].concat())
            };
            let alone = report("1");
            assert_eq!(alone.json()["rollout"][0]["wouldBlock"], 5_994, "{path}");
            let problem = alone.json()["sources"][0]["problems"][0]["message"].to_string();
            assert!(problem.contains("6 records are malformed"), "{problem}");
            for threads in ["2", "5"] {
                assert_eq!(report(threads).stdout, alone.stdout, "{path} {threads}");
            }
        }
    }
    assert_eq!(folder().run(&["evaluate", ".", "--threads", "0"]).status, Some(2));
}

/// Ctrl-C while a log is being read that does not end.
#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_and_leaves_nothing_behind() {
    use std::process::{Command, Stdio};
    let folder = folder();
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    let mut command = folder.command(&["evaluate", "policies.json", "-", "--output", "report.txt"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // More than a pipe holds and than is read before the log is recognised: by then it is being read.
    let mut input = child.stdin.take().unwrap();
    input.write_all(large(false).as_bytes()).unwrap();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before);
}
