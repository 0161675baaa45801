//! The module itself: built small, linted, and weighed.

use std::fs;
use std::path::PathBuf;

use crate::node::tool;
use crate::process::{Failure, capture, program, run, say, target_dir};
use crate::step::Step;
use crate::wasm::{TARGET, Toolchain, artifact, cannot, toolchain};

/// The module is built and within its budget.
pub(crate) const MODULE: Step = Step {
    name: "plugin",
    about: "the plugin builds for WebAssembly, without a warning and within its budget",
    alone: "cargo xtask plugin",
    check: module,
};

const PACKAGE: &str = "flowlock-plugin";

/// The most bytes that the module may have, and that it may have packed with gzip.
const BUDGET: u64 = 1_046_000;
const BUDGET_PACKED: u64 = 423_000;

/// Smaller, by no more of WebAssembly than the compiler itself takes for granted.
const OPTIMISED: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--strip-producers",
];

/// Where what hosts need is put.
pub(super) fn folder() -> PathBuf {
    target_dir().join("plugin")
}

/// The module.
pub(super) fn path() -> PathBuf {
    folder().join("flowlock.wasm")
}

/// The same code as a component.
pub(super) fn component() -> PathBuf {
    folder().join("flowlock.component.wasm")
}

fn module() -> Result<String, Failure> {
    let toolchain = toolchain()?;
    lint(&toolchain)?;
    let built = build(&toolchain)?;
    fs::create_dir_all(folder()).map_err(|error| cannot("make", &folder(), &error))?;
    run(tool("binaryen/bin/wasm-opt", OPTIMISED).arg("--output").arg(path()).arg(&built))?;
    let figure = weigh()?;
    let mut wrap = program("cargo", &["run", "--quiet", "--package", "flowlock-component", "--"]);
    run(wrap.args([path(), component()]))?;
    Ok(figure)
}

fn lint(toolchain: &Toolchain) -> Result<(), Failure> {
    if !toolchain.is_active() {
        say("the toolchain of Debian's packages has no clippy: the plugin is built and not linted");
        return Ok(());
    }
    let mut clippy = cargo(toolchain, "clippy");
    run(clippy.args(["--", "-D", "warnings"]))
}

/// Alone, since features unite over all that one call builds: with others the module is four times as large.
fn build(toolchain: &Toolchain) -> Result<PathBuf, Failure> {
    let mut build = cargo(toolchain, "build");
    build.env("CARGO_ENCODED_RUSTFLAGS", artifact::flags().join("\u{1f}"));
    run(&mut build)?;
    Ok(toolchain.target_dir().join(TARGET).join("plugin/flowlock_plugin.wasm"))
}

fn cargo(toolchain: &Toolchain, command: &str) -> std::process::Command {
    let mut cargo = toolchain.program("cargo");
    cargo.args([command, "--profile", "plugin", "--target", TARGET, "--package", PACKAGE]);
    cargo.env("CARGO_TARGET_DIR", toolchain.target_dir());
    cargo
}

/// Holds the size against the budget: a scanner ships the module, and a page loads it.
fn weigh() -> Result<String, Failure> {
    let path = path();
    let raw = fs::metadata(&path).map_err(|error| cannot("read", &path, &error))?.len();
    let packed = capture(program("sh", &["-c", r#"gzip -9 -c "$0" | wc -c"#]).arg(&path))?;
    let packed: u64 = packed.trim().parse().map_err(|_| Failure::new("`wc` gave no number"))?;
    judge(raw, packed)
}

fn judge(raw: u64, packed: u64) -> Result<String, Failure> {
    let figure = format!("{raw} bytes of {BUDGET}, {packed} packed with gzip of {BUDGET_PACKED}");
    if raw <= BUDGET && packed <= BUDGET_PACKED {
        return Ok(figure);
    }
    Err(Failure::new(format!("the module is too large: {figure}"))
        .help("see what brought the weight: a feature of a dependency, a format, a generic function"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_over_its_budget_is_refused_with_the_figure() {
        assert!(judge(BUDGET, BUDGET_PACKED).is_ok());
        assert!(judge(BUDGET + 1, 0).is_err());
        let failure = judge(7, BUDGET_PACKED + 1).expect_err("too large");
        assert!(failure.message.contains("7 bytes"), "{}", failure.message);
    }
}
