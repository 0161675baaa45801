//! A Conditional Access policy, as far as a device code sign-in can meet it.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use jiff::Timestamp;
use serde::Serialize;

use super::{Id, Pointer, UserKind};

/// One Conditional Access policy, with the place in its export of everything that was read.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The object id; the display name where an export gives none.
    pub id: Id,
    /// The name people know it by; not unique.
    pub display_name: String,
    /// Whether Entra enforces it; `None` where the export does not say.
    pub state: Option<State>,
    /// Where the state stands.
    pub state_at: Pointer,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was last edited; null in Graph when it never was.
    pub modified: Option<Timestamp>,
    /// The file it was read from.
    pub source: String,
    /// Where the policy stands in that file.
    pub at: Pointer,
    /// `conditions.users`.
    pub users: Users,
    /// `conditions.applications`.
    pub applications: Applications,
    /// `conditions.authenticationFlows.transferMethods`; `None` where the flow is not a condition.
    pub flows: Option<List>,
    /// The same as the export spells it, where it is one text.
    pub flow_text: Option<String>,
    /// `conditions.platforms`.
    pub platforms: Option<Scope>,
    /// `conditions.locations`.
    pub locations: Option<Scope>,
    /// `conditions.clientAppTypes`; `None` where not configured.
    pub client_apps: Option<List>,
    /// `conditions.signInRiskLevels`; `None` where not configured.
    pub sign_in_risk: Option<List>,
    /// `conditions.userRiskLevels`; `None` where not configured.
    pub user_risk: Option<List>,
    /// `conditions.insiderRiskLevels`; `None` where not configured.
    pub insider_risk: Option<List>,
    /// `conditions.devices.deviceFilter`.
    pub device_filter: Option<Rule>,
    /// Conditions this version does not know: each may hold or not.
    pub unknown: Vec<Unknown>,
    /// Why no device code sign-in of a person can ever meet this policy.
    pub outside: Vec<Outside>,
    /// `grantControls.builtInControls`.
    pub controls: List,
    /// `grantControls.operator`; it makes no difference to a single control.
    pub operator: Option<String>,
}

impl Policy {
    /// Whether the grant is block: `builtInControls` is exactly `["block"]`.
    pub fn blocks(&self) -> bool {
        matches!(self.controls.items.as_slice(), [only] if only.is("block"))
    }

    /// Whether the policy names device code flow as a condition.
    pub fn names_device_code(&self) -> bool {
        self.flows.as_ref().is_some_and(|flows| flows.has("deviceCodeFlow"))
    }

    /// Whether the policy names authentication transfer as a condition.
    pub fn names_authentication_transfer(&self) -> bool {
        self.flows.as_ref().is_some_and(|flows| flows.has("authenticationTransfer"))
    }

    /// Whether device code flow can meet the policy at all: named, or no flow is a condition.
    pub fn reaches_device_code(&self) -> bool {
        self.flows.is_none() || self.names_device_code()
    }

    /// A candidate for the control: it names device code flow and its grant is block, in any state.
    pub fn is_candidate(&self) -> bool {
        self.names_device_code() && self.blocks()
    }
}

/// Whether Entra enforces a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum State {
    /// `enabled`
    Enabled,
    /// `enabledForReportingButNotEnforced`
    ReportOnly,
    /// `disabled`
    Disabled,
}

impl State {
    /// Reads the state as Graph spells it, whatever the case.
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Enabled, Self::ReportOnly, Self::Disabled];
        all.into_iter().find(|state| state.as_str().eq_ignore_ascii_case(text.trim()))
    }

    /// The state as Graph spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::ReportOnly => "enabledForReportingButNotEnforced",
            Self::Disabled => "disabled",
        }
    }
}

/// A list of ids or tokens, and where it stands. Flags written as one string become a list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Where the list stands in the export.
    pub at: Pointer,
    /// What it holds, in the export's order.
    pub items: Vec<Id>,
    /// Whether the items stand in an array, so that each has a pointer of its own.
    pub is_array: bool,
}

impl List {
    /// Whether the list holds the token or id, whatever the case.
    pub fn has(&self, token: &str) -> bool {
        self.items.iter().any(|item| item.is(token))
    }

    /// The items with the pointer to each.
    pub fn pointed(&self) -> impl Iterator<Item = (&Id, Pointer)> {
        self.items.iter().enumerate().map(|(index, item)| (item, self.at_item(index)))
    }

    /// Where an item stands.
    pub(crate) fn at_item(&self, index: usize) -> Pointer {
        if self.is_array { self.at.item(index) } else { self.at.clone() }
    }
}

/// `conditions.users`: inclusion is the union of its lists, exclusion wins.
#[derive(Clone, Debug, Default)]
pub struct Users {
    /// Where the object stands.
    pub at: Pointer,
    /// Who is included.
    pub include: Who,
    /// Who is excluded.
    pub exclude: Who,
}

/// One side of `conditions.users`.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// User ids, or `All`, `None`, `GuestsOrExternalUsers`.
    pub users: List,
    /// Group ids.
    pub groups: List,
    /// Role template ids.
    pub roles: List,
    /// Kinds of guests and external users.
    pub guests: Option<Guests>,
}

/// `includeGuestsOrExternalUsers` or `excludeGuestsOrExternalUsers`.
#[derive(Clone, Debug)]
pub struct Guests {
    /// Where the object stands.
    pub at: Pointer,
    /// The kinds that it names and this version knows.
    pub kinds: BTreeSet<UserKind>,
    /// Whether it names kinds that this version does not know as well.
    pub other_kinds: bool,
    /// The home tenants it is narrowed to; `None` for all.
    pub tenants: Option<List>,
}

/// `conditions.applications`.
#[derive(Clone, Debug, Default)]
pub struct Applications {
    /// Where the object stands.
    pub at: Pointer,
    /// Application ids, or `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
    pub include: List,
    /// Application ids or suite tokens.
    pub exclude: List,
    /// A rule over custom security attributes of the application.
    pub filter: Option<Rule>,
}

/// Includes and excludes of `conditions.platforms` or `conditions.locations`.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Where the object stands.
    pub at: Pointer,
    /// What is included; `All` or `all` for everything.
    pub include: List,
    /// What is excluded.
    pub exclude: List,
}

/// A filter rule, kept as text: Flowlock does not know which devices or applications it holds for.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Where the rule stands.
    pub at: Pointer,
    /// The rule as the export writes it.
    pub text: String,
    /// `true` for mode include (the rule must hold), `false` for exclude (it must not).
    pub must_hold: bool,
}

/// A condition this version does not know; it may hold or not, and is never assumed.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Where it stands.
    pub at: Pointer,
    /// The member's path inside the policy, such as `conditions.times`.
    pub member: String,
}

/// Why a policy covers no device code sign-in of a person.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The member that says so.
    pub at: Pointer,
    /// The reason.
    pub why: OutsideWhy,
}

/// The reasons why a policy covers no attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum OutsideWhy {
    /// It targets workload identities.
    Workload,
    /// It asks for the risk of a service principal.
    ServicePrincipalRisk,
    /// Its target is user actions only.
    UserActions,
    /// Its target is authentication contexts only.
    AuthenticationContexts,
    /// It is about agents.
    Agents,
    /// It was deleted.
    Deleted,
    /// Part of it could not be read, so that nothing can be said of what it blocks.
    Unreadable,
}

impl OutsideWhy {
    /// The reason in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Workload => "it targets workload identities, not people",
            Self::ServicePrincipalRisk => "it asks for the risk of a service principal",
            Self::UserActions => "its target is user actions, not applications",
            Self::AuthenticationContexts => "its target is authentication contexts, not applications",
            Self::Agents => "it is about agents, not people",
            Self::Deleted => "it was deleted",
            Self::Unreadable => "part of it could not be read",
        }
    }
}
