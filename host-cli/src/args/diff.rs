//! `flowlock diff --help`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use jiff::Timestamp;

use super::{
    Exports,
    exports::{account, moment},
};

pub(super) const HELP: &str = "\
Both sides are judged by the same settings at the same moment, so that what
differs is the tenant; --old-decisions and --old-as-of say what held for the
older side. What one side does not tell, such as who is in a group,
is taken to be as on the other side, and the comparison says so.

Exit status:
  1  a gap opened: somebody whom nothing accepts can obtain a token who could
     not before
  otherwise that of `flowlock evaluate` for the newer side:
  0  pass
  1  fail: it was open before, too
  2  could not compare: bad usage, unreadable input, no policies on one side
  3  review

Examples:
  flowlock diff monday/ friday/ --settings flowlock.toml
  flowlock diff old.json new.json --format json
  flowlock diff main/export/ export/ --format markdown --output comment.md
  flowlock diff monday/ friday/ --settings flowlock.toml \\
    --decisions decisions.json --allowed-signers allowed_signers \\
    --old-as-of 2026-01-26T06:00:00Z";

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The older exports: a file or a folder
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub(crate) old: PathBuf,

    /// The newer exports: a file or a folder
    #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
    pub(crate) new: PathBuf,

    /// Emergency access, exceptions and limits, as JSON or TOML, for both sides
    ///
    /// `flowlock schema settings` describes them. Without settings nothing is accepted.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    settings: Option<PathBuf>,

    /// What people decided, for both sides: it may count on one and not on the other
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    decisions: Option<PathBuf>,

    /// What had been decided by the time of the older side, where that was something else
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    old_decisions: Option<PathBuf>,

    /// Whose signatures approve decisions, in OpenSSH's format of allowed signers
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    allowed_signers: Option<PathBuf>,

    /// An emergency access user or group, by object id, or a user by principal name
    ///
    /// Adds to the settings; may be given several times.
    #[arg(long, value_name = "ID|UPN", value_parser = account)]
    emergency_access: Vec<String>,

    /// The moment that the sides are judged at [default: the settings' asOf, or now]
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    as_of: Option<Timestamp>,

    /// The moment that the older side is judged at [default: that of the newer side]
    ///
    /// Then what ran out between the two shows.
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    old_as_of: Option<Timestamp>,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiffFormat,

    /// Where to write it, instead of standard output
    ///
    /// The file appears only when it is complete.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}

impl Diff {
    /// The two sides, the older one first.
    pub(crate) fn sides(&self) -> [Exports; 2] {
        let side = |path: &PathBuf, decisions: &Option<PathBuf>, as_of| Exports {
            paths: vec![path.clone()],
            settings: self.settings.clone(),
            decisions: decisions.clone(),
            allowed_signers: self.allowed_signers.clone(),
            emergency_access: self.emergency_access.clone(),
            as_of,
            ..Exports::default()
        };
        let old_decisions = if self.old_decisions.is_some() { &self.old_decisions } else { &self.decisions };
        let old = side(&self.old, old_decisions, self.old_as_of.or(self.as_of));
        [old, side(&self.new, &self.decisions, self.as_of)]
    }
}

/// How a comparison is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Text for people
    #[default]
    Human,
    /// All of it as data; `flowlock schema diff` describes it
    Json,
    /// Markdown, for a pull request or a ticket
    Markdown,
}
