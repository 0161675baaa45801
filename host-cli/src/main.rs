//! `flowlock`: is device code flow locked in this tenant, as CIS Azure Foundations 2.2.3 asks?
//!
//! The thinking is in `flowlock-core`. This crate reads files and the clock, and prints.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod decisions;
mod decode;
mod exports;
mod files;
mod interrupt;
mod logs;
#[cfg(feature = "notify")]
mod notify;
mod output;
#[cfg(feature = "sandbox")]
mod sandbox;
mod settings;
mod signatures;
#[cfg(feature = "steampipe")]
mod steampipe;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    args::{AnswerFormat, Cli, Command, DiffFormat, Layout, StepFormat},
    output::Terminal,
};

/// The exit status of an evaluation that could not be made.
const COULD_NOT_EVALUATE: u8 = 2;

/// The exit status where somebody was not told.
#[cfg(feature = "notify")]
const NOT_NOTIFIED: u8 = 4;

fn main() -> ExitCode {
    let cli = Cli::parse();
    interrupt::install();
    let terminal = Terminal::new(cli.color);
    let (for_programs, outcome) = match &cli.command {
        Command::Evaluate(args) => (args.is_for_programs(), commands::evaluate(args, terminal)),
        Command::WhatIf(args) => (args.format != AnswerFormat::Human, commands::what_if(args, terminal)),
        Command::NextStep(args) => (args.format == StepFormat::Json, commands::next_step(args, terminal)),
        #[cfg(feature = "notify")]
        Command::Notify(args) => (false, commands::notify(args, terminal)),
        #[cfg(feature = "notify")]
        Command::Pipeline(args) => (false, commands::pipeline(args, terminal)),
        Command::Simulate(args) => (args.format == Layout::Json, commands::simulate(args, terminal)),
        Command::Decide(args) => (args.format == Layout::Json, commands::decide(args, terminal)),
        Command::Approve(args) => (false, commands::approve(args, terminal)),
        Command::Diff(args) => (args.format == DiffFormat::Json, commands::diff(args, terminal)),
        Command::Explain(args) => (args.format == Layout::Json, commands::explain(args, terminal)),
        Command::Schema { of } => (false, commands::schema(*of, terminal)),
        Command::Completions { shell } => (false, commands::completions(*shell, terminal)),
        Command::Man { command } => (false, commands::man(command.as_deref(), terminal)),
    };
    outcome.unwrap_or_else(|problem| {
        terminal.failure(problem, for_programs);
        ExitCode::from(COULD_NOT_EVALUATE)
    })
}
