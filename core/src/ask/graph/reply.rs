//! What Graph would answer, by Flowlock's reading.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use schemars::JsonSchema;
use serde::Serialize;

use super::reasons;
use crate::{
    ask::{Question, understand::understand},
    entra::{Id, Policy, State},
    tenant::Tenant,
    what_if::PartialAttempt,
};

/// An answer in the shape of `conditionalAccess/evaluate`. Of each policy it has what names it; what it is
/// made of stands in the export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reply {
    /// What the list holds.
    #[serde(rename = "@odata.context")]
    pub context: &'static str,
    /// One for each policy, sorted by id.
    pub value: Vec<ReplyPolicy>,
}

/// A policy, and whether it applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReplyPolicy {
    /// The object id.
    pub id: Id,
    /// The name people know it by.
    pub display_name: String,
    /// When it was made, RFC 3339.
    pub created_date_time: Option<String>,
    /// When it was last edited, RFC 3339.
    pub modified_date_time: Option<String>,
    /// The state as Graph spells it.
    pub state: Option<&'static str>,
    /// Whether it applies; false, too, where that cannot be told.
    pub policy_applies: bool,
    /// Why not: flags with commas between them; `notEnoughInformation` where it cannot be told, and
    /// `notSet` where it applies.
    pub analysis_reasons: String,
}

impl Reply {
    /// The answer to a question; where only policies that apply are asked for, the others are left out.
    pub fn of(tenant: &Tenant, question: &Question, applied_only: bool) -> Self {
        let attempt = understand(question, tenant).attempt;
        let value = tenant.policies.iter().map(|policy| one(policy, &attempt));
        Self {
            context: "https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)",
            value: value.filter(|policy| policy.policy_applies || !applied_only).collect(),
        }
    }
}

fn one(policy: &Policy, attempt: &PartialAttempt) -> ReplyPolicy {
    let (policy_applies, reasons) = reasons::said(policy, attempt);
    ReplyPolicy {
        id: policy.id.clone(),
        display_name: policy.display_name.clone(),
        created_date_time: policy.created.map(|moment| moment.to_string()),
        modified_date_time: policy.modified.map(|moment| moment.to_string()),
        state: policy.state.map(State::as_str),
        policy_applies,
        analysis_reasons: reasons.join(","),
    }
}
