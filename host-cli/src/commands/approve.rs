//! `flowlock approve`: what approvers sign, and what they signed.

use std::{path::Path, process::ExitCode};

use flowlock_core::{
    Problem, ProblemCode,
    decisions::{Decision, Signed, payload},
};

use crate::{
    args::Approve,
    decisions, files,
    output::{Terminal, write_file},
};

/// Writes a payload, or takes a signature in.
pub(crate) fn approve(args: &Approve, terminal: Terminal) -> Result<ExitCode, Problem> {
    match &args.signature {
        Some(signature) => add(&args.decisions, signature, terminal)?,
        None => write(args, terminal)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write(args: &Approve, terminal: Terminal) -> Result<(), Problem> {
    let known = decisions::read(Some(&args.decisions))?;
    let id = args.id.as_deref().unwrap_or_default();
    let decision = known.decisions.iter().find(|decision| decision.id == id);
    let text = payload(decision.ok_or_else(|| no_decision("there is no decision of this id"))?);
    args.output.as_deref().map_or_else(|| terminal.print(&text), |path| write_file(path, &text))
}

fn add(path: &Path, signature: &Path, terminal: Terminal) -> Result<(), Problem> {
    let before = decisions::read(Some(path))?;
    let mut known = before.clone();
    let signed = Signed { payload: text(&signature.with_extension(""))?, signature: text(signature)? };
    let is_of = |decision: &&mut Decision| payload(decision) == signed.payload;
    let decision = known.decisions.iter_mut().find(is_of);
    let decision = decision.ok_or_else(|| {
        no_decision("what was signed is no decision of the file, or is not what the file says by now")
    })?;
    if !decision.signatures.contains(&signed) {
        decision.signatures.push(signed);
        decision.signatures.sort();
    }
    let words = format!("added to {}: {} signatures\n", decision.id, decision.signatures.len());
    decisions::write(path, &before, &known)?;
    terminal.print(&words)
}

fn text(path: &Path) -> Result<String, Problem> {
    let (name, bytes) = files::whole(path)?;
    String::from_utf8(bytes).map_err(|_| {
        Problem::new(ProblemCode::NotText, "it is not UTF-8", "give what ssh-keygen wrote").in_source(&name)
    })
}

fn no_decision(message: &str) -> Problem {
    let help = "`flowlock approve --id` writes the payload of a decision that is in the file; sign that";
    Problem::new(ProblemCode::NothingToDecide, message, help)
}
