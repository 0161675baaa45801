//! Tests against servers of other projects, on this machine. They are ignored where `cargo test` runs alone.

use std::path::PathBuf;
use std::time::Duration;

use crate::apt;
use crate::process::{Failure, program, run, run_within, say, target_dir, works};
use crate::step::Step;

/// E-mail.
pub(crate) const MAIL: Step = Step {
    name: "mail",
    about: "letters reach an SMTP server, over TLS and not without",
    alone: "cargo xtask services",
    check: mail,
};

/// The SMTP server, a package of Python.
const SMTP_SERVER: &str = "aiosmtpd==1.4.6";

/// How long pip, or the tests, may take.
const LIMIT: Duration = Duration::from_mins(5);

/// A database.
pub(crate) const DATABASE: Step = Step {
    name: "database",
    about: "the tables of Steampipe are read from PostgreSQL, over TLS where it is asked for",
    alone: "cargo xtask services",
    check: database,
};

fn database() -> Result<String, Failure> {
    apt::install(&["postgresql"], || programs().is_some())?;
    let programs = programs().ok_or_else(|| Failure::new("PostgreSQL has no `initdb`"))?;
    let mut tests = program("cargo", &["test", "-p", "flowlock", "--test", "steampipe", "--", "--ignored"]);
    run_within(tests.env("FLOWLOCK_POSTGRES", programs), LIMIT)?;
    Ok("tables, log-in, TLS".to_owned())
}

/// The newest folder of `PostgreSQL`'s programs, as Debian lays them out.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").is_file()).max()
}

fn mail() -> Result<String, Failure> {
    let python = smtp_server()?;
    let mut tests = program("cargo", &["test", "-p", "flowlock", "--test", "mail", "--", "--ignored"]);
    run_within(tests.env("FLOWLOCK_SMTP_PYTHON", python), LIMIT)?;
    Ok("STARTTLS, TLS, log-in, refusals".to_owned())
}

/// A Python that has the server.
fn smtp_server() -> Result<PathBuf, Failure> {
    let folder = target_dir().join("services").join("python");
    let python = folder.join("bin/python");
    if works(&mut program(&python, &["-c", "import aiosmtpd"])) {
        return Ok(python);
    }
    say("installing an SMTP server from PyPI into the target folder");
    let made = run(program("python3", &["-m", "venv", "--clear"]).arg(&folder));
    made.map_err(|failure| failure.help("install Python 3.11 or newer; on Debian also python3-venv"))?;
    run_within(&mut program(&python, &["-m", "pip", "install", "--quiet", SMTP_SERVER]), LIMIT)?;
    Ok(python)
}
