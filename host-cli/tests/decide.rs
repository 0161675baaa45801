//! `flowlock decide`, and what `evaluate` makes of it.

mod support;

use serde_json::{Value, json};
use support::{Folder, POLICY, Said, assert_snapshot, blocking, excluding, page, policy};

const USER: &str = "0f0f0f0f-0000-4000-8000-0000000000a1";
const AS_OF: &str = "2026-01-31T00:00:00Z";

fn decide(folder: &Folder, more: &[&str]) -> Said {
    let what = ["decide", "policies.json", "--decisions", "decisions.json", "--as-of", AS_OF];
    let who = ["--by", "anna@contoso.example", "--because", "Room 4 has no browser", "--until", "2026-12-31"];
    folder.run(&[&what, &who, more].concat())
}

fn evaluate(folder: &Folder, more: &[&str]) -> Said {
    let what =
        ["evaluate", "policies.json", "--decisions", "decisions.json", "--format", "json", "--as-of", AS_OF];
    folder.run(&[&what, more].concat())
}

/// A tenant that leaves a user out, with an exception for them.
fn decided() -> Folder {
    let folder = Folder::new();
    folder.write("policies.json", excluding(&[USER]));
    let said = decide(&folder, &["--exception", &format!("user:{USER}"), "--id", "room-4"]);
    assert_eq!(said.status, Some(0), "{said:?}");
    folder
}

#[test]
fn a_decision_is_recorded_and_read() {
    let folder = decided();
    let said = evaluate(&folder, &[]);
    assert_eq!((said.status, &said.json()["decisions"][0]["standing"]), (Some(0), &json!("counts")));
    assert_eq!(folder.run(&["evaluate", "policies.json", "--as-of", AS_OF]).status, Some(3));
}

#[test]
fn people_see_how_a_decision_stands() {
    let folder = decided();
    let evaluate = ["evaluate", "policies.json", "--decisions", "decisions.json"];
    let now = folder.run(&[&evaluate[..], &["--as-of", AS_OF]].concat());
    let later = folder.run(&[&evaluate[..], &["--as-of", "2027-01-01T00:00:00Z"]].concat());
    folder.write("policies.json", blocking());
    let gone = folder.run(&[&evaluate[..], &["--as-of", AS_OF]].concat());
    let decisions = |said: &Said| {
        let text = said.stdout.split("\nDecisions\n").nth(1).expect("decisions").to_owned();
        text.split("\n\n").next().unwrap_or_default().to_owned()
    };
    let shown = [&now, &later, &gone].map(decisions).join("\n\n");
    assert_snapshot("decisions.txt", &(shown + "\n"));
}

#[test]
fn decisions_are_added_and_sorted() {
    let folder = decided();
    let two = ["0f0f0f0f-0000-4000-8000-0000000000a2", USER];
    folder.write("policies.json", excluding(&two));
    let said =
        decide(&folder, &["--exception", &format!("user:{}", two[0]), "--id", "a", "--format", "json"]);
    assert_eq!((said.status, &said.json()["id"]), (Some(0), &json!("a")), "{said:?}");
    let file: Value = serde_json::from_str(&folder.read("decisions.json")).unwrap();
    let ids: Vec<&Value> = file["decisions"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["a", "room-4"]);
}

#[test]
fn what_is_refused_leaves_the_file_alone() {
    let folder = decided();
    let before = folder.read("decisions.json");
    for (more, words) in [
        (["--exception", &format!("user:{USER}"), "--id", "room-4"], "there is a decision `room-4` already"),
        (["--turn-on", POLICY, "--id", "b"], "the policy is on"),
        (["--meant-to-be-blocked", USER, "--id", "b"], "no report-only policy would have blocked them"),
        (["--exception", "user:nobody@contoso.example", "--id", "b"], "stands for nobody"),
        (["--exception", &format!("user:{USER}"), "--id", "../b"], "is no plain name"),
    ] {
        let said = decide(&folder, &more);
        let told = said.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.status == Some(2) && told.contains(words), "{said:?}");
    }
    folder.write("policies.json", blocking());
    let said = decide(&folder, &["--exception", &format!("user:{USER}"), "--id", "b"]);
    assert!(said.stderr.contains("error[nothing-to-decide]"), "{said:?}");
    assert_eq!(folder.read("decisions.json"), before);
}

#[test]
fn decisions_among_the_exports_do_not_count_by_themselves() {
    let folder = decided();
    folder.write("export/policies.json", folder.read("policies.json"));
    folder.write("export/decisions.json", folder.read("decisions.json"));
    let ignored = folder.run(&["evaluate", "export", "--as-of", AS_OF, "--format", "json"]);
    assert_eq!(ignored.status, Some(3));
    assert_eq!(ignored.json()["sources"][0]["problems"][0]["code"], "own-decisions");
    let named =
        ["evaluate", "export", "--as-of", AS_OF, "--format", "json", "--decisions", "export/decisions.json"];
    let named = folder.run(&named);
    assert_eq!((named.status, named.json()["sources"].as_array().map(Vec::len)), (Some(0), Some(1)));
    let error = folder.run(&["evaluate", "export/decisions.json", "--as-of", AS_OF]);
    assert!(error.stderr.contains("pass the file with `--decisions`"), "{error:?}");
}

#[test]
fn each_tenant_has_its_own_decisions() {
    let folder = decided();
    folder.write("tenants/a/policies.json", folder.read("policies.json"));
    folder.write("tenants/b/policies.json", folder.read("policies.json"));
    folder.write("tenants/a/decisions.json", folder.read("decisions.json"));
    let said = folder.run(&["evaluate", "--each", "tenants", "--as-of", AS_OF, "--format", "json"]);
    let report = said.json();
    let statuses = report["tenants"].as_array().unwrap().iter().map(|tenant| {
        (
            tenant["tenant"].as_str().unwrap().to_owned(),
            tenant["report"]["status"].as_str().unwrap().to_owned(),
        )
    });
    let statuses: std::collections::BTreeMap<_, _> = statuses.collect();
    assert_eq!((statuses["a"].as_str(), statuses["b"].as_str()), ("pass", "review"));
}

#[test]
fn what_opens_later_is_not_accepted() {
    let folder = decided();
    let mut roles = policy("enabled");
    roles["conditions"]["users"]["includeUsers"] = json!(["0f0f0f0f-0000-4000-8000-0000000000c9"]);
    folder.write("policies.json", page(&[roles]));
    let said = evaluate(&folder, &[]);
    // Everything is open now, and the exception still holds exactly what is open for this user.
    assert_eq!((said.status, &said.json()["decisions"][0]["standing"]), (Some(1), &json!("counts")));
    let mut narrow = policy("enabled");
    narrow["conditions"]["platforms"] = json!({"includePlatforms": ["all"], "excludePlatforms": ["iOS"]});
    folder.write("policies.json", page(&[narrow]));
    let said = evaluate(&folder, &[]);
    assert_eq!(said.json()["decisions"][0]["standing"], "evidence-changed");
}
