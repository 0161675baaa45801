//! One tenant, as the oracle and as the core have it.

use flowlock_core::Tenant;
use flowlock_core::entra::{Id, Policy, Vocabulary};
use flowlock_core::what_if::{Attempt, UnknownCondition};

use crate::model::{self, OTHER};
use crate::reading::Facet;
use crate::space::Space;
use crate::subject;

/// A tenant as the oracle has it, and as the core has read it.
#[derive(Debug)]
pub struct Pair {
    /// As the oracle has it.
    pub model: model::Tenant,
    /// As the core has read it.
    pub read: Tenant,
    /// Every sign-in that the oracle tells apart.
    pub space: Space,
}

impl Pair {
    /// Has the core read the tenant.
    ///
    /// # Panics
    ///
    /// Where it refuses it.
    pub fn new(model: model::Tenant) -> Self {
        let (read, _) = subject::read(&model);
        Self { space: Space::of(&model), read, model }
    }

    /// The policies, as the oracle and the core have them.
    pub fn policies(&self) -> impl Iterator<Item = (&model::Policy, &Policy)> {
        let read = |policy: &model::Policy| self.read.policies.iter().find(|read| read.id.is(policy.id));
        self.model.policies.iter().filter_map(move |policy| Some((policy, read(policy)?)))
    }

    /// A sign-in as the core takes it.
    pub fn attempt(&self, sign_in: &[Facet]) -> Attempt {
        let mut attempt = Attempt::default();
        for facet in sign_in {
            match facet {
                Facet::Who(who) => {
                    (attempt.user_kind, attempt.home_tenant) = (value(who.kind), named(who.home));
                    (attempt.user, attempt.groups) = (named(who.user), ids(&who.groups));
                    attempt.roles = ids(&who.roles);
                }
                Facet::What(names, rules) => {
                    attempt.application = named(names[0]);
                    attempt.suites = ids(&names[1..]);
                    attempt.application_rules = rules.iter().map(ToString::to_string).collect();
                }
                Facet::Platform(platform) => attempt.device_platform = value(platform),
                Facet::Locations(locations) => attempt.locations = ids(locations),
                Facet::Client(client) => attempt.client_app_type = value(client),
                Facet::SignInRisk(risk) => attempt.sign_in_risk_level = value(risk),
                Facet::UserRisk(risk) => attempt.user_risk_level = value(risk),
                Facet::InsiderRisk(risk) => attempt.insider_risk_level = value(risk),
                Facet::DeviceRules(rules) => {
                    attempt.device_rules = rules.iter().map(ToString::to_string).collect();
                }
                Facet::Unknown(held) => {
                    attempt.unknown_conditions = held.iter().map(|key| self.condition(*key)).collect();
                }
            }
        }
        attempt
    }

    /// An unknown condition as the core names it.
    ///
    /// # Panics
    ///
    /// Where the core has dropped it.
    pub fn condition(&self, (policy, member): (model::Id, model::Id)) -> UnknownCondition {
        let read = self.read.policies.iter().find(|read| read.id.is(policy)).expect("it was read");
        let condition = read.unknown.iter().find(|unknown| unknown.member.ends_with(member));
        let member = condition.expect("it is not dropped").member.clone();
        UnknownCondition { policy_id: read.id.clone(), member }
    }
}

/// The value that the oracle calls so.
///
/// # Panics
///
/// Where there is none.
pub fn value<T: Vocabulary>(name: model::Id) -> T {
    *T::VALUES.iter().find(|value| value.as_str() == name).expect("it is in the vocabulary")
}

/// The id; none for one that nobody names.
pub fn named(id: model::Id) -> Option<Id> {
    (id != OTHER).then(|| Id::new(id))
}

fn ids<C: FromIterator<Id>>(ids: &[model::Id]) -> C {
    ids.iter().map(|id| Id::new(id)).collect()
}

/// Whether a policy can apply to a device code sign-in of a person at all, whatever its grant.
pub fn reaches(policy: &model::Policy) -> bool {
    policy.flow != model::Flow::Transfer && policy.aside.is_none()
}
