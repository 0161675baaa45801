//! Who is in which group, from lists that may be partial, nested or at odds.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec,
    vec::Vec,
};

use super::{
    facts::{Facts, Roster},
    problems,
};
use crate::{
    entra::{Directory, Id, Membership},
    order,
    problem::Problem,
};

/// The most members of nested groups that are gone through. Groups after that count as not known.
const MAX_STEPS: usize = 2_000_000;

/// What all lists of one group say together.
#[derive(Default)]
struct Merged {
    users: BTreeSet<Id>,
    nested: BTreeSet<Id>,
    /// Whether `users` holds the members of nested groups too.
    transitive: bool,
    /// Whether the lists are all there is.
    whole: bool,
}

/// Fills in the members of every group; tells of the groups on which exports disagree.
pub(super) fn resolve(mut facts: Facts) -> (Directory, Vec<(String, Problem)>) {
    let (merged, problems) = merge(core::mem::take(&mut facts.rosters), &facts);
    let mut directory = facts.into_directory();
    let mut steps = MAX_STEPS;
    for group in merged.keys() {
        let found = everyone(group, &merged, &mut steps);
        let members = &mut directory.groups.entry(group.clone()).or_default().members;
        *members = Membership { count: members.count, ..found };
    }
    (directory, problems)
}

fn merge(rosters: Vec<Roster>, facts: &Facts) -> (BTreeMap<Id, Merged>, Vec<(String, Problem)>) {
    let listed = order::set(rosters.iter().map(|roster| roster.group.clone()));
    let mut by_group: BTreeMap<Id, Vec<Roster>> = BTreeMap::new();
    for mut roster in rosters {
        // A bare id does not tell whether it is of a user or of a group.
        let is_group = |id: &Id| listed.contains(id) || facts.knows_group(id);
        let is_known = |id: &Id| is_group(id) || facts.knows_user(id);
        roster.whole &= !roster.bare || roster.users.iter().all(is_known);
        let (groups, users) = roster.users.into_iter().partition(is_group);
        roster.users = users;
        roster.nested.extend::<BTreeSet<Id>>(groups);
        by_group.entry(roster.group.clone()).or_default().push(roster);
    }
    let mut found = Vec::new();
    let mut merged = BTreeMap::new();
    for (group, rosters) in by_group {
        let one = merge_group(&rosters);
        let whole = rosters.iter().filter(|roster| roster.whole).map(|roster| &roster.source).min();
        if let Some(source) = whole.filter(|_| !one.whole) {
            found.push((source.clone(), problems::membership_differs(group.as_str())));
        }
        merged.insert(group, one);
    }
    (merged, found)
}

/// The union of the lists; whole if one that says so holds all that the others hold.
fn merge_group(rosters: &[Roster]) -> Merged {
    let holds =
        |all: &Roster, part: &Roster| part.users.is_subset(&all.users) && part.nested.is_subset(&all.nested);
    let whole = rosters.iter().filter(|roster| roster.whole).max_by_key(|roster| roster.transitive);
    let mut merged = Merged::default();
    if let Some(all) = whole {
        merged.transitive = all.transitive;
        merged.whole = rosters.iter().all(|part| holds(all, part));
    }
    for roster in rosters {
        merged.users.extend(roster.users.iter().cloned());
        merged.nested.extend(roster.nested.iter().cloned());
    }
    merged
}

/// Every user in the group and in those nested in it, and whether that is everyone.
fn everyone(group: &Id, merged: &BTreeMap<Id, Merged>, steps: &mut usize) -> Membership {
    let mut members = Membership { complete: true, ..Membership::default() };
    let (mut open, mut seen) = (vec![group], order::set([group]));
    while let Some(next) = open.pop() {
        // What the group itself lists is no more than the file holds.
        let Some(one) = merged.get(next).filter(|one| next == group || spend(steps, one)) else {
            members.complete = false;
            continue;
        };
        members.users.extend(one.users.iter().cloned());
        members.nested.extend(one.nested.iter().cloned());
        members.complete &= one.whole;
        if !(one.whole && one.transitive) {
            open.extend(one.nested.iter().filter(|nested| seen.insert(nested)));
        }
    }
    members
}

/// Takes what following this group costs, if so much is left.
fn spend(steps: &mut usize, one: &Merged) -> bool {
    let left = steps.checked_sub(1 + one.users.len() + one.nested.len());
    *steps = left.unwrap_or_default();
    left.is_some()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::entra::User;

    fn roster(group: &str, users: &str, nested: &str, transitive: bool, whole: bool) -> Roster {
        let ids = |text: &str| text.split_whitespace().map(Id::new).collect();
        Roster {
            source: "0".into(),
            group: Id::new(group),
            users: ids(users),
            nested: ids(nested),
            transitive,
            whole,
            bare: false,
        }
    }

    fn resolved(rosters: Vec<Roster>, group: &str) -> (String, bool, usize) {
        let mut facts = Facts::default();
        facts.rosters = rosters;
        let (directory, problems) = resolve(facts);
        let members = &directory.groups[&Id::new(group)].members;
        let users: Vec<_> = members.users.iter().map(Id::as_str).collect();
        (users.join(" "), members.complete, problems.len())
    }

    #[test]
    fn nested_groups_are_followed_around_circles() {
        let rosters = vec![
            roster("a", "u1", "b", false, true),
            roster("b", "u2", "c a", false, true),
            roster("c", "u3", "x", true, true),
        ];
        assert_eq!(resolved(rosters, "a"), ("u1 u2 u3".into(), true, 0));
    }

    #[test]
    fn a_nested_group_without_members_known_leaves_the_outer_one_open() {
        let rosters = vec![roster("a", "u1", "b", false, true)];
        assert_eq!(resolved(rosters, "a"), ("u1".into(), false, 0));
    }

    #[test]
    fn a_bare_id_of_a_group_is_a_nested_group() {
        let rosters = vec![roster("a", "u1 b", "", false, true), roster("b", "u2", "", false, true)];
        assert_eq!(resolved(rosters, "a"), ("u1 u2".into(), true, 0));
    }

    #[test]
    fn a_list_of_ids_is_whole_where_something_else_speaks_of_each() {
        let is_whole = |members: &str, users: &str| {
            let mut facts = Facts::default();
            let bare = Roster { bare: true, ..roster("a", members, "", false, true) };
            facts.rosters = vec![bare, roster("b", "u2", "", false, true)];
            users.split_whitespace().for_each(|id| facts.user(id, &User::default()));
            resolve(facts).0.groups[&Id::new("a")].members.complete
        };
        assert!(is_whole("", "") && is_whole("u1", "u1") && is_whole("u1 b", "u1"));
        assert!(!is_whole("u1", "") && !is_whole("u1 x", "u1"));
    }

    #[test]
    fn the_last_page_alone_is_not_taken_for_the_whole() {
        let rosters = vec![roster("a", "u1", "", true, false), roster("a", "u2", "", true, true)];
        assert_eq!(resolved(rosters, "a"), ("u1 u2".into(), false, 1));
    }

    #[test]
    fn lists_that_agree_are_whole_if_one_is() {
        let rosters = vec![roster("a", "u1", "b", false, true), roster("a", "u1 u2", "b", true, true)];
        assert_eq!(resolved(rosters, "a"), ("u1 u2".into(), true, 0));
    }
}
