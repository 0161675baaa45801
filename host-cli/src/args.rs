//! The command line, as people see it in `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use jiff::Timestamp;

const EXAMPLES: &str = "\
Examples:
  az rest --method get \\
    --url https://graph.microsoft.com/beta/identity/conditionalAccess/policies \\
    > policies.json
  flowlock evaluate policies.json
  flowlock evaluate export/ --settings flowlock.toml --format json";

const EVALUATE_HELP: &str = "\
Exit status:
  0  pass: every sign-in outside what is accepted is blocked
  1  fail: someone can still obtain a token through device code flow
  2  could not evaluate: bad usage, unreadable input, no policies
  3  review: the exports or the settings leave it open

Folders:
  Read in full, in the order of the names. Files and folders whose name starts
  with a dot are left out, and so are links that lead out of the folder. What is
  no export is listed as ignored; named on its own, it is an error.

Examples:
  flowlock evaluate policies.json
  flowlock evaluate policies.json interactive.json non-interactive.json.gz
  flowlock evaluate export/ --emergency-access breakglass@contoso.example
  flowlock evaluate export/ --settings flowlock.toml --format json
  zcat policies.json.gz | flowlock evaluate -";

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
    #[command(after_help = EVALUATE_HELP)]
    Evaluate(Evaluate),
    /// Print the JSON Schema of the report or of the settings
    Schema {
        /// What to describe
        #[arg(value_enum)]
        of: Schema,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print a manual page
    Man {
        /// The command whose page to print; without it, the page of flowlock itself
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// Files or folders of exports; `-` is standard input
    ///
    /// Each file is recognised by its content: policies from Graph, PowerShell, EntraExporter,
    /// IntuneManagement, ScubaGear, Terraform or Steampipe; users, groups, roles, named locations;
    /// logs of sign-ins, of any size.
    /// Files packed with gzip or zstd are read as they are.
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Emergency access, exceptions and limits, as JSON or TOML
    ///
    /// `flowlock schema settings` describes them. Without settings nothing is accepted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) settings: Option<PathBuf>,

    /// An emergency access user or group, by object id, or a user by principal name
    ///
    /// Adds to the settings; may be given several times. An object id that no export tells to be a
    /// user's or a group's is taken for either. A principal name needs an export of users.
    #[arg(long, value_name = "ID|UPN", value_parser = account)]
    pub(crate) emergency_access: Vec<String>,

    /// The moment the evaluation speaks of [default: the settings' asOf, or now]
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    pub(crate) as_of: Option<Timestamp>,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// Where to write the report, instead of standard output
    ///
    /// The file appears only when it is complete.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

/// How the report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    #[default]
    Human,
    /// The whole report; `flowlock schema report` describes it
    Json,
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
}

fn account(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_half_a_name =
        text.split_once('@').is_some_and(|(user, domain)| user.is_empty() || domain.is_empty());
    if text.is_empty() || text.contains(char::is_whitespace) || is_half_a_name {
        return Err("expected an object id or a user principal name, such as bg1@contoso.example".to_owned());
    }
    Ok(text.to_owned())
}

fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "expected a time such as 2026-07-02T21:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn accounts_are_ids_or_names() {
        assert_eq!(account(" a@b ").as_deref(), Ok("a@b"));
        assert!(account("0f0f0f0f-0000-4000-8000-000000000001").is_ok());
        assert!(account("@b").is_err() && account("a@").is_err() && account(" ").is_err());
    }
}
