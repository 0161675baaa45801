//! One record to one [`Policy`], whatever tool wrote it.

use alloc::{borrow::ToOwned, format, string::String};

use jiff::Timestamp;

use super::{
    dates, duplicates,
    haul::{Found, Haul},
    problems,
    reader::{Dialect, Reader},
    view::View,
};
use crate::{
    entra::{Id, List, OutsideWhy, Pointer, Policy, State},
    order::{sort_by, sort_by_key},
    problem::Problem,
    tenant::SourceKind,
};

/// Conditions that Steampipe has no column for.
const HIDDEN_BY_STEAMPIPE: [&str; 3] = ["authenticationFlows", "devices", "insiderRiskLevels"];

/// Reads a policy; refuses one in which a member stands twice.
pub(super) fn read(record: &View<'_>, dialect: Dialect, haul: &mut Haul) -> Result<Found, Problem> {
    duplicates::refuse(record)?;
    Ok(Reader::new(dialect, haul).policy(record))
}

impl Reader<'_> {
    fn policy(mut self, record: &View<'_>) -> Found {
        let id = self.id(record);
        let display_name = record.text("displayName").unwrap_or_default().to_owned();
        let (state, state_at) = self.state(record);
        let created = self.date(record, "createdDateTime");
        let modified = self.date(record, "modifiedDateTime");
        self.around_conditions(record);
        let conditions = self.conditions(record);
        self.hidden_conditions(record, &conditions);
        let (users, applications) = (self.users(&conditions), self.applications(&conditions));
        let (flows, flow_text) = (self.flows(&conditions), self.flow_text(&conditions));
        let platforms = self.platforms(&conditions);
        let locations = self.locations(&conditions);
        let [client_apps, sign_in_risk, user_risk] = ["clientAppTypes", "signInRiskLevels", "userRiskLevels"]
            .map(|name| self.condition(&conditions, name));
        let (insider_risk, device_filter) = (self.insider_risk(&conditions), self.device_filter(&conditions));
        self.other_conditions(&conditions);
        self.controls_shown(record, flows.as_ref());
        let (controls, operator) = self.grant(record);
        // Whatever the order of the keys in the file, the report says the same.
        sort_by(&mut self.unknown, |one, other| one.member.cmp(&other.member));
        sort_by_key(&mut self.outside, |outside| outside.why);
        let nameless = if display_name.is_empty() { "unnamed" } else { &display_name };
        let policy = Policy {
            id: id.clone().unwrap_or_else(|| Id::new(nameless)),
            state,
            state_at,
            created,
            modified,
            source: self.haul.name.clone(),
            at: record.at.clone(),
            users,
            applications,
            flows,
            flow_text,
            platforms,
            locations,
            client_apps,
            sign_in_risk,
            user_risk,
            insider_risk,
            device_filter,
            unknown: self.unknown,
            outside: self.outside,
            controls,
            operator,
            display_name,
        };
        let readable = policy.outside.iter().all(|outside| outside.why != OutsideWhy::Unreadable);
        Found { policy, identified: id.is_some(), shows_all: self.shows_all && readable }
    }

    /// Terraform's own id of a policy may be a path that ends in the object id.
    fn id(&self, record: &View<'_>) -> Option<Id> {
        let name =
            if self.dialect == Dialect::AzureAd && record.says("objectId") { "objectId" } else { "id" };
        let id = record.text(name)?;
        Some(Id::new(if self.dialect.is_terraform() { id.rsplit('/').next()? } else { id }))
    }

    fn state(&mut self, record: &View<'_>) -> (Option<State>, Pointer) {
        let at = record.get("state").map_or_else(|| record.at.clone(), |view| view.at);
        let state = record.text("state").and_then(State::parse);
        if state.is_none() {
            self.haul.lack(problems::unknown_state(&at));
        }
        (state, at)
    }

    /// Windows PowerShell may write a date as an object, whose `value` it is.
    fn date(&mut self, record: &View<'_>, name: &str) -> Option<Timestamp> {
        let view = record.get(name).filter(|view| !view.is_blank())?;
        let view = view.get("value").unwrap_or(view);
        let date = view.as_text().and_then(dates::parse);
        if date.is_none() {
            self.haul.note(problems::bad_date(&view.at));
        }
        date
    }

    /// Members beside `conditions` that bear on whom the policy applies to.
    fn around_conditions(&mut self, record: &View<'_>) {
        if let Some(strategy) = record.get("partialEnablementStrategy").filter(|view| !view.is_blank()) {
            self.unknown(&strategy.at, "partialEnablementStrategy");
        }
        if let Some(deleted) = record.get("deletedDateTime").filter(|view| !view.is_blank()) {
            self.outside(&deleted.at, OutsideWhy::Deleted);
        }
    }

    /// The conditions, be none of them set. A policy that says nothing of them at all was cut off.
    fn conditions<'n>(&mut self, record: &View<'n>) -> View<'n> {
        if self.dialect == Dialect::Steampipe {
            return record.clone();
        }
        let member = record.get("conditions").map(|view| self.unwrap_block(view));
        if member.as_ref().is_none_or(|view| view.is_blank() && !view.is_object()) {
            self.haul.lack(problems::missing_member(&record.at, "conditions"));
            self.outside(&record.at, OutsideWhy::Unreadable);
        }
        self.check_overflows(record);
        match member.filter(View::is_object) {
            Some(conditions) => {
                self.check_overflows(&conditions);
                conditions
            }
            None => self.object(record, "conditions"),
        }
    }

    /// Every policy grants or controls the session, and Graph writes both members. One about the flow that has
    /// neither may block it.
    fn controls_shown(&mut self, record: &View<'_>, flows: Option<&List>) {
        let is_about_flow = flows.is_some_and(|flows| flows.has("deviceCodeFlow"));
        let shown = ["grantControls", "sessionControls"].into_iter().any(|name| record.has(name));
        if self.dialect == Dialect::Graph && is_about_flow && !shown {
            self.haul.lack(problems::missing_member(&record.at, "grantControls"));
        }
    }

    fn grant(&mut self, record: &View<'_>) -> (List, Option<String>) {
        let steampipe = self.dialect == Dialect::Steampipe;
        let grant = if steampipe { record.clone() } else { self.object(record, "grantControls") };
        (self.list(&grant, "builtInControls"), grant.text("operator").map(ToOwned::to_owned))
    }

    /// Conditions that the export does not show: each may be there or not.
    fn hidden_conditions(&mut self, record: &View<'_>, conditions: &View<'_>) {
        self.shows_all = self.dialect == Dialect::Graph;
        if self.dialect == Dialect::Steampipe {
            self.haul.lack(problems::flow_not_shown(&record.at));
            return self.hidden_by_steampipe(record);
        }
        // An SDK that knows a member writes it for every policy, and so does Terraform.
        let writes_all = self.dialect.is_terraform()
            || record.has_overflow()
            || conditions.has_overflow()
            || self.is_of_an_sdk(record);
        let shown =
            conditions.has("authenticationFlows") || conditions.has("authenticationFlowTransferMethods");
        if writes_all && !shown && conditions.is_object() {
            self.haul.lack(problems::flow_not_shown(&conditions.at));
            self.shows_all = false;
            self.unknown(&conditions.at, "conditions.authenticationFlows");
        }
    }

    /// Whether the policy was written from the objects of an SDK: those have names in Pascal case, and
    /// `Select-Object` may have left out the place of what the SDK does not know. `ScubaGear` spells what
    /// Graph itself answered that way.
    fn is_of_an_sdk(&self, record: &View<'_>) -> bool {
        let spelled = record.own("conditions").is_some_and(|own| own.at.as_str().ends_with("/Conditions"));
        spelled && !self.haul.has_met(SourceKind::ScubaGear)
    }

    fn hidden_by_steampipe(&mut self, row: &View<'_>) {
        for name in HIDDEN_BY_STEAMPIPE.into_iter().filter(|name| !row.has(name)) {
            self.unknown(&row.at, &format!("conditions.{name}"));
        }
        let users = row.get("users").unwrap_or_else(|| row.clone());
        if !users.has("excludeGuestsOrExternalUsers") {
            self.unknown(&users.at, "conditions.users.excludeGuestsOrExternalUsers");
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::{format, string::ToString};

    use crate::{
        entra::{OutsideWhy, Policy, State},
        intake::testing::{codes, policy, refused, shown, source, unknown},
    };

    #[test]
    fn the_shape_of_graph_is_read() {
        let policy = policy(
            r#"{"id":"P1","displayName":"Block","state":"enabledForReportingButNotEnforced","templateId":"t",
                "createdDateTime":"2026-01-02T03:04:05.6780000Z","modifiedDateTime":null,"conditions":{"users":null},
                "grantControls":{"operator":"OR","builtInControls":["block"]}}"#,
        );
        assert_eq!((policy.id.as_str(), policy.display_name.as_str()), ("P1", "Block"));
        assert_eq!((policy.state, policy.state_at.as_str()), (Some(State::ReportOnly), "/state"));
        assert_eq!(policy.created.unwrap().to_string(), "2026-01-02T03:04:05.678Z");
        assert!(policy.modified.is_none() && policy.blocks() && policy.outside.is_empty());
        assert_eq!(policy.controls.at.as_str(), "/grantControls/builtInControls");
    }

    #[test]
    fn the_shape_of_powershell_is_read() {
        let file = r#"{"Id":"p","State":"disabled","AdditionalProperties":{},"CreatedDateTime":"/Date(0)/",
            "Conditions":{"AdditionalProperties":{"authenticationFlows":{"transferMethods":"deviceCodeFlow"}},
            "Users":{"IncludeUsers":["All"]}},"GrantControls":{"BuiltInControls":["block"]}}"#;
        let policy = policy(file);
        assert!(policy.is_candidate() && policy.unknown.is_empty());
        let at = "/Conditions/AdditionalProperties/authenticationFlows/transferMethods";
        assert_eq!(shown(policy.flows.as_ref().unwrap()), ("deviceCodeFlow".into(), at));
        assert_eq!((policy.created.unwrap().as_second(), codes(&source(file)).len()), (0, 0));
    }

    #[test]
    fn an_old_module_cannot_show_the_flow() {
        for file in [
            r#"{"Id":"p","State":"enabled","AdditionalProperties":{},"Conditions":{"Times":null}}"#,
            r#"[{"Id":"p","State":"enabled","Conditions":{"Times":null},"GrantControls":null}]"#,
        ] {
            assert_eq!(unknown(&policy(file)), ["conditions.authenticationFlows"]);
            let source = source(file);
            assert_eq!((codes(&source), source.complete), (["flow-not-shown"].to_vec(), false));
        }
    }

    fn broken(conditions: &str) -> (Policy, &'static str) {
        let file = format!(r#"[{{"id":"p","state":"enabled","conditions":{conditions}}}]"#);
        let source = source(&file);
        assert!(!source.complete);
        (policy(&file), codes(&source)[0])
    }

    #[test]
    fn a_text_where_an_object_or_a_list_belongs_is_a_truncated_export() {
        for conditions in [
            r#""@{Users=; Applications=}""#,
            r#"{"users":"System.Collections.Hashtable"}"#,
            r#"{"users":{"includeUsers":"All"}}"#,
            r#"{"clientAppTypes":"all"}"#,
            r#"{"AdditionalProperties":"System.Collections.Generic.Dictionary`2"}"#,
            r#"{"users":{"includeUsers":["All"],"AdditionalProperties":"System.Collections.Hashtable"}}"#,
        ] {
            let (policy, code) = broken(conditions);
            assert_eq!((policy.outside[0].why, code), (OutsideWhy::Unreadable, "truncated-export"));
        }
    }

    #[test]
    fn other_wrong_types_are_told_with_their_place() {
        let (policy, code) = broken(r#"{"users":{"includeUsers":["All",7]}}"#);
        assert_eq!(code, "wrong-type");
        assert_eq!(policy.outside[0].at.as_str(), "/0/conditions/users/includeUsers/1");
        assert_eq!(broken(r#"{"authenticationFlows":{"transferMethods":true}}"#).1, "wrong-type");
        assert_eq!(broken("null").1, "missing-member");
    }

    #[test]
    fn a_policy_about_the_flow_without_its_controls_is_not_whole() {
        let of = |more: &str| {
            source(&format!(
                r#"[{{"id":"p","state":"enabled","conditions":{{"authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}}{more}}}]"#
            ))
        };
        assert_eq!((codes(&of("")), of("").complete), (["missing-member"].to_vec(), false));
        for shown in [r#","grantControls":null"#, r#","sessionControls":{"signInFrequency":{}}"#] {
            assert!(of(shown).complete && of(shown).problems.is_empty(), "{shown}");
        }
    }

    #[test]
    fn a_state_that_is_not_known_is_none() {
        let file = r#"{"id":"p","state":"someday","conditions":{}}"#;
        assert_eq!((policy(file).state, codes(&source(file))[0]), (None, "unknown-state"));
    }

    #[test]
    fn a_date_that_cannot_be_read_is_told() {
        let file = r#"{"id":"p","state":"enabled","conditions":{},"modifiedDateTime":"3/12/2025"}"#;
        assert_eq!((policy(file).modified, codes(&source(file))[0]), (None, "bad-date"));
    }

    #[test]
    fn a_deleted_policy_and_a_partial_one() {
        let file = r#"{"id":"p","state":"enabled","conditions":{},"deletedDateTime":"2026-01-01T00:00:00Z",
            "partialEnablementStrategy":{"a":1}}"#;
        let policy = policy(file);
        assert_eq!(policy.outside[0].why, OutsideWhy::Deleted);
        assert_eq!(unknown(&policy), ["partialEnablementStrategy"]);
    }

    #[test]
    fn a_member_that_stands_twice_is_refused() {
        let problem = refused(r#"[{"id":"p","state":"enabled","State":"disabled","conditions":{}}]"#);
        assert_eq!((problem.code.as_str(), problem.pointer.as_deref()), ("duplicate-key", Some("/0/State")));
    }
}
