//! What changed for the control between two exports of one tenant.
//!
//! Members of policies are compared one by one; what that amounts to is told by the proof: something
//! opened where some sign-in is not blocked now and was blocked before, and closed the other way round.

mod around;
mod decided;
mod policies;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
mod untold;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

pub use crate::catalogue::{ChangeCode, UntoldCode};
use crate::{
    acceptance::Accepted,
    catalogue::{Stage, Standing, Status},
    control::{CONTROL, ENFORCED, nearest},
    coverage::{self, Crossings, crossings},
    decisions::DecisionReport,
    entra::{Id, Policy},
    evaluate::evaluate_with,
    evidence::Evidence,
    problem::Problem,
    report::{Because, Control, Reason, SCHEMA_VERSION},
    settings::Settings,
    tenant::Tenant,
    what_if::Attempt,
};

/// One export of the tenant, and the settings that hold for it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'s> {
    /// What was read.
    pub tenant: &'s Tenant,
    /// What its log of sign-ins says, if one was read.
    pub evidence: Option<&'s Evidence>,
    /// The settings.
    pub settings: &'s Settings,
}

/// One side, as it is judged.
#[derive(Clone, Copy, Debug)]
pub struct Judging<'s> {
    /// The side, its settings with the decisions that count.
    pub side: Side<'s>,
    /// How each decision stands there.
    pub decisions: &'s [DecisionReport],
    /// The moment that it is judged at.
    pub as_of: Timestamp,
}

/// What changed. The same exports and settings give the same bytes on every host.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// The version of this shape.
    pub schema_version: u32,
    /// The control that is judged.
    pub control: Control,
    /// The moment that the newer side is judged at, RFC 3339.
    pub as_of: String,
    /// What comes of it, in one sentence.
    pub summary: String,
    /// The older side.
    pub before: Standpoint,
    /// The newer side.
    pub after: Standpoint,
    /// What changed in policies that bear on the flow, in what they reach, and in what the settings resolve to.
    pub changes: Vec<Changed>,
    /// What is not blocked now and was blocked before: what is open first, what is accepted last.
    pub opened: Vec<Crossed>,
    /// What is blocked now and was not blocked before, as it stood then.
    pub closed: Vec<Crossed>,
    /// What the comparison cannot tell.
    pub untold: Vec<Untold>,
}

/// How one side stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Standpoint {
    /// The moment that it is judged at, RFC 3339.
    pub as_of: String,
    /// The verdict.
    pub status: Status,
    /// How far the tenant had come.
    pub stage: Stage,
    /// The verdict in one sentence.
    pub summary: String,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// How many policies were read.
    pub policies: u64,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    /// What kind of change it is.
    pub code: ChangeCode,
    /// The policy; null where it is about a group, a location or the settings.
    pub policy_id: Option<Id>,
    /// Its name; may be empty.
    pub display_name: String,
    /// The change in words.
    pub words: String,
    /// The file that shows it: the newer one, unless only the older one does. Empty where no single member does.
    pub source: String,
    /// The member in that file, as a JSON pointer.
    pub pointer: String,
}

/// A maximal region of sign-ins that one side blocks and the other does not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Crossed {
    /// The region in words.
    pub words: String,
    /// How it stands on the side where it is not blocked.
    pub standing: Standing,
    /// What accepts it or makes it doubtful there; empty where it is open.
    pub by: Vec<String>,
    /// The policy that blocks it on the other side.
    pub policy_id: Id,
    /// Its name.
    pub display_name: String,
    /// One sign-in of the region, as the side sees it that blocks it.
    pub blocked: Attempt,
    /// The same sign-in, as the side sees it that does not: groups and trust may differ.
    pub unblocked: Attempt,
    /// For each nearest policy there, the members that let it through.
    pub because: Vec<Because>,
}

/// Something that the comparison cannot tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Untold {
    /// Its stable name; `flowlock explain` says more.
    pub code: UntoldCode,
    /// What it is, in words.
    pub words: String,
}

impl Diff {
    /// Whether a gap opened for certain that nothing accepts and nothing makes doubtful. Where policies of the
    /// newer side may be missing, one of them may block it.
    pub fn opened_a_gap(&self) -> bool {
        let is_open = |region: &Crossed| region.standing == Standing::Open;
        let softened = self
            .after
            .reasons
            .iter()
            .any(|reason| reason.code == crate::report::ReasonCode::IncompleteExport);
        !softened && self.opened.iter().any(is_open)
    }

    /// Whether nothing changed for the control, as far as can be told.
    pub fn is_nothing(&self) -> bool {
        self.changes.is_empty()
            && self.opened.is_empty()
            && self.closed.is_empty()
            && (self.before.status, self.before.stage) == (self.after.status, self.after.stage)
    }
}

/// Compares two exports of one tenant, both judged at one moment.
///
/// # Errors
///
/// What [`evaluate_with`] refuses one of them for.
///
/// ```
/// use flowlock_core::{Intake, Settings, diff::{Side, diff}};
///
/// let read = |state: &str| {
///     let policy = format!(r#"[{{"id": "p", "state": "{state}", "conditions": {{
///         "users": {{"includeUsers": ["All"]}}, "applications": {{"includeApplications": ["All"]}},
///         "authenticationFlows": {{"transferMethods": "deviceCodeFlow"}}}},
///         "grantControls": {{"builtInControls": ["block"]}}}}]"#);
///     let mut intake = Intake::new();
///     intake.read("policies.json", policy.as_bytes()).and_then(|_| intake.finish())
/// };
/// let (old, new) = (read("enabled")?, read("enabledForReportingButNotEnforced")?);
/// let settings = Settings::default();
/// let side = |tenant| Side { tenant, evidence: None, settings: &settings };
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a time");
/// let found = diff(&side(&old), &side(&new), as_of)?;
/// assert!(found.opened_a_gap());
/// assert_eq!(found.changes[0].words, "the state went from on to report-only");
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn diff(before: &Side<'_>, after: &Side<'_>, as_of: Timestamp) -> Result<Diff, Problem> {
    let [before, after] = [before, after].map(|side| Judging { side: *side, decisions: &[], as_of });
    diff_decided(&before, &after)
}

/// Compares two exports of one tenant, each judged at its moment, with what people decided.
///
/// # Errors
///
/// As [`diff`].
pub fn diff_decided(before: &Judging<'_>, after: &Judging<'_>) -> Result<Diff, Problem> {
    let (old, new) = (before.side.tenant, after.side.tenant);
    let accepted = [before, after]
        .map(|Judging { side, as_of, .. }| Accepted::resolve(side.settings, &side.tenant.directory, *as_of));
    let [was, is] = &accepted;
    let (standpoint_before, standpoint_after) = (standpoint(before)?, standpoint(after)?);
    let (was, is) = (proof(&before.side, was), proof(&after.side, is));
    let (opened, closed) = (crossings(was, is, ENFORCED), crossings(is, was, ENFORCED));
    let mut changes = policies::changes(old, new);
    changes.extend(around::changes(old, new));
    changes.extend(around::acceptance(&before.side, &after.side));
    changes.extend(decided::changes(before, after));
    let mut untold = untold::untold(old, new);
    untold.extend(untold::not_found([(&opened, "opened"), (&closed, "closed")]));
    let mut diff = Diff {
        schema_version: SCHEMA_VERSION,
        control: CONTROL,
        as_of: after.as_of.to_string(),
        summary: String::new(),
        before: standpoint_before,
        after: standpoint_after,
        changes,
        opened: crossed(opened, old, new),
        closed: crossed(closed, new, old),
        untold,
    };
    diff.summary = diff.in_one_sentence();
    Ok(diff)
}

fn proof<'s>(side: &Side<'s>, accepted: &'s Accepted) -> coverage::Side<'s> {
    coverage::Side {
        policies: &side.tenant.policies,
        accepted,
        directory: &side.tenant.directory,
        most: side.settings.max_emergency_accounts,
    }
}

fn standpoint(Judging { side, as_of, .. }: &Judging<'_>) -> Result<Standpoint, Problem> {
    let report = evaluate_with(side.tenant, side.evidence, side.settings, *as_of)?;
    Ok(Standpoint {
        as_of: report.as_of,
        status: report.status,
        stage: report.stage,
        summary: report.summary,
        reasons: report.reasons,
        policies: u64::try_from(side.tenant.policies.len()).unwrap_or(u64::MAX),
    })
}

fn crossed(crossings: Crossings, blocked_in: &Tenant, unblocked_in: &Tenant) -> Vec<Crossed> {
    let called = |id: &Id| blocked_in.policies.iter().find(|policy| policy.id == *id);
    let region = |found: coverage::Crossing| Crossed {
        because: nearest(unblocked_in, &found.unblocked),
        words: found.words,
        standing: found.standing,
        by: found.by,
        display_name: called(&found.policy).map_or_else(String::new, |policy| policy.display_name.clone()),
        policy_id: found.policy,
        blocked: found.blocked,
        unblocked: found.unblocked,
    };
    crossings.found.into_iter().map(region).collect()
}

impl Diff {
    fn in_one_sentence(&self) -> String {
        let open = |regions: &[Crossed]| regions.iter().filter(|it| it.standing == Standing::Open).count();
        let (opened, closed) = (open(&self.opened), open(&self.closed));
        match (opened, closed) {
            _ if self.is_nothing() => "nothing changed for the control".into(),
            (0, 0) if self.opened.is_empty() && self.closed.is_empty() => {
                "what is blocked is the same on both sides".into()
            }
            (0, 0) => "no open gap opened or closed".into(),
            (opened, 0) => format!("{} opened", gaps(opened)),
            (0, closed) => format!("{} closed", gaps(closed)),
            (opened, closed) => format!("{} opened, and {closed} closed", gaps(opened)),
        }
    }
}

fn gaps(count: usize) -> String {
    if count == 1 { "1 open gap".into() } else { format!("{count} open gaps") }
}

/// Whether a policy bears on device code flow.
fn bears(policy: &Policy) -> bool {
    policy.blocks() || policy.names_device_code()
}
