//! What people decided of a tenant: an exception, a user who is meant to be blocked, a policy to turn on.
//!
//! A decision holds what it rests on as a digest. It counts for what it was made for and no more: once
//! the tenant shows something else, or its date has passed, it is shown and does not count.

mod approvals;
mod digest;
mod grounds;
mod parse;
mod record;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
mod weigh;

use alloc::{string::String, vec::Vec};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::catalogue::{DecisionKind, DecisionStanding, SignatureStanding};
pub use approvals::{Check, SignatureReport, Signed, Signer, needed, not_checked, payload};
pub use grounds::{DecisionEvidence, Opened, Reviewed, Used};
pub use record::{Wish, decide};
pub use weigh::Decided;

use crate::settings::last_moment;

/// The decisions of one tenant, as they are kept in a file, sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decisions {
    /// The decisions.
    pub decisions: Vec<Decision>,
}

/// One decision, and the digest of the evidence that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Decision {
    /// The name that reports call it by: letters, digits, `-`, `_` and `.`.
    pub id: String,
    /// What was decided.
    pub kind: DecisionKind,
    /// The tenant that it is for, as the settings name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// For whom or for what.
    pub target: Target,
    /// Why.
    pub justification: String,
    /// Who decided.
    pub decided_by: String,
    /// When, as RFC 3339.
    pub decided_at: String,
    /// Its last moment: a date (its whole day, UTC) or an RFC 3339 time.
    pub expires: String,
    /// SHA-256 of the evidence as JSON, in hexadecimal; the report shows the evidence.
    pub evidence: String,
    /// What approvers signed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub signatures: Vec<Signed>,
}

/// For whom or for what a decision is. All that it names must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Target {
    /// A user, by object id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// A group, by object id; for an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// An application by its id, or `Office365`, `MicrosoftAdminPortals`; for an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// A named location by its id, or `AllTrusted`; for an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// A platform as Graph spells it, or `unrecognised`; for an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// A policy, by object id; to turn it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// One decision, and whether it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecisionReport {
    /// The decision, as it was recorded, without its signatures.
    #[serde(flatten)]
    pub decision: Decision,
    /// Whether it counts, or why not.
    pub standing: DecisionStanding,
    /// The same in words.
    pub words: String,
    /// How many approvals it needs; null where the settings ask for none.
    pub approvals_needed: Option<u64>,
    /// How each signature stands; empty where the settings ask for no approvals.
    pub approvals: Vec<SignatureReport>,
    /// Whose approval would still count; empty where nothing is missing.
    pub approvals_pending: Vec<String>,
    /// What it rests on today, in words.
    pub rests_on: Vec<String>,
    /// The digest of what it rests on today; null where there is nothing.
    pub evidence_now: Option<String>,
    /// What it rests on today. Written as JSON without white space, it gives the digest.
    pub basis: Option<DecisionEvidence>,
}

impl Decision {
    /// The last moment of the decision; `None` where `expires` is neither a date nor a time.
    pub fn last_moment(&self) -> Option<Timestamp> {
        last_moment(&self.expires)
    }
}

impl Target {
    /// The members that it names, each with its value.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [&self.user, &self.group, &self.application, &self.location, &self.platform, &self.policy];
        Self::MEMBERS.into_iter().zip(all).filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// The names of the members.
    pub const MEMBERS: [&str; 6] = ["user", "group", "application", "location", "platform", "policy"];

    /// The target in words.
    pub fn words(&self) -> String {
        let parts: Vec<String> = self.named().map(|(name, value)| [name, " ", value].concat()).collect();
        parts.join(", ")
    }
}
