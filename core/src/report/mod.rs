//! The report: what was decided, and everything it rests on.

mod log;
mod next_step;
mod policies;

use alloc::{string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use log::{AppUse, DayOfUse, Disagreement, Principal, Replay, Rollout, Usage};
pub use next_step::{Change, Judged, NextStep, Proposal};
pub use policies::{Because, Gap, PolicyReport, Requirement};

pub use crate::{
    acceptance::Acceptance,
    catalogue::{
        Action, DecisionKind, DecisionStanding, PrincipalStanding, Ready, ReasonCode, Regularity,
        RequirementId, SignatureStanding, SinceBasis, Stage, Standing, Status,
    },
    decisions::{
        Decision, DecisionEvidence, DecisionReport, Opened, Reviewed, SignatureReport, Target, Used,
    },
    next_step::{
        ApplicationsBody, ConditionsBody, DevicesBody, FilterBody, FlowsBody, GrantBody, GuestsBody,
        LocationsBody, PatchOperation, PatchValue, PlatformsBody, PolicyBody, TenantsBody, UsersBody,
    },
};
use crate::{
    control::CONTROL,
    crosswalk::{CROSSWALK, Related},
    peers::Peer,
    problem::Problem,
    tenant::Source,
};

/// The version of the report's shape. It changes when a member changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole answer for one tenant. The same exports and settings give the same bytes on every host.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of this shape.
    pub schema_version: u32,
    /// The control that was evaluated.
    #[serde(skip_deserializing, default = "control")]
    pub control: Control,
    /// The verdict.
    pub status: Status,
    /// How far the tenant has come.
    pub stage: Stage,
    /// The moment the report speaks of, RFC 3339.
    pub as_of: String,
    /// The verdict in one sentence.
    pub summary: String,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// What an administrator should know although it changes no verdict.
    pub warnings: Vec<Reason>,
    /// The files, and what each could show.
    pub sources: Vec<Source>,
    /// The policies: candidates first, the nearest to what the control asks at the top.
    pub policies: Vec<PolicyReport>,
    /// Who could still obtain a token through device code flow.
    pub gaps: Vec<Gap>,
    /// How many gaps are not listed because there are too many; at least so many where cut off.
    pub gaps_not_listed: u64,
    /// The settings' entries: what each resolved to.
    pub acceptance: Vec<Acceptance>,
    /// What people decided, and whether it counts, sorted by id; empty where no decisions were given.
    pub decisions: Vec<DecisionReport>,
    /// The report-only review, one entry per report-only candidate.
    pub rollout: Vec<Rollout>,
    /// Device code use across the tenant; null where no sign-ins were read.
    pub usage: Option<Usage>,
    /// What the log recorded, held against what the policies do; null where no sign-ins were read.
    pub replay: Option<Replay>,
    /// The numbers that the review and the verdict were held against.
    pub thresholds: Thresholds,
    /// What to do now.
    pub next_step: NextStep,
    /// Where else the same question is asked, and how it is asked there.
    #[serde(skip_deserializing, default = "crosswalk")]
    pub crosswalk: &'static [Related],
    /// What other tools' checks would say of this tenant; only where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub peers: Option<Vec<Peer>>,
}

/// There is one control, and a report is read back by the version that wrote it.
const fn control() -> Control {
    CONTROL
}

const fn crosswalk() -> &'static [Related] {
    CROSSWALK
}

/// The control that a report is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// The benchmark's name.
    pub benchmark: &'static str,
    /// The benchmark's version.
    pub version: &'static str,
    /// The number of the control.
    pub id: &'static str,
    /// The title of the control.
    pub title: &'static str,
}

/// One reason or warning, by a stable code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The stable name of the reason; `flowlock explain` says more.
    pub code: ReasonCode,
    /// The reason in words.
    pub words: String,
}

/// The numbers of the settings, given or by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thresholds {
    /// For how many days a report-only policy is observed before it may be turned on.
    pub min_observation_days: u64,
    /// How many members an excluded group may have to be taken for emergency access.
    pub max_emergency_accounts: u64,
}

/// A problem that stopped the evaluation, as hosts print it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What stopped it.
    pub error: Problem,
}
