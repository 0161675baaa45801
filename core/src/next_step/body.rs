//! Policies in the words of Graph, as they are sent to it.
//!
//! Source: Microsoft Graph v1.0, `conditionalAccessPolicy` and its update method: a member that is not sent
//! keeps its value, one that is sent replaces it. So a condition is sent whole, with its empty lists, or
//! not at all.

use alloc::{borrow::Cow, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::entra::{Applications, Guests, Id, List, Policy, Rule, Scope, UserKind, Users};

/// A policy, or the members of one that change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyBody {
    /// The name people know it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The state as Graph spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Cow<'static, str>>,
    /// The conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<ConditionsBody>,
    /// The grant controls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_controls: Option<GrantBody>,
}

/// `conditions`: null takes a condition away, a member that is not there stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConditionsBody {
    /// Users, groups, roles and guests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<UsersBody>,
    /// Applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applications: Option<ApplicationsBody>,
    /// Authentication flows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_flows: Option<FlowsBody>,
    /// Client apps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_app_types: Option<Vec<Id>>,
    /// Device platforms.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub platforms: Option<Option<PlatformsBody>>,
    /// Named locations.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub locations: Option<Option<LocationsBody>>,
    /// Sign-in risks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_risk_levels: Option<Vec<Id>>,
    /// User risks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_risk_levels: Option<Vec<Id>>,
    /// Insider risks: flags in one string.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub insider_risk_levels: Option<Option<String>>,
    /// Devices.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub devices: Option<Option<DevicesBody>>,
}

/// `conditions.users`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsersBody {
    /// User ids, or `All`, `None`, `GuestsOrExternalUsers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_users: Option<Vec<Id>>,
    /// User ids, or `GuestsOrExternalUsers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_users: Option<Vec<Id>>,
    /// Group ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_groups: Option<Vec<Id>>,
    /// Group ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_groups: Option<Vec<Id>>,
    /// Role template ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_roles: Option<Vec<Id>>,
    /// Role template ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_roles: Option<Vec<Id>>,
    /// Kinds of guests.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub include_guests_or_external_users: Option<Option<GuestsBody>>,
    /// Kinds of guests.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub exclude_guests_or_external_users: Option<Option<GuestsBody>>,
}

/// Kinds of guests and external users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GuestsBody {
    /// The kinds: flags in one string.
    pub guest_or_external_user_types: String,
    /// The home tenants.
    pub external_tenants: TenantsBody,
}

/// The home tenants of guests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantsBody {
    /// The type of Graph.
    #[serde(rename = "@odata.type")]
    pub odata_type: Cow<'static, str>,
    /// `all` or `enumerated`.
    pub membership_kind: Cow<'static, str>,
    /// The tenants, where they are enumerated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<Id>>,
}

/// `conditions.applications`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplicationsBody {
    /// Application ids, or `All`, `None`, `Office365`, `MicrosoftAdminPortals`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_applications: Option<Vec<Id>>,
    /// Application ids or suite tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude_applications: Option<Vec<Id>>,
    /// A rule over attributes of the application.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "there")]
    pub application_filter: Option<Option<FilterBody>>,
}

/// `conditions.authenticationFlows`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowsBody {
    /// Flags in one string.
    pub transfer_methods: String,
}

/// `conditions.platforms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlatformsBody {
    /// Platforms, or `all`.
    pub include_platforms: Vec<Id>,
    /// Platforms.
    pub exclude_platforms: Vec<Id>,
}

/// `conditions.locations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationsBody {
    /// Named location ids, or `All`, `AllTrusted`.
    pub include_locations: Vec<Id>,
    /// Named location ids, or `AllTrusted`.
    pub exclude_locations: Vec<Id>,
}

/// `conditions.devices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DevicesBody {
    /// A rule over the device.
    pub device_filter: FilterBody,
}

/// A filter by rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterBody {
    /// `include` or `exclude`.
    pub mode: Cow<'static, str>,
    /// The rule.
    pub rule: String,
}

/// `grantControls`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrantBody {
    /// How the controls go together.
    pub operator: Cow<'static, str>,
    /// The controls.
    pub built_in_controls: Vec<Id>,
}

/// A member that is there, be it null.
fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

/// The whole policy, without what it does not configure.
pub(super) fn whole(policy: &Policy) -> PolicyBody {
    PolicyBody {
        display_name: Some(policy.display_name.clone()),
        state: policy.state.map(|state| state.as_str().into()),
        conditions: Some(conditions(policy).trimmed()),
        grant_controls: Some(GrantBody {
            operator: "OR".into(),
            built_in_controls: policy.controls.items.clone(),
        }),
    }
}

/// The members in which the second policy differs from the first, each of them whole.
pub(super) fn changed(before: &Policy, after: &Policy) -> PolicyBody {
    let conditions = conditions(after).beyond(&conditions(before));
    PolicyBody {
        state: after.state.filter(|_| after.state != before.state).map(|state| state.as_str().into()),
        conditions: Some(conditions).filter(|conditions| *conditions != ConditionsBody::default()),
        ..PolicyBody::default()
    }
}

/// Every condition, with what is not configured as null or empty.
fn conditions(policy: &Policy) -> ConditionsBody {
    let items = |list: &Option<List>| list.as_ref().map(|list| list.items.clone()).unwrap_or_default();
    let client_apps = items(&policy.client_apps);
    let everything = || alloc::vec![Id::new("all")];
    ConditionsBody {
        users: Some(users(&policy.users)),
        applications: Some(applications(&policy.applications)),
        authentication_flows: policy.flows.as_ref().map(|list| FlowsBody { transfer_methods: flags(list) }),
        client_app_types: Some(if client_apps.is_empty() { everything() } else { client_apps }),
        platforms: Some(policy.platforms.as_ref().map(platforms)),
        locations: Some(policy.locations.as_ref().map(locations)),
        sign_in_risk_levels: Some(items(&policy.sign_in_risk)),
        user_risk_levels: Some(items(&policy.user_risk)),
        insider_risk_levels: Some(policy.insider_risk.as_ref().map(flags)),
        devices: Some(policy.device_filter.as_ref().map(|rule| DevicesBody { device_filter: filter(rule) })),
    }
}

impl ConditionsBody {
    /// What differs from the other.
    fn beyond(self, other: &Self) -> Self {
        fn beyond<T: PartialEq>(mine: Option<T>, theirs: Option<&T>) -> Option<T> {
            if mine.as_ref() == theirs { None } else { mine }
        }
        Self {
            users: beyond(self.users, other.users.as_ref()),
            applications: beyond(self.applications, other.applications.as_ref()),
            authentication_flows: beyond(self.authentication_flows, other.authentication_flows.as_ref()),
            client_app_types: beyond(self.client_app_types, other.client_app_types.as_ref()),
            platforms: beyond(self.platforms, other.platforms.as_ref()),
            locations: beyond(self.locations, other.locations.as_ref()),
            sign_in_risk_levels: beyond(self.sign_in_risk_levels, other.sign_in_risk_levels.as_ref()),
            user_risk_levels: beyond(self.user_risk_levels, other.user_risk_levels.as_ref()),
            insider_risk_levels: beyond(self.insider_risk_levels, other.insider_risk_levels.as_ref()),
            devices: beyond(self.devices, other.devices.as_ref()),
        }
    }

    /// Without what is not configured.
    fn trimmed(self) -> Self {
        let listed = |list: Option<Vec<Id>>| list.filter(|list| !list.is_empty());
        Self {
            users: self.users.map(UsersBody::trimmed),
            applications: self.applications.map(ApplicationsBody::trimmed),
            platforms: self.platforms.filter(Option::is_some),
            locations: self.locations.filter(Option::is_some),
            sign_in_risk_levels: listed(self.sign_in_risk_levels),
            user_risk_levels: listed(self.user_risk_levels),
            insider_risk_levels: self.insider_risk_levels.filter(Option::is_some),
            devices: self.devices.filter(Option::is_some),
            ..self
        }
    }
}

impl UsersBody {
    fn trimmed(self) -> Self {
        let listed = |list: Option<Vec<Id>>| list.filter(|list| !list.is_empty());
        Self {
            include_users: listed(self.include_users),
            exclude_users: listed(self.exclude_users),
            include_groups: listed(self.include_groups),
            exclude_groups: listed(self.exclude_groups),
            include_roles: listed(self.include_roles),
            exclude_roles: listed(self.exclude_roles),
            include_guests_or_external_users: self.include_guests_or_external_users.filter(Option::is_some),
            exclude_guests_or_external_users: self.exclude_guests_or_external_users.filter(Option::is_some),
        }
    }
}

impl ApplicationsBody {
    fn trimmed(self) -> Self {
        Self {
            include_applications: self.include_applications,
            exclude_applications: self.exclude_applications.filter(|list| !list.is_empty()),
            application_filter: self.application_filter.filter(Option::is_some),
        }
    }
}

/// `conditions.users`, whole.
pub(super) fn users(users: &Users) -> UsersBody {
    let ids = |list: &List| Some(list.items.clone());
    let Users { include, exclude, .. } = users;
    UsersBody {
        include_users: ids(&include.users),
        exclude_users: ids(&exclude.users),
        include_groups: ids(&include.groups),
        exclude_groups: ids(&exclude.groups),
        include_roles: ids(&include.roles),
        exclude_roles: ids(&exclude.roles),
        include_guests_or_external_users: Some(include.guests.as_ref().map(guests)),
        exclude_guests_or_external_users: Some(exclude.guests.as_ref().map(guests)),
    }
}

fn guests(guests: &Guests) -> GuestsBody {
    let kinds: Vec<&str> = guests.kinds.iter().copied().map(UserKind::as_str).collect();
    let (odata_type, membership_kind) = match &guests.tenants {
        Some(_) => ("#microsoft.graph.conditionalAccessEnumeratedExternalTenants", "enumerated"),
        None => ("#microsoft.graph.conditionalAccessAllExternalTenants", "all"),
    };
    let members = guests.tenants.as_ref().map(|list| list.items.clone());
    GuestsBody {
        guest_or_external_user_types: kinds.join(","),
        external_tenants: TenantsBody {
            odata_type: odata_type.into(),
            membership_kind: membership_kind.into(),
            members,
        },
    }
}

/// `conditions.applications`, whole.
pub(super) fn applications(applications: &Applications) -> ApplicationsBody {
    ApplicationsBody {
        include_applications: Some(applications.include.items.clone()),
        exclude_applications: Some(applications.exclude.items.clone()),
        application_filter: Some(applications.filter.as_ref().map(filter)),
    }
}

/// `conditions.platforms`.
pub(super) fn platforms(scope: &Scope) -> PlatformsBody {
    let Scope { include, exclude, .. } = scope;
    PlatformsBody { include_platforms: include.items.clone(), exclude_platforms: exclude.items.clone() }
}

/// `conditions.locations`.
pub(super) fn locations(scope: &Scope) -> LocationsBody {
    let Scope { include, exclude, .. } = scope;
    LocationsBody { include_locations: include.items.clone(), exclude_locations: exclude.items.clone() }
}

fn filter(rule: &Rule) -> FilterBody {
    let mode = if rule.must_hold { "include" } else { "exclude" };
    FilterBody { mode: mode.into(), rule: rule.text.clone() }
}

fn flags(list: &List) -> String {
    let items: Vec<&str> = list.items.iter().map(Id::as_str).collect();
    items.join(",")
}
