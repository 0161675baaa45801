use alloc::{boxed::Box, format, string::String, vec::Vec};

use super::{
    super::{
        SignInLog, SignIns,
        form::Form,
        tests::{codes, watch},
    },
    Csv,
};
use crate::{Evidence, Source};

const HEAD: &str = "Date (UTC),Request ID,User ID,User,Username,User type,Incoming token type,Authentication Protocol,Original transfer method,Application,\"Application ID \",Resource,\"Resource ID \",Location,Status,Sign-in error code,Client app,Correlation ID,Incoming token type,Conditional Access";

const ROW: &str = "2026-07-02T21:28:16Z,s1,u1,Ada,a@contoso.example,Member,none,Device code,Device code flow,CLI,c1,R,r1,\"Utrecht, Utrecht, NL\",Success,,Mobile Apps and Desktop clients,k1,None,notApplied";

/// The header is told from the whole file, so that small chunks reach the table as they are.
fn read(file: &[u8], size: usize) -> (Evidence, Source) {
    let mut sign_ins = SignIns::new("log", &watch());
    if let Some(table) = Csv::begin(file) {
        sign_ins.log = SignInLog::of("log", Form::Csv(Box::new(table)), &watch());
    }
    for chunk in file.chunks(size) {
        sign_ins.push(chunk);
    }
    sign_ins.finish()
}

/// What a table is read as, however it is cut.
fn all_sizes(file: &[u8]) -> (Evidence, Source) {
    let whole = read(file, 1 << 20);
    for size in [1, 2, 3, 7, 100] {
        assert_eq!(read(file, size), whole, "{size} {}", String::from_utf8_lossy(file));
    }
    whole
}

/// The same event as JSON.
fn json(created: &str) -> String {
    format!(
        r#"{{"createdDateTime":{created},"id":"s1","userId":"u1","userDisplayName":"Ada","userPrincipalName":"a@contoso.example","userType":"Member","authenticationProtocol":"Device code","originalTransferMethod":"Device code flow","appDisplayName":"CLI","appId":"c1","resourceDisplayName":"R","resourceId":"r1","location":"NL","status":{{"errorCode":0}},"clientAppUsed":"Mobile Apps and Desktop clients","correlationId":"k1","incomingTokenType":"none"}}"#
    )
}

#[test]
fn a_table_of_the_portal_is_the_same_log() {
    let (expected, _) = read(json("\"2026-07-02T21:28:16Z\"").as_bytes(), 1 << 20);
    let quoted = ROW.replace("Ada", "\"A \"\"da\"\",\r\n second line\"");
    let semicolons = format!(
        "{};x\n{};x\n",
        HEAD.replace(',', ";"),
        ROW.replace("\"Utrecht, Utrecht, NL\"", "NL").replace(',', ";")
    );
    for file in [
        format!("{HEAD}\n{ROW}"),
        format!("\u{feff}{HEAD}\r\n{ROW}\r\n\r\n"),
        format!("#TYPE Some.Type\n{HEAD}\n{ROW}\n"),
        semicolons,
    ] {
        let little: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [file.as_bytes(), &little] {
            let (evidence, source) = all_sizes(bytes);
            assert_eq!((source.records, source.complete), (1, true), "{file} {:?}", source.problems);
            assert_eq!(codes(&source), ["csv-without-results"]);
            assert!(evidence == expected, "{file}\n{evidence:?}\n{expected:?}");
        }
    }
    assert_eq!(all_sizes(format!("{HEAD}\n{quoted}\n{ROW}\n").as_bytes()).1.records, 2);
}

#[test]
fn a_malformed_row_is_named_and_the_rest_counts() {
    for (bad, why) in [
        ("2026-07-02T21:28:16Z,s2,u1", "has not as many cells as the header"),
        ("a\"b,s2", "has wrong quotes"),
        ("\"a\"b,s2", "has wrong quotes"),
        ("\"never closed", "has wrong quotes"),
        ("\u{1},\u{2}", "has not as many cells as the header"),
    ] {
        let file = format!("{HEAD}\n{ROW}\n{bad}\n{ROW}\n\"x\ny\",{}\n", ",".repeat(18));
        let (_, source) = all_sizes(file.as_bytes());
        let message = &source.problems[0].message;
        assert!(
            !source.complete
                && message.contains(&format!("line 3 (byte {}) {why}", HEAD.len() + ROW.len() + 2)),
            "{bad} {message}"
        );
        assert!(source.records >= 2, "{bad} {}", source.records);
    }
    let (_, source) = all_sizes(format!("{HEAD}\n{ROW}\n\"cut off\n{ROW}\n").as_bytes());
    assert!(source.problems[0].message.contains("line 3") && source.records == 2, "{:?}", source.problems);
    let bytes = [
        HEAD.as_bytes(),
        b"\n",
        &ROW.as_bytes()[..40],
        b"\xFF",
        &ROW.as_bytes()[40..],
        b"\n",
        ROW.as_bytes(),
    ]
    .concat();
    let (_, source) = all_sizes(&bytes);
    assert!(source.problems[0].message.contains("neither UTF-8") && source.records == 1);
}

#[test]
fn a_column_that_is_read_and_stands_twice_makes_rows_malformed_but_for_the_token() {
    let (_, source) = all_sizes(format!("{HEAD},User ID\n{ROW},u1\n").as_bytes());
    assert!(source.problems[0].message.contains("has a member twice") && source.records == 0);
    let (_, source) = all_sizes(format!("{HEAD},Date (UTC)\n{ROW},2026-07-02T21:28:16Z\n").as_bytes());
    assert!(source.problems[0].message.contains("has a member twice") && source.records == 0);
    let leg = |row: String| {
        let (evidence, _) = all_sizes(format!("{HEAD}\n{row}\n").as_bytes());
        let row = evidence.summary().usage.rows.into_values().next().unwrap();
        (row.interactive, row.tracked)
    };
    let two = |one: &str, other: &str| {
        ROW.replace("Member,none", &format!("Member,{one}")).replace("k1,None", &format!("k1,{other}"))
    };
    assert_eq!(leg(two("primaryRefreshToken", "Primary Refresh Token")), (0, 1));
    assert_eq!(leg(two("refreshToken", "")), (0, 1));
    assert_eq!(leg(two("refreshToken", "none")), (1, 0), "where the two differ, nobody knows");
}

#[test]
fn dates_of_a_country_are_known_once_a_row_tells() {
    let rows = |dates: &[&str]| {
        let rows: Vec<String> = dates
            .iter()
            .enumerate()
            .map(|(at, date)| ROW.replace("2026-07-02T21:28:16Z", date).replace("s1", &format!("s{at}")))
            .collect();
        let (evidence, source) = all_sizes(format!("{HEAD}\n{}\n", rows.join("\n")).as_bytes());
        let row = evidence.summary().usage.rows.into_values().next().unwrap();
        (row.days.len(), codes(&source).len(), evidence.shown().undated, source.records)
    };
    assert_eq!(rows(&["3/12/2025 7:22:01 AM", "4/12/2025 7:22:01 AM"]), (0, 2, true, 2), "nothing tells");
    assert_eq!(rows(&["3/12/2025 7:22:01 AM", "3/13/2025 7:22:01 AM"]), (2, 1, false, 2));
    assert_eq!(rows(&["13/3/2025 7:22:01", "3/12/2025 7:22:01"]), (2, 1, false, 2));
    assert_eq!(rows(&["13/3/2025 7:22:01", "3/13/2025 7:22:01", "1/2/2025 7:22"]).1, 2, "both ways");
    let local = format!("{}\n{ROW}\n", HEAD.replace("Date (UTC)", "Date"))
        .replace("2026-07-02T21:28:16Z", "2026-07-02 21:28:16");
    assert!(read(local.as_bytes(), 99).0.shown().undated, "of an unknown zone");
}

#[test]
fn tables_of_log_analytics_and_defender_show_the_review() {
    let policies = r#""[{""id"":""p1"",""result"":""reportOnlyFailure"",""includeRulesSatisfied"":[{""ruleSatisfied"":""deviceCodeFlow""}]}]""#;
    for (head, row) in [
        (
            "\"TimeGenerated [UTC]\",Id,UserId,AppId,OriginalTransferMethod,Status,Location,ConditionalAccessPolicies",
            "\"7/13/2026, 9:19:25.391 AM\",s1,u1,c1,deviceCodeFlow,\"{\"\"errorCode\"\":0}\",NL,",
        ),
        (
            "Timestamp,RequestId,AccountObjectId,ApplicationId,ErrorCode,LogonType,Country,ConditionalAccessPolicies",
            "2026-07-13T09:19:25.391Z,s1,u1,c1,0,\"[\"\"interactiveUser\"\"]\",NL,",
        ),
    ] {
        let (evidence, source) = all_sizes(format!("{head}\n{row}{policies}\n").as_bytes());
        assert_eq!(
            (source.records, codes(&source)),
            (1, Vec::new()),
            "{row}{policies} {:?}",
            source.problems
        );
        let rows = evidence.summary().usage.rows;
        let (key, one) = rows.first_key_value().unwrap();
        assert_eq!((key.principal.as_str(), key.application.as_str(), one.days.len()), ("u1", "c1", 1));
        assert!(one.countries.ends().is_some_and(|(first, _)| first == "NL") && evidence.shown().results);
    }
}

#[test]
fn other_tables_are_no_logs() {
    for file in [
        "id,displayName\n1,2\n",
        "Date (UTC),CorrelationId,Service,Category,Activity,Result\n",
        "Request ID,Date (UTC),Authentication method,Succeeded\n",
        "# notes\n",
    ] {
        assert!(!super::is_sign_ins(file), "{file}");
        assert_eq!(read(file.as_bytes(), 5).1.records, 0);
    }
    assert!(super::is_audit_log("Date (UTC),CorrelationId,Service,Category,Activity,Result\n"));
    let foreign = format!("日付 (UTC),{}\n", "x,".repeat(40));
    assert!(super::is_foreign(&foreign) && !super::is_foreign(HEAD));
    assert!(super::is_foreign(&foreign.replace(',', ";")), "as Excel saves it");
    let french =
        "Date (UTC),Nom d\u{2019}utilisateur,Application,ID d'application,Méthode de transfert d'origine\n";
    assert!(super::is_sign_ins(french));
}

/// Wrong bytes anywhere: the table goes on, and where chunks end makes no difference.
#[test]
fn damage_never_depends_on_where_chunks_end() {
    let file = format!("{HEAD}\n{ROW}\n{}\n{ROW}\n", ROW.replace("Ada", "\"A \"\"da\"\",\nsecond line\""));
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    for _ in 0..500 {
        let mut bytes = file.clone().into_bytes();
        for _ in 0..=random(3) {
            let at = HEAD.len() + random(bytes.len() - HEAD.len());
            bytes[at] = b"\"\n\r,;x\xFF"[random(7)];
        }
        bytes.truncate(bytes.len() - random(2) * random(100));
        all_sizes(&bytes);
    }
}

/// A quote that opens on every line and never closes makes each line a row of its own, in time that stays
/// in proportion to the text.
#[test]
fn quotes_that_never_close_take_no_quadratic_time() {
    let file = format!("{HEAD}\n{}", "\",\"x\n".repeat(100_000));
    let (_, source) = read(file.as_bytes(), 1 << 16);
    assert!(source.records == 0 && !source.complete);
}
