//! What the files say of the directory, before it is known which of them agree.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use crate::entra::{Directory, Group, Id, Location, User};

/// Claims about the directory. Joining them gives the same in whatever order files are read.
#[derive(Debug, Default)]
pub(super) struct Facts {
    users: BTreeMap<Id, User>,
    groups: BTreeMap<Id, String>,
    roles: BTreeMap<Id, String>,
    names: BTreeMap<Id, String>,
    locations: BTreeMap<Id, (String, BTreeSet<bool>)>,
    security_defaults: BTreeSet<bool>,
    member_counts: BTreeMap<Id, u64>,
    /// Lists of members, each as one file or page gives it.
    pub(super) rosters: Vec<Roster>,
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
}

impl Facts {
    pub(super) fn user(&mut self, id: &str, display_name: &str, principal_name: &str) {
        let user = self.users.entry(Id::new(id)).or_default();
        settle(&mut user.display_name, display_name);
        settle(&mut user.principal_name, principal_name);
    }

    pub(super) fn group(&mut self, id: &str, display_name: &str) {
        settle(self.groups.entry(Id::new(id)).or_default(), display_name);
    }

    pub(super) fn role(&mut self, id: &str, name: &str) {
        settle(self.roles.entry(Id::new(id)).or_default(), name);
    }

    pub(super) fn name(&mut self, id: &str, name: &str) {
        if !name.trim().is_empty() {
            settle(self.names.entry(Id::new(id)).or_default(), name);
        }
    }

    pub(super) fn location(&mut self, id: &str, name: &str, trusted: Option<bool>) {
        let (known, claims) = self.locations.entry(Id::new(id)).or_default();
        settle(known, name);
        claims.extend(trusted);
    }

    pub(super) fn security_defaults(&mut self, enabled: bool) {
        self.security_defaults.insert(enabled);
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

    /// The claims of both.
    pub(super) fn join(&mut self, other: Self) {
        for (id, user) in other.users {
            self.user(id.as_str(), &user.display_name, &user.principal_name);
        }
        other.groups.iter().for_each(|(id, name)| self.group(id.as_str(), name));
        other.roles.iter().for_each(|(id, name)| self.role(id.as_str(), name));
        other.names.iter().for_each(|(id, name)| self.name(id.as_str(), name));
        other.member_counts.iter().for_each(|(id, count)| self.member_count(id.as_str(), *count));
        for (id, (name, claims)) in other.locations {
            self.location(id.as_str(), &name, None);
            self.locations.entry(id).or_default().1.extend(claims);
        }
        self.security_defaults.extend(other.security_defaults);
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
        let location =
            |(id, (display_name, claims))| (id, Location { display_name, trusted: agreed(&claims) });
        Directory {
            users: self.users,
            groups,
            roles: self.roles,
            locations: self.locations.into_iter().map(location).collect(),
            names: self.names,
            security_defaults: agreed(&self.security_defaults),
        }
    }
}

/// What all claims say; `None` where there are none, or two that differ.
fn agreed(claims: &BTreeSet<bool>) -> Option<bool> {
    claims.first().copied().filter(|_| claims.len() == 1)
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
    use super::*;

    #[test]
    fn the_order_of_files_does_not_matter() {
        let one = || {
            let mut facts = Facts::default();
            facts.user("U", "", "b@x");
            facts.group("g", "Beta");
            facts.location("l", "Office", Some(true));
            facts
        };
        let other = || {
            let mut facts = Facts::default();
            facts.user("u", "Bea", "a@x");
            facts.group("G", "Alpha");
            facts.location("l", "", Some(false));
            facts
        };
        for [mut first, second] in [[one(), other()], [other(), one()]] {
            first.join(second);
            let directory = first.into_directory();
            let user = &directory.users[&Id::new("u")];
            assert_eq!((user.display_name.as_str(), user.principal_name.as_str()), ("Bea", "a@x"));
            assert_eq!(directory.groups[&Id::new("g")].display_name, "Alpha");
            assert_eq!(directory.locations[&Id::new("l")].trusted, None);
        }
    }
}
