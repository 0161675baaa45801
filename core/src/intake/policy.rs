//! One record to one [`Policy`], whatever tool wrote it.

use alloc::{borrow::ToOwned, format};

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
    problem::Problem,
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
        let (flows, platforms) = (self.flows(&conditions), self.platforms(&conditions));
        let locations = self.locations(&conditions);
        let [client_apps, sign_in_risk, user_risk] = ["clientAppTypes", "signInRiskLevels", "userRiskLevels"]
            .map(|name| self.condition(&conditions, name));
        let (insider_risk, device_filter) = (self.insider_risk(&conditions), self.device_filter(&conditions));
        self.other_conditions(&conditions);
        let controls = self.controls(record);
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
            display_name,
        };
        let readable = policy.outside.iter().all(|outside| outside.why != OutsideWhy::Unreadable);
        Found { policy, identified: id.is_some(), shows_all: self.shows_all && readable }
    }

    /// Terraform's own id of a policy may be a path that ends in the object id.
    fn id(&self, record: &View<'_>) -> Option<Id> {
        let name = if self.dialect == Dialect::AzureAd && record.says("objectId") { "objectId" } else { "id" };
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

    fn conditions<'n>(&mut self, record: &View<'n>) -> View<'n> {
        if self.dialect == Dialect::Steampipe {
            return record.clone();
        }
        if !record.says("conditions") {
            self.haul.lack(problems::missing_member(&record.at, "conditions"));
            self.outside(&record.at, OutsideWhy::Unreadable);
        }
        self.object(record, "conditions")
    }

    fn controls(&mut self, record: &View<'_>) -> List {
        let steampipe = self.dialect == Dialect::Steampipe;
        let grant = if steampipe { record.clone() } else { self.object(record, "grantControls") };
        self.list(&grant, "builtInControls")
    }

    /// Conditions that the export does not show: each may be there or not.
    fn hidden_conditions(&mut self, record: &View<'_>, conditions: &View<'_>) {
        self.shows_all = self.dialect == Dialect::Graph;
        if self.dialect == Dialect::Steampipe {
            self.haul.lack(problems::flow_not_shown(&record.at));
            return self.hidden_by_steampipe(record);
        }
        // An SDK that knows a member writes it for every policy, and so does Terraform.
        let writes_all = self.dialect.is_terraform() || record.has_overflow() || conditions.has_overflow();
        let shown = conditions.has("authenticationFlows") || conditions.has("authenticationFlowTransferMethods");
        if writes_all && !shown && conditions.is_object() {
            self.haul.lack(problems::flow_not_shown(&conditions.at));
            self.shows_all = false;
            self.unknown(&conditions.at, "conditions.authenticationFlows");
        }
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
