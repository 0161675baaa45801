//! The policy that the control asks for, and the guard without which no policy is proposed.

use alloc::{borrow::ToOwned, collections::BTreeSet, format, string::String, vec::Vec};

use crate::{
    acceptance::Accepted,
    entra::{Applications, Directory, Id, List, Pointer, Policy, State, Users, Who},
    order,
    report::{Reason, ReasonCode},
    tenant::Tenant,
};

/// What the proposed policy is called. Names need not be unique in Entra.
const NAME: &str = "CIS 2.2.3: block device code flow";

/// The users and groups that must get in when nothing else does: declared, resolved, told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EmergencyAccess {
    /// Users by object id, sorted.
    pub(crate) users: Vec<Id>,
    /// Groups by object id, sorted.
    pub(crate) groups: Vec<Id>,
}

impl EmergencyAccess {
    /// The declared emergency access.
    ///
    /// # Errors
    ///
    /// The reason why no policy may be proposed: nobody would be left to get in, or it cannot be told who.
    pub(crate) fn of(accepted: &Accepted, tenant: &Tenant) -> Result<Self, Reason> {
        let entries = || accepted.emergency.iter();
        let users = order::set(entries().filter_map(|entry| entry.users.clone()).flatten());
        let groups = order::set(entries().filter_map(|entry| entry.groups.clone()).flatten());
        let mut access = Self {
            users: users.iter().filter(|id| !is_group(id, &groups, tenant)).cloned().collect(),
            groups: groups.iter().filter(|id| !is_user(id, &users, tenant)).cloned().collect(),
        };
        if let Some(id) = access.users.iter().find(|id| access.groups.contains(id)) {
            return Err(user_or_group(id));
        }
        if access.users.is_empty() && access.groups.iter().all(|id| is_empty(id, &tenant.directory)) {
            return Err(nobody(access.groups.first()));
        }
        access.users.dedup();
        Ok(access)
    }
}

/// Whether an id that is declared as both is known to be a group.
fn is_group(id: &Id, groups: &BTreeSet<Id>, tenant: &Tenant) -> bool {
    let excluded = |policy: &Policy| policy.users.exclude.groups.items.contains(id);
    groups.contains(id) && (tenant.directory.groups.contains_key(id) || tenant.policies.iter().any(excluded))
}

/// Whether an id that is declared as both is known to be a user.
fn is_user(id: &Id, users: &BTreeSet<Id>, tenant: &Tenant) -> bool {
    let excluded = |policy: &Policy| policy.users.exclude.users.items.contains(id);
    users.contains(id) && (tenant.directory.users.contains_key(id) || tenant.policies.iter().any(excluded))
}

fn is_empty(group: &Id, directory: &Directory) -> bool {
    let members = directory.groups.get(group).and_then(|group| group.members.everyone());
    members.is_some_and(BTreeSet::is_empty)
}

fn user_or_group(id: &Id) -> Reason {
    let words = format!(
        "no export says whether {id} is a user or a group, so a policy that excludes it cannot be written; \
         declare it in the settings, under `users` or under `groups` of `emergencyAccess`, or give an export \
         of users and groups"
    );
    Reason { code: ReasonCode::UserOrGroup, words }
}

fn nobody(empty: Option<&Id>) -> Reason {
    let words = empty.map_or_else(
        || {
            "no emergency access is declared, so a policy that blocks could lock everyone out: declare two or \
             more accounts with `--emergency-access` or in the settings"
                .to_owned()
        },
        |id| format!("group {id} is declared as emergency access and has no members: put accounts into it"),
    );
    Reason { code: ReasonCode::NoEmergencyAccess, words }
}

/// The policy that the control asks for, in report-only: all users but the emergency access, all
/// applications, device code flow, block. Nothing else is excluded.
pub(crate) fn exclusionary(access: &EmergencyAccess) -> Policy {
    let at = Pointer::root;
    let exclude = Who { users: list(&access.users), groups: list(&access.groups), ..Who::default() };
    let include = Who { users: list(&[Id::new("All")]), ..Who::default() };
    let include_all = list(&[Id::new("All")]);
    Policy {
        id: Id::new(NAME),
        display_name: NAME.to_owned(),
        state: Some(State::ReportOnly),
        state_at: at(),
        created: None,
        modified: None,
        source: String::new(),
        at: at(),
        users: Users { at: at(), include, exclude },
        applications: Applications { include: include_all, ..Applications::default() },
        flows: Some(list(&[Id::new("deviceCodeFlow")])),
        flow_text: Some("deviceCodeFlow".to_owned()),
        platforms: None,
        locations: None,
        client_apps: Some(list(&[Id::new("all")])),
        sign_in_risk: None,
        user_risk: None,
        insider_risk: None,
        device_filter: None,
        unknown: Vec::new(),
        outside: Vec::new(),
        controls: list(&[Id::new("block")]),
        operator: Some("OR".to_owned()),
    }
}

fn list(items: &[Id]) -> List {
    List { items: items.to_vec(), ..List::default() }
}
