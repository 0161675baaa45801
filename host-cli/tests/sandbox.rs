//! `evaluate --sandbox`, in a build that has it and in one that has not.

mod support;

#[cfg(not(feature = "sandbox"))]
#[test]
fn a_build_without_the_sandbox_says_how_to_get_one() {
    for how in [&["."][..], &["--each", "."]] {
        let folder = support::Folder::new();
        folder.write("tenant/policies.json", "[]");
        let said = folder.run(&[&["evaluate", "--sandbox"], how].concat());
        assert_eq!(said.status, Some(2));
        assert!(
            said.stderr.contains("sandbox-missing") && said.stderr.contains("cargo xtask sandbox"),
            "{said:?}"
        );
    }
}

#[cfg(feature = "sandbox")]
mod with_it {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::support::{Folder, POLICY, Said, blocking, excluding};

    const AS_OF: [&str; 2] = ["--as-of", "2026-07-02T21:00:00Z"];

    /// Every format of one tenant, and every file that `--output-dir` gets for it.
    const FORMATS: [&str; 7] = ["human", "json", "sarif", "ocsf", "junit", "markdown", "html"];

    fn fixtures() -> Vec<PathBuf> {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let mut folders: Vec<_> =
            fs::read_dir(fixtures).unwrap().flatten().map(|entry| entry.path()).collect();
        folders.retain(|path| path.is_dir());
        folders.sort();
        folders
    }

    /// Both ways: status, output and failure are the same.
    fn same(folder: &Folder, arguments: &[&str]) -> Said {
        let plain = folder.run(&[&["evaluate"], arguments].concat());
        let inside = folder.run(&[&["evaluate", "--sandbox"], arguments].concat());
        let said = |said: &Said| (said.status, said.stdout.clone(), said.stderr.clone());
        assert_eq!(said(&inside), said(&plain), "{arguments:?}");
        plain
    }

    /// The arguments for a fixture, with all that lies beside its export.
    fn arguments(fixture: &Path) -> Vec<String> {
        let mut arguments = vec![fixture.join("export")];
        for (option, file) in [
            ("--settings", "settings.json"),
            ("--decisions", "decisions.json"),
            ("--allowed-signers", "allowed_signers"),
        ] {
            let file = fixture.join(file);
            if file.exists() {
                arguments.extend([option.into(), file]);
            }
        }
        arguments.into_iter().map(|path| path.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_fixture_gives_the_same_as_without() {
        // As one tenant of many: to compile the module takes longer than to evaluate.
        let folder = Folder::new();
        for fixture in fixtures() {
            let name = fixture.file_name().unwrap().to_str().unwrap();
            for entry in walkdir::WalkDir::new(fixture.join("export")).into_iter().flatten() {
                if entry.file_type().is_file() {
                    let path = entry.path().strip_prefix(fixture.join("export")).unwrap();
                    let path = format!("tenants/{name}/{}", path.to_str().unwrap());
                    folder.write(&path, fs::read(entry.path()).unwrap());
                }
            }
            for file in ["settings.json", "decisions.json"] {
                if let Ok(bytes) = fs::read(fixture.join(file)) {
                    folder.write(&format!("tenants/{name}/{file}"), bytes);
                }
            }
        }
        folder.write("tenants/damaged/policies.json.gz", b"\x1f\x8bno");
        folder.write("tenants/twice/policies.json", r#"[{"id": "p", "id": "q", "state": "enabled"}]"#);
        for format in ["human", "json", "sarif", "html"] {
            let said = same(&folder, &["--each", "tenants", "--format", format]);
            assert!(said.status == Some(1) && said.stdout.contains("contoso"), "{said:?}");
        }
    }

    #[test]
    fn every_format_is_the_same_as_without() {
        let with_signatures = ["approved-turn-on", "contoso", "forged-approval", "powershell-truncated"];
        for fixture in fixtures() {
            if !with_signatures.contains(&fixture.file_name().unwrap().to_str().unwrap()) {
                continue;
            }
            let folder = Folder::new();
            let given = arguments(&fixture);
            let formats = FORMATS.iter().flat_map(|format| ["--format", format]);
            let given: Vec<&str> = given.iter().map(String::as_str).chain(formats).collect();
            let plain = folder.run(&[&["evaluate", "--output-dir", "plain"], &given[..]].concat());
            let inside =
                folder.run(&[&["evaluate", "--sandbox", "--output-dir", "inside"], &given[..]].concat());
            assert_eq!((inside.status, &inside.stdout), (plain.status, &plain.stdout), "{}", inside.stderr);
            let files = fs::read_dir(folder.path().join("plain")).unwrap().flatten();
            let names: Vec<_> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
            assert_eq!(names.len(), FORMATS.len());
            for name in names {
                let [plain, inside] = ["plain", "inside"].map(|side| folder.read(&format!("{side}/{name}")));
                assert_eq!(inside, plain, "{}: {name}", fixture.display());
            }
        }
    }

    #[test]
    fn emergency_access_of_the_command_line_is_what_the_exports_say() {
        let folder = Folder::new();
        folder.write("policies.json", excluding(&["0f0f0f0f-0000-4000-8000-0000000000a1"]));
        let user = ["policies.json", "--emergency-access", "0f0f0f0f-0000-4000-8000-0000000000a1"];
        let said = same(&folder, &[&user[..], &AS_OF].concat());
        assert_eq!(said.status, Some(0), "{said:?}");
    }

    #[test]
    fn what_is_no_export_is_an_error_by_name_and_a_note_in_a_folder() {
        let folder = Folder::new();
        folder.write("export/policies.json", blocking());
        folder.write("export/notes.json", r#"{"a": 1}"#);
        folder.write("export/utf-16.json", b"\xff\xfe[\x00]\x00");
        folder.write("export/damaged.json.gz", b"\x1f\x8bno");
        let said = same(&folder, &[&["export", "--format", "json"], &AS_OF[..]].concat());
        assert!(said.stdout.contains("notes.json") && said.stdout.contains("bad-compression"), "{said:?}");
        for named in ["export/notes.json", "export/damaged.json.gz", "nothing.json"] {
            let said = same(&folder, &[&["export", named], &AS_OF[..]].concat());
            assert_eq!(said.status, Some(2), "{said:?}");
        }
    }

    #[test]
    fn what_is_refused_is_said_as_without() {
        let folder = Folder::new();
        folder.write("twice.json", r#"[{"id": "p", "id": "q", "state": "enabled", "conditions": {}}]"#);
        folder.write("deep.json", "[".repeat(100_000));
        folder.write("settings.json", r#"{"exception": []}"#);
        folder.write("policies.json", blocking());
        for arguments in [
            &["twice.json"][..],
            &["deep.json", "--format", "json"],
            &["policies.json", "--settings", "settings.json"],
            &["policies.json", "--format", "json", "--format", "html"],
        ] {
            let said = same(&folder, arguments);
            assert!(said.status == Some(2) && !said.stderr.is_empty(), "{said:?}");
        }
        assert!(same(&folder, &[&["policies.json"], &AS_OF[..]].concat()).stdout.contains(POLICY));
    }
}
