//! `flowlock`: is device code flow locked in this tenant, as CIS Azure Foundations 2.2.3 asks?
//!
//! The thinking is in `flowlock-core`. This crate reads files and the clock, and prints.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod decode;
mod exports;
mod files;
mod logs;
mod output;
mod settings;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    args::{Cli, Command, Format},
    output::Terminal,
};

/// The exit status of an evaluation that could not be made.
const COULD_NOT_EVALUATE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.color);
    let (format, outcome) = match &cli.command {
        Command::Evaluate(args) => (args.format, commands::evaluate(args, terminal)),
        Command::Schema { of } => (Format::Human, commands::schema(*of, terminal)),
        Command::Completions { shell } => (Format::Human, commands::completions(*shell, terminal)),
        Command::Man { command } => (Format::Human, commands::man(command.as_deref(), terminal)),
    };
    outcome.unwrap_or_else(|problem| {
        terminal.failure(problem, format);
        ExitCode::from(COULD_NOT_EVALUATE)
    })
}
