//! CIS Microsoft Azure Foundations v3.0.0, 2.2.3, held against one tenant.

mod because;
mod next_step;
mod principals;
mod reasons;
mod replay;
mod requirements;
mod review;
mod usage;

use alloc::{string::ToString, vec::Vec};

use jiff::Timestamp;

use crate::{
    acceptance::Accepted,
    catalogue::{ProblemCode, Standing},
    coverage::{Coverage, Found, Gaps, Verdict},
    crosswalk::CROSSWALK,
    entra::{Policy, State},
    evidence::{self, Evidence, Watch},
    problem::Problem,
    report::{Control, Gap, PolicyReport, Replay, Report, Rollout, SCHEMA_VERSION, Stage, Status, Usage},
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

use principals::Log;
pub(crate) use {because::members, reasons::called};

const ENFORCED: &[State] = &[State::Enabled];
const REPORT_ONLY: &[State] = &[State::Enabled, State::ReportOnly];
const DRAFTED: &[State] = &[State::Enabled, State::ReportOnly, State::Disabled];

/// Everything that the parts of a report are made from.
struct Evaluation<'e> {
    tenant: &'e Tenant,
    settings: &'e Settings,
    accepted: &'e Accepted,
    /// The verdict over the enabled policies, before the limits of the exports are weighed.
    verdict: Verdict,
    /// Whether the sign-in log shows what the enabled policies should have blocked.
    contradicted: bool,
    status: Status,
    stage: Stage,
    gaps: Gaps,
    policies: Vec<PolicyReport>,
    rollout: Vec<Rollout>,
    usage: Option<Usage>,
    replay: Option<Replay>,
}

/// Evaluates the control for one tenant at one moment.
///
/// # Errors
///
/// A [`Problem`] with code `no-policies` where no export of policies was read: that is no verdict,
/// while an export of zero policies is one.
///
/// ```
/// use flowlock_core::{Intake, Settings, evaluate, report::Status};
///
/// let export = br#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies",
///     "value": []}"#;
/// let mut intake = Intake::new();
/// intake.read("policies.json", export)?;
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// let report = evaluate(&intake.finish()?, &Settings::default(), as_of)?;
/// assert_eq!(report.status, Status::Fail);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn evaluate(tenant: &Tenant, settings: &Settings, as_of: Timestamp) -> Result<Report, Problem> {
    evaluate_with(tenant, None, settings, as_of)
}

/// Evaluates the control for one tenant at one moment, with what its sign-in log says.
///
/// The evidence must have been gathered with the [`Watch`](crate::Watch) of this tenant. Pass `None`
/// where no export of sign-ins was read: then no review is sufficient, and use of the flow is not known.
///
/// # Errors
///
/// As [`evaluate`], and a [`Problem`] with code `different-watch` where the evidence was gathered
/// for other policies.
pub fn evaluate_with(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    settings: &Settings,
    as_of: Timestamp,
) -> Result<Report, Problem> {
    if !tenant.has_policy_export() {
        return Err(no_policies());
    }
    if evidence.is_some_and(|evidence| *evidence.watch() != Watch::new(tenant, settings)) {
        return Err(evidence::different_watch());
    }
    let accepted = Accepted::resolve(settings, &tenant.directory, as_of);
    let most = settings.max_emergency_accounts;
    let coverage = Coverage::new(&tenant.policies, &accepted, &tenant.directory, most);
    let verdict = coverage.verdict(ENFORCED);
    let nothing = Evidence::new(&Watch::new(tenant, settings));
    let log = Log::new(evidence.unwrap_or(&nothing), tenant, &accepted);
    let usage = evidence.map(|_| log.usage());
    let contradicted = usage.as_ref().is_some_and(|usage| log.contradicts(usage));
    let evaluation = Evaluation {
        tenant,
        settings,
        accepted: &accepted,
        verdict,
        contradicted,
        status: status(verdict, tenant, contradicted),
        stage: stage(&coverage, verdict, &tenant.policies),
        gaps: coverage.gaps(ENFORCED),
        policies: requirements::policies(tenant, &accepted),
        rollout: log.review(settings, as_of),
        usage,
        replay: evidence.map(|_| log.replay()),
    };
    Ok(evaluation.report(as_of))
}

fn status(verdict: Verdict, tenant: &Tenant, contradicted: bool) -> Status {
    match verdict {
        Verdict::Pass if contradicted => Status::Review,
        Verdict::Pass => Status::Pass,
        Verdict::Review | Verdict::CutOff => Status::Review,
        // A missing policy can only add coverage, so what is open may in truth be blocked.
        Verdict::Fail if tenant.incomplete().next().is_some() => Status::Review,
        Verdict::Fail => Status::Fail,
    }
}

fn stage(coverage: &Coverage<'_>, enforced: Verdict, policies: &[Policy]) -> Stage {
    let enough = |verdict| matches!(verdict, Verdict::Pass | Verdict::Review);
    if enough(enforced) {
        Stage::Enforced
    } else if enough(coverage.verdict(REPORT_ONLY)) {
        Stage::ReportOnly
    } else if enough(coverage.verdict(DRAFTED)) {
        Stage::Drafted
    } else if policies.iter().any(Policy::is_candidate) {
        Stage::Partial
    } else {
        Stage::Absent
    }
}

fn no_policies() -> Problem {
    Problem::new(
        ProblemCode::NoPolicies,
        "none of the files is an export of conditional access policies",
        "export them with `az rest --method get --url \
         https://graph.microsoft.com/beta/identity/conditionalAccess/policies > policies.json`",
    )
}

impl Evaluation<'_> {
    fn report(self, as_of: Timestamp) -> Report {
        let reasons = self.reasons();
        let summary = self.summary();
        let warnings = self.warnings();
        let next_step = self.next_step();
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
            rollout: self.rollout,
            usage: self.usage,
            replay: self.replay,
            next_step,
            crosswalk: CROSSWALK,
            peers: None,
        }
    }

    fn gap(&self, found: &Found) -> Gap {
        Gap {
            words: found.words.clone(),
            standing: found.standing,
            by: found.by.clone(),
            witness: found.witness.clone(),
            because: because::nearest(self.tenant, &found.witness),
        }
    }

    /// The candidates in this state.
    fn candidates(&self, state: State) -> impl Iterator<Item = &Policy> {
        let policies = self.tenant.policies.iter();
        policies.filter(move |policy| policy.is_candidate() && policy.state == Some(state))
    }

    fn gaps_of(&self, standing: Standing) -> impl Iterator<Item = &Found> {
        self.gaps.found.iter().filter(move |gap| gap.standing == standing)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
