//! The catalogue of codes: every page of the book is fresh, every example true, no entry without use.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use flowlock_core::{
    File, Problem, Settings,
    catalogue::{Entry, Kind, entries},
    decisions::Decisions,
    evaluate_files,
    many::Many,
};
use flowlock_tests::book;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use walkdir::WalkDir;

const UPDATE: &str = "FLOWLOCK_UPDATE=1 cargo test -p flowlock-tests --test catalogue";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages of the book by their names: the list of all codes, and a page for each.
fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    pages.insert("README.md".to_owned(), list());
    for entry in entries() {
        let page = pages.entry(format!("{}.md", entry.code)).or_insert_with(|| format!("# {}\n", entry.code));
        page.push_str(&section(entry));
    }
    pages
}

fn list() -> String {
    let mut page =
        "# Every code\n\nWhat reports and errors name, by kind. `flowlock explain <code>` says the same \
                    on the command line.\n"
            .to_owned();
    for kind in Kind::ALL.iter().copied() {
        let rows = entries().filter(|entry| entry.kind == kind);
        let rows = rows.map(|entry| format!("| [{0}]({0}.md) | {1} |\n", entry.code, entry.title));
        page.extend([format!("\n## {}\n\nIn JSON: `{}`\n\n", capital(kind.words()), kind.member())]);
        page += "| code | meaning |\n| --- | --- |\n";
        page.extend(rows);
    }
    page
}

fn section(entry: &Entry) -> String {
    let example = match entry.example.chars().next() {
        Some('{' | '[') => format!("```json\n{}\n```", entry.example),
        _ => format!("> {}", entry.example),
    };
    format!(
        "\n## {}: {}\n\n{}\n\n### What to do\n\n{}\n\n### For example\n\n{example}\n\nIn JSON: `{}`\n",
        capital(entry.kind.words()),
        entry.title,
        entry.meaning,
        entry.help,
        entry.kind.member()
    )
}

fn capital(words: &str) -> String {
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

#[test]
fn the_table_of_the_book_lists_every_page() {
    let codes: BTreeSet<&str> = entries().map(|entry| entry.code).collect();
    let lines: Vec<String> = codes.iter().map(|code| format!("  - [{code}](codes/{code}.md)\n")).collect();
    book::check("SUMMARY.md", &[("codes", lines.concat())], "catalogue");
}

#[test]
fn every_code_has_its_page() {
    let folder = book::folder().join("codes");
    let pages = pages();
    let there = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let there: BTreeSet<String> = there.map(|name| name.to_string_lossy().into_owned()).collect();
    let stray: Vec<&String> = there.iter().filter(|name| !pages.contains_key(*name)).collect();
    if std::env::var_os("FLOWLOCK_UPDATE").is_some() {
        fs::create_dir_all(&folder).expect("the folder of the codes");
        for name in stray {
            fs::remove_file(folder.join(name)).expect("removed");
        }
        for (name, page) in &pages {
            fs::write(folder.join(name), page).expect("written");
        }
        return;
    }
    let read =
        |name: &String| fs::read_to_string(folder.join(name)).unwrap_or_default().replace("\r\n", "\n");
    let stale: Vec<&String> =
        pages.iter().filter(|(name, page)| read(name) != **page).map(|(name, _)| name).collect();
    assert!(stale.is_empty() && stray.is_empty(), "stale {stale:?}, stray {stray:?}: `{UPDATE}`");
}

/// The codes of the problems that these bytes lead to, as an export, as settings or as decisions.
fn met(bytes: &str) -> BTreeSet<&'static str> {
    let policies = r#"[{"id": "base", "state": "enabled", "conditions": {}}]"#;
    let as_of = "2026-07-31T00:00:00Z".parse().expect("a time");
    let file = |name: &str, bytes: &str| File { name: name.to_owned(), bytes: bytes.to_owned() };
    let settings = Settings::parse("settings.json", bytes.as_bytes()).err();
    let decisions = Decisions::parse("decisions.json", bytes.as_bytes()).err();
    let mut problems: Vec<Problem> = settings.into_iter().chain(decisions).collect();
    for files in [vec![file("a.json", bytes)], vec![file("a.json", bytes), file("base.json", policies)]] {
        match evaluate_files(&files, &Settings::default(), as_of) {
            Ok(report) => problems.extend(report.sources.into_iter().flat_map(|source| source.problems)),
            Err(problem) => problems.push(problem),
        }
    }
    problems.iter().map(|problem| problem.code.as_str()).collect()
}

#[test]
fn the_example_of_a_problem_leads_to_it() {
    let is_input = |entry: &&Entry| entry.kind == Kind::Problem && entry.example.starts_with(['{', '[']);
    let inputs: Vec<&Entry> = entries().filter(is_input).collect();
    assert!(inputs.len() > 25, "only {}", inputs.len());
    let wrong: Vec<String> = inputs
        .into_iter()
        .map(|entry| (entry.code, met(entry.example)))
        .filter(|(code, met)| !met.contains(code))
        .map(|(code, met)| format!("the example of {code} leads to {met:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the reports of the fixtures say with each code, by kind and code.
fn said() -> BTreeMap<(Kind, String), BTreeSet<String>> {
    let mut said: BTreeMap<(Kind, String), BTreeSet<String>> = BTreeMap::new();
    let mut add = |kind, code: &Value, words: String| {
        let code = code.as_str().expect("a code").to_owned();
        said.entry((kind, code)).or_default().insert(words);
    };
    for fixture in fs::read_dir(root().join("fixtures")).expect("fixtures").flatten() {
        let Ok(report) = fs::read_to_string(fixture.path().join("expected.json")) else { continue };
        let report: Value = serde_json::from_str(&report).expect("a report");
        for (kind, list) in reason_lists(&report) {
            for reason in list.as_array().into_iter().flatten() {
                add(kind, &reason["code"], text(&reason["words"]));
            }
        }
        for step in report["policies"].as_array().into_iter().flatten().flat_map(requirements) {
            let words = format!("{} ({})", text(&step["title"]), text(&step["found"]));
            add(Kind::Requirement, &step["id"], words);
        }
        for step in report["nextStep"]["steps"].as_array().into_iter().flatten() {
            add(Kind::NextStep, &report["nextStep"]["action"], text(step));
        }
    }
    said
}

fn reason_lists(report: &Value) -> Vec<(Kind, &Value)> {
    let rollout = report["rollout"].as_array().into_iter().flatten();
    let mut lists = vec![
        (Kind::Reason, &report["reasons"]),
        (Kind::Warning, &report["warnings"]),
        (Kind::NotShown, &report["usage"]["notShown"]),
        (Kind::Withheld, &report["nextStep"]["withheld"]),
    ];
    lists.extend(rollout.map(|entry| (Kind::Readiness, &entry["reasons"])));
    lists
}

fn requirements(policy: &Value) -> impl Iterator<Item = &Value> {
    let steps = policy["requirements"].as_array().into_iter().flatten();
    steps.filter(|step| step["met"] == Value::Bool(false))
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

#[test]
fn the_example_of_a_reason_is_what_a_report_says() {
    let mut compared = 0;
    for ((kind, code), words) in said() {
        let found = entries().find(|entry| entry.kind == kind && entry.code == code);
        // What two lists share stands under one kind.
        let Some(entry) = found else {
            assert!(entries().any(|entry| entry.code == code), "{code}");
            continue;
        };
        assert!(words.contains(entry.example), "{code}: no report says `{}`, but {words:#?}", entry.example);
        compared += 1;
    }
    assert!(compared >= 30, "only {compared}");
}

/// The vocabularies that are not ours: what they mean, Graph and Entra say.
const OF_GRAPH: &[&str] = &[
    "ClientApp",
    "InsiderRisk",
    "PatchOperation",
    "Place",
    "Platform",
    "PolicyResult",
    "Risk",
    "State",
    "TransferMethod",
    "UserKind",
];

/// The closed sets of words in a schema, by the name of the type.
fn closed(schema: &Value) -> BTreeMap<String, Vec<String>> {
    let words = |definition: &Value| -> Vec<String> {
        let constants = definition["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
        let listed = definition["enum"].as_array().into_iter().flatten();
        constants.chain(listed).filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let definitions = schema["$defs"].as_object().expect("definitions").iter();
    let closed = definitions.map(|(name, definition)| (name.clone(), words(definition)));
    closed.filter(|(_, words)| !words.is_empty()).collect()
}

/// A word that stands in a report and nowhere in the catalogue is one that nobody explains.
#[test]
fn every_word_of_a_report_is_in_the_catalogue() {
    let schema =
        |settings: SchemaSettings| settings.for_serialize().into_generator().into_root_schema_for::<Many>();
    let closed = closed(&schema(SchemaSettings::draft2020_12()).into());
    assert!(closed.len() > 10, "{:?}", closed.keys());
    let codes: BTreeSet<&str> = entries().map(|entry| entry.code).collect();
    for (name, words) in closed.iter().filter(|(name, _)| !OF_GRAPH.contains(&name.as_str())) {
        for word in words {
            assert!(
                codes.contains(word.as_str()),
                "{name}: nothing explains `{word}`: see core/src/catalogue/mod.rs"
            );
        }
    }
}

/// The sources of the core and of the hosts, without the catalogue.
fn sources() -> String {
    let folders = ["core/src", "host-cli/src", "host-wasm"].map(|folder| root().join(folder));
    let files = folders.iter().filter(|folder| folder.is_dir()).flat_map(WalkDir::new).flatten();
    let is_source = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "rs" || extension == "ts")
            && !path.components().any(|part| {
                ["catalogue", "target", "node_modules"].iter().any(|name| part.as_os_str() == *name)
            })
    };
    let sources = files.filter(|entry| is_source(entry.path()));
    sources.map(|entry| fs::read_to_string(entry.path()).expect("a source")).collect()
}

#[test]
fn every_code_is_used() {
    let sources = sources();
    // What is spelt in camel case or in two words is held by the schema and by the compiler.
    let kebab = |entry: &&Entry| !entry.code.contains(char::is_uppercase);
    let unused: Vec<&str> = entries()
        .filter(kebab)
        .filter(|entry| {
            let variant: String = entry.code.split('-').map(capital).collect();
            let (in_rust, in_typescript) = (format!("::{variant}"), format!("code: \"{}\"", entry.code));
            !sources.contains(&in_rust) && !sources.contains(&in_typescript)
        })
        .map(|entry| entry.code)
        .collect();
    assert!(unused.is_empty(), "nothing prints {unused:?}: remove the entries");
}
