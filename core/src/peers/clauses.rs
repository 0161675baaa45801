//! What other tools' checks ask of one policy, clause by clause.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::{
    acceptance::Accepted,
    entra::{Id, Policy, State},
    tenant::Hint,
};

/// A policy, with what the tool's configuration would declare: what the settings accept, and what an
/// export of such a configuration names.
#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub(super) policy: &'c Policy,
    pub(super) accepted: &'c Accepted,
    pub(super) hints: &'c [Hint],
}

/// One thing that a check asks.
pub(super) struct Clause {
    /// What the policy must be or have, after "a policy that".
    pub(super) words: &'static str,
    pub(super) holds: fn(Case<'_>) -> bool,
}

pub(super) const ON: Clause =
    Clause { words: "is on", holds: |case| case.policy.state == Some(State::Enabled) };

pub(super) const ALL_USERS: Clause =
    Clause { words: "includes all users", holds: |case| case.policy.users.include.users.has("All") };

pub(super) const ALL_APPLICATIONS: Clause =
    Clause { words: "includes all applications", holds: |case| case.policy.applications.include.has("All") };

/// A comparison of texts, so that a second flow beside it is another text.
pub(super) const FLOW_EXACTLY: Clause = Clause {
    words: "has transfer methods that read `deviceCodeFlow` and nothing else",
    holds: |case| flow(case.policy) == "deviceCodeFlow",
};

/// Split at commas, and each part without the spaces around it.
pub(super) const FLOW_LISTED: Clause =
    Clause { words: "lists device code flow", holds: |case| case.policy.names_device_code() };

/// Split at commas, and a space before the name makes it another one.
pub(super) const FLOW_BETWEEN_COMMAS: Clause = Clause {
    words: "lists `deviceCodeFlow` without a space around it",
    holds: |case| flow(case.policy).split(',').any(|part| part.eq_ignore_ascii_case("deviceCodeFlow")),
};

pub(super) const FLOW_MENTIONED: Clause = Clause {
    words: "mentions `deviceCodeFlow`",
    holds: |case| flow(case.policy).to_ascii_lowercase().contains("devicecodeflow"),
};

pub(super) const ANY_FLOW: Clause =
    Clause { words: "has any transfer method", holds: |case| case.policy.flows.is_some() };

pub(super) const BLOCK: Clause = Clause { words: "blocks", holds: |case| case.policy.controls.has("block") };

pub(super) const ONE_CONTROL_IS_ENOUGH: Clause = Clause {
    words: "has the grant operator OR",
    holds: |case| case.policy.operator.as_deref().is_some_and(|operator| operator.eq_ignore_ascii_case("OR")),
};

pub(super) const NO_ROLE_EXCLUDED: Clause =
    Clause { words: "excludes no role", holds: |case| case.policy.users.exclude.roles.items.is_empty() };

pub(super) const EXCLUSIONS_DECLARED: Clause = Clause {
    words: "excludes only what the tool's own configuration declares",
    holds: |case| {
        let exclude = &case.policy.users.exclude;
        let declared = |id: &Id| {
            case.accepted.accepts_user(id)
                || case.accepted.accepts_group(id)
                || case.accepted.accepts_application(id)
                || case.hints.iter().any(|hint| hint.id == *id)
        };
        let lists = [&exclude.users, &exclude.groups, &case.policy.applications.exclude];
        exclude.guests.is_none() && lists.into_iter().flat_map(|list| &list.items).all(declared)
    },
};

pub(super) const EVERY_CLIENT_APP: Clause = Clause {
    words: "is for all client apps",
    holds: |case| case.policy.client_apps.as_ref().is_some_and(|apps| apps.has("all")),
};

/// A device that is managed counts as much as a block.
pub(super) const BLOCKS_EVERYWHERE_OR_ASKS_FOR_A_DEVICE: Clause = Clause {
    words: "blocks with no location or all of them included, or asks for a compliant or joined device",
    holds: |case| {
        let controls = &case.policy.controls;
        let everywhere = case.policy.locations.as_ref().is_none_or(|scope| scope.include.has("All"));
        controls.has("block") && everywhere
            || controls.has("compliantDevice")
            || controls.has("domainJoinedDevice")
    },
};

pub(super) const A_USER_EXCLUDED: Clause = Clause {
    words: "excludes at least one user by name",
    holds: |case| !case.policy.users.exclude.users.items.is_empty(),
};

pub(super) const NOT_DISABLED: Clause =
    Clause { words: "is not disabled", holds: |case| case.policy.state != Some(State::Disabled) };

/// The transfer methods as Graph spells them: one text.
fn flow(policy: &Policy) -> Cow<'_, str> {
    let joined = || -> String {
        let items = policy.flows.iter().flat_map(|flows| &flows.items);
        items.map(Id::as_str).collect::<Vec<_>>().join(",")
    };
    policy.flow_text.as_deref().map_or_else(|| joined().into(), Cow::Borrowed)
}
