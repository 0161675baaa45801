//! One policy against one sign-in: does it apply, and if not, which of its members says so?
//!
//! This is the concrete evaluator. It knows nothing of the proof in `coverage`,
//! which is why it can replay the witnesses that the proof finds.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entra::{
    Applications, ClientApp, Guests, Id, InsiderRisk, List, OutsideWhy, Platform, Pointer, Policy, Risk,
    Rule, Scope, UserKind, Users, Who,
};

/// One sign-in through device code flow, with every coordinate that a policy can ask for.
///
/// It reads as a What If request: set these in the portal's What If tool to see the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Always `deviceCodeFlow`.
    pub transfer_method: TransferMethod,
    /// What the user is to the tenant.
    pub user_kind: UserKind,
    /// The home tenant of an external user; null for any that no policy names.
    pub home_tenant: Option<Id>,
    /// The user; null for any that no policy names.
    pub user: Option<Id>,
    /// The named groups the user is in, nested membership included.
    pub groups: BTreeSet<Id>,
    /// The named roles the user holds.
    pub roles: BTreeSet<Id>,
    /// The application; null for any that no policy names.
    pub application: Option<Id>,
    /// The application filter rules that hold.
    pub application_rules: BTreeSet<String>,
    /// The device platform.
    pub device_platform: Platform,
    /// The named locations the sign-in comes from, `AllTrusted` among them.
    pub locations: BTreeSet<Id>,
    /// The client app.
    pub client_app_type: ClientApp,
    /// The sign-in risk.
    pub sign_in_risk_level: Risk,
    /// The user risk.
    pub user_risk_level: Risk,
    /// The insider risk.
    pub insider_risk_level: InsiderRisk,
    /// The device filter rules that hold.
    pub device_rules: BTreeSet<String>,
    /// The conditions unknown to this version that hold.
    pub unknown_conditions: BTreeSet<UnknownCondition>,
}

/// The transfer method of an attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum TransferMethod {
    /// Device code flow.
    #[default]
    #[serde(rename = "deviceCodeFlow")]
    DeviceCodeFlow,
}

/// A condition that this version does not know, by policy and member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnknownCondition {
    /// The policy.
    pub policy_id: Id,
    /// The member's path inside the policy.
    pub member: String,
}

impl Default for Attempt {
    /// The everyday sign-in: a member without groups or roles, Windows, a desktop client, no risk.
    fn default() -> Self {
        Self {
            transfer_method: TransferMethod::DeviceCodeFlow,
            user_kind: UserKind::Member,
            home_tenant: None,
            user: None,
            groups: BTreeSet::new(),
            roles: BTreeSet::new(),
            application: None,
            application_rules: BTreeSet::new(),
            device_platform: Platform::Windows,
            locations: BTreeSet::new(),
            client_app_type: ClientApp::MobileAppsAndDesktopClients,
            sign_in_risk_level: Risk::None,
            user_risk_level: Risk::None,
            insider_risk_level: InsiderRisk::None,
            device_rules: BTreeSet::new(),
            unknown_conditions: BTreeSet::new(),
        }
    }
}

/// One member of a policy that keeps it from applying to an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The member, in the policy's file.
    pub at: Pointer,
    /// What it does.
    pub cause: Cause,
}

/// What keeps a policy from applying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No sign-in of a person can meet the policy.
    Outside(OutsideWhy),
    /// The policy is about another flow.
    OtherFlow,
    /// The user is not included.
    UserNotIncluded,
    /// The user is excluded by id, or by `All` or `GuestsOrExternalUsers`.
    UserExcluded(Id),
    /// A group of the user is excluded.
    GroupExcluded(Id),
    /// A role of the user is excluded.
    RoleExcluded(Id),
    /// The user's kind of guest is excluded.
    GuestExcluded(UserKind),
    /// The application is not included.
    ApplicationNotIncluded,
    /// The application is excluded.
    ApplicationExcluded(Id),
    /// The application filter does not let the policy apply.
    ApplicationFilter,
    /// The platform is not included.
    PlatformNotIncluded,
    /// The platform is excluded.
    PlatformExcluded(Id),
    /// The location is not included.
    LocationNotIncluded,
    /// The location is excluded.
    LocationExcluded(Id),
    /// The client app is not among those the policy names.
    ClientApp,
    /// The sign-in risk is not among those the policy names.
    SignInRisk,
    /// The user risk is not among those the policy names.
    UserRisk,
    /// The insider risk is not among those the policy names.
    InsiderRisk,
    /// The device filter does not let the policy apply.
    DeviceFilter,
    /// A condition that this version does not know, taken as not holding.
    Unknown(String),
}

/// Whether the policy applies to the attempt: every condition it configures holds.
pub fn applies(policy: &Policy, attempt: &Attempt) -> bool {
    obstacles(policy, attempt).is_empty()
}

/// Everything that keeps the policy from applying to the attempt; nothing where it applies.
pub fn obstacles(policy: &Policy, attempt: &Attempt) -> Vec<Obstacle> {
    let mut found = Found::default();
    for outside in &policy.outside {
        found.add(&outside.at, Cause::Outside(outside.why));
    }
    if let Some(flows) = policy.flows.as_ref().filter(|_| !policy.reaches_device_code()) {
        found.add(&flows.at, Cause::OtherFlow);
    }
    users(&policy.users, attempt, &mut found);
    applications(&policy.applications, attempt, &mut found);
    surroundings(policy, attempt, &mut found);
    unknown(policy, attempt, &mut found);
    found.0
}

#[derive(Default)]
struct Found(Vec<Obstacle>);

impl Found {
    fn add(&mut self, at: &Pointer, cause: Cause) {
        self.0.push(Obstacle { at: at.clone(), cause });
    }

    /// The list, where there is one, must hold the value.
    fn ask(&mut self, list: Option<&List>, value: &str, cause: Cause) {
        if let Some(list) = list.filter(|list| !list.has(value)) {
            self.add(&list.at, cause);
        }
    }
}

fn users(users: &Users, attempt: &Attempt, found: &mut Found) {
    if matches(&users.include, attempt).is_empty() {
        found.add(&users.at, Cause::UserNotIncluded);
    }
    found.0.extend(matches(&users.exclude, attempt));
}

/// The items of one side of `conditions.users` that match the attempt, worded as exclusions.
fn matches(who: &Who, attempt: &Attempt) -> Vec<Obstacle> {
    let mut found = Found::default();
    for (user, at) in who.users.pointed() {
        let everyone = user.is("All");
        let external = user.is("GuestsOrExternalUsers") && attempt.user_kind.is_external();
        if everyone || external || attempt.user.as_ref() == Some(user) {
            found.add(&at, Cause::UserExcluded(user.clone()));
        }
    }
    for (group, at) in who.groups.pointed().filter(|(group, _)| attempt.groups.contains(group)) {
        found.add(&at, Cause::GroupExcluded(group.clone()));
    }
    for (role, at) in who.roles.pointed().filter(|(role, _)| attempt.roles.contains(role)) {
        found.add(&at, Cause::RoleExcluded(role.clone()));
    }
    if let Some(guests) = who.guests.as_ref().filter(|guests| names_guest(guests, attempt)) {
        found.add(&guests.at, Cause::GuestExcluded(attempt.user_kind));
    }
    found.0
}

fn names_guest(guests: &Guests, attempt: &Attempt) -> bool {
    let tenant_named =
        |tenants: &List| attempt.home_tenant.as_ref().is_some_and(|home| tenants.items.contains(home));
    guests.kinds.contains(&attempt.user_kind) && guests.tenants.as_ref().is_none_or(tenant_named)
}

fn applications(applications: &Applications, attempt: &Attempt, found: &mut Found) {
    let names = |list: &List| attempt.application.as_ref().is_some_and(|app| list.items.contains(app));
    let include = &applications.include;
    // A filter may stand alone: then it alone says which applications are included.
    let by_filter =
        include.items.is_empty() && applications.filter.as_ref().is_some_and(|rule| rule.must_hold);
    if !(by_filter || include.has("All") || names(include)) {
        found.add(&applications.at, Cause::ApplicationNotIncluded);
    }
    for (app, at) in applications.exclude.pointed() {
        if app.is("All") || attempt.application.as_ref() == Some(app) {
            found.add(&at, Cause::ApplicationExcluded(app.clone()));
        }
    }
    rule(applications.filter.as_ref(), &attempt.application_rules, Cause::ApplicationFilter, found);
}

fn rule(rule: Option<&Rule>, holding: &BTreeSet<String>, cause: Cause, found: &mut Found) {
    if let Some(rule) = rule.filter(|rule| holding.contains(&rule.text) != rule.must_hold) {
        found.add(&rule.at, cause);
    }
}

fn surroundings(policy: &Policy, attempt: &Attempt, found: &mut Found) {
    let platform = attempt.device_platform;
    let on_platform = |item: &Id| item.is("all") || Platform::parse_listed(item.as_str()) == Some(platform);
    let causes = (Cause::PlatformNotIncluded, Cause::PlatformExcluded as fn(Id) -> Cause);
    scope(policy.platforms.as_ref(), on_platform, causes, found);

    let in_location = |item: &Id| item.is("All") || attempt.locations.contains(item);
    let causes = (Cause::LocationNotIncluded, Cause::LocationExcluded as fn(Id) -> Cause);
    scope(policy.locations.as_ref(), in_location, causes, found);

    let client_apps = policy.client_apps.as_ref().filter(|list| !list.has("all"));
    found.ask(client_apps, attempt.client_app_type.as_str(), Cause::ClientApp);
    found.ask(policy.sign_in_risk.as_ref(), attempt.sign_in_risk_level.as_str(), Cause::SignInRisk);
    found.ask(policy.user_risk.as_ref(), attempt.user_risk_level.as_str(), Cause::UserRisk);
    found.ask(policy.insider_risk.as_ref(), attempt.insider_risk_level.as_str(), Cause::InsiderRisk);
    rule(policy.device_filter.as_ref(), &attempt.device_rules, Cause::DeviceFilter, found);
}

fn scope(
    scope: Option<&Scope>,
    is_here: impl Fn(&Id) -> bool,
    (not_included, excluded): (Cause, fn(Id) -> Cause),
    found: &mut Found,
) {
    let Some(scope) = scope else { return };
    if !scope.include.items.iter().any(&is_here) {
        found.add(&scope.at, not_included);
    }
    for (item, at) in scope.exclude.pointed().filter(|(item, _)| is_here(item)) {
        found.add(&at, excluded(item.clone()));
    }
}

fn unknown(policy: &Policy, attempt: &Attempt, found: &mut Found) {
    let holds = |member: &str| {
        let mut holding = attempt.unknown_conditions.iter();
        holding.any(|condition| condition.policy_id == policy.id && condition.member == member)
    };
    for condition in policy.unknown.iter().filter(|condition| !holds(&condition.member)) {
        found.add(&condition.at, Cause::Unknown(condition.member.clone()));
    }
}
