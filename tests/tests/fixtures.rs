//! Every fixture gives the report that stands beside it, and the verdict that the table promises.

use std::{collections::BTreeMap, fs};

use flowlock_core::{
    render::{self, Style},
    report::Report,
};
use flowlock_tests::fixtures::{self, folder};

/// The table of `fixtures/README.md`: folder, then status and stage.
fn promised() -> BTreeMap<String, (String, String)> {
    let readme = fs::read_to_string(folder().join("README.md")).expect("the table of fixtures");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| "));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [name, status, stage, ..] = cells.as_slice() else { return None };
        let is_fixture = folder().join(name).is_dir();
        is_fixture.then(|| ((*name).to_owned(), ((*status).to_owned(), (*stage).to_owned())))
    })
    .collect()
}

fn report(name: &str) -> Report {
    fixtures::read(name).report()
}

#[test]
fn the_table_names_every_folder() {
    let folders = fs::read_dir(folder()).expect("fixtures").flatten().filter(|entry| entry.path().is_dir());
    let folders: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let promised = promised();
    assert!(folders.len() >= 50, "only {} fixtures", folders.len());
    for folder in folders {
        assert!(promised.contains_key(&folder), "{folder} is missing in fixtures/README.md");
    }
}

#[test]
fn every_fixture_gives_its_verdict() {
    let wrong: Vec<String> = promised()
        .into_iter()
        .filter_map(|(name, (status, stage))| {
            let report = report(&name);
            let given = (report.status.as_str(), report.stage.as_str());
            (given != (status.as_str(), stage.as_str()))
                .then(|| format!("{name}: {given:?}, not {status} {stage}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What people see in a terminal of 80 columns, and what other tools read.
fn snapshots(report: &Report) -> [(&'static str, String); 2] {
    let json = serde_json::to_string_pretty(report).expect("JSON") + "\n";
    [("expected.json", json), ("expected.txt", render::text(report, Style::default()))]
}

#[test]
fn every_fixture_gives_its_report() {
    let update = std::env::var_os("FLOWLOCK_UPDATE").is_some();
    let mut wrong = Vec::new();
    for name in promised().into_keys() {
        let fixture = folder().join(&name);
        for (file, report) in snapshots(&report(&name)) {
            let expected = fixture.join(file);
            if update {
                fs::write(&expected, report).expect("written");
            } else if fs::read_to_string(&expected).unwrap_or_default().replace("\r\n", "\n") != report {
                wrong.push(format!("{name}/{file}"));
            }
        }
    }
    assert!(wrong.is_empty(), "the reports differ: {}", wrong.join(", "));
}

#[test]
fn every_report_fits_a_terminal() {
    for name in promised().into_keys() {
        let text = render::text(&report(&name), Style::default());
        // A command must be copied whole, and a pointer has no place to be broken at.
        let is_one = |line: &str| line.contains('`') || !line.trim().contains(' ');
        let is_wide = |line: &&str| line.chars().count() > 80 && !is_one(line);
        assert_eq!(text.lines().find(is_wide), None, "{name}");
    }
}
