//! The smallest set of changes after which the policies are enough, and nobody is worse off.
//!
//! What to reach is kept as attempts: some must be blocked, some must stay open. The cheapest set of
//! changes that does right by these is tried on the whole space; where it fails, the proof gives one
//! more attempt, and the next try has to do right by that one, too. The first that holds is the
//! cheapest there is. The order of everything is fixed, and the work has a bound.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::edit::{Edit, Of, forbidden};
use crate::{
    acceptance::{Accepted, Entry},
    coverage::{Answer, Budget, Coverage, States},
    entra::{Id, Platform, Policy, Scope, State},
    limits::{MAX_PLAN_NODES, MAX_PLAN_ROUNDS, MAX_PROOF_STEPS},
    order,
    what_if::{self, Attempt, Truth},
};

/// The changes, by the place of the policy among all.
pub(super) type Plan = BTreeMap<usize, BTreeSet<Edit>>;

/// How a search ended.
#[derive(Debug)]
pub(super) enum Sought {
    /// The cheapest plan.
    Plan(Plan),
    /// No set of these changes is enough and leaves nobody worse off.
    None,
    /// The work limit was reached.
    CutOff,
}

/// What may be changed, and what is to be reached.
pub(super) struct Search<'s> {
    pub(super) policies: &'s [Policy],
    pub(super) coverage: &'s Coverage<'s>,
    pub(super) accepted: &'s Accepted,
    /// The states whose policies must be enough in the end.
    pub(super) states: States<'s>,
    /// The policies that may be changed.
    pub(super) editable: Vec<usize>,
    /// Whether policies may be brought into the last of the states, rather than be widened.
    pub(super) turns: bool,
}

/// The attempts that a plan has to do right by.
#[derive(Default)]
struct Marks {
    /// These must be blocked, or stand in doubt.
    blocked: Vec<Attempt>,
    /// These must not be blocked.
    open: Vec<Attempt>,
}

impl Search<'_> {
    /// The cheapest plan that closes what is open.
    pub(super) fn run(&self) -> Sought {
        let mut marks = Marks::default();
        let mut budget = Budget::new(MAX_PROOF_STEPS);
        for _ in 0..MAX_PLAN_ROUNDS {
            let plan = match Hunt::new(self, &marks).cheapest() {
                Sought::Plan(plan) => plan,
                end => return end,
            };
            match self.fault(&plan, &mut marks, &mut budget) {
                Answer::No => return Sought::Plan(plan),
                Answer::Yes(_) => {}
                Answer::CutOff => return Sought::CutOff,
            }
        }
        Sought::CutOff
    }

    /// The policies after the plan.
    pub(super) fn changed(&self, plan: &Plan) -> BTreeMap<usize, Policy> {
        let change = |(at, edits): (&usize, &BTreeSet<Edit>)| {
            self.policies.get(*at).map(|policy| (*at, edited(policy, edits)))
        };
        order::map(plan.iter().filter_map(change))
    }

    /// An attempt that the plan does wrong by; it is noted.
    fn fault(&self, plan: &Plan, marks: &mut Marks, budget: &mut Budget) -> Answer {
        let changed = self.changed(plan);
        let after = self.coverage.with(in_place(self.policies, &changed));
        let narrows = plan.values().flatten().any(|edit| matches!(edit, Edit::Exclude(..)));
        let mut fault = after.open(self.states, budget);
        if matches!(fault, Answer::No) && narrows {
            fault = self.coverage.blocks_beyond(&after, self.states, None, budget);
        }
        if let Answer::Yes(attempt) = &fault {
            marks.blocked.push((**attempt).clone());
        }
        if !matches!(fault, Answer::No) {
            return fault;
        }
        for entry in self.accepted.entries() {
            let newly = after.blocks_beyond(self.coverage, self.states, Some(entry), budget);
            if let Answer::Yes(attempt) = &newly {
                marks.open.push((**attempt).clone());
            }
            if !matches!(newly, Answer::No) {
                return newly;
            }
        }
        Answer::No
    }
}

/// The policies, with these in place of the ones that stood there.
pub(super) fn in_place<'p>(policies: &'p [Policy], changed: &'p BTreeMap<usize, Policy>) -> Vec<&'p Policy> {
    policies.iter().enumerate().map(|(at, policy)| changed.get(&at).unwrap_or(policy)).collect()
}

fn edited(policy: &Policy, edits: &BTreeSet<Edit>) -> Policy {
    let mut policy = policy.clone();
    // The order of the edits is that of their declaration: what narrows comes last.
    for edit in edits {
        edit.apply(&mut policy);
    }
    policy
}

/// Looks for the cheapest plan that does right by the marks: depth first, the cheaper way first.
struct Hunt<'h> {
    search: &'h Search<'h>,
    marks: &'h Marks,
    nodes: u32,
    best: Option<(u32, Plan)>,
}

impl<'h> Hunt<'h> {
    const fn new(search: &'h Search<'h>, marks: &'h Marks) -> Self {
        Self { search, marks, nodes: 0, best: None }
    }

    fn cheapest(mut self) -> Sought {
        let mut waiting = alloc::vec![Plan::new()];
        while let Some(plan) = waiting.pop() {
            let cost = self.cost(&plan);
            if self.best.as_ref().is_some_and(|(best, _)| cost >= *best) {
                continue;
            }
            self.nodes += 1;
            if self.nodes > MAX_PLAN_NODES {
                return Sought::CutOff;
            }
            match self.ways(&plan) {
                None => self.best = Some((cost, plan)),
                Some(mut ways) => {
                    order::sort_by(&mut ways, |one, other| {
                        (self.cost(one), one).cmp(&(self.cost(other), other))
                    });
                    waiting.extend(ways.into_iter().rev());
                }
            }
        }
        self.best.map_or(Sought::None, |(_, plan)| Sought::Plan(plan))
    }

    /// Each further policy that is touched costs, and more where it is about other flows as well.
    fn cost(&self, plan: &Plan) -> u32 {
        let touch = |at: &usize| {
            let policy = self.search.policies.get(*at);
            let flows = policy.and_then(|policy| policy.flows.as_ref());
            if flows.is_some_and(|flows| flows.items.len() == 1) { 2 } else { 4 }
        };
        plan.iter().map(|(at, edits)| touch(at) + edits.iter().map(Edit::cost).sum::<u32>()).sum()
    }

    /// The ways on from here; `None` where the plan does right by all.
    fn ways(&self, plan: &Plan) -> Option<Vec<Plan>> {
        let editable = self.search.editable.iter();
        let policies: Vec<(usize, Policy)> = editable
            .filter_map(|at| {
                let policy = self.search.policies.get(*at)?;
                Some((*at, plan.get(at).map_or_else(|| policy.clone(), |edits| edited(policy, edits))))
            })
            .collect();
        let blocks = |policy: &Policy, attempt: &Attempt| {
            self.counts(policy) && policy.blocks() && what_if::applies(policy, attempt) == Truth::Yes
        };
        for attempt in &self.marks.open {
            if let Some((at, _)) = policies.iter().find(|(_, policy)| blocks(policy, attempt)) {
                return Some(self.ways_out(plan, *at, attempt));
            }
        }
        for attempt in &self.marks.blocked {
            let settled = |policy: &Policy| {
                blocks(policy, attempt) || self.counts(policy) && self.doubts(policy, attempt)
            };
            if !policies.iter().any(|(_, policy)| settled(policy)) {
                return Some(policies.iter().filter_map(|of| self.way_in(plan, of, attempt)).collect());
            }
        }
        None
    }

    fn counts(&self, policy: &Policy) -> bool {
        policy.state.is_some_and(|state| self.search.states.contains(&state))
    }

    fn doubts(&self, policy: &Policy, attempt: &Attempt) -> bool {
        self.search.turns && self.search.coverage.doubts_for(policy, attempt)
    }

    /// The plan with what it takes for this policy to block the attempt.
    fn way_in(&self, plan: &Plan, (at, policy): &(usize, Policy), attempt: &Attempt) -> Option<Plan> {
        let obstacles = what_if::obstacles(policy, attempt);
        let mut edits = BTreeSet::new();
        if self.search.turns {
            let state = self.search.states.last().copied().filter(|_| !self.counts(policy))?;
            let helps = obstacles.is_empty() || self.doubts(policy, attempt);
            edits.extend(helps.then_some(Edit::SetState(state)));
        } else {
            let accepts = |id: &_| self.search.accepted.accepts_group(id);
            for obstacle in &obstacles {
                edits.replace(Edit::against(&obstacle.cause, accepts)?);
            }
        }
        self.with(plan, *at, &edits)
    }

    /// The plan with one exclusion more, for each that keeps this policy off the attempt.
    fn ways_out(&self, plan: &Plan, at: usize, attempt: &Attempt) -> Vec<Plan> {
        let entries = self.search.accepted.entries();
        let exclusions = order::set(entries.flat_map(|entry| exclusions(entry, attempt)));
        exclusions.into_iter().filter_map(|edit| self.with(plan, at, &order::set([edit]))).collect()
    }

    fn with(&self, plan: &Plan, at: usize, edits: &BTreeSet<Edit>) -> Option<Plan> {
        let policy = self.search.policies.get(at)?;
        let may = |edit: &Edit| forbidden(edit, policy).is_none() && keeps_what_it_excludes(edit, policy);
        let mut plan = plan.clone();
        let own = plan.entry(at).or_default();
        let before = own.len();
        own.extend(edits.iter().filter(|edit| may(edit)).cloned());
        (edits.iter().all(may) && own.len() > before).then_some(plan)
    }
}

/// An entry that an earlier step of the plan excludes is no entry of the policy to be taken away.
fn keeps_what_it_excludes(edit: &Edit, policy: &Policy) -> bool {
    let scope =
        |scope: &Option<Scope>, id| scope.as_ref().is_some_and(|scope| scope.exclude.items.contains(id));
    match edit {
        Edit::StopExcluding(Of::Platforms, id) => scope(&policy.platforms, id),
        Edit::StopExcluding(Of::Locations, id) => scope(&policy.locations, id),
        _ => true,
    }
}

/// The exclusions that this entry accepts by itself and that the attempt meets.
fn exclusions(entry: &Entry, attempt: &Attempt) -> Vec<Edit> {
    let platform = Id::new(attempt.device_platform.as_str());
    match (&entry.users, &entry.groups, &entry.applications, &entry.locations, &entry.platforms) {
        (Some(ids), None, None, None, None) => {
            let met = attempt.user.iter().filter(|id| ids.contains(*id));
            met.map(|id| Edit::Exclude(Of::Users, id.clone())).collect()
        }
        (None, Some(ids), None, None, None) => {
            ids.intersection(&attempt.groups).map(|id| Edit::Exclude(Of::Groups, id.clone())).collect()
        }
        (None, None, Some(ids), None, None) => {
            let met = attempt.application.iter().chain(&attempt.suites).filter(|id| ids.contains(*id));
            met.map(|id| Edit::Exclude(Of::Applications, id.clone())).collect()
        }
        (None, None, None, Some(ids), None) => {
            ids.intersection(&attempt.locations).map(|id| Edit::Exclude(Of::Locations, id.clone())).collect()
        }
        (None, None, None, None, Some(platforms)) => {
            // No policy can exclude the platform that Entra does not recognise.
            let listed = Platform::parse_listed(platform.as_str());
            let met = listed.filter(|listed| platforms.contains(listed));
            met.map(|_| Edit::Exclude(Of::Platforms, platform)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the policy could, once it counts, block a sign-in through device code flow.
pub(super) fn may_block(policy: &Policy) -> bool {
    policy.blocks() && policy.reaches_device_code() && policy.outside.is_empty()
}

/// The places of the policies in this state for which this holds.
pub(super) fn places(policies: &[Policy], state: State, holds: impl Fn(&Policy) -> bool) -> Vec<usize> {
    let fits = |policy: &Policy| policy.state == Some(state) && may_block(policy) && holds(policy);
    policies.iter().enumerate().filter(|(_, policy)| fits(policy)).map(|(at, _)| at).collect()
}
