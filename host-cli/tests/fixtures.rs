//! Every fixture gives the same bytes through the command line as through the core.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use walkdir::WalkDir;

/// The files of an export, named from its folder on.
fn files(export: &Path) -> Vec<PathBuf> {
    let files = WalkDir::new(export).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().strip_prefix(export).unwrap().to_owned()).collect()
}

/// What lies beside the export, as arguments.
fn beside(fixture: &Path) -> Vec<String> {
    let files = [
        ("--settings", "settings.json"),
        ("--decisions", "decisions.json"),
        ("--allowed-signers", "allowed_signers"),
    ];
    let there = files.iter().filter(|(_, file)| fixture.join(file).is_file());
    there.flat_map(|(argument, file)| [(*argument).to_owned(), format!("../{file}")]).collect()
}

#[test]
fn the_command_line_gives_the_expected_report() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let folders = fs::read_dir(fixtures).unwrap().flatten().map(|entry| entry.path());
    let mut tried = 0;
    for fixture in folders.filter(|path| path.is_dir()) {
        let export = fixture.join("export");
        let output = Command::new(env!("CARGO_BIN_EXE_flowlock"))
            .current_dir(&export)
            .args(["evaluate", "--format", "json"])
            .args(beside(&fixture))
            .args(files(&export))
            .output()
            .unwrap();
        let report = String::from_utf8(output.stdout).unwrap();
        let expected = fs::read_to_string(fixture.join("expected.json")).unwrap().replace("\r\n", "\n");
        assert_eq!(report, expected, "{}: {}", fixture.display(), String::from_utf8_lossy(&output.stderr));
        tried += 1;
    }
    assert!(tried >= 50, "only {tried} fixtures");
}
