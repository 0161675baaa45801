//! The change itself: found by search, held against the whole space, written down for Graph.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::{
    body::{self, PolicyBody},
    edit::{Edit, forbidden, is_managed, untouchable},
    patch,
    search::{Plan, Search, Sought, in_place, places},
    steps::argument,
    template::{EmergencyAccess, exclusionary},
};
use crate::{
    control::{self, DRAFTED, ENFORCED, Evaluation, REPORT_ONLY, called, reason},
    coverage::{Coverage, States},
    entra::{Id, Policy, State},
    report::{Action, Change, DecisionStanding, Judged, Proposal, Ready, Reason, ReasonCode},
};

/// The policies of Graph, of which each has its own address below.
const POLICIES: &str = "https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies";

/// What there is to propose, and why not more.
#[derive(Debug, Default)]
pub(super) struct Offer {
    pub(super) proposal: Option<Proposal>,
    pub(super) withheld: Vec<Reason>,
}

impl Offer {
    fn withheld(reason: Reason) -> Self {
        Self { proposal: None, withheld: alloc::vec![reason] }
    }
}

impl Evaluation<'_> {
    /// What to change for this step.
    pub(super) fn offer(&self, action: Action) -> Offer {
        let access = EmergencyAccess::of(self.accepted, self.tenant);
        match (action, access) {
            (Action::Watch, Err(reason)) if reason.code == ReasonCode::UserOrGroup => Offer::withheld(reason),
            (Action::Watch, _) => self.offer_to_watch(),
            (Action::TurnOn | Action::CreatePolicy | Action::CloseGaps, Err(reason)) => {
                Offer::withheld(reason)
            }
            (Action::TurnOn, Ok(_)) => self.offer_to_turn_on(),
            (Action::CreatePolicy, Ok(access)) => self.offer_to_create(&access),
            (Action::CloseGaps, Ok(access)) => self.offer_to_close(&access),
            _ => Offer::default(),
        }
    }

    /// The policy that the control asks for, in report-only.
    fn offer_to_create(&self, access: &EmergencyAccess) -> Offer {
        let policy = exclusionary(access);
        let mut all = self.tenant.policies.clone();
        all.push(policy.clone());
        let coverage = self.covering(&all);
        let whole = body::whole(&policy);
        let change = Change {
            method: "POST".into(),
            url: POLICIES.into(),
            policy_id: None,
            display_name: policy.display_name.clone(),
            words: alloc::vec![
                "create it in report-only: all users but the declared emergency access, all applications, device \
                 code flow, block"
                    .into()
            ],
            body: whole.clone(),
            patch: Vec::new(),
            source: None,
            pointer: None,
            policy: whole,
            not_shown: Vec::new(),
        };
        self.proposing(alloc::vec![change], &coverage, all.iter())
    }

    /// The fewest drafted policies that are enough, once they are in report-only.
    fn offer_to_watch(&self) -> Offer {
        let (editable, mut withheld) = self.editable(State::Disabled, true, Policy::is_candidate);
        let search = self.search(REPORT_ONLY, editable, true);
        match search.run() {
            Sought::Plan(plan) => self.carry_out(&search, &plan, withheld),
            end => {
                withheld.push(no_plan(&end));
                Offer { proposal: None, withheld }
            }
        }
    }

    /// The fewest ready report-only policies that are enough; where others are needed, those that are ready.
    fn offer_to_turn_on(&self) -> Offer {
        let (ready, withheld) = self.editable(State::ReportOnly, true, |policy| self.is_ready(policy));
        let search = self.search(ENFORCED, ready, true);
        if let Sought::Plan(plan) = search.run() {
            return self.carry_out(&search, &plan, withheld);
        }
        let (all, mut withheld) = self.editable(State::ReportOnly, true, Policy::is_candidate);
        let search = self.search(ENFORCED, all, true);
        match search.run() {
            Sought::Plan(plan) => {
                let (ready, rest): (Plan, Plan) = plan.into_iter().partition(|(at, _)| {
                    self.tenant.policies.get(*at).is_some_and(|policy| self.is_ready(policy))
                });
                let waiting = rest.keys().filter_map(|at| self.tenant.policies.get(*at));
                withheld.extend(waiting.map(|policy| self.not_ready(policy)));
                self.carry_out(&search, &ready, withheld)
            }
            end => {
                withheld.push(no_plan(&end));
                Offer { proposal: None, withheld }
            }
        }
    }

    /// The smallest change of the candidates there are; where there is none, a new policy.
    fn offer_to_close(&self, access: &EmergencyAccess) -> Offer {
        let mut withheld = Vec::new();
        let mut end = Sought::None;
        for (states, state) in
            [(ENFORCED, State::Enabled), (REPORT_ONLY, State::ReportOnly), (DRAFTED, State::Disabled)]
        {
            let (editable, untouched) = self.editable(state, false, Policy::is_candidate);
            withheld.extend(untouched);
            if editable.is_empty() {
                continue;
            }
            let search = self.search(states, editable, false);
            end = search.run();
            if let Sought::Plan(plan) = &end {
                return self.carry_out(&search, plan, withheld);
            }
        }
        withheld.push(no_plan(&end));
        let mut offer = self.offer_to_create(access);
        offer.withheld.splice(0..0, withheld);
        offer
    }

    /// The policies in this state that may be changed, and why others may not.
    fn editable(
        &self,
        state: State,
        turns: bool,
        holds: impl Fn(&Policy) -> bool,
    ) -> (Vec<usize>, Vec<Reason>) {
        let policies = &self.tenant.policies;
        let (mut editable, mut withheld) = (Vec::new(), Vec::new());
        for at in places(policies, state, holds) {
            let Some(policy) = policies.get(at) else { continue };
            let widening = Edit::IncludeAllUsers;
            let refused = untouchable(policy, turns);
            let refused = refused.or_else(|| {
                let managed = !turns && is_managed(policy);
                forbidden(&widening, policy).filter(|_| managed)
            });
            match refused {
                None => editable.push(at),
                Some(why) => {
                    let words =
                        format!("{} is left as it is: {why}", called(&policy.display_name, &policy.id));
                    withheld.push(reason(ReasonCode::NotChanged, words));
                }
            }
        }
        (editable, withheld)
    }

    fn search<'s>(&'s self, states: States<'s>, editable: Vec<usize>, turns: bool) -> Search<'s> {
        let (policies, coverage, accepted) = (&self.tenant.policies, self.coverage, self.accepted);
        Search { policies, coverage, accepted, states, editable, turns }
    }

    /// Writes the plan down, with what becomes of the verdict.
    fn carry_out(&self, search: &Search<'_>, plan: &Plan, withheld: Vec<Reason>) -> Offer {
        let edited = search.changed(plan);
        let changes = self.changes(plan, &edited);
        if changes.is_empty() {
            return Offer { proposal: None, withheld };
        }
        let policies = in_place(&self.tenant.policies, &edited);
        let after = self.coverage.with(policies.clone());
        let offer = self.proposing(changes, &after, policies.into_iter());
        Offer { withheld, ..offer }
    }

    fn proposing<'p>(
        &self,
        changes: Vec<Change>,
        coverage: &Coverage<'_>,
        policies: impl Iterator<Item = &'p Policy>,
    ) -> Offer {
        let verdict = coverage.verdict(ENFORCED);
        let after = Judged {
            status: control::status(verdict, self.tenant, false),
            stage: control::stage(coverage, verdict, policies),
        };
        let before = Judged { status: self.status, stage: self.stage };
        Offer { proposal: Some(Proposal { changes, before, after }), withheld: Vec::new() }
    }

    fn changes(&self, plan: &Plan, edited: &BTreeMap<usize, Policy>) -> Vec<Change> {
        let change = |(at, edits): (&usize, &alloc::collections::BTreeSet<Edit>)| {
            let (before, after) = (self.tenant.policies.get(*at)?, edited.get(at)?);
            let mut words: Vec<String> =
                edits.iter().map(|edit| edit.words(&self.tenant.directory)).collect();
            words.dedup();
            Some(Change {
                method: "PATCH".into(),
                url: format!("{POLICIES}/{}", before.id),
                policy_id: Some(before.id.clone()),
                display_name: before.display_name.clone(),
                words,
                body: body::changed(before, after),
                patch: patch::patch(before, after),
                source: Some(before.source.clone()),
                pointer: Some(before.at.as_str().into()),
                policy: body::whole(after),
                not_shown: after.unknown.iter().map(|condition| condition.member.clone()).collect(),
            })
        };
        plan.iter().filter_map(change).filter(|change| change.body != PolicyBody::default()).collect()
    }

    fn covering<'p>(&'p self, policies: &'p [Policy]) -> Coverage<'p> {
        let most = self.settings.max_emergency_accounts;
        Coverage::new(policies, self.accepted, &self.tenant.directory, most)
    }

    /// Whether it may be turned on; never of a policy that is not about the flow, which has no review.
    fn is_ready(&self, policy: &Policy) -> bool {
        self.rollout.iter().any(|entry| entry.policy_id == policy.id && entry.ready == Ready::Yes)
            && self.not_decided(&policy.id).is_none()
    }

    /// What is missing before it is decided that a policy is turned on; `None` where nothing is, or the
    /// settings ask for no decision.
    pub(super) fn not_decided(&self, policy: &Id) -> Option<String> {
        if !self.decided.asks_to_turn_on() {
            return None;
        }
        let Some(report) = self.decided.turn_on(policy) else {
            let policy = argument(policy);
            return Some(format!(
                "the settings ask for a decision: record it with `flowlock decide … --turn-on {policy}`, and have it approved"
            ));
        };
        (report.standing != DecisionStanding::Counts)
            .then(|| format!("decision {} does not count: {}", report.decision.id, report.words))
    }

    /// What is missing before a report-only policy may be turned on.
    fn not_ready(&self, policy: &Policy) -> Reason {
        let entry = self.rollout.iter().find(|entry| entry.policy_id == policy.id);
        let name = called(&policy.display_name, &policy.id);
        let is_ready = entry.is_some_and(|entry| entry.ready == Ready::Yes);
        if let Some(why) = self.not_decided(&policy.id).filter(|_| is_ready) {
            return reason(
                ReasonCode::NotDecided,
                format!("{name} is ready and may not be turned on yet: {why}"),
            );
        }
        let why = entry.and_then(|entry| entry.reasons.first()).map_or("", |reason| reason.words.as_str());
        let words = format!("{name} is not ready: {why}");
        reason(ReasonCode::NotReady, words)
    }
}

fn no_plan(end: &Sought) -> Reason {
    let words = match end {
        Sought::CutOff => "the search for a smallest change reached the work limit",
        _ => {
            "no change of the policies there are closes the gaps without blocking what the settings accept, or \
             opening what is blocked; an export of the members of groups may show one"
        }
    };
    reason(ReasonCode::NoSmallerChange, words)
}
