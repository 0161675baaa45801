//! The members of `conditions`, except for users.

use alloc::{borrow::ToOwned, string::String};

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

    /// The flows as the export spells them, where they are one text.
    pub(super) fn flow_text(&mut self, conditions: &View<'_>) -> Option<String> {
        self.object(conditions, "authenticationFlows").text("transferMethods").map(ToOwned::to_owned)
    }

    /// `conditions.applications`, and whether its target is no application at all.
    pub(super) fn applications(&mut self, conditions: &View<'_>) -> Applications {
        let object = self.object(conditions, "applications");
        self.strangers(&object, "conditions.applications", APPLICATIONS);
        let include = self.ids(&object, "includeApplications");
        let path = "conditions.applications.applicationFilter";
        let filter = self.rule(&object, "applicationFilter", path);
        // A filter may stand for the list of applications, but not beside other targets.
        if include.items.is_empty() {
            self.other_targets(&object);
        }
        let exclude = self.ids(&object, "excludeApplications");
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::format;

    use crate::{
        entra::{OutsideWhy, Policy},
        intake::testing::{shown, unknown, with_conditions},
    };

    fn flows(value: &str) -> Policy {
        with_conditions(&format!(r#""authenticationFlows":{value}"#))
    }

    #[test]
    fn flows_are_a_string_an_array_or_a_number() {
        for value in [
            r#""deviceCodeFlow""#,
            r#""authenticationTransfer, DeviceCodeFlow""#,
            r#"["authenticationTransfer","deviceCodeFlow"]"#,
            r#"["authenticationTransfer,deviceCodeFlow"]"#,
            "1",
            "3",
        ] {
            assert!(flows(&format!(r#"{{"transferMethods":{value}}}"#)).names_device_code(), "{value}");
        }
        for value in [r#""authenticationTransfer""#, "2", "4", r#""futureFlow""#] {
            assert!(!flows(&format!(r#"{{"transferMethods":{value}}}"#)).reaches_device_code(), "{value}");
        }
    }

    #[test]
    fn flows_that_say_nothing_are_no_condition() {
        for value in ["null", "{}", r#"{"transferMethods":null}"#] {
            assert!(flows(value).flows.is_none(), "{value}");
        }
        for value in ["0", r#""none""#, r#""""#, "[]", r#"["none"]"#] {
            assert!(flows(&format!(r#"{{"transferMethods":{value}}}"#)).flows.is_none(), "{value}");
        }
    }

    #[test]
    fn items_have_places_of_their_own_only_in_an_array_of_single_ones() {
        let at = "/conditions/authenticationFlows/transferMethods";
        let text = flows(r#"{"transferMethods":"deviceCodeFlow"}"#).flows.unwrap();
        let array = flows(r#"{"transferMethods":["deviceCodeFlow"]}"#).flows.unwrap();
        let joined = flows(r#"{"transferMethods":["a,b"]}"#).flows.unwrap();
        assert_eq!((shown(&text), text.is_array), (("deviceCodeFlow".into(), at), false));
        assert_eq!((array.is_array, joined.is_array), (true, false));
    }

    #[test]
    fn what_is_not_known_is_an_unknown_condition() {
        let policy = with_conditions(
            r#""times":{"all":true},"deviceStates":{"includeStates":[]},"devices":{"includeDevices":["All"]},
               "applications":{"networkAccess":{"x":1}},"platforms":{"foo_bar":1},"Clients":["c"]"#,
        );
        assert_eq!(
            unknown(&policy),
            [
                "conditions.applications.networkAccess",
                "conditions.clients",
                "conditions.devices.includeDevices",
                "conditions.platforms.fooBar",
                "conditions.times",
            ]
        );
    }

    #[test]
    fn an_excluded_platform_that_is_not_known_may_be_any() {
        let policy = with_conditions(
            r#""platforms":{"includePlatforms":["all","beOS"],"excludePlatforms":["linux"]}"#,
        );
        assert!(unknown(&policy).is_empty());
        let policy = with_conditions(
            r#""platforms":{"includePlatforms":["all"],"excludePlatforms":["unrecognised"]}"#,
        );
        assert_eq!(unknown(&policy), ["conditions.platforms.excludePlatforms"]);
    }

    #[test]
    fn a_filter_needs_a_rule_and_a_known_mode() {
        let filter = |value: &str| with_conditions(&format!(r#""devices":{{"deviceFilter":{value}}}"#));
        let rule = filter(r#"{"mode":"Exclude","rule":"r"}"#).device_filter.unwrap();
        assert_eq!((rule.text.as_str(), rule.must_hold), ("r", false));
        assert_eq!(rule.at.as_str(), "/conditions/devices/deviceFilter/rule");
        let blank = filter(r#"{"mode":null,"rule":null}"#);
        assert!(blank.device_filter.is_none() && blank.unknown.is_empty());
        for value in [r#"{"mode":"maybe","rule":"r"}"#, r#"{"rule":"r"}"#] {
            assert_eq!(unknown(&filter(value)), ["conditions.devices.deviceFilter"], "{value}");
        }
    }

    #[test]
    fn policies_about_other_things_than_people_are_outside() {
        use OutsideWhy::{Agents, AuthenticationContexts, ServicePrincipalRisk, UserActions, Workload};
        for (conditions, why) in [
            (r#""clientApplications":{"includeServicePrincipals":["x"]}"#, Some(Workload)),
            (r#""clientApplications":{"includeServicePrincipals":[],"filter":{"mode":null}}"#, None),
            (r#""servicePrincipalRiskLevels":["high"]"#, Some(ServicePrincipalRisk)),
            (r#""agents":{"includeAgentUsers":["All"]}"#, Some(Agents)),
            (r#""agentContext":{"includeAgentContexts":["c"]}"#, Some(Agents)),
            (r#""agentIdRiskLevels":"medium,high""#, Some(Agents)),
            (r#""agentIdRiskLevels":"none""#, None),
            (r#""users":{"includeUsers":["AllAgentIdUsers"]}"#, Some(Agents)),
            (r#""users":{"includeUsers":["All","AllAgentIdUsers"]}"#, None),
            (r#""users":{"includeUsers":["AllAgentIdUsers"],"includeRoles":["r"]}"#, None),
            (r#""applications":{"includeUserActions":["urn:a"]}"#, Some(UserActions)),
            (
                r#""applications":{"includeUserActions":["urn:a"],"applicationFilter":{"mode":"include","rule":"r"}}"#,
                Some(UserActions),
            ),
            (r#""applications":{"includeUserActions":["urn:a"],"includeApplications":["All"]}"#, None),
            (
                r#""applications":{"includeAuthenticationContextClassReferences":["c1"]}"#,
                Some(AuthenticationContexts),
            ),
        ] {
            let found = with_conditions(conditions).outside.first().map(|outside| outside.why);
            assert_eq!(found, why, "{conditions}");
        }
    }

    #[test]
    fn risks_are_lists_and_insider_risk_is_flags() {
        let policy = with_conditions(
            r#""signInRiskLevels":["high"],"userRiskLevels":[],"insiderRiskLevels":"minor, none","clientAppTypes":[]"#,
        );
        assert_eq!(shown(&policy.sign_in_risk.unwrap()).0, "high");
        assert_eq!(shown(&policy.insider_risk.unwrap()).0, "minor none");
        assert!(policy.user_risk.is_none() && policy.client_apps.is_none());
        let elevated = with_conditions(r#""insiderRiskLevels":6"#).insider_risk.unwrap();
        assert_eq!(shown(&elevated).0, "moderate elevated");
    }
}
