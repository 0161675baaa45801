//! Events, added up.

use alloc::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{
    event::{Answer, Said, Told},
    rows::Rows,
};

/// Counts over events that are no longer told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Summary {
    /// Every event.
    pub(crate) events: u64,
    /// By place in the watch.
    #[borsh(deserialize_with = "super::map::read")]
    pub(crate) policies: BTreeMap<u8, Tally>,
    /// Device code use.
    pub(crate) usage: Rows,
    /// Device code use that succeeded although every enforcing policy was in force.
    pub(crate) contradictions: Rows,
}

/// What the log says of one report-only candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Tally {
    pub(crate) no_evidence: u64,
    pub(crate) not_applied: u64,
    pub(crate) undetermined: u64,
    pub(crate) would_block: u64,
    pub(crate) affected: Rows,
    /// Device code use of which the log does not say what the policy would have done, and that nothing says
    /// failed.
    pub(crate) unseen: Rows,
}

impl Summary {
    /// Adds an event that counts so many times.
    pub(super) fn add(&mut self, said: Said, told: Option<&Told>, times: u64) {
        self.events = self.events.saturating_add(times);
        for (place, answer) in said.answers() {
            self.policies.entry(place).or_default().add(answer, told, times);
        }
        if let Some(told) = told.filter(|told| told.leg().is_some()) {
            self.usage.add(told, times);
            if told.contradicts() {
                self.contradictions.add(told, times);
            }
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.events = self.events.saturating_add(other.events);
        for (place, tally) in other.policies {
            self.policies.entry(place).or_default().join(tally);
        }
        self.usage.join(other.usage);
        self.contradictions.join(other.contradictions);
    }
}

impl Tally {
    fn add(&mut self, answer: Answer, told: Option<&Told>, times: u64) {
        let count = match answer {
            Answer::NoEvidence => &mut self.no_evidence,
            Answer::NotApplied => &mut self.not_applied,
            Answer::Undetermined => &mut self.undetermined,
            Answer::WouldBlock => &mut self.would_block,
        };
        *count = count.saturating_add(times);
        match (answer, told) {
            (Answer::WouldBlock, Some(told)) => self.affected.add(told, times),
            (Answer::NoEvidence, Some(told)) if told.may_have_succeeded() => self.unseen.add(told, times),
            _ => {}
        }
    }

    fn join(&mut self, other: Self) {
        self.no_evidence = self.no_evidence.saturating_add(other.no_evidence);
        self.not_applied = self.not_applied.saturating_add(other.not_applied);
        self.undetermined = self.undetermined.saturating_add(other.undetermined);
        self.would_block = self.would_block.saturating_add(other.would_block);
        self.affected.join(other.affected);
        self.unseen.join(other.unseen);
    }

    /// How many events list the policy.
    pub(crate) const fn events(&self) -> u64 {
        self.not_applied.saturating_add(self.undetermined).saturating_add(self.would_block)
    }
}
