//! `flowlock evaluate --help`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use flowlock_core::render::SarifResults;

use super::{Exports, Format};

pub(super) const HELP: &str = "\
Exit status:
  0  pass: every sign-in outside what is accepted is blocked
  1  fail: someone can still obtain a token through device code flow
  2  could not evaluate: bad usage, unreadable input, no policies
  3  review: the exports or the settings leave it open

  With --each, of the worst tenant: 1 before 2 before 3 before 0.

Folders:
  Read in full, in the order of the names. Files and folders whose name starts
  with a dot are left out, and so are links that lead out of the folder. What is
  no export is listed as ignored; named on its own, it is an error.

Examples:
  flowlock evaluate policies.json
  flowlock evaluate policies.json interactive.json non-interactive.json.gz
  flowlock evaluate export/ --emergency-access breakglass@contoso.example
  flowlock evaluate export/ --settings flowlock.toml --format json
  flowlock evaluate export/ --format html --output report.html
  flowlock evaluate export/ --format html --format sarif --output-dir out/
  flowlock evaluate --each tenants/ --format html --output-dir out/
  zcat policies.json.gz | flowlock evaluate -

In a pipeline:
  GitHub: actions/checkout the exports, then
    flowlock evaluate export/ --format sarif --sarif-problems-only \\
      --output flowlock.sarif
    and github/codeql-action/upload-sarif with sarif_file: flowlock.sarif
  GitLab: flowlock evaluate export/ --format junit --output flowlock.xml
    and artifacts: reports: junit: flowlock.xml
  Jenkins: the same file for the junit step
  A comment: flowlock evaluate export/ --format markdown";

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that people give or leave out")]
pub(crate) struct Evaluate {
    #[command(flatten)]
    pub(crate) exports: Exports,

    /// Evaluate many tenants: each folder inside PATH is one
    ///
    /// Prints one line for each, worst first. A tenant's own settings are flowlock.toml,
    /// flowlock.json or settings.json at the top of its folder; they win over --settings.
    #[arg(long)]
    pub(crate) each: bool,

    /// Say what the checks of other tools would say, and where they are wrong
    #[arg(long)]
    pub(crate) explain_peers: bool,

    /// What to print; may be given several times with `--output-dir`
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: Vec<Format>,

    /// Where to write the report, instead of standard output
    ///
    /// The file appears only when it is complete. Its name decides nothing.
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// The folder to write the report to, once for each `--format`
    ///
    /// The folder is made where it is not there, and no file appears before all are complete. They are report.txt, report.json,
    /// report.sarif, report.ocsf.json, report.junit.xml, report.md and report.html. The text for
    /// people is printed all the same.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "output")]
    pub(crate) output_dir: Option<PathBuf>,

    /// Read the exports in a sandbox: for files that one does not trust
    ///
    /// Nothing that a file holds reaches more than the memory of a WebAssembly module, which ends
    /// at 2 GiB, at 200 billion instructions and after 5 minutes; with --each, one for each tenant. The
    /// report is the same. A file of more than 256 MiB ends it.
    #[arg(long, conflicts_with = "explain_peers")]
    pub(crate) sandbox: bool,

    /// Leave out of SARIF what nobody has to act on: a pass, and accepted gaps
    ///
    /// GitHub code scanning shows every result as an open alert, whatever its kind and its
    /// suppressions say.
    #[arg(long)]
    pub(crate) sarif_problems_only: bool,
}

impl Evaluate {
    /// Which results SARIF gets.
    pub(crate) const fn sarif_results(&self) -> SarifResults {
        if self.sarif_problems_only { SarifResults::Problems } else { SarifResults::All }
    }

    /// Whether some format shows the lines and columns of what it points at.
    pub(crate) fn shows_places(&self) -> bool {
        self.format.iter().any(|format| format.shows_places())
    }

    /// Whether a program waits for the outcome.
    pub(crate) fn is_for_programs(&self) -> bool {
        self.format.iter().any(|format| format.is_for_programs())
    }
}
