//! `flowlock simulate`: a proposal against the log.

use std::process::ExitCode;

use flowlock_core::{
    Problem, render,
    report::Ready,
    simulate::{Proposal, simulate as try_out},
};

use crate::{
    args::{Layout, Simulate},
    exports, files,
    output::{Terminal, json, shown, write_file},
};

/// Reads, tries and prints.
pub(crate) fn simulate(args: &Simulate, terminal: Terminal) -> Result<ExitCode, Problem> {
    let mut proposal = Proposal { enable: args.enable.clone(), as_cis: args.as_cis, ..Proposal::default() };
    for path in &args.policy {
        let (name, bytes) = files::whole(path)?;
        proposal.policies.extend(Proposal::read(&name, &bytes)?);
    }
    let read = exports::read(&args.exports)?;
    let simulation = try_out(&read.tenant, read.evidence.as_ref(), &proposal, &read.settings, read.as_of)?;
    let to = args.output.as_deref();
    let text = match args.format {
        Layout::Human => render::simulation(&simulation, terminal.style(to.is_some())),
        Layout::Json => shown(json(&simulation)?, to.is_some()),
    };
    to.map_or_else(|| terminal.print(&text), |path| write_file(path, &text))?;
    Ok(ExitCode::from(match simulation.ready {
        Ready::Yes => 0,
        Ready::No => 1,
        Ready::Insufficient => 3,
    }))
}
