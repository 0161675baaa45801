//! What a sign-in log says of device code flow: a summary that merges.
//!
//! Evidence is all that was read of each event, by its id, with what it says of the watched policies.
//! Merging puts all that was read together, so it is associative and commutative, and a log may be
//! split anywhere and read in any order. What was read of one event is one when it is added up: an event
//! read twice, even from exports that show different members of it, counts once and says both.
//!
//! Memory is bounded: beyond [`MAX_TOLD_EVENTS`] and [`MAX_PLAIN_EVENTS`] the events of the
//! largest hashes are added up instead of kept. They count as often as they were read, and the report
//! says so.

mod event;
mod fact;
mod few;
mod id;
mod kept;
mod map;
mod rows;
mod since;
mod summary;
mod watch;

use alloc::{borrow::Cow, boxed::Box, collections::BTreeMap, vec::Vec};

use core::iter;

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;

pub(crate) use rows::{Row, RowKey, Rows};
pub(crate) use since::{Since, since};
pub(crate) use summary::{Summary, Tally};
pub use watch::Watch;
pub(crate) use watch::enforcing;

use crate::{
    catalogue::ProblemCode,
    entra::SignIn,
    limits::{MAX_DAYS, MAX_PLAIN_EVENTS, MAX_TOLD_EVENTS},
    order,
    problem::Problem,
};
use event::Said;
pub(crate) use event::Told;
pub(crate) use fact::Fact;
use few::Few;
use id::EventId;
use kept::Kept;

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
/// let merged = one.clone().merge(two.clone())?;
/// assert_eq!(merged, two.merge(one)?);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Evidence {
    watch: Watch,
    /// What was read of the events that a report tells of: device code use, and what would be blocked.
    told: Kept<Box<(EventId, Told)>>,
    /// What was read of all others, by a hash of the id: two of 150 000 share one with a chance of 1 in 10^9.
    plain: Kept<(u64, Said)>,
    /// Events that could not be kept one by one.
    beyond: Summary,
    /// Whether there are such for want of room.
    bound_passed: bool,
    /// Events without an id, of which nobody can say whether they stand in another file too.
    without_id: u64,
    /// The first and the last event that shows what policies did, in microseconds since 1970.
    span: Option<(i64, i64)>,
    /// By place in the watch: the UTC days with events that list the policy.
    #[borsh(deserialize_with = "map::read")]
    days: BTreeMap<u8, Few<i64>>,
    shown: Shown,
}

/// What the records could show, over all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
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
            told: Kept::new(),
            plain: Kept::new(),
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
    #[inline]
    pub(crate) fn take(&mut self, fact: Fact) {
        let Fact { id, at, shown, said, told } = fact;
        // What shows no results is no evidence, for however many days.
        self.span = wider(self.span, at.filter(|_| shown.results).map(|at| (at, at)));
        self.shown.join(shown);
        self.note_days(at, said);
        match (id, told) {
            (None, told) => {
                self.without_id = self.without_id.saturating_add(1);
                self.beyond.add(said, told.as_ref().map(|told| &told.1), 1);
            }
            (Some(_), Some(told)) => self.tell(told, 1),
            (Some(hash), None) => self.note((hash, said), 1),
        }
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
        for (told, times) in other.told {
            self.tell(told, times);
        }
        for (plain, times) in other.plain {
            self.note(plain, times);
        }
        self.beyond.join(other.beyond);
        self.bound_passed |= other.bound_passed;
        self.without_id = self.without_id.saturating_add(other.without_id);
        self.span = wider(self.span, other.span);
        for (place, days) in other.days {
            self.days.entry(place).or_default().unite(days, MAX_DAYS);
        }
        self.shown.join(other.shown);
        Ok(self)
    }

    #[inline]
    fn note_days(&mut self, at: Option<i64>, said: Said) {
        let Some(day) = at.map(day) else { return };
        for place in said.listing() {
            self.days.entry(place).or_default().insert(day, MAX_DAYS);
        }
    }

    fn tell(&mut self, told: Box<(EventId, Told)>, times: u32) {
        if let Some((told, times)) = self.told.add(told, times, MAX_TOLD_EVENTS) {
            self.beyond.add(told.1.said, Some(&told.1), times.into());
            self.bound_passed = true;
        }
    }

    #[inline]
    fn note(&mut self, plain: (u64, Said), times: u32) {
        if let Some(((_, said), times)) = self.plain.add(plain, times, MAX_PLAIN_EVENTS) {
            self.beyond.add(said, None, times.into());
            self.bound_passed = true;
        }
    }

    /// Everything, added up.
    pub(crate) fn summary(&self) -> Summary {
        let mut summary = self.beyond.clone();
        for (_, told) in self.told() {
            summary.add(told.said, Some(&told), 1);
        }
        // An event that is told from one export and plain from another is told.
        let told = order::set(self.told.iter().map(|told| told.0.hash));
        let mut plain = self.plain.iter().filter(|(hash, _)| !told.contains(hash)).peekable();
        while let Some((hash, said)) = plain.next() {
            let mut said = *said;
            while let Some((_, other)) = plain.next_if(|(next, _)| next == hash) {
                said.join(*other);
            }
            summary.add(said, None, 1);
        }
        summary
    }

    /// The device code sign-ins that are kept one by one, by their ids.
    pub(crate) fn device_code(&self) -> impl Iterator<Item = (&str, Cow<'_, Told>)> {
        self.told().filter(|(_, told)| told.leg().is_some())
    }

    /// The events that are told, each with all that was read of it.
    fn told(&self) -> impl Iterator<Item = (&str, Cow<'_, Told>)> {
        let mut read = self.told.iter().peekable();
        iter::from_fn(move || {
            let (id, told) = &**read.next()?;
            let mut told = Cow::Borrowed(told);
            while let Some(other) = read.next_if(|next| next.0 == *id) {
                told.to_mut().join(&other.1);
            }
            for (_, said) in
                self.plain.from((id.hash, Said::default())).take_while(|(hash, _)| *hash == id.hash)
            {
                told.to_mut().said.join(*said);
            }
            Some((id.text.as_str(), told))
        })
    }

    /// The times of the first and the last event that shows what policies did.
    pub(crate) fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let (first, last) = self.span?;
        Timestamp::from_microsecond(first).ok().zip(Timestamp::from_microsecond(last).ok())
    }

    /// The UTC days, counted from 1970, on which some event lists the policy of this place in the watch.
    pub(crate) fn days(&self, place: u8) -> impl Iterator<Item = i64> {
        self.days.get(&place).into_iter().flat_map(Few::iter).copied()
    }

    /// The UTC days, counted from 1970, with a sign-in through the flow, or one that lists a watched policy.
    pub(crate) fn days_told(&self) -> Vec<i64> {
        let mut days = Few::default();
        for listing in self.days.values() {
            days.unite(listing.clone(), MAX_DAYS);
        }
        for at in self.device_code().filter_map(|(_, told)| told.at) {
            days.insert(day(at), MAX_DAYS);
        }
        days.into_vec()
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
#[inline]
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
