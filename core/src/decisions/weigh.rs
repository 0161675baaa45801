//! Which decisions count, and what becomes of the settings with them.

use alloc::{format, string::String, vec::Vec};

use jiff::Timestamp;

use super::{
    Check, Decision, DecisionKind, DecisionReport, DecisionStanding, Decisions,
    approvals::{self, needed, pending, shortfall},
    digest::digest,
    grounds::{Ground, Grounds, NoGround, exception, meant_to_be_blocked},
};
use crate::{
    acceptance::Accepted,
    control::Log,
    coverage::Budget,
    entra::Id,
    evaluate::check_watch,
    evidence::{Evidence, Watch},
    limits::MAX_PROOF_STEPS,
    order,
    problem::Problem,
    report::Rollout,
    rfc3339,
    settings::Settings,
    tenant::Tenant,
};

/// Settings with the decisions that count, and how each decision stands.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// The settings, with an entry for each decision that counts as one.
    pub settings: Settings,
    /// Every decision, sorted by id.
    pub decisions: Vec<DecisionReport>,
}

impl From<Settings> for Decided {
    fn from(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }
}

impl Decided {
    /// Holds every decision against what it rests on today. Exceptions and users who are meant to be
    /// blocked rest on nothing that another decision says; what is to be turned on is reviewed with them.
    ///
    /// `check` tells whose key made a signature.
    ///
    /// # Errors
    ///
    /// The evidence was gathered for other policies, as in [`evaluate_with`](crate::evaluate_with).
    pub fn new(
        tenant: &Tenant,
        evidence: Option<&Evidence>,
        settings: Settings,
        decisions: &Decisions,
        (as_of, check): (Timestamp, Check<'_>),
    ) -> Result<Self, Problem> {
        check_watch(tenant, evidence, &settings)?;
        let mut decided = Self::from(settings);
        if decisions.decisions.is_empty() || !tenant.has_policy_export() {
            return Ok(decided);
        }
        let mut sorted: Vec<&Decision> = decisions.decisions.iter().collect();
        order::sort_by(&mut sorted, |one, other| one.id.cmp(&other.id));
        let mut budget = Budget::new(MAX_PROOF_STEPS);
        for turns_on in [false, true] {
            let kind = |decision: &&&Decision| (decision.kind == DecisionKind::TurnOn) == turns_on;
            let settings = decided.settings.clone();
            let rollout = review(tenant, evidence, &settings, as_of);
            let grounds = Grounds { tenant, settings: &settings, rollout: &rollout };
            for decision in sorted.iter().filter(kind) {
                let ground = grounds.of(decision, &mut budget);
                decided.add(decision, ground, (as_of, check));
            }
        }
        order::sort_by(&mut decided.decisions, |one, other| one.decision.id.cmp(&other.decision.id));
        Ok(decided)
    }

    /// Whether a policy may be turned on only where that was decided.
    pub(crate) const fn asks_to_turn_on(&self) -> bool {
        self.settings.approvals.turn_on.is_some()
    }

    /// Of a policy that was decided to be turned on: whether that counts, or why not.
    pub(crate) fn turn_on(&self, policy: &Id) -> Option<&DecisionReport> {
        let about = |report: &&DecisionReport| {
            let target = report.decision.target.policy.as_deref();
            report.decision.kind == DecisionKind::TurnOn && target.is_some_and(|id| policy.is(id))
        };
        let mut decisions: Vec<&DecisionReport> = self.decisions.iter().filter(about).collect();
        order::sort_by_key(&mut decisions, |report| report.standing != DecisionStanding::Counts);
        decisions.first().copied()
    }

    fn add(
        &mut self,
        decision: &Decision,
        ground: Result<Ground, NoGround>,
        (as_of, check): (Timestamp, Check<'_>),
    ) {
        let report = self.weigh(decision, ground, (as_of, check));
        if report.standing == DecisionStanding::Counts {
            match decision.kind {
                DecisionKind::Exception => self.settings.exceptions.push(exception(decision)),
                DecisionKind::MeantToBeBlocked => {
                    self.settings.meant_to_be_blocked.push(meant_to_be_blocked(decision));
                }
                DecisionKind::TurnOn => {}
            }
        }
        self.decisions.push(report);
    }

    fn weigh(
        &self,
        decision: &Decision,
        ground: Result<Ground, NoGround>,
        (as_of, check): (Timestamp, Check<'_>),
    ) -> DecisionReport {
        let needed = needed(&self.settings.approvals, decision.kind);
        let approvals = needed.map_or_else(Vec::new, |needed| approvals::weigh(decision, needed, check));
        let now = ground.as_ref().ok().map(|ground| digest(&ground.evidence));
        let short = needed.and_then(|needed| shortfall(needed, &approvals));
        let lacking = needed.filter(|_| short.is_some());
        let approvals_pending = lacking.map_or_else(Vec::new, |needed| pending(decision, needed, &approvals));
        let stands = self.standing(decision, ground.as_ref(), now.as_deref(), as_of);
        let (standing, words) = match (stands, short) {
            ((DecisionStanding::Counts, _), Some(words)) => (DecisionStanding::NotApproved, words),
            (stands, _) => stands,
        };
        let (basis, rests_on) =
            ground.map_or((None, Vec::new()), |ground| (Some(ground.evidence), ground.words));
        DecisionReport {
            decision: Decision { signatures: Vec::new(), ..decision.clone() },
            standing,
            words,
            approvals_needed: needed.map(|needed| needed.needed),
            approvals,
            approvals_pending,
            rests_on,
            evidence_now: now,
            basis,
        }
    }

    fn standing(
        &self,
        decision: &Decision,
        ground: Result<&Ground, &NoGround>,
        now: Option<&str>,
        as_of: Timestamp,
    ) -> (DecisionStanding, String) {
        let tenant = self.settings.tenant.as_deref();
        let decided_at = rfc3339::timestamp(&decision.decided_at);
        match ground {
            Err(none) if none.standing == DecisionStanding::CarriedOut => (none.standing, none.words.clone()),
            _ if tenant.is_some_and(|tenant| !is_same(tenant, decision.tenant.as_deref())) => (
                DecisionStanding::OtherTenant,
                "it was made for another tenant than the settings name".into(),
            ),
            _ if decided_at.is_none_or(|at| at > as_of) => {
                let words = format!(
                    "it was made {}, after the moment that the report speaks of",
                    decision.decided_at
                );
                (DecisionStanding::NotYet, words)
            }
            _ if decision.last_moment().is_none_or(|last| last < as_of) => {
                (DecisionStanding::Expired, format!("it ran until {}", decision.expires))
            }
            Err(none) => (none.standing, none.words.clone()),
            Ok(_) if now != Some(decision.evidence.as_str()) => (
                DecisionStanding::EvidenceChanged,
                "what it rests on is not what it was: decide again".into(),
            ),
            Ok(_) => (DecisionStanding::Counts, "it rests on what it was made for".into()),
        }
    }
}

fn is_same(tenant: &str, other: Option<&str>) -> bool {
    other.is_some_and(|other| other.eq_ignore_ascii_case(tenant))
}

/// The report-only review by these settings.
fn review(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    settings: &Settings,
    as_of: Timestamp,
) -> Vec<Rollout> {
    let accepted = Accepted::resolve(settings, &tenant.directory, as_of);
    let nothing = Evidence::new(&Watch::new(tenant, settings));
    Log::new(evidence.unwrap_or(&nothing), tenant, &accepted, as_of).review(settings)
}

/// What a decision rests on before it is recorded, with the settings that it would add to.
pub(super) fn ground(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    decided: &Decided,
    decision: &Decision,
    as_of: Timestamp,
) -> Result<Ground, NoGround> {
    let rollout = review(tenant, evidence, &decided.settings, as_of);
    let grounds = Grounds { tenant, settings: &decided.settings, rollout: &rollout };
    grounds.of(decision, &mut Budget::new(MAX_PROOF_STEPS))
}
