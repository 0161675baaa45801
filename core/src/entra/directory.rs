//! What directory exports tell: names for ids, members of groups, trust of locations.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
};

use super::{Claim, Id, Place, well_known};

/// Everything that the directory exports of a tenant said. Empty where there were none.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Users by object id.
    pub users: BTreeMap<Id, User>,
    /// Groups by object id.
    pub groups: BTreeMap<Id, Group>,
    /// Role names by template id.
    pub roles: BTreeMap<Id, String>,
    /// The users and groups to which a role is assigned in the whole tenant, by template id: at least
    /// these, since a role may be active for an hour only.
    pub role_holders: BTreeMap<Id, BTreeSet<Id>>,
    /// Named locations by id.
    pub locations: BTreeMap<Id, Location>,
    /// Names for ids whose kind the export does not tell (`MigrationTable.json`, service principals).
    pub names: BTreeMap<Id, String>,
    /// Whether security defaults are on.
    pub security_defaults: Option<bool>,
}

/// A user as a directory export gives it.
#[derive(Clone, Debug, Default)]
pub struct User {
    /// The display name; empty where not given.
    pub display_name: String,
    /// The user principal name; empty where not given.
    pub principal_name: String,
    /// Whether the user type is guest; else it is member.
    pub guest: Claim,
    /// Whether the account was invited from elsewhere.
    pub invited: Claim,
}

/// A group as the directory exports give it.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// The display name; empty where not given.
    pub display_name: String,
    /// Who is in it, as far as the exports say.
    pub members: Membership,
}

/// What is known of the members of a group, nested ones included.
#[derive(Clone, Debug, Default)]
pub struct Membership {
    /// The users that are known to be in the group.
    pub users: BTreeSet<Id>,
    /// Whether `users` is everyone: the export was of transitive members, with no page missing.
    pub complete: bool,
    /// The groups that are known to be in the group, at whatever depth.
    pub nested: BTreeSet<Id>,
    /// A number of members, from an export that gives counts only.
    pub count: Option<u64>,
}

impl Membership {
    /// The number of members that are known for certain: at least so many.
    pub fn at_least(&self) -> u64 {
        let listed = u64::try_from(self.users.len()).unwrap_or(u64::MAX);
        self.count.unwrap_or(0).max(listed)
    }

    /// Every user in the group, where the exports tell; a count of zero tells it too.
    pub fn everyone(&self) -> Option<&BTreeSet<Id>> {
        let empty = self.count == Some(0) && self.users.is_empty();
        (self.complete || empty).then_some(&self.users)
    }
}

/// A named location.
#[derive(Clone, Debug, Default)]
pub struct Location {
    /// The display name; empty where not given.
    pub display_name: String,
    /// Whether it is marked as trusted; `None` where the export does not say.
    pub trusted: Option<bool>,
    /// Where it is; `None` where exports do not say, or not alike, or where an address does not tell.
    pub place: Option<Place>,
}

impl Directory {
    /// The name of a user: display name, else user principal name.
    pub fn user_name(&self, id: &Id) -> Option<&str> {
        let user = self.users.get(id);
        let names = user.map(|user| [user.display_name.as_str(), user.principal_name.as_str()]);
        self.first_name(names.into_iter().flatten(), id)
    }

    /// The name of a group.
    pub fn group_name(&self, id: &Id) -> Option<&str> {
        self.first_name(self.groups.get(id).map(|group| group.display_name.as_str()), id)
    }

    /// The name of a role, well known or exported.
    pub fn role_name(&self, id: &Id) -> Option<&str> {
        well_known::role(id).or_else(|| self.first_name(self.roles.get(id).map(String::as_str), id))
    }

    /// The name of a named location.
    pub fn location_name(&self, id: &Id) -> Option<&str> {
        self.first_name(self.locations.get(id).map(|place| place.display_name.as_str()), id)
    }

    /// The name of an application, well known or exported.
    pub fn application_name(&self, id: &Id) -> Option<&str> {
        well_known::application(id).or_else(|| self.first_name([], id))
    }

    /// The user with this object id or user principal name; `None` where two users share the name.
    pub fn find_user(&self, id_or_name: &str) -> Option<&Id> {
        let id = Id::new(id_or_name);
        if let Some((id, _)) = self.users.get_key_value(&id) {
            return Some(id);
        }
        let named = |user: &User| user.principal_name.eq_ignore_ascii_case(id.as_str());
        let mut named = self.users.iter().filter(|(_, user)| named(user)).map(|(id, _)| id);
        named.next().filter(|_| named.next().is_none())
    }

    fn first_name<'a>(&'a self, own: impl IntoIterator<Item = &'a str>, id: &Id) -> Option<&'a str> {
        own.into_iter().find(|name| !name.is_empty()).or_else(|| self.names.get(id).map(String::as_str))
    }
}
