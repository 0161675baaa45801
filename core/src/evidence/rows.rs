//! Who did what with which application: rows that add up.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
};

use serde::{Deserialize, Serialize};

use super::{
    day,
    event::{Leg, Told},
    hash, wider,
};
use crate::limits::{MAX_DAYS, MAX_ROW_VALUES, MAX_ROWS};

/// Rows by principal, application and resource. Beyond the limit, the events of the greatest keys
/// only count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rows {
    #[serde(with = "pairs")]
    pub(crate) rows: BTreeMap<RowKey, Row>,
    /// Events of principals that there is no room for.
    pub(crate) unlisted: u64,
}

/// Who, with which application, for which resource; in small letters, empty where not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RowKey {
    pub(crate) principal: String,
    pub(crate) application: String,
    pub(crate) resource: String,
}

/// The events of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// The first and the last, in microseconds since 1970.
    pub(crate) span: Option<(i64, i64)>,
    /// Events by UTC day, counted from 1970.
    pub(crate) days: BTreeMap<i64, u64>,
    /// The days on which it was more than a session that went on.
    pub(crate) days_begun: BTreeSet<i64>,
    pub(crate) client_apps: BTreeSet<String>,
    pub(crate) countries: BTreeSet<String>,
    /// Hashes of correlation ids.
    pub(crate) runs: BTreeSet<u64>,
}

impl Rows {
    pub(crate) fn add(&mut self, told: &Told) {
        let key = RowKey {
            principal: told.principal.clone(),
            application: told.application.clone(),
            resource: told.resource.clone(),
        };
        self.rows.entry(key).or_default().join(Row::of(told));
        self.trim();
    }

    pub(super) fn join(&mut self, other: Self) {
        for (key, row) in other.rows {
            self.rows.entry(key).or_default().join(row);
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
    fn of(told: &Told) -> Self {
        let leg = |leg| u64::from(told.leg() == Some(leg));
        let one = |text: &String| Some(text.clone()).filter(|text| !text.is_empty()).into_iter().collect();
        let run = Some(&told.correlation).filter(|run| !run.is_empty());
        Self {
            name: told.name.clone(),
            application_name: told.application_name.clone(),
            resource_name: told.resource_name.clone(),
            events: 1,
            interactive: leg(Leg::Interactive),
            redemptions: leg(Leg::Redemption),
            tracked: leg(Leg::Tracked),
            may_be_transfer: u64::from(told.may_be_transfer()),
            span: told.at.map(|at| (at, at)),
            days: told.at.map(|at| (day(at), 1)).into_iter().collect(),
            days_begun: told.at.map(day).filter(|_| told.leg() != Some(Leg::Tracked)).into_iter().collect(),
            client_apps: one(&told.client_app),
            countries: one(&told.country),
            runs: run.map(|run| hash(run)).into_iter().collect(),
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
        self.span = wider(self.span, other.span);
        add_days(&mut self.days, other.days);
        unite(&mut self.days_begun, other.days_begun, MAX_DAYS);
        unite(&mut self.client_apps, other.client_apps, MAX_ROW_VALUES);
        unite(&mut self.countries, other.countries, MAX_ROW_VALUES);
        unite(&mut self.runs, other.runs, MAX_DAYS);
    }
}

/// Adds up the events of each day. Of more days than [`MAX_DAYS`] the first are kept: none of those was
/// let go in any part, so the order does not matter.
fn add_days(here: &mut BTreeMap<i64, u64>, there: BTreeMap<i64, u64>) {
    for (day, events) in there {
        let count = here.entry(day).or_default();
        *count = count.saturating_add(events);
    }
    while here.len() > MAX_DAYS {
        here.pop_last();
    }
}

/// The union, without the greatest where there are more than `most`: so the order does not matter.
pub(super) fn unite<T: Ord>(here: &mut BTreeSet<T>, there: impl IntoIterator<Item = T>, most: usize) {
    here.extend(there);
    while here.len() > most {
        here.pop_last();
    }
}

/// Keeps the greater of two texts, and any rather than none.
pub(super) fn greater(here: &mut String, there: &str) {
    if there > here.as_str() {
        here.clear();
        here.push_str(there);
    }
}

/// A map whose keys are no text, as a list of pairs.
mod pairs {
    use alloc::{collections::BTreeMap, vec::Vec};

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::{Row, RowKey};

    pub(super) fn serialize<S: Serializer>(
        rows: &BTreeMap<RowKey, Row>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(rows)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(
        deserializer: D,
    ) -> Result<BTreeMap<RowKey, Row>, D::Error> {
        let pairs: Vec<(RowKey, Row)> = Vec::deserialize(deserializer)?;
        let count = pairs.len();
        let rows: BTreeMap<_, _> = pairs.into_iter().collect();
        if rows.len() == count { Ok(rows) } else { Err(D::Error::custom("a key stands twice")) }
    }
}
