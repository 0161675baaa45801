//! From what people call things to their ids.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::asked;
use crate::{
    acceptance::named,
    entra::{Directory, Id, well_known},
    nearest::nearest,
    tenant::Tenant,
};

/// The most names among which the nearest to a misspelt one is looked for.
const MOST_NAMES: usize = 20_000;

/// What a text turned out to mean.
pub(super) enum Named {
    /// This.
    Is(Id),
    /// Nothing that is known; in words, with the nearest known name.
    Unknown(String),
}

/// What things of a kind are called: ids with names, which need not be unique.
struct Names<'n> {
    /// What one of them is.
    what: &'static str,
    known: Vec<(&'n Id, &'n str)>,
    /// Names that are the same in every tenant.
    everywhere: Vec<(&'static str, &'static str)>,
    /// Ids that policies name without a name.
    listed: BTreeSet<Id>,
}

/// The user of this object id or user principal name. An id that no export names is one all the same.
pub(super) fn user(text: &str, tenant: &Tenant) -> Named {
    let directory = &tenant.directory;
    if let Some(id) = directory.find_user(text) {
        return Named::Is(id.clone());
    }
    if !text.contains('@') {
        return Named::Is(Id::new(text));
    }
    let known: Vec<&str> = directory.users.values().map(|user| user.principal_name.as_str()).collect();
    let twice = known.iter().filter(|name| name.eq_ignore_ascii_case(text.trim())).count() > 1;
    let words = if twice {
        format!("several users are called `{text}`; give the object id")
    } else if known.is_empty() {
        format!("`{text}` needs an export of users; the user stays unknown")
    } else {
        format!("no export names the user `{text}`; the user stays unknown{}", meant(text, &known))
    };
    Named::Unknown(words)
}

pub(super) fn group(text: &str, tenant: &Tenant) -> Named {
    let groups = tenant.directory.groups.iter();
    let known = groups.map(|(id, group)| (id, group.display_name.as_str())).collect();
    Names { what: "group", known, everywhere: Vec::new(), listed: asked::groups(tenant) }.find(text)
}

pub(super) fn role(text: &str, tenant: &Tenant) -> Named {
    let roles = tenant.directory.roles.iter();
    let known = roles.map(|(id, name)| (id, name.as_str())).collect();
    Names { what: "role", known, everywhere: well_known::roles().collect(), listed: asked::roles(tenant) }
        .find(text)
}

pub(super) fn application(text: &str, tenant: &Tenant) -> Named {
    let everywhere = well_known::applications().collect();
    Names { what: "application", known: Vec::new(), everywhere, listed: asked::applications(tenant) }
        .find(text)
}

pub(super) fn location(text: &str, tenant: &Tenant) -> Named {
    let locations = tenant.directory.locations.iter();
    let known = locations.map(|(id, place)| (id, place.display_name.as_str())).collect();
    let everywhere = [("AllTrusted", "all trusted locations")].into();
    Names { what: "named location", known, everywhere, listed: asked::locations(tenant) }.find(text)
}

impl Names<'_> {
    fn find(&self, text: &str) -> Named {
        let text = text.trim();
        let id = Id::new(text);
        let everywhere = self.everywhere.iter();
        let is_id = is_guid(text)
            || self.listed.contains(&id)
            || self.known.iter().any(|(known, _)| **known == id)
            || everywhere.clone().any(|(known, _)| id.is(known));
        if is_id {
            return Named::Is(id);
        }
        let called = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(text);
        let everywhere = everywhere.filter(|(_, name)| called(name)).map(|(id, _)| Id::new(id));
        let known = self.known.iter().filter(|(_, name)| called(name)).map(|(id, _)| (*id).clone());
        let mut found: Vec<Id> = everywhere.chain(known).collect();
        found.dedup();
        match found.as_slice() {
            [only] => Named::Is(only.clone()),
            [] => Named::Unknown(self.no_such(text)),
            _ => Named::Unknown(format!("more than one {} is called `{text}`; give the id", self.what)),
        }
    }

    fn no_such(&self, text: &str) -> String {
        let names = self.known.iter().map(|(_, name)| *name);
        let everywhere =
            self.everywhere.iter().flat_map(|(id, name)| [*id, *name]).filter(|name| !is_guid(name));
        let names: Vec<&str> = names.chain(everywhere).filter(|name| !name.is_empty()).collect();
        format!("no {} is known as `{text}`, so it is left out{}", self.what, meant(text, &names))
    }
}

/// The nearest known name, else one that holds the text.
fn meant(text: &str, known: &[&str]) -> String {
    let known = known.get(..MOST_NAMES).unwrap_or(known);
    let lower = text.to_lowercase();
    let holding = || known.iter().find(|name| name.to_lowercase().contains(&lower)).copied();
    nearest(text, known).or_else(holding).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// Whether the text is an object id as Entra writes them.
fn is_guid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Things of a kind as people know them: the name with the id.
pub(super) struct Called<'d>(pub(super) &'d Directory);

impl Called<'_> {
    pub(super) fn user(&self, id: &Id) -> String {
        named(id.as_str(), self.0.user_name(id))
    }

    pub(super) fn group(&self, id: &Id) -> String {
        named(id.as_str(), self.0.group_name(id))
    }

    pub(super) fn role(&self, id: &Id) -> String {
        named(id.as_str(), self.0.role_name(id))
    }

    pub(super) fn application(&self, id: &Id) -> String {
        named(id.as_str(), self.0.application_name(id))
    }

    pub(super) fn location(&self, id: &Id) -> String {
        if id.is("AllTrusted") {
            "all trusted locations".to_string()
        } else {
            named(id.as_str(), self.0.location_name(id))
        }
    }
}
