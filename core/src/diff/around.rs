//! What policies reach and do not hold themselves: groups, named locations, and what the settings accept.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Changed, Side, bears};
use crate::{
    acceptance::{named, resolve_user},
    catalogue::ChangeCode,
    entra::{Directory, Id, Location, Membership, Policy},
    order,
    tenant::Tenant,
};

/// How many members are named.
const MOST_NAMES: usize = 5;

/// Groups with other members, and locations that are others.
pub(super) fn changes(before: &Tenant, after: &Tenant) -> Vec<Changed> {
    let [old, new] = [&before.directory, &after.directory];
    let mut changes = Vec::new();
    for group in groups(before).union(&groups(after)) {
        if let (Some(was), Some(is)) = (old.groups.get(*group), new.groups.get(*group)) {
            changes.extend(members(group, &was.members, &is.members, new));
        }
    }
    for (id, is) in &new.locations {
        if let Some(was) = old.locations.get(id) {
            changes.extend(location(id, was, is));
        }
    }
    changes
}

/// Users of the settings who are others by the directory of the newer side.
pub(super) fn acceptance(before: &Side<'_>, after: &Side<'_>) -> Vec<Changed> {
    let texts = order::set([before, after].into_iter().flat_map(|side| side.settings.users()));
    let stands_for = |text: &str, side: &Side<'_>| {
        resolve_user(text, &side.tenant.directory).map_or_else(|| "nobody".into(), |id| id.to_string())
    };
    let resolved = texts.into_iter().map(|text| (text, stands_for(text, before), stands_for(text, after)));
    let others = resolved.filter(|(_, was, is)| was != is);
    let words =
        |(text, was, is)| format!("`{text}` of the settings stands for {is} now, and stood for {was} before");
    others.map(|other| changed(ChangeCode::AcceptanceChanged, words(other))).collect()
}

/// The groups that policies name which bear on the flow.
pub(super) fn groups(tenant: &Tenant) -> BTreeSet<&Id> {
    let policies = tenant.policies.iter().filter(|policy| bears(policy));
    order::set(policies.flat_map(of_policy))
}

fn of_policy(policy: &Policy) -> impl Iterator<Item = &Id> {
    [&policy.users.include, &policy.users.exclude].into_iter().flat_map(|who| &who.groups.items)
}

fn members(group: &Id, was: &Membership, is: &Membership, directory: &Directory) -> Option<Changed> {
    let who = match (was.everyone(), is.everyone()) {
        (Some(was), Some(is)) if was != is => {
            let gone = listed(was.difference(is), "-", directory);
            format!(
                ": {}",
                listed(is.difference(was), "+", directory).chain(gone).collect::<Vec<_>>().join(", ")
            )
        }
        (Some(_), Some(_)) => return None,
        _ if was.at_least() == is.at_least() => return None,
        _ => String::new(),
    };
    let name = named(group.as_str(), directory.group_name(group));
    let (was, is) = (was.at_least(), is.at_least());
    Some(changed(ChangeCode::MembersChanged, format!("members of group {name} went from {was} to {is}{who}")))
}

fn listed<'l>(
    ids: impl Iterator<Item = &'l Id>,
    sign: &'l str,
    directory: &'l Directory,
) -> impl Iterator<Item = String> {
    let ids: Vec<&Id> = ids.collect();
    let more = ids.len().saturating_sub(MOST_NAMES);
    let more = (more > 0).then(|| format!("{sign} {more} more"));
    let spell = move |id: &Id| format!("{sign} {}", named(id.as_str(), directory.user_name(id)));
    ids.into_iter().take(MOST_NAMES).map(spell).chain(more)
}

fn location(id: &Id, was: &Location, is: &Location) -> Option<Changed> {
    let name = Some(is.display_name.as_str()).filter(|name| !name.is_empty());
    let trust = match (was.trusted, is.trusted) {
        (Some(false), Some(true)) => Some("is trusted now"),
        (Some(true), Some(false)) => Some("is trusted no more"),
        _ => None,
    };
    let moved = was.place.is_some() && is.place.is_some() && was.place != is.place;
    let how = [trust, moved.then_some("has other addresses or countries")];
    let how: Vec<&str> = how.into_iter().flatten().collect();
    let words = format!("location {} {}", named(id.as_str(), name), how.join(" and "));
    (!how.is_empty()).then(|| changed(ChangeCode::LocationChanged, words))
}

pub(super) fn changed(code: ChangeCode, words: String) -> Changed {
    let (display_name, source, pointer) = (String::new(), String::new(), String::new());
    Changed { code, policy_id: None, display_name, words, source, pointer }
}

/// The trust of each location that a side tells.
pub(super) fn trust(directory: &Directory) -> BTreeMap<&Id, bool> {
    let told = |(id, place): (_, &Location)| place.trusted.map(|trusted| (id, trusted));
    order::map(directory.locations.iter().filter_map(told))
}
