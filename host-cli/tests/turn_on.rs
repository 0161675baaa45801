//! A policy is turned on where the review says that it is ready, somebody decided it, and the approvals stand.

mod support;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{Folder, Said};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(name)
}

/// What is given beside the policies, which two approvers agreed to turn on, or one, or nobody.
struct Given {
    /// The fixture whose log of sign-ins is read; none where it is empty.
    log: &'static str,
    /// The fixture whose settings are read: whether they ask for approvals.
    settings: &'static str,
    /// The fixture whose decisions are read; none where it is empty.
    decisions: &'static str,
    /// Whether the signatures are checked.
    signers: bool,
    as_of: &'static str,
}

const ASKS: &str = "approved-turn-on";
const DOES_NOT_ASK: &str = "reviewed-quiet";
const APPROVED: &str = "approved-turn-on";
const SHORT: &str = "one-approval-short";
const QUIET: &str = "reviewed-quiet";
const HIT: &str = "reviewed-would-block";
const NOW: &str = "2026-01-31T00:00:00Z";

impl Given {
    fn next_step(&self, format: &str) -> Said {
        let folder = Folder::new();
        let file = |name: &str, file: &str| std::fs::read(fixture(name).join(file)).unwrap();
        folder.write("policies.json", file(QUIET, "export/policies.json"));
        folder.write("settings.json", file(self.settings, "settings.json"));
        let mut arguments = vec!["next-step", "policies.json", "--settings", "settings.json"];
        arguments.extend(["--format", format, "--as-of", self.as_of]);
        if !self.log.is_empty() {
            folder.write("log.json", file(self.log, "export/sign-ins.json"));
            arguments.push("log.json");
        }
        if !self.decisions.is_empty() {
            folder.write("decisions.json", file(self.decisions, "decisions.json"));
            arguments.extend(["--decisions", "decisions.json"]);
        }
        if self.signers {
            folder.write("signers", file(APPROVED, "allowed_signers"));
            arguments.extend(["--allowed-signers", "signers"]);
        }
        folder.run(&arguments)
    }
}

/// Every combination, and what is missing; nothing where the patch is given.
const COMBINATIONS: [(Given, &str); 13] = [
    (given(QUIET, ASKS, APPROVED, true, NOW), ""),
    (given(QUIET, ASKS, SHORT, true, NOW), "1 of the 2 approvals that it needs"),
    (given(QUIET, ASKS, APPROVED, false, NOW), "0 of the 2 approvals that it needs"),
    (given(QUIET, ASKS, "", true, NOW), "the settings ask for a decision"),
    (given(QUIET, ASKS, "decided-expired", true, NOW), "the settings ask for a decision"),
    (given(QUIET, ASKS, APPROVED, true, "2026-02-28T23:59:59Z"), ""),
    (given(QUIET, ASKS, APPROVED, true, "2026-03-01T00:00:00Z"), "it ran until 2026-02-28"),
    (given(QUIET, ASKS, APPROVED, true, "2026-01-30T08:59:59Z"), "it was made 2026-01-30T09:00:00Z"),
    (given(HIT, ASKS, APPROVED, true, NOW), "is not ready: one user would be blocked"),
    (given("", ASKS, APPROVED, true, NOW), "is not ready: "),
    (given(QUIET, DOES_NOT_ASK, "", false, NOW), ""),
    (given(QUIET, DOES_NOT_ASK, SHORT, false, NOW), ""),
    (given(HIT, DOES_NOT_ASK, APPROVED, true, NOW), "is not ready: one user would be blocked"),
];

const fn given(
    log: &'static str,
    settings: &'static str,
    decisions: &'static str,
    signers: bool,
    as_of: &'static str,
) -> Given {
    Given { log, settings, decisions, signers, as_of }
}

#[test]
fn the_patch_is_given_only_where_nothing_is_missing() {
    for (number, (given, missing)) in COMBINATIONS.iter().enumerate() {
        let body = given.next_step("graph");
        let people = given.next_step("human");
        assert_eq!(people.status, Some(0), "{number}: {people:?}");
        if missing.is_empty() {
            let body: Value = serde_json::from_str(&body.stdout).unwrap();
            assert_eq!(body, json!({ "state": "enabled" }), "{number}");
            assert!(people.stdout.contains("\"state\":\"enabled\""), "{number}: {people:?}");
        } else {
            assert_eq!((body.status, body.stdout.as_str()), (Some(2), ""), "{number}: {body:?}");
            assert!(body.stderr.replace('\n', " ").contains("no change is proposed"), "{number}: {body:?}");
            let words = people.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(missing), "{number}: {missing}: {words}");
            assert!(!words.contains("\"enabled\""), "{number}: {words}");
            let step = given.next_step("json").json();
            assert!(step["proposal"].is_null() && step["withheld"][0]["words"].is_string(), "{number}");
        }
    }
}
