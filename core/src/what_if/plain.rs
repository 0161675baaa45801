//! Conditions that ask one thing: risks, client apps, filters, and what this version does not know.

use super::{
    judgement::{Cause, Coordinate},
    known::{Among, Known, Truth},
};
use crate::entra::{List, Pointer, Policy, Rule, Unknown, Vocabulary};

/// A condition that asks one thing, and its answer.
pub(super) struct Plain<'j> {
    pub(super) at: &'j Pointer,
    pub(super) truth: Truth,
    asks: Asks<'j>,
}

#[derive(Clone, Copy)]
enum Asks<'j> {
    ApplicationRule,
    ClientApp,
    SignInRisk,
    UserRisk,
    InsiderRisk,
    DeviceRule,
    Unknown(&'j Unknown),
}

impl Plain<'_> {
    /// What keeps the policy from applying where the answer is no.
    pub(super) fn cause(&self) -> Cause {
        match self.asks {
            Asks::ApplicationRule => Cause::ApplicationFilter,
            Asks::ClientApp => Cause::ClientApp,
            Asks::SignInRisk => Cause::SignInRisk,
            Asks::UserRisk => Cause::UserRisk,
            Asks::InsiderRisk => Cause::InsiderRisk,
            Asks::DeviceRule => Cause::DeviceFilter,
            Asks::Unknown(condition) => Cause::Unknown(condition.member.clone()),
        }
    }

    /// What the policy hangs on where there is no answer.
    pub(super) fn coordinate(&self) -> Coordinate {
        match self.asks {
            Asks::ApplicationRule => Coordinate::ApplicationRule,
            Asks::ClientApp => Coordinate::ClientApp,
            Asks::SignInRisk => Coordinate::SignInRisk,
            Asks::UserRisk => Coordinate::UserRisk,
            Asks::InsiderRisk => Coordinate::InsiderRisk,
            Asks::DeviceRule => Coordinate::DeviceRule,
            Asks::Unknown(condition) => Coordinate::Unknown(condition.member.clone()),
        }
    }
}

/// The application filter.
pub(super) fn application_rule<'j>(policy: &'j Policy, attempt: &dyn Known) -> Option<Plain<'j>> {
    let filter = policy.applications.filter.as_ref();
    rule(filter, Asks::ApplicationRule, |text| attempt.meets_application_rule(text))
}

/// Everything else that asks one thing, in the order in which Graph lists the conditions.
pub(super) fn others<'j>(policy: &'j Policy, attempt: &'j dyn Known) -> impl Iterator<Item = Plain<'j>> {
    let client_apps = policy.client_apps.as_ref().filter(|list| !list.has("all"));
    let device = policy.device_filter.as_ref();
    let plain = [
        level(client_apps, Asks::ClientApp, attempt.client_apps()),
        level(policy.sign_in_risk.as_ref(), Asks::SignInRisk, attempt.sign_in_risks()),
        level(policy.user_risk.as_ref(), Asks::UserRisk, attempt.user_risks()),
        level(policy.insider_risk.as_ref(), Asks::InsiderRisk, attempt.insider_risks()),
        rule(device, Asks::DeviceRule, |text| attempt.meets_device_rule(text)),
    ];
    let unknown = policy.unknown.iter().map(|condition| Plain {
        at: &condition.at,
        truth: attempt.meets_unknown(&policy.id, &condition.member),
        asks: Asks::Unknown(condition),
    });
    plain.into_iter().flatten().chain(unknown)
}

/// The list, where there is one, must hold the value.
fn level<'j, T: Vocabulary>(list: Option<&'j List>, asks: Asks<'j>, values: Among<T>) -> Option<Plain<'j>> {
    let list = list?;
    Some(Plain { at: &list.at, truth: values.agrees(|value| list.has(value.as_str())), asks })
}

fn rule<'j>(rule: Option<&'j Rule>, asks: Asks<'j>, holds: impl Fn(&str) -> Truth) -> Option<Plain<'j>> {
    let rule = rule?;
    let holds = holds(&rule.text);
    Some(Plain { at: &rule.at, truth: if rule.must_hold { holds } else { !holds }, asks })
}
