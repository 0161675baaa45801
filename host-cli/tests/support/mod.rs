//! A folder to work in, and the program to run in it.

#![allow(dead_code)]

#[cfg(any(feature = "notify", feature = "steampipe"))]
pub(crate) mod server;

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const POLICY: &str = "0f0f0f0f-0000-4000-8000-000000000001";

/// What the program said, and its exit status.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The failure that `--format json` printed.
    pub(crate) fn failure(&self) -> Value {
        serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowlock"));
        command.args(arguments).current_dir(self.path());
        unaware(&mut command);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).stdin(Stdio::null()))
    }

    pub(crate) fn pipe(&self, input: &[u8], arguments: &[&str]) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        Said {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Takes from a command what it could tell its surroundings by: these tests may run in a pipeline themselves.
pub(crate) fn unaware(command: &mut Command) {
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    for name in ["GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "TF_BUILD"] {
        command.env_remove(name);
    }
}

pub(crate) fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A policy that blocks device code flow for everyone, in the given state.
pub(crate) fn policy(state: &str) -> Value {
    json!({
        "id": POLICY,
        "displayName": "Block device code flow",
        "state": state,
        "createdDateTime": "2026-01-01T00:00:00Z",
        "conditions": {
            "clientAppTypes": ["all"],
            "users": { "includeUsers": ["All"], "excludeUsers": [], "excludeGroups": [] },
            "applications": { "includeApplications": ["All"] },
            "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
        },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] },
    })
}

/// A page of these policies, as Graph sends it.
pub(crate) fn page(policies: &[Value]) -> String {
    let context = "https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/policies";
    json!({ "@odata.context": context, "value": policies }).to_string()
}

pub(crate) fn blocking() -> String {
    page(&[policy("enabled")])
}

/// Like [`blocking`], with these users excluded.
pub(crate) fn excluding(users: &[&str]) -> String {
    let mut policy = policy("enabled");
    policy["conditions"]["users"]["excludeUsers"] = json!(users);
    page(&[policy])
}

/// Holds what people see against the file of this name; `FLOWLOCK_UPDATE` writes it.
pub(crate) fn assert_snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("FLOWLOCK_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(text, expected, "{}", path.display());
}
