//! `flowlock simulate --help`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::{Exports, Layout};

pub(super) const HELP: &str = "\
The device code sign-ins of the log are tried against the proposal, as if it
had been in force. One of which the log shows too little is never taken for
harmless: it cannot be told, and the answer says what that depends on.

Exit status:
  0  the log shows nobody whom it should not block
  1  it would block somebody of whom nothing is decided, or who is accepted
  2  could not simulate: bad usage, unreadable input, nothing to propose
  3  the log does not show whom it would block

Examples:
  flowlock simulate policies.json sign-ins.json --enable 'Block device code'
  flowlock simulate export/ --policy proposed.json
  flowlock simulate export/ --as-cis --emergency-access bg1@contoso.example";

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    #[command(flatten)]
    pub(crate) exports: Exports,

    /// A policy to try, as Graph takes it; may be given several times
    ///
    /// Its state does not matter. One that is there by the same id is replaced.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Vec<PathBuf>,

    /// A policy of the exports to turn on; may be given several times
    #[arg(long, value_name = "ID|NAME")]
    pub(crate) enable: Vec<String>,

    /// Try the policy that the control asks for
    ///
    /// All users but the declared emergency access, all applications, device code flow, block. Without a
    /// declared emergency access nothing is proposed.
    #[arg(long)]
    pub(crate) as_cis: bool,

    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Layout,

    /// Where to write it, instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,
}
