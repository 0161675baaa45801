//! Real exports, where `FLOWLOCK_CORPUS` says that they are; none of them is part of the project.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use flowlock_core::{Evidence, Intake, Settings, SignIns, Watch, evaluate, evaluate_with};
use flowlock_tests::model::AS_OF;
use serde_json::{Value, json};

/// The folder of this name in the corpus, if there is a corpus.
fn folder(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("FLOWLOCK_CORPUS").map(|corpus| PathBuf::from(corpus).join(name));
    if folder.is_none() {
        println!("skipped: FLOWLOCK_CORPUS is not set");
    }
    folder
}

/// What the core says of a whole folder; what it cannot read, it goes on without.
fn report(folder: &Path, settings: &Value) -> Value {
    let mut intake = Intake::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("it is a folder")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_none_or(|extension| extension != "gz")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match intake.read(&name, &fs::read(path).expect("it can be read")) {
            Ok(kind) => println!("{name}: {kind:?}"),
            Err(problem) => {
                println!("{name}: {problem}");
                intake.note_unreadable(&name, problem);
            }
        }
    }
    let settings =
        Settings::parse("settings.json", settings.to_string().as_bytes()).expect("they are well formed");
    let tenant = intake.finish().expect("the folder holds policies");
    let report =
        evaluate(&tenant, &settings, AS_OF.parse().expect("it is RFC 3339")).expect("it can be evaluated");
    let report = serde_json::to_value(&report).expect("a report is JSON");
    println!("{}: {} {}", report["status"], report["summary"], report["reasons"]);
    report
}

#[test]
fn the_golden_tenant_only_reports() {
    let Some(folder) = folder("golden-tenant") else { return };
    let report = report(&folder, &json!({}));
    assert_eq!((&report["status"], &report["stage"]), (&json!("fail"), &json!("report-only")));
}

/// What the core says of the golden tenant and its logs, and of these members of the excluded group.
fn reviewed(folder: &Path, excluded: &[&str]) -> Value {
    let mut intake = Intake::new();
    let policies = "conditional_access_policies.json";
    intake.read(policies, &fs::read(folder.join(policies)).expect("it can be read")).expect("it is ours");
    if !excluded.is_empty() {
        let members =
            json!([{ "groupId": "5137fe56-b084-441a-a61b-0dcff4e618d8", "transitiveMembers": excluded }]);
        intake.read("members.json", members.to_string().as_bytes()).expect("it is ours");
    }
    let tenant = intake.finish().expect("the folder holds policies");
    let mut evidence = Evidence::new(&Watch::new(&tenant, &Settings::default()));
    for (name, records) in [("signins_interactive", 30), ("signins_noninteractive", 617)] {
        let file = fs::File::open(folder.join(format!("{name}.jsonl.gz"))).expect("it can be read");
        let mut bytes = Vec::new();
        GzDecoder::new(file).read_to_end(&mut bytes).expect("it is gzip");
        let mut log = SignIns::onto(name, evidence);
        log.push(&bytes);
        let (more, source) = log.finish();
        assert_eq!((source.records, source.complete), (records, true));
        evidence = more;
    }
    let as_of = "2026-07-03T00:00:00Z".parse().expect("it is RFC 3339");
    let report = evaluate_with(&tenant, Some(&evidence), &Settings::default(), as_of);
    serde_json::to_value(report.expect("it can be evaluated")).expect("a report is JSON")
}

#[test]
fn the_golden_tenant_would_block_one_run_of_one_user() {
    let Some(folder) = folder("golden-tenant") else { return };
    let report = reviewed(&folder, &[]);
    let review = &report["rollout"][0];
    let counts = ["events", "notApplied", "wouldBlock", "undetermined", "noEvidence", "daysObserved"];
    assert_eq!(counts.map(|name| review[name].as_u64()), [73, 7 + 63, 2 + 1, 0, 6, 0].map(Some));
    assert_eq!(review["ready"], "no");
    let [who] = review["affected"].as_array().expect("a list").as_slice() else { panic!("{review}") };
    assert_eq!((&who["name"], &who["standing"]), (&json!("user4@tenant.example"), &json!("undecided")));
    let counts = ["events", "runs", "interactive", "redemptions", "daysActive"];
    assert_eq!(counts.map(|name| who[name].as_u64()), [3, 1, 2, 1, 1].map(Some));
    assert_eq!((&who["apps"][0]["name"], &who["apps"][1]), (&json!("IAMAI Setup"), &Value::Null));
}

/// Nothing tells who is in the excluded group. Once somebody says, the log bears the reading out.
#[test]
fn the_log_of_the_golden_tenant_agrees_with_what_its_policy_does() {
    let Some(folder) = folder("golden-tenant") else { return };
    let replay = |excluded: &[&str]| reviewed(&folder, excluded)["replay"].clone();
    let counts = |replay: &Value| ["compared", "agreed", "undecided"].map(|name| replay[name].as_u64());
    assert_eq!(counts(&replay(&[])), [0, 0, 3].map(Some));
    let agreed = replay(&["0f10c000-0000-4000-8000-0000000000e1"]);
    assert_eq!((counts(&agreed), &agreed["disagreements"]), ([3, 3, 0].map(Some), &json!([])));
    let user = reviewed(&folder, &[])["rollout"][0]["affected"][0]["id"].clone();
    let wrong = replay(&[user.as_str().expect("an id")]);
    assert_eq!(counts(&wrong), [3, 0, 0].map(Some));
    assert_eq!(wrong["disagreements"][0]["applied"], true, "{wrong}");
}

#[test]
fn the_audited_tenant_excludes_one_user() {
    let Some(folder) = folder("scubagear") else { return };
    assert_eq!(report(&folder, &json!({}))["status"], "review");
    let declared = json!({ "emergencyAccess": { "users": ["2d9a50a8-6688-48eb-8646-86acb74e2f05"] } });
    assert_eq!(report(&folder, &declared)["status"], "pass");
}

#[test]
fn the_baseline_excludes_two_groups() {
    let Some(folder) = folder("baseline-utf16") else { return };
    let both = ["2802b872-ccfb-4b29-a9a9-459808dfb11b", "f389fc8e-3965-4ae0-aa53-87511ab05f2b"];
    let declared = |groups: &[&str]| json!({ "emergencyAccess": { "groups": groups } });
    assert_eq!(report(&folder, &declared(&[]))["status"], "review");
    assert_eq!(report(&folder, &declared(&both[..1]))["status"], "review");
    assert_eq!(report(&folder, &declared(&both))["status"], "pass");
}
