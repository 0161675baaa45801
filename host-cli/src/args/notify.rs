//! `flowlock notify --help`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use flowlock_core::notice::Level;

pub(super) const HELP: &str = "\
Exit status:
  0  everyone was told, or there was nothing to tell at this level
  2  bad usage, or the report or the notifiers cannot be read
  4  somebody was not told; standard error says who, and why

Notifiers (`flowlock schema notifiers` describes them all):
  [notifiers.security]
  kind = \"slack\"                       # or teams, or webhook
  url.env = \"SLACK_URL\"                # or url.file = \"PATH\"

  [notifiers.auditors]
  kind = \"mail\"
  host = \"smtp.contoso.example\"        # STARTTLS on 587, or security = \"tls\"
  from = \"flowlock@contoso.example\"
  to = [\"auditors@contoso.example\"]
  username = \"flowlock\"
  password.env = \"SMTP_PASSWORD\"

  A secret is found in an environment variable or a file; it is never written
  there and never printed. Redirects are not followed. Busy servers are tried
  again, so a message may arrive twice.

Examples:
  flowlock evaluate export/ --format json --output report.json
  flowlock notify report.json --config notifiers.toml --to security
  flowlock notify report.json --config notifiers.toml --to security --print

  A failure can be told, too:
  flowlock evaluate export/ --format json > report.json 2> failure.json ||
    [ $? != 2 ] || mv failure.json report.json";

#[derive(Debug, Args)]
pub(crate) struct Notify {
    /// What `evaluate --format json` printed; `-` is standard input
    #[arg(value_name = "REPORT", value_hint = ValueHint::FilePath)]
    pub(crate) report: PathBuf,

    /// The notifiers, as TOML or JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) config: PathBuf,

    /// Whom to tell, by name; may be given several times
    #[arg(long, required = true, value_name = "NAME")]
    pub(crate) to: Vec<String>,

    /// When to tell
    #[arg(long, value_enum, default_value_t)]
    pub(crate) level: NotifyLevel,

    /// What to call the tenant in the message
    #[arg(long, default_value = "", hide_default_value = true, value_name = "NAME")]
    pub(crate) tenant: String,

    /// Print what would be sent, and send nothing
    #[arg(long)]
    pub(crate) print: bool,
}

/// When a notice is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum NotifyLevel {
    /// Always
    Verbose,
    /// Unless the verdict is a pass
    #[default]
    Info,
    /// Only where it could not be evaluated
    Error,
}

impl From<NotifyLevel> for Level {
    fn from(level: NotifyLevel) -> Self {
        match level {
            NotifyLevel::Verbose => Self::Verbose,
            NotifyLevel::Info => Self::Info,
            NotifyLevel::Error => Self::Error,
        }
    }
}
