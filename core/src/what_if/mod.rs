//! One policy against one sign-in: does it apply, and if not, which of its members says so?
//!
//! What is not known of the sign-in stays so: a policy applies, does not apply because of some of its
//! members, or it cannot be told, and then the answer names what it hangs on. Of an [`Attempt`]
//! everything is known, of a [`PartialAttempt`] what somebody gave, of a [`Logged`] one what a log shows.
//!
//! This is the concrete evaluator. It knows nothing of the proof in `coverage`,
//! which is why it can replay the witnesses that the proof finds.
//!
//! ```
//! use flowlock_core::{
//!     Intake,
//!     entra::{Id, Platform},
//!     what_if::{Identity, Judgement, PartialAttempt, judge},
//! };
//!
//! let export = r#"{"id":"p","state":"enabled","conditions":{
//!     "users":{"includeUsers":["All"],"excludeUsers":["u"]},
//!     "applications":{"includeApplications":["All"]},
//!     "platforms":{"includePlatforms":["all"],"excludePlatforms":["linux"]},
//!     "authenticationFlows":{"transferMethods":"deviceCodeFlow"}},
//!     "grantControls":{"operator":"OR","builtInControls":["block"]}}"#;
//! let mut intake = Intake::new();
//! intake.read("policy.json", export.as_bytes())?;
//! let tenant = intake.finish()?;
//! let policy = &tenant.policies[0];
//!
//! let mut attempt = PartialAttempt { device_platform: Platform::Ios.into(), ..PartialAttempt::default() };
//! let Judgement::CannotTell { depends_on } = judge(policy, &attempt) else { panic!() };
//! assert_eq!(depends_on[0].at.as_str(), "/conditions/users/excludeUsers");
//!
//! attempt.user = Identity::Is(Id::new("u"));
//! let Judgement::DoesNotApply { because } = judge(policy, &attempt) else { panic!() };
//! assert_eq!(because[0].at.as_str(), "/conditions/users/excludeUsers/0");
//!
//! attempt.user = Identity::Other;
//! assert_eq!(judge(policy, &attempt), Judgement::Applies);
//! # Ok::<(), flowlock_core::Problem>(())
//! ```
//!
//! # How exact it is
//!
//! The questions of [`Known`] are answered one by one and taken as independent. As far as they are, the
//! judgement is exact: it is [`Judgement::CannotTell`] only where two attempts that fit what is known
//! differ. Where they hang together (a group's members are known, and the user is not; a location is
//! trusted, and whether the sign-in comes from it is not known) it may say so where a decision could be
//! had; what it decides holds always.

mod attempt;
mod cases;
mod directory;
mod judgement;
mod known;
mod listed;
mod logged;
mod partial;
mod people;
mod plain;
mod seen;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

pub use attempt::{Attempt, TransferMethod, UnknownCondition};
pub use cases::any_applies;
pub(crate) use directory::{holds_role, is_member, user_kinds};
pub use judgement::{Cause, Coordinate, Dependency, Judgement, Obstacle};
pub use known::{Among, Known, Truth};
pub use logged::Logged;
pub use partial::{Answers, Identity, PartialAttempt};
pub(crate) use seen::Seen;

use self::{listed::Listed, people::People, plain::Plain};
use crate::entra::{OutsideWhy, Pointer, Policy};

/// Whether the policy applies to the attempt: every condition it configures holds.
///
/// The same as [`judge`] without the reasons; nothing is allocated.
pub fn applies(policy: &Policy, attempt: &dyn Known) -> Truth {
    if !is_readable(policy) {
        return Truth::Unknown;
    }
    if !policy.outside.is_empty() || !policy.reaches_device_code() {
        return Truth::No;
    }
    let people = People { users: &policy.users, attempt }.truth();
    let listed = listed(policy, attempt).map(|listed| listed.truth());
    let plain = plain::application_rule(policy, attempt).into_iter().chain(plain::others(policy, attempt));
    Truth::all([people].into_iter().chain(listed).chain(plain.map(|plain| plain.truth)))
}

/// Whether the policy applies to the attempt, and why not, or what that hangs on.
pub fn judge(policy: &Policy, attempt: &dyn Known) -> Judgement {
    match applies(policy, attempt) {
        Truth::Yes => Judgement::Applies,
        Truth::No => Judgement::DoesNotApply { because: because(policy, attempt) },
        Truth::Unknown => Judgement::CannotTell { depends_on: dependencies(policy, attempt) },
    }
}

/// What keeps the policy from applying to an attempt to which it certainly does not.
fn because(policy: &Policy, attempt: &dyn Known) -> Vec<Obstacle> {
    let mut because = obstacles(policy, attempt);
    if because.is_empty() {
        // No member is certain alone: whatever the attempt is, it meets one or another.
        let people = People { users: &policy.users, attempt };
        if people.truth() == Truth::No {
            people.obstacles(Truth::Unknown, &mut because);
        }
        let listed = listed(policy, attempt).filter(|listed| listed.truth() == Truth::No);
        listed.for_each(|listed| listed.obstacles(Truth::Unknown, &mut because));
    }
    because
}

/// Everything that certainly keeps the policy from applying to the attempt. That part of it could not
/// be read is among it: such a policy counts for nothing.
pub fn obstacles(policy: &Policy, attempt: &dyn Known) -> Vec<Obstacle> {
    let mut found: Vec<Obstacle> = Vec::new();
    let mut add = |at: &Pointer, cause| found.push(Obstacle { at: at.clone(), cause });
    for outside in &policy.outside {
        add(&outside.at, Cause::Outside(outside.why));
    }
    if let Some(flows) = policy.flows.as_ref().filter(|_| !policy.reaches_device_code()) {
        add(&flows.at, Cause::OtherFlow);
    }
    let refuses = |plain: &Plain<'_>| plain.truth == Truth::No;
    let obstacle = |plain: Plain<'_>| Obstacle { at: plain.at.clone(), cause: plain.cause() };
    People { users: &policy.users, attempt }.obstacles(Truth::Yes, &mut found);
    Listed::applications(&policy.applications, attempt).obstacles(Truth::Yes, &mut found);
    found.extend(plain::application_rule(policy, attempt).filter(refuses).map(obstacle));
    scopes(policy, attempt).for_each(|scope| scope.obstacles(Truth::Yes, &mut found));
    found.extend(plain::others(policy, attempt).filter(refuses).map(obstacle));
    found
}

/// What is not known of the attempt and decides, of conditions that may hold or not.
fn dependencies(policy: &Policy, attempt: &dyn Known) -> Vec<Dependency> {
    let unreadable = policy.outside.iter().filter(|outside| outside.why == OutsideWhy::Unreadable);
    let mut found: Vec<Dependency> =
        unreadable.map(|outside| Dependency { at: outside.at.clone(), on: Coordinate::Unreadable }).collect();
    if !found.is_empty() {
        return found;
    }
    let is_open = |plain: &Plain<'_>| plain.truth == Truth::Unknown;
    let dependency = |plain: Plain<'_>| Dependency { at: plain.at.clone(), on: plain.coordinate() };
    let people = People { users: &policy.users, attempt };
    if people.truth() == Truth::Unknown {
        people.dependencies(&mut found);
    }
    for listed in listed(policy, attempt).filter(|listed| listed.truth() == Truth::Unknown) {
        listed.dependencies(&mut found);
    }
    found.extend(plain::application_rule(policy, attempt).filter(is_open).map(dependency));
    found.extend(plain::others(policy, attempt).filter(is_open).map(dependency));
    found
}

/// The conditions that include and exclude by list.
fn listed<'j>(policy: &'j Policy, attempt: &'j dyn Known) -> impl Iterator<Item = Listed<'j>> {
    [Listed::applications(&policy.applications, attempt)].into_iter().chain(scopes(policy, attempt))
}

fn scopes<'j>(policy: &'j Policy, attempt: &'j dyn Known) -> impl Iterator<Item = Listed<'j>> {
    let platforms = policy.platforms.as_ref().map(|scope| Listed::platforms(scope, attempt));
    let locations = policy.locations.as_ref().map(|scope| Listed::locations(scope, attempt));
    platforms.into_iter().chain(locations)
}

fn is_readable(policy: &Policy) -> bool {
    policy.outside.iter().all(|outside| outside.why != OutsideWhy::Unreadable)
}
