//! The members of `conditions`, except for users.

use super::{
    reader::{Dialect, Reader},
    view::View,
};
use crate::entra::{Applications, List, OutsideWhy, Platform, Rule, Scope};

const KNOWN: &[&str] = &[
    "agentContext",
    "agentIdRiskLevels",
    "agents",
    "applications",
    "authenticationFlows",
    "clientAppTypes",
    "clientApplications",
    "devices",
    "insiderRiskLevels",
    "locations",
    "platforms",
    "servicePrincipalRiskLevels",
    "signInRiskLevels",
    "userRiskLevels",
    "users",
];

const APPLICATIONS: &[&str] = &[
    "applicationFilter",
    "excludeApplications",
    "includeApplications",
    "includeAuthenticationContextClassReferences",
    "includeUserActions",
];

const TRANSFER_METHODS: &[&str] = &["deviceCodeFlow", "authenticationTransfer"];
const INSIDER_RISKS: &[&str] = &["minor", "moderate", "elevated"];

/// What `azuread` calls `authenticationFlows.transferMethods`.
const AZUREAD_FLOWS: &str = "authenticationFlowTransferMethods";

impl Reader<'_> {
    /// `conditions.authenticationFlows`; `None` where the flow is not a condition.
    pub(super) fn flows(&mut self, conditions: &View<'_>) -> Option<List> {
        let methods = if self.dialect == Dialect::AzureAd {
            self.flags(conditions, AZUREAD_FLOWS, TRANSFER_METHODS)
        } else {
            let flows = self.object(conditions, "authenticationFlows");
            self.strangers(&flows, "conditions.authenticationFlows", &["transferMethods"]);
            self.flags(&flows, "transferMethods", TRANSFER_METHODS)
        };
        methods.filter(says_more_than_none)
    }

    /// `conditions.applications`, and whether its target is no application at all.
    pub(super) fn applications(&mut self, conditions: &View<'_>) -> Applications {
        let object = self.object(conditions, "applications");
        self.strangers(&object, "conditions.applications", APPLICATIONS);
        let include = self.list(&object, "includeApplications");
        let path = "conditions.applications.applicationFilter";
        let filter = self.rule(&object, "applicationFilter", path);
        if include.items.is_empty() && filter.is_none() {
            self.other_targets(&object);
        }
        let exclude = self.list(&object, "excludeApplications");
        Applications { at: object.at, include, exclude, filter }
    }

    fn other_targets(&mut self, applications: &View<'_>) {
        let targets = [
            ("includeUserActions", OutsideWhy::UserActions),
            ("includeAuthenticationContextClassReferences", OutsideWhy::AuthenticationContexts),
        ];
        for (name, why) in targets {
            self.outside_if_set(applications, name, why);
        }
    }

    /// `conditions.platforms`. An excluded platform of no known name may exclude any.
    pub(super) fn platforms(&mut self, conditions: &View<'_>) -> Option<Scope> {
        let scope = self.scope(conditions, "platforms", ["includePlatforms", "excludePlatforms"])?;
        let known = |name: &str| name.eq_ignore_ascii_case("all") || Platform::parse_listed(name).is_some();
        if !scope.exclude.items.iter().all(|item| known(item.as_str())) {
            self.unknown(&scope.exclude.at, "conditions.platforms.excludePlatforms");
        }
        Some(scope)
    }

    /// `conditions.locations`.
    pub(super) fn locations(&mut self, conditions: &View<'_>) -> Option<Scope> {
        self.scope(conditions, "locations", ["includeLocations", "excludeLocations"])
    }

    fn scope(&mut self, conditions: &View<'_>, name: &str, sides: [&str; 2]) -> Option<Scope> {
        let object = self.object(conditions, name);
        if !object.is_object() {
            return None;
        }
        self.strangers(&object, &alloc::format!("conditions.{name}"), &sides);
        let [include, exclude] = sides.map(|side| self.list(&object, side));
        Some(Scope { at: object.at, include, exclude })
    }

    /// `conditions.insiderRiskLevels`: flags, where the other risks are lists.
    pub(super) fn insider_risk(&mut self, conditions: &View<'_>) -> Option<List> {
        self.flags(conditions, "insiderRiskLevels", INSIDER_RISKS)
    }

    /// `conditions.devices`, of which only the filter is known.
    pub(super) fn device_filter(&mut self, conditions: &View<'_>) -> Option<Rule> {
        let devices = self.object(conditions, "devices");
        self.strangers(&devices, "conditions.devices", &["deviceFilter"]);
        self.rule(&devices, "deviceFilter", "conditions.devices.deviceFilter")
    }

    /// Conditions about something other than a person, and those that this version does not know.
    pub(super) fn other_conditions(&mut self, conditions: &View<'_>) {
        self.outside_if_set(conditions, "clientApplications", OutsideWhy::Workload);
        self.outside_if_set(conditions, "servicePrincipalRiskLevels", OutsideWhy::ServicePrincipalRisk);
        self.outside_if_set(conditions, "agents", OutsideWhy::Agents);
        self.outside_if_set(conditions, "agentContext", OutsideWhy::Agents);
        let agent_risk = self.flags(conditions, "agentIdRiskLevels", &[]).filter(says_more_than_none);
        if let Some(levels) = agent_risk {
            self.outside(&levels.at, OutsideWhy::Agents);
        }
        match self.dialect {
            // The conditions stand among all the columns; what has none of its own comes in the overflow.
            Dialect::Steampipe => {
                for overflow in conditions.overflows() {
                    self.strangers(&overflow, "conditions", KNOWN);
                }
            }
            Dialect::AzureAd => self.strangers(conditions, "conditions", &[KNOWN, &[AZUREAD_FLOWS]].concat()),
            Dialect::Graph | Dialect::Terraform => self.strangers(conditions, "conditions", KNOWN),
        }
    }

    fn outside_if_set(&mut self, parent: &View<'_>, name: &str, why: OutsideWhy) {
        if let Some(view) = self.member(parent, name).filter(|view| !view.is_blank()) {
            self.outside(&view.at, why);
        }
    }
}

/// Flags that say nothing but `none` configure nothing.
fn says_more_than_none(list: &List) -> bool {
    list.items.iter().any(|item| !item.is("none"))
}
