//! The proof: is every attempt blocked, all policies together, every condition?
//!
//! An attempt is a point of the [space](self::space); each block policy that counts covers a
//! product of conditions in it. Whether the union of all of them leaves a point outside what is
//! accepted is decided exactly by the [search](self::solve), and every answer "open" comes with a
//! concrete witness. Nothing is sampled.

mod clause;
mod compare;
mod crossing;
mod gaps;
mod key;
mod names;
mod set;
mod solve;
mod space;
mod witness;
mod words;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    rc::Rc,
    vec::Vec,
};
use core::ptr;

pub(crate) use compare::Answer;
pub(crate) use crossing::{Crossing, Crossings, Side, crossings};
pub(crate) use gaps::{Found, Gaps};
pub(crate) use solve::Budget;

use self::{
    clause::Clause,
    solve::{Outcome, Region},
    space::{Space, YES},
};
use crate::{
    acceptance::{Accepted, Entry, named},
    entra::{Directory, Id, List, Policy, State, well_known::is_token},
    limits::MAX_PROOF_STEPS,
};

/// What the block policies of some states amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every attempt outside what is accepted is blocked.
    Pass,
    /// It would be, if the undeclared exclusions were well founded and the unknown conditions held.
    Review,
    /// It is not.
    Fail,
    /// The proof was cut off by the work limit.
    CutOff,
}

/// The states whose policies are counted together.
pub(crate) type States<'s> = &'s [State];

/// One tenant's policies as clauses over one attempt space.
pub(crate) struct Coverage<'a> {
    policies: Vec<&'a Policy>,
    directory: &'a Directory,
    space: Rc<Space>,
    /// For each policy, how an attempt escapes it; `None` where it covers none.
    escapes: Vec<Option<Rc<Clause>>>,
    ties: Rc<[Clause]>,
    /// Who is known to be in groups of which no export shows everyone.
    known: Rc<[Clause]>,
    settings: &'a Accepted,
    accepted: Vec<&'a Entry>,
    /// How an attempt stays outside each accepted entry.
    unaccepted: Rc<[Clause]>,
    /// The number of members above which an excluded group gets no benefit of the doubt.
    most: u64,
    doubts: Vec<Doubt>,
}

/// An undeclared exclusion of a candidate that may be well founded.
struct Doubt {
    entry: Entry,
    /// The states of the candidates that exclude it.
    states: BTreeSet<State>,
}

impl<'a> Coverage<'a> {
    /// `most` is the number of members above which an excluded group gets no benefit of the doubt.
    pub(crate) fn new(
        policies: &'a [Policy],
        settings: &'a Accepted,
        directory: &'a Directory,
        most: u64,
    ) -> Self {
        let doubts = doubts(policies.iter(), settings, directory, most);
        let accepted: Vec<&Entry> = settings.entries().collect();
        let entries: Vec<&Entry> =
            accepted.iter().copied().chain(doubts.iter().map(|doubt| &doubt.entry)).collect();
        let space = Rc::new(Space::new(policies, &entries, directory));
        let escapes = policies.iter().map(|policy| escape(&space, policy)).collect();
        let unaccepted = accepted.iter().filter_map(|entry| clause::escape_entry(&space, entry)).collect();
        let ties = clause::ties(&space).into();
        let known = clause::known_members(&space, directory).into();
        let policies = policies.iter().collect();
        Self {
            policies,
            directory,
            space,
            escapes,
            ties,
            known,
            settings,
            accepted,
            unaccepted,
            most,
            doubts,
        }
    }

    /// The same with other policies in place of these, one by one. They may name nothing that is named
    /// neither by these nor by the settings: the space stays.
    pub(crate) fn with<'b>(&'b self, policies: Vec<&'b Policy>) -> Coverage<'b> {
        let doubts = doubts(policies.iter().copied(), self.settings, self.directory, self.most);
        let known = self.policies.iter().zip(&self.escapes);
        let escapes = policies.iter().zip(known).map(|(policy, (known, clause))| {
            if ptr::eq(*policy, *known) { clause.clone() } else { escape(&self.space, policy) }
        });
        Coverage {
            escapes: escapes.collect(),
            policies,
            directory: self.directory,
            space: Rc::clone(&self.space),
            ties: Rc::clone(&self.ties),
            known: Rc::clone(&self.known),
            settings: self.settings,
            accepted: self.accepted.clone(),
            unaccepted: Rc::clone(&self.unaccepted),
            most: self.most,
            doubts,
        }
    }

    /// The verdict over the block policies in these states.
    pub(crate) fn verdict(&self, states: States<'_>) -> Verdict {
        let mut strict = self.base(states);
        strict.extend(self.unaccepted.iter());
        let everything = Region::everything(&self.space);
        let strictly = self.search(everything, &strict);
        if matches!(strictly, Outcome::Closed) {
            return Verdict::Pass;
        }
        let granted = self.granted(states);
        let lenient: Vec<&Clause> = strict.into_iter().chain(&granted).collect();
        match (strictly, self.search(self.unknown_held(), &lenient)) {
            (_, Outcome::Open(_)) => Verdict::Fail,
            (Outcome::Open(_), Outcome::Closed) => Verdict::Review,
            _ => Verdict::CutOff,
        }
    }

    fn search(&self, start: Region, clauses: &[&Clause]) -> Outcome {
        solve::solve(&self.space, start, clauses, &mut Budget::new(MAX_PROOF_STEPS))
    }

    /// What the directory tells, and the escapes of every policy that counts.
    fn base(&self, states: States<'_>) -> Vec<&Clause> {
        self.known.iter().chain(self.kept(states)).collect()
    }

    /// The same without who is known to be in a group: a region in words need not leave out the impossible.
    fn kept(&self, states: States<'_>) -> Vec<&Clause> {
        let counted = self.policies.iter().zip(&self.escapes);
        let counted = counted.filter(|(policy, _)| counts(policy, states));
        self.ties.iter().chain(counted.filter_map(|(_, clause)| clause.as_deref())).collect()
    }

    /// How an attempt stays outside every exclusion that may be well founded.
    fn granted(&self, states: States<'_>) -> Vec<Clause> {
        let doubts = self.doubts(states);
        doubts.filter_map(|entry| clause::escape_entry(&self.space, entry)).collect()
    }

    fn doubts<'s>(&'s self, states: States<'s>) -> impl Iterator<Item = &'s Entry> {
        let counted = |doubt: &&Doubt| states.iter().any(|state| doubt.states.contains(state));
        self.doubts.iter().filter(counted).map(|doubt| &doubt.entry)
    }

    /// Every attempt for which all unknown conditions hold.
    fn unknown_held(&self) -> Region {
        let mut region = Region::everything(&self.space);
        for var in self.space.unknown() {
            region.set(var, set::Set::of(2, [YES]));
        }
        region
    }
}

fn escape(space: &Space, policy: &Policy) -> Option<Rc<Clause>> {
    clause::escape_policy(space, policy).map(Rc::new)
}

fn counts(policy: &Policy, states: States<'_>) -> bool {
    policy.state.is_some_and(|state| states.contains(&state))
}

/// The users, groups and applications that candidates exclude and nothing accepts. A group whose members are known to
/// be too many for emergency access gets no benefit of the doubt.
fn doubts<'p>(
    policies: impl Iterator<Item = &'p Policy>,
    accepted: &Accepted,
    directory: &Directory,
    most: u64,
) -> Vec<Doubt> {
    let mut users = BTreeMap::new();
    let mut groups = BTreeMap::new();
    let mut applications = BTreeMap::new();
    // One that covers no attempt can have no exclusion that matters.
    for policy in policies.filter(|policy| policy.is_candidate() && policy.outside.is_empty()) {
        collect(&mut users, &policy.users.exclude.users, policy.state);
        collect(&mut groups, &policy.users.exclude.groups, policy.state);
        collect(&mut applications, &policy.applications.exclude, policy.state);
    }
    let users = users.into_iter().filter(|(id, _)| !accepted.accepts_user(id));
    let is_small = |id: &Id| directory.groups.get(id).is_none_or(|group| group.members.at_least() <= most);
    let groups = groups.into_iter().filter(|(id, _)| !accepted.accepts_group(id) && is_small(id));
    let applications = applications.into_iter().filter(|(id, _)| !accepted.accepts_application(id));
    let user = |id: Id| {
        let label = format!("excluded user {}", named(id.as_str(), directory.user_name(&id)));
        Entry::user(label, id)
    };
    let group = |id: Id| {
        let label = format!("excluded group {}", named(id.as_str(), directory.group_name(&id)));
        Entry::group(label, id)
    };
    let application = |id: Id| {
        let label = format!("excluded application {}", named(id.as_str(), directory.application_name(&id)));
        Entry::application(label, id)
    };
    let users = users.map(|(id, states)| Doubt { entry: user(id), states });
    let groups = groups.map(|(id, states)| Doubt { entry: group(id), states });
    let applications = applications.map(|(id, states)| Doubt { entry: application(id), states });
    users.chain(groups).chain(applications).collect()
}

fn collect(into: &mut BTreeMap<Id, BTreeSet<State>>, list: &List, state: Option<State>) {
    for id in list.items.iter().filter(|id| !is_token(id)) {
        into.entry(id.clone()).or_default().extend(state);
    }
}
