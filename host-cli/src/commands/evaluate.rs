//! `flowlock evaluate`: exports to report.

use std::{path::Path, process::ExitCode};

use flowlock_core::{
    Places, Problem, ProblemCode, peers,
    render::{self, SarifResults, Style},
    report::{Report, Status},
};

use super::{each::each, sandbox::Guest};
use crate::{
    args::{Evaluate, Format},
    exports::{self, Read},
    output::{Terminal, json, shown, write_file, write_folder},
    settings::now,
};

/// Reads, evaluates and prints.
pub(crate) fn evaluate(args: &Evaluate, terminal: Terminal) -> Result<ExitCode, Problem> {
    if args.each {
        return each(args, terminal);
    }
    if args.output_dir.is_none() {
        only(&args.format)?;
    }
    let (report, places) =
        if args.sandbox { inside(args)? } else { judged(exports::read(&args.exports)?, args)? };
    let written = Written { report, places, results: args.sarif_results() };
    match (&args.output_dir, &args.output) {
        (Some(folder), _) => {
            written.all(folder, &args.format, terminal.style(true))?;
            terminal.print(&render::text(&written.report, terminal.style(false)))?;
        }
        (None, Some(path)) => {
            write_file(path, &written.text(only(&args.format)?, terminal.style(true), true)?)?;
        }
        (None, None) => match only(&args.format)? {
            Format::Json => terminal.print_json(&written.report)?,
            format => terminal.print(&written.text(format, terminal.style(false), false)?)?,
        },
    }
    Ok(ExitCode::from(exit_status(written.report.status)))
}

/// The report on what was read, and the places that its formats show.
pub(super) fn judged(mut read: Read, args: &Evaluate) -> Result<(Report, Places), Problem> {
    let mut report = read.report()?;
    if args.explain_peers {
        report.peers = Some(peers::ask(&read.tenant, &read.settings, read.as_of, &report));
    }
    let places = if args.shows_places() { read.places(&report) } else { Places::default() };
    Ok((report, places))
}

/// The same from the sandbox.
fn inside(args: &Evaluate) -> Result<(Report, Places), Problem> {
    exports::files_only(&args.exports)?;
    let declared = exports::declared(&args.exports)?;
    let inputs = exports::others(&args.exports)?;
    Guest::new()?.report(&inputs, &declared, (&args.exports, now()), args.shows_places())
}

/// A report, and what its formats need.
struct Written {
    report: Report,
    places: Places,
    results: SarifResults,
}

impl Written {
    /// Writes a file for each format.
    fn all(&self, folder: &Path, formats: &[Format], style: Style) -> Result<(), Problem> {
        let text = |format: &Format| Ok((format.file_name(), self.text(*format, style, true)?));
        write_folder(folder, &formats.iter().map(text).collect::<Result<Vec<_>, Problem>>()?)
    }

    fn text(&self, format: Format, style: Style, in_file: bool) -> Result<String, Problem> {
        let Self { report, places, results } = self;
        Ok(match format {
            Format::Human => render::text(report, style),
            Format::Json => shown(json(report)?, in_file),
            Format::Sarif => shown(render::sarif(report, places, *results), in_file),
            Format::Ocsf => shown(render::ocsf(report), in_file),
            Format::Junit => render::junit(report, places),
            Format::Markdown => render::markdown(report, places),
            Format::Html => render::html(report, places),
        })
    }
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

/// The exit status of a verdict.
pub(super) const fn exit_status(status: Status) -> u8 {
    match status {
        Status::Pass => 0,
        Status::Fail => 1,
        Status::Review => 3,
    }
}
