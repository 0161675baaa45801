//! `flowlock evaluate`: exports to report.

use std::process::ExitCode;

use flowlock_core::{Problem, evaluate_with, peers, render::text, report::Status};

use super::each::each;
use crate::{
    args::{Evaluate, Format},
    exports,
    output::{Terminal, json, write_file},
};

/// Reads, evaluates and prints.
pub(crate) fn evaluate(args: &Evaluate, terminal: Terminal) -> Result<ExitCode, Problem> {
    if args.each {
        return each(args, terminal);
    }
    let read = exports::read(&args.exports)?;
    let mut report = evaluate_with(&read.tenant, read.evidence.as_ref(), &read.settings, read.as_of)?;
    if args.explain_peers {
        report.peers = Some(peers::ask(&read.tenant, &read.settings, read.as_of, &report));
    }
    let to = args.output.as_deref();
    let text = match args.format {
        Format::Human => text(&report, terminal.style(to.is_some())),
        Format::Json => json(&report, to.is_some())?,
    };
    to.map_or_else(|| terminal.print(&text), |path| write_file(path, &text))?;
    Ok(exit_code(report.status))
}

fn exit_code(status: Status) -> ExitCode {
    ExitCode::from(match status {
        Status::Pass => 0,
        Status::Fail => 1,
        Status::Review => 3,
    })
}
