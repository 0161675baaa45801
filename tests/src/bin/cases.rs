//! Writes requests, and what the library answers, one a line: what every other host must answer.
//!
//! `cases FOLDER` makes `requests.jsonl` and `responses.jsonl`: every fixture, whole and in parts, fixtures and
//! random tenants held against one another, random tenants, tenants made to wear the proof out, and requests
//! that cannot be answered.

use std::{
    env,
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use flowlock_core::{
    Settings,
    request::{Content, Declared, Diff, Evaluate, Export, Merge, Request, Summarise, Watch, respond},
};
use flowlock_tests::{export, hard, model, random::Random, tenants};
use serde_json::{Value, json};
use walkdir::WalkDir;

/// How many random tenants there are.
const TENANTS: u64 = 2_000;

/// How many pairs of random tenants are compared.
const PAIRS: u64 = 100;

/// The moment that random tenants are looked at.
const AS_OF: &str = "2026-06-15T12:00:00Z";

fn main() {
    let folder = PathBuf::from(env::args_os().nth(1).expect("cases FOLDER"));
    fs::create_dir_all(&folder).expect("a folder to write to");
    let mut cases = Cases::new(&folder);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let fixtures = fs::read_dir(fixtures).expect("the fixtures").flatten().map(|entry| entry.path());
    let mut fixtures: Vec<_> = fixtures.filter(|path| path.is_dir()).collect();
    fixtures.sort();
    for fixture in &fixtures {
        add_fixture(&mut cases, fixture);
    }
    for pair in fixtures.windows(2) {
        add_diff(&mut cases, &pair[0], &pair[1]);
    }
    (0..TENANTS).for_each(|seed| add_tenant(&mut cases, seed));
    (0..PAIRS).for_each(|seed| add_pair(&mut cases, seed));
    add_hard(&mut cases);
    add_refused(&mut cases);
    println!("{} cases in {}", cases.count, folder.display());
}

/// The two files.
struct Cases {
    requests: BufWriter<File>,
    responses: BufWriter<File>,
    count: u64,
}

impl Cases {
    fn new(folder: &Path) -> Self {
        let file = |name| BufWriter::new(File::create(folder.join(name)).expect("a file to write to"));
        Self { requests: file("requests.jsonl"), responses: file("responses.jsonl"), count: 0 }
    }

    /// Adds a case, and gives the response.
    fn add(&mut self, request: &Request<'_>) -> Value {
        self.add_text(&serde_json::to_vec(request).expect("a request is JSON"))
    }

    fn add_text(&mut self, request: &[u8]) -> Value {
        let response = respond(request);
        for (file, line) in [(&mut self.requests, request), (&mut self.responses, response.as_slice())] {
            file.write_all(line).and_then(|()| file.write_all(b"\n")).expect("the file can be written to");
        }
        self.count += 1;
        serde_json::from_slice(&response).expect("a response is JSON")
    }
}

/// A file of an export: text where it is UTF-8.
fn part(name: &str, bytes: &[u8]) -> Export<'static> {
    use base64::{Engine, prelude::BASE64_STANDARD};

    let content = match str::from_utf8(bytes) {
        Ok(text) => Content::Text(text.to_owned().into()),
        Err(_) => Content::Base64(BASE64_STANDARD.encode(bytes).into()),
    };
    Export { name: name.to_owned().into(), content }
}

/// The files of a fixture's export, and its settings.
fn fixture(fixture: &Path) -> (Vec<Export<'static>>, Option<Declared<'static, Settings>>) {
    let export = fixture.join("export");
    let files = WalkDir::new(&export).sort_by_file_name().into_iter().map(|entry| entry.expect("a file"));
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let name = entry.path().strip_prefix(&export).expect("inside").to_string_lossy().replace('\\', "/");
        part(&name, &fs::read(entry.path()).expect("readable"))
    });
    let settings = fs::read_to_string(fixture.join("settings.json")).expect("settings");
    (files.collect(), Some(Declared::Text(settings.into())))
}

fn add_fixture(cases: &mut Cases, path: &Path) {
    let (exports, settings) = fixture(path);
    let decisions = fs::read_to_string(path.join("decisions.json")).ok();
    let decisions = decisions.map(|text| Declared::Text(text.into()));
    let whole = Evaluate {
        exports: exports.clone(),
        settings: settings.clone(),
        decisions: decisions.clone(),
        ..Evaluate::default()
    };
    let whole = cases.add(&Request::Evaluate(whole));
    assert!(whole.get("report").is_some(), "{}: {whole}", path.display());
    let parts = Evaluate { exports, settings, decisions, ..Evaluate::default() };
    add_in_parts(cases, parts, &whole);
}

/// The same with every log summarised on its own, where there is one.
fn add_in_parts(cases: &mut Cases, evaluate: Evaluate<'static>, whole: &Value) {
    let (exports, settings) = (evaluate.exports.clone(), evaluate.settings.clone());
    let watch = cases.add(&Request::Watch(Watch { exports, settings }));
    let Some(watch) = watch["watch"].as_str().map(str::to_owned) else { return };
    let (mut others, mut summaries) = (Vec::new(), Vec::new());
    for export in &evaluate.exports {
        let request = Summarise { watch: watch.clone().into(), logs: vec![export.clone()] };
        match cases.add(&Request::Summarise(request))["summary"].as_str() {
            Some(summary) => summaries.push(summary.to_owned().into()),
            None => others.push(export.clone()),
        }
    }
    let merged = cases.add(&Request::Merge(Merge { summaries }));
    let merged = merged["summary"].as_str().expect("summaries of one watch merge").to_owned();
    let parts = Evaluate { exports: others, summaries: vec![merged.into()], ..evaluate };
    assert_eq!(cases.add(&Request::Evaluate(parts)), *whole);
}

/// One fixture held against another, as if they were one tenant at two times.
fn add_diff(cases: &mut Cases, before: &Path, after: &Path) {
    let ((before, _), (after, settings)) = (fixture(before), fixture(after));
    diff(cases, [before, after], &Evaluate { settings, ..Evaluate::default() });
}

/// One random tenant held against another.
fn add_pair(cases: &mut Cases, seed: u64) {
    let [before, after] = [seed, seed + 1].map(tenants::tenant);
    let settings = Some(Declared::Text(export::settings(&after).to_string().into()));
    let by = Evaluate { settings, as_of: Some(AS_OF.into()), ..Evaluate::default() };
    diff(cases, [exports_of(&before), exports_of(&after)], &by);
}

fn diff(cases: &mut Cases, sides: [Vec<Export<'static>>; 2], by: &Evaluate<'static>) {
    let [before, after] = sides.map(|exports| Evaluate { exports, ..by.clone() });
    let found = cases.add(&Request::Diff(Diff { before, after }.into()));
    assert!(found.get("diff").is_some(), "{found}");
}

fn add_tenant(cases: &mut Cases, seed: u64) {
    let tenant = tenants::tenant(seed);
    evaluate(cases, exports_of(&tenant), &export::settings(&tenant));
}

fn exports_of(tenant: &model::Tenant) -> Vec<Export<'static>> {
    export::files(tenant).iter().map(|(name, bytes)| part(name, bytes)).collect()
}

fn evaluate(cases: &mut Cases, exports: Vec<Export<'static>>, settings: &Value) {
    let settings = Settings::parse("settings", settings.to_string().as_bytes()).expect("well formed");
    let settings = Some(Declared::Object(settings.into()));
    cases.add(&Request::Evaluate(Evaluate {
        exports,
        settings,
        as_of: Some(AS_OF.into()),
        ..Evaluate::default()
    }));
}

/// Tenants made to wear the proof out.
fn add_hard(cases: &mut Cases) {
    let colouring = hard::colouring(&mut Random::new(1), 12, 27, false);
    for clauses in [hard::pigeons(5), colouring] {
        let policies: Vec<Value> =
            clauses.iter().enumerate().map(|(number, clause)| hard::policy_of(number, clause)).collect();
        let page = json!({ "value": policies }).to_string();
        evaluate(cases, vec![part("policies.json", page.as_bytes())], &json!({}));
    }
}

/// What cannot be answered, or not with a verdict.
fn add_refused(cases: &mut Cases) {
    let deep = "[".repeat(200_000);
    let long = format!("[\"{}\"]", "x".repeat(3_000_000));
    let twice = r#"[{"id":"p","id":"q","state":"enabled","conditions":{}}]"#;
    let odd = "{\"a\":\"\u{0}\u{1f600}\u{2028}\"}";
    for text in [&deep, &long, twice, odd, "", "nul"] {
        evaluate(cases, vec![part("policies.json", text.as_bytes())], &json!({}));
    }
    evaluate(cases, vec![part("policies.json", b"\xff\xfe[\x00]\x00")], &json!({}));
    for request in [
        "",
        "null",
        "[]",
        "{}",
        &deep,
        r#"{"evaluate":{}}"#,
        r#"{"evaluate":{"exports":[]}}"#,
        r#"{"evalaute":{}}"#,
        r#"{"evaluate":{"exports":[],"exports":[]}}"#,
        r#"{"merge":{"summaries":["x"]}}"#,
        r#"{"diff":{"before":{"exports":[]},"after":{"exports":[]}}}"#,
        r#"{"locate":{"exports":[],"members":[{"source":"a","pointer":"/0"}]}}"#,
        r#"{"evaluate":{"exports":[],"decisions":{"decision":[]}}}"#,
    ] {
        // A line that is empty is no request to a host that reads lines.
        if !request.is_empty() {
            cases.add_text(request.as_bytes());
        }
    }
}
