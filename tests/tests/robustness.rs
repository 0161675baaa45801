//! Any bytes are read or refused in good order; nothing panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use flowlock_core::{Intake, Problem, Settings, Tenant, evaluate};
use flowlock_tests::dress::{Casing, recased};
use flowlock_tests::export;
use flowlock_tests::model::AS_OF;
use flowlock_tests::random::Random;
use flowlock_tests::tenants::tenant;
use serde_json::Value;

/// How many damaged files are read.
const CASES: u64 = 6_000;

/// Whether a problem tells a person something: a message and what to do.
fn assert_good(problem: &Problem) {
    let Problem { message, help, .. } = problem;
    assert!(!message.is_empty() && !help.is_empty(), "empty: {problem:?}");
    let starts_well = message.chars().next().is_some_and(|letter| !letter.is_uppercase());
    assert!(starts_well && !message.ends_with('.'), "message: {problem:?}");
    assert!(message.len() < 2_000, "a message repeats its input: {} bytes", message.len());
    let is_clean = |text: &str| !text.chars().any(|letter| letter.is_control() && letter != '\n');
    assert!(is_clean(message) && is_clean(help), "control characters: {problem:?}");
}

/// Reads one file the whole way through, and holds whatever problem there is to its form.
fn digest(bytes: &[u8]) -> Result<Value, Problem> {
    let mut intake = Intake::new();
    intake.read("export.json", bytes)?;
    let tenant: Tenant = intake.finish()?;
    tenant.sources.iter().flat_map(|source| &source.problems).for_each(assert_good);
    let report = evaluate(&tenant, &Settings::default(), AS_OF.parse().expect("it is RFC 3339"))?;
    Ok(serde_json::to_value(&report).expect("a report is JSON"))
}

/// Digests a file and says whether it was read; a panic names the case.
fn is_read(case: &str, bytes: &[u8]) -> bool {
    let Ok(result) = catch_unwind(AssertUnwindSafe(|| digest(bytes).inspect_err(assert_good))) else {
        panic!("{case}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(4_000)]));
    };
    result.is_ok()
}

/// A whole export in one of the shapes that tools write.
fn sound(random: &mut Random) -> Vec<u8> {
    let files = export::files(&tenant(random.next() % 60));
    let (_, bytes) = &files[random.below(files.len())];
    let page: Value = serde_json::from_slice(bytes).expect("it is JSON");
    let records = page["value"].as_array().expect("it is a page");
    let lines = || records.iter().map(Value::to_string).collect::<Vec<_>>();
    match random.below(6) {
        0 | 1 => bytes.clone(),
        2 => page["value"].to_string().into_bytes(),
        3 => lines().join("\n").into_bytes(),
        4 => recased(&page["value"], Casing::Pascal).to_string().into_bytes(),
        _ => utf_16(&page.to_string(), random.percent(50)),
    }
}

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

/// Damages a file in one of many ways.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    let end = bytes.len().max(1);
    let (from, to) = (random.below(end).min(bytes.len()), random.below(end).min(bytes.len()));
    let span = from.min(to)..from.max(to);
    match random.below(9) {
        0 => bytes.truncate(from),
        1 => drop(bytes.drain(span)),
        2 => bytes.extend_from_within(span),
        3 => drop(bytes.splice(from..from, bytes[span].to_vec())),
        4 => flip(bytes, from, random),
        5 => drop(bytes.splice(from..from, random.pick(&SNIPPETS).as_bytes().to_vec())),
        6 => drop(bytes.splice(from..from, random.pick(&BYTES).to_vec())),
        7 => swap_values(bytes, random),
        _ => (0..20).for_each(|_| flip(bytes, random.clone().below(end), random)),
    }
}

fn flip(bytes: &mut [u8], at: usize, random: &mut Random) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << random.below(8);
    }
}

/// What a tool, a person or an attacker could have put there.
const SNIPPETS: [&str; 16] = [
    "null",
    "[]",
    "{}",
    "\"\"",
    "1e999",
    "-0",
    "\\u0000",
    "\\ud800",
    "{\"value\":",
    "[[[[[[",
    "}",
    "]",
    ",",
    "\"id\":\"x\",\"id\":\"y\",",
    "\"@odata.nextLink\":\"x\",",
    "\u{202e}",
];
/// Bytes that are no text, or text of another encoding.
const BYTES: [&[u8]; 6] = [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc0\x80", b"\x00", b"\xed\xa0\x80"];

/// Puts a value of another type in the place of a scalar.
fn swap_values(bytes: &mut Vec<u8>, random: &mut Random) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let old = random.pick(&["null", "[\"All\"]", "[]", "\"enabled\"", "[\"block\"]", "true", "\"All\""]);
    let new = random.pick(&[
        "3",
        "[null]",
        "[[]]",
        "{\"a\":{}}",
        "\"System.Collections.Hashtable\"",
        "[1,{}]",
        "-1.5e3",
    ]);
    *bytes = text.replacen(old, new, 1 + random.below(3)).into_bytes();
}

#[test]
fn damaged_exports_are_read_or_refused() {
    let mut read = 0;
    for seed in 0..CASES {
        let random = &mut Random::new(seed);
        let mut bytes = sound(random);
        (0..=random.below(3)).for_each(|_| damage(&mut bytes, random));
        read += u64::from(is_read(&format!("case {seed}"), &bytes));
    }
    println!("{read} of {CASES} damaged files could still be evaluated");
    assert!(read > CASES / 100 && read < CASES, "the damage is too great or too small: {read}");
}

#[test]
fn sound_exports_of_policies_are_read() {
    for seed in 0..200 {
        let page = export::policies_page(&tenant(seed));
        assert!(is_read("sound", page.to_string().as_bytes()), "seed {seed}: {page}");
        for little in [true, false] {
            assert!(is_read("sound", &utf_16(&page.to_string(), little)), "seed {seed}");
        }
    }
}

#[test]
fn odd_files_are_read_or_refused() {
    let page = export::policies_page(&tenant(1)).to_string();
    let deep = |open: &str, close: &str, depth: usize| open.repeat(depth) + "1" + &close.repeat(depth);
    let odd = [
        String::new(),
        " \n\t".to_owned(),
        "\0".repeat(100_000),
        deep("[", "]", 200_000),
        "[".repeat(3_000_000),
        deep("{\"value\":", "}", 100_000),
        deep("{\"conditions\":", "}", 100_000),
        page.replacen("null", &deep("[", "]", 50_000), 1),
        page.replacen("null", &deep("{\"a\":", "}", 50_000), 1),
        page.replacen("\"All\"", &format!("\"{}\"", "x".repeat(5_000_000)), 1),
        page.replacen("\"displayName\"", &format!("\"{}\"", "y".repeat(2_000_000)), 1),
        page.replacen("CA ", "\\u0007\\u001b[31m\\u202e<script>|\\n", 1),
        page.replacen("\"All\"", &format!("{}0", "1".repeat(100_000)), 1),
        format!("{page}{page}"),
        format!("[{page},{page}]"),
        "<?xml version=\"1.0\"?><policies/>".to_owned(),
        "id,displayName,state\n1,x,enabled\n".to_owned(),
        "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Insufficient privileges.\"}}"
            .to_owned(),
    ];
    for (index, text) in odd.iter().enumerate() {
        is_read(&format!("odd file {index}"), text.as_bytes());
        is_read(&format!("odd file {index} in UTF-16"), &utf_16(text, true));
    }
}

#[test]
fn every_prefix_of_an_export_is_read_or_refused() {
    let bytes = export::policies_page(&tenant(2)).to_string().into_bytes();
    for end in 0..bytes.len() {
        assert!(!is_read(&format!("the first {end} bytes"), &bytes[..end]), "{end} of {} bytes", bytes.len());
    }
}

#[test]
fn damaged_settings_are_read_or_refused() {
    let mut read = 0;
    for seed in 0..CASES {
        let random = &mut Random::new(seed);
        let mut bytes = export::settings(&tenant(seed % 300)).to_string().into_bytes();
        (0..=random.below(2)).for_each(|_| damage(&mut bytes, random));
        let settings = Settings::parse("settings.json", &bytes).inspect_err(assert_good);
        read += u64::from(settings.is_ok());
    }
    assert!(read > 0 && read < CASES, "the damage is too great or too small: {read}");
}

#[test]
fn peeking_at_anything_is_safe() {
    for seed in 0..CASES {
        let random = &mut Random::new(seed);
        let mut bytes = sound(random);
        damage(&mut bytes, random);
        let _ = Intake::peek(&bytes[..random.below(bytes.len().max(1)).min(bytes.len())]);
    }
}
