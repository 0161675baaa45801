//! What policies name, and so ask about.

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
    entra::{Id, List, Policy, well_known::is_token},
    tenant::Tenant,
};

/// The users that policies name.
pub(super) fn users(tenant: &Tenant) -> BTreeSet<Id> {
    ids(tenant, |policy| [&policy.users.include.users, &policy.users.exclude.users].into())
}

/// The groups that policies name.
pub(super) fn groups(tenant: &Tenant) -> BTreeSet<Id> {
    ids(tenant, |policy| [&policy.users.include.groups, &policy.users.exclude.groups].into())
}

/// The roles that policies name.
pub(super) fn roles(tenant: &Tenant) -> BTreeSet<Id> {
    ids(tenant, |policy| [&policy.users.include.roles, &policy.users.exclude.roles].into())
}

/// The applications and suites that policies name.
pub(super) fn applications(tenant: &Tenant) -> BTreeSet<Id> {
    ids(tenant, |policy| [&policy.applications.include, &policy.applications.exclude].into())
}

/// The named locations that policies name, `AllTrusted` among them.
pub(super) fn locations(tenant: &Tenant) -> BTreeSet<Id> {
    ids(tenant, |policy| {
        let scope = policy.locations.as_ref();
        scope.map_or_else(Vec::new, |scope| [&scope.include, &scope.exclude].into())
    })
}

fn ids(tenant: &Tenant, lists: fn(&Policy) -> Vec<&List>) -> BTreeSet<Id> {
    let ids = tenant.policies.iter().flat_map(lists).flat_map(|list| &list.items);
    ids.filter(|id| !is_token(id)).cloned().collect()
}
