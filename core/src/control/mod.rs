//! CIS Microsoft Azure Foundations v3.0.0, 2.2.3, held against one tenant.

pub(crate) mod because;
mod principals;
mod reasons;
mod replay;
mod requirements;
mod review;
mod usage;

use alloc::{format, string::ToString, vec::Vec};

use jiff::Timestamp;

use crate::{
    acceptance::Accepted,
    catalogue::Standing,
    coverage::{Coverage, Found, Gaps, Verdict},
    crosswalk::CROSSWALK,
    decisions::Decided,
    entra::{Policy, State},
    evidence,
    report::{
        Control, Gap, NextStep, PolicyReport, Replay, Report, Rollout, SCHEMA_VERSION, Stage, Status,
        Thresholds, Usage,
    },
    settings::Settings,
    tenant::Tenant,
};

/// The control that Flowlock evaluates.
pub const CONTROL: Control = Control {
    benchmark: "CIS Microsoft Azure Foundations",
    version: "3.0.0",
    id: "2.2.3",
    title: "Ensure that an exclusionary Device code flow policy is considered",
};

pub(crate) use principals::Log;
pub(crate) use {
    because::{members, nearest},
    reasons::{and_more, called, reason},
    review::{days_missing, locked_out, undecided},
};

/// The states whose policies block.
pub(crate) const ENFORCED: &[State] = &[State::Enabled];
/// The states whose policies block once what is in report-only is turned on.
pub(crate) const REPORT_ONLY: &[State] = &[State::Enabled, State::ReportOnly];
/// The states whose policies block once everything is turned on.
pub(crate) const DRAFTED: &[State] = &[State::Enabled, State::ReportOnly, State::Disabled];

/// Everything that the parts of a report are made from.
pub(crate) struct Evaluation<'e> {
    pub(crate) tenant: &'e Tenant,
    pub(crate) settings: &'e Settings,
    pub(crate) decided: &'e Decided,
    pub(crate) accepted: &'e Accepted,
    pub(crate) coverage: &'e Coverage<'e>,
    /// The verdict over the enabled policies, before the limits of the exports are weighed.
    pub(crate) verdict: Verdict,
    /// Whether the sign-in log shows what the enabled policies should have blocked.
    contradicted: bool,
    pub(crate) status: Status,
    pub(crate) stage: Stage,
    gaps: Gaps,
    pub(crate) policies: Vec<PolicyReport>,
    pub(crate) rollout: Vec<Rollout>,
    usage: Option<Usage>,
    replay: Option<Replay>,
}

/// The status, from the verdict over the enabled policies.
pub(crate) fn status(verdict: Verdict, tenant: &Tenant, contradicted: bool) -> Status {
    match verdict {
        Verdict::Pass if contradicted => Status::Review,
        Verdict::Pass => Status::Pass,
        Verdict::Review | Verdict::CutOff => Status::Review,
        // A missing policy can only add coverage, so what is open may in truth be blocked.
        Verdict::Fail if tenant.incomplete().next().is_some() => Status::Review,
        Verdict::Fail => Status::Fail,
    }
}

/// The stage, from the verdict over the enabled policies and what the others would add.
pub(crate) fn stage<'p>(
    coverage: &Coverage<'_>,
    enforced: Verdict,
    mut policies: impl Iterator<Item = &'p Policy>,
) -> Stage {
    let enough = |verdict| matches!(verdict, Verdict::Pass | Verdict::Review);
    if enough(enforced) {
        Stage::Enforced
    } else if enough(coverage.verdict(REPORT_ONLY)) {
        Stage::ReportOnly
    } else if enough(coverage.verdict(DRAFTED)) {
        Stage::Drafted
    } else if policies.any(Policy::is_candidate) {
        Stage::Partial
    } else {
        Stage::Absent
    }
}

impl<'e> Evaluation<'e> {
    /// Judges the tenant by what its policies cover and what its log says; use of the flow and the replay
    /// are there where a log was read.
    pub(crate) fn new(
        coverage: &'e Coverage<'e>,
        log: &Log<'e>,
        (usage, replay): (Option<Usage>, Option<Replay>),
        decided: &'e Decided,
    ) -> Self {
        let (tenant, accepted, settings) = (log.tenant, log.accepted, &decided.settings);
        let verdict = coverage.verdict(ENFORCED);
        // Policies that are not about the flow mostly block a part of it, and contradict nothing then.
        let enforced = verdict == Verdict::Pass || candidates(tenant, State::Enabled).next().is_some();
        let contradictions = if enforced { log.contradictions() } else { Vec::new() };
        let usage = usage.map(|usage| Usage { contradictions, ..usage });
        let contradicted = enforced && usage.as_ref().is_some_and(|usage| log.contradicts(usage));
        Self {
            tenant,
            settings,
            decided,
            accepted,
            coverage,
            verdict,
            contradicted,
            status: status(verdict, tenant, contradicted),
            stage: stage(coverage, verdict, tenant.policies.iter()),
            gaps: coverage.gaps(ENFORCED),
            policies: requirements::policies(tenant, accepted),
            rollout: log.review(settings),
            usage,
            replay,
        }
    }

    /// The report, with what to do now.
    pub(crate) fn report(self, next_step: NextStep, as_of: Timestamp) -> Report {
        let reasons = self.reasons();
        let summary = self.summary();
        let warnings = self.warnings();
        let gaps = self.gaps.found.iter().map(|found| self.gap(found)).collect();
        Report {
            schema_version: SCHEMA_VERSION,
            control: CONTROL,
            status: self.status,
            stage: self.stage,
            as_of: as_of.to_string(),
            summary,
            reasons,
            warnings,
            sources: self.tenant.sources.clone(),
            policies: self.policies,
            gaps,
            gaps_not_listed: self.gaps.not_listed,
            acceptance: self.accepted.listed.clone(),
            decisions: self.decided.decisions.clone(),
            rollout: self.rollout,
            usage: self.usage,
            replay: self.replay,
            thresholds: Thresholds {
                min_observation_days: self.settings.min_observation_days,
                max_emergency_accounts: self.settings.max_emergency_accounts,
            },
            next_step,
            crosswalk: CROSSWALK,
            peers: None,
        }
    }

    fn gap(&self, found: &Found) -> Gap {
        Gap {
            id: format!("{:016x}", evidence::hash(&found.key)),
            words: found.words.clone(),
            standing: found.standing,
            by: found.by.clone(),
            witness: found.witness.clone(),
            because: because::nearest(self.tenant, &found.witness),
        }
    }

    /// The candidates in this state.
    pub(crate) fn candidates(&self, state: State) -> impl Iterator<Item = &Policy> {
        candidates(self.tenant, state)
    }

    pub(crate) fn gaps_of(&self, standing: Standing) -> impl Iterator<Item = &Found> {
        self.gaps.found.iter().filter(move |gap| gap.standing == standing)
    }
}

fn candidates(tenant: &Tenant, state: State) -> impl Iterator<Item = &Policy> {
    tenant.policies.iter().filter(move |policy| policy.is_candidate() && policy.state == Some(state))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
