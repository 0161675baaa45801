//! `flowlock approve --help`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

pub(super) const HELP: &str = "\
Exit status:
  0  the payload was written, or the signature was added
  2  it was not

Keys are those of SSH: Ed25519, ECDSA on P-256 and P-384, RSA. A signature is
added to the decision as it is; `flowlock evaluate --allowed-signers` says
whether it counts, and `approvals` in the settings how many of whom are needed.

Examples:
  flowlock approve --decisions decisions.json --id room-4 -o room-4.payload
  ssh-keygen -Y sign -n flowlock -f ~/.ssh/id_ed25519 room-4.payload
  flowlock approve --decisions decisions.json --signature room-4.payload.sig
  flowlock evaluate export/ --settings flowlock.toml \\
    --decisions decisions.json --allowed-signers allowed_signers";

/// What an approver signs, and the signature on its way back.
#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// The file of decisions
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) decisions: PathBuf,

    /// Write the payload of this decision, to be signed
    #[arg(long, value_name = "NAME", required_unless_present = "signature", conflicts_with = "signature")]
    pub(crate) id: Option<String>,

    /// Where to write the payload, instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "signature")]
    pub(crate) output: Option<PathBuf>,

    /// Add this signature, which lies beside the payload as ssh-keygen wrote it
    #[arg(long, value_name = "FILE.sig", value_hint = ValueHint::FilePath)]
    pub(crate) signature: Option<PathBuf>,
}
