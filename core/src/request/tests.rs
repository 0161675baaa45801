mod decisions;

use alloc::{format, string::ToString};

use super::*;
use crate::{
    ProblemCode,
    decisions::{Check, DecisionKind, Signed, Target, Wish, decide, not_checked, payload},
    files::{File, evaluate_files, read_files},
    settings::{Approvals, Needed},
};

const AS_OF: &str = "2026-07-20T00:00:00Z";

/// A report-only candidate.
const POLICY: &str = r#"{"id":"p1","displayName":"Block","state":"enabledForReportingButNotEnforced",
    "modifiedDateTime":"2026-07-01T00:00:00Z",
    "conditions":{"users":{"includeUsers":["All"]},"applications":{"includeApplications":["All"]},
    "authenticationFlows":{"transferMethods":"deviceCodeFlow"}},
    "grantControls":{"operator":"OR","builtInControls":["block"]}}"#;

/// A sign-in that the policy would have blocked, in one line.
fn sign_in(id: usize) -> String {
    format!(
        r#"{{"id":"s{id}","createdDateTime":"2026-07-0{}T08:00:00Z","userId":"u{id}","appId":"a","correlationId":"c{id}",
        "isInteractive":true,"authenticationProtocol":"deviceCode","status":{{"errorCode":0}},
        "appliedConditionalAccessPolicies":[{{"id":"p1","result":"reportOnlyFailure"}}]}}"#,
        2 + id % 7
    )
    .replace('\n', " ")
        + "\n"
}

fn export<'a>(name: &'a str, text: &'a str) -> Export<'a> {
    Export { name: name.into(), content: Content::Text(text.into()) }
}

fn ask(request: &Request<'_>) -> String {
    String::from_utf8(respond(&serde_json::to_vec(request).unwrap())).unwrap()
}

/// The text of a response that holds nothing but this member.
fn text(response: &str, member: &str) -> String {
    let response: serde_json::Value = serde_json::from_str(response).unwrap();
    response[member].as_str().unwrap_or_else(|| unreachable!("{response}")).into()
}

fn watch() -> String {
    let request = Watch { exports: [export("policies.json", POLICY)].into(), settings: None };
    text(&ask(&Request::Watch(request)), "watch")
}

fn summarise(logs: &[(&str, &str)]) -> String {
    let logs = logs.iter().map(|(name, text)| export(name, text)).collect();
    ask(&Request::Summarise(Summarise { watch: watch().into(), logs }))
}

fn merge(summaries: &[&str]) -> String {
    let summaries = summaries.iter().map(|text| Cow::Borrowed(*text)).collect();
    text(&ask(&Request::Merge(Merge { summaries })), "summary")
}

fn evaluate(files: &[(&str, &str)], summaries: &[&str]) -> String {
    let exports = files.iter().map(|(name, text)| export(name, text)).collect();
    let summaries = summaries.iter().map(|text| Cow::Borrowed(*text)).collect();
    let as_of = Some(AS_OF.into());
    ask(&Request::Evaluate(Evaluate { exports, summaries, as_of, ..Evaluate::default() }))
}

/// The report of one machine that has every file.
fn native(files: &[(&str, &str)]) -> String {
    let files = files.iter().map(|(name, text)| File { name: (*name).into(), bytes: *text });
    let files: Vec<_> = files.collect();
    let report = evaluate_files(&files, &Settings::default(), AS_OF.parse().unwrap()).unwrap();
    format!(r#"{{"report":{}}}"#, serde_json::to_string(&report).unwrap())
}

/// The code, the pointer and the help of the failure that answers this text.
fn failure(request: &str) -> (String, String, String) {
    let response: serde_json::Value = serde_json::from_slice(&respond(request.as_bytes())).unwrap();
    let member = |name: &str| response["error"][name].as_str().unwrap_or_default().to_string();
    (member("code"), member("pointer"), member("help"))
}

#[test]
fn a_request_says_what_the_library_says() {
    let log = sign_in(1) + &sign_in(2);
    let files = [("policies.json", POLICY), ("log.json", &log), ("notes.txt", "hello")];
    assert_eq!(evaluate(&files, &[]), native(&files));
}

#[test]
fn base64_is_text_in_another_dress() {
    let plain = evaluate(&[("policies.json", POLICY)], &[]);
    let base64 = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, POLICY);
    let exports = [Export { name: "policies.json".into(), content: Content::Base64(base64.into()) }].into();
    let request = Evaluate { exports, as_of: Some(AS_OF.into()), ..Evaluate::default() };
    assert_eq!(ask(&Request::Evaluate(request)), plain);
    let broken = r#"{"evaluate":{"asOf":"2026-01-01T00:00:00Z","exports":[{"name":"a","base64":"*"}]}}"#;
    assert_eq!(failure(broken).1, "/evaluate/exports/0");
}

#[test]
fn many_machines_say_what_one_says() {
    let hours: Vec<String> = (0..4).map(|hour| sign_in(hour) + &sign_in(hour + 1)).collect();
    let logs =
        [("h0", hours[0].as_str()), ("h1", &hours[1]), ("h2", &hours[2]), ("h3", "{\"id\": oh"), ("h4", "")];
    let parts: Vec<_> = logs.iter().map(|log| text(&summarise(&[*log]), "summary")).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let policies = ("policies.json", POLICY);
    let one = native(&[&[policies], logs.as_slice()].concat());
    assert!(one.contains("unreadable") && one.contains(r#""wouldBlock":4"#), "{one}");
    assert_eq!(evaluate(&[policies], &parts), one);
    let late = merge(&[parts[4], parts[1]]);
    let merged = merge(&[&late, &merge(&[parts[3]]), parts[0]]);
    assert_eq!(evaluate(&[policies, logs[2]], &[&merged]), one);
}

#[test]
fn parts_of_one_name_are_one_log() {
    let lines: Vec<String> = (0..6).map(sign_in).collect();
    let whole = lines.concat();
    let (one, other) = (lines[..2].concat(), lines[2..].concat());
    let parts = [("log", one.as_str()), ("log", &other)].map(|log| text(&summarise(&[log]), "summary"));
    let policies = ("policies.json", POLICY);
    let native = native(&[policies, ("log", &whole)]);
    assert_eq!(evaluate(&[policies], &[&parts[1], &parts[0]]), native);
    assert_eq!(evaluate(&[policies, ("log", &one), ("log", &other)], &[]), native);
}

#[test]
fn without_a_log_nothing_is_known_of_use() {
    let empty = text(&summarise(&[("notes.txt", "hello")]), "summary");
    let policies = ("policies.json", POLICY);
    assert_eq!(evaluate(&[policies], &[&empty]), native(&[policies, ("notes.txt", "hello")]));
    assert!(evaluate(&[policies], &[&empty]).contains(r#""usage":null"#));
}

#[test]
fn exports_are_no_logs() {
    let response = summarise(&[("policies.json", POLICY)]);
    assert!(response.starts_with(r#"{"error":{"code":"not-a-log","#), "{response}");
}

fn object(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

/// An exception for a user whom the enabled policy leaves out, which Ben has to approve.
fn decided() -> (String, Settings, Decisions) {
    let policy = POLICY
        .replace("enabledForReportingButNotEnforced", "enabled")
        .replace(r#"["All"]},"app"#, r#"["All"],"excludeUsers":["u1"]},"app"#);
    let needed = Needed { needed: 1, of: ["ben@contoso.example".into()].into() };
    let settings = Settings {
        tenant: Some("contoso".into()),
        approvals: Approvals { exception: Some(needed), ..Approvals::default() },
        ..Settings::default()
    };
    let files = [File { name: "policies.json".into(), bytes: &policy }];
    let (tenant, _) = read_files(&files, &settings).unwrap();
    let wish = Wish {
        kind: DecisionKind::Exception,
        target: Target { user: Some("u1".into()), ..Target::default() },
        justification: "why".into(),
        decided_by: "anna@contoso.example".into(),
        expires: "2026-12-31".into(),
        id: Some("room-4".into()),
    };
    let mut decisions = Decisions::default();
    let as_of = (AS_OF.parse().unwrap(), &not_checked as Check<'_>);
    decide(&tenant, None, &settings, &mut decisions, wish, as_of).unwrap();
    (policy, settings, decisions)
}

fn side<'a>(exports: Vec<Export<'a>>, summaries: Vec<Cow<'a, str>>) -> Evaluate<'a> {
    Evaluate { exports, summaries, as_of: Some(AS_OF.into()), ..Evaluate::default() }
}

#[test]
fn accounts_of_the_caller_are_users_or_groups_as_the_exports_say() {
    let (policy, ..) = decided();
    let account = |account: &str| {
        let emergency_access = [String::from(account).into()].into();
        let request =
            Evaluate { emergency_access, ..side([export("policies.json", &policy)].into(), Vec::new()) };
        ask(&Request::Evaluate(request))
    };
    assert!(account("u1").contains(r#""status":"pass""#));
    assert!(account("u2").contains(r#""status":"review""#));
}

#[test]
fn what_the_host_could_not_read_is_listed_and_never_a_reason_to_pass() {
    let problem = Problem::new(ProblemCode::UnreadableFile, "cannot be read", "check it").in_source("x.json");
    let request = Evaluate {
        unread: [problem].into(),
        ..side([export("p", POLICY), export("q", "")].into(), Vec::new())
    };
    let response: serde_json::Value = serde_json::from_str(&ask(&Request::Evaluate(request))).unwrap();
    let source = &response["report"]["sources"][2];
    assert_eq!(
        (&source["name"], &source["kind"], &source["complete"]),
        (&"x.json".into(), &"unreadable".into(), &false.into())
    );
    assert_eq!(source["problems"][0]["code"], "unreadable-file");
}

#[test]
fn members_are_located_in_the_files_that_are_sent() {
    let file = "[{\"id\": \"p\",\n  \"state\": \"disabled\"}]";
    let member = |pointer: &'static str| Member { source: "f".into(), pointer: pointer.into() };
    let members =
        [member("/0/state"), member("/0"), Member { source: "g".into(), pointer: "".into() }].into();
    let response = ask(&Request::Locate(Locate { exports: [export("f", file)].into(), members }));
    let expected = r#"{"places":[{"source":"f","pointer":"/0","region":{"line":1,"column":2,"endLine":2,"endColumn":23}},{"source":"f","pointer":"/0/state","region":{"line":2,"column":3,"endLine":2,"endColumn":22}},{"source":"g","pointer":"","region":null}]}"#;
    assert_eq!(response, expected);
}

#[test]
fn of_two_sides_the_one_without_policies_is_named() {
    let (there, none) = (object(&export("p", POLICY)), object(&export("n", "{}")));
    for (before, after, at) in
        [(&none, &there, "/diff/before"), (&there, &none, "/diff/after"), (&none, &none, "/diff/before")]
    {
        let [before, after] =
            [before, after].map(|file| serde_json::json!({ "exports": [file], "asOf": AS_OF }));
        let asked = serde_json::json!({ "diff": { "before": before, "after": after } });
        let (code, pointer, _) = failure(&asked.to_string());
        assert_eq!((code.as_str(), pointer.as_str()), ("no-policies", at));
    }
}

#[test]
fn there_is_no_clock() {
    let exports = r#""exports":[{"name":"p","text":"[]"}]"#;
    let (code, at, help) = failure(&format!(r#"{{"evaluate":{{{exports}}}}}"#));
    assert_eq!((code.as_str(), at.as_str()), ("as-of-missing", "/evaluate/asOf"));
    assert!(help.contains("2026-12-31T12:00:00Z"));
    let (code, at, _) = failure(&format!(r#"{{"evaluate":{{{exports},"asOf":"yesterday"}}}}"#));
    assert_eq!((code.as_str(), at.as_str()), ("call-invalid", "/evaluate/asOf"));
    let policies = ("policies.json", POLICY);
    let settings = Settings { as_of: Some(AS_OF.into()), ..Settings::default() };
    let exports = [export(policies.0, policies.1)].into();
    let text = serde_json::to_string(&settings).unwrap();
    let now = Some("2027-01-01T00:00:00Z".into());
    let request =
        Evaluate { exports, now, settings: Some(Declared::Object(settings.into())), ..Evaluate::default() };
    assert_eq!(ask(&Request::Evaluate(request.clone())), native(&[policies]));
    let settings = Some(Declared::Text(text.into()));
    assert_eq!(ask(&Request::Evaluate(Evaluate { settings, ..request.clone() })), native(&[policies]));
    let request = Evaluate { now: Some(AS_OF.into()), settings: None, ..request };
    assert_eq!(ask(&Request::Evaluate(request)), native(&[policies]));
}

#[test]
fn what_is_misspelt_or_doubled_or_of_another_type_is_refused() {
    let file = r#"{"name":"p","text":""}"#;
    for (request, code, at) in [
        ("{".into(), "not-json", ""),
        ("[]".into(), "call-wrong-type", ""),
        ("{}".into(), "call-invalid", ""),
        (r#"{"watch":{"exports":[]},"merge":{"summaries":[]}}"#.into(), "call-invalid", ""),
        (r#"{"evaluat":{}}"#.into(), "call-unknown-key", "/evaluat"),
        (r#"{"evaluate":{}}"#.into(), "call-invalid", "/evaluate"),
        (r#"{"evaluate":{"exports":[],"exports":[]}}"#.into(), "duplicate-key", "/evaluate/exports"),
        (r#"{"evaluate":{"exports":7}}"#.into(), "call-wrong-type", "/evaluate/exports"),
        (format!(r#"{{"watch":{{"exports":[{file},{{"name":""}}]}}}}"#), "call-invalid", "/watch/exports/1"),
        (r#"{"watch":{"exports":[{"text":""}]}}"#.into(), "call-invalid", "/watch/exports/0"),
        (r#"{"watch":{"exports":[]}}"#.into(), "no-policies", ""),
        (r#"{"merge":{}}"#.into(), "call-invalid", "/merge"),
        (r#"{"merge":{"summaries":["x"]}}"#.into(), "foreign-text", "/merge/summaries/0"),
        (
            r#"{"merge":{"summaries":["flowlock-summary-2 AAAB"]}}"#.into(),
            "damaged-text",
            "/merge/summaries/0",
        ),
        (r#"{"summarise":{"logs":[]}}"#.into(), "call-invalid", "/summarise"),
        (
            r#"{"summarise":{"watch":"flowlock-watch-3 AAAA","logs":[]}}"#.into(),
            "foreign-text",
            "/summarise/watch",
        ),
        (
            r#"{"evaluate":{"exports":[],"settings":{"exception":[]}}}"#.into(),
            "settings-unknown-key",
            "/evaluate/settings/exception",
        ),
        (r#"{"evaluate":{"exports":[],"settings":"{\"a\":1}"}}"#.into(), "settings-unknown-key", "/a"),
        (
            r#"{"evaluate":{"exports":[],"decisions":{"decision":[]}}}"#.into(),
            "decision-unknown-key",
            "/evaluate/decisions/decision",
        ),
        (r#"{"evaluate":{"exports":[],"decisions":"{}"}}"#.into(), "decision-invalid", ""),
        (r#"{"diff":{"before":{"exports":[]}}}"#.into(), "call-invalid", "/diff"),
        (
            r#"{"locate":{"exports":[],"members":[{"source":"a"}]}}"#.into(),
            "call-invalid",
            "/locate/members/0",
        ),
        (
            r#"{"evaluate":{"exports":[],"checked":[{"payload":"p","signature":"s"}]}}"#.into(),
            "call-invalid",
            "/evaluate/checked/0",
        ),
        (
            r#"{"evaluate":{"exports":[],"checked":[{"payload":"p","signature":"s","refused":"counts"}]}}"#
                .into(),
            "call-wrong-type",
            "/evaluate/checked/0/refused",
        ),
        (
            r#"{"evaluate":{"exports":[],"unread":[{"source":"a","code":"b","message":"","help":""}]}}"#
                .into(),
            "call-wrong-type",
            "/evaluate/unread/0/code",
        ),
        (r#"{"diff":{"before":[],"after":[]}}"#.into(), "call-wrong-type", "/diff/before"),
        (
            r#"{"diff":{"before":{"exports":[]},"after":{"exports":[]}}}"#.into(),
            "as-of-missing",
            "/diff/before/asOf",
        ),
    ] {
        let request: String = request;
        let (found, pointer, help) = failure(&request);
        assert_eq!((found.as_str(), pointer.as_str()), (code, at), "{request}");
        assert!(!help.is_empty(), "{request}");
    }
    assert_eq!(failure(r#"{"evaluat":{}}"#).2, "did you mean `evaluate`?");
}

#[test]
fn of_another_shape_a_sealed_text_has_another_mark() {
    let summary = text(&summarise(&[("log", &sign_in(1))]), "summary");
    // Whoever has to change these changes `mark`, too: the bytes do not say what they are.
    assert_eq!(watch(), "flowlock-watch-2 AQAAAAIAAABwMQEAIGdfgVUGAAEAAAACAAAAcDEBACBnX4FVBgAAAAAAAA");
    assert_eq!(
        summary,
        "flowlock-summary-2 \
         AQEAAAACAAAAcDEBACBnX4FVBgABAAAAAgAAAHAxAQAgZ1+BVQYAAAAAAAABAAAAAgAAAHMxAQAAAAAAAAAA\
         AAAAAQAAAAEAAAAAAAAAAQIAAAB1MQAAf38DDwMBAACzT7BVBgACAAAAdTEAAAAAAQAAAGEAAAAAAAAAAAAA\
         AAAAAAAAAAAAAAIAAABjMQMBAAABAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
         AAAAAAAAAAAAAAAAAQAAs0+wVQYAAACzT7BVBgABAAAAAAEAAACdUAAAAAAAAAEAAQABAAABAAAAAwAAAGxv\
         ZwcAAABzaWduSW5zAQAAAAAAAAABAAAAAA"
    );
}

#[test]
fn a_summary_that_is_cut_short_or_goes_on_is_damaged() {
    let summary = text(&summarise(&[("log", &sign_in(1))]), "summary");
    let cut_short = (1..40).map(|cut| summary.get(..summary.len() - cut).unwrap().to_string());
    for damaged in cut_short.chain([format!("{summary}AAAA"), format!("{summary}=")]) {
        let request = Request::Merge(Merge { summaries: [damaged.as_str().into()].into() });
        assert!(ask(&request).contains("damaged-text"), "{damaged}");
    }
}

#[test]
fn parts_read_for_other_policies_do_not_add_up() {
    let summary = text(&summarise(&[("log", &sign_in(1))]), "summary");
    let other = POLICY.replace("\"p1\"", "\"p2\"");
    let response = evaluate(&[("policies.json", &other)], &[&summary]);
    assert!(response.contains(r#""code":"different-watch""#), "{response}");
}

#[test]
fn strings_of_a_request_may_be_as_long_as_files_and_nesting_may_not_be_deeper() {
    let long = format!("{POLICY}{}", " ".repeat(2 * crate::limits::MAX_STRING_BYTES));
    assert_eq!(evaluate(&[("policies.json", &long)], &[]), native(&[("policies.json", &long)]));
    assert_eq!(failure(&format!("{{\"watch\":{}", "[".repeat(100_000))).0, "too-deep");
}
