//! Records of the directory: names, trust, and who is in which group.

use alloc::{collections::BTreeSet, format};

use super::{
    context::MembersOf,
    facts::{Facts, Roster},
    haul::Haul,
    json::Node,
    problems,
    view::View,
};
use crate::entra::Id;

/// How many members `$expand=members` gives at most: as many may be all, or the first of more.
const EXPANDED_AT_MOST: usize = 20;

pub(super) fn user(view: &View<'_>, facts: &mut Facts) {
    if let Some(id) = view.text("id") {
        facts.user(id, name(view), view.text("userPrincipalName").unwrap_or_default());
    }
}

/// A group, with its members where the export expands them.
pub(super) fn group(view: &View<'_>, haul: &mut Haul) {
    let Some(id) = view.text("groupId").or_else(|| view.text("id")) else { return };
    haul.facts.group(id, name(view));
    for (relation, transitive) in [("members", false), ("transitiveMembers", true)] {
        if let Some(members) = view.get(relation).filter(|members| !members.is_null()) {
            let next = view.annotation(&format!("{relation}@odata.nextLink"));
            expanded(&members, id, transitive, next.is_some(), haul);
        }
    }
}

/// Members that stand in a record of their group, as a list or as a page.
fn expanded(members: &View<'_>, group: &str, transitive: bool, cut: bool, haul: &mut Haul) {
    let cut = cut || members.annotation("@odata.nextLink").is_some();
    let list = members.get("value").unwrap_or_else(|| members.clone());
    let Some(items) = list.as_items() else { return haul.note(problems::wrong_type(&list.at)) };
    roster(&list, group, transitive, !cut && items.len() != EXPANDED_AT_MOST, haul);
}

/// A page of members, whose group the context may tell.
pub(super) fn page(list: &View<'_>, of: MembersOf<'_>, cut: bool, haul: &mut Haul) {
    match of.group {
        Some(group) => {
            let whole = !cut && (of.transitive || !of.cast);
            roster(list, group, of.transitive, whole, haul);
        }
        None => {
            haul.note(problems::group_unknown(&list.at));
            list.items().for_each(|item| {
                member(&item, &mut haul.facts);
            });
        }
    }
}

/// Records a list of members of a known group. One that cannot be read leaves the list unwhole.
pub(super) fn roster(list: &View<'_>, group: &str, transitive: bool, mut whole: bool, haul: &mut Haul) {
    let (mut users, mut nested) = (BTreeSet::new(), BTreeSet::new());
    for item in list.items() {
        match member(&item, &mut haul.facts) {
            Some((Member::User, id)) => drop(users.insert(id)),
            Some((Member::Group, id)) => drop(nested.insert(id)),
            Some((Member::Other, _)) => {}
            None => {
                haul.note(problems::wrong_type(&item.at));
                whole = false;
            }
        }
    }
    haul.facts.rosters.push(Roster { group: Id::new(group), users, nested, transitive, whole });
}

/// What a member of a group is.
enum Member {
    User,
    Group,
    /// A device, a service principal or a contact: no person signs in with it.
    Other,
}

/// What a member is. One whose type nothing tells counts as a user, so that none is missed.
fn member(item: &View<'_>, facts: &mut Facts) -> Option<(Member, Id)> {
    let id = item.as_text().or_else(|| item.text("id"))?;
    let is_group = item.has("groupTypes") || item.has("securityEnabled");
    let member = match item.odata_type() {
        Some("group") => Member::Group,
        None if is_group => Member::Group,
        Some("servicePrincipal" | "device" | "orgContact") => Member::Other,
        _ => Member::User,
    };
    match member {
        Member::Group => facts.group(id, name(item)),
        Member::Other => facts.name(id, name(item)),
        Member::User if item.is_object() => user(item, facts),
        Member::User => {}
    }
    Some((member, Id::new(id)))
}

/// `transitiveMemberCounts`: a number by group id.
pub(super) fn member_counts(view: &View<'_>, facts: &mut Facts) -> u64 {
    let mut groups = 0;
    for (id, counted) in view.members() {
        if let Node::Number(Some(count)) = counted.node {
            facts.member_count(id, *count);
            groups += 1;
        }
    }
    groups
}

/// A directory role, its template or its definition: policies name roles by template id.
pub(super) fn role(view: &View<'_>, facts: &mut Facts) {
    let id = ["roleTemplateId", "templateId", "id"].into_iter().find_map(|member| view.text(member));
    if let Some(id) = id {
        facts.role(id, name(view));
    }
}

/// A named location. One of countries can never be trusted.
pub(super) fn location(view: &View<'_>, facts: &mut Facts) {
    let trusted = match view.get("isTrusted").map(|view| view.node) {
        Some(Node::Bool(trusted)) => Some(*trusted),
        _ => {
            let countries = view.has("countriesAndRegions") || view.odata_type() == Some("countryNamedLocation");
            countries.then_some(false)
        }
    };
    if let Some(id) = view.text("id") {
        facts.location(id, name(view), trusted);
    }
}

pub(super) fn security_defaults(view: &View<'_>, facts: &mut Facts) {
    if let Some(Node::Bool(enabled)) = view.get("isEnabled").map(|view| view.node) {
        facts.security_defaults(*enabled);
    }
}

/// A service principal or application: policies name applications by application id.
pub(super) fn named(view: &View<'_>, facts: &mut Facts) {
    for member in ["appId", "id"] {
        if let Some(id) = view.text(member) {
            facts.name(id, name(view));
        }
    }
}

fn name<'n>(view: &View<'n>) -> &'n str {
    view.text("displayName").unwrap_or_default()
}
