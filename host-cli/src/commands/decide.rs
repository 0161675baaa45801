//! `flowlock decide`: a decision, recorded with what it rests on.

use std::process::ExitCode;

use flowlock_core::{
    Problem, ProblemCode,
    decisions::{Signed, Wish, decide as record, needed, not_checked},
    render,
};

use crate::{
    args::{Decide, Layout},
    decisions, exports,
    output::{Terminal, json, shown},
    signatures::AllowedSigners,
};

/// Reads, decides, writes, and says what was written.
pub(crate) fn decide(args: &Decide, terminal: Terminal) -> Result<ExitCode, Problem> {
    let Some(path) = args.exports.decisions.as_deref() else { return Err(nowhere()) };
    let before = decisions::read_or_begin(path)?;
    let mut known = before.clone();
    // The decisions that are there are weighed where the new one is.
    let read = exports::read_undecided(&args.exports)?;
    let signers = AllowedSigners::read(args.exports.allowed_signers.as_deref())?;
    let check = |signed: &Signed| {
        signers.as_ref().map_or_else(|| not_checked(signed), |signers| signers.check(signed, read.as_of))
    };
    let (kind, target) = args.what.target();
    let wish = Wish {
        kind,
        target,
        justification: args.because.trim().to_owned(),
        decided_by: args.by.trim().to_owned(),
        expires: args.until.trim().to_owned(),
        id: args.id.clone(),
    };
    let evidence = read.evidence.as_ref();
    let decision = record(&read.tenant, evidence, &read.settings, &mut known, wish, (read.as_of, &check))?;
    decisions::write(path, &before, &known)?;
    terminal.print(&match args.format {
        Layout::Human => {
            render::decision(&decision, needed(&read.settings.approvals, kind), terminal.style(false))
        }
        Layout::Json => shown(json(&decision)?, false),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn nowhere() -> Problem {
    Problem::new(
        ProblemCode::NothingToDecide,
        "no file was named to record the decision in",
        "give `--decisions decisions.json`, which need not be there yet",
    )
}
