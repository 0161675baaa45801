//! `flowlock next-step`: exports to what to do now.

use std::process::ExitCode;

use flowlock_core::{
    Problem, ProblemCode,
    render::{self, Tool},
    report::NextStep as Step,
};

use crate::{
    args::{NextStep, StepFormat},
    exports,
    output::{Terminal, json, shown, write_file},
};

/// Reads, evaluates and prints what to do.
pub(crate) fn next_step(args: &NextStep, terminal: Terminal) -> Result<ExitCode, Problem> {
    let mut read = exports::read(&args.exports)?;
    let report = read.report()?;
    let to = args.output.as_deref();
    let text = match args.format {
        StepFormat::Human => render::next_step(&report, terminal.style(to.is_some())),
        StepFormat::Json => shown(json(&report.next_step)?, to.is_some()),
        StepFormat::Graph => shown(written(&report.next_step, Tool::Graph)?, to.is_some()),
        StepFormat::Az => written(&report.next_step, Tool::Az)?,
        StepFormat::Powershell => written(&report.next_step, Tool::PowerShell)?,
        StepFormat::Terraform => written(&report.next_step, Tool::Terraform)?,
    };
    to.map_or_else(|| terminal.print(&text), |path| write_file(path, &text))?;
    Ok(ExitCode::SUCCESS)
}

fn written(step: &Step, tool: Tool) -> Result<String, Problem> {
    let Some(proposal) = &step.proposal else { return Err(no_change(step)) };
    Ok(render::commands(proposal, tool))
}

/// Why there is no change to write.
fn no_change(step: &Step) -> Problem {
    let why = step.withheld.first().map_or_else(
        || format!("the next step is `{}`, which changes no policy", step.action.as_str()),
        |reason| reason.words.clone(),
    );
    let help = "`flowlock next-step` with the same files says what to do";
    Problem::new(ProblemCode::NoChange, format!("no change is proposed: {why}"), help)
}
