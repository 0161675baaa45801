//! One policy from several files: copies become one, contradictions are refused.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};
use core::cmp::Reverse;

use jiff::Timestamp;

use super::{haul::Found, problems};
use crate::{
    entra::{Id, Policy},
    order::{self, sort_by},
    problem::Problem,
};

/// The policies that are left, sorted by id, and for each file what was found in another as well.
pub(super) struct Merged {
    pub(super) policies: Vec<Policy>,
    pub(super) notes: Vec<(String, Problem)>,
}

/// Joins the copies of each policy. The result does not depend on the order of the files.
pub(super) fn merge(found: Vec<Found>) -> Result<Merged, Problem> {
    let mut merged = Merged { policies: Vec::with_capacity(found.len()), notes: Vec::new() };
    let (identified, named): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.identified);
    for (_, copies) in by_id(identified) {
        one_of(copies, &mut merged)?;
    }
    merged.notes.extend(without_ids(&named));
    let mut taken = order::set(merged.policies.iter().map(|policy| policy.id.clone()));
    for (_, policies) in by_id(named) {
        distinct(policies, &mut taken, &mut merged);
    }
    sort_by(&mut merged.policies, |one, other| one.id.cmp(&other.id));
    Ok(merged)
}

/// Says once, at the first of their files, that there are policies without ids.
fn without_ids(named: &[Found]) -> Option<(String, Problem)> {
    let first = named.iter().map(|found| &found.policy.source).min()?;
    Some((first.clone(), problems::no_id(named.len())))
}

fn by_id(found: Vec<Found>) -> BTreeMap<Id, Vec<Found>> {
    let mut by_id: BTreeMap<Id, Vec<Found>> = BTreeMap::new();
    for found in found {
        by_id.entry(found.policy.id.clone()).or_default().push(found);
    }
    by_id
}

/// Takes the copy that was modified last, else one that shows every condition.
fn one_of(mut copies: Vec<Found>, merged: &mut Merged) -> Result<(), Problem> {
    sort_by(&mut copies, |one, other| rank(one).cmp(&rank(other)));
    let mut copies = copies.into_iter();
    let Some(best) = copies.next() else { return Ok(()) };
    for other in copies {
        let (one, two) = (&best.policy, &other.policy);
        if !(is_better(&best, &other) || content(one) == content(two)) {
            return Err(problems::policy_conflict(one.id.as_str(), &one.source, &two.source));
        }
        if one.source != two.source {
            merged.notes.push(copy_note(one, two));
        }
    }
    merged.policies.push(best.policy);
    Ok(())
}

/// The best first; what follows the content only makes the choice the same in every order.
fn rank(found: &Found) -> impl Ord + '_ {
    let policy = &found.policy;
    (Reverse(last_change(policy)), Reverse(found.shows_all), &policy.source, &policy.at, content(policy))
}

/// When the policy was last changed: one that was never edited, when it was made.
fn last_change(policy: &Policy) -> Option<Timestamp> {
    policy.modified.or(policy.created)
}

/// Whether one copy is known to be newer, or to show conditions that the other leaves open.
fn is_better(best: &Found, other: &Found) -> bool {
    match (last_change(&best.policy), last_change(&other.policy)) {
        (Some(best), Some(other)) if best != other => best > other,
        _ => best.shows_all && !other.shows_all,
    }
}

/// Policies without ids go by their names, numbered where two that differ share one.
fn distinct(mut found: Vec<Found>, taken: &mut BTreeSet<Id>, merged: &mut Merged) {
    sort_by(&mut found, |one, other| by_content(&one.policy).cmp(&by_content(&other.policy)));
    let mut kept: Vec<Policy> = Vec::new();
    for Found { policy, .. } in found {
        // Equal copies in two files are one policy; in one file the export says that there are two.
        let same = |known: &&Policy| known.source != policy.source && content(known) == content(&policy);
        match kept.last().filter(same) {
            Some(known) => merged.notes.push(copy_note(known, &policy)),
            None => kept.push(policy),
        }
    }
    for (at, mut policy) in kept.into_iter().enumerate() {
        let name = policy.id.clone();
        let mut number = at + 1;
        while !taken.insert(policy.id.clone()) {
            number += usize::from(policy.id != name);
            policy.id = Id::new(&format!("{name} ({})", number.max(2)));
        }
        merged.policies.push(policy);
    }
}

fn by_content(policy: &Policy) -> impl Ord + '_ {
    (content(policy), &policy.source, &policy.at)
}

fn copy_note(kept: &Policy, other: &Policy) -> (String, Problem) {
    let note = problems::duplicate_policy(kept.id.as_str(), &other.source);
    (kept.source.clone(), note.at(kept.at.clone()))
}

/// Everything a policy says, without where it says so and when it was changed.
fn content(policy: &Policy) -> impl Ord + '_ {
    (policy.content(), policy.display_name.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::{format, string::String, vec::Vec};

    use crate::{
        entra::Policy,
        intake::{Intake, testing::codes},
        problem::Problem,
        tenant::Tenant,
    };

    extern crate std;

    /// Reads the files in both orders: the result must be the same.
    fn joined(files: [&str; 2]) -> Result<Tenant, Problem> {
        let read = |order: [usize; 2]| {
            let mut intake = Intake::new();
            for at in order {
                intake.read(["a", "b"][at], files[at].as_bytes()).unwrap();
            }
            intake.finish()
        };
        let (one, other) = (read([0, 1]), read([1, 0]));
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
        one
    }

    fn ids(tenant: &Tenant) -> Vec<&str> {
        tenant.policies.iter().map(|policy: &Policy| policy.id.as_str()).collect()
    }

    fn policy(id: &str, state: &str, modified: &str) -> String {
        let modified = if modified.is_empty() { "null".into() } else { format!("\"{modified}T00:00:00Z\"") };
        format!(r#"{{"id":"{id}","state":"{state}","modifiedDateTime":{modified},"conditions":{{}}}}"#)
    }

    #[test]
    fn equal_copies_are_one() {
        let tenant = joined([&policy("p", "enabled", ""), &policy("P", "enabled", "")]).unwrap();
        assert_eq!(
            (ids(&tenant), codes(&tenant.sources[0])),
            (["p"].to_vec(), ["duplicate-policy"].to_vec())
        );
    }

    #[test]
    fn the_later_copy_counts() {
        let (old, new) = (policy("p", "enabled", "2026-01-01"), policy("p", "disabled", "2026-01-02"));
        let tenant = joined([&old, &new]).unwrap();
        assert_eq!((tenant.policies.len(), tenant.policies[0].source.as_str()), (1, "b"));
        assert_eq!(codes(&tenant.sources[1]), ["duplicate-policy"]);
    }

    #[test]
    fn a_contradiction_without_dates_is_refused() {
        let problem = joined([&policy("p", "enabled", ""), &policy("p", "disabled", "")]).unwrap_err();
        assert_eq!(problem.code.as_str(), "policy-conflict");
    }

    #[test]
    fn the_copy_that_shows_all_counts_among_equals() {
        let steampipe = r#"[{"id":"p","state":"enabled","users":{},"built_in_controls":["block"]}]"#;
        let tenant = joined([steampipe, &policy("p", "enabled", "")]).unwrap();
        assert!(tenant.policies[0].unknown.is_empty());
    }

    #[test]
    fn policies_without_ids_go_by_their_names() {
        let one =
            r#"[{"displayName":"n","state":"enabled","conditions":{}},{"state":"enabled","conditions":{}}]"#;
        let other = r#"[{"displayName":"n","state":"disabled","conditions":{}},
            {"displayName":"n","state":"enabled","conditions":{}}]"#;
        let tenant = joined([one, other]).unwrap();
        assert_eq!(ids(&tenant), ["n", "n (2)", "unnamed"]);
        let told: Vec<_> = tenant.sources.iter().map(codes).collect();
        assert_eq!(told, [["no-id", "duplicate-policy"].to_vec(), [].to_vec()]);
    }
}
