//! `flowlock what-if` as people and scripts see it.

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Folder, POLICY, Said, assert_snapshot, blocking, excluding};

const ACCOUNT: &str = "0f0f0f0f-0000-4000-8000-0000000000aa";

/// What the program says of the sample tenant.
fn contoso(arguments: &[&str]) -> Said {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/contoso");
    let mut command = Folder::new().command(&["what-if", "export", "--settings", "settings.json"]);
    support::said(command.args(arguments).current_dir(fixture))
}

#[test]
fn an_answer_reads_as_it_did() {
    let guest =
        ["--user", "guest@fabrikam.example", "--user-kind", "b2bcollaborationguest", "--app", "Azure CLI"];
    for (name, arguments, status) in [
        ("what-if-nothing-known.txt", &[][..], 3),
        ("what-if-emergency-access.txt", &["--user", "bg1@contoso.example", "--platform", "lin"][..], 1),
        ("what-if-guest.txt", &guest[..], 1),
        ("what-if-gap.txt", &["--gap", "1"][..], 1),
        ("what-if-member.txt", &["--user-kind", "member", "--nothing-else"][..], 0),
    ] {
        let said = contoso(arguments);
        assert_eq!((said.status, said.stderr.as_str()), (Some(status), ""), "{name}: {said:?}");
        assert_snapshot(name, &said.stdout);
        let wide = said.stdout.lines().find(|line| line.chars().count() > 80 && line.trim().contains(' '));
        assert_eq!(wide, None, "{name}");
    }
}

#[test]
fn the_exit_status_is_the_outcome() {
    let folder = Folder::new();
    folder.write("policies.json", excluding(&[ACCOUNT]));
    let run = |more: &[&str]| folder.run(&[&["what-if", "policies.json"], more].concat()).status;
    assert_eq!(run(&["--user", POLICY]), Some(0));
    assert_eq!(run(&["--user", ACCOUNT]), Some(1));
    assert_eq!(run(&[]), Some(3));
    assert_eq!(run(&["--sign-in-risk", "hgih"]), Some(2));
    assert_eq!(run(&["--country", "Netherlands"]), Some(2));
    assert_eq!(run(&["--ip", "1.2.3"]), Some(2));
    assert_eq!(run(&["--gap", "1", "--request", "r.json"]), Some(2));
    assert_eq!(folder.run(&["what-if", "none.json"]).status, Some(2));
}

#[test]
fn a_gap_becomes_a_request_that_asks_the_same() {
    let said = contoso(&["--gap", "1", "--print-request", "--user", ACCOUNT]);
    assert_eq!(said.status, Some(0), "{said:?}");
    let request = said.json();
    let identity = json!({
        "@odata.type": "#microsoft.graph.userSignIn",
        "userId": ACCOUNT,
        "externalUserType": "internalGuest",
    });
    assert_eq!(request["signInIdentity"], identity);
    assert_eq!(
        request["signInConditions"]["authenticationFlow"],
        json!({ "transferMethod": "deviceCodeFlow" })
    );
    assert!(one_line(&said.stderr).contains("stands for any application that no policy names"), "{said:?}");
    let folder = Folder::new();
    folder.write("request.json", &said.stdout);
    let path = folder.path().join("request.json");
    let path = path.to_str().unwrap();
    let again = contoso(&["--request", path, "--print-request"]);
    assert_eq!(again.json(), request);
    assert!(one_line(&again.stderr).starts_with("note: no export names the user"), "{again:?}");
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_answer_of_graph_is_compared() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    let base = ["what-if", "policies.json", "--user", ACCOUNT, "--nothing-else"];
    let run = |more: &[&str]| folder.run(&[&base, more].concat());
    let reply = run(&["--format", "graph"]);
    assert_eq!(reply.json()["value"][0]["analysisReasons"], "notSet");
    folder.write("reply.json", &reply.stdout);
    let alike = run(&["--compare", "reply.json"]);
    assert!(alike.status == Some(0) && alike.stdout.starts_with("ALIKE"), "{alike:?}");
    folder.write("reply.json", reply.stdout.replace("true", "false").replace("notSet", "location"));
    let other = run(&["--compare", "reply.json"]);
    assert_eq!(other.status, Some(1));
    let expected = format!(
        "DIFFERENT  Graph and Flowlock do not answer alike\n0 of 1 policy that both answer for certain\n  \
         ✗ Block device code flow ({POLICY})\n    Graph: it does not apply (location)\n    \
         Flowlock: it applies\n"
    );
    assert_eq!(other.stdout, expected);
    let json = run(&["--compare", "reply.json", "--format", "json"]).json();
    assert_eq!(json["differences"][0]["graphReasons"], json!(["location"]));
    folder.write("reply.json", "[{}]");
    let refused = run(&["--compare", "reply.json", "--format", "json"]);
    assert_eq!((refused.status, &refused.failure()["error"]["code"]), (Some(2), &json!("no-answer")));
}

#[test]
fn a_request_comes_from_a_file_or_a_pipe_and_is_told_where_it_is_wrong() {
    let folder = Folder::new();
    folder.write("policies.json", excluding(&[ACCOUNT]));
    let request = json!({
        "signInIdentity": { "@odata.type": "#microsoft.graph.userSignIn", "userId": ACCOUNT },
        "signInContext": {
            "@odata.type": "#microsoft.graph.applicationContext",
            "includeApplications": ["00000003-0000-0ff1-ce00-000000000000"],
        },
        "signInConditions": { "authenticationFlow": { "transferMethod": "deviceCodeFlow" } },
    });
    let arguments = ["what-if", "policies.json", "--request", "-", "--format", "json"];
    let said = folder.pipe(request.to_string().as_bytes(), &arguments);
    assert_eq!((said.status, &said.json()["outcome"]), (Some(1), &json!("notBlocked")));
    let wrong = request.to_string().replace("deviceCodeFlow", "authenticationTransfer");
    folder.write("r.json", wrong);
    let said = folder.run(&["what-if", "policies.json", "--request", "r.json"]);
    let place = "  --> r.json: /signInConditions/authenticationFlow/transferMethod\n";
    assert!(said.status == Some(2) && said.stderr.contains(place), "{said:?}");
    assert!(said.stderr.contains("error[request-invalid]"), "{said:?}");
    folder.write("r.json", request.to_string().replace("userId", "userID"));
    let said = folder.run(&["what-if", "policies.json", "--request", "r.json"]);
    assert!(said.stderr.contains("did you mean `userId`?"), "{said:?}");
}

#[test]
fn logs_of_sign_ins_are_left_aside() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    folder.write("log.json", r#"[{"id":"s","authenticationProtocol":"deviceCode","createdDateTime":7},{]"#);
    let said = folder.run(&["what-if", "policies.json", "log.json"]);
    assert_eq!(said.status, Some(0), "{said:?}");
}

#[test]
fn a_gap_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    folder.write("policies.json", blocking());
    for number in ["0", "1"] {
        let said = folder.run(&["what-if", "policies.json", "--gap", number]);
        assert!(said.status == Some(2) && said.stderr.contains("the report lists 0"), "{said:?}");
    }
}

#[test]
fn the_schema_describes_the_answer() {
    let folder = Folder::new();
    let schema = folder.run(&["schema", "what-if"]).json();
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for member in ["outcome", "summary", "blockedBy", "dependsOn", "known", "notes", "policies"] {
        assert!(required.contains(&member), "{member}: {required:?}");
    }
}
