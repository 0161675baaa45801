//! `flowlock notify`: a report to those who are to know.

use std::process::ExitCode;

use flowlock_core::{
    Problem,
    notice::{Level, Notice},
};

use crate::{
    NOT_NOTIFIED,
    args::Notify,
    files,
    notify::{Notifying, Outgoing},
    output::Terminal,
};

/// Reads the report, and tells whom it is to be told.
pub(crate) fn notify(args: &Notify, terminal: Terminal) -> Result<ExitCode, Problem> {
    let notifying = Notifying::new(&args.config, &args.to)?;
    let (name, report) = files::whole(&args.report)?;
    let notice = Notice::parse(&name, &report)?;
    let outgoing = Outgoing { notice: &notice, about: &args.tenant, report: &report };
    if args.print {
        for message in notifying.messages(&outgoing) {
            terminal.print(&message)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if !Level::from(args.level).asks_for(&notice) {
        terminal.print("nothing to tell at this level\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    let failures = notifying.send(&outgoing);
    let told_all = failures.is_empty();
    for problem in failures {
        terminal.failure(problem, false);
    }
    Ok(if told_all { ExitCode::SUCCESS } else { ExitCode::from(NOT_NOTIFIED) })
}
