//! `flowlock explain --help`.

use clap::{Args, ValueEnum};

pub(super) const HELP: &str = "\
Examples:
  flowlock explain duplicate-key
  flowlock explain review
  flowlock explain --list
  flowlock explain --list --format json";

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, as a report or an error names it
    #[arg(required_unless_present = "list", conflicts_with = "list")]
    pub(crate) code: Option<String>,

    /// List every code there is
    #[arg(long)]
    pub(crate) list: bool,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Layout,
}

/// How an answer that is no report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layout {
    /// Text for people
    #[default]
    Human,
    /// JSON for other programs
    Json,
}
