use alloc::{format, string::String, vec::Vec};

use super::*;
use crate::{Settings, Tenant, Watch};

pub(super) fn watch() -> Watch {
    Watch::new(&Tenant::default(), &Settings::default())
}

/// What a file is read as, cut into chunks of this size.
fn read(file: &[u8], size: usize) -> (Evidence, Source) {
    let mut sign_ins = SignIns::new("log", &watch());
    for chunk in file.chunks(size) {
        sign_ins.push(chunk);
    }
    sign_ins.finish()
}

pub(super) fn codes(source: &Source) -> Vec<&'static str> {
    source.problems.iter().map(|problem| problem.code.as_str()).collect()
}

const GRAPH: &str = r#"{"id":"s1","createdDateTime":"2026-07-02T21:28:16Z","userId":"u1","userPrincipalName":"a@contoso.example","userType":"member","appId":"c1","appDisplayName":"CLI","resourceId":"r1","isInteractive":false,"signInEventTypes":["nonInteractiveUser"],"clientAppUsed":"Mobile Apps and Desktop clients","authenticationProtocol":"none","originalTransferMethod":"deviceCodeFlow","incomingTokenType":"none","status":{"errorCode":0},"correlationId":"k1","location":{"countryOrRegion":"DE"},"appliedConditionalAccessPolicies":[{"id":"p1","displayName":"a \"]} b","result":"reportOnlyFailure","includeRulesSatisfied":[{"conditionalAccessCondition":"authenticationFlow","ruleSatisfied":"deviceCodeFlow"}]}]}"#;

#[test]
fn what_stands_in_place_of_a_list_says_nothing_of_the_record_before() {
    let plain = GRAPH.replace("reportOnlyFailure", "reportOnlyNotApplied").replace("deviceCodeFlow", "none");
    let (before, _) = plain.split_once("[{\"id\":\"p1\"").unwrap_or_default();
    let redacted = ["\"[redacted]\"", "\"{PII Removed by Microsoft}\""];
    for odd in ["null", "\"text\"", "7", "true", "[null]", "[\"text\"]"].into_iter().chain(redacted) {
        let third = format!("{before}{odd}}}").replace("\"s1\"", "\"s3\"");
        let log = format!("{plain}\n{}\n{third}\n", plain.replace("\"s1\"", "\"s2\""));
        let mut full = SignIns::new("log", &watch()).in_full();
        full.push(log.as_bytes());
        let (evidence, source) = read(log.as_bytes(), log.len());
        assert_eq!((&evidence, &source), (&full.finish().0, &source), "{odd}");
        assert_eq!((source.records, evidence.shown().no_results), (3, true), "{odd}");
    }
}

fn second() -> String {
    GRAPH.replace("\"s1\"", "\"s2\"").replace("21:28:16", "21:28:20")
}

fn one(text: &str) -> SignIn {
    sign_in(text.as_bytes(), &watch(), &Columns::new()).unwrap_or_default()
}

#[test]
fn the_same_events_in_every_container_are_the_same_evidence() {
    let (a, b) = (GRAPH, second());
    let (expected, _) = read(format!("{a}\n{b}\n").as_bytes(), 1 << 20);
    let pretty = |text: &str| text.replace(",\"", ",\n  \"").replace("{\"id\":\"s", "{\n  \"id\":\"s");
    for file in [
        format!("{a}\n{b}"),
        format!("{a}\r\n\r\n{b}\r\n"),
        format!("{a}{b}"),
        format!("{}\n{}\n", pretty(a), pretty(&b)),
        format!("[{a},{b}]"),
        format!("[\n  {a},\n  {b}\n]\n"),
        format!("[{}, {}]", pretty(a), pretty(&b)),
        format!(r#"{{"@odata.context":"x","value":[{a},{b}]}}"#),
        format!("{{\"value\":[\n{a},\n{b}\n]}}"),
        format!(r#"{{"value" : [{a}],"x":[]}}{{"x":[{{}}],"value":[{b}]}}"#),
        format!("{{\"value\":[{a}]}}\n{{\"value\":[{b}]}}\n"),
        format!(r#"[{{"value":[{a}]}},{{"value":[{b}]}}]"#),
        format!("[[{a}],[{b}]]"),
        format!(
            r#"{{"records":[{{"time":"t","category":"NonInteractiveUserSignInLogs","resourceId":"/tenants/t","location":"XX","properties":{a}}},{{"properties":{b}}}]}}"#
        ),
        format!("{{\"properties\":{a}}}\n{{\"properties\":{b}}}\n"),
    ] {
        let little: Vec<u8> = format!("\u{feff}{file}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [file.as_bytes(), format!("\u{feff}{file}").as_bytes(), &little] {
            for size in [1, 2, 3, 5, 7, 64, 1000, 1 << 20] {
                let (evidence, source) = read(bytes, size);
                assert_eq!((source.records, codes(&source)), (2, Vec::new()), "{size} {file}");
                assert!(source.complete && evidence == expected, "{size} {file}");
            }
        }
    }
}

#[test]
fn the_same_event_in_every_dialect_is_the_same_sign_in() {
    let graph = one(GRAPH);
    assert!(graph.device_code_transfer && graph.shows.flow && graph.shows.results);
    assert_eq!((graph.country.as_str(), graph.error_code, graph.interactive), ("DE", Some(0), Some(false)));
    let policies = r#"[{\"id\":\"p1\",\"result\":\"reportOnlyFailure\",\"includeRulesSatisfied\":[{\"ruleSatisfied\":\"deviceCodeFlow\"}]}]"#;
    let rows = r#""CreatedDateTime":"2026-07-02T21:28:16Z","TimeGenerated":"2026-07-02T21:30:00Z","Id":"s1","UserId":"u1","UserPrincipalName":"a@contoso.example","UserType":"Member","AppId":"c1","AppDisplayName":"CLI","ResourceIdentity":"r1","ResourceId":"/tenants/x","IsInteractive":"False","Category":"NonInteractiveUserSignInLogs","ClientAppUsed":"Mobile Apps and Desktop clients","AuthenticationProtocol":"none","OriginalTransferMethod":"deviceCodeFlow","IncomingTokenType":"none","ResultType":"0","Status":"{\"errorCode\":0}","CorrelationId":"k1","LocationDetails":"{\"countryOrRegion\":\"DE\"}","Location":"DE","#;
    for text in [
        GRAPH.replace("\"2026-07-02T21:28:16Z\"", "\"/Date(1783027696000)/\""),
        format!(r#"{{{rows}"ConditionalAccessPolicies":"{policies}"}}"#),
        format!(r#"{{{rows}"ConditionalAccessPolicies":{}}}"#, policies.replace('\\', "")),
        format!(
            r#"{{{rows}"ConditionalAccessPolicies_dynamic":null,"ConditionalAccessPolicies_string":"{policies}"}}"#
        ),
    ] {
        assert_eq!(one(&text), graph, "{text}");
    }
}

#[test]
fn two_times_of_a_row_are_two_members() {
    let row = r#"{"TimeGenerated":"2026-07-02T21:30:00Z","Timestamp":"2026-07-02T21:28:16Z","AccountObjectId":"u1","ConditionalAccessPolicies":"[]"}"#;
    assert_eq!(one(row).created, one(GRAPH).created);
    let twice = row.replace("TimeGenerated", "timestamp");
    assert_eq!(sign_in(twice.as_bytes(), &watch(), &Columns::new()), Err(Why::StandsTwice));
}

#[test]
fn authentication_transfer_is_told_by_member_and_by_rule() {
    let named = |text: &str| one(text).authentication_transfer;
    assert!(!named(GRAPH));
    assert!(named(&GRAPH.replace("deviceCodeFlow\",\"incoming", "authenticationTransfer\",\"incoming")));
    assert!(named(&GRAPH.replace(
        r#""authenticationProtocol":"none""#,
        r#""authenticationProtocol":"oAuth2,authenticationTransfer""#
    )));
    assert!(named(
        &GRAPH.replace(r#""ruleSatisfied":"deviceCodeFlow""#, r#""ruleSatisfied":"authenticationTransfer""#)
    ));
}

#[test]
fn a_table_is_read_by_its_columns() {
    let file = br#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"TimeGenerated","type":"datetime"},{"name":"x"},{"name":"Id"},{"name":"AuthenticationProtocol"}],"rows":[["2026-01-01T00:00:00Z",[1],"a","deviceCode"],["2026-01-02T00:00:00Z",null,"b","none"]]}],"error":{"code":"PartialError"}}"#;
    for size in [1, 10, 10_000] {
        let (_, source) = read(file, size);
        assert_eq!(
            (source.records, source.complete, codes(&source)),
            (2, false, ["partial-answer"].to_vec())
        );
    }
    let steampipe = br#"{"columns":[{"name":"id"}],"rows":[{"id":"a","created_date_time":"2026-01-01T00:00:00Z","applied_conditional_access_policies":"[]"}]}"#;
    assert_eq!(read(steampipe, 9).1.records, 1);
}

#[test]
fn another_page_is_missed_unless_it_follows() {
    let first = format!(r#"{{"@odata.nextLink":"https://x","value":[{GRAPH}]}}"#);
    let after = format!(r#"{{"value":[{GRAPH}],"@odata.nextLink":"https://x"}}"#);
    for page in [&first, &after] {
        let (_, source) = read(page.as_bytes(), 100);
        assert_eq!((source.complete, codes(&source)), (false, ["next-page-missing"].to_vec()));
        assert!(read(format!("{page}{{\"value\":[]}}").as_bytes(), 100).1.complete);
    }
}

#[test]
fn a_malformed_record_is_named_and_the_rest_counts() {
    let (a, b) = (GRAPH, second());
    for (bad, why) in [
        (&b"{\"id\":}"[..], "is not JSON"),
        (b"{\"id\":\"\xFF\",\"createdDateTime\":\"x\"}", "is neither UTF-8 nor UTF-16"),
        (b"{\"id\":\"x\",\"id\":\"x\",\"createdDateTime\":\"x\"}", "has a member twice"),
        (b"{\"id\":\"x\",\"appliedConditionalAccessPolicies\":[{\"id\":\"p\",\"result\":\"a\",\"Result\":\"b\"}]}", "has a member twice"),
        (b"{\"x\":1}", "is no sign-in"),
        (b"{\"id\":\"p\",\"createdDateTime\":\"2026-01-01T00:00:00Z\",\"displayName\":\"a policy\"}", "is no sign-in"),
        (b"{\"id\":\"x\",\"status\":{\"err", "is not JSON"),
        (b"{\"id\":\"x\",\"appliedConditionalAccessPolicies\":\"[{\\\"id\\\":\"}", "is not JSON"),
    ] {
        let lines = [a.as_bytes(), b"\n", bad, b"\n", b.as_bytes(), b"\n"].concat();
        let first = [bad, b"\n", a.as_bytes(), b"\n", b.as_bytes(), b"\n"].concat();
        let list = [b"[\n", a.as_bytes(), b",\n", bad, b",\n", b.as_bytes(), b"\n]"].concat();
        for (file, line) in [(&lines, 2), (&first, 1), (&list, 3)] {
            let whole = read(file, 1 << 20).1;
            for size in [1, 2, 3, 17, 1000] {
                assert_eq!(read(file, size).1, whole, "{why} {size}");
            }
            assert_eq!((whole.records, whole.complete), (2, false), "{why} {line}");
            let problem = whole.problems.first().map(|problem| (problem.code.as_str(), problem.line));
            assert_eq!(problem, Some(("malformed-record", Some(line))), "{why}");
            assert!(whole.problems[0].message.contains(why), "{}", whole.problems[0].message);
            assert!(whole.problems[0].message.starts_with("1 record is"), "{}", whole.problems[0].message);
        }
    }
}

#[test]
fn what_is_cut_off_is_told() {
    let file = format!(r#"{{"value":[{GRAPH},{GRAPH}],"a":1}}"#);
    for end in 12..file.len() {
        let (_, source) = read(&file.as_bytes()[..end], 1 << 20);
        assert!(!source.complete, "{end}");
        assert_eq!(codes(&source), ["malformed-record"], "{end}");
    }
}

#[test]
fn only_the_first_ten_places_are_listed() {
    let file = "{}\n".repeat(25);
    let (_, source) = read(file.as_bytes(), 7);
    let message = source.problems[0].message.clone();
    assert!(message.starts_with("25 records are") && message.ends_with(", and 15 more"), "{message}");
    assert_eq!(message.matches("line ").count(), 10);
}

#[test]
fn no_text_keeps_the_splitter_from_going_on() {
    for file in [
        "License\n  text {\n{",
        "[x",
        "[\"a\"",
        "]]",
        "{}}",
        "[1,null,\n\"a\"]{}",
        "{\"value\":[}",
        "a,b\n1,2\n",
    ] {
        for size in [1, 2, 100] {
            assert_eq!(read(file.as_bytes(), size).1.records, 0, "{file}");
        }
    }
}

/// Wrong bytes anywhere: the splitter goes on, and where chunks end makes no difference.
#[test]
fn damage_never_depends_on_where_chunks_end() {
    let (a, b) = (GRAPH, second());
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let files = [
        format!("{a}\n{b}\n{a}\n"),
        format!("[\n{a},\n{b}\n]"),
        format!(r#"{{"value":[{a},{b}],"@odata.nextLink":"x"}}"#),
        String::from(r#"{"tables":[{"columns":[{"name":"id"}],"rows":[["a"],["b"]]}]}"#),
    ];
    for round in 0..2_000 {
        let mut file = files[round % files.len()].clone().into_bytes();
        for _ in 0..=random(3) {
            let at = random(file.len());
            file[at] = b"\"\\{}[],:\n x0\xFF"[random(13)];
        }
        file.truncate(file.len() - random(2) * random(50));
        let whole = read(&file, 1 << 20);
        for size in [1, 2, 3, 64] {
            assert_eq!(read(&file, size), whole, "{size} {}", String::from_utf8_lossy(&file));
        }
    }
}

#[test]
fn what_policies_were_asked_about_is_read_in_every_shape() {
    let read = |audiences: &str| {
        let text = GRAPH.replacen(
            '{',
            &format!(
                r#"{{"conditionalAccessAudiences":{audiences},"homeTenantId":"T","resourceTenantId":"t","#
            ),
            1,
        );
        let sign_in = one(&text);
        assert_eq!(sign_in.is_home(), Some(true), "{text}");
        sign_in.audiences().map(String::from).collect::<Vec<_>>()
    };
    for audiences in [
        r#"["a","b"]"#,
        r#""[\"a\",\"b\"]""#,
        r#"[{"applicationId":"a","audienceReasons":"none"},{"applicationId":" b "}]"#,
        r#""a, b""#,
    ] {
        assert_eq!(read(audiences), ["a", "b"], "{audiences}");
    }
    assert_eq!(read("[null,\"a\",{\"x\":1},[1]]"), ["", "a", "", ""]);
    assert!(read("[]").is_empty() && read("null").is_empty() && one(GRAPH).is_home().is_none());
}
