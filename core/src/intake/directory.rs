//! Records of the directory: names, trust, and who is in which group.

use alloc::{borrow::ToOwned, collections::BTreeSet, format, vec::Vec};

use super::{
    context::MembersOf,
    duplicates,
    facts::{Facts, Roster},
    haul::Haul,
    json::Node,
    problems,
    view::View,
};
use crate::{
    entra::{AddressRange, Id, Place, User},
    order,
    problem::Problem,
    tenant::SourceKind,
};

/// How many members `$expand=members` gives at most: as many may be all, or the first of more.
const EXPANDED_AT_MOST: usize = 20;

/// Reads a record of this kind.
pub(super) fn read(view: &View<'_>, kind: SourceKind, haul: &mut Haul) {
    match kind {
        SourceKind::Users => user(view, &mut haul.facts),
        SourceKind::Groups | SourceKind::GroupMembers => group(view, haul),
        SourceKind::Roles => role(view, &mut haul.facts),
        SourceKind::NamedLocations => location(view, &mut haul.facts),
        SourceKind::SecurityDefaults => security_defaults(view, &mut haul.facts),
        _ => named(view, &mut haul.facts),
    }
}

fn user(view: &View<'_>, facts: &mut Facts) {
    let Some(id) = view.text("id") else { return };
    let principal_name = view.text("userPrincipalName").unwrap_or_default();
    let kind = view.text("userType").unwrap_or_default();
    let is = |name: &str| kind.eq_ignore_ascii_case(name);
    let guest = (is("guest") || is("member")).then(|| is("guest"));
    let user = User {
        display_name: name(view).to_owned(),
        principal_name: principal_name.to_owned(),
        guest: guest.into(),
        invited: invited(view, principal_name).into(),
    };
    facts.user(id, &user);
}

/// Whether an account was invited from elsewhere. Entra gives such accounts a name with a mark in it.
fn invited(view: &View<'_>, principal_name: &str) -> Option<bool> {
    let by_mail = view.text("creationType").is_some_and(|kind| kind.eq_ignore_ascii_case("invitation"));
    if by_mail || view.says("externalUserState") {
        return Some(true);
    }
    (!principal_name.is_empty()).then(|| principal_name.to_ascii_uppercase().contains("#EXT#"))
}

/// A group, with its members where the export expands them.
fn group(view: &View<'_>, haul: &mut Haul) {
    let Some(id) = view.text("groupId").or_else(|| view.text("id")) else { return };
    haul.facts.group(id, name(view));
    for (relation, transitive) in [("members", false), ("transitiveMembers", true)] {
        if let Some(members) = view.get(relation).filter(|members| !members.is_null()) {
            let next = view.annotation(&format!("{relation}@odata.nextLink"));
            expanded(&members, id, transitive, next.is_some(), haul);
        }
    }
    if let Some(members) = view.get("memberIds").filter(|members| !members.is_null()) {
        ids(&members, id, view, haul);
    }
}

/// The column of Steampipe's table, which has followed all pages: ids of users, groups and anything else. Of a
/// group that hides its members an empty list says that they were not shown.
fn ids(members: &View<'_>, group: &str, row: &View<'_>, haul: &mut Haul) {
    let hides = row.text("visibility").is_some_and(|how| how.eq_ignore_ascii_case("hiddenMembership"));
    if members.as_items().is_none() {
        return haul.note(problems::wrong_type(&members.at));
    }
    roster(members, group, false, !hides, haul);
    if let Some(roster) = haul.facts.rosters.last_mut() {
        roster.bare = true;
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
    let members = list.as_items().unwrap_or_default().len();
    haul.count_all(SourceKind::GroupMembers, u64::try_from(members).unwrap_or(u64::MAX));
    let Some(group) = of.group else {
        haul.note(problems::group_unknown(&list.at));
        for item in list.items() {
            member(&item, &mut haul.facts);
        }
        return;
    };
    let whole = !cut && (of.transitive || !of.cast);
    roster(list, group, of.transitive, whole, haul);
}

/// Lists of members by group id.
pub(super) fn members_by_group(view: &View<'_>, transitive: bool, haul: &mut Haul) -> Result<(), Problem> {
    duplicates::refuse(view)?;
    for (group, members) in view.own_members() {
        expanded(&members, group, transitive, false, haul);
        haul.count(SourceKind::GroupMembers);
    }
    Ok(())
}

/// Records a list of members of a known group. One that cannot be read leaves the list unwhole.
fn roster(list: &View<'_>, group: &str, transitive: bool, mut whole: bool, haul: &mut Haul) {
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
    let (source, group) = (haul.name.clone(), Id::new(group));
    haul.facts.rosters.push(Roster { source, group, users, nested, transitive, whole, bare: false });
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

/// A directory role, its template or its definition, with its members where the export expands them;
/// or an assignment. Policies name roles by template id.
fn role(view: &View<'_>, facts: &mut Facts) {
    if let Some(principal) = view.text("principalId") {
        if let Some(role) = view.text("roleDefinitionId").filter(|_| is_active_everywhere(view)) {
            facts.role_holder(role, principal);
        }
        return;
    }
    let id = ["roleTemplateId", "templateId", "id"].into_iter().find_map(|member| view.text(member));
    let Some(id) = id else { return };
    facts.role(id, name(view));
    for member in view.get("members").iter().flat_map(View::items) {
        if let Some(principal) = member.as_text().or_else(|| member.text("id")) {
            facts.role_holder(id, principal);
        }
    }
}

/// Whether an assignment is active, without an end, in the whole tenant. One that somebody is eligible
/// for only has a schedule and no type.
fn is_active_everywhere(view: &View<'_>) -> bool {
    let eligible =
        view.has("roleEligibilityScheduleId") || (view.has("memberType") && !view.has("assignmentType"));
    let everywhere = view.text("directoryScopeId").is_none_or(|scope| scope == "/");
    everywhere && !eligible && !view.says("endDateTime")
}

/// A named location. One of countries can never be trusted.
fn location(view: &View<'_>, facts: &mut Facts) {
    let countries = view.has("countriesAndRegions") || view.odata_type() == Some("countryNamedLocation");
    let trusted = match view.get("isTrusted").map(|view| view.node) {
        Some(Node::Bool(trusted)) => Some(*trusted),
        _ if countries => Some(false),
        _ => None,
    };
    if let Some(id) = view.text("id") {
        facts.location(id, name(view), trusted, place(view));
    }
}

/// Where a named location is. One of countries may be told by the position that an app sends: then an
/// address says nothing.
fn place(view: &View<'_>) -> Option<Place> {
    if let Some(countries) = view.get("countriesAndRegions") {
        let method = view.text("countryLookupMethod").unwrap_or("clientIpAddress");
        let codes: Option<Vec<_>> =
            countries.items().map(|code| Some(code.as_text()?.trim().to_ascii_uppercase())).collect();
        let codes = codes.filter(|_| method.eq_ignore_ascii_case("clientIpAddress"));
        return codes.map(|codes| Place::Countries(order::set(codes)));
    }
    let ranges = view.get("ipRanges")?;
    ranges.as_items()?;
    ranges.items().map(|range| addresses(&range)).collect::<Option<_>>().map(Place::Addresses)
}

fn addresses(view: &View<'_>) -> Option<AddressRange> {
    if let Some(text) = view.text("cidrAddress") {
        return AddressRange::cidr(text);
    }
    let address = |name: &str| view.text(name)?.parse().ok();
    AddressRange::between(address("lowerAddress")?, address("upperAddress")?)
}

fn security_defaults(view: &View<'_>, facts: &mut Facts) {
    if let Some(Node::Bool(enabled)) = view.get("isEnabled").map(|view| view.node) {
        facts.security_defaults(*enabled);
    }
}

/// A service principal or application: policies name applications by application id.
fn named(view: &View<'_>, facts: &mut Facts) {
    for member in ["appId", "id"] {
        if let Some(id) = view.text(member) {
            facts.name(id, name(view));
        }
    }
}

fn name<'n>(view: &View<'n>) -> &'n str {
    view.text("displayName").unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use super::*;
    use crate::intake::testing::{codes, source, tenant};

    /// The users known to be in group `g`, and whether they are all.
    fn members(file: &str) -> (String, bool) {
        let tenant = tenant(&[file]);
        let members = &tenant.directory.groups[&Id::new("g")].members;
        (members.users.iter().map(Id::as_str).collect::<Vec<_>>().join(" "), members.complete)
    }

    const CONTEXT: &str = r#"{"@odata.context":"x/$metadata#groups('g')/"#;

    #[test]
    fn a_page_of_members_names_its_group_in_the_context() {
        let page = r##"transitiveMembers","value":[{"@odata.type":"#microsoft.graph.user","id":"u"},
            {"@odata.type":"#microsoft.graph.device","id":"d"},{"@odata.type":"#microsoft.graph.group","id":"h"}]}"##;
        assert_eq!(members(&[CONTEXT, page].concat()), ("u".into(), true));
        let cut = r#"transitiveMembers","@odata.nextLink":"x","value":[{"id":"u"}]}"#;
        assert_eq!(members(&[CONTEXT, cut].concat()), ("u".into(), false));
        let cast = r#"members/microsoft.graph.user","value":[{"id":"u"}]}"#;
        assert_eq!(members(&[CONTEXT, cast].concat()), ("u".into(), false));
    }

    #[test]
    fn without_the_group_only_names_are_taken() {
        let file = r#"{"@odata.context":"x/$metadata#directoryObjects","value":[{"id":"u","userPrincipalName":"a@b"}]}"#;
        assert_eq!((source(file).kind, codes(&source(file))[0]), (SourceKind::GroupMembers, "group-unknown"));
        assert_eq!(tenant(&[file]).directory.find_user("A@B"), Some(&Id::new("u")));
    }

    #[test]
    fn members_may_stand_in_a_record_of_the_group() {
        assert_eq!(members(r#"{"groupId":"g","transitiveMembers":["u","v"]}"#), ("u v".into(), true));
        assert_eq!(members(r#"[{"id":"g","members":[{"id":"u"}]}]"#), ("u".into(), true));
        assert_eq!(members(r#"{"groupMembers":{"g":["u"]}}"#), ("u".into(), true));
        assert_eq!(members(r#"{"groupId":"g","members":[{"id":"u"},{"x":1}]}"#), ("u".into(), false));
        let cut = r#"{"id":"g","groupTypes":[],"members":[{"id":"u"}],"members@odata.nextLink":"x"}"#;
        assert_eq!(members(cut), ("u".into(), false));
    }

    #[test]
    fn twenty_expanded_members_may_be_the_first_of_more() {
        let file = |count: usize| {
            let ids = alloc::vec![r#"{"id":"u"}"#; count].join(",");
            alloc::format!(r#"{{"id":"g","groupTypes":[],"members":[{ids}]}}"#)
        };
        assert!(members(&file(19)).1 && !members(&file(20)).1 && members(&file(21)).1);
    }

    #[test]
    fn powershell_puts_what_a_member_is_aside() {
        let file = r##"{"groupId":"g","members":[{"Id":"u","AdditionalProperties":
            {"@odata.type":"#microsoft.graph.user","userPrincipalName":"a@b"}}]}"##;
        assert_eq!(tenant(&[file]).directory.find_user("a@b"), Some(&Id::new("u")));
    }

    #[test]
    fn countries_cannot_be_trusted() {
        let trusted = |file: &str| tenant(&[file]).directory.locations[&Id::new("l")].trusted;
        assert_eq!(trusted(r#"[{"id":"l","countriesAndRegions":["NL"]}]"#), Some(false));
        assert_eq!(trusted(r#"[{"id":"l","ipRanges":[]}]"#), None);
    }

    #[test]
    fn a_location_is_where_its_ranges_or_countries_are() {
        let place = |file: &str| tenant(&[file]).directory.locations[&Id::new("l")].place.clone();
        let range = r#"[{"id":"l","isTrusted":true,"ipRanges":[{"cidrAddress":"192.0.2.0/24"},
            {"lowerAddress":"2001:db8::1","upperAddress":"2001:db8::9"}]}]"#;
        let has = |text: &str| match place(range) {
            Some(Place::Addresses(ranges)) => ranges.iter().any(|range| range.has(text.parse().unwrap())),
            _ => false,
        };
        assert!(has("192.0.2.9") && has("2001:db8::5") && !has("2001:db8::a"));
        let bad = r#"[{"id":"l","ipRanges":[{"cidrAddress":"192.0.2.0/24"},{"cidrAddress":"x"}]}]"#;
        assert_eq!(place(bad), None, "where one range is not known, none is");
        let countries = |method: &str| {
            place(&alloc::format!(
                r#"[{{"id":"l","countriesAndRegions":["nl"],"countryLookupMethod":"{method}"}}]"#
            ))
        };
        assert_eq!(countries("clientIpAddress"), Some(Place::Countries(["NL".into()].into())));
        assert_eq!(countries("authenticatorAppGps"), None);
    }

    #[test]
    fn who_holds_a_role_is_told_by_assignments_and_members() {
        let holders = |file: &str| {
            let directory = tenant(&[file]).directory;
            directory.role_holders.get(&Id::new("r")).map_or(0, BTreeSet::len)
        };
        let assignment = |more: &str| {
            holders(&alloc::format!(
                r#"[{{"principalId":"u","roleDefinitionId":"r","directoryScopeId":"/"{more}}}]"#
            ))
        };
        assert_eq!(assignment(""), 1);
        assert_eq!(
            assignment(r#","assignmentType":"Activated","memberType":"Direct","endDateTime":null"#),
            1
        );
        assert_eq!(assignment(r#","assignmentType":"Activated","endDateTime":"2026-01-01T00:00:00Z""#), 0);
        assert_eq!(assignment(r#","memberType":"Direct""#), 0, "eligible only");
        assert_eq!(
            holders(
                r#"[{"principalId":"u","roleDefinitionId":"r","directoryScopeId":"/administrativeUnits/a"}]"#
            ),
            0
        );
        assert_eq!(holders(r#"[{"id":"x","roleTemplateId":"r","members":[{"id":"u"},"v"]}]"#), 2);
    }

    #[test]
    fn a_record_of_a_user_tells_the_kind() {
        let claims = |more: &str| {
            let file = alloc::format!(r#"[{{"id":"u",{more}}}]"#);
            let directory = tenant(&[&file]).directory;
            let user = &directory.users[&Id::new("u")];
            (user.guest.agreed(), user.invited.agreed())
        };
        assert_eq!(claims(r#""userPrincipalName":"a@b","userType":"Member""#), (Some(false), Some(false)));
        assert_eq!(
            claims(r#""userPrincipalName":"a_b#EXT#@c","userType":"guest""#),
            (Some(true), Some(true))
        );
        assert_eq!(claims(r#""userPrincipalName":"a@b","creationType":"Invitation""#), (None, Some(true)));
        assert_eq!(claims(r#""userPrincipalName":"a@b","externalUserState":"Accepted""#), (None, Some(true)));
    }

    #[test]
    fn names_are_found_for_roles_and_applications() {
        let role = r#"[{"id":"x","roleTemplateId":"r","displayName":"R"}]"#;
        let app = r#"[{"id":"o","appId":"a","displayName":"A"}]"#;
        let directory = tenant(&[role, app]).directory;
        assert_eq!(directory.role_name(&Id::new("r")), Some("R"));
        assert_eq!(directory.application_name(&Id::new("A")), Some("A"));
    }
}
