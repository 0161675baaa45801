//! The module under wasmtime in Rust: what it exports, what ends it, what it answers.

use std::time::Duration;

use super::{cases, module};
use crate::process::{Failure, program, run, run_within, say};
use crate::step::Step;

/// Rust answers what the library answers, within limits; so does the component.
pub(crate) const SANDBOX: Step = Step {
    name: "sandbox",
    about: "the plugin under wasmtime in Rust: ABI, limits, every case, and the component",
    alone: "cargo xtask sandbox",
    check: sandbox,
};

const PACKAGE: &[&str] = &["--package", "flowlock-sandbox", "--features", "component"];

/// How long the tests may take, once they are built.
const TESTS: Duration = Duration::from_mins(10);

fn sandbox() -> Result<String, Failure> {
    say("wasmtime is built first, which takes minutes once");
    let mut clippy = program("cargo", &["clippy", "--all-targets"]);
    run(clippy.args(PACKAGE).args(["--", "-D", "warnings"]))?;
    run(program("cargo", &["test", "--no-run"]).args(PACKAGE))?;
    let mut tests = program("cargo", &["test", "--quiet"]);
    tests.args(PACKAGE).env("FLOWLOCK_CASES", cases::folder());
    tests.env("FLOWLOCK_PLUGIN", module::path()).env("FLOWLOCK_COMPONENT", module::component());
    run_within(&mut tests, TESTS)?;
    Ok("what the library answers, byte for byte, and every bomb ends".to_owned())
}
