//! `flowlock evaluate --sandbox`: the exports are read inside the plugin, under wasmtime.

use std::process::ExitCode;

use flowlock_core::{Problem, ProblemCode};

use super::evaluate::only;
use crate::{
    args::{Evaluate, Format},
    output::Terminal,
};

/// Reads, evaluates and prints, within the limits of the sandbox.
pub(super) fn evaluate(args: &Evaluate, terminal: Terminal) -> Result<ExitCode, Problem> {
    if only(&args.format)? != Format::Json {
        let help = "add `--format json`";
        return Err(Problem::new(ProblemCode::SandboxFormat, "what leaves the sandbox is JSON", help));
    }
    inside(args, terminal)
}

#[cfg(not(feature = "sandbox"))]
fn inside(_: &Evaluate, _: Terminal) -> Result<ExitCode, Problem> {
    Err(Problem::new(
        ProblemCode::SandboxMissing,
        "this build of flowlock has no sandbox",
        "in a checkout, `cargo xtask sandbox` builds one that has; or use the Python package, which reads \
         exports in a sandbox always",
    ))
}

#[cfg(feature = "sandbox")]
fn inside(args: &Evaluate, terminal: Terminal) -> Result<ExitCode, Problem> {
    use super::evaluate::exit_status;
    use crate::{
        output::{shown, write_file},
        sandbox,
    };

    let (status, report) = sandbox::report(&args.exports)?;
    match &args.output {
        Some(path) => write_file(path, &report)?,
        None => terminal.print(&shown(report, false))?,
    }
    Ok(ExitCode::from(exit_status(status)))
}
