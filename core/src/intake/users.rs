//! `conditions.users`.

use alloc::format;

use super::{reader::Reader, view::View};
use crate::entra::{Guests, List, UserKind, Users, Who};

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
        Users { at: object.at, include, exclude }
    }

    fn who(&mut self, users: &View<'_>, side: Side) -> Who {
        let prefix = side.prefix();
        Who {
            users: self.list(users, &format!("{prefix}Users")),
            groups: self.list(users, &format!("{prefix}Groups")),
            roles: self.list(users, &format!("{prefix}Roles")),
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
        let kinds = types.items.iter().filter_map(|item| kind(item.as_str())).collect();
        let tenants = self.tenants(&object, side, &path);
        let configured = types.items.iter().any(|item| !item.is("none"));
        configured.then(|| Guests { at: object.at, kinds, tenants })
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
        let (enumerated, all) = (kind.eq_ignore_ascii_case("enumerated"), kind.eq_ignore_ascii_case("all"));
        // SDKs leave the kind out where the members beside it tell it.
        if enumerated || (kind.is_empty() && !members.items.is_empty()) {
            return Some(members);
        }
        if all && members.items.is_empty() {
            return None;
        }
        self.unknown(&object.at, &path);
        (side == Side::Include).then(|| List { at: object.at, ..List::default() })
    }
}
