//! Two sets of policies over one space: what one of them blocks and the other does not.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Coverage, States,
    clause::{self, Clause},
    counts,
    solve::{Budget, Outcome, Region, solve},
    witness::witness,
};
use crate::{acceptance::Entry, entra::Policy, what_if::Attempt};

/// Whether there is such an attempt.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// There is: this one, for instance.
    Yes(Box<Attempt>),
    /// There is none.
    No,
    /// The search was cut off.
    CutOff,
}

impl Coverage<'_> {
    /// An attempt that makes the policies in these states fail.
    pub(crate) fn open(&self, states: States<'_>, budget: &mut Budget) -> Answer {
        let granted = self.granted(states);
        let mut clauses = self.base(states);
        clauses.extend(self.unaccepted.iter().chain(&granted));
        self.answer(solve(&self.space, self.unknown_held(), &clauses, budget))
    }

    /// An attempt that the policies in these states block here and do not block in `other`; inside
    /// this entry, where one is given.
    pub(crate) fn blocks_beyond(
        &self,
        other: &Coverage<'_>,
        states: States<'_>,
        within: Option<&Entry>,
        budget: &mut Budget,
    ) -> Answer {
        let entry = within.map_or_else(Vec::new, |entry| clause::inside_entry(&self.space, entry));
        let escapes = other.base(states);
        for inside in self.changed(other, states) {
            let clauses: Vec<&Clause> = escapes.iter().copied().chain(&inside).chain(&entry).collect();
            match solve(&self.space, Region::everything(&self.space), &clauses, budget) {
                Outcome::Closed => {}
                found => return self.answer(found),
            }
        }
        Answer::No
    }

    /// Whether an exclusion of this policy may be well founded that this attempt meets.
    pub(crate) fn doubts_for(&self, policy: &Policy, attempt: &Attempt) -> bool {
        let doubts = super::doubts([policy].into_iter(), self.settings, self.directory, self.most);
        doubts.iter().any(|doubt| doubt.entry.accepts(attempt))
    }

    /// How an attempt stays inside each policy of these states that is another one in `other`.
    fn changed<'s>(
        &'s self,
        other: &'s Coverage<'_>,
        states: States<'s>,
    ) -> impl Iterator<Item = Vec<Clause>> {
        let theirs = other.policies.iter().zip(&other.escapes);
        let pairs = self.policies.iter().zip(&self.escapes).zip(theirs);
        pairs.filter_map(move |((policy, clause), (their_policy, their_clause))| {
            let same = policy.state == their_policy.state && clause == their_clause;
            let counted = counts(policy, states) && !same;
            clause.as_deref().filter(|_| counted).map(|clause| self.inside(clause))
        })
    }

    fn answer(&self, outcome: Outcome) -> Answer {
        match outcome {
            Outcome::Open(region) => Answer::Yes(Box::new(witness(&self.space, &region))),
            Outcome::Closed => Answer::No,
            Outcome::CutOff => Answer::CutOff,
        }
    }

    /// How an attempt stays inside a policy with these escapes: none of them holds.
    pub(super) fn inside(&self, clause: &Clause) -> Vec<Clause> {
        clause.escapes.iter().map(|cube| clause::escape_region(&self.space, cube)).collect()
    }
}
