//! Tenants made to wear the proof out: an answer comes, and it is the right one or says why not.

use std::collections::BTreeSet;
use std::time::Instant;

use flowlock_tests::hard::{Clause, block, clause, colouring, group, location, pigeons, policy_of};
use flowlock_tests::random::Random;
use flowlock_tests::{export, subject};
use serde_json::{Value, json};

/// The most policies that Entra lets a tenant have.
const MOST_POLICIES: usize = 240;

/// What the core reports, twice the same; how long it took is told, not judged.
fn report(name: &str, policies: &[Value], settings: &Value) -> Value {
    let page = json!({ "value": policies });
    let files = [export::file("policies.json", &page)];
    let start = Instant::now();
    let first = subject::report(&files, settings).expect("it can be evaluated");
    println!("{name}: {} and {} after {:?}", first["status"], first["stage"], start.elapsed());
    assert_eq!(first, subject::report(&files, settings).expect("it can be evaluated"), "{name}");
    let explained = first["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty());
    assert!(explained || first["status"] == "pass", "{name}: no reason");
    first
}

fn emergency(groups: impl Iterator<Item = String>) -> Value {
    json!({ "emergencyAccess": { "groups": groups.collect::<Vec<_>>() } })
}

/// `count` candidates, each of which excludes the groups that `groups` names.
fn excluding(count: usize, groups: impl Fn(usize) -> std::ops::Range<usize>) -> Vec<Value> {
    let policy = |index| {
        let mut policy = block(index, Some("deviceCodeFlow"));
        policy["conditions"]["users"]["excludeGroups"] = groups(index).map(group).collect();
        policy
    };
    (0..count).map(policy).collect()
}

#[test]
fn many_policies_that_exclude_the_same_groups() {
    let policies = excluding(MOST_POLICIES, |_| 0..20);
    assert_eq!(report("the same 20 groups", &policies, &json!({}))["status"], "review");
    let declared = emergency((0..20).map(group));
    assert_eq!(report("the same 20 groups, declared", &policies, &declared)["status"], "pass");
    let declared = emergency((0..19).map(group));
    assert_eq!(report("the same 20 groups, all but one declared", &policies, &declared)["status"], "review");
}

#[test]
fn many_policies_that_exclude_different_groups() {
    let policies = excluding(MOST_POLICIES, |index| index * 20..index * 20 + 20);
    assert_eq!(report("4,800 groups", &policies, &json!({}))["status"], "review");
    let declared = emergency((0..MOST_POLICIES * 20).map(group));
    assert_ne!(report("4,800 groups, declared", &policies, &declared)["status"], "fail");
    let declared = emergency((0..20).map(group));
    assert_ne!(report("4,800 groups, those of one policy declared", &policies, &declared)["status"], "fail");
}

/// Whether the witness of the first gap satisfies every clause.
fn is_solved(report: &Value, clauses: &[Clause]) -> bool {
    let witness = &report["gaps"][0]["witness"];
    let numbers = |member: &str| -> BTreeSet<usize> {
        let ids = witness[member].as_array().into_iter().flatten().filter_map(Value::as_str);
        ids.map(|id| usize::from_str_radix(&id[24..], 16).expect("it is one of ours")).collect()
    };
    let (groups, locations) = (numbers("groups"), numbers("locations"));
    clauses.iter().all(|clause| clause.iter().any(|literal| literal.holds(&groups, &locations)))
}

/// Holds the answer on policies made of these clauses against the clauses, and against what is
/// known of them.
fn assert_right(name: &str, clauses: &[Clause], is_solvable: Option<bool>) {
    let policies: Vec<Value> =
        clauses.iter().enumerate().map(|(number, clause)| policy_of(number, clause)).collect();
    let name = format!("{name}, {} policies", policies.len());
    let report = report(&name, &policies, &json!({}));
    let is_open = report["status"] == "fail";
    let gave_up = report["reasons"].to_string().contains("proof-cut-off");
    assert_eq!(report["status"] == "review", gave_up, "{name}: without doubts, only a cut proof is a review");
    assert!(!is_open || is_solved(&report, clauses), "{name}: fails, but its witness is blocked");
    match is_solvable {
        Some(true) => assert_ne!(report["status"], "pass", "{name}: somebody gets through"),
        Some(false) => assert!(!is_open, "{name}: nobody gets through"),
        None => (),
    }
}

#[test]
fn policies_over_groups_alone() {
    for seed in 0..4 {
        let random = &mut Random::new(seed);
        let mut of_three = || random.some(&(0..200).collect::<Vec<_>>(), 3);
        let clauses = (0..850).map(|_| of_three()).map(|ids| clause(&ids[1..], &ids[..1]));
        assert_right(&format!("200 groups, seed {seed}"), &clauses.collect::<Vec<_>>(), Some(true));
    }
}

#[test]
fn policies_like_graphs_to_be_coloured() {
    for (nodes, edges) in [(12, 27), (17, 40), (40, 92), (80, 186)] {
        for seed in 0..3 {
            let random = &mut Random::new(seed);
            let name = format!("a graph of {nodes} nodes and {edges} edges, seed {seed}");
            assert_right(&name, &colouring(random, nodes, edges, false), None);
            assert_right(&format!("{name}, colourable"), &colouring(random, nodes, edges, true), Some(true));
        }
    }
}

#[test]
fn policies_like_pigeons_and_holes() {
    for holes in [3, 5, 6, 8, 10] {
        assert_right(&format!("{} pigeons for {holes} holes", holes + 1), &pigeons(holes), Some(false));
    }
}

/// Policy by policy one location more, less all those before; the last blocks who is in none.
fn chain(length: usize, is_whole: bool) -> Vec<Value> {
    let link = |index: usize| {
        let mut policy = block(index, None);
        let include = if index == length { "All".to_owned() } else { location(index) };
        let exclude: Vec<String> = (0..index).map(location).collect();
        policy["conditions"]["locations"] =
            json!({ "includeLocations": [include], "excludeLocations": exclude });
        policy
    };
    (0..length + usize::from(is_whole)).map(link).collect()
}

#[test]
fn policies_that_each_go_one_location_further() {
    for length in [10, 60, MOST_POLICIES - 1] {
        let whole = report(&format!("a chain of {length}"), &chain(length, true), &json!({}));
        assert_ne!(whole["status"], "fail");
        let open = report(&format!("a chain of {length} without its end"), &chain(length, false), &json!({}));
        assert_ne!(open["status"], "pass");
    }
}

/// Policies that block every value of every closed coordinate by itself, in parts.
#[test]
fn policies_that_cross() {
    let levels = ["none", "low", "medium", "high"];
    let mut policies = Vec::new();
    for sign_in in levels {
        for user in levels {
            for client in ["browser", "mobileAppsAndDesktopClients"] {
                let mut policy = block(policies.len(), None);
                policy["conditions"]["signInRiskLevels"] = json!([sign_in]);
                policy["conditions"]["userRiskLevels"] = json!([user]);
                policy["conditions"]["clientAppTypes"] = json!([client]);
                policies.push(policy);
            }
        }
    }
    assert_eq!(report("32 policies that cross", &policies, &json!({}))["status"], "pass");
    policies.pop();
    assert_eq!(report("31 policies that cross", &policies, &json!({}))["status"], "fail");
}
