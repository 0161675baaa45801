//! The sign-ins that there are.
//!
//! A coordinate that no policy and no settings entry names has one value, for nothing can tell
//! its values apart. A coordinate with names has each of them and one more that stands for all
//! that nobody names; a closed coordinate, such as the platform, has all of its values.

use crate::model::{
    ALL_TRUSTED, CLIENTS, INSIDER_RISKS, Id, KINDS, OTHER, PLATFORMS, Policy, RISKS, SUITES, Tenant,
};
use crate::oracle::accepted;
use crate::reading::{Entry, Facet, Who, key};

/// Every sign-in of a tenant: the product of these axes.
#[derive(Debug)]
pub struct Space {
    /// The values of each coordinate, as facets.
    pub axes: Vec<Vec<Facet>>,
}

impl Space {
    /// The sign-ins that the policies and settings of a tenant can tell apart.
    pub fn of(tenant: &Tenant) -> Self {
        let names = Names::of(tenant);
        let levels = |named: bool, all: &'static [Id], facet: fn(Id) -> Facet| -> Vec<Facet> {
            all[..if named { all.len() } else { 1 }].iter().copied().map(facet).collect()
        };
        let any = |named: fn(&Policy) -> bool| tenant.policies.iter().any(named);
        Self {
            axes: vec![
                names.people(tenant),
                names.targets(),
                levels(names.platforms, &PLATFORMS, Facet::Platform),
                names.places(tenant),
                levels(any(|policy| !policy.clients.is_empty()), &CLIENTS, Facet::Client),
                levels(any(|policy| !policy.sign_in_risks.is_empty()), &RISKS, Facet::SignInRisk),
                levels(any(|policy| !policy.user_risks.is_empty()), &RISKS, Facet::UserRisk),
                levels(any(|policy| !policy.insider_risks.is_empty()), &INSIDER_RISKS, Facet::InsiderRisk),
                subsets(&names.device_rules).into_iter().map(Facet::DeviceRules).collect(),
                subsets(&names.unknown).into_iter().map(Facet::Unknown).collect(),
            ],
        }
    }

    /// How many sign-ins there are.
    pub fn size(&self) -> usize {
        self.axes.iter().map(Vec::len).product()
    }

    /// One of the sign-ins; the last coordinate counts up first.
    pub fn sign_in(&self, mut index: usize) -> Vec<Facet> {
        let mut sign_in = Vec::new();
        for axis in self.axes.iter().rev() {
            sign_in.push(axis[index % axis.len()].clone());
            index /= axis.len();
        }
        sign_in.reverse();
        sign_in
    }
}

/// What the policies, the settings and the directory name.
#[derive(Debug, Default)]
struct Names {
    users: Vec<Id>,
    groups: Vec<Id>,
    roles: Vec<Id>,
    guests: bool,
    homes: Vec<Id>,
    apps: Vec<Id>,
    app_rules: Vec<Id>,
    platforms: bool,
    locations: Vec<Id>,
    device_rules: Vec<Id>,
    unknown: Vec<(Id, Id)>,
}

impl Names {
    fn of(tenant: &Tenant) -> Self {
        let mut names = Self::default();
        for policy in &tenant.policies {
            names.read_policy(policy);
        }
        for entry in accepted(tenant) {
            names.read_entry(&entry);
        }
        for known in &tenant.groups {
            names.users.extend(&known.members);
        }
        names.locations.retain(|location| *location != "All");
        for ids in [
            &mut names.users,
            &mut names.groups,
            &mut names.roles,
            &mut names.homes,
            &mut names.apps,
            &mut names.app_rules,
            &mut names.locations,
            &mut names.device_rules,
        ] {
            ids.sort_unstable();
            ids.dedup();
        }
        names
    }

    fn read_policy(&mut self, policy: &Policy) {
        for people in [&policy.users.include, &policy.users.exclude] {
            let tokens = ["All", "None", "GuestsOrExternalUsers", "AllAgentIdUsers"];
            self.users.extend(people.users.iter().filter(|user| !tokens.contains(user)));
            self.groups.extend(&people.groups);
            self.roles.extend(&people.roles);
            self.guests |= people.guests.is_some() || people.users.contains(&"GuestsOrExternalUsers");
            let guests = people.guests.iter().filter_map(|guests| guests.tenants.as_ref());
            self.homes.extend(guests.flatten());
        }
        let apps = policy.apps.include.iter().chain(&policy.apps.exclude);
        self.apps.extend(apps.filter(|app| !["All", "None"].contains(*app)));
        self.app_rules.extend(policy.app_filter.iter().map(|filter| filter.rule));
        self.device_rules.extend(policy.device_filter.iter().map(|filter| filter.rule));
        self.platforms |= policy.platforms.is_some();
        let locations = policy.locations.iter().flat_map(|lists| lists.include.iter().chain(&lists.exclude));
        self.locations.extend(locations);
        self.unknown.extend(policy.unknown.iter().map(|unknown| key(policy, *unknown)));
    }

    fn read_entry(&mut self, entry: &Entry) {
        self.users.extend(entry.users.iter().flatten());
        self.groups.extend(entry.groups.iter().flatten());
        self.apps.extend(entry.applications.iter().flatten());
        self.locations.extend(entry.locations.iter().flatten());
        self.platforms |= entry.platforms.is_some();
    }

    /// Kind x home tenant x user x groups x roles; a group with known members follows the user.
    fn people(&self, tenant: &Tenant) -> Vec<Facet> {
        let mut people = Vec::new();
        let tied = |group: &Id| tenant.groups.iter().any(|known| known.group == *group);
        let free: Vec<Id> = self.groups.iter().copied().filter(|group| !tied(group)).collect();
        for user in with_other(&self.users) {
            let known = tenant.groups.iter().filter(|known| known.members.contains(&user));
            let known: Vec<Id> = known.map(|known| known.group).collect();
            for groups in subsets(&free) {
                let groups = [known.clone(), groups].concat();
                for roles in subsets(&self.roles) {
                    for home in with_other(&self.homes) {
                        for kind in &KINDS[..if self.guests { KINDS.len() } else { 1 }] {
                            let (groups, roles) = (groups.clone(), roles.clone());
                            people.push(Facet::Who(Who { kind, home, user, groups, roles }));
                        }
                    }
                }
            }
        }
        people
    }

    fn targets(&self) -> Vec<Facet> {
        let rules = subsets(&self.app_rules);
        let (suites, single): (Vec<Id>, Vec<Id>) = self.apps.iter().partition(|app| SUITES.contains(app));
        let apps = subsets(&suites).into_iter().flat_map(|suites| {
            // One that only suites name is called by the first.
            let alone = if suites.is_empty() { vec![OTHER] } else { suites.clone() };
            let named = single.iter().map(|app| [&[*app], suites.as_slice()].concat()).collect::<Vec<_>>();
            named.into_iter().chain([alone])
        });
        apps.flat_map(|app| rules.iter().map(move |rules| Facet::What(app.clone(), rules.clone()))).collect()
    }

    fn places(&self, tenant: &Tenant) -> Vec<Facet> {
        let possible = |places: &Vec<Id>| {
            let inside = |location: &Id| places.contains(location);
            let trusted = tenant.locations.iter().any(|(location, trusted)| *trusted && inside(location));
            !trusted || inside(&ALL_TRUSTED) || !self.locations.contains(&ALL_TRUSTED)
        };
        subsets(&self.locations).into_iter().filter(possible).map(Facet::Locations).collect()
    }
}

fn with_other(named: &[Id]) -> impl Iterator<Item = Id> {
    named.iter().copied().chain([OTHER])
}

fn subsets<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    items.iter().fold(vec![Vec::new()], |sets, item| {
        let with = sets.iter().map(|set| [set.as_slice(), &[*item]].concat()).collect::<Vec<_>>();
        [sets, with].concat()
    })
}
