//! The module under wasmtime in Rust: what it exports, what ends it, what it answers.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::{cases, module};
use crate::process::{Failure, program, run, run_within, say, target_dir};
use crate::step::Step;
use crate::wasm::cannot;

/// Rust answers what the library answers, within limits; so does the component.
pub(crate) const SANDBOX: Step = Step {
    name: "sandbox",
    about: "the plugin under wasmtime in Rust: ABI, limits, every case, and the component",
    alone: "cargo xtask sandbox",
    check: sandbox,
};

/// One command for both, so that wasmtime is built once.
const PACKAGES: &[&str] = &[
    "--package",
    "flowlock-sandbox",
    "--package",
    "flowlock",
    "--features",
    "flowlock-sandbox/component,flowlock-sandbox/interpreter,flowlock/sandbox",
];

/// The tests, and of the command line those that the sandbox has a part in.
const TARGETS: &[&str] =
    &["--test", "abi", "--test", "interpreter", "--test", "limits", "--test", "parity", "--test", "sandbox"];

/// How long the tests may take, once they are built.
const TESTS: Duration = Duration::from_mins(10);

fn sandbox() -> Result<String, Failure> {
    say("wasmtime is built first, which takes minutes once");
    run(cargo("clippy").args(["--all-targets", "--", "-D", "warnings"]))?;
    run(cargo("test").args(TARGETS).arg("--no-run"))?;
    // The command line is built for its tests; a build without them would build wasmtime with other features, anew.
    run_within(cargo("test").args(TARGETS), TESTS)?;
    let (built, put) = (target_dir().join("debug/flowlock"), module::folder().join("flowlock"));
    fs::copy(&built, &put).map_err(|error| cannot("copy", &built, &error))?;
    Ok(format!("every bomb ends, every case is as the library has it; {}", put.display()))
}

fn cargo(command: &str) -> Command {
    let mut cargo = program("cargo", &[command]);
    cargo.args(PACKAGES).env("FLOWLOCK_CASES", cases::folder());
    cargo.env("FLOWLOCK_PLUGIN", module::path()).env("FLOWLOCK_COMPONENT", module::component());
    cargo
}
