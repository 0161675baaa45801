//! Tenants made to wear the proof out: policies that nobody gets past but by solving a puzzle.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::random::Random;

/// An id of this kind and number.
pub fn id(kind: u8, index: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{index:012x}")
}

/// The id of a group.
pub fn group(index: usize) -> String {
    id(0xb, index)
}

/// The id of a location.
pub fn location(index: usize) -> String {
    id(0xe, index)
}

/// An enabled block for everyone, with this flow condition.
pub fn block(index: usize, flow: Option<&str>) -> Value {
    json!({
        "id": id(0xf, index), "displayName": format!("policy {index}"), "state": "enabled",
        "createdDateTime": "2026-01-02T03:04:05Z",
        "conditions": {
            "users": { "includeUsers": ["All"] },
            "applications": { "includeApplications": ["All"] },
            "clientAppTypes": ["all"],
            "authenticationFlows": flow.map(|flow| json!({ "transferMethods": flow })),
        },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] },
    })
}

/// A literal of a clause: the group or the location of this number, and whether it is in.
#[derive(Clone, Copy, Debug)]
pub struct Literal {
    /// Whether it is about a group, else about a location.
    pub is_group: bool,
    /// The number of the group or location.
    pub index: usize,
    /// Whether the sign-in has to be in it.
    pub is_in: bool,
}

impl Literal {
    /// Whether it holds for a sign-in that is in these.
    pub fn holds(self, groups: &BTreeSet<usize>, locations: &BTreeSet<usize>) -> bool {
        let set = if self.is_group { groups } else { locations };
        set.contains(&self.index) == self.is_in
    }
}

/// A clause: a sign-in gets past the policy made of it where one of its literals holds.
pub type Clause = Vec<Literal>;

/// A clause of these variables. A variable that is out comes once as a group and once as a
/// location, for a policy includes unions: it cannot ask for two groups.
///
/// # Panics
///
/// More than two variables are out: a policy has no third coordinate for them.
pub fn clause(is_in: &[usize], is_out: &[usize]) -> Clause {
    assert!(is_out.len() <= 2, "no third coordinate is at hand");
    let ins = is_in.iter().map(|index| Literal { is_group: true, index: *index, is_in: true });
    let outs = is_out.iter().zip([true, false]);
    ins.chain(outs.map(|(index, is_group)| Literal { is_group, index: *index, is_in: false })).collect()
}

/// Ties each group to the location of the same number, so that both are one variable.
pub fn tied(variables: usize) -> impl Iterator<Item = Clause> {
    let literal = |is_group, index, is_in| Literal { is_group, index, is_in };
    (0..variables).flat_map(move |index| {
        [
            vec![literal(true, index, true), literal(false, index, false)],
            vec![literal(true, index, false), literal(false, index, true)],
        ]
    })
}

/// Gets past all policies only by a colouring of a random graph in three colours; `planted`
/// makes sure that there is one.
pub fn colouring(random: &mut Random, nodes: usize, edges: usize, planted: bool) -> Vec<Clause> {
    let variable = |node: usize, colour: usize| node * 3 + colour;
    let mut clauses: Vec<Clause> = tied(nodes * 3).collect();
    clauses.extend((0..nodes).map(|node| clause(&[0, 1, 2].map(|colour| variable(node, colour)), &[])));
    let mut drawn = 0;
    while drawn < edges {
        let (from, to) = (random.below(nodes), random.below(nodes));
        if from != to && !(planted && from % 3 == to % 3) {
            clauses.extend((0..3).map(|colour| clause(&[], &[variable(from, colour), variable(to, colour)])));
            drawn += 1;
        }
    }
    clauses
}

/// Gets past all policies only by one pigeon too many in these holes: nobody does, which is
/// known to be hard to prove.
pub fn pigeons(holes: usize) -> Vec<Clause> {
    let variable = |pigeon: usize, hole: usize| pigeon * holes + hole;
    let mut clauses: Vec<Clause> = tied((holes + 1) * holes).collect();
    for pigeon in 0..=holes {
        clauses.push(clause(&(0..holes).map(|hole| variable(pigeon, hole)).collect::<Vec<_>>(), &[]));
        for other in 0..pigeon {
            clauses
                .extend((0..holes).map(|hole| clause(&[], &[variable(pigeon, hole), variable(other, hole)])));
        }
    }
    clauses
}

/// A policy that blocks exactly where no literal holds.
pub fn policy_of(number: usize, clause: &Clause) -> Value {
    let mut policy = block(number, None);
    let ids = |is_group: bool, is_in: bool| -> Vec<String> {
        let chosen = clause.iter().filter(|literal| (literal.is_group, literal.is_in) == (is_group, is_in));
        chosen.map(|literal| if is_group { group(literal.index) } else { location(literal.index) }).collect()
    };
    let (in_groups, in_locations) = (ids(true, false), ids(false, false));
    if !in_groups.is_empty() {
        policy["conditions"]["users"] = json!({ "includeGroups": in_groups });
    }
    policy["conditions"]["users"]["excludeGroups"] = json!(ids(true, true));
    let include = if in_locations.is_empty() { vec!["All".to_owned()] } else { in_locations };
    policy["conditions"]["locations"] =
        json!({ "includeLocations": include, "excludeLocations": ids(false, true) });
    policy
}
