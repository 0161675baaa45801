//! `flowlock diff`: two exports of one tenant, compared.

use std::process::ExitCode;

use flowlock_core::{
    Problem, ProblemCode,
    diff::{Judging, Side, diff_decided as compare},
    render,
};

use super::evaluate::exit_status;
use crate::{
    args::{Diff, DiffFormat},
    exports::{self, Read},
    files,
    output::{Terminal, json, shown, write_file},
    settings::now,
};

/// Reads both sides, compares and prints.
pub(crate) fn diff(args: &Diff, terminal: Terminal) -> Result<ExitCode, Problem> {
    let now = now();
    let [old, new] = args.sides().map(|side| exports::read_at(&side, now));
    let (old, new) = (old?, new?);
    let found = compare(&judging(&old), &judging(&new)).map_err(|problem| {
        // Of two sides, it should say which.
        let lacking = if old.tenant.has_policy_export() { &args.new } else { &args.old };
        let is_lacking = problem.code == ProblemCode::NoPolicies;
        if is_lacking { problem.in_source(&files::name(lacking)) } else { problem }
    })?;
    let to = args.output.as_deref();
    let text = match args.format {
        DiffFormat::Human => render::diff(&found, terminal.style(to.is_some())),
        DiffFormat::Json => shown(json(&found)?, to.is_some()),
        DiffFormat::Markdown => render::diff_markdown(&found),
    };
    to.map_or_else(|| terminal.print(&text), |path| write_file(path, &text))?;
    Ok(ExitCode::from(if found.opened_a_gap() { 1 } else { exit_status(found.after.status) }))
}

fn judging(read: &Read) -> Judging<'_> {
    let Read { tenant, settings, as_of, .. } = read;
    let side = Side { tenant, evidence: read.evidence.as_ref(), settings };
    Judging { side, decisions: read.decisions(), as_of: *as_of }
}
