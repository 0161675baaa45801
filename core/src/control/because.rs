//! Why a witness gets through: the members of the nearest policies that let it.

use alloc::{
    borrow::ToOwned,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    acceptance::named,
    entra::{Directory, Id, Pointer, Policy, State, UserKind},
    order::sort_by_key,
    report::Because,
    tenant::Tenant,
    what_if::{self, Attempt, Cause, Obstacle},
};

/// How many policies are named for one witness.
const MOST_POLICIES: usize = 3;

/// The members of the policies that come nearest to blocking the witness. Other policies than
/// candidates are named only where they come nearer than every candidate.
pub(crate) fn nearest(tenant: &Tenant, witness: &Attempt) -> Vec<Because> {
    let relevant = tenant.policies.iter().filter(|policy| policy.blocks() || policy.names_device_code());
    let mut near: Vec<(bool, Vec<Because>)> =
        relevant.map(|policy| (policy.is_candidate(), members(policy, witness, &tenant.directory))).collect();
    sort_by_key(&mut near, |(_, members)| members.len());
    let candidate =
        near.iter().find(|(candidate, _)| *candidate).map_or(usize::MAX, |(_, members)| members.len());
    let nearest =
        near.into_iter().filter(|(is_candidate, members)| *is_candidate || members.len() < candidate);
    nearest.take(MOST_POLICIES).flat_map(|(_, members)| members).collect()
}

/// A member of a policy, with what it does.
pub(crate) fn because(policy: &Policy, pointer: &Pointer, words: String) -> Because {
    Because {
        policy_id: policy.id.clone(),
        display_name: policy.display_name.clone(),
        source: policy.source.clone(),
        pointer: pointer.to_string(),
        words,
    }
}

/// The members that keep a policy from applying.
pub(crate) fn members_of(policy: &Policy, obstacles: &[Obstacle], directory: &Directory) -> Vec<Because> {
    let member = |obstacle: &Obstacle| because(policy, &obstacle.at, words(&obstacle.cause, directory));
    obstacles.iter().map(member).collect()
}

/// The members of one policy that let the witness through.
pub(crate) fn members(policy: &Policy, witness: &Attempt, directory: &Directory) -> Vec<Because> {
    let because = |pointer: &Pointer, words: String| because(policy, pointer, words);
    let mut members = members_of(policy, &what_if::obstacles(policy, witness), directory);
    if !policy.blocks() {
        let words = format!("its grant is {}, not block", controls(policy));
        members.push(because(&policy.controls.at, words));
    }
    match policy.state {
        Some(State::Enabled) => {}
        Some(State::ReportOnly) => {
            members.push(because(
                &policy.state_at,
                "it is report-only: it reports and does not block".to_owned(),
            ));
        }
        Some(State::Disabled) => members.push(because(&policy.state_at, "it is disabled".to_owned())),
        None => members.push(because(&policy.state_at, "its state is not known".to_owned())),
    }
    members
}

/// The grant controls of a policy in words.
pub(super) fn controls(policy: &Policy) -> String {
    let controls: Vec<&str> = policy.controls.items.iter().map(Id::as_str).collect();
    if controls.is_empty() { "no built-in control".to_owned() } else { controls.join(", ") }
}

fn words(cause: &Cause, directory: &Directory) -> String {
    match cause {
        Cause::Outside(why) => why.words().to_owned(),
        Cause::OtherFlow => "it is about another authentication flow".to_owned(),
        Cause::UserNotIncluded => "its users do not include this one".to_owned(),
        Cause::UserExcluded(id) => {
            format!("it excludes user {}", named(id.as_str(), directory.user_name(id)))
        }
        Cause::GroupExcluded(id) => {
            format!("it excludes group {}", named(id.as_str(), directory.group_name(id)))
        }
        Cause::RoleExcluded(id) => {
            format!("it excludes holders of {}", named(id.as_str(), directory.role_name(id)))
        }
        Cause::GuestExcluded(kinds) => {
            let kinds: Vec<&str> = kinds.iter().map(UserKind::as_str).collect();
            format!("it excludes users of kind {}", kinds.join(" or "))
        }
        Cause::ApplicationNotIncluded => "its applications do not include this one".to_owned(),
        Cause::ApplicationExcluded(id) => {
            format!("it excludes application {}", named(id.as_str(), directory.application_name(id)))
        }
        Cause::ApplicationFilter => "its application filter leaves this application out".to_owned(),
        Cause::PlatformNotIncluded => "its platforms do not include this one".to_owned(),
        Cause::PlatformExcluded(id) => format!("it excludes platform {id}"),
        Cause::LocationNotIncluded => "its locations do not include this one".to_owned(),
        Cause::LocationExcluded(id) => {
            format!("it excludes location {}", named(id.as_str(), directory.location_name(id)))
        }
        Cause::ClientApp => "its client apps do not include this one".to_owned(),
        Cause::SignInRisk => "it asks for another sign-in risk".to_owned(),
        Cause::UserRisk => "it asks for another user risk".to_owned(),
        Cause::InsiderRisk => "it asks for another insider risk".to_owned(),
        Cause::DeviceFilter => "its device filter leaves this device out".to_owned(),
        Cause::Unknown(member) => {
            format!("its condition {member} is not shown or not understood, and may not hold")
        }
    }
}
