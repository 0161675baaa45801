//! The report: what was decided, and everything it rests on.

use alloc::{borrow::Cow, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    entra::Id,
    peers::Peer,
    problem::Problem,
    tenant::Source,
    what_if::Attempt,
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

/// The report-only review of one candidate.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rollout {
    /// The policy.
    pub policy_id: Id,
    /// Since when it has been in report-only and covers what it does, RFC 3339; null where nothing says.
    pub since: Option<String>,
    /// What says so; null where nothing does.
    pub since_basis: Option<SinceBasis>,
    /// Whole days of evidence.
    pub days_observed: u64,
    /// Events after that moment that list the policy.
    pub events: u64,
    /// Events it did not apply to.
    pub not_applied: u64,
    /// Events it would have blocked.
    pub would_block: u64,
    /// Events whose result cannot be told.
    pub undetermined: u64,
    /// Events after that moment that do not list the policy: they say nothing of it.
    pub no_evidence: u64,
    /// On how many UTC days some event lists the policy.
    pub days_with_events: u64,
    /// Whether it may be turned on.
    pub ready: Ready,
    /// Why, or what is missing.
    pub reasons: Vec<Reason>,
    /// Who would have been blocked: first those of whom the settings decide nothing.
    pub affected: Vec<Principal>,
    /// How many would-be-blocked events are not listed because there are too many principals.
    pub affected_not_listed: u64,
}

impl SinceBasis {
    /// What says so, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Settings => "by the settings",
            Self::AuditLog => "by the audit log",
            Self::Modified => "when it was last modified",
            Self::Created => "when it was made",
        }
    }
}

/// Device code use across the tenant.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Device code sign-ins.
    pub events: u64,
    /// Of these, how often a person entered a code.
    pub interactive: u64,
    /// How often a waiting client took its token.
    pub redemptions: u64,
    /// How often a session that began with device code flow went on.
    pub tracked: u64,
    /// Use by UTC day, days without any left out. What `events` counts beyond these has no time, or found
    /// no room.
    pub days: Vec<DayOfUse>,
    /// Who used it: first those of whom the settings decide nothing.
    pub principals: Vec<Principal>,
    /// How many events are not listed because there are too many principals.
    pub not_listed: u64,
    /// Who succeeded, accepted by nothing, after every enabled candidate was last modified.
    pub contradictions: Vec<Principal>,
    /// Every sign-in that was read, whatever the flow.
    pub sign_ins: u64,
    /// Sign-ins without an id: duplicates among them count each time.
    pub without_id: u64,
    /// Whether there were too many sign-ins to tell duplicates among all of them.
    pub duplicates_bound_passed: bool,
    /// What the exports could not show.
    pub not_shown: Vec<Reason>,
}

/// What a log recorded of each candidate, held against what the candidate does as exported.
///
/// A result counts where the sign-in is later than the policy's last change, and is one through device
/// code flow that is kept one by one. Only certain answers are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Replay {
    /// Recorded results of a candidate for a sign-in that could be compared.
    pub compared: u64,
    /// Of these, those that agree.
    pub agreed: u64,
    /// Recorded results that could not be compared: what was exported does not tell whether the
    /// policy applies.
    pub undecided: u64,
    /// Those that do not agree, by policy and time: either an export is of another time, or Flowlock
    /// reads the policy wrongly.
    pub disagreements: Vec<Disagreement>,
    /// How many more do not agree.
    pub not_listed: u64,
}

/// A sign-in to which a policy did something else than it does as exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Disagreement {
    /// The policy.
    pub policy_id: Id,
    /// Its name.
    pub display_name: String,
    /// The id of the sign-in.
    pub event: String,
    /// When it was, RFC 3339.
    pub at: Option<String>,
    /// The user, by object id, else by name.
    pub principal: Id,
    /// The application; empty where the log gives none.
    pub application: Id,
    /// Whether the log says that the policy applied. As exported, it does the opposite.
    pub applied: bool,
    /// Where the log says that it applied: the members that keep it from applying.
    pub because: Vec<Because>,
}

/// Device code sign-ins of one UTC day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DayOfUse {
    /// The day, such as `2026-01-31`.
    pub day: String,
    /// Events of which the settings decide nothing.
    pub undecided: u64,
    /// Events of those who are meant to be blocked.
    pub meant_to_be_blocked: u64,
    /// Events that an exception accepts.
    pub exception: u64,
    /// Events of declared emergency access.
    pub emergency_access: u64,
}

/// One user, and what they did with device code flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Principal {
    /// The object id; the user principal name where the log gives no id.
    pub id: Id,
    /// The name people know them by; may be empty.
    pub name: String,
    /// How they stand.
    pub standing: PrincipalStanding,
    /// The applications, the most used first.
    pub apps: Vec<AppUse>,
    /// The clients, as Entra names them.
    pub client_apps: Vec<String>,
    /// The countries.
    pub countries: Vec<String>,
    /// The first event, RFC 3339; null where no event has a time.
    pub first_seen: Option<String>,
    /// The last event, RFC 3339.
    pub last_seen: Option<String>,
    /// On how many UTC days there are events.
    pub days_active: u64,
    /// How many events there are.
    pub events: u64,
    /// How many runs they belong to, by correlation id.
    pub runs: u64,
    /// How often the person entered a code.
    pub interactive: u64,
    /// How often a waiting client took its token.
    pub redemptions: u64,
    /// How often a session that began with device code flow went on.
    pub tracked: u64,
    /// How regularly they use it.
    pub regularity: Regularity,
    /// What to do about it; empty where nothing is to be done.
    pub advice: Cow<'static, str>,
}

impl Regularity {
    /// How regularly, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Sometimes => "sometimes",
            Self::Regularly => "regularly",
            Self::Continued => "only in sessions that went on",
        }
    }
}

impl PrincipalStanding {
    /// Whether the settings accept that they use the flow.
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Exception | Self::EmergencyAccess)
    }

    /// The standing in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::MeantToBeBlocked => "meant to be blocked",
            Self::Exception => "exception",
            Self::EmergencyAccess => "emergency access",
        }
    }
}

/// One application that a user signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppUse {
    /// The application id; empty where the log gives none.
    pub id: Id,
    /// Its name: of Microsoft's own applications the known one, else as the log gives it.
    pub name: String,
    /// What is publicly known of attacks that use it; null where nothing is.
    pub phished: Option<Cow<'static, str>>,
    /// The resources it asked a token for, by name or id.
    pub resources: Vec<String>,
    /// How many events there are.
    pub events: u64,
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

/// A problem that stopped the evaluation, as hosts print it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What stopped it.
    pub error: Problem,
}
