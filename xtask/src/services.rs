//! Tests against servers of other projects, on this machine. They are ignored where `cargo test` runs alone.

use std::path::PathBuf;
use std::time::Duration;

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
