//! Who did what with which application: rows that add up.

use alloc::{boxed::Box, collections::BTreeMap, string::String};

use borsh::{BorshDeserialize, BorshSerialize};

use super::{
    day,
    event::{Leg, Told},
    few::{Days, Few},
    hash, map, wider,
};
use crate::limits::{MAX_DAYS, MAX_ROW_VALUES, MAX_ROWS};

/// Rows by principal, application and resource. Beyond the limit, the events of the greatest keys
/// only count.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Rows {
    #[borsh(deserialize_with = "map::read")]
    pub(crate) rows: BTreeMap<RowKey, Box<Row>>,
    /// Events of principals that there is no room for.
    pub(crate) unlisted: u64,
}

/// Who, with which application, for which resource; in small letters, empty where not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(crate) struct RowKey {
    pub(crate) principal: String,
    pub(crate) application: String,
    pub(crate) resource: String,
}

/// The events of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) application_name: String,
    pub(crate) resource_name: String,
    pub(crate) events: u64,
    /// Of the events, how many are interactive legs, redemptions, and sessions that go on.
    pub(crate) interactive: u64,
    pub(crate) redemptions: u64,
    pub(crate) tracked: u64,
    /// Of the events, how many may be authentication transfer.
    pub(crate) may_be_transfer: u64,
    /// Of the events, of how many nothing says whether they succeeded.
    pub(crate) open_ended: u64,
    /// The first and the last, in microseconds since 1970.
    pub(crate) span: Option<(i64, i64)>,
    /// Events by UTC day, counted from 1970.
    pub(crate) days: Days,
    /// The days on which it was more than a session that went on.
    pub(crate) days_begun: Few<i64>,
    pub(crate) client_apps: Few<String>,
    pub(crate) countries: Few<String>,
    /// Hashes of correlation ids.
    pub(crate) runs: Few<u64>,
}

impl Rows {
    /// Adds an event that counts so many times.
    pub(crate) fn add(&mut self, told: &Told, times: u64) {
        let key = RowKey {
            principal: told.principal.clone(),
            application: told.application.clone(),
            resource: told.resource.clone(),
        };
        self.rows.entry(key).or_default().join(Row::of(told, times));
        self.trim();
    }

    pub(super) fn join(&mut self, other: Self) {
        for (key, row) in other.rows {
            self.rows.entry(key).or_default().join(*row);
        }
        self.unlisted = self.unlisted.saturating_add(other.unlisted);
        self.trim();
    }

    fn trim(&mut self) {
        while self.rows.len() > MAX_ROWS {
            let Some((_, row)) = self.rows.pop_last() else { break };
            self.unlisted = self.unlisted.saturating_add(row.events);
        }
    }

    /// How many events there are in all.
    pub(crate) fn events(&self) -> u64 {
        self.rows.values().fold(self.unlisted, |events, row| events.saturating_add(row.events))
    }
}

impl Row {
    fn of(told: &Told, times: u64) -> Self {
        let leg = |leg| if told.leg() == Some(leg) { times } else { 0 };
        let one = |text: &String| Few::from(Some(text.clone()).filter(|text| !text.is_empty()));
        let run = Some(&told.correlation).filter(|run| !run.is_empty());
        Self {
            name: told.name.clone(),
            application_name: told.application_name.clone(),
            resource_name: told.resource_name.clone(),
            events: times,
            interactive: leg(Leg::Interactive),
            redemptions: leg(Leg::Redemption),
            tracked: leg(Leg::Tracked),
            may_be_transfer: if told.may_be_transfer() { times } else { 0 },
            open_ended: if told.is_open_ended() { times } else { 0 },
            span: told.at.map(|at| (at, at)),
            days: told.at.map(|at| Days::on(day(at), times)).unwrap_or_default(),
            days_begun: told.at.map(day).filter(|_| told.leg() != Some(Leg::Tracked)).into(),
            client_apps: one(&told.client_app),
            countries: one(&told.country),
            runs: run.map(|run| hash(run)).into(),
        }
    }

    /// Adds the events of another row.
    pub(crate) fn join(&mut self, other: Self) {
        greater(&mut self.name, &other.name);
        greater(&mut self.application_name, &other.application_name);
        greater(&mut self.resource_name, &other.resource_name);
        self.events = self.events.saturating_add(other.events);
        self.interactive = self.interactive.saturating_add(other.interactive);
        self.redemptions = self.redemptions.saturating_add(other.redemptions);
        self.tracked = self.tracked.saturating_add(other.tracked);
        self.may_be_transfer = self.may_be_transfer.saturating_add(other.may_be_transfer);
        self.open_ended = self.open_ended.saturating_add(other.open_ended);
        self.span = wider(self.span, other.span);
        self.days.add(other.days, MAX_DAYS);
        self.days_begun.unite(other.days_begun, MAX_DAYS);
        self.client_apps.unite(other.client_apps, MAX_ROW_VALUES);
        self.countries.unite(other.countries, MAX_ROW_VALUES);
        self.runs.unite(other.runs, MAX_DAYS);
    }
}

/// Keeps the greater of two texts, and any rather than none.
pub(super) fn greater(here: &mut String, there: &str) {
    if there > here.as_str() {
        here.clear();
        here.push_str(there);
    }
}
