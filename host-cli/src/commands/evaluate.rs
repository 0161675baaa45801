//! `flowlock evaluate`: exports to report.

use std::{fs, path::Path, process::ExitCode};

use flowlock_core::{
    Places, Problem, ProblemCode, evaluate_with, peers,
    render::{self, Style},
    report::{Report, Status},
};

use super::each::each;
use crate::{
    args::{Evaluate, Format},
    exports, files,
    output::{Terminal, json, unwritable, write_file},
};

/// Reads, evaluates and prints.
pub(crate) fn evaluate(args: &Evaluate, terminal: Terminal) -> Result<ExitCode, Problem> {
    if args.each {
        return each(args, terminal);
    }
    if args.output_dir.is_none() {
        only(&args.format)?;
    }
    let read = exports::read(&args.exports)?;
    let mut report = evaluate_with(&read.tenant, read.evidence.as_ref(), &read.settings, read.as_of)?;
    if args.explain_peers {
        report.peers = Some(peers::ask(&read.tenant, &read.settings, read.as_of, &report));
    }
    let shows_places = args.format.iter().any(|format| format.shows_places());
    let places = if shows_places { read.places(&report) } else { Places::default() };
    if let Some(folder) = &args.output_dir {
        write_all(folder, args, &report, &places, terminal)?;
        terminal.print(&render::text(&report, terminal.style(false)))?;
    } else {
        let written = |style| text(only(&args.format)?, &report, &places, style, args.output.is_some());
        match &args.output {
            Some(path) => write_file(path, &written(terminal.style(true))?)?,
            None => terminal.print(&written(terminal.style(false))?)?,
        }
    }
    Ok(exit_code(report.status))
}

/// Writes a file for each format.
fn write_all(
    folder: &Path,
    args: &Evaluate,
    report: &Report,
    places: &Places,
    terminal: Terminal,
) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| unwritable(&error).in_source(&files::name(folder)))?;
    for format in &args.format {
        let text = text(*format, report, places, terminal.style(true), true)?;
        write_file(&folder.join(format.file_name()), &text)?;
    }
    Ok(())
}

fn text(
    format: Format,
    report: &Report,
    places: &Places,
    style: Style,
    in_file: bool,
) -> Result<String, Problem> {
    Ok(match format {
        Format::Human => render::text(report, style),
        Format::Json => json(report, in_file)?,
        Format::Html => render::html(report, places),
    })
}

/// The one format that a single stream can take.
pub(super) fn only(formats: &[Format]) -> Result<Format, Problem> {
    match formats {
        [only] => Ok(*only),
        _ => Err(Problem::new(
            ProblemCode::SeveralFormats,
            format!("{} formats were asked for, and there is one place to write to", formats.len()),
            "give `--output-dir` a folder, which gets a file for each format",
        )),
    }
}

fn exit_code(status: Status) -> ExitCode {
    ExitCode::from(match status {
        Status::Pass => 0,
        Status::Fail => 1,
        Status::Review => 3,
    })
}
