//! Section 1 and 2 of the contract, read literally: does this hold for that part of a sign-in?
//!
//! A sign-in is a list of [`Facet`]s, one of each kind. A policy applies when it holds for each of
//! them, and an [`Entry`] accepts when it does; nothing else decides. Coordinates that one
//! condition reads together, such as user, group and role, share a facet.

use crate::model::{Filter, Flow, Grant, Guests, Id, Lists, People, Policy, Unknown};

/// One independent part of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Who signs in.
    Who(Who),
    /// To which application, with the suites that it belongs to behind it, and the attribute rules that hold
    /// for it.
    What(Vec<Id>, Vec<Id>),
    /// The device platform.
    Platform(Id),
    /// The named locations it comes from, `AllTrusted` among them.
    Locations(Vec<Id>),
    /// The client app.
    Client(Id),
    /// The sign-in risk.
    SignInRisk(Id),
    /// The user risk.
    UserRisk(Id),
    /// The insider risk.
    InsiderRisk(Id),
    /// The device rules that hold.
    DeviceRules(Vec<Id>),
    /// The unknown members that hold, by policy and member.
    Unknown(Vec<(Id, Id)>),
}

/// Who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// What the user is to the tenant.
    pub kind: Id,
    /// The home tenant.
    pub home: Id,
    /// The user.
    pub user: Id,
    /// The groups.
    pub groups: Vec<Id>,
    /// The roles.
    pub roles: Vec<Id>,
}

/// Something that accepts sign-ins: every dimension that it names must match.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// One of these users; where it names no user that is known, nobody.
    pub users: Option<Vec<Id>>,
    /// A member of one of these groups.
    pub groups: Option<Vec<Id>>,
    /// One of these applications.
    pub applications: Option<Vec<Id>>,
    /// One of these locations.
    pub locations: Option<Vec<Id>>,
    /// One of these platforms.
    pub platforms: Option<Vec<Id>>,
}

/// Whether this policy, once it counts, can block anything at all.
pub fn can_block(policy: &Policy) -> bool {
    policy.grant == Grant::Block && policy.flow != Flow::Transfer && policy.aside.is_none()
}

/// Whether every condition of this policy that reads this facet holds for it.
pub fn holds(policy: &Policy, facet: &Facet) -> bool {
    match facet {
        Facet::Who(who) => names(&policy.users.include, who) && !names(&policy.users.exclude, who),
        Facet::What(names, rules) => targets(policy, names, rules),
        Facet::Platform(platform) => lists_hold(policy.platforms.as_ref(), "all", &[*platform]),
        Facet::Locations(locations) => lists_hold(policy.locations.as_ref(), "All", locations),
        Facet::Client(client) => policy.clients.contains(&"all") || level_holds(&policy.clients, client),
        Facet::SignInRisk(risk) => level_holds(&policy.sign_in_risks, risk),
        Facet::UserRisk(risk) => level_holds(&policy.user_risks, risk),
        Facet::InsiderRisk(risk) => level_holds(&policy.insider_risks, risk),
        Facet::DeviceRules(rules) => filter_holds(policy.device_filter, rules),
        Facet::Unknown(held) => policy.unknown.iter().all(|unknown| held.contains(&key(policy, *unknown))),
    }
}

/// The name of an unknown condition.
pub fn key(policy: &Policy, unknown: Unknown) -> (Id, Id) {
    (policy.id, unknown.member)
}

/// Whether this policy blocks this sign-in, if it counts.
pub fn blocks(policy: &Policy, attempt: &[Facet]) -> bool {
    can_block(policy) && attempt.iter().all(|facet| holds(policy, facet))
}

fn names(people: &People, who: &Who) -> bool {
    let external = who.kind != "member";
    people.users.contains(&"All")
        || people.users.contains(&who.user)
        || (external && people.users.contains(&"GuestsOrExternalUsers"))
        || meet(&people.groups, &who.groups)
        || meet(&people.roles, &who.roles)
        || people.guests.as_ref().is_some_and(|guests| welcomes(guests, who))
}

fn welcomes(guests: &Guests, who: &Who) -> bool {
    let from_there = guests.tenants.as_ref().is_none_or(|tenants| tenants.contains(&who.home));
    guests.kinds.contains(&who.kind) && from_there
}

fn targets(policy: &Policy, names: &[Id], rules: &[Id]) -> bool {
    let Lists { include, exclude } = &policy.apps;
    let by_filter_alone = include.is_empty() && policy.app_filter.is_some_and(|filter| !filter.exclude);
    let included = by_filter_alone || include.contains(&"All") || meet(include, names);
    included && !meet(exclude, names) && filter_holds(policy.app_filter, rules)
}

fn filter_holds(filter: Option<Filter>, rules: &[Id]) -> bool {
    filter.is_none_or(|filter| rules.contains(&filter.rule) != filter.exclude)
}

fn lists_hold(lists: Option<&Lists>, everything: Id, values: &[Id]) -> bool {
    let configured = lists.filter(|lists| !lists.is_empty());
    configured.is_none_or(|Lists { include, exclude }| {
        (include.contains(&everything) || meet(include, values)) && !meet(exclude, values)
    })
}

fn level_holds(levels: &[Id], level: Id) -> bool {
    levels.is_empty() || levels.contains(&level)
}

fn meet(some: &[Id], others: &[Id]) -> bool {
    some.iter().any(|id| others.contains(id))
}

impl Entry {
    /// Whether the dimensions that read this facet match it.
    pub fn matches(&self, facet: &Facet) -> bool {
        match facet {
            Facet::Who(who) => {
                dimension_matches(self.users.as_ref(), &[who.user])
                    && dimension_matches(self.groups.as_ref(), &who.groups)
            }
            Facet::What(names, _) => dimension_matches(self.applications.as_ref(), names),
            Facet::Platform(platform) => dimension_matches(self.platforms.as_ref(), &[*platform]),
            Facet::Locations(locations) => dimension_matches(self.locations.as_ref(), locations),
            _ => true,
        }
    }

    /// Whether it accepts this sign-in.
    pub fn accepts(&self, attempt: &[Facet]) -> bool {
        attempt.iter().all(|facet| self.matches(facet))
    }
}

fn dimension_matches(named: Option<&Vec<Id>>, values: &[Id]) -> bool {
    named.is_none_or(|named| meet(named, values))
}
