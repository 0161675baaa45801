//! `flowlock next-step --help`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::Exports;

pub(super) const HELP: &str = "\
Exit status:
  0  the next step was printed
  2  could not be told, or there is no change to write in the format asked for

Nothing is sent anywhere: what is printed is for you to run. Without a declared
emergency access no policy that blocks is proposed.

A change is given twice. `body` is what Graph takes: PATCH merges, so each
condition that changes is there as a whole. `patch` is the same as a JSON Patch
(RFC 6902) of the policy in the export, to review it and to try it on the file;
Graph does not take it.

Examples:
  flowlock next-step export/ --settings flowlock.toml
  flowlock next-step export/ --settings flowlock.toml --format az
  flowlock next-step export/ --settings flowlock.toml --format terraform \\
    --output dcf.tf

On Windows, with the address that `--format az` prints:
  flowlock next-step export/ --settings flowlock.toml --format graph -o b.json
  az rest --method POST --url \"https://...\" --body \"@b.json\"";

#[derive(Debug, Args)]
pub(crate) struct NextStep {
    #[command(flatten)]
    pub(crate) exports: Exports,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: StepFormat,

    /// Where to write it, instead of standard output
    ///
    /// The file appears only when it is complete.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

/// How the next step is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum StepFormat {
    /// What, why, the verdict before and after, and the command
    #[default]
    Human,
    /// All of it as data; `flowlock schema next-step` describes it
    Json,
    /// The body for Microsoft Graph; a JSON batch where there are several
    Graph,
    /// `az rest`, quoted for bash
    Az,
    /// Graph PowerShell
    Powershell,
    /// Terraform's `azuread_conditional_access_policy`
    Terraform,
}
