//! What to do now, and the change of the policies that does it.

use alloc::{borrow::Cow, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reason;
use crate::{
    catalogue::{Action, Stage, Status},
    entra::Id,
    next_step::{PatchOperation, PolicyBody},
};

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NextStep {
    /// The stable name of the step.
    pub action: Action,
    /// What to do, one step a line.
    pub steps: Vec<String>,
    /// The change itself, ready to be sent to Graph; null where none is proposed.
    pub proposal: Option<Proposal>,
    /// Why nothing is proposed, or not more, or why a policy is left as it is.
    pub withheld: Vec<Reason>,
}

/// A change of the tenant's policies, and what becomes of the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// One request for each policy.
    pub changes: Vec<Change>,
    /// How the tenant stands now.
    pub before: Judged,
    /// How the same evaluation judges it with the changes made.
    pub after: Judged,
}

/// A status and a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// The verdict.
    pub status: Status,
    /// How far the tenant has come.
    pub stage: Stage,
}

/// One request to Graph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// `POST` for a new policy, `PATCH` for one that is there.
    pub method: Cow<'static, str>,
    /// The address.
    pub url: String,
    /// The policy; null for a new one.
    pub policy_id: Option<Id>,
    /// Its name.
    pub display_name: String,
    /// What changes, in words.
    pub words: Vec<String>,
    /// What is sent. Graph merges: each condition that changes is there as a whole.
    pub body: PolicyBody,
    /// The same as a JSON Patch (RFC 6902) of the policy in the export, to review it and to try it on the
    /// file; Graph does not take it. Empty for a new policy, and where the export is not in Graph's shape.
    pub patch: Vec<PatchOperation>,
    /// The file that the patch applies to; null for a new policy.
    pub source: Option<String>,
    /// The policy in that file, as a JSON pointer; the paths of the patch begin there.
    pub pointer: Option<String>,
    /// The whole policy after the change, as far as this version knows its members.
    pub policy: PolicyBody,
    /// Its members that this version does not know, and that therefore are not in `policy`.
    pub not_shown: Vec<String>,
}
