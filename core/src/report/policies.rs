//! The policies held against the control, and the gaps that they leave.

use alloc::{borrow::Cow, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{RequirementId, Standing},
    entra::Id,
    what_if::Attempt,
};

/// One policy, held against the control.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyReport {
    /// The object id.
    pub id: Id,
    /// The name people know it by.
    pub display_name: String,
    /// The state as Graph spells it; null where the export does not say.
    pub state: Option<Cow<'static, str>>,
    /// Whether it names device code flow and its grant is block.
    pub candidate: bool,
    /// The file it was read from.
    pub source: String,
    /// Where it stands in that file.
    pub pointer: String,
    /// The steps of the control's Part 1; empty for a policy that has nothing to do with the flow.
    pub requirements: Vec<Requirement>,
}

/// One step of the control's Part 1, held against one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// The stable name of the step.
    pub id: RequirementId,
    /// The step as the control words it, shortened.
    pub title: Cow<'static, str>,
    /// Whether the policy meets it.
    pub met: bool,
    /// What the policy has.
    pub found: String,
    /// What the control asks for.
    pub expected: Cow<'static, str>,
    /// The member that decides it, as a JSON pointer into the policy's file.
    pub pointer: String,
}

/// A maximal region of sign-ins through device code flow that no counted policy blocks.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// A stable name: the same region has it in every report on the tenant, whatever the order of the files
    /// and whatever groups and applications are called.
    pub id: String,
    /// The region in words.
    pub words: String,
    /// How it stands.
    pub standing: Standing,
    /// What accepts it or what makes it doubtful; empty for an open gap.
    pub by: Vec<String>,
    /// One concrete sign-in inside the region, which reads as a What If request.
    pub witness: Attempt,
    /// For each nearest policy, the members that let the witness through.
    pub because: Vec<Because>,
}

/// One member of one policy that lets a witness through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Because {
    /// The policy.
    pub policy_id: Id,
    /// Its name.
    pub display_name: String,
    /// The file it was read from.
    pub source: String,
    /// The member, as a JSON pointer into that file.
    pub pointer: String,
    /// What the member does to the witness, in words.
    pub words: String,
}
