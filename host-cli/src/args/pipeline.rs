//! `flowlock pipeline --help`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Exports, NotifyLevel};

pub(super) const HELP: &str = "\
Exit status:
  0  pass
  1  fail
  2  could not evaluate
  3  review
  4  pass, and somebody was not told; standard error says who, and why

  With --exit-zero, 0 for every verdict; 2 and 4 stay.

Steps: evaluate; tell --to, by --level; tell --ask, where a decision is open;
write report.json and report.md to --output-dir; give the platform its own form:
  github    outputs status, stage, summary, action, decision, notified, report;
            the report as the summary of the step; an annotation
  azure     the same as output variables, a summary and an issue
  flowpipe  the same as one JSON object, and nothing else, on standard output
  none      the report for people

Where it could not be evaluated, report.json holds the failure.

Examples:
  flowlock pipeline export/ --settings flowlock.toml --output-dir out/
  flowlock pipeline export/ --notifiers notifiers.toml --to security --level info
  flowlock pipeline export/ --notifiers notifiers.toml --ask owners";

#[derive(Debug, Args)]
pub(crate) struct Pipeline {
    #[command(flatten)]
    pub(crate) exports: Exports,

    /// The notifiers, as TOML or JSON: see `flowlock notify --help`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) notifiers: Option<PathBuf>,

    /// Whom to tell, by name; may be given several times
    #[arg(long, value_name = "NAME", requires = "notifiers")]
    pub(crate) to: Vec<String>,

    /// When to tell them
    #[arg(long, value_enum, default_value_t)]
    pub(crate) level: NotifyLevel,

    /// Whom to ask for the decision, where one is open, whatever the level
    #[arg(long, value_name = "NAME", requires = "notifiers")]
    pub(crate) ask: Vec<String>,

    /// What to call the tenant in messages
    #[arg(long, default_value = "", hide_default_value = true, value_name = "NAME")]
    pub(crate) tenant: String,

    /// The folder to write the report to
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output_dir: Option<PathBuf>,

    /// What the pipeline runs on [default: told by the environment]
    #[arg(long, value_enum)]
    pub(crate) platform: Option<Platform>,

    /// End with 0 whatever the verdict
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// What a pipeline runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Platform {
    /// GitHub Actions
    Github,
    /// Azure Pipelines
    Azure,
    /// A container step of Flowpipe
    Flowpipe,
    /// Anything else
    None,
}
