//! Device code use across the tenant.

use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;

use super::{principals::Log, reasons::reason};
use crate::{
    catalogue::ReasonCode,
    evidence::{Row, Rows, enforcing},
    limits::MAX_DAYS,
    report::{DayOfUse, Principal, PrincipalStanding, Reason, Usage},
};

/// The seconds of a day.
pub(super) const DAY: i64 = 86_400;

impl Log<'_> {
    /// Who uses device code flow, how, and what the exports could not show of it; contradictions are added
    /// where they count.
    pub(crate) fn usage(&self) -> Usage {
        let used = &self.summary.usage;
        Usage {
            events: used.events(),
            interactive: total(used, |row| row.interactive),
            redemptions: total(used, |row| row.redemptions),
            tracked: total(used, |row| row.tracked),
            days: self.days(used),
            principals: self.principals(used),
            not_listed: used.unlisted,
            contradictions: Vec::new(),
            sign_ins: self.summary.events,
            without_id: self.evidence.without_id(),
            duplicates_bound_passed: self.evidence.bound_passed(),
            not_shown: self.not_shown(),
        }
    }

    /// Who succeeded although the enforcing policies should have blocked them.
    pub(super) fn contradictions(&self) -> Vec<Principal> {
        let succeeded = self.principals(&self.summary.contradictions).into_iter();
        // What to do about them, the next step says.
        let without_advice = |one| Principal { advice: "".into(), ..one };
        succeeded.filter(|one| !one.standing.is_accepted()).map(without_advice).collect()
    }

    /// Use by UTC day: the last ones that there is room for.
    fn days(&self, used: &Rows) -> Vec<DayOfUse> {
        let mut days: BTreeMap<i64, DayOfUse> = BTreeMap::new();
        for (key, row) in &used.rows {
            let standing = self.standing(key);
            for (day, events) in row.days.iter() {
                days.entry(day).or_insert_with(|| DayOfUse::empty(day)).add(standing, events);
            }
        }
        let beyond = days.len().saturating_sub(MAX_DAYS);
        days.into_values().skip(beyond).collect()
    }

    /// Whether somebody succeeded whom the enforcing policies should have blocked. Who is not listed
    /// for want of room counts as somebody.
    pub(super) fn contradicts(&self, usage: &Usage) -> bool {
        !usage.contradictions.is_empty() || self.summary.contradictions.unlisted > 0
    }

    /// Whether an enforcing policy has no date, so that no success is known to come after it.
    fn undated_policy(&self) -> bool {
        enforcing(self.tenant).next().is_some() && !self.evidence.watch().tells_contradictions()
    }

    /// That a policy about both flows blocked, and nothing tells which flow it was.
    fn maybe_transfer(&self) -> Option<Reason> {
        let count = total(&self.summary.usage, |row| row.may_be_transfer);
        let some = if count == 1 { "one sign-in is".into() } else { format!("{count} sign-ins are") };
        let words = format!(
            "{some} told only by a policy that blocks authentication transfer, too, and may be that: exports of \
             Graph beta, Azure Monitor and Log Analytics tell"
        );
        (count > 0).then(|| reason(ReasonCode::MayBeTransfer, words))
    }

    /// That nothing says how some use of the flow ended.
    fn open_ended(&self) -> Option<Reason> {
        let count = total(&self.summary.usage, |row| row.open_ended);
        let some = if count == 1 { "one sign-in".into() } else { format!("{count} sign-ins") };
        let words = format!(
            "the export does not say how {some} through device code flow ended, so that nothing is held against \
             the proof there"
        );
        (count > 0).then(|| reason(ReasonCode::OutcomeNotShown, words))
    }

    fn not_shown(&self) -> Vec<Reason> {
        let shown = self.evidence.shown();
        let mut not_shown = Vec::new();
        if shown.no_flow {
            let words = "some sign-ins have no member for the flow (Graph v1.0 and Defender have none): there \
                         only what a policy about the flow would have blocked can be told";
            not_shown.push(reason(ReasonCode::FlowNotShown, words));
        }
        not_shown.extend(self.maybe_transfer());
        if self.summary.events > 0 && !shown.results {
            let words = "no sign-in shows what policies did (a portal CSV never does)";
            not_shown.push(reason(ReasonCode::ResultsNotShown, words));
        }
        if self.undated_policy() {
            let words = "an enabled policy has no date, so no success can be held against it";
            not_shown.push(reason(ReasonCode::PolicyUndated, words));
        }
        not_shown.extend(self.open_ended());
        if shown.undated {
            not_shown.push(reason(ReasonCode::Undated, "some sign-ins have no time"));
        }
        if self.evidence.bound_passed() {
            let words = "there are too many sign-ins to tell all duplicates: one that stands in two files may \
                         count twice";
            not_shown.push(reason(ReasonCode::DuplicatesBound, words));
        }
        if self.evidence.without_id() > 0 {
            let words = "some sign-ins have no id: one that stands in two files counts twice";
            not_shown.push(reason(ReasonCode::WithoutId, words));
        }
        not_shown.extend(self.missing_logs());
        not_shown
    }
}

impl DayOfUse {
    fn empty(day: i64) -> Self {
        Self { day: date(day), ..Self::default() }
    }

    fn add(&mut self, standing: PrincipalStanding, events: u64) {
        let count = match standing {
            PrincipalStanding::Undecided => &mut self.undecided,
            PrincipalStanding::MeantToBeBlocked => &mut self.meant_to_be_blocked,
            PrincipalStanding::Exception => &mut self.exception,
            PrincipalStanding::EmergencyAccess => &mut self.emergency_access,
        };
        *count = count.saturating_add(events);
    }
}

/// A UTC day, counted from 1970, as `2026-01-31`.
pub(super) fn date(day: i64) -> String {
    let midnight = Timestamp::from_second(day.saturating_mul(DAY)).map(|midnight| midnight.to_string());
    let date = midnight.ok().and_then(|text| text.split('T').next().map(ToOwned::to_owned));
    date.unwrap_or_default()
}

fn total(rows: &Rows, of: impl Fn(&Row) -> u64) -> u64 {
    rows.rows.values().fold(0, |total, row| total.saturating_add(of(row)))
}
