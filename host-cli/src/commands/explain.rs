//! `flowlock explain`: what a code means.

use std::process::ExitCode;

use flowlock_core::{
    Problem, ProblemCode,
    catalogue::{Entry, entries, explain as find},
    render::{explanation, list},
};

use crate::{
    args::{Explain, Layout},
    output::{Terminal, json, shown},
};

/// Prints one code, or all of them.
pub(crate) fn explain(args: &Explain, terminal: Terminal) -> Result<ExitCode, Problem> {
    let style = terminal.style(false);
    let text = match (&args.code, args.format) {
        (Some(code), Layout::Human) => explanation(&lookup(code)?, style),
        (Some(code), Layout::Json) => shown(json(&lookup(code)?)?, false),
        (None, Layout::Human) => list(style),
        (None, Layout::Json) => shown(json(&entries().collect::<Vec<_>>())?, false),
    };
    terminal.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn lookup(code: &str) -> Result<Vec<&'static Entry>, Problem> {
    find(code).map_err(|nearest| {
        let help = nearest.map_or_else(
            || "`flowlock explain --list` lists every code".to_owned(),
            |nearest| format!("did you mean `{nearest}`? `flowlock explain --list` lists every code"),
        );
        Problem::new(ProblemCode::NoSuchCode, format!("there is no code `{code}`"), help)
    })
}
