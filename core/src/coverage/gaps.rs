//! What is open: maximal regions, each with a witness and how it stands.

use alloc::{collections::BTreeMap, format, string::String, vec, vec::Vec};

use super::{
    Coverage, States,
    clause::{self, Clause, Literal},
    counts, key,
    set::Set,
    solve::{Budget, Outcome, Region, solve},
    space::{Atom, NO, Space, Var},
    witness::witness,
    words,
};
use crate::{
    acceptance::Entry,
    catalogue::Standing,
    limits::{MAX_GAPS, MAX_PROOF_STEPS},
    what_if::{self, Attempt, Truth},
};

/// One gap.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The region by ids alone.
    pub(crate) key: String,
    pub(crate) words: String,
    pub(crate) standing: Standing,
    /// What accepts it or makes it doubtful.
    pub(crate) by: Vec<String>,
    pub(crate) witness: Attempt,
}

/// The gaps of a set of states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gaps {
    pub(crate) found: Vec<Found>,
    /// How many more there are at least.
    pub(crate) not_listed: u64,
}

impl Coverage<'_> {
    /// What the block policies in these states leave open, accepted or not.
    pub(crate) fn gaps(&self, states: States<'_>) -> Gaps {
        let mut hunt = Hunt {
            coverage: self,
            states,
            base: self.base(states),
            kept: self.kept(states),
            budget: Budget::new(0),
            listed: Vec::new(),
            gaps: Gaps::default(),
        };
        hunt.unaccepted();
        let doubts: Vec<&Entry> = self.doubts(states).collect();
        hunt.within(Standing::Doubtful, &doubts);
        hunt.within(Standing::Accepted, &self.accepted);
        hunt.gaps
    }
}

/// Regions by their keys, each in words.
pub(crate) type Regions = BTreeMap<String, String>;

impl Coverage<'_> {
    /// Exactly what the block policies in these states leave open inside an entry, as regions that together
    /// are all of it; `None` where there are too many, or the budget ran out. Other attempts being open
    /// inside gives other regions.
    pub(crate) fn open_within(
        &self,
        entry: &Entry,
        states: States<'_>,
        budget: &mut Budget,
    ) -> Option<Regions> {
        let space = &self.space;
        let inside = clause::inside_entry(space, entry);
        let kept: Vec<&Clause> = self.kept(states).into_iter().chain(&inside).collect();
        let (mut open, mut listed) = (Regions::new(), Vec::new());
        loop {
            let clauses: Vec<&Clause> =
                self.known.iter().chain(kept.iter().copied()).chain(&listed).collect();
            let region = match solve(space, Region::everything(space), &clauses, budget) {
                Outcome::Open(region) if listed.len() < MAX_GAPS => region,
                Outcome::Closed => return Some(open),
                Outcome::Open(_) | Outcome::CutOff => return None,
            };
            let widened = widen(space, region, &kept);
            open.insert(key::region(space, &widened), words::region(space, &widened, self.directory));
            listed.push(clause::escape_region(space, &widened));
        }
    }
}

struct Hunt<'h> {
    coverage: &'h Coverage<'h>,
    states: States<'h>,
    base: Vec<&'h Clause>,
    /// What a region keeps to as it is widened.
    kept: Vec<&'h Clause>,
    budget: Budget,
    /// How an attempt stays outside each region listed so far, so that every gap tells something new.
    listed: Vec<Clause>,
    gaps: Gaps,
}

impl Hunt<'_> {
    /// First what is open although every doubt is granted, then what unknown conditions open.
    fn unaccepted(&mut self) {
        self.budget = Budget::new(MAX_PROOF_STEPS);
        let granted = self.coverage.granted(self.states);
        for start in [self.coverage.unknown_held(), Region::everything(&self.coverage.space)] {
            if !self.exhaust(&start, &granted) {
                self.gaps.not_listed += 1;
                return;
            }
        }
    }

    /// Lists regions until none is left; false where there are too many.
    fn exhaust(&mut self, start: &Region, granted: &[Clause]) -> bool {
        let coverage = self.coverage;
        loop {
            let outside: Vec<&Clause> = coverage.unaccepted.iter().chain(granted).collect();
            let region = match self.search(start.clone(), &outside) {
                Outcome::Open(region) => region,
                Outcome::Closed => return true,
                Outcome::CutOff => return false,
            };
            if self.listed.len() == MAX_GAPS {
                return false;
            }
            let widened = widen(&coverage.space, region.clone(), &self.kept);
            let unheld = unheld(&coverage.space, &widened);
            let standing = if unheld.is_empty() { Standing::Open } else { Standing::Doubtful };
            self.list(standing, unheld, &region, &widened);
        }
    }

    /// Searches what the policies leave open, outside the regions listed so far.
    fn search(&mut self, start: Region, also: &[&Clause]) -> Outcome {
        let clauses: Vec<&Clause> = self.base.iter().chain(also).copied().chain(&self.listed).collect();
        solve(&self.coverage.space, start, &clauses, &mut self.budget)
    }

    /// For each entry, what stays open inside it.
    fn within(&mut self, standing: Standing, entries: &[&Entry]) {
        self.budget = Budget::new(MAX_PROOF_STEPS);
        let coverage = self.coverage;
        let most = self.gaps.found.len() + MAX_GAPS;
        for entry in entries {
            if self.gaps.found.len() == most || self.budget.is_spent() {
                self.gaps.not_listed += 1;
                continue;
            }
            let inside = clause::inside_entry(&coverage.space, entry);
            let mut also: Vec<&Clause> = inside.iter().collect();
            if standing == Standing::Doubtful {
                also.extend(coverage.unaccepted.iter());
            }
            if let Outcome::Open(region) = self.search(Region::everything(&coverage.space), &also) {
                let kept: Vec<&Clause> = self.kept.iter().copied().chain(&inside).collect();
                let widened = widen(&coverage.space, region.clone(), &kept);
                self.list(standing, vec![entry.label.clone()], &region, &widened);
            }
        }
    }

    fn list(&mut self, standing: Standing, by: Vec<String>, region: &Region, widened: &[Literal]) {
        let space = &self.coverage.space;
        let witness = witness(space, region);
        self.replay(&witness, standing);
        let words = words::region(space, widened, self.coverage.directory);
        let key = key::region(space, widened);
        self.listed.push(clause::escape_region(space, widened));
        self.gaps.found.push(Found { key, words, standing, by, witness });
    }

    /// The concrete evaluator must agree that no policy that counts blocks the witness.
    fn replay(&self, witness: &Attempt, standing: Standing) {
        let counted = || self.coverage.policies.iter().copied().filter(|policy| counts(policy, self.states));
        let blocked =
            || counted().any(|policy| policy.blocks() && what_if::applies(policy, witness) == Truth::Yes);
        debug_assert!(!blocked(), "a witness is blocked: {witness:?}");
        let accepted = || self.coverage.accepted.iter().any(|entry| entry.accepts(witness));
        debug_assert!(
            (standing == Standing::Accepted) == accepted(),
            "a witness stands otherwise: {standing:?} {witness:?}"
        );
    }
}

/// Widens a region that escapes every clause, one variable after the other, until no variable can
/// take more. What the words would name last goes first.
pub(super) fn widen(space: &Space, mut region: Region, clauses: &[&Clause]) -> Vec<Literal> {
    for literal in region.literals(space).into_iter().rev() {
        let var = literal.var;
        let mentions = |clause: &&&Clause| clause.escapes.iter().flatten().any(|other| other.var == var);
        let allowed = clauses.iter().filter(mentions).map(|clause| allowed(space, &region, clause, var));
        let widest = allowed.fold(space.full(var), |widest, set| widest.and(&set));
        region.set(var, widest);
    }
    region.literals(space)
}

/// The values of a variable for which the clause still holds in the rest of the region.
fn allowed(space: &Space, region: &Region, clause: &Clause, var: Var) -> Set {
    let mut allowed = Set::empty(space.size(var));
    for cube in &clause.escapes {
        let holds = |literal: &Literal| literal.var == var || region.get(literal.var).within(&literal.set);
        if cube.iter().all(holds) {
            let own = cube.iter().find(|literal| literal.var == var);
            allowed = allowed.or(&own.map_or_else(|| space.full(var), |literal| literal.set.clone()));
        }
    }
    allowed
}

/// The unknown conditions that a region takes as not holding.
pub(super) fn unheld(space: &Space, region: &[Literal]) -> Vec<String> {
    let unknown = region.iter().filter(|literal| literal.set.contains(NO));
    let unknown = unknown.filter_map(|literal| match space.atom(literal.var) {
        Some(Atom::Unknown(policy, member)) => Some(format!("condition {member} of policy {policy}")),
        _ => None,
    });
    unknown.collect()
}
