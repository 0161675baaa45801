//! An attempt of which everything is known: what the proof finds as a witness.

use alloc::{collections::BTreeSet, string::String};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::known::{Among, Known, Truth};
use crate::entra::{ClientApp, Id, InsiderRisk, Platform, Risk, UserKind};

/// One sign-in through device code flow, with every coordinate that a policy can ask for.
///
/// It reads as a What If request: set these in the portal's What If tool to see the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Always `deviceCodeFlow`.
    pub transfer_method: TransferMethod,
    /// What the user is to the tenant.
    pub user_kind: UserKind,
    /// The home tenant of an external user; null for any that no policy names.
    pub home_tenant: Option<Id>,
    /// The user; null for any that no policy names.
    pub user: Option<Id>,
    /// The named groups the user is in, nested membership included.
    pub groups: BTreeSet<Id>,
    /// The named roles the user holds.
    pub roles: BTreeSet<Id>,
    /// The application; null for any that no policy names.
    pub application: Option<Id>,
    /// The suites, such as `Office365`, that the application belongs to; no export tells, so it is taken for
    /// possible. Left out where there are none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suites: BTreeSet<Id>,
    /// The application filter rules that hold.
    pub application_rules: BTreeSet<String>,
    /// The device platform.
    pub device_platform: Platform,
    /// The named locations the sign-in comes from, `AllTrusted` among them.
    pub locations: BTreeSet<Id>,
    /// The client app.
    pub client_app_type: ClientApp,
    /// The sign-in risk.
    pub sign_in_risk_level: Risk,
    /// The user risk.
    pub user_risk_level: Risk,
    /// The insider risk.
    pub insider_risk_level: InsiderRisk,
    /// The device filter rules that hold.
    pub device_rules: BTreeSet<String>,
    /// The conditions unknown to this version that hold.
    pub unknown_conditions: BTreeSet<UnknownCondition>,
}

/// The transfer method of an attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum TransferMethod {
    /// Device code flow.
    #[default]
    #[serde(rename = "deviceCodeFlow")]
    DeviceCodeFlow,
}

/// A condition that this version does not know, by policy and member.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnknownCondition {
    /// The policy.
    pub policy_id: Id,
    /// The member's path inside the policy.
    pub member: String,
}

impl Default for Attempt {
    /// The everyday sign-in: a member without groups or roles, Windows, a desktop client, no risk.
    fn default() -> Self {
        Self {
            transfer_method: TransferMethod::DeviceCodeFlow,
            user_kind: UserKind::Member,
            home_tenant: None,
            user: None,
            groups: BTreeSet::new(),
            roles: BTreeSet::new(),
            application: None,
            suites: BTreeSet::new(),
            application_rules: BTreeSet::new(),
            device_platform: Platform::Windows,
            locations: BTreeSet::new(),
            client_app_type: ClientApp::MobileAppsAndDesktopClients,
            sign_in_risk_level: Risk::None,
            user_risk_level: Risk::None,
            insider_risk_level: InsiderRisk::None,
            device_rules: BTreeSet::new(),
            unknown_conditions: BTreeSet::new(),
        }
    }
}

/// Every question has an answer: none is [`Truth::Unknown`].
impl Known for Attempt {
    fn user_kinds(&self) -> Among<UserKind> {
        Among::only(self.user_kind)
    }

    fn is_from(&self, tenant: &Id) -> Truth {
        (self.home_tenant.as_ref() == Some(tenant)).into()
    }

    fn is_user(&self, user: &Id) -> Truth {
        (self.user.as_ref() == Some(user)).into()
    }

    fn is_in_group(&self, group: &Id) -> Truth {
        self.groups.contains(group).into()
    }

    fn holds_role(&self, role: &Id) -> Truth {
        self.roles.contains(role).into()
    }

    fn is_for(&self, application: &Id) -> Truth {
        (self.application.as_ref() == Some(application) || self.suites.contains(application)).into()
    }

    fn meets_application_rule(&self, rule: &str) -> Truth {
        self.application_rules.contains(rule).into()
    }

    fn platforms(&self) -> Among<Platform> {
        Among::only(self.device_platform)
    }

    fn is_at(&self, location: &Id) -> Truth {
        self.locations.contains(location).into()
    }

    fn client_apps(&self) -> Among<ClientApp> {
        Among::only(self.client_app_type)
    }

    fn sign_in_risks(&self) -> Among<Risk> {
        Among::only(self.sign_in_risk_level)
    }

    fn user_risks(&self) -> Among<Risk> {
        Among::only(self.user_risk_level)
    }

    fn insider_risks(&self) -> Among<InsiderRisk> {
        Among::only(self.insider_risk_level)
    }

    fn meets_device_rule(&self, rule: &str) -> Truth {
        self.device_rules.contains(rule).into()
    }

    fn meets_unknown(&self, policy: &Id, member: &str) -> Truth {
        let mut holding = self.unknown_conditions.iter();
        holding.any(|condition| condition.policy_id == *policy && condition.member == member).into()
    }
}
