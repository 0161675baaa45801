//! `evaluate --sandbox`, in a build that has it and in one that has not.

mod support;

use support::Folder;

#[test]
fn a_report_from_the_sandbox_is_json() {
    let said = Folder::new().run(&["evaluate", "--sandbox", "."]);
    assert_eq!(said.status, Some(2));
    assert!(said.stderr.contains("--format json"), "{said:?}");
}

#[cfg(not(feature = "sandbox"))]
#[test]
fn a_build_without_the_sandbox_says_how_to_get_one() {
    let said = Folder::new().run(&["evaluate", "--sandbox", "--format", "json", "."]);
    assert_eq!(said.status, Some(2));
    assert!(
        said.stderr.contains("sandbox-missing") && said.stderr.contains("cargo xtask sandbox"),
        "{said:?}"
    );
}

#[cfg(feature = "sandbox")]
mod with_it {
    use std::{fs, path::Path};

    use super::Folder;

    /// Both ways, with this list of files.
    fn same(folder: &Folder, arguments: &[&str]) -> String {
        let base = [&["evaluate", "--format", "json"], arguments].concat();
        let plain = folder.run(&base);
        let inside = folder.run(&[&base[..], &["--sandbox"]].concat());
        assert_eq!(
            (inside.status, &inside.stdout),
            (plain.status, &plain.stdout),
            "{arguments:?}: {}",
            inside.stderr
        );
        plain.stdout
    }

    #[test]
    fn every_fixture_gives_the_same_report_as_without() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let folders = fs::read_dir(fixtures).unwrap().flatten().map(|entry| entry.path());
        // A file for each of them: to compile the module takes longer than to evaluate.
        for fixture in folders.filter(|path| path.is_dir()).step_by(20) {
            let folder = Folder::new();
            let settings = fixture.join("settings.json");
            let export = fixture.join("export");
            let arguments = [export.to_str().unwrap(), "--settings", settings.to_str().unwrap()];
            assert!(same(&folder, &arguments).contains("\"status\""), "{}", fixture.display());
        }
    }

    #[test]
    fn what_is_no_export_is_an_error_by_name_and_a_note_in_a_folder() {
        let folder = Folder::new();
        folder.write("export/policies.json", r#"[{"id": "p", "state": "enabled", "conditions": {}}]"#);
        folder.write("export/notes.json", r#"{"a": 1}"#);
        folder.write("export/utf-16.json", b"\xff\xfe[\x00]\x00");
        let as_of = ["--as-of", "2026-07-02T21:00:00Z"];
        assert!(same(&folder, &[&["export"], &as_of[..]].concat()).contains("notes.json"));
        let named = ["evaluate", "--sandbox", "--format", "json", "export", "export/notes.json"];
        let said = folder.run(&[&named[..], &as_of].concat());
        assert!(said.status == Some(2) && said.stderr.contains("not-an-export"), "{said:?}");
    }

    #[test]
    fn what_is_refused_is_said_as_without() {
        let folder = Folder::new();
        folder.write("twice.json", r#"[{"id": "p", "id": "q", "state": "enabled", "conditions": {}}]"#);
        folder.write("deep.json", "[".repeat(100_000));
        for file in ["twice.json", "deep.json"] {
            let plain = folder.run(&["evaluate", "--format", "json", file]);
            let inside = folder.run(&["evaluate", "--format", "json", "--sandbox", file]);
            assert_eq!((plain.status, inside.status), (Some(2), Some(2)));
            assert_eq!(inside.stderr, plain.stderr);
        }
    }
}
