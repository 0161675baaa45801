//! What a sign-in log says of device code flow: a summary that merges.
//!
//! Evidence is a set of events by id, each with what it says of the watched policies; the same
//! event read twice, even from exports that show different members of it, becomes one that says
//! both. Merging is the union of such sets, so it is associative, commutative and idempotent, and
//! a log may be split anywhere and read in any order.
//!
//! Memory is bounded: beyond [`MAX_TOLD_EVENTS`] and [`MAX_PLAIN_EVENTS`] the events of the
//! largest hashes are added up instead of kept. They still count, and those that stand in two files
//! count twice; the report says so.

mod event;
mod fact;
mod id;
mod rows;
mod since;
mod summary;
mod unique;
mod watch;

use alloc::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use rows::{Row, RowKey, Rows};
pub(crate) use since::{Since, since};
pub(crate) use summary::{Summary, Tally};
pub use watch::Watch;

use crate::{
    catalogue::ProblemCode,
    entra::SignIn,
    limits::{MAX_DAYS, MAX_PLAIN_EVENTS, MAX_TOLD_EVENTS},
    problem::Problem,
};
use event::Said;
pub(crate) use event::Told;
pub(crate) use fact::Fact;
use id::EventId;

/// The summary of a log of sign-ins, or of a part of it.
///
/// ```
/// use flowlock_core::{Evidence, Watch, entra::SignIn};
///
/// let watch = Watch::default();
/// let event = SignIn { id: "e1".into(), device_code_transfer: true, ..SignIn::default() };
/// let mut one = Evidence::new(&watch);
/// one.push(&event);
/// let mut two = Evidence::new(&watch);
/// two.push(&event);
/// let merged = one.clone().merge(two)?;
/// assert_eq!(merged, one);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    watch: Watch,
    /// The events that a report tells of: device code use, and what would be blocked.
    #[serde(deserialize_with = "unique::map")]
    told: BTreeMap<EventId, Told>,
    /// All others, by a hash of the id: two of 250 000 share one with a chance of 1 in 10^9.
    #[serde(deserialize_with = "unique::map")]
    plain: BTreeMap<u64, Said>,
    /// Events that could not be kept one by one.
    beyond: Summary,
    /// Whether there are such for want of room.
    bound_passed: bool,
    /// Events without an id, of which nobody can say whether they stand in another file too.
    without_id: u64,
    /// The first and the last event that shows what policies did, in microseconds since 1970.
    span: Option<(i64, i64)>,
    /// By place in the watch: the UTC days with events that list the policy.
    #[serde(deserialize_with = "unique::map")]
    days: BTreeMap<u8, BTreeSet<i64>>,
    shown: Shown,
}

/// What the records could show, over all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Shown {
    /// Some record has a member for the flow.
    pub(crate) flow: bool,
    /// Some record has none.
    pub(crate) no_flow: bool,
    /// Some record lists policies.
    pub(crate) results: bool,
    /// Some record lists none.
    pub(crate) no_results: bool,
    /// Some event is interactive.
    pub(crate) interactive: bool,
    /// Some event is not.
    pub(crate) non_interactive: bool,
    /// Some record has no time.
    pub(crate) undated: bool,
}

impl Evidence {
    /// Evidence of nothing yet.
    pub fn new(watch: &Watch) -> Self {
        Self {
            watch: watch.clone(),
            told: BTreeMap::new(),
            plain: BTreeMap::new(),
            beyond: Summary::default(),
            bound_passed: false,
            without_id: 0,
            span: None,
            days: BTreeMap::new(),
            shown: Shown::default(),
        }
    }

    /// What the evidence looks for.
    pub const fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Takes one event in.
    pub fn push(&mut self, event: &SignIn) {
        self.take(Fact::of(event, &self.watch));
    }

    /// Takes in what one event says.
    pub(crate) fn take(&mut self, fact: Fact) {
        let Fact { id, at, shown, said, told } = fact;
        // What shows no results is no evidence, for however many days.
        self.span = wider(self.span, at.filter(|_| shown.results).map(|at| (at, at)));
        self.shown.join(shown);
        self.note_days(at, said);
        match (id, told.map(|told| *told)) {
            (None, told) => {
                self.without_id = self.without_id.saturating_add(1);
                self.beyond.add(said, told.as_ref().map(|(_, told)| told));
            }
            (Some(_), Some((id, told))) => self.tell(id, told),
            (Some(hash), None) => self.note(hash, said),
        }
        self.trim();
    }

    /// The evidence of both parts of a log.
    ///
    /// # Errors
    ///
    /// The parts looked for different policies, so that they cannot be added up.
    pub fn merge(mut self, other: Self) -> Result<Self, Problem> {
        if self.watch != other.watch {
            return Err(different_watch());
        }
        // An event that is told from one part and plain from the other is told.
        for (id, told) in other.told {
            self.tell(id, told);
        }
        for (hash, said) in other.plain {
            self.note(hash, said);
        }
        self.beyond.join(other.beyond);
        self.bound_passed |= other.bound_passed;
        self.without_id = self.without_id.saturating_add(other.without_id);
        self.span = wider(self.span, other.span);
        for (place, days) in other.days {
            rows::unite(self.days.entry(place).or_default(), days, MAX_DAYS);
        }
        self.shown.join(other.shown);
        self.trim();
        Ok(self)
    }

    fn note_days(&mut self, at: Option<i64>, said: Said) {
        let Some(day) = at.map(day) else { return };
        for place in said.listing() {
            rows::unite(self.days.entry(place).or_default(), [day], MAX_DAYS);
        }
    }

    fn tell(&mut self, id: EventId, mut told: Told) {
        if let Some(said) = self.plain.remove(&id.hash) {
            told.said.join(said);
        }
        self.told.entry(id).and_modify(|here| here.join(&told)).or_insert(told);
    }

    fn note(&mut self, hash: u64, said: Said) {
        match self.told_by(hash) {
            Some(told) => told.said.join(said),
            None => self.plain.entry(hash).or_default().join(said),
        }
    }

    /// The event that is told, if its id has this hash.
    fn told_by(&mut self, hash: u64) -> Option<&mut Told> {
        let (id, told) = self.told.range_mut(EventId::first(hash)..).next()?;
        (id.hash == hash).then_some(told)
    }

    fn trim(&mut self) {
        while self.told.len() > MAX_TOLD_EVENTS {
            let Some((_, told)) = self.told.pop_last() else { break };
            self.beyond.add(told.said, Some(&told));
            self.bound_passed = true;
        }
        while self.plain.len() > MAX_PLAIN_EVENTS {
            let Some((_, said)) = self.plain.pop_last() else { break };
            self.beyond.add(said, None);
            self.bound_passed = true;
        }
    }

    /// Everything, added up.
    pub(crate) fn summary(&self) -> Summary {
        let mut summary = self.beyond.clone();
        for told in self.told.values() {
            summary.add(told.said, Some(told));
        }
        for said in self.plain.values() {
            summary.add(*said, None);
        }
        summary
    }

    /// The device code sign-ins that are kept one by one, by their ids.
    pub(crate) fn device_code(&self) -> impl Iterator<Item = (&str, &Told)> {
        let uses = self.told.iter().filter(|(_, told)| told.leg().is_some());
        uses.map(|(id, told)| (id.text.as_str(), told))
    }

    /// The times of the first and the last event that shows what policies did.
    pub(crate) fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let (first, last) = self.span?;
        Timestamp::from_microsecond(first).ok().zip(Timestamp::from_microsecond(last).ok())
    }

    /// On how many UTC days some event lists the policy of this place in the watch.
    pub(crate) fn days(&self, place: u8) -> u64 {
        self.days.get(&place).map_or(0, |days| u64::try_from(days.len()).unwrap_or(u64::MAX))
    }

    pub(crate) const fn shown(&self) -> Shown {
        self.shown
    }

    pub(crate) const fn bound_passed(&self) -> bool {
        self.bound_passed
    }

    pub(crate) const fn without_id(&self) -> u64 {
        self.without_id
    }
}

impl Shown {
    const fn join(&mut self, other: Self) {
        self.flow |= other.flow;
        self.no_flow |= other.no_flow;
        self.results |= other.results;
        self.no_results |= other.no_results;
        self.interactive |= other.interactive;
        self.non_interactive |= other.non_interactive;
        self.undated |= other.undated;
    }
}

pub(crate) fn different_watch() -> Problem {
    Problem::new(
        ProblemCode::DifferentWatch,
        "the parts of the sign-in log were read against different policies",
        "read every part of the log against the same export of policies",
    )
}

/// Microseconds since 1970, the resolution in which evidence keeps time.
fn micros(moment: Timestamp) -> i64 {
    moment.as_microsecond()
}

/// The UTC day, counted from 1970.
const fn day(micros: i64) -> i64 {
    micros.div_euclid(86_400_000_000)
}

/// The span that holds both.
fn wider(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}

/// FNV-1a, the same on every host.
pub(crate) fn hash(text: &str) -> u64 {
    fnv(text.bytes())
}

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
