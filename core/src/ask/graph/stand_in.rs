//! Somebody, and something, for a request that names one: of a witness it is often known only that no
//! policy names it.

use crate::{
    ask::asked,
    entra::{Id, User, well_known},
    tenant::Tenant,
    what_if::{PartialAttempt, Truth, holds_role, is_member, user_kinds},
};

/// A user of the exports who is as the attempt says, and whom no policy names.
pub(super) fn user(tenant: &Tenant, attempt: &PartialAttempt) -> Option<Id> {
    let named = asked::users(tenant);
    let users = tenant.directory.users.iter().filter(|(id, _)| !named.contains(*id));
    users.into_iter().find(|(id, user)| fits(id, user, tenant, attempt)).map(|(id, _)| id.clone())
}

/// Whether all that policies ask of the user is known, and is as the attempt says.
fn fits(id: &Id, user: &User, tenant: &Tenant, attempt: &PartialAttempt) -> bool {
    let directory = &tenant.directory;
    let agrees = |wanted: Truth, found: Truth| wanted == Truth::Unknown || wanted == found;
    let kind = user_kinds(user).certain();
    kind.is_some_and(|kind| attempt.user_kind.has(kind))
        && asked::groups(tenant)
            .iter()
            .all(|group| agrees(attempt.groups.ask(group), is_member(directory, Some(id), group)))
        // Nobody is known not to hold a role; one that is not assigned is taken as not held.
        && asked::roles(tenant).iter().all(|role| {
            (attempt.roles.ask(role) == Truth::Yes) == (holds_role(directory, Some(id), role) == Truth::Yes)
        })
}

/// A first-party application that tokens are for and that no policy names.
pub(super) fn application(tenant: &Tenant) -> Option<Id> {
    let named = asked::applications(tenant);
    well_known::RESOURCES.iter().map(|id| Id::new(id)).find(|id| !named.contains(id))
}
