use alloc::{format, string::String, vec::Vec};

use serde::de::IgnoredAny;

use super::{lex::walk, *};

/// Whether serde takes the text for JSON, all of it UTF-8.
fn is_json(text: &[u8]) -> bool {
    core::str::from_utf8(text).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn is_walked(text: &[u8]) -> bool {
    walk(text, 0, &mut ()) == Some(text.len())
}

#[test]
fn what_is_stepped_over_is_json() {
    let values = [
        "{}",
        "[]",
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\":1,}",
        "{\"a\" : [ 1 , {} ] }",
        "{\"a\"}",
        "{1:2}",
        "[1 2]",
        "[}",
        "{]",
        "0",
        "-0",
        "01",
        "-",
        "1.",
        ".5",
        "1.5e+10",
        "1e",
        "1E-2",
        "0e1",
        "+1",
        "1e999",
        "nul",
        "nulll",
        "true",
        "True",
        r#""""#,
        r#""\u12aF""#,
        r#""\u12g0""#,
        r#""\ud800""#,
        r#""\x""#,
        r#""\"#,
        r#""a\"#,
        r#""\\""#,
        "\"a\nb\"",
        "\"\u{7f}\"",
        "\"é, 日本, 🔒\"",
        "\"eight byte\"",
        "\"12345678\"",
        "\"1234567\t\"",
        "\"\\\"",
        "[\"a\" \"b\"]",
        "{\"é\":1}",
    ];
    for value in values {
        for text in [String::from(value), format!("[{value}]"), format!("{{\"k\": {value} }}")] {
            assert_eq!(is_walked(text.as_bytes()), is_json(text.as_bytes()), "{text}");
        }
    }
    for bytes in [
        &b"\"\xFF\""[..],
        b"\"\xC3\"",
        b"\"\xED\xA0\x80\"",
        b"\"\xC3\xA9\"",
        b"\"01234567\xC3\"",
        b"\xC3\xA9",
    ] {
        assert_eq!(is_walked(bytes), is_json(bytes), "{bytes:?}");
    }
}

#[test]
fn what_may_be_read_as_something_else_is_left_to_serde() {
    for text in [
        "{\"a\\u0041\":1}",
        "{\"a\":\n{}}",
        &"[".repeat(40),
        &format!("{}{}", "[".repeat(40), "]".repeat(40)),
    ] {
        assert!(!is_walked(text.as_bytes()), "{text}");
    }
}

fn read<'t>(texts: impl IntoIterator<Item = &'t str>) -> (Fast, Vec<Option<Found>>) {
    let mut fast = Fast::default();
    let watch = Watch::default();
    let found = texts.into_iter().map(|text| fast.read(text.as_bytes(), &watch)).collect();
    (fast, found)
}

const RECORD: &str = r#"{"id":"s1","createdDateTime":"2026-07-02T21:28:16Z","n":12,"m":1.5,"status":{"errorCode":0},"appliedConditionalAccessPolicies":[{"id":"p","result":"success"}]}"#;

#[test]
fn a_record_like_the_last_needs_no_outline_of_its_own() {
    let longer = RECORD.replace("s1", "another id").replace("12", "123").replace("success", "notApplied");
    let (fast, found) = read([RECORD, &longer, RECORD]);
    assert_eq!(fast.outlines.len(), 1);
    let ends: Vec<_> = found.iter().flatten().map(|found| found.end).collect();
    assert_eq!(ends, [RECORD.len(), longer.len(), RECORD.len()]);
}

#[test]
fn a_record_made_otherwise_gets_an_outline_and_the_last_ones_are_kept() {
    let others: Vec<_> = (0..20).map(|n| RECORD.replace("status", &format!("s{n}"))).collect();
    let (fast, found) = read([RECORD].into_iter().chain(others.iter().map(String::as_str)));
    assert_eq!(fast.outlines.len(), OUTLINES);
    assert!(found.iter().all(Option::is_some));
}

#[test]
fn what_a_number_is_followed_by_ends_the_search() {
    for (from, to) in
        [("12", "12-"), ("12", "1e"), ("12", "12."), ("1.5", "1.5.5"), ("12", ""), ("12", "-"), ("0}", "0-}")]
    {
        let bad = RECORD.replace(from, to);
        let (_, found) = read([RECORD, &bad]);
        assert!(matches!(found.as_slice(), [Some(_), None]), "{bad}");
    }
}

#[test]
fn where_no_record_is_like_another_the_memory_rests() {
    let (texts, mut rests) = ((0..6_000).map(|n| format!("{{\"m{n}\":1,{}", &RECORD[1..])), 0);
    let mut fast = Fast::default();
    for text in texts {
        rests += usize::from(fast.read(text.as_bytes(), &Watch::default()).is_none());
    }
    assert!((1_000..5_900).contains(&rests), "{rests}");
    // And is asked again from time to time.
    let again = (0..1_000).filter(|_| fast.read(RECORD.as_bytes(), &Watch::default()).is_some()).count();
    assert!(again > 500, "{again}");
}

#[test]
fn an_opening_is_found_behind_a_comma_only() {
    let (fast, _) = read([RECORD]);
    let opening = fast.opening().unwrap();
    let file = format!("[{RECORD},\n {RECORD}, {{\"id\":\"p\",\"result\":\"x\"}}, {RECORD}");
    assert_eq!(opening.last_in(file.as_bytes()), file.rfind("{\"id\":\"s1"));
    assert_eq!(opening.last_in(RECORD.as_bytes()), None);
    let (fast, _) = read([r#"{"status":{"errorCode":0},"id":"x","createdDateTime":"x"}"#]);
    assert!(fast.opening().is_none());
}
