//! The tenants of `fixtures/`, read as a host reads them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use flowlock_core::{
    Evidence, File, Intake, Places, Settings, Tenant,
    decisions::{Decided, Decisions},
    evaluate_decided, read_files,
    report::Report,
};
use jiff::Timestamp;
use walkdir::WalkDir;

use crate::signers::Signers;

/// One fixture.
pub struct Fixture {
    /// Its export, each file named from the folder of the export on.
    pub files: Vec<File<Vec<u8>>>,
    /// Its settings.
    pub settings: Settings,
    /// What people decided; nothing where it has no `decisions.json`.
    pub decisions: Decisions,
    /// Whose signatures approve it; nobody's where it has no `allowed_signers`.
    pub signers: Signers,
    /// The moment that the settings fix.
    pub as_of: Timestamp,
}

impl Fixture {
    /// The report on it.
    ///
    /// # Panics
    ///
    /// Where it cannot be evaluated.
    pub fn report(&self) -> Report {
        let (tenant, evidence, decided) = self.decided();
        evaluate_decided(&tenant, evidence.as_ref(), &decided, self.as_of).expect("a report")
    }

    /// Its settings with the decisions that count.
    ///
    /// # Panics
    ///
    /// Where it cannot be read.
    pub fn settings_in_force(&self) -> Settings {
        self.decided().2.settings
    }

    fn decided(&self) -> (Tenant, Option<Evidence>, Decided) {
        let Self { files, settings, decisions, signers, as_of } = self;
        let (tenant, evidence) = read_files(files, settings).expect("one tenant");
        let check = |signed: &_| signers.check(signed);
        let decided = Decided::new(&tenant, evidence.as_ref(), settings.clone(), decisions, (*as_of, &check));
        (tenant, evidence, decided.expect("decisions"))
    }

    /// Where the members stand that its report points at.
    pub fn places(&self, report: &Report) -> Places {
        let mut places = Places::of(report);
        for file in &self.files {
            places.look_in(&file.name, &file.bytes);
        }
        places
    }

    /// What its export says, without its logs of sign-ins.
    ///
    /// # Panics
    ///
    /// Where it cannot be read.
    pub fn tenant(&self) -> Tenant {
        let mut intake = Intake::new();
        for file in self.files.iter().filter(|file| !file.is_log()) {
            intake.read(&file.name, &file.bytes).expect("an export");
        }
        intake.finish().expect("one tenant")
    }
}

/// The folder of all fixtures.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// The names of all fixtures, sorted.
///
/// # Panics
///
/// Where the folder cannot be read.
pub fn names() -> Vec<String> {
    let entries = fs::read_dir(folder()).expect("fixtures").flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Reads one fixture.
///
/// # Panics
///
/// Where it cannot be read.
pub fn read(name: &str) -> Fixture {
    let fixture = folder().join(name);
    let settings = fs::read(fixture.join("settings.json")).expect("settings");
    let settings = Settings::parse("settings.json", &settings).expect("settings");
    let as_of = settings.as_of.as_deref().expect("every fixture fixes its moment").parse().expect("a time");
    let beside = |file: &str| fs::read(fixture.join(file)).ok();
    let decisions = beside("decisions.json")
        .map(|json| Decisions::parse("decisions.json", &json).expect("decisions"))
        .unwrap_or_default();
    let signers = beside("allowed_signers").map(|text| Signers::parse(&text)).unwrap_or_default();
    Fixture { files: files(&fixture.join("export")), settings, decisions, signers, as_of }
}

fn files(export: &Path) -> Vec<File<Vec<u8>>> {
    let files = WalkDir::new(export).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("a file of the fixture"));
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let name = entry.path().strip_prefix(export).expect("inside").to_string_lossy().replace('\\', "/");
        File { name, bytes: fs::read(entry.path()).expect("readable") }
    });
    files.collect()
}
