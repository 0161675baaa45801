//! The change as a JSON Patch (RFC 6902) of the policy as its export spells it.

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::{self, ApplicationsBody, LocationsBody, PlatformsBody, UsersBody};
use crate::entra::{Id, List, Pointer, Policy, Scope, State};

/// One operation of a JSON Patch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum PatchOperation {
    /// Puts a value where none was, or at the end of a list.
    Add {
        /// Where, as a JSON pointer into the policy.
        path: String,
        /// What.
        value: PatchValue,
    },
    /// Takes a value away.
    Remove {
        /// Where, as a JSON pointer into the policy.
        path: String,
    },
    /// Puts a value in place of another.
    Replace {
        /// Where, as a JSON pointer into the policy.
        path: String,
        /// What.
        value: PatchValue,
    },
}

/// What a JSON Patch puts into a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PatchValue {
    /// Nothing: the condition goes.
    Null(()),
    /// One id, token or state.
    Text(String),
    /// A list of ids or tokens.
    List(Vec<Id>),
    /// A whole `conditions.users`.
    Users(Box<UsersBody>),
    /// A whole `conditions.applications`.
    Applications(ApplicationsBody),
    /// A whole `conditions.platforms`.
    Platforms(PlatformsBody),
    /// A whole `conditions.locations`.
    Locations(LocationsBody),
}

const NULL: PatchValue = PatchValue::Null(());

/// How an export writes a policy in the shape of Graph.
pub(super) struct Record {
    /// The pointer to `conditions` inside the policy.
    conditions: String,
    /// Whether names begin with a capital, as PowerShell writes them.
    pascal: bool,
}

/// How the export writes the policy; `None` where it is not in the shape of Graph.
pub(super) fn record(policy: &Policy) -> Option<Record> {
    let users = within(policy, &policy.users.at)?;
    let conditions = users.get(.."/conditions".len())?;
    let rest = users.get("/conditions".len()..)?;
    let is_graph = conditions.eq_ignore_ascii_case("/conditions")
        && (rest.is_empty() || rest.eq_ignore_ascii_case("/users"));
    let pascal = conditions.starts_with("/C");
    is_graph.then(|| Record { conditions: conditions.to_owned(), pascal })
}

/// The pointer to a member inside the policy.
fn within<'p>(policy: &Policy, at: &'p Pointer) -> Option<&'p str> {
    at.as_str().strip_prefix(policy.at.as_str())
}

/// The operations that make the second policy out of the first, as its export writes it.
pub(super) fn patch(before: &Policy, after: &Policy) -> Vec<PatchOperation> {
    let Some(record) = record(before) else { return Vec::new() };
    let mut patch = Patch { before, record, operations: Vec::new() };
    patch.state(after.state);
    patch.users(after);
    patch.applications(after);
    patch.scope(Which::Platforms, after);
    patch.scope(Which::Locations, after);
    patch.plain(after);
    patch.operations
}

#[derive(Clone, Copy)]
enum Which {
    Platforms,
    Locations,
}

struct Patch<'p> {
    before: &'p Policy,
    record: Record,
    operations: Vec<PatchOperation>,
}

impl Patch<'_> {
    fn state(&mut self, after: Option<State>) {
        if let Some(state) = after.filter(|_| self.before.state != after) {
            self.replace(&self.before.state_at.clone(), PatchValue::Text(state.as_str().to_owned()));
        }
    }

    fn users(&mut self, after: &Policy) {
        let (old, new) = (&self.before.users, &after.users);
        let who = [&old.include, &old.exclude];
        let lists = who.iter().flat_map(|who| [&who.users, &who.groups, &who.roles]);
        let is_there =
            lists.into_iter().any(|list| list.at != old.at) || who.iter().any(|who| who.guests.is_some());
        if !is_there && body::users(old) != body::users(new) {
            return self.add("users", PatchValue::Users(Box::new(body::users(new))));
        }
        let sides = [(&old.include, &new.include, "include"), (&old.exclude, &new.exclude, "exclude")];
        for (before, now, side) in sides {
            self.list(&old.at, (&before.users, &now.users), &format!("{side}Users"));
            self.list(&old.at, (&before.groups, &now.groups), &format!("{side}Groups"));
            self.list(&old.at, (&before.roles, &now.roles), &format!("{side}Roles"));
            if let Some(guests) = before.guests.as_ref().filter(|_| now.guests.is_none()) {
                self.replace(&guests.at, NULL);
            }
        }
    }

    fn applications(&mut self, after: &Policy) {
        let (old, new) = (&self.before.applications, &after.applications);
        let lists = [&old.include, &old.exclude];
        if lists.into_iter().all(|list| list.at == old.at) && old.filter.is_none() {
            if body::applications(old) != body::applications(new) {
                self.add("applications", PatchValue::Applications(body::applications(new)));
            }
            return;
        }
        self.list(&old.at, (&old.include, &new.include), "includeApplications");
        self.list(&old.at, (&old.exclude, &new.exclude), "excludeApplications");
        if let Some(rule) = old.filter.as_ref().filter(|_| new.filter.is_none()) {
            self.replace(&rule.at.parent(), NULL);
        }
    }

    fn scope(&mut self, which: Which, after: &Policy) {
        let (old, new, name) = match which {
            Which::Platforms => (&self.before.platforms, &after.platforms, "platforms"),
            Which::Locations => (&self.before.locations, &after.locations, "locations"),
        };
        let whole = |scope: &Scope| match which {
            Which::Platforms => PatchValue::Platforms(body::platforms(scope)),
            Which::Locations => PatchValue::Locations(body::locations(scope)),
        };
        match (old, new) {
            (Some(old), Some(new)) => {
                let [include, exclude] = match which {
                    Which::Platforms => ["includePlatforms", "excludePlatforms"],
                    Which::Locations => ["includeLocations", "excludeLocations"],
                };
                self.list(&old.at, (&old.include, &new.include), include);
                self.list(&old.at, (&old.exclude, &new.exclude), exclude);
            }
            (Some(old), None) => self.replace(&old.at, NULL),
            (None, Some(new)) => self.add(name, whole(new)),
            (None, None) => {}
        }
    }

    /// The conditions that are one value, or one list.
    fn plain(&mut self, after: &Policy) {
        let before = self.before;
        if let (Some(old), Some(new)) = (&before.client_apps, &after.client_apps) {
            self.list(&Pointer::root(), (old, new), "clientAppTypes");
        }
        let risks = [
            (&before.sign_in_risk, &after.sign_in_risk, PatchValue::List(Vec::new())),
            (&before.user_risk, &after.user_risk, PatchValue::List(Vec::new())),
            (&before.insider_risk, &after.insider_risk, NULL),
        ];
        for (old, new, nothing) in risks {
            if let Some(list) = old.as_ref().filter(|_| new.is_none()) {
                self.replace(&list.at, nothing);
            }
        }
        if let Some(rule) = before.device_filter.as_ref().filter(|_| after.device_filter.is_none()) {
            self.replace(&rule.at.parent(), NULL);
        }
    }

    /// One list: entries that go are removed one by one, from the last on; what comes is added at the end.
    fn list(&mut self, parent: &Pointer, (old, new): (&List, &List), name: &str) {
        if old.items == new.items {
            return;
        }
        let kept: Vec<&Id> = old.items.iter().filter(|id| new.items.contains(id)).collect();
        let added: Vec<&Id> = new.items.iter().filter(|id| !old.items.contains(id)).collect();
        let follows = new.items.iter().eq(kept.iter().chain(&added).copied());
        if old.at == *parent {
            let path = self.path(parent).unwrap_or_default();
            let path = format!("{path}/{}", self.spelled(name));
            self.operations.push(PatchOperation::Add { path, value: PatchValue::List(new.items.clone()) });
        } else if !old.is_array || !follows || kept.is_empty() {
            self.replace(&old.at, PatchValue::List(new.items.clone()));
        } else {
            let gone = old.items.iter().enumerate().rev().filter(|(_, id)| !new.items.contains(id));
            for (at, _) in gone {
                let path = self.path(&old.at.item(at));
                self.operations.extend(path.map(|path| PatchOperation::Remove { path }));
            }
            for id in added {
                let path = self.path(&old.at.member("-"));
                let value = PatchValue::Text(id.to_string());
                self.operations.extend(path.map(|path| PatchOperation::Add { path, value }));
            }
        }
    }

    fn replace(&mut self, at: &Pointer, value: PatchValue) {
        let path = self.path(at);
        self.operations.extend(path.map(|path| PatchOperation::Replace { path, value }));
    }

    /// Adds a whole condition, or puts it in place of one that says nothing.
    fn add(&mut self, name: &str, value: PatchValue) {
        let path = format!("{}/{}", self.record.conditions, self.spelled(name));
        self.operations.push(PatchOperation::Add { path, value });
    }

    fn path(&self, at: &Pointer) -> Option<String> {
        within(self.before, at).map(ToOwned::to_owned)
    }

    /// A member's name as the export would spell it.
    fn spelled(&self, name: &str) -> String {
        let mut letters = name.chars();
        match letters.next().filter(|_| self.record.pascal) {
            Some(first) => format!("{}{}", first.to_ascii_uppercase(), letters.as_str()),
            None => name.to_owned(),
        }
    }
}
