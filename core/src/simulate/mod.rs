//! What would a policy have done, had it been in force? A proposal is tried against the device code
//! sign-ins of a log, and the control is evaluated again with the proposal in force.
//!
//! A sign-in of which a log shows too little is never taken for one that would get through: it cannot be
//! told, and the answer says what that hangs on.

mod proposal;
mod trial;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

pub use proposal::{Origin, Proposal, Proposed};

use self::trial::{Trial, try_out};
use crate::{
    acceptance::Accepted,
    catalogue::ReasonCode,
    control::{Log, and_more, days_missing, locked_out, reason, undecided},
    evaluate::evaluate,
    evidence::{self, Evidence, Watch},
    problem::Problem,
    report::{Gap, Judged, Principal, Ready, Reason, Report, SCHEMA_VERSION},
    settings::Settings,
    tenant::Tenant,
};

/// The seconds of a day.
const DAY: i64 = 86_400;

/// What a proposal would have done, and what it would do to the verdict.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Simulation {
    /// The version of this shape.
    pub schema_version: u32,
    /// The moment it speaks of, RFC 3339.
    pub as_of: String,
    /// What comes of it, in one sentence.
    pub summary: String,
    /// The policies that are proposed.
    pub proposed: Vec<Proposed>,
    /// The verdict on the policies as exported.
    pub before: Judged,
    /// The verdict with the proposal in force.
    pub after: Judged,
    /// What stays open with the proposal in force.
    pub gaps: Vec<Gap>,
    /// What an administrator should know of the tenant with the proposal in force.
    pub warnings: Vec<Reason>,
    /// Whether the log bears out that the proposal may be put in force.
    pub ready: Ready,
    /// Why, or what is missing.
    pub reasons: Vec<Reason>,
    /// The first sign-in that was tried, RFC 3339.
    pub first: Option<String>,
    /// The last one.
    pub last: Option<String>,
    /// Device code sign-ins that were tried.
    pub tried: u64,
    /// Device code sign-ins that could not be tried, since they are not kept one by one.
    pub not_tried: u64,
    /// Those that it would have blocked.
    pub would_block: Group,
    /// Those of which that cannot be told.
    pub cannot_tell: Group,
    /// What that hangs on, most sign-ins first.
    pub depends_on: Vec<Hanging>,
    /// Those that it would not have blocked.
    pub would_not_block: Group,
    /// What the exports of sign-ins could not show.
    pub not_shown: Vec<Reason>,
}

/// Sign-ins that come to the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// How many there are.
    pub events: u64,
    /// Whose they are: first those of whom nobody has decided.
    pub principals: Vec<Principal>,
    /// How many are not listed because there are too many principals.
    pub not_listed: u64,
    /// By application, most first.
    pub applications: Vec<Count>,
    /// By country, most first.
    pub countries: Vec<Count>,
    /// By UTC day, in their order.
    pub days: Vec<Count>,
}

/// How many sign-ins there are of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// The id, country or day; empty where the log gives none.
    pub value: String,
    /// Its name; may be empty.
    pub name: String,
    /// How many sign-ins.
    pub events: u64,
}

/// Something that a proposed policy asks and a log does not tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hanging {
    /// How many sign-ins hang on it.
    pub events: u64,
    /// What it is, in words.
    pub words: String,
}

/// Tries a proposal out.
///
/// The evidence must have been gathered with the [`Watch`] of the tenant as exported. Without it only the
/// verdict is given.
///
/// # Errors
///
/// No policies were read, the evidence is for other policies, a policy that is to be turned on is not there,
/// or the policy that the control asks for cannot be proposed since no emergency access is declared.
///
/// ```
/// use flowlock_core::{
///     Intake, Settings,
///     report::Status,
///     simulate::{Proposal, simulate},
/// };
///
/// let export = r#"[{"id": "p", "displayName": "Block", "state": "disabled", "conditions": {
///     "users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
///     "authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
///     "grantControls": {"operator": "OR", "builtInControls": ["block"]}}]"#;
/// let mut intake = Intake::new();
/// intake.read("policies.json", export.as_bytes())?;
/// let proposal = Proposal { enable: vec!["block".into()], ..Proposal::default() };
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// let simulation = simulate(&intake.finish()?, None, &proposal, &Settings::default(), as_of)?;
/// assert_eq!((simulation.before.status, simulation.after.status), (Status::Fail, Status::Pass));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn simulate(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    proposal: &Proposal,
    settings: &Settings,
    as_of: Timestamp,
) -> Result<Simulation, Problem> {
    let watch = Watch::new(tenant, settings);
    if evidence.is_some_and(|evidence| *evidence.watch() != watch) {
        return Err(evidence::different_watch());
    }
    let before = evaluate(tenant, settings, as_of)?;
    let accepted = Accepted::resolve(settings, &tenant.directory, as_of);
    let changed = proposal.put_in_force(tenant, &accepted)?;
    let after = evaluate(&changed.tenant, settings, as_of)?;
    let nothing = Evidence::new(&watch);
    let log = Log::new(evidence.unwrap_or(&nothing), tenant, &accepted, as_of);
    let trial = try_out(&log, &changed.in_force(), &changed.turned_on());
    let judge = Judge { log: &log, trial: &trial, settings };
    let (ready, reasons) = judge.ready();
    let usage = log.usage();
    let moment = |at: Option<i64>| Timestamp::from_microsecond(at?).ok().map(|moment| moment.to_string());
    let mut simulation = Simulation {
        schema_version: SCHEMA_VERSION,
        as_of: as_of.to_string(),
        summary: String::new(),
        proposed: changed.proposed,
        before: judged(&before),
        after: judged(&after),
        gaps: after.gaps,
        warnings: after.warnings,
        ready,
        reasons,
        first: moment(trial.span.map(|(first, _)| first)),
        last: moment(trial.span.map(|(_, last)| last)),
        tried: trial.tried,
        not_tried: usage.events.saturating_sub(trial.tried),
        would_block: trial.would_block,
        cannot_tell: trial.cannot_tell,
        depends_on: trial.depends_on,
        would_not_block: trial.would_not_block,
        not_shown: if evidence.is_some() { usage.not_shown } else { Vec::new() },
    };
    simulation.summary = summary(&simulation);
    Ok(simulation)
}

fn judged(report: &Report) -> Judged {
    Judged { status: report.status, stage: report.stage }
}

fn summary(simulation: &Simulation) -> String {
    let Simulation { before, after, tried, would_block, cannot_tell, .. } = simulation;
    let verdict = if before.status == after.status {
        format!("the verdict stays {}", after.status.as_str())
    } else {
        format!("the verdict goes from {} to {}", before.status.as_str(), after.status.as_str())
    };
    format!(
        "{verdict}; of {tried} device code sign-ins in the log, {} would have been blocked, and of {} it cannot be told",
        would_block.events, cannot_tell.events
    )
}

/// Whether the log bears the proposal out.
struct Judge<'j> {
    log: &'j Log<'j>,
    trial: &'j Trial,
    settings: &'j Settings,
}

impl Judge<'_> {
    fn ready(&self) -> (Ready, Vec<Reason>) {
        let hit = &self.trial.would_block;
        let mut against: Vec<Reason> = locked_out(&hit.principals).into_iter().collect();
        against.extend(undecided(&hit.principals, hit.not_listed));
        let missing = self.missing();
        let ready = match (against.is_empty(), missing.is_empty()) {
            (false, _) => Ready::No,
            (true, true) => Ready::Yes,
            (true, false) => Ready::Insufficient,
        };
        against.extend(missing);
        against.extend(self.days_missing());
        (ready, against)
    }

    /// The log may have holes where nothing tells of the flow.
    fn days_missing(&self) -> Option<Reason> {
        let days = self.log.evidence().days_told();
        let sign_ins = "sign-ins tell of the flow, or list a report-only policy about it,";
        days_missing(sign_ins, &days, (self.days(), self.settings.min_observation_days))
    }

    /// What the log lacks.
    fn missing(&self) -> Vec<Reason> {
        let usage = self.log.usage();
        if usage.sign_ins == 0 {
            return [reason(ReasonCode::NoSignIns, "no sign-in was read")].into();
        }
        let mut missing = Vec::new();
        let (days, least) = (self.days(), self.settings.min_observation_days);
        if days < least {
            let words = format!("{days} of at least {least} days of sign-ins were read");
            missing.push(reason(ReasonCode::TooShort, words));
        }
        missing.extend(self.cannot_tell());
        let not_tried = usage.events.saturating_sub(self.trial.tried);
        if not_tried > 0 {
            let words = format!(
                "{not_tried} device code sign-ins have no id, or are too many to be kept, and were not tried"
            );
            missing.push(reason(ReasonCode::NotTried, words));
        }
        if self.log.evidence().shown().no_flow {
            let words =
                "some sign-ins have no member for the flow, so that more of them may be device code sign-ins";
            missing.push(reason(ReasonCode::FlowNotShown, words));
        }
        missing.extend(self.log.missing_logs());
        missing
    }

    fn cannot_tell(&self) -> Option<Reason> {
        let first = self.trial.depends_on.first().filter(|_| self.trial.cannot_tell.events > 0)?;
        let words = format!(
            "of {} sign-ins it cannot be told whether they would be blocked: it depends on {}{}",
            self.trial.cannot_tell.events,
            first.words,
            and_more(self.trial.depends_on.len() - 1)
        );
        Some(reason(ReasonCode::Undetermined, words))
    }

    /// Whole days from the first sign-in that was read to the last.
    fn days(&self) -> u64 {
        let read = self.log.evidence().span().map(|(first, last)| last.duration_since(first).as_secs());
        let tried = self.trial.span.map(|(first, last)| last.saturating_sub(first) / 1_000_000);
        read.or(tried).map_or(0, |seconds| u64::try_from(seconds / DAY).unwrap_or(0))
    }
}
