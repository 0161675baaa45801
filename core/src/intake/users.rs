//! `conditions.users`.

use alloc::format;

use super::{reader::Reader, view::View};
use crate::{
    entra::{Guests, List, OutsideWhy, UserKind, Users, Who, well_known::is_no_person},
    order,
};

const USERS: &[&str] = &[
    "excludeGroups",
    "excludeGuestsOrExternalUsers",
    "excludeRoles",
    "excludeUsers",
    "includeGroups",
    "includeGuestsOrExternalUsers",
    "includeRoles",
    "includeUsers",
];

/// The kinds of guests in the order of their bits.
const GUEST_TYPES: &[&str] = &[
    "internalGuest",
    "b2bCollaborationGuest",
    "b2bCollaborationMember",
    "b2bDirectConnectUser",
    "otherExternalUser",
    "serviceProvider",
];

/// On which side of `conditions.users` a list stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Include,
    Exclude,
}

impl Side {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
        }
    }
}

impl Reader<'_> {
    /// `conditions.users`; nobody where it is not configured.
    pub(super) fn users(&mut self, conditions: &View<'_>) -> Users {
        let object = self.object(conditions, "users");
        self.strangers(&object, "conditions.users", USERS);
        let [include, exclude] = [Side::Include, Side::Exclude].map(|side| self.who(&object, side));
        if is_about_agents(&include) {
            self.outside(&include.users.at, OutsideWhy::Agents);
        }
        Users { at: object.at, include, exclude }
    }

    fn who(&mut self, users: &View<'_>, side: Side) -> Who {
        let prefix = side.prefix();
        Who {
            users: self.ids(users, &format!("{prefix}Users")),
            groups: self.ids(users, &format!("{prefix}Groups")),
            roles: self.ids(users, &format!("{prefix}Roles")),
            guests: self.guests(users, side),
        }
    }

    /// What is excluded but not understood may be anybody; what is included but not understood
    /// counts as nobody.
    fn guests(&mut self, users: &View<'_>, side: Side) -> Option<Guests> {
        let name = format!("{}GuestsOrExternalUsers", side.prefix());
        let path = format!("conditions.users.{name}");
        let object = self.object(users, &name);
        if !object.is_object() {
            return None;
        }
        self.strangers(&object, &path, &["externalTenants", "guestOrExternalUserTypes"]);
        let types = self.flags(&object, "guestOrExternalUserTypes", GUEST_TYPES).unwrap_or_default();
        let kind = |name: &str| UserKind::parse(name).filter(|kind| kind.is_external());
        let strange = types.items.iter().any(|item| !item.is("none") && kind(item.as_str()).is_none());
        if side == Side::Exclude && (strange || types.items.is_empty()) {
            self.unknown(&object.at, &path);
        }
        let kinds = order::set(types.items.iter().filter_map(|item| kind(item.as_str())));
        let tenants = self.tenants(&object, side, &path);
        let configured = types.items.iter().any(|item| !item.is("none"));
        configured.then_some(Guests { at: object.at, kinds, other_kinds: strange, tenants })
    }

    /// The home tenants that guests are narrowed to; `None` for all.
    fn tenants(&mut self, guests: &View<'_>, side: Side, path: &str) -> Option<List> {
        let object = self.object(guests, "externalTenants");
        if !object.is_object() {
            return None;
        }
        let path = format!("{path}.externalTenants");
        self.strangers(&object, &path, &["membershipKind", "members"]);
        let members = self.list(&object, "members");
        let kind = object.text("membershipKind").unwrap_or_default();
        // SDKs leave the kind out where the members beside it tell it.
        let enumerated = kind.is_empty() || kind.eq_ignore_ascii_case("enumerated");
        match members.items.is_empty() {
            false if enumerated => return Some(members),
            true if kind.eq_ignore_ascii_case("all") => return None,
            _ => {}
        }
        self.unknown(&object.at, &path);
        (side == Side::Include).then(|| List { at: object.at, ..List::default() })
    }
}

/// Whether the user accounts that agents have of their own are all that is named.
fn is_about_agents(who: &Who) -> bool {
    let others = [&who.groups, &who.roles].into_iter().any(|list| !list.items.is_empty());
    let names_agents = who.users.has("AllAgentIdUsers") && who.users.items.iter().all(is_no_person);
    names_agents && !others && who.guests.is_none()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::{format, string::String, vec::Vec};

    use super::*;
    use crate::{
        entra::Policy,
        intake::testing::{shown, source, unknown, with_conditions},
    };

    fn guests(side: &str, value: &str) -> Policy {
        with_conditions(&format!(r#""users":{{"{side}GuestsOrExternalUsers":{value}}}"#))
    }

    #[test]
    fn lists_that_are_missing_point_at_the_nearest_parent() {
        let policy = with_conditions(r#""users":{"includeUsers":["All"],"excludeGroups":[]}"#);
        assert_eq!(shown(&policy.users.include.users), ("All".into(), "/conditions/users/includeUsers"));
        assert_eq!(policy.users.exclude.groups.at.as_str(), "/conditions/users/excludeGroups");
        assert_eq!(policy.users.exclude.roles.at.as_str(), "/conditions/users");
        assert_eq!(policy.applications.include.at.as_str(), "/conditions");
    }

    #[test]
    fn names_and_placeholders_are_no_ids() {
        for (text, is_id) in [
            ("0f10c000-0000-4000-8000-0000000000b6", true),
            ("All", true),
            ("ada_contoso.example#EXT#@fabrikam.example", true),
            ("<ExclusionGroup>", false),
            ("{{breakGlass}}", false),
            ("%BREAKGLASS%", false),
            ("CA exclusions", false),
            ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", false),
        ] {
            let file = format!(
                r#"{{"id":"p","state":"enabled","conditions":{{"users":{{"excludeGroups":["g","{text}"]}}}}}}"#
            );
            let source = source(&file);
            let problem = source.problems.first().and_then(|problem| problem.pointer.as_deref());
            assert_eq!(problem, (!is_id).then_some("/conditions/users/excludeGroups/1"), "{text}");
            assert!(source.complete);
        }
    }

    #[test]
    fn guest_kinds_are_flags() {
        let value =
            r#"{"guestOrExternalUserTypes":"internalGuest,\n serviceProvider","externalTenants":null}"#;
        let kinds = guests("include", value).users.include.guests.unwrap().kinds;
        assert_eq!(
            kinds.into_iter().collect::<Vec<_>>(),
            [UserKind::InternalGuest, UserKind::ServiceProvider]
        );
        let kinds =
            guests("exclude", r#"{"guestOrExternalUserTypes":34}"#).users.exclude.guests.unwrap().kinds;
        let bits = [UserKind::B2bCollaborationGuest, UserKind::ServiceProvider];
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), bits);
        let none = guests("exclude", r#"{"guestOrExternalUserTypes":"none"}"#);
        assert!(none.users.exclude.guests.is_none() && none.unknown.is_empty());
    }

    #[test]
    fn objects_full_of_nulls_exclude_nobody() {
        let value = r#"{"ExternalTenants":{"MembershipKind":null},"GuestOrExternalUserTypes":null}"#;
        let policy = guests("exclude", value);
        assert!(policy.users.exclude.guests.is_none() && policy.unknown.is_empty());
    }

    #[test]
    fn a_kind_that_is_not_known_counts_only_where_it_excludes() {
        let value = r#"{"guestOrExternalUserTypes":"internalGuest,martian"}"#;
        assert!(guests("include", value).unknown.is_empty());
        let policy = guests("exclude", value);
        assert_eq!(unknown(&policy), ["conditions.users.excludeGuestsOrExternalUsers"]);
    }

    #[test]
    fn enumerated_tenants_narrow_and_others_do_not() {
        let tenants = |side: &str, value: &str| {
            let value =
                format!(r#"{{"guestOrExternalUserTypes":"internalGuest","externalTenants":{value}}}"#);
            let policy = guests(side, &value);
            let who = if side == "include" { policy.users.include } else { policy.users.exclude };
            let list = who.guests.unwrap().tenants;
            (list.map(|list| shown(&list).0), policy.unknown.len())
        };
        let spilt = r#"{"MembershipKind":"enumerated","AdditionalProperties":{"members":["t"]}}"#;
        assert_eq!(tenants("exclude", spilt), (Some("t".into()), 0));
        assert_eq!(tenants("exclude", r#"{"members":["t"]}"#), (Some("t".into()), 0));
        assert_eq!(tenants("include", r#"{"membershipKind":"all"}"#), (None, 0));
        assert_eq!(tenants("exclude", r#"{"membershipKind":"enumerated","members":[]}"#), (None, 1));
        assert_eq!(tenants("include", r#"{"membershipKind":"friends"}"#), (Some(String::new()), 1));
        assert_eq!(tenants("exclude", r#"{"membershipKind":"friends"}"#), (None, 1));
    }
}
