//! Approvals: real keys and real signatures of `ssh-keygen`, and every way to forge one.

mod support;

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::{Folder, Said, excluding};

const USER: &str = "0f0f0f0f-0000-4000-8000-0000000000a1";
const OTHER: &str = "0f0f0f0f-0000-4000-8000-0000000000a2";
const AS_OF: &str = "2026-01-31T00:00:00Z";
const ANNA: &str = "anna@contoso.example";
const BEN: &str = "ben@contoso.example";
const CARLA: &str = "carla@contoso.example";

/// A tenant that leaves a user out, an exception that Anna decided, and keys for three people.
struct Desk(Folder);

impl Desk {
    fn new(needed: u64) -> Self {
        let desk = Self(Folder::new());
        desk.0.write("policies.json", excluding(&[USER, OTHER]));
        desk.settings("contoso.example", needed);
        let keys = [(ANNA, "anna", "ed25519"), (BEN, "ben", "ecdsa"), (CARLA, "carla", "rsa")];
        let lines = keys.map(|(who, file, kind)| {
            desk.keygen(&["-q", "-t", kind, "-N", "", "-C", "", "-f", file]);
            format!("{who} {}", desk.0.read(&format!("{file}.pub")))
        });
        desk.0.write("signers", lines.concat());
        desk.decide("room-4", USER);
        desk
    }

    fn settings(&self, tenant: &str, needed: u64) {
        let asked = json!({ "exception": { "needed": needed, "of": [ANNA, BEN, CARLA] } });
        let accounts = json!({ "users": [OTHER] });
        let settings = json!({ "tenant": tenant, "approvals": asked, "emergencyAccess": accounts });
        self.0.write("settings.json", settings.to_string());
    }

    fn keygen(&self, arguments: &[&str]) {
        let mut keygen = Command::new("ssh-keygen");
        let done = keygen.args(arguments).current_dir(self.0.path()).stdin(Stdio::null()).output();
        let done = done.expect("ssh-keygen, from Debian's openssh-client");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn flowlock(&self, arguments: &[&str]) -> Said {
        let said = self.0.run(arguments);
        assert_eq!(said.status, Some(0), "{said:?}");
        said
    }

    /// Decides on an exception, and what is said of it.
    fn decide(&self, id: &str, user: &str) -> String {
        let what =
            ["decide", "policies.json", "--settings", "settings.json", "--decisions", "decisions.json"];
        let who = ["--by", ANNA, "--because", "Room 4", "--until", "2026-12-31", "--as-of", AS_OF];
        let exception = ["--id", id, "--exception", &format!("user:{user}")];
        let said = self.flowlock(&[&what[..], &who, &exception].concat());
        said.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn payload(&self, id: &str) {
        self.flowlock(&["approve", "--decisions", "decisions.json", "--id", id, "-o", "payload"]);
    }

    fn sign(&self, id: &str, key: &str, namespace: &str) {
        self.payload(id);
        let _ = std::fs::remove_file(self.0.path().join("payload.sig"));
        self.keygen(&["-q", "-Y", "sign", "-n", namespace, "-f", key, "payload"]);
    }

    fn approve(&self, id: &str, key: &str) {
        self.sign(id, key, "flowlock");
        self.flowlock(&["approve", "--decisions", "decisions.json", "--signature", "payload.sig"]);
    }

    /// Changes the file of decisions as somebody with an editor would.
    fn edit(&self, change: impl FnOnce(&mut Value)) {
        let mut file: Value = serde_json::from_str(&self.0.read("decisions.json")).unwrap();
        change(&mut file["decisions"]);
        self.0.write("decisions.json", file.to_string());
    }

    fn evaluate(&self, as_of: &str, more: &[&str]) -> Value {
        let what = ["evaluate", "policies.json", "--settings", "settings.json", "--format", "json"];
        let decided = ["--decisions", "decisions.json", "--as-of", as_of];
        self.0.run(&[&what[..], &decided, more].concat()).json()
    }

    /// How the decision and each of its signatures stand.
    fn stands(&self) -> (String, Vec<String>) {
        stands(&self.evaluate(AS_OF, &["--allowed-signers", "signers"]))
    }

    /// That the decision does not count, because of a signature that stands like this.
    fn assert_refused(&self, standing: &str) {
        let (decision, signatures) = self.stands();
        assert_eq!((decision.as_str(), signatures), ("not-approved", vec![standing.to_owned()]));
    }
}

fn stands(report: &Value) -> (String, Vec<String>) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let decision = &report["decisions"][0];
    let signatures = decision["approvals"].as_array().unwrap().iter().map(|one| text(&one["standing"]));
    (text(&decision["standing"]), signatures.collect())
}

#[test]
fn enough_approvers_make_a_decision_count_whatever_their_keys() {
    let desk = Desk::new(2);
    assert_eq!(desk.stands(), ("not-approved".to_owned(), vec![]));
    desk.approve("room-4", "ben");
    assert_eq!(desk.stands().0, "not-approved");
    desk.approve("room-4", "carla");
    let report = desk.evaluate(AS_OF, &["--allowed-signers", "signers"]);
    assert_eq!((stands(&report).0.as_str(), &report["status"]), ("counts", &json!("pass")));
    let unchecked = desk.evaluate(AS_OF, &[]);
    assert_eq!(stands(&unchecked), ("not-approved".to_owned(), vec!["not-checked".to_owned(); 2]));
    assert_eq!(unchecked["status"], "review");
}

#[test]
fn an_ed25519_key_approves() {
    let desk = Desk::new(1);
    desk.0.write("signers", format!("{BEN} {}", desk.0.read("anna.pub")));
    desk.approve("room-4", "anna");
    assert_eq!(desk.stands().0, "counts");
}

#[test]
fn who_decided_does_not_approve() {
    let desk = Desk::new(1);
    desk.approve("room-4", "anna");
    desk.assert_refused("own-decision");
}

#[test]
fn a_person_and_a_key_count_once() {
    let desk = Desk::new(2);
    desk.approve("room-4", "ben");
    desk.keygen(&["-q", "-t", "ed25519", "-N", "", "-f", "second"]);
    desk.0.write("signers", desk.0.read("signers") + &format!("{BEN} {}", desk.0.read("second.pub")));
    desk.approve("room-4", "second");
    let (decision, mut signatures) = desk.stands();
    signatures.sort();
    assert_eq!(
        (decision.as_str(), signatures),
        ("not-approved", vec!["approved-twice".into(), "counts".into()])
    );
    let shared = Desk::new(2);
    shared.approve("room-4", "ben");
    shared.0.write("signers", format!("{BEN},{CARLA} {}", shared.0.read("ben.pub")));
    shared.approve("room-4", "ben");
    assert_eq!(shared.stands().0, "not-approved");
}

#[test]
fn a_signature_for_something_else_is_refused() {
    let desk = Desk::new(1);
    desk.sign("room-4", "ben", "git");
    desk.flowlock(&["approve", "--decisions", "decisions.json", "--signature", "payload.sig"]);
    desk.assert_refused("wrong-namespace");
    let narrow = Desk::new(1);
    narrow.approve("room-4", "ben");
    narrow.0.write("signers", format!("{BEN} namespaces=\"git\" {}", narrow.0.read("ben.pub")));
    narrow.assert_refused("wrong-namespace");
}

#[test]
fn an_unknown_key_is_refused() {
    let desk = Desk::new(1);
    desk.keygen(&["-q", "-t", "ed25519", "-N", "", "-f", "mallory"]);
    desk.approve("room-4", "mallory");
    desk.assert_refused("unknown-signer");
}

#[test]
fn a_signer_whom_the_settings_do_not_name_is_no_approver() {
    let desk = Desk::new(1);
    desk.approve("room-4", "ben");
    desk.0.write("signers", format!("dora@contoso.example {}", desk.0.read("ben.pub")));
    desk.assert_refused("not-an-approver");
}

#[test]
fn a_key_counts_while_it_is_valid() {
    let desk = Desk::new(1);
    desk.approve("room-4", "ben");
    for (option, standing) in [
        ("valid-before=\"20260131Z\"", "key-not-valid"),
        ("valid-after=\"20260201Z\"", "key-not-valid"),
        ("valid-after=\"20260101Z\",valid-before=\"202602010000Z\"", "counts"),
    ] {
        desk.0.write("signers", format!("{BEN} {option} {}", desk.0.read("ben.pub")));
        assert_eq!(desk.stands().1, [standing], "{option}");
    }
}

#[test]
fn a_forged_signature_is_refused() {
    let desk = Desk::new(1);
    desk.approve("room-4", "ben");
    desk.edit(|decisions| {
        let payload =
            decisions[0]["signatures"][0]["payload"].as_str().unwrap().replace("2026-12-31", "2027-01-31");
        decisions[0]["signatures"][0]["payload"] = payload.into();
        decisions[0]["expires"] = "2027-01-31".into();
    });
    desk.assert_refused("bad-signature");
    desk.edit(|decisions| {
        decisions[0]["signatures"][0]["signature"] = "-----BEGIN SSH SIGNATURE-----\nAAAA".into();
    });
    desk.assert_refused("unreadable-signature");
}

#[test]
fn a_signature_of_another_decision_is_refused() {
    let desk = Desk::new(1);
    desk.decide("older", USER);
    desk.approve("older", "ben");
    desk.edit(|decisions| {
        let replayed = decisions[0]["signatures"].take();
        *decisions = json!([decisions[1].take()]);
        decisions[0]["signatures"] = replayed;
    });
    desk.assert_refused("other-decision");
}

#[test]
fn a_signature_of_another_tenant_is_refused() {
    let elsewhere = Desk::new(1);
    elsewhere.settings("fabrikam.example", 1);
    elsewhere.0.write("decisions.json", r#"{"decisions": []}"#);
    elsewhere.decide("room-4", USER);
    elsewhere.approve("room-4", "ben");
    elsewhere.settings("contoso.example", 1);
    assert_eq!(elsewhere.stands().0, "other-tenant", "the decision itself names the other one");
    elsewhere.edit(|decisions| decisions[0]["tenant"] = "contoso.example".into());
    elsewhere.assert_refused("other-tenant");
}

#[test]
fn a_decision_that_was_changed_after_it_was_signed_is_refused() {
    for (member, value, standing) in [
        ("expires", json!("2027-01-31"), "altered"),
        ("justification", json!("Room 5"), "altered"),
        ("decidedBy", json!(CARLA), "altered"),
        ("decidedAt", json!("2026-01-30T00:00:00Z"), "altered"),
    ] {
        let desk = Desk::new(1);
        desk.approve("room-4", "ben");
        desk.edit(|decisions| decisions[0][member] = value);
        desk.assert_refused(standing);
    }
}

#[test]
fn a_signature_for_another_target_or_other_evidence_is_refused() {
    let desk = Desk::new(1);
    desk.decide("for-other", OTHER);
    desk.approve("room-4", "ben");
    let digest_of_other = |decisions: &Value| decisions[0]["evidence"].clone();
    desk.edit(|decisions| {
        let evidence = digest_of_other(decisions);
        *decisions = json!([decisions[1].take()]);
        decisions[0]["target"]["user"] = OTHER.into();
        decisions[0]["evidence"] = evidence;
    });
    desk.assert_refused("retargeted");
    desk.edit(|decisions| {
        decisions[0]["target"]["user"] = USER.into();
    });
    let (decision, signatures) = desk.stands();
    assert_eq!((decision.as_str(), signatures), ("evidence-changed", vec!["evidence-changed".to_owned()]));
}

/// Whatever byte is changed: the file is refused, or the decision does not count.
#[test]
fn no_changed_byte_counts() {
    let desk = Desk::new(1);
    desk.approve("room-4", "ben");
    let good = desk.0.read("decisions.json");
    // Each byte takes a run of the program, so not all of them are tried: a step that is prime to all lengths.
    for at in (0..good.len()).step_by(61) {
        let mut bytes = good.clone().into_bytes();
        bytes[at] ^= 1;
        desk.0.write("decisions.json", bytes);
        let what = ["evaluate", "policies.json", "--settings", "settings.json", "--format", "json"];
        let decided = ["--decisions", "decisions.json", "--as-of", AS_OF, "--allowed-signers", "signers"];
        let said = desk.0.run(&[&what[..], &decided].concat());
        assert_ne!(said.status, Some(0), "{at}: {:?}", &good[..=at]);
    }
}

#[test]
fn what_was_signed_must_be_a_decision_of_the_file() {
    let desk = Desk::new(1);
    desk.sign("room-4", "ben", "flowlock");
    desk.0.write("payload", desk.0.read("payload") + "\n");
    let said = desk.0.run(&["approve", "--decisions", "decisions.json", "--signature", "payload.sig"]);
    assert!(said.status == Some(2) && said.stderr.contains("is no decision of the file"), "{said:?}");
    let said = desk.0.run(&["approve", "--decisions", "decisions.json", "--id", "nothing"]);
    assert!(said.stderr.contains("there is no decision of this id"), "{said:?}");
}

#[test]
fn settings_that_ask_for_approvals_name_the_tenant_and_enough_people() {
    let desk = Desk::new(1);
    for (asked, at) in [
        (json!({ "approvals": { "turnOn": { "needed": 1, "of": [BEN] } } }), "/approvals"),
        (
            json!({ "tenant": "t", "approvals": { "turnOn": { "needed": 2, "of": [BEN] } } }),
            "/approvals/turnOn",
        ),
        (
            json!({ "tenant": "t", "approvals": { "turnOn": { "needed": 0, "of": [BEN] } } }),
            "/approvals/turnOn",
        ),
        (
            json!({ "tenant": "t", "approvals": { "turnOn": { "needed": 2, "of": [BEN, "BEN@contoso.example"] } } }),
            "/approvals/turnOn",
        ),
    ] {
        desk.0.write("settings.json", asked.to_string());
        let said =
            desk.0.run(&["evaluate", "policies.json", "--settings", "settings.json", "--format", "json"]);
        assert_eq!(said.failure()["error"]["pointer"], at, "{asked}");
    }
}

/// Somebody who signs again and again must not void what others decided.
#[test]
fn a_signature_too_many_is_refused_and_leaves_the_file_as_it_is() {
    let desk = Desk::new(1);
    desk.approve("room-4", "ben");
    desk.edit(|decisions| {
        let signature = decisions[0]["signatures"][0].clone();
        let other = |number: u32| {
            let mut other = signature.clone();
            other["signature"] = format!("no signature {number}").into();
            other
        };
        decisions[0]["signatures"] = (0..20).map(other).collect();
    });
    let before = desk.0.read("decisions.json");
    desk.sign("room-4", "carla", "flowlock");
    let said = desk.0.run(&["approve", "--decisions", "decisions.json", "--signature", "payload.sig"]);
    assert!(said.status == Some(2) && said.stderr.contains("more than 20 signatures"), "{said:?}");
    assert_eq!(desk.0.read("decisions.json"), before);
}

/// What ssh-keygen itself says of a signature, with these allowed signers, at this moment.
fn keygen_verifies(desk: &Desk, moment: &str) -> bool {
    let time = format!("verify-time={moment}");
    let mut keygen = Command::new("ssh-keygen");
    keygen.args([
        "-Y",
        "verify",
        "-f",
        "signers",
        "-I",
        BEN,
        "-n",
        "flowlock",
        "-s",
        "payload.sig",
        "-O",
        &time,
    ]);
    let payload = std::fs::File::open(desk.0.path().join("payload")).unwrap();
    keygen.current_dir(desk.0.path()).stdin(payload).output().unwrap().status.success()
}

#[test]
fn allowed_signers_are_read_as_ssh_keygen_reads_them() {
    let desk = Desk::new(1);
    desk.approve("room-4", "ben");
    let (ben, carla) = (desk.0.read("ben.pub"), desk.0.read("carla.pub"));
    let (ben, carla) = (ben.trim(), carla.trim());
    let mut counted = 0;
    for line in [
        format!("{BEN} {ben}"),
        format!("{BEN} {ben} a comment\r"),
        format!("# nobody\n\n{CARLA},{BEN} {ben}"),
        format!("{BEN} namespaces=\"flowlock\" {ben}"),
        format!("{BEN} namespaces=\"git,flowlock\" {ben}"),
        format!("{BEN} namespaces=\"git\" {ben}"),
        format!("{BEN} namespaces=\"flowlocks\" {ben}"),
        format!("{BEN} valid-after=\"20260131Z\" {ben}"),
        format!("{BEN} valid-after=\"20260131000001Z\" {ben}"),
        format!("{BEN} valid-before=\"202601310001Z\" {ben}"),
        format!("{BEN} valid-before=\"20260130Z\" {ben}"),
        format!("{BEN} Valid-After=\"20260101Z\",namespaces=\"flowlock\",VALID-BEFORE=\"20270101Z\" {ben}"),
        format!("{BEN} {carla}"),
        format!("{CARLA} {ben}"),
        format!("{CARLA} {ben}\n{BEN} {ben}"),
        format!("{BEN} namespaces=\"git\" {ben}\n{BEN} namespaces=\"flowlock\" {ben}"),
    ] {
        desk.0.write("signers", format!("{line}\n"));
        let arguments = ["policies.json", "--settings", "settings.json", "--decisions", "decisions.json"];
        let more = ["--allowed-signers", "signers", "--as-of", AS_OF, "--format", "json"];
        let report = desk.0.run(&[&["evaluate"], &arguments[..], &more].concat()).json();
        let approval = &report["decisions"][0]["approvals"][0];
        let counts = approval["standing"] == "counts" && line.contains(BEN);
        // A name that the settings ask for stands for a key, whoever else has it.
        let counts = counts && approval["principal"] == BEN;
        assert_eq!(counts, keygen_verifies(&desk, "20260131000000Z"), "{line}: {approval}");
        counted += u32::from(counts);
    }
    assert!(counted >= 6, "only {counted} count");
}

#[test]
fn who_decides_is_told_what_it_takes_to_count() {
    let desk = Desk::new(2);
    let said = desk.decide("room-5", OTHER);
    let words =
        format!("it has 2 of the approvals of {ANNA}, {BEN}, {CARLA}; `flowlock approve … --id room-5`");
    assert!(said.contains(&words), "{said}");
    desk.0.write("settings.json", "{}");
    let said = desk.decide("room-6", OTHER);
    assert!(!said.contains("approvals"), "{said}");
}
