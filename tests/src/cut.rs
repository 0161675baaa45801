//! One coordinate cut in two: a policy may keep only the one side, or keep it out.

use crate::model::{
    ALL_TRUSTED, APP_RULES, APPS, CLIENTS, DEVICE_RULES, Filter, GROUPS, Guests, INSIDER_RISKS, Id, KINDS,
    LEGACY_CLIENTS, LOCATIONS, Lists, OTHER, PLATFORMS, Policy, RISKS, ROLES, TENANTS, USERS,
};
use crate::random::Random;
use crate::reading::Facet;

/// A coordinate that policies can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the members")]
pub enum Dimension {
    Users,
    Groups,
    Roles,
    Guests,
    Apps,
    AppRules,
    Platforms,
    Locations,
    Clients,
    SignInRisks,
    UserRisks,
    InsiderRisks,
    DeviceRules,
}

/// All of them; the frequent ones twice.
pub const DIMENSIONS: [Dimension; 19] = [
    Dimension::Users,
    Dimension::Users,
    Dimension::Groups,
    Dimension::Groups,
    Dimension::Groups,
    Dimension::Roles,
    Dimension::Guests,
    Dimension::Apps,
    Dimension::Apps,
    Dimension::AppRules,
    Dimension::Platforms,
    Dimension::Platforms,
    Dimension::Locations,
    Dimension::Locations,
    Dimension::Clients,
    Dimension::SignInRisks,
    Dimension::UserRisks,
    Dimension::InsiderRisks,
    Dimension::DeviceRules,
];

/// One side of a coordinate.
#[derive(Clone, Debug)]
pub struct Cut {
    dimension: Dimension,
    ids: Vec<Id>,
    tenants: Option<Vec<Id>>,
    /// Whether a rule selects applications by itself.
    alone: bool,
}

impl Cut {
    /// A random cut of this coordinate.
    pub fn random(random: &mut Random, dimension: Dimension) -> Self {
        let (from, most): (&[Id], usize) = match dimension {
            Dimension::Users if random.percent(12) => (&["GuestsOrExternalUsers", "AllAgentIdUsers"], 1),
            Dimension::Users => (&USERS[..3], 2),
            Dimension::Groups => (&GROUPS, 2),
            Dimension::Roles => (&ROLES, 2),
            Dimension::Guests => (&KINDS[1..], 6),
            Dimension::Apps => (&APPS, 2),
            Dimension::AppRules => (&APP_RULES, 1),
            Dimension::Platforms => (&PLATFORMS[..6], 6),
            Dimension::Locations => (&[LOCATIONS[0], LOCATIONS[1], ALL_TRUSTED], 2),
            Dimension::Clients if random.percent(12) => (&LEGACY_CLIENTS, 2),
            Dimension::Clients => (&CLIENTS, 2),
            Dimension::SignInRisks | Dimension::UserRisks => (&RISKS, 3),
            Dimension::InsiderRisks => (&INSIDER_RISKS[1..], 3),
            Dimension::DeviceRules => (&DEVICE_RULES, 1),
        };
        let count = if random.percent(25) { most } else { 1 + random.below(most) };
        let ids = random.some(from, count);
        let tenants = random.percent(40).then(|| random.some(&TENANTS, 1));
        Self { dimension, ids, tenants, alone: random.percent(50) }
    }

    /// A cut that keeps this part of a sign-in, where a policy can name it.
    pub fn around(random: &mut Random, facet: &Facet) -> Option<Self> {
        let one = |dimension, id: Id, unnamed: Id| (id != unnamed).then(|| (dimension, vec![id]));
        let some = |dimension, ids: &Vec<Id>| (!ids.is_empty()).then(|| (dimension, ids.clone()));
        let ways = match facet {
            Facet::Who(who) => vec![
                one(Dimension::Users, who.user, OTHER),
                some(Dimension::Groups, &who.groups),
                some(Dimension::Roles, &who.roles),
                one(Dimension::Guests, who.kind, KINDS[0]),
            ],
            Facet::What(apps, rules) => {
                let apps = apps.iter().map(|app| one(Dimension::Apps, app, OTHER));
                apps.chain([some(Dimension::AppRules, rules)]).collect()
            }
            Facet::Platform(platform) => vec![one(Dimension::Platforms, platform, PLATFORMS[6])],
            Facet::Locations(locations) => vec![some(Dimension::Locations, locations)],
            Facet::Client(client) => vec![one(Dimension::Clients, client, OTHER)],
            Facet::SignInRisk(risk) => vec![one(Dimension::SignInRisks, risk, OTHER)],
            Facet::UserRisk(risk) => vec![one(Dimension::UserRisks, risk, OTHER)],
            Facet::InsiderRisk(risk) => vec![one(Dimension::InsiderRisks, risk, INSIDER_RISKS[0])],
            Facet::DeviceRules(rules) => vec![some(Dimension::DeviceRules, rules)],
            Facet::Unknown(_) => Vec::new(),
        };
        let ways: Vec<_> = ways.into_iter().flatten().collect();
        let (dimension, ids) = ways.get(random.below(ways.len().max(1)))?.clone();
        Some(Self { dimension, ids, tenants: None, alone: random.percent(50) })
    }

    /// Leaves of a policy only this side.
    pub fn keep_only(&self, policy: &mut Policy) {
        let include = &mut policy.users.include;
        if self.is_about_people() {
            include.users.retain(|user| *user != "All");
        }
        match self.dimension {
            Dimension::Users => add(&mut include.users, &self.ids),
            Dimension::Groups => add(&mut include.groups, &self.ids),
            Dimension::Roles => add(&mut include.roles, &self.ids),
            Dimension::Guests => include.guests = Some(self.guests()),
            Dimension::Apps => policy.apps.include.clone_from(&self.ids),
            Dimension::AppRules => {
                policy.app_filter = Some(self.filter(false));
                if self.alone {
                    policy.apps.include.clear();
                }
            }
            Dimension::Platforms => lists(&mut policy.platforms, "all").include.clone_from(&self.ids),
            Dimension::Locations => lists(&mut policy.locations, "All").include.clone_from(&self.ids),
            Dimension::Clients => policy.clients.clone_from(&self.ids),
            Dimension::SignInRisks => policy.sign_in_risks.clone_from(&self.ids),
            Dimension::UserRisks => policy.user_risks.clone_from(&self.ids),
            Dimension::InsiderRisks => policy.insider_risks.clone_from(&self.ids),
            Dimension::DeviceRules => policy.device_filter = Some(self.filter(false)),
        }
    }

    /// Leaves of a policy all but this side.
    pub fn keep_out(&self, policy: &mut Policy) {
        let exclude = &mut policy.users.exclude;
        match self.dimension {
            Dimension::Users => add(&mut exclude.users, &self.ids),
            Dimension::Groups => add(&mut exclude.groups, &self.ids),
            Dimension::Roles => add(&mut exclude.roles, &self.ids),
            Dimension::Guests => exclude.guests = Some(self.guests()),
            Dimension::Apps => add(&mut policy.apps.exclude, &self.ids),
            Dimension::AppRules => policy.app_filter = Some(self.filter(true)),
            Dimension::Platforms => add(&mut lists(&mut policy.platforms, "all").exclude, &self.ids),
            Dimension::Locations => add(&mut lists(&mut policy.locations, "All").exclude, &self.ids),
            Dimension::Clients => policy.clients = self.others(&CLIENTS),
            Dimension::SignInRisks => policy.sign_in_risks = self.others(&RISKS),
            Dimension::UserRisks => policy.user_risks = self.others(&RISKS),
            Dimension::InsiderRisks => policy.insider_risks = self.others(&INSIDER_RISKS[1..]),
            Dimension::DeviceRules => policy.device_filter = Some(self.filter(true)),
        }
    }

    const fn is_about_people(&self) -> bool {
        matches!(self.dimension, Dimension::Users | Dimension::Groups | Dimension::Roles | Dimension::Guests)
    }

    fn guests(&self) -> Guests {
        Guests { kinds: self.ids.clone(), tenants: self.tenants.clone() }
    }

    fn filter(&self, exclude: bool) -> Filter {
        Filter { exclude, rule: self.ids[0] }
    }

    fn others(&self, all: &[Id]) -> Vec<Id> {
        all.iter().copied().filter(|id| !self.ids.contains(id)).collect()
    }
}

fn lists(lists: &mut Option<Lists>, everything: Id) -> &mut Lists {
    lists.get_or_insert_with(|| Lists { include: vec![everything], exclude: Vec::new() })
}

fn add(to: &mut Vec<Id>, ids: &[Id]) {
    to.extend(ids.iter().filter(|id| !to.contains(id)).copied().collect::<Vec<_>>());
}
