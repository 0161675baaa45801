//! Finds an attempt that escapes every clause, or proves that there is none.
//!
//! A search over regions: a clause with one escape left forces it, a clause with none closes the
//! branch, otherwise the clause with the fewest escapes is split. Complete and exact; the budget
//! alone can cut it off. Changes stand on a trail and are undone on the way back, so the depth of
//! the search costs neither stack nor copies.

use alloc::{collections::VecDeque, vec, vec::Vec};

use super::{
    clause::{Clause, Cube, Literal},
    set::Set,
    space::{Space, Var},
};

/// How many steps are left. A step is one look at one word of one set.
#[derive(Clone, Debug)]
pub(crate) struct Budget(u64);

impl Budget {
    pub(crate) const fn new(steps: u64) -> Self {
        Self(steps)
    }

    fn spend(&mut self, steps: u64) {
        self.0 = self.0.saturating_sub(steps);
    }

    pub(crate) const fn is_spent(&self) -> bool {
        self.0 == 0
    }
}

/// A product of sets, one for each variable. Variables that are full stand for any value.
#[derive(Clone, Debug)]
pub(super) struct Region(pub(super) Vec<Set>);

impl Region {
    pub(super) fn everything(space: &Space) -> Self {
        Self(space.vars().map(|var| space.full(var)).collect())
    }

    pub(super) fn get(&self, var: Var) -> &Set {
        const NOTHING: &Set = &Set::Small(0);
        self.0.get(var.0).unwrap_or(NOTHING)
    }

    pub(super) fn set(&mut self, var: Var, set: Set) -> Set {
        self.0.get_mut(var.0).map_or(Set::Small(0), |place| core::mem::replace(place, set))
    }

    /// The variables that are narrowed, with what is left of each.
    pub(super) fn literals(&self, space: &Space) -> Vec<Literal> {
        let narrowed = space.vars().filter(|var| *self.get(*var) != space.full(*var));
        narrowed.map(|var| Literal { var, set: self.get(var).clone() }).collect()
    }
}

/// What a search found.
#[derive(Debug)]
pub(super) enum Outcome {
    /// A region all of whose attempts escape every clause.
    Open(Region),
    /// No attempt escapes every clause.
    Closed,
    /// The budget ran out.
    CutOff,
}

/// Searches the start region for an attempt that escapes every clause.
pub(super) fn solve(space: &Space, start: Region, clauses: &[&Clause], budget: &mut Budget) -> Outcome {
    let mut search = Search::new(space, start, clauses, budget);
    (0..clauses.len()).for_each(|at| search.queue.add(at));
    let mut consistent = search.settle();
    while consistent && !search.budget.is_spent() {
        let Some(clause) = search.tightest() else { return Outcome::Open(search.region) };
        search.split(clause);
        consistent = search.advance();
    }
    if search.budget.is_spent() { Outcome::CutOff } else { Outcome::Closed }
}

/// A clause that one of its cubes satisfies in the whole region.
const SATISFIED: usize = usize::MAX;

struct Search<'a> {
    clauses: &'a [&'a Clause],
    /// For each variable, the clauses that speak of it.
    mentions: Vec<Vec<usize>>,
    region: Region,
    /// For each clause, how many escapes are possible in the region.
    viable: Vec<usize>,
    queue: Queue,
    trail: Vec<Undo>,
    splits: Vec<Split<'a>>,
    budget: &'a mut Budget,
}

/// The clauses to look at again, each once and in turn: a long clause that many forced escapes
/// touch is counted once after them all.
struct Queue {
    order: VecDeque<usize>,
    waiting: Vec<bool>,
}

impl Queue {
    fn add(&mut self, at: usize) {
        if let Some(waiting) = self.waiting.get_mut(at).filter(|waiting| !**waiting) {
            *waiting = true;
            self.order.push_back(at);
        }
    }

    fn next(&mut self) -> Option<usize> {
        let at = self.order.pop_front()?;
        if let Some(waiting) = self.waiting.get_mut(at) {
            *waiting = false;
        }
        Some(at)
    }

    fn clear(&mut self) {
        while self.next().is_some() {}
    }
}

enum Undo {
    Set(Var, Set),
    Viable(usize, usize),
}

/// A clause that was split: its escapes not tried yet, last first, the one being tried, and where
/// the trail stood before it.
struct Split<'a> {
    untried: Vec<&'a Cube>,
    tried: Option<&'a Cube>,
    mark: usize,
}

enum Look {
    Satisfied,
    Possible,
    Impossible,
}

impl<'a> Search<'a> {
    fn new(space: &Space, region: Region, clauses: &'a [&'a Clause], budget: &'a mut Budget) -> Self {
        let mut mentions = vec![Vec::new(); region.0.len()];
        for (at, clause) in clauses.iter().enumerate() {
            for literal in clause.escapes.iter().flatten() {
                if let Some(list) = mentions.get_mut(literal.var.0).filter(|list| list.last() != Some(&at)) {
                    list.push(at);
                }
            }
        }
        budget.spend(space.vars().count() as u64 + clauses.len() as u64);
        let viable = clauses.iter().map(|clause| clause.escapes.len()).collect();
        let queue = Queue { order: VecDeque::new(), waiting: vec![false; clauses.len()] };
        Self { clauses, mentions, region, viable, queue, trail: Vec::new(), splits: Vec::new(), budget }
    }

    /// Looks again at the queued clauses and at all that their forced escapes touch; false where one
    /// of them has no escape left.
    fn settle(&mut self) -> bool {
        while let Some(at) = self.queue.next() {
            if self.budget.is_spent() {
                break;
            }
            if !self.settle_clause(at) {
                self.queue.clear();
                return false;
            }
        }
        true
    }

    fn settle_clause(&mut self, at: usize) -> bool {
        let unsatisfied = self.viable.get(at) != Some(&SATISFIED);
        let Some(clause) = self.clauses.get(at).filter(|_| unsatisfied) else { return true };
        let (count, last) = self.count(clause);
        self.note(at, count);
        match (count, last) {
            (0, _) => false,
            (1, Some(forced)) => self.restrict(forced),
            _ => true,
        }
    }

    /// The number of possible escapes, and the last of them; `SATISFIED` where one holds already.
    fn count(&mut self, clause: &'a Clause) -> (usize, Option<&'a Cube>) {
        let (mut count, mut last) = (0, None);
        for cube in &clause.escapes {
            match self.look(cube) {
                Look::Satisfied => return (SATISFIED, None),
                Look::Possible => (count, last) = (count + 1, Some(cube)),
                Look::Impossible => {}
            }
        }
        (count, last)
    }

    fn look(&mut self, cube: &Cube) -> Look {
        let mut satisfied = true;
        for literal in cube {
            let here = self.region.get(literal.var);
            self.budget.spend(here.cost());
            if !here.meets(&literal.set) {
                return Look::Impossible;
            }
            satisfied &= here.within(&literal.set);
        }
        if satisfied { Look::Satisfied } else { Look::Possible }
    }

    fn note(&mut self, at: usize, count: usize) {
        if let Some(viable) = self.viable.get_mut(at) {
            let before = core::mem::replace(viable, count);
            self.trail.push(Undo::Viable(at, before));
        }
    }

    /// Narrows the region to the cube and queues the clauses this touches; false where nothing is left.
    fn restrict(&mut self, cube: &[Literal]) -> bool {
        for literal in cube {
            let here = self.region.get(literal.var);
            let left = here.and(&literal.set);
            if left.is_empty() {
                return false;
            }
            if left == *here {
                continue;
            }
            let before = self.region.set(literal.var, left);
            self.trail.push(Undo::Set(literal.var, before));
            let touched = self.mentions.get(literal.var.0).map_or(&[][..], Vec::as_slice);
            self.budget.spend(touched.len() as u64);
            for at in touched {
                self.queue.add(*at);
            }
        }
        true
    }

    /// The clause with the fewest possible escapes among those not yet satisfied.
    fn tightest(&mut self) -> Option<&'a Clause> {
        self.budget.spend(self.viable.len() as u64);
        let open = self.viable.iter().enumerate().filter(|(_, count)| **count != SATISFIED);
        open.min_by_key(|(_, count)| **count).and_then(|(at, _)| self.clauses.get(at).copied())
    }

    fn split(&mut self, clause: &'a Clause) {
        let mut untried: Vec<&Cube> =
            clause.escapes.iter().filter(|cube| !matches!(self.look(cube), Look::Impossible)).collect();
        untried.reverse();
        self.splits.push(Split { untried, tried: None, mark: self.trail.len() });
    }

    /// Goes back to the nearest split with an escape not tried yet and takes it. False where no
    /// split has one: then nothing is open.
    fn advance(&mut self) -> bool {
        while let Some(split) = self.splits.last_mut() {
            let tried = split.tried.take();
            let mark = split.mark;
            self.undo_to(mark);
            if tried.is_some_and(|cube| !self.exclude(cube)) {
                self.splits.pop();
                continue;
            }
            let Some(split) = self.splits.last_mut() else { return false };
            let Some(cube) = split.untried.pop() else {
                self.splits.pop();
                continue;
            };
            split.tried = Some(cube);
            if self.choose(cube) || self.budget.is_spent() {
                return true;
            }
        }
        false
    }

    fn choose(&mut self, cube: &[Literal]) -> bool {
        let consistent = self.restrict(cube) && self.settle();
        self.queue.clear();
        consistent
    }

    /// An escape through one variable was tried in vain: the later ones of its split go without it.
    fn exclude(&mut self, cube: &Cube) -> bool {
        let [only] = cube.as_slice() else { return true };
        let set = self.region.get(only.var).without(&only.set);
        let consistent = self.choose(&[Literal { var: only.var, set }]);
        if let Some(split) = self.splits.last_mut() {
            split.mark = self.trail.len();
        }
        consistent
    }

    fn undo_to(&mut self, mark: usize) {
        while self.trail.len() > mark {
            match self.trail.pop() {
                Some(Undo::Set(var, before)) => {
                    self.region.set(var, before);
                }
                Some(Undo::Viable(at, before)) => {
                    if let Some(viable) = self.viable.get_mut(at) {
                        *viable = before;
                    }
                }
                None => return,
            }
        }
    }
}
