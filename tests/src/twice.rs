//! Two exports of one tenant, at random, and one sign-in as each sees it.

use crate::model::{
    ALL_TRUSTED, APP_RULES, APPS, CLIENTS, DEVICE_RULES, GROUPS, INSIDER_RISKS, Id, KINDS, LOCATIONS,
    Membership, OTHER, PLATFORMS, People, Policy, RISKS, ROLES, SUITES, State, TENANTS, Tenant, USERS,
};
use crate::random::Random;
use crate::reading::{Facet, Who, blocks, key};
use crate::tenants;

/// How far from each other the seeds are of tenants that have nothing in common.
const APART: u64 = 120;

/// Two exports of one tenant.
#[derive(Clone, Debug)]
pub struct Twice {
    /// The older one.
    pub old: Tenant,
    /// The newer one, with the same settings.
    pub new: Tenant,
}

impl Twice {
    /// Every other one is of two tenants that have nothing in common but settings and ids.
    pub fn new(seed: u64) -> Self {
        let (old, mut random) = (tenants::tenant(seed), Random::new(seed));
        let mut new = if seed.is_multiple_of(2) { old.clone() } else { tenants::tenant(seed + APART) };
        new.settings = old.settings.clone();
        for _ in 0..random.below(4) {
            change(&mut new, seed, &mut random);
        }
        Self { old, new }
    }
}

/// One thing that may happen to a tenant between two exports.
fn change(tenant: &mut Tenant, seed: u64, random: &mut Random) {
    let place = random.below(tenant.policies.len().max(1));
    match random.below(8) {
        0 => tenant.groups.clear(),
        1 => {
            let count = random.below(4);
            let (group, members) = (random.pick(&GROUPS), random.some(&USERS, count));
            tenant.groups.retain(|known| known.group != group);
            tenant.groups.push(Membership { group, members });
        }
        2 => {
            let location = random.pick(&LOCATIONS);
            tenant.locations.retain(|(known, _)| *known != location);
            tenant.locations.push((location, random.percent(50)));
        }
        3 if !tenant.policies.is_empty() => _ = tenant.policies.remove(place),
        4 => {
            let others = tenants::tenant(seed + 2 * APART).policies;
            let is_new = |policy: &Policy| tenant.policies.iter().all(|known| known.id != policy.id);
            tenant.policies.extend(others.into_iter().find(is_new));
        }
        other => {
            let Some(policy) = tenant.policies.get_mut(place) else { return };
            match other {
                5 => policy.state = random.pick(&[State::Enabled, State::ReportOnly, State::Disabled]),
                6 => policy.users.exclude.groups.push(random.pick(&GROUPS)),
                _ => policy.users.exclude = People::default(),
            }
        }
    }
}

/// The tenant, with what only the other export tells.
pub fn filled(tenant: &Tenant, other: &Tenant) -> Tenant {
    let mut filled = tenant.clone();
    let is_new = |known: &&Membership| tenant.groups.iter().all(|own| own.group != known.group);
    filled.groups.extend(other.groups.iter().filter(is_new).cloned());
    let is_new = |known: &&(Id, bool)| tenant.locations.iter().all(|own| own.0 != known.0);
    filled.locations.extend(other.locations.iter().filter(is_new));
    filled
}

/// One sign-in, at random, as each export sees it.
pub fn sign_in(sides: [&Tenant; 2], random: &mut Random) -> [Vec<Facet>; 2] {
    let one = |random: &mut Random, ids: &[Id]| if random.percent(40) { OTHER } else { random.pick(ids) };
    let half = |random: &mut Random, ids: &[Id]| -> Vec<Id> {
        ids.iter().copied().filter(|_| random.percent(30)).collect()
    };
    let (user, home) = (one(random, &USERS), one(random, &TENANTS));
    let (kind, roles, free) = (random.pick(&KINDS), half(random, &ROLES), half(random, &GROUPS));
    let app = one(random, &APPS);
    let suites = half(random, &SUITES).into_iter().filter(|suite| *suite != app);
    let what = Facet::What([app].into_iter().chain(suites).collect(), half(random, &APP_RULES));
    let (places, elsewhere) = (half(random, &LOCATIONS), random.percent(30));
    let unknown = sides.iter().flat_map(|side| &side.policies);
    let unknown = unknown.flat_map(|policy| policy.unknown.iter().map(|unknown| key(policy, *unknown)));
    let held: Vec<(Id, Id)> = unknown.filter(|_| random.percent(70)).collect();
    let rest = vec![
        what,
        Facet::Platform(random.pick(&PLATFORMS)),
        Facet::Client(random.pick(&CLIENTS)),
        Facet::SignInRisk(random.pick(&RISKS)),
        Facet::UserRisk(random.pick(&RISKS)),
        Facet::InsiderRisk(random.pick(&INSIDER_RISKS)),
        Facet::DeviceRules(half(random, &DEVICE_RULES)),
        Facet::Unknown(held),
    ];
    sides.map(|side| {
        let is_in = |group: &Id| match side.groups.iter().find(|known| known.group == *group) {
            Some(known) => known.members.contains(&user),
            None => free.contains(group),
        };
        let groups = GROUPS.iter().copied().filter(is_in).collect();
        let trusted = side.locations.iter().any(|(place, trusted)| *trusted && places.contains(place));
        let mut places = places.clone();
        places.extend((trusted || elsewhere).then_some(ALL_TRUSTED));
        let who = Facet::Who(Who { kind, home, user, groups, roles: roles.clone() });
        [vec![who, Facet::Locations(places)], rest.clone()].concat()
    })
}

/// Whether an enabled policy blocks it.
pub fn is_blocked(tenant: &Tenant, sign_in: &[Facet]) -> bool {
    let mut enabled = tenant.policies.iter().filter(|policy| policy.state == State::Enabled);
    enabled.any(|policy| blocks(policy, sign_in))
}
