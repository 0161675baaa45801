//! A reported gap, judged by the oracle's reading: is it one, and does it stand as it says?

use serde_json::Value;

use crate::model::{
    ALL_TRUSTED, APP_RULES, APPS, CLIENTS, DEVICE_RULES, GROUPS, INSIDER_RISKS, Id, KINDS, LOCATIONS, OTHER,
    PLATFORMS, Policy, RISKS, ROLES, SUITES, State, TENANTS, Tenant, USERS,
};
use crate::oracle::{accepted, doubted, is_anything_unblocked};
use crate::reading::{Entry, Facet, Who, blocks, key};

/// What is wrong with a report's gaps, as far as the oracle can tell; nothing, if all is well.
pub fn complaint(tenant: &Tenant, report: &Value) -> Option<String> {
    let gaps = report["gaps"].as_array().map_or(&[][..], Vec::as_slice);
    gaps.iter().find_map(|gap| gap_complaint(tenant, gap)).or_else(|| {
        let count = |standing: &str| gaps.iter().filter(|gap| gap["standing"] == standing).count();
        let expected = match report["status"].as_str()? {
            "pass" => {
                let settled = count("open") + count("doubtful") == 0;
                settled && is_anything_unblocked(tenant) != gaps.is_empty()
            }
            "fail" => count("open") > 0,
            _ => count("open") + count("doubtful") > 0,
        };
        (!expected).then(|| "the gaps do not bear the status out".to_owned())
    })
}

fn gap_complaint(tenant: &Tenant, gap: &Value) -> Option<String> {
    let witness = parse(tenant, &gap["witness"]);
    let mut enabled = tenant.policies.iter().filter(|policy| policy.state == State::Enabled);
    if let Some(blocker) = enabled.find(|policy| blocks(policy, &witness)) {
        return Some(format!("a witness is blocked by {}", blocker.id));
    }
    if !is_possible(tenant, &witness) {
        return Some("a witness does not fit the directory".to_owned());
    }
    let standing = standing(tenant, &witness);
    if gap["standing"] != standing {
        return Some(format!("a gap is {}, its witness is {standing}", gap["standing"]));
    }
    let explained = gap["by"].as_array().is_some_and(|by| !by.is_empty());
    (explained == (standing == "open")).then(|| format!("`by` does not suit a gap that is {standing}"))
}

/// How a sign-in that no enabled policy blocks stands.
pub fn standing(tenant: &Tenant, attempt: &[Facet]) -> &'static str {
    let accepts = |entries: &[Entry]| entries.iter().any(|entry| entry.accepts(attempt));
    let mut enabled = tenant.policies.iter().filter(|policy| policy.state == State::Enabled);
    if accepts(&accepted(tenant)) {
        "accepted"
    } else {
        let knowing = with_all_unknown(tenant, attempt);
        let is_in_doubt = accepts(&doubted(tenant, &[State::Enabled]));
        if is_in_doubt || enabled.any(|policy| blocks(policy, &knowing)) { "doubtful" } else { "open" }
    }
}

fn with_all_unknown(tenant: &Tenant, attempt: &[Facet]) -> Vec<Facet> {
    let keys = |policy| unknown_of(policy).collect::<Vec<_>>();
    let all = Facet::Unknown(tenant.policies.iter().flat_map(keys).collect());
    let known = attempt.iter().filter(|facet| !matches!(facet, Facet::Unknown(_)));
    known.cloned().chain([all]).collect()
}

fn unknown_of(policy: &Policy) -> impl Iterator<Item = (Id, Id)> {
    policy.unknown.iter().map(|unknown| key(policy, *unknown))
}

/// Whether groups with known members and trusted locations are as the exports say.
pub fn is_possible(tenant: &Tenant, attempt: &[Facet]) -> bool {
    let named = |group: Id| {
        let people = tenant.policies.iter().flat_map(|policy| [&policy.users.include, &policy.users.exclude]);
        people.flat_map(|people| &people.groups).any(|id| *id == group)
    };
    attempt.iter().all(|facet| match facet {
        Facet::Who(who) => tenant
            .groups
            .iter()
            .filter(|known| named(known.group))
            .all(|known| who.groups.contains(&known.group) == known.members.contains(&who.user)),
        Facet::Locations(places) => {
            let names_trusted = tenant.policies.iter().flat_map(|policy| &policy.locations);
            let mut names_trusted = names_trusted.flat_map(|lists| [&lists.include, &lists.exclude]);
            let matters = names_trusted.any(|list| list.contains(&ALL_TRUSTED));
            let inside = |(place, trusted): &(Id, bool)| *trusted && places.contains(place);
            !matters || places.contains(&ALL_TRUSTED) || !tenant.locations.iter().any(inside)
        }
        _ => true,
    })
}

/// A witness as the oracle reads it.
pub fn parse(tenant: &Tenant, witness: &Value) -> Vec<Facet> {
    let one = |member: &str, of: &[Id]| name(&witness[member], of);
    let many = |member: &str, of: &[Id]| -> Vec<Id> {
        witness[member].as_array().into_iter().flatten().map(|value| name(value, of)).collect()
    };
    let places = [&LOCATIONS[..], &[ALL_TRUSTED]].concat();
    vec![
        Facet::Who(Who {
            kind: one("userKind", &KINDS),
            home: one("homeTenant", &TENANTS),
            user: one("user", &USERS),
            groups: many("groups", &GROUPS),
            roles: many("roles", &ROLES),
        }),
        Facet::What(
            [vec![one("application", &APPS)], many("suites", &SUITES)].concat(),
            many("applicationRules", &APP_RULES),
        ),
        Facet::Platform(one("devicePlatform", &PLATFORMS)),
        Facet::Locations(many("locations", &places)),
        Facet::Client(one("clientAppType", &CLIENTS)),
        Facet::SignInRisk(one("signInRiskLevel", &RISKS)),
        Facet::UserRisk(one("userRiskLevel", &RISKS)),
        Facet::InsiderRisk(one("insiderRiskLevel", &INSIDER_RISKS)),
        Facet::DeviceRules(many("deviceRules", &DEVICE_RULES)),
        Facet::Unknown(unknown(tenant, &witness["unknownConditions"])),
    ]
}

/// The one of these that a value names; null is any other.
fn name(value: &Value, of: &[Id]) -> Id {
    let text = value.as_str().unwrap_or(OTHER);
    let named = of.iter().find(|id| id.eq_ignore_ascii_case(text));
    assert!(named.is_some() || value.is_null(), "a witness names `{text}`, which nobody named");
    named.copied().unwrap_or(OTHER)
}

fn unknown(tenant: &Tenant, held: &Value) -> Vec<(Id, Id)> {
    let held = |(policy, member): &(Id, Id)| {
        held.as_array().into_iter().flatten().any(|condition| {
            let path = condition["member"].as_str().unwrap_or_default();
            let same_policy =
                condition["policyId"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(policy));
            same_policy && path.rsplit(['/', '.']).next() == Some(member)
        })
    };
    tenant.policies.iter().flat_map(unknown_of).filter(held).collect()
}
