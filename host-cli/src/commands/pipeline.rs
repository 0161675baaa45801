//! `flowlock pipeline`: all that a step of a pipeline does, and the verdict as its exit status.

use std::{
    env,
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use flowlock_core::{
    Problem,
    notice::{Level, Notice},
    render::{self, Outputs},
    report::Failure,
};

use super::evaluate;
use crate::{
    COULD_NOT_EVALUATE, NOT_NOTIFIED,
    args::{Format, Pipeline, Platform},
    exports, files,
    notify::{Notifying, Outgoing},
    output::{Terminal, json, unwritable, write_folder},
};

/// What came of the evaluation, in all the forms that the steps need.
struct Outcome {
    notice: Notice,
    /// The report, or the failure in its place.
    json: String,
    /// For people, on a page that reads Markdown.
    markdown: String,
    /// For people, on a terminal; empty for a failure, which goes to standard error.
    text: String,
}

/// Evaluates, tells, writes. Where a later step fails, the verdict stands.
pub(crate) fn pipeline(args: &Pipeline, terminal: Terminal) -> Result<ExitCode, Problem> {
    let outcome = outcome(args, terminal)?;
    let untold = tell(args, &outcome);
    let written = args.output_dir.as_deref().map(|folder| write(folder, &outcome)).transpose();
    let mut outputs = render::outputs(&outcome.notice);
    outputs.push(("notified", untold.is_empty().to_string()));
    let report = written.as_ref().ok().and_then(Option::as_deref);
    outputs.push(("report", report.map(files::name).unwrap_or_default()));
    let given = give(args, &outcome, &outputs, terminal);
    let unwritten: Vec<Problem> = written.err().into_iter().chain(given.err()).collect();
    let status = exit_status(&outcome.notice, args.exit_zero, &untold, &unwritten);
    let failure = match outcome.notice {
        Notice::Failure { error } => Some(error),
        Notice::Verdict(_) => None,
    };
    for problem in failure.into_iter().chain(untold).chain(unwritten) {
        terminal.inert_failure(&problem);
    }
    Ok(ExitCode::from(status))
}

fn outcome(args: &Pipeline, terminal: Terminal) -> Result<Outcome, Problem> {
    let evaluated = exports::read(&args.exports).and_then(|mut read| {
        let report = read.report()?;
        let places = read.places(&report);
        Ok((report, places))
    });
    let (report, places) = match evaluated {
        Ok(evaluated) => evaluated,
        Err(problem) => return failed(problem),
    };
    Ok(Outcome {
        notice: Notice::from(&report),
        json: json(&report)?,
        markdown: render::markdown(&report, &places),
        text: render::text(&report, terminal.style(false)),
    })
}

fn failed(error: Problem) -> Result<Outcome, Problem> {
    let json = json(&Failure { error: error.clone() })?;
    let notice = Notice::Failure { error };
    // Indented, it is code: nothing in it is markup.
    let letter = render::mail(&notice, "").text;
    let markdown = letter.lines().flat_map(|line| ["    ", line, "\n"]).collect();
    Ok(Outcome { notice, json, markdown, text: String::new() })
}

/// Tells those of `--to` by the level, and those of `--ask` where a decision is open.
fn tell(args: &Pipeline, outcome: &Outcome) -> Vec<Problem> {
    let Some(config) = &args.notifiers else { return Vec::new() };
    let is_open = matches!(&outcome.notice, Notice::Verdict(verdict) if verdict.decision().is_some());
    let mut names = Vec::new();
    if Level::from(args.level).asks_for(&outcome.notice) {
        names.extend(args.to.iter().cloned());
    }
    if is_open {
        names.extend(args.ask.iter().cloned());
    }
    names.sort();
    names.dedup();
    let outgoing = Outgoing { notice: &outcome.notice, about: &args.tenant, report: outcome.json.as_bytes() };
    match Notifying::new(config, &names) {
        Ok(notifying) => notifying.send(&outgoing),
        Err(problem) => vec![problem],
    }
}

/// Writes the report; a report of an earlier run is never left in its place.
fn write(folder: &Path, outcome: &Outcome) -> Result<PathBuf, Problem> {
    let files = [(Format::Json, &outcome.json), (Format::Markdown, &outcome.markdown)];
    write_folder(folder, &files.map(|(format, text)| (format.file_name(), text.clone())))?;
    Ok(folder.join(Format::Json.file_name()))
}

/// The platform's own form.
fn give(args: &Pipeline, outcome: &Outcome, outputs: &Outputs, terminal: Terminal) -> Result<(), Problem> {
    match args.platform.unwrap_or_else(told_by_the_environment) {
        Platform::None => terminal.print(&outcome.text),
        Platform::Flowpipe => {
            let members = outputs.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into()));
            let object = members.collect::<serde_json::Map<_, _>>();
            terminal.print(&json(&object)?)
        }
        Platform::Github => {
            terminal.print(&(render::inert(&outcome.text) + &render::github_annotation(&outcome.notice)))?;
            append("GITHUB_STEP_SUMMARY", &outcome.markdown)?;
            append("GITHUB_OUTPUT", &render::github_outputs(outputs))
        }
        Platform::Azure => {
            let commands = render::azure_annotation(&outcome.notice) + &render::azure_outputs(outputs);
            terminal.print(&(render::inert(&outcome.text) + &commands + &azure_summary(args)))
        }
    }
}

/// The command that shows the report beside the run; empty where it was not written.
fn azure_summary(args: &Pipeline) -> String {
    let folder = args.output_dir.as_deref().and_then(|folder| folder.canonicalize().ok());
    let page = folder.map(|folder| folder.join(Format::Markdown.file_name())).filter(|page| page.is_file());
    page.map_or(String::new(), |page| format!("##vso[task.uploadsummary]{}\n", files::name(&page)))
}

fn told_by_the_environment() -> Platform {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match () {
        () if is_set("GITHUB_ACTIONS") => Platform::Github,
        () if is_set("TF_BUILD") => Platform::Azure,
        () => Platform::None,
    }
}

/// Adds to the file that an environment variable names; where it names none, nobody waits for it.
fn append(variable: &str, text: &str) -> Result<(), Problem> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) else { return Ok(()) };
    let written = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| unwritable(&error).in_source(&format!("${variable}")))
}

/// The verdict; where that is none to stop for, what else went wrong.
fn exit_status(notice: &Notice, exit_zero: bool, untold: &[Problem], unwritten: &[Problem]) -> u8 {
    let verdict = match notice {
        Notice::Failure { .. } => COULD_NOT_EVALUATE,
        Notice::Verdict(_) if exit_zero => 0,
        Notice::Verdict(verdict) => evaluate::exit_status(verdict.status),
    };
    match verdict {
        0 if !unwritten.is_empty() => COULD_NOT_EVALUATE,
        0 if !untold.is_empty() => NOT_NOTIFIED,
        verdict => verdict,
    }
}
