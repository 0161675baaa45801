//! Each device code sign-in of a log, against the policies of a proposal.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::cmp::Reverse;

use jiff::Timestamp;

use super::{Count, Group, Hanging};
use crate::{
    ask,
    control::Log,
    entra::{Id, Policy},
    evidence::{Rows, Told},
    order,
    what_if::{Judgement, Logged, Truth, applies, judge},
};

/// What came of each sign-in.
#[derive(Default)]
pub(super) struct Trial {
    pub(super) tried: u64,
    /// The first and the last, in microseconds since 1970.
    pub(super) span: Option<(i64, i64)>,
    pub(super) would_block: Group,
    pub(super) cannot_tell: Group,
    pub(super) would_not_block: Group,
    pub(super) depends_on: Vec<Hanging>,
}

/// Tries the policies, all in force together, against every sign-in that is kept.
pub(super) fn try_out(log: &Log<'_>, in_force: &[&Policy], turned_on: &[&Id]) -> Trial {
    let blocking: Vec<&Policy> = in_force.iter().copied().filter(|policy| policy.blocks()).collect();
    let places: Vec<Option<u8>> = blocking.iter().map(|policy| place(policy, log, turned_on)).collect();
    let mut trial = Trial::default();
    let [mut yes, mut unknown, mut no] = [(); 3].map(|()| Sums::default());
    let mut hanging: BTreeMap<String, u64> = BTreeMap::new();
    for (_, told) in log.evidence().device_code() {
        trial.tried += 1;
        trial.span = told.at.map_or(trial.span, |at| {
            Some(trial.span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))))
        });
        let attempt = Logged::again(&told.seen, log.directory());
        let each = blocking.iter().zip(&places);
        match each.fold(Truth::No, |any, (policy, place)| any.or(blocks(policy, *place, &told, &attempt))) {
            Truth::Yes => yes.add(&told),
            Truth::No => no.add(&told),
            Truth::Unknown => {
                unknown.add(&told);
                for words in depends_on(&blocking, &attempt, log) {
                    *hanging.entry(words).or_default() += 1;
                }
            }
        }
    }
    trial.would_block = yes.into_group(log);
    trial.cannot_tell = unknown.into_group(log);
    trial.would_not_block = no.into_group(log);
    trial.depends_on = hanging.into_iter().map(|(words, events)| Hanging { events, words }).collect();
    order::sort_by_key(&mut trial.depends_on, |one| Reverse(one.events));
    trial
}

/// The place of the log's results of a policy that is turned on as it was exported.
fn place(policy: &Policy, log: &Log<'_>, turned_on: &[&Id]) -> Option<u8> {
    let mut replayed = log.evidence().watch().replayed().filter(|_| turned_on.contains(&&policy.id));
    replayed.find(|(_, id)| policy.id.is(id)).map(|(place, _)| place)
}

/// Whether the policy would have blocked the sign-in. A result that the log has settles what cannot be
/// told otherwise; where the log says that the policy applied, it would have blocked.
fn blocks(policy: &Policy, place: Option<u8>, told: &Told, attempt: &Logged<'_>) -> Truth {
    match (applies(policy, attempt), place.and_then(|place| told.recorded.says(place))) {
        (_, Some(true)) => Truth::Yes,
        (Truth::Unknown, Some(false)) => Truth::No,
        (found, _) => found,
    }
}

/// What the policies hang on, each once.
fn depends_on(blocking: &[&Policy], attempt: &Logged<'_>, log: &Log<'_>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for policy in blocking {
        if let Judgement::CannotTell { depends_on } = judge(policy, attempt) {
            words.extend(depends_on.iter().map(|one| ask::words(&one.on, log.directory())));
        }
    }
    order::sort(&mut words);
    words.dedup();
    words
}

/// Sign-ins that are added up.
#[derive(Default)]
struct Sums {
    rows: Rows,
    applications: BTreeMap<String, (String, u64)>,
    countries: BTreeMap<String, u64>,
    days: BTreeMap<String, u64>,
}

impl Sums {
    fn add(&mut self, told: &Told) {
        self.rows.add(told, 1);
        let (name, events) = self.applications.entry(told.application.clone()).or_default();
        if told.application_name > *name {
            name.clone_from(&told.application_name);
        }
        *events += 1;
        *self.countries.entry(told.country.clone()).or_default() += 1;
        *self.days.entry(told.at.and_then(day).unwrap_or_default()).or_default() += 1;
    }

    fn into_group(self, log: &Log<'_>) -> Group {
        let named = |(value, (name, events)): (String, (String, u64))| {
            let known = log.directory().application_name(&Id::new(&value)).map(ToString::to_string);
            Count { name: known.unwrap_or(name), value, events }
        };
        let unnamed = |(value, events)| Count { value, name: String::new(), events };
        let mut applications: Vec<Count> = self.applications.into_iter().map(named).collect();
        let mut countries: Vec<Count> = self.countries.into_iter().map(unnamed).collect();
        order::sort_by_key(&mut applications, |count| Reverse(count.events));
        order::sort_by_key(&mut countries, |count| Reverse(count.events));
        Group {
            events: self.rows.events(),
            principals: log.principals(&self.rows),
            not_listed: self.rows.unlisted,
            applications,
            countries,
            days: self.days.into_iter().map(unnamed).collect(),
        }
    }
}

/// The UTC day of a moment.
fn day(micros: i64) -> Option<String> {
    let text = Timestamp::from_microsecond(micros).ok()?.to_string();
    text.split('T').next().map(ToString::to_string)
}
