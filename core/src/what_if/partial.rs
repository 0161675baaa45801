//! An attempt of which something is known, and the rest is not.

use alloc::{collections::BTreeMap, string::String};
use core::borrow::Borrow;

use super::{
    attempt::{Attempt, UnknownCondition},
    known::{Among, Known, Truth},
};
use crate::{
    entra::{ClientApp, Id, InsiderRisk, Platform, Risk, UserKind, well_known::is_suite},
    order,
};

/// An attempt of which something is known: each coordinate is, or is not, or is narrowed down.
///
/// Nothing is known of the default one.
///
/// ```
/// use flowlock_core::{
///     entra::{Id, Risk},
///     what_if::{Among, Answers, Identity, Known, PartialAttempt, Truth},
/// };
/// let attempt = PartialAttempt {
///     user: Identity::Is(Id::new("u")),
///     groups: Answers::default().with(Id::new("g"), true).with(Id::new("h"), false),
///     sign_in_risk_level: Among::of([Risk::Medium, Risk::High]),
///     ..PartialAttempt::default()
/// };
/// let groups = ["g", "h", "i"].map(|group| attempt.is_in_group(&Id::new(group)));
/// assert_eq!(groups, [Truth::Yes, Truth::No, Truth::Unknown]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialAttempt {
    /// What the user is to the tenant.
    pub user_kind: Among<UserKind>,
    /// The home tenant of an external user.
    pub home_tenant: Identity,
    /// The user.
    pub user: Identity,
    /// The groups that the user is in, be it through other groups.
    pub groups: Answers<Id>,
    /// The roles that the user holds.
    pub roles: Answers<Id>,
    /// The application, or a suite as such.
    pub application: Identity,
    /// The suites that the application belongs to.
    pub suites: Answers<Id>,
    /// The application filter rules that hold.
    pub application_rules: Answers<String>,
    /// The device platform.
    pub device_platform: Among<Platform>,
    /// The named locations that the sign-in comes from, `AllTrusted` among them.
    pub locations: Answers<Id>,
    /// The client app.
    pub client_app_type: Among<ClientApp>,
    /// The sign-in risk.
    pub sign_in_risk_level: Among<Risk>,
    /// The user risk.
    pub user_risk_level: Among<Risk>,
    /// The insider risk.
    pub insider_risk_level: Among<InsiderRisk>,
    /// The device filter rules that hold.
    pub device_rules: Answers<String>,
    /// The conditions unknown to this version that hold.
    pub unknown_conditions: Answers<UnknownCondition>,
}

/// A user, an application or a home tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Identity {
    /// It may be any.
    #[default]
    Unknown,
    /// It is one that no policy names.
    Other,
    /// It is this one.
    Is(Id),
}

impl Identity {
    /// Whether it is this one.
    pub fn is(&self, id: &Id) -> Truth {
        match self {
            Self::Unknown => Truth::Unknown,
            Self::Other => Truth::No,
            Self::Is(known) => (known == id).into(),
        }
    }
}

impl From<Option<Id>> for Identity {
    fn from(id: Option<Id>) -> Self {
        id.map_or(Self::Other, Self::Is)
    }
}

/// What is known of a set: what is in it, what is not, and how it stands with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers<T> {
    /// What is known to be in the set, or known not to be.
    pub named: BTreeMap<T, bool>,
    /// Whether anything else is in it.
    pub others: Truth,
}

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self { named: BTreeMap::new(), others: Truth::Unknown }
    }
}

impl<T: Ord> Answers<T> {
    /// These are in the set, and nothing else is.
    pub fn exactly(members: impl IntoIterator<Item = T>) -> Self {
        let named = order::map(members.into_iter().map(|member| (member, true)));
        Self { named, others: Truth::No }
    }

    /// The same with one more that is in the set, or is not.
    #[must_use]
    pub fn with(mut self, member: T, is_in: bool) -> Self {
        self.named.insert(member, is_in);
        self
    }

    /// Whether this is in the set.
    pub fn ask<Q: Ord + ?Sized>(&self, member: &Q) -> Truth
    where
        T: Borrow<Q>,
    {
        self.named.get(member).map_or(self.others, |is_in| (*is_in).into())
    }
}

impl From<&Attempt> for PartialAttempt {
    fn from(attempt: &Attempt) -> Self {
        Self {
            user_kind: attempt.user_kind.into(),
            home_tenant: attempt.home_tenant.clone().into(),
            user: attempt.user.clone().into(),
            groups: Answers::exactly(attempt.groups.iter().cloned()),
            roles: Answers::exactly(attempt.roles.iter().cloned()),
            application: attempt.application.clone().into(),
            suites: Answers::exactly(attempt.suites.iter().cloned()),
            application_rules: Answers::exactly(attempt.application_rules.iter().cloned()),
            device_platform: attempt.device_platform.into(),
            locations: Answers::exactly(attempt.locations.iter().cloned()),
            client_app_type: attempt.client_app_type.into(),
            sign_in_risk_level: attempt.sign_in_risk_level.into(),
            user_risk_level: attempt.user_risk_level.into(),
            insider_risk_level: attempt.insider_risk_level.into(),
            device_rules: Answers::exactly(attempt.device_rules.iter().cloned()),
            unknown_conditions: Answers::exactly(attempt.unknown_conditions.iter().cloned()),
        }
    }
}

impl Known for PartialAttempt {
    fn user_kinds(&self) -> Among<UserKind> {
        self.user_kind
    }

    fn is_from(&self, tenant: &Id) -> Truth {
        self.home_tenant.is(tenant)
    }

    fn is_user(&self, user: &Id) -> Truth {
        self.user.is(user)
    }

    fn is_in_group(&self, group: &Id) -> Truth {
        self.groups.ask(group)
    }

    fn holds_role(&self, role: &Id) -> Truth {
        self.roles.ask(role)
    }

    fn is_for(&self, application: &Id) -> Truth {
        let is = self.application.is(application);
        // A suite as such belongs to no other one, unless it is said to.
        let is_other_suite = matches!(&self.application, Identity::Is(suite) if is_suite(suite));
        match self.suites.named.get(application) {
            Some(belongs) => is.or((*belongs).into()),
            None if is_suite(application) && !is_other_suite => is.or(self.suites.others),
            None => is,
        }
    }

    fn meets_application_rule(&self, rule: &str) -> Truth {
        self.application_rules.ask(rule)
    }

    fn platforms(&self) -> Among<Platform> {
        self.device_platform
    }

    fn is_at(&self, location: &Id) -> Truth {
        self.locations.ask(location)
    }

    fn client_apps(&self) -> Among<ClientApp> {
        self.client_app_type
    }

    fn sign_in_risks(&self) -> Among<Risk> {
        self.sign_in_risk_level
    }

    fn user_risks(&self) -> Among<Risk> {
        self.user_risk_level
    }

    fn insider_risks(&self) -> Among<InsiderRisk> {
        self.insider_risk_level
    }

    fn meets_device_rule(&self, rule: &str) -> Truth {
        self.device_rules.ask(rule)
    }

    fn meets_unknown(&self, policy: &Id, member: &str) -> Truth {
        let mut named = self.unknown_conditions.named.iter();
        let known = named.find(|(condition, _)| condition.policy_id == *policy && condition.member == member);
        known.map_or(self.unknown_conditions.others, |(_, holds)| (*holds).into())
    }
}
