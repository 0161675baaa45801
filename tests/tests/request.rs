//! Requests and responses are what their schemas say, and the schemas are those of this version.

use std::{fs, path::Path};

use flowlock_core::request::{Request, Response, describe, respond};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

const UPDATE: &str = "FLOWLOCK_UPDATE=1 cargo test -p flowlock-tests --test request";

/// The schemas as they are made from the types: what is sent, and what is answered.
fn made() -> [(&'static str, Value); 2] {
    let draft = SchemaSettings::draft2020_12;
    [
        ("request", draft().for_deserialize().into_generator().into_root_schema_for::<Request<'_>>().into()),
        ("response", draft().for_serialize().into_generator().into_root_schema_for::<Response>().into()),
    ]
}

/// The same as they are shipped: the definitions that both have, and each without them.
fn shipped() -> [(&'static str, Value); 3] {
    let [(_, mut request), (_, mut response)] = made();
    let (ours, theirs) = (definitions(&mut request), definitions(&mut response));
    let shared: Map<String, Value> = ours
        .iter()
        .filter(|(name, ours)| theirs.get(*name) == Some(*ours))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    ours.retain(|name, _| !shared.contains_key(name));
    theirs.retain(|name, _| !shared.contains_key(name));
    [("shared", shared.into()), ("request", request), ("response", response)]
}

fn definitions(schema: &mut Value) -> &mut Map<String, Value> {
    schema["$defs"].as_object_mut().expect("definitions")
}

#[test]
fn the_schemas_that_are_shipped_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/request/schemas");
    for (name, schema) in shipped() {
        let (path, text) = (folder.join(format!("{name}.json")), schema.to_string() + "\n");
        if std::env::var_os("FLOWLOCK_UPDATE").is_some() {
            fs::write(path, text).expect("written");
        } else {
            assert!(fs::read_to_string(path).expect("a schema") == text, "{name} is stale: `{UPDATE}`");
        }
    }
}

fn described() -> Value {
    serde_json::from_slice(&describe()).expect("the description is JSON")
}

#[test]
fn the_description_holds_what_a_host_needs() {
    let described = described();
    assert_eq!(described["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(described["control"]["id"], "2.2.3");
    assert_eq!(described["limits"]["nesting"], 100);
    for (name, schema) in made() {
        assert_eq!(described["schemas"][name], schema, "{name}");
    }
}

fn exports() -> Value {
    let context = "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies";
    let page = json!({ "@odata.context": context, "value": [] }).to_string();
    json!([{ "name": "policies.json", "text": page }, { "name": "a", "base64": "e30=" }])
}

#[test]
fn requests_and_their_responses_are_what_the_schemas_say() {
    let schemas = &described()["schemas"];
    let [request, response] = ["request", "response"]
        .map(|name| jsonschema::validator_for(&schemas[name]).expect("the schema is one"));
    let ask = |asked: Value| -> Value {
        assert!(request.is_valid(&asked), "{asked}");
        let answer = serde_json::from_slice(&respond(asked.to_string().as_bytes())).expect("JSON");
        assert!(response.is_valid(&answer), "{answer}");
        answer
    };
    let watch = ask(json!({ "watch": { "exports": exports() } }))["watch"].clone();
    let log = json!([{ "name": "log", "text": r#"{"id":"s","authenticationProtocol":"deviceCode"}"# }]);
    let summary = ask(json!({ "summarise": { "watch": watch, "logs": log } }))["summary"].clone();
    let summary = ask(json!({ "merge": { "summaries": [summary] } }))["summary"].clone();
    for settings in [json!({}), json!("{}"), json!({ "exceptions": [] })] {
        let asked = json!({ "exports": exports(), "summaries": [summary], "settings": settings });
        assert!(ask(json!({ "evaluate": asked }))["error"]["code"] == "as-of-missing");
        let mut asked = asked;
        asked["now"] = json!("2026-07-31T00:00:00Z");
        assert_eq!(ask(json!({ "evaluate": asked }))["report"]["usage"]["signIns"], 1);
    }
    for decisions in [json!({ "decisions": [] }), json!(r#"{"decisions": []}"#)] {
        let asked = json!({ "exports": exports(), "decisions": decisions, "asOf": "2026-07-31T00:00:00Z" });
        assert_eq!(ask(json!({ "evaluate": asked }))["report"]["decisions"], json!([]));
    }
    let side = json!({ "exports": exports(), "settings": {}, "asOf": "2026-07-31T00:00:00Z" });
    let asked = json!({ "diff": { "before": side, "after": side } });
    assert_eq!(ask(asked)["diff"]["summary"], "nothing changed for the control");
    let member = json!({ "source": "policies.json", "pointer": "/value" });
    let places = &ask(json!({ "locate": { "exports": exports(), "members": [member] } }))["places"];
    assert_eq!(places[0]["region"]["line"], 1);
    let refused = json!({ "payload": "p", "signature": "s", "refused": "bad-signature" });
    let signer = json!({ "principals": ["ben@contoso.example"], "fingerprint": "f" });
    let signer = json!({ "payload": "p", "signature": "s", "signer": signer });
    let unread = json!({ "source": "x", "code": "unreadable-file", "message": "m", "help": "h" });
    let asked = json!({
        "exports": exports(), "checked": [refused, signer], "unread": [unread],
        "emergencyAccess": ["bg1@contoso.example"], "asOf": "2026-07-31T00:00:00Z",
    });
    assert_eq!(ask(json!({ "evaluate": asked }))["report"]["acceptance"][0]["counts"], false);
}

/// A schema that takes anything would prove nothing.
#[test]
fn what_is_refused_is_not_what_the_schema_says() {
    let request = jsonschema::validator_for(&described()["schemas"]["request"]).expect("the schema is one");
    for asked in [
        json!({}),
        json!({ "evaluate": {} }),
        json!({ "evaluate": { "exports": [], "as_of": "" } }),
        json!({ "evaluate": { "exports": [{ "name": "a" }] } }),
        json!({ "watch": { "exports": [] }, "merge": { "summaries": [] } }),
        json!({ "summarise": { "logs": [] } }),
        json!({ "merge": { "summaries": [1] } }),
        json!({ "evaluate": { "exports": [], "settings": { "exception": [] } } }),
        json!({ "evaluate": { "exports": [], "decisions": { "decision": [] } } }),
        json!({ "diff": { "before": { "exports": [] } } }),
        json!({ "diff": { "before": { "exports": [] }, "after": [] } }),
        json!({ "locate": { "exports": [], "members": [{ "source": "a" }] } }),
        json!({ "evaluate": { "exports": [], "unread": [{ "source": "a", "code": "b" }] } }),
    ] {
        assert!(!request.is_valid(&asked), "{asked}");
        assert!(respond(asked.to_string().as_bytes()).starts_with(br#"{"error":"#), "{asked}");
    }
}
