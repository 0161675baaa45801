//! What a log of sign-ins says: the report-only review, and use of the flow.

use alloc::{borrow::Cow, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Because, Reason};
use crate::{
    catalogue::{PrincipalStanding, Ready, Regularity, SinceBasis},
    entra::Id,
};

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
    /// Whole days from that moment, or from the first sign-in that was read, to the last one.
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
    /// Who succeeded, accepted by nothing, after every enabled candidate was last modified; where there is none and
    /// the enabled policies block the flow with everything else, after those were.
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

impl Principal {
    /// What to call them in a sentence: by name, else by id.
    pub(crate) fn who(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
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
