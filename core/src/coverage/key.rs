//! Regions by ids alone: what stays the same when groups are renamed, files are reordered, or policies
//! come and go that have nothing to do with the region.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    clause::Literal,
    names::Names,
    set::Set,
    space::{Atom, OTHER, Space, Var, YES},
};
use crate::{entra::Id, order};

/// The region as one text, in small letters, that no other region of any tenant shares by accident.
pub(super) fn region(space: &Space, region: &[Literal]) -> String {
    // The places of atoms hang on what else there is, so their texts give the order.
    let mut parts: Vec<String> = region.iter().map(|literal| part(space, literal)).collect();
    order::sort(&mut parts);
    parts.join(";").to_ascii_lowercase()
}

fn part(space: &Space, Literal { var, set }: &Literal) -> String {
    match (*var, space.atom(*var)) {
        (Var::TENANT, _) => named("tenant", set, &space.tenants),
        (Var::USER, _) => space
            .members
            .iter()
            .find(|(_, users)| *users == set)
            .map_or_else(|| named("user", set, &space.users), |(group, _)| format!("group={group}")),
        (Var::APPLICATION, _) => named("application", set, &space.applications),
        (_, Some(atom)) => format!("{}={}", atom_key(atom), if set.contains(YES) { "yes" } else { "no" }),
        // The places of fixed vocabularies never change.
        (Var(at), None) => {
            format!("{at}={}", set.iter().map(|value| value.to_string()).collect::<Vec<_>>().join(","))
        }
    }
}

/// Where any other value is in the set, the ones left out: others may join those that policies name.
fn named(what: &str, set: &Set, known: &Names) -> String {
    let others = set.contains(OTHER);
    let (whole, single) = known.names_of(set, others);
    let single = single.into_iter().filter_map(|value| {
        let suites: Vec<&str> = known.suites(value).iter().map(Id::as_str).collect();
        known.id(value).map(|id| format!("{id}&{}", suites.join("&")))
    });
    let ids: Vec<String> = whole.into_iter().map(Id::to_string).chain(single).collect();
    format!("{what}{}{}", if others { "!=" } else { "=" }, ids.join(","))
}

fn atom_key(atom: &Atom) -> String {
    let of = |kind: &str, id: &Id| format!("{kind} {id}");
    match atom {
        Atom::Group(id) => of("group", id),
        Atom::Role(id) => of("role", id),
        Atom::Location(id) => of("location", id),
        Atom::ApplicationRule(rule) => format!("application rule {rule}"),
        Atom::DeviceRule(rule) => format!("device rule {rule}"),
        Atom::Unknown(policy, member) => format!("unknown {policy} {member}"),
        Atom::TrustedThere => "trusted there".into(),
    }
}
