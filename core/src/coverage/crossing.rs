//! What the policies of one export block and those of another export of the same tenant do not, region by
//! region.

use alloc::{collections::BTreeMap, rc::Rc, string::String, vec, vec::Vec};

use super::{
    Coverage, Doubt, States,
    clause::{self, Clause, Literal},
    counts, escape,
    gaps::{unheld, widen},
    solve::{Budget, Outcome, Region, solve},
    space::Space,
    witness::witness,
    words,
};
use crate::{
    acceptance::{Accepted, Entry},
    catalogue::Standing,
    entra::{Directory, Id, Policy},
    limits::{MAX_GAPS, MAX_PROOF_STEPS},
    order,
    what_if::{self, Attempt, Truth},
};

/// One export of a tenant, as the proof needs it.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) policies: &'a [Policy],
    pub(crate) accepted: &'a Accepted,
    pub(crate) directory: &'a Directory,
    /// The number of members above which an excluded group gets no benefit of the doubt.
    pub(crate) most: u64,
}

/// A maximal region of sign-ins that a policy of one export blocks and none of the other does.
#[derive(Clone, Debug)]
pub(crate) struct Crossing {
    pub(crate) words: String,
    /// How it stands where it is not blocked.
    pub(crate) standing: Standing,
    /// What accepts it or makes it doubtful there.
    pub(crate) by: Vec<String>,
    /// The policy that blocks it.
    pub(crate) policy: Id,
    /// One sign-in of the region, as the export has it that blocks it.
    pub(crate) blocked: Attempt,
    /// The same sign-in, as the other export has it.
    pub(crate) unblocked: Attempt,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Crossings {
    /// What is open first, then what is doubtful, then what is accepted.
    pub(crate) found: Vec<Crossing>,
    /// How many more there are at least.
    pub(crate) not_listed: u64,
    /// Whether the search reached the work limit.
    pub(crate) cut_off: bool,
}

/// What the policies of these states block in one export and do not block in the other.
pub(crate) fn crossings(blocking: Side<'_>, open: Side<'_>, states: States<'_>) -> Crossings {
    let [blocking, open] = pair([blocking, open]);
    let unblocked = open.unblocked_of(&blocking);
    let mut hunt = Hunt {
        blocking: &blocking,
        open: &open,
        states,
        base: open.base(states).into_iter().chain(&unblocked).collect(),
        budget: Budget::new(MAX_PROOF_STEPS),
        listed: Vec::new(),
        most: 0,
        crossings: Crossings::default(),
    };
    hunt.everywhere();
    let mut crossings = hunt.crossings;
    order::sort_by_key(&mut crossings.found, |crossing| crossing.standing);
    crossings
}

/// Two exports over the same variables.
fn pair<'a>(sides: [Side<'a>; 2]) -> [Coverage<'a>; 2] {
    let doubts =
        sides.map(|side| super::doubts(side.policies.iter(), side.accepted, side.directory, side.most));
    let entries = |side: Side<'a>, doubts: &'_ [Doubt]| -> Vec<Entry> {
        side.accepted.entries().chain(doubts.iter().map(|doubt| &doubt.entry)).cloned().collect()
    };
    let [first, second] = sides;
    let [of_first, of_second] = &doubts;
    let named = [entries(first, of_first), entries(second, of_second)];
    let [in_first, in_second] = named.each_ref().map(|entries| entries.iter().collect::<Vec<&Entry>>());
    let spaces = Space::of_two(
        [(first.policies, &in_first), (second.policies, &in_second)],
        [first.directory, second.directory],
    );
    let [first_space, second_space] = spaces;
    let [of_first, of_second] = doubts;
    [coverage(first, first_space, of_first), coverage(second, second_space, of_second)]
}

fn coverage(side: Side<'_>, space: Space, doubts: Vec<Doubt>) -> Coverage<'_> {
    let space = Rc::new(space);
    let accepted: Vec<&Entry> = side.accepted.entries().collect();
    Coverage {
        policies: side.policies.iter().collect(),
        directory: side.directory,
        escapes: side.policies.iter().map(|policy| escape(&space, policy)).collect(),
        ties: clause::ties(&space).into(),
        // A member may have come or gone between the exports.
        known: Rc::default(),
        settings: side.accepted,
        unaccepted: accepted.iter().filter_map(|entry| clause::escape_entry(&space, entry)).collect(),
        accepted,
        most: side.most,
        doubts,
        space,
    }
}

impl Coverage<'_> {
    /// What ties the other export to this one: its directory, and trust that was changed.
    fn unblocked_of(&self, other: &Coverage<'_>) -> Vec<Clause> {
        let trust = [(self, other), (other, self)];
        let trust = trust.into_iter().filter_map(|(here, there)| clause::tie_to(&here.space, &there.space));
        other.ties.iter().cloned().chain(trust).collect()
    }
}

struct Hunt<'h> {
    blocking: &'h Coverage<'h>,
    open: &'h Coverage<'h>,
    states: States<'h>,
    /// What ties both exports, and how an attempt escapes every policy of the one that does not block.
    base: Vec<&'h Clause>,
    budget: Budget,
    /// How an attempt stays outside each region listed so far.
    listed: Vec<Clause>,
    /// How many regions may be listed, those of the standings before included.
    most: usize,
    crossings: Crossings,
}

impl Hunt<'_> {
    /// First what is open although every doubt is granted, then what is doubtful, then what is accepted.
    fn everywhere(&mut self) {
        let open = self.open;
        let granted = open.granted(self.states);
        let outside: Vec<&Clause> = open.unaccepted.iter().collect();
        let lenient: Vec<&Clause> = outside.iter().copied().chain(&granted).collect();
        let everything = Region::everything(&open.space);
        self.begin();
        self.all(&open.unknown_held(), &lenient, None);
        self.begin();
        self.all(&everything, &outside, None);
        self.begin();
        for entry in &open.accepted {
            let inside = clause::inside_entry(&open.space, entry);
            self.all(&everything, &inside.iter().collect::<Vec<_>>(), Some(entry));
        }
    }

    const fn begin(&mut self) {
        self.most = self.crossings.found.len() + MAX_GAPS;
        self.budget = Budget::new(MAX_PROOF_STEPS);
    }

    /// Lists what each policy blocks that is another one in the other export.
    fn all(&mut self, start: &Region, also: &[&Clause], entry: Option<&Entry>) {
        let (blocking, open) = (self.blocking, self.open);
        let there = open.policies.iter().zip(&open.escapes).filter(|(policy, _)| counts(policy, self.states));
        let there: BTreeMap<&Id, Option<&Clause>> =
            order::map(there.map(|(policy, clause)| (&policy.id, clause.as_deref())));
        for (policy, clause) in blocking.policies.iter().zip(&blocking.escapes) {
            let Some(clause) = clause.as_deref().filter(|_| counts(policy, self.states)) else { continue };
            if there.get(&policy.id) != Some(&Some(clause)) {
                self.of_policy(policy, &blocking.inside(clause), (start, also, entry));
            }
        }
    }

    fn of_policy(
        &mut self,
        policy: &Policy,
        inside: &[Clause],
        (start, also, entry): (&Region, &[&Clause], Option<&Entry>),
    ) {
        loop {
            let base = self.base.iter().copied().chain(inside).chain(also.iter().copied());
            let clauses: Vec<&Clause> = base.chain(&self.listed).collect();
            match solve(&self.open.space, start.clone(), &clauses, &mut self.budget) {
                Outcome::Open(region) if self.crossings.found.len() < self.most => {
                    self.list(policy, inside, &region, entry);
                }
                Outcome::Open(_) => {
                    self.crossings.not_listed += 1;
                    return;
                }
                Outcome::Closed => return,
                Outcome::CutOff => {
                    self.crossings.cut_off = true;
                    return;
                }
            }
        }
    }

    fn list(&mut self, policy: &Policy, inside: &[Clause], region: &Region, entry: Option<&Entry>) {
        let space = &self.open.space;
        let kept: Vec<&Clause> = self.base.iter().copied().chain(inside).collect();
        let widened = widen(space, region.clone(), &kept);
        let (blocked, unblocked) = (witness(&self.blocking.space, region), witness(space, region));
        let (standing, by) = self.standing(&unblocked, &widened, entry);
        self.replay(policy, &blocked, &unblocked);
        self.listed.push(clause::escape_region(space, &widened));
        let words = words::region(space, &widened, self.open.directory);
        let policy = policy.id.clone();
        self.crossings.found.push(Crossing { words, standing, by, policy, blocked, unblocked });
    }

    fn standing(
        &self,
        attempt: &Attempt,
        region: &[Literal],
        entry: Option<&Entry>,
    ) -> (Standing, Vec<String>) {
        if let Some(entry) = entry {
            return (Standing::Accepted, vec![entry.label.clone()]);
        }
        let doubts = self.open.doubts(self.states).filter(|doubt| doubt.accepts(attempt));
        let mut by: Vec<String> = doubts.map(|doubt| doubt.label.clone()).collect();
        by.extend(unheld(&self.open.space, region));
        (if by.is_empty() { Standing::Open } else { Standing::Doubtful }, by)
    }

    /// The concrete evaluator must agree on both exports.
    fn replay(&self, policy: &Policy, blocked: &Attempt, unblocked: &Attempt) {
        let blocks = |policy: &Policy, attempt: &Attempt| {
            policy.blocks() && what_if::applies(policy, attempt) == Truth::Yes
        };
        debug_assert!(blocks(policy, blocked), "a witness is not blocked: {blocked:?}");
        let mut counted = self.open.policies.iter().filter(|policy| counts(policy, self.states));
        debug_assert!(
            !counted.any(|policy| blocks(policy, unblocked)),
            "a witness is blocked: {unblocked:?}"
        );
    }
}
