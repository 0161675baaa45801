//! What the program says about itself: schemas, completions, manual pages.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;
use flowlock_core::{
    Problem, ProblemCode, Settings,
    ask::Answer,
    decisions::Decisions,
    diff::Diff,
    many::Many,
    notice::Notifiers,
    report::{NextStep, Report},
    simulate::Simulation,
};
use schemars::generate::SchemaSettings;

use crate::{
    args::{Cli, Schema},
    output::Terminal,
};

/// The JSON Schema of what is printed or read.
pub(crate) fn schema(of: Schema, terminal: Terminal) -> Result<ExitCode, Problem> {
    let draft = SchemaSettings::draft2020_12();
    let schema = match of {
        Schema::Report => draft.for_serialize().into_generator().into_root_schema_for::<Report>(),
        Schema::Tenants => draft.for_serialize().into_generator().into_root_schema_for::<Many>(),
        Schema::Simulation => draft.for_serialize().into_generator().into_root_schema_for::<Simulation>(),
        Schema::Diff => draft.for_serialize().into_generator().into_root_schema_for::<Diff>(),
        Schema::WhatIf => draft.for_serialize().into_generator().into_root_schema_for::<Answer>(),
        Schema::NextStep => draft.for_serialize().into_generator().into_root_schema_for::<NextStep>(),
        Schema::Decisions => draft.for_deserialize().into_generator().into_root_schema_for::<Decisions>(),
        Schema::Notifiers => draft.for_deserialize().into_generator().into_root_schema_for::<Notifiers>(),
        Schema::Settings => draft.for_deserialize().into_generator().into_root_schema_for::<Settings>(),
    };
    print(&format!("{:#}\n", schema.to_value()), terminal)
}

/// A completion script.
pub(crate) fn completions(shell: Shell, terminal: Terminal) -> Result<ExitCode, Problem> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "flowlock", &mut script);
    print(&String::from_utf8_lossy(&script), terminal)
}

/// The manual page of the program or of one of its commands.
pub(crate) fn man(command: Option<&str>, terminal: Terminal) -> Result<ExitCode, Problem> {
    let mut program = Cli::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
            let commands: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
            let help = format!("the commands are {}", commands.join(", "));
            Problem::new(ProblemCode::NoSuchCommand, format!("there is no command `{name}`"), help)
        })?,
    };
    let mut text = Vec::new();
    // Writing to memory does not fail.
    let _ = Man::new(page).render(&mut text);
    print(&String::from_utf8_lossy(&text), terminal)
}

fn print(text: &str, terminal: Terminal) -> Result<ExitCode, Problem> {
    terminal.print(text)?;
    Ok(ExitCode::SUCCESS)
}
