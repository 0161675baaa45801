//! One concrete sign-in of a region, for people to read and for the evaluator to replay.

use alloc::{collections::BTreeSet, vec::Vec};

use super::{
    names::Names,
    solve::Region,
    space::{Atom, NO, OTHER, Space, Var, YES},
};
use crate::{
    entra::{ClientApp, Id, InsiderRisk, Platform, Risk, UserKind},
    order,
    what_if::{Attempt, UnknownCondition},
};

/// The most everyday attempt of a region.
pub(super) fn witness(space: &Space, region: &Region) -> Attempt {
    let everyday = Attempt::default();
    let value = |var: Var| {
        let set = region.get(var);
        if set.contains(OTHER) { OTHER } else { set.iter().next().unwrap_or(OTHER) }
    };
    let id = |var: Var, names: &Names| names.id(value(var)).cloned();
    let mut attempt = Attempt {
        user_kind: pick(region, Var::KIND, UserKind::ALL, everyday.user_kind),
        home_tenant: id(Var::TENANT, &space.tenants),
        user: id(Var::USER, &space.users),
        application: id(Var::APPLICATION, &space.applications),
        suites: order::set(space.applications.suites(value(Var::APPLICATION)).iter().cloned()),
        device_platform: pick(region, Var::PLATFORM, Platform::ALL, everyday.device_platform),
        client_app_type: pick(region, Var::CLIENT_APP, ClientApp::ALL, everyday.client_app_type),
        sign_in_risk_level: pick(region, Var::SIGN_IN_RISK, Risk::ALL, everyday.sign_in_risk_level),
        user_risk_level: pick(region, Var::USER_RISK, Risk::ALL, everyday.user_risk_level),
        insider_risk_level: pick(region, Var::INSIDER_RISK, InsiderRisk::ALL, everyday.insider_risk_level),
        ..everyday
    };
    attempt.groups = tied_groups(space, attempt.user.as_ref());
    for var in space.vars().filter(|var| space.atom(*var).is_some()) {
        if !region.get(var).contains(NO) {
            hold(space, var, &mut attempt);
        }
    }
    attempt
}

fn pick<T: Copy + PartialEq>(region: &Region, var: Var, all: &[T], everyday: T) -> T {
    let set = region.get(var);
    let possible: Vec<T> =
        all.iter().enumerate().filter(|(at, _)| set.contains(*at)).map(|(_, value)| *value).collect();
    if possible.contains(&everyday) { everyday } else { possible.first().copied().unwrap_or(everyday) }
}

fn tied_groups(space: &Space, user: Option<&Id>) -> BTreeSet<Id> {
    let Some(user) = user else { return BTreeSet::new() };
    let user = space.users.set([user]);
    let of_user = space.members.iter().filter(|(_, users)| users.meets(&user));
    order::set(of_user.map(|(group, _)| group.clone()))
}

/// Makes an atom hold in the attempt.
fn hold(space: &Space, var: Var, attempt: &mut Attempt) {
    let Some(atom) = space.atom(var).cloned() else { return };
    debug_assert_eq!(space.size(var), YES + 1);
    match atom {
        Atom::Group(id) => _ = attempt.groups.insert(id),
        Atom::Role(id) => _ = attempt.roles.insert(id),
        Atom::Location(id) => _ = attempt.locations.insert(id),
        Atom::ApplicationRule(rule) => _ = attempt.application_rules.insert(rule),
        Atom::DeviceRule(rule) => _ = attempt.device_rules.insert(rule),
        Atom::Unknown(policy_id, member) => {
            attempt.unknown_conditions.insert(UnknownCondition { policy_id, member });
        }
        // It stands in the attempt as the other export sees it.
        Atom::TrustedThere => {}
    }
}
