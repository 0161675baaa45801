//! Several policies against one attempt of which part is not known: does one of them apply?
//!
//! Policies can hang together: one that includes guests and one that excludes them apply to everybody,
//! though of an unknown user neither can be told alone. So what is not known is tried, case by case.

use alloc::{boxed::Box, string::String, vec, vec::Vec};

use super::{
    Coordinate, Judgement, UnknownCondition, applies, judge,
    known::{Among, Truth},
    partial::{Answers, Identity, PartialAttempt},
};
use crate::{
    entra::{List, Policy, Rule, Vocabulary, well_known::is_token},
    limits::{MAX_CASES, MAX_CASES_DEEP},
    order,
};

/// Whether one of the policies applies to the attempt: certainly, certainly not, or either can be.
///
/// As exact as [`applies`] is, unless there are too many cases to try: then it cannot be told.
///
/// ```
/// use flowlock_core::{
///     Intake,
///     what_if::{PartialAttempt, Truth, any_applies, applies},
/// };
///
/// let policy = |id: &str, users: &str| format!(
///     r#"{{"id":"{id}","state":"enabled","conditions":{{"users":{{{users}}},
///     "applications":{{"includeApplications":["All"]}}}}}}"#);
/// let guests = policy("a", r#""includeUsers":["GuestsOrExternalUsers"]"#);
/// let others = policy("b", r#""includeUsers":["All"],"excludeUsers":["GuestsOrExternalUsers"]"#);
/// let mut intake = Intake::new();
/// intake.read("policies.json", format!("[{guests},{others}]").as_bytes())?;
/// let tenant = intake.finish()?;
///
/// let anyone = PartialAttempt::default();
/// assert!(tenant.policies.iter().all(|policy| applies(policy, &anyone) == Truth::Unknown));
/// assert_eq!(any_applies(tenant.policies.iter(), &anyone), Truth::Yes);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn any_applies<'p>(policies: impl IntoIterator<Item = &'p Policy>, attempt: &PartialAttempt) -> Truth {
    let policies: Vec<&Policy> = policies.into_iter().collect();
    Cases { left: MAX_CASES.max(policies.len()) }.any(&policies, attempt, MAX_CASES_DEEP)
}

struct Cases {
    /// How many more policies may be held against a case.
    left: usize,
}

impl Cases {
    fn any(&mut self, policies: &[&Policy], attempt: &PartialAttempt, deep: usize) -> Truth {
        let mut open = Vec::new();
        for policy in policies {
            let Some(left) = self.left.checked_sub(1) else { return Truth::Unknown };
            self.left = left;
            match applies(policy, attempt) {
                Truth::Yes => return Truth::Yes,
                Truth::Unknown => open.push(*policy),
                Truth::No => {}
            }
        }
        match open.as_slice() {
            [] => Truth::No,
            // Alone, it can apply or not.
            [_] => Truth::Unknown,
            _ => deep.checked_sub(1).map_or(Truth::Unknown, |deep| self.in_all_cases(&open, attempt, deep)),
        }
    }

    /// Whether one of these applies in each case of something that one of them hangs on. It cannot be
    /// that none ever does: in some case that one applies.
    fn in_all_cases(&mut self, open: &[&Policy], attempt: &PartialAttempt, deep: usize) -> Truth {
        let hanging = open.iter().find_map(|policy| Some((*policy, hangs_on(policy, attempt)?)));
        let Some((policy, on)) = hanging else { return Truth::Unknown };
        for change in changes(attempt, &on, policy, open) {
            let mut case = attempt.clone();
            change(&mut case);
            if self.any(open, &case, deep) != Truth::Yes {
                return Truth::Unknown;
            }
        }
        Truth::Yes
    }
}

/// Something that the policy hangs on and that can be taken apart.
fn hangs_on(policy: &Policy, attempt: &PartialAttempt) -> Option<Coordinate> {
    let Judgement::CannotTell { depends_on } = judge(policy, attempt) else { return None };
    depends_on.into_iter().map(|dependency| dependency.on).find(|on| *on != Coordinate::Unreadable)
}

/// What makes a case of an attempt.
type Change<'c> = Box<dyn Fn(&mut PartialAttempt) + 'c>;

/// The cases of what a policy hangs on.
fn changes<'c>(
    attempt: &PartialAttempt,
    on: &'c Coordinate,
    policy: &'c Policy,
    open: &[&'c Policy],
) -> Vec<Change<'c>> {
    match on {
        Coordinate::UserKind => each(attempt.user_kind, |case, kind| case.user_kind = kind),
        Coordinate::DevicePlatform => {
            each(attempt.device_platform, |case, value| case.device_platform = value)
        }
        Coordinate::ClientApp => each(attempt.client_app_type, |case, value| case.client_app_type = value),
        Coordinate::SignInRisk => {
            each(attempt.sign_in_risk_level, |case, value| case.sign_in_risk_level = value)
        }
        Coordinate::UserRisk => each(attempt.user_risk_level, |case, value| case.user_risk_level = value),
        Coordinate::InsiderRisk => {
            each(attempt.insider_risk_level, |case, value| case.insider_risk_level = value)
        }
        Coordinate::User => one_of(open, users, |case, user| case.user = user),
        Coordinate::HomeTenant => one_of(open, homes, |case, home| case.home_tenant = home),
        Coordinate::Suite(suite) if attempt.application != Identity::Unknown => {
            both(|case, holds| _ = case.suites.named.insert(suite.clone(), holds))
        }
        Coordinate::Application | Coordinate::Suite(_) => {
            one_of(open, applications, |case, application| case.application = application)
        }
        Coordinate::Group(group) => both(|case, holds| _ = case.groups.named.insert(group.clone(), holds)),
        Coordinate::Role(role) => both(|case, holds| _ = case.roles.named.insert(role.clone(), holds)),
        Coordinate::Location(place) => {
            both(|case, holds| _ = case.locations.named.insert(place.clone(), holds))
        }
        Coordinate::ApplicationRule => {
            rule(policy.applications.filter.as_ref(), |case| &mut case.application_rules)
        }
        Coordinate::DeviceRule => rule(policy.device_filter.as_ref(), |case| &mut case.device_rules),
        Coordinate::Unknown(member) => both(|case, holds| {
            let condition = UnknownCondition { policy_id: policy.id.clone(), member: member.clone() };
            case.unknown_conditions.named.insert(condition, holds);
        }),
        // Nobody asks for the cases of what could not be read.
        Coordinate::Unreadable => Vec::new(),
    }
}

/// A case for each value that it may be.
fn each<'c, T: Vocabulary>(among: Among<T>, set: fn(&mut PartialAttempt, Among<T>)) -> Vec<Change<'c>> {
    among.iter().map(|value| -> Change<'c> { Box::new(move |case| set(case, Among::only(value))) }).collect()
}

/// A case in which it holds, and one in which it does not.
fn both<'c>(set: impl Fn(&mut PartialAttempt, bool) + Copy + 'c) -> Vec<Change<'c>> {
    [true, false].map(|holds| -> Change<'c> { Box::new(move |case| set(case, holds)) }).into()
}

fn rule<'c>(
    rule: Option<&'c Rule>,
    rules: fn(&mut PartialAttempt) -> &mut Answers<String>,
) -> Vec<Change<'c>> {
    let set =
        |rule: &'c Rule| both(move |case, holds| _ = rules(case).named.insert(rule.text.clone(), holds));
    rule.map_or_else(Vec::new, set)
}

/// A case for each that the policies name, and one for all others.
fn one_of<'c>(
    open: &[&'c Policy],
    named: fn(&'c Policy) -> Vec<&'c List>,
    set: fn(&mut PartialAttempt, Identity),
) -> Vec<Change<'c>> {
    let ids = open.iter().flat_map(|policy| named(policy)).flat_map(|list| &list.items);
    let ids = order::set(ids.filter(|id| !is_token(id)));
    let mut changes: Vec<Change<'c>> = vec![Box::new(move |case| set(case, Identity::Other))];
    changes.extend(
        ids.into_iter().map(|id| -> Change<'c> { Box::new(move |case| set(case, Identity::Is(id.clone()))) }),
    );
    changes
}

fn users(policy: &Policy) -> Vec<&List> {
    vec![&policy.users.include.users, &policy.users.exclude.users]
}

fn homes(policy: &Policy) -> Vec<&List> {
    let sides = [&policy.users.include, &policy.users.exclude].into_iter();
    sides.filter_map(|who| who.guests.as_ref()?.tenants.as_ref()).collect()
}

/// Suites among them: as such, each is an application of its own.
fn applications(policy: &Policy) -> Vec<&List> {
    vec![&policy.applications.include, &policy.applications.exclude]
}
