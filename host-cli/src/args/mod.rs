//! The command line, as people see it in `--help`: a file for each command.

mod approve;
mod decide;
mod diff;
mod evaluate;
mod explain;
mod exports;
mod next_step;
#[cfg(feature = "notify")]
mod notify;
#[cfg(feature = "notify")]
mod pipeline;
mod simulate;
mod what_if;

use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use approve::Approve;
pub(crate) use decide::Decide;
pub(crate) use diff::{Diff, DiffFormat};
pub(crate) use evaluate::Evaluate;
pub(crate) use explain::{Explain, Layout};
pub(crate) use exports::Exports;
pub(crate) use next_step::{NextStep, StepFormat};
#[cfg(feature = "notify")]
pub(crate) use notify::{Notify, NotifyLevel};
#[cfg(feature = "notify")]
pub(crate) use pipeline::{Pipeline, Platform};
pub(crate) use simulate::Simulate;
pub(crate) use what_if::{AnswerFormat, WhatIf};

const EXAMPLES: &str = "\
Examples:
  az rest --method get \\
    --url https://graph.microsoft.com/beta/identity/conditionalAccess/policies \\
    > policies.json
  flowlock evaluate policies.json
  flowlock evaluate export/ --settings flowlock.toml --format json";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  flowlock schema report > report.schema.json
  flowlock schema settings > settings.schema.json";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  source <(flowlock completions bash)
  flowlock completions fish > ~/.config/fish/completions/flowlock.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  flowlock man evaluate > flowlock-evaluate.1
  man ./flowlock-evaluate.1";

/// Prove from exported Conditional Access policies whether device code flow is blocked.
///
/// Flowlock answers CIS Microsoft Azure Foundations v3.0.0, 2.2.3 from files alone: it needs no
/// access to the tenant and no network.
#[derive(Debug, Parser)]
#[command(name = "flowlock", version, after_help = EXAMPLES, max_term_width = 80)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Evaluate the exports of one tenant
    #[command(after_help = evaluate::HELP)]
    Evaluate(Evaluate),
    /// Answer for one sign-in through device code flow: which policies apply, is it blocked?
    #[command(after_help = what_if::HELP)]
    WhatIf(Box<WhatIf>),
    /// Say what to do now, and write the change down
    #[command(after_help = next_step::HELP)]
    NextStep(NextStep),
    /// Tell people by Slack, Teams, a webhook or e-mail what a report says
    #[cfg(feature = "notify")]
    #[command(after_help = notify::HELP)]
    Notify(Notify),
    /// Evaluate, tell people, and write the outputs of a pipeline's step
    #[cfg(feature = "notify")]
    #[command(after_help = pipeline::HELP)]
    Pipeline(Box<Pipeline>),
    /// Try a policy against the logged device code sign-ins, before it is in force
    #[command(after_help = simulate::HELP)]
    Simulate(Box<Simulate>),
    /// Record a decision, with what it rests on: an exception, a policy to turn on
    #[command(after_help = decide::HELP, override_usage = decide::USAGE)]
    Decide(Box<Decide>),
    /// Write what approvers of a decision sign, or add what they signed
    #[command(after_help = approve::HELP)]
    Approve(Approve),
    /// Compare two exports of one tenant: what changed, which gap opened or closed?
    #[command(after_help = diff::HELP)]
    Diff(Diff),
    /// Explain a code that a report or an error names
    #[command(after_help = explain::HELP)]
    Explain(Explain),
    /// Print the JSON Schema of what is printed or read
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema {
        /// What to describe
        #[arg(value_enum)]
        of: Schema,
    },
    /// Print a completion script for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print a manual page
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The command whose page to print; without it, the page of flowlock itself
        command: Option<String>,
    },
}

/// How the report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    Human,
    /// The whole report; `flowlock schema report` describes it
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// An OCSF 1.5 Compliance Finding, for a data lake or a SIEM
    Ocsf,
    /// `JUnit` XML, for GitLab, Jenkins and their like
    Junit,
    /// Markdown, for a pull request or a ticket
    Markdown,
    /// One page for people, with all of it: no script, no request, printable
    Html,
}

impl Format {
    /// What the file is called that `--output-dir` gets.
    pub(crate) const fn file_name(self) -> &'static str {
        match self {
            Self::Human => "report.txt",
            Self::Json => "report.json",
            Self::Sarif => "report.sarif",
            Self::Ocsf => "report.ocsf.json",
            Self::Junit => "report.junit.xml",
            Self::Markdown => "report.md",
            Self::Html => "report.html",
        }
    }

    /// Whether programs read it, so that a failure should be theirs to read, too.
    pub(crate) const fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Ocsf | Self::Junit)
    }

    /// Whether many tenants can stand in it together.
    pub(crate) const fn is_for_many(self) -> bool {
        matches!(self, Self::Human | Self::Json | Self::Sarif | Self::Html)
    }

    /// Whether it shows the lines and columns of what it points at.
    pub(crate) const fn shows_places(self) -> bool {
        matches!(self, Self::Sarif | Self::Junit | Self::Markdown | Self::Html)
    }
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Even in a file or a pipe
    Always,
    /// Not at all
    Never,
}

/// What a JSON Schema is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Schema {
    /// What `evaluate --format json` prints
    Report,
    /// What `evaluate --settings` reads
    Settings,
    /// What `decide` writes and `evaluate --decisions` reads
    Decisions,
    /// What `next-step --format json` prints
    NextStep,
    /// What `notify --config` reads
    Notifiers,
    /// What `evaluate --each --format json` prints
    Tenants,
    /// What `what-if --format json` prints
    WhatIf,
    /// What `simulate --format json` prints
    Simulation,
    /// What `diff --format json` prints
    Diff,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
