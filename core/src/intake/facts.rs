//! What the files say of the directory, before it is known which of them agree.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use crate::{
    entra::{Claim, Directory, Group, Id, Location, Place, User},
    order,
};

/// Claims about the directory. Joining them gives the same in whatever order files are read.
#[derive(Debug, Default)]
pub(super) struct Facts {
    users: BTreeMap<Id, User>,
    groups: BTreeMap<Id, String>,
    roles: BTreeMap<Id, String>,
    names: BTreeMap<Id, String>,
    role_holders: BTreeMap<Id, BTreeSet<Id>>,
    locations: BTreeMap<Id, Whereabouts>,
    security_defaults: Claim,
    member_counts: BTreeMap<Id, u64>,
    /// Lists of members, each as one file or page gives it.
    pub(super) rosters: Vec<Roster>,
}

/// What exports say of a named location.
#[derive(Debug, Default)]
struct Whereabouts {
    name: String,
    trusted: Claim,
    /// `None` for one that an address does not tell.
    places: BTreeSet<Option<Place>>,
}

/// A list of members of one group.
#[derive(Debug)]
pub(super) struct Roster {
    /// The file it stands in.
    pub(super) source: String,
    /// The group.
    pub(super) group: Id,
    /// The users in the list.
    pub(super) users: BTreeSet<Id>,
    /// The groups in the list.
    pub(super) nested: BTreeSet<Id>,
    /// Whether the members of nested groups are in the list too.
    pub(super) transitive: bool,
    /// Whether the list is all there is.
    pub(super) whole: bool,
    /// Whether it holds ids alone, of anything there is: those that nothing else speaks of leave it unwhole.
    pub(super) bare: bool,
}

impl Facts {
    pub(super) fn user(&mut self, id: &str, other: &User) {
        let user = self.users.entry(Id::new(id)).or_default();
        settle(&mut user.display_name, &other.display_name);
        settle(&mut user.principal_name, &other.principal_name);
        user.guest.join(other.guest);
        user.invited.join(other.invited);
    }

    /// A user of whom only a name is told.
    pub(super) fn user_name(&mut self, id: &str, display_name: &str) {
        settle(&mut self.users.entry(Id::new(id)).or_default().display_name, display_name);
    }

    pub(super) fn group(&mut self, id: &str, display_name: &str) {
        settle(self.groups.entry(Id::new(id)).or_default(), display_name);
    }

    pub(super) fn role(&mut self, id: &str, name: &str) {
        settle(self.roles.entry(Id::new(id)).or_default(), name);
    }

    pub(super) fn role_holder(&mut self, role: &str, principal: &str) {
        self.role_holders.entry(Id::new(role)).or_default().insert(Id::new(principal));
    }

    pub(super) fn name(&mut self, id: &str, name: &str) {
        if !name.trim().is_empty() {
            settle(self.names.entry(Id::new(id)).or_default(), name);
        }
    }

    pub(super) fn location(&mut self, id: &str, name: &str, trusted: Option<bool>, place: Option<Place>) {
        let known = self.locations.entry(Id::new(id)).or_default();
        settle(&mut known.name, name);
        known.trusted.join(trusted.into());
        known.places.insert(place);
    }

    pub(super) fn security_defaults(&mut self, enabled: bool) {
        self.security_defaults.join(Claim::of(enabled));
    }

    /// Of two counts the greater stands: it gives the group less benefit of the doubt.
    pub(super) fn member_count(&mut self, group: &str, count: u64) {
        let known = self.member_counts.entry(Id::new(group)).or_default();
        *known = count.max(*known);
    }

    /// Whether any file speaks of this group.
    pub(super) fn knows_group(&self, id: &Id) -> bool {
        self.groups.contains_key(id)
    }

    /// Whether any file speaks of this user.
    pub(super) fn knows_user(&self, id: &Id) -> bool {
        self.users.contains_key(id)
    }

    /// The claims of both.
    pub(super) fn join(&mut self, other: Self) {
        for (id, user) in other.users {
            self.user(id.as_str(), &user);
        }
        other.groups.iter().for_each(|(id, name)| self.group(id.as_str(), name));
        other.roles.iter().for_each(|(id, name)| self.role(id.as_str(), name));
        other.names.iter().for_each(|(id, name)| self.name(id.as_str(), name));
        other.member_counts.iter().for_each(|(id, count)| self.member_count(id.as_str(), *count));
        for (role, holders) in other.role_holders {
            self.role_holders.entry(role).or_default().extend(holders);
        }
        for (id, location) in other.locations {
            let known = self.locations.entry(id).or_default();
            settle(&mut known.name, &location.name);
            known.trusted.join(location.trusted);
            known.places.extend(location.places);
        }
        self.security_defaults.join(other.security_defaults);
        self.rosters.extend(other.rosters);
    }

    /// The directory, with groups that have no members yet.
    pub(super) fn into_directory(self) -> Directory {
        let mut groups = BTreeMap::new();
        for (id, display_name) in self.groups {
            groups.insert(id, Group { display_name, ..Group::default() });
        }
        for (id, count) in self.member_counts {
            let group: &mut Group = groups.entry(id).or_default();
            group.members.count = Some(count);
        }
        Directory {
            users: self.users,
            groups,
            roles: self.roles,
            role_holders: self.role_holders,
            locations: order::map(self.locations.into_iter().map(|(id, known)| (id, known.into_location()))),
            names: self.names,
            security_defaults: self.security_defaults.agreed(),
        }
    }
}

impl Whereabouts {
    /// Two exports that put it in different places tell nothing of where it is.
    fn into_location(self) -> Location {
        let is_agreed = self.places.len() == 1;
        let place = self.places.into_iter().flatten().next().filter(|_| is_agreed);
        Location { display_name: self.name, trusted: self.trusted.agreed(), place }
    }
}

/// Keeps the first name in the order of the alphabet: any order of files gives the same.
fn settle(known: &mut String, name: &str) {
    let name = name.trim();
    if !name.is_empty() && (known.is_empty() || name < known.as_str()) {
        name.clone_into(known);
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::entra::AddressRange;

    fn user(display_name: &str, principal_name: &str, guest: Option<bool>) -> User {
        let (display_name, principal_name) = (display_name.into(), principal_name.into());
        User { display_name, principal_name, guest: guest.into(), invited: Claim::default() }
    }

    fn place(range: &str) -> Option<Place> {
        AddressRange::cidr(range).map(|range| Place::Addresses(vec![range]))
    }

    #[test]
    fn the_order_of_files_does_not_matter() {
        let one = || {
            let mut facts = Facts::default();
            facts.user("U", &user("", "b@x", Some(true)));
            facts.group("g", "Beta");
            facts.location("l", "Office", Some(true), place("192.0.2.0/24"));
            facts.role_holder("R", "u");
            facts
        };
        let other = || {
            let mut facts = Facts::default();
            facts.user("u", &user("Bea", "a@x", Some(true)));
            facts.group("G", "Alpha");
            facts.location("L", "", Some(false), place("192.0.2.0/25"));
            facts.location("m", "", None, place("192.0.2.0/25"));
            facts.role_holder("r", "g");
            facts
        };
        for [mut first, second] in [[one(), other()], [other(), one()]] {
            first.join(second);
            let directory = first.into_directory();
            let user = &directory.users[&Id::new("u")];
            assert_eq!((user.display_name.as_str(), user.principal_name.as_str()), ("Bea", "a@x"));
            assert_eq!(directory.groups[&Id::new("g")].display_name, "Alpha");
            let location = |id: &str| &directory.locations[&Id::new(id)];
            assert_eq!((location("l").trusted, &location("l").place), (None, &None));
            assert_eq!(location("m").place, place("192.0.2.0/25"));
            assert_eq!((user.guest.agreed(), user.invited.agreed()), (Some(true), None));
            assert_eq!(directory.role_holders[&Id::new("r")].len(), 2);
        }
    }
}
