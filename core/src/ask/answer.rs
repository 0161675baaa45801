//! Every policy against one attempt, and what comes of it.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Question,
    facts::{Fact, facts},
    understand::{Understood, understand},
    words::words,
};
use crate::{
    catalogue::ReasonCode,
    control::{and_more, because, called},
    entra::{Id, Policy, State},
    evaluate::no_policies,
    order,
    problem::Problem,
    report::{Because, Reason, SCHEMA_VERSION},
    tenant::Tenant,
    what_if::{Judgement, PartialAttempt, Truth, any_applies, judge},
};

/// What all policies do with one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The version of this shape.
    pub schema_version: u32,
    /// Whether the sign-in is blocked: only enabled policies count.
    pub outcome: Outcome,
    /// The outcome in one sentence.
    pub summary: String,
    /// The outcome if the report-only policies were on.
    pub if_report_only_were_on: Outcome,
    /// The enabled policies that block it for certain. Where there is none and it is blocked all the
    /// same, one or another of them applies whatever is not known.
    pub blocked_by: Vec<Id>,
    /// What the outcome hangs on: members of enabled policies that may block it; empty where it is told.
    pub depends_on: Vec<Because>,
    /// What is known of the attempt: what was said, and what the exports tell.
    pub known: Vec<Fact>,
    /// What was said and is not known, and what else to bear in mind.
    pub notes: Vec<Reason>,
    /// Every policy: first those that block, enabled before report-only before disabled.
    pub policies: Vec<PolicyAnswer>,
}

/// What comes of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// A policy whose grant is block applies.
    Blocked,
    /// It can be either, as far as is known.
    CannotTell,
    /// No policy whose grant is block applies.
    NotBlocked,
}

/// What one policy does with an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyAnswer {
    /// The object id.
    pub id: Id,
    /// The name people know it by.
    pub display_name: String,
    /// The state as Graph spells it; null where the export does not say. Only enabled policies count.
    pub state: Option<&'static str>,
    /// Whether its grant is block.
    pub blocks: bool,
    /// Whether it applies, whatever its state and its grant.
    pub applies: Applies,
    /// Where it does not apply: the members that keep it from doing so.
    pub because: Vec<Because>,
    /// Where it cannot be told: the members that ask for what is not known.
    pub depends_on: Vec<Because>,
}

/// Whether a policy applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Applies {
    /// Every condition holds.
    Yes,
    /// It can be either, as far as is known.
    CannotTell,
    /// Some condition fails.
    No,
}

/// Answers for one attempt, as far as what is known of it goes.
///
/// # Errors
///
/// No export of policies was read.
pub fn answer(tenant: &Tenant, question: &Question) -> Result<Answer, Problem> {
    if !tenant.has_policy_export() {
        return Err(no_policies(tenant));
    }
    let Understood { attempt, mut notes, asked } = understand(question, tenant);
    let outcome = outcome(tenant, &attempt, &[State::Enabled]);
    let policies = policies(tenant, &attempt);
    notes.extend(missing(tenant, outcome));
    let enabled = || policies.iter().filter(|policy| policy.blocks && policy.state == Some("enabled"));
    let applying = enabled().filter(|policy| policy.applies == Applies::Yes);
    let open = enabled().filter(|_| outcome == Outcome::CannotTell).flat_map(|policy| &policy.depends_on);
    let mut answer = Answer {
        schema_version: SCHEMA_VERSION,
        outcome,
        summary: String::new(),
        if_report_only_were_on: self::outcome(tenant, &attempt, &[State::Enabled, State::ReportOnly]),
        blocked_by: applying.map(|policy| policy.id.clone()).collect(),
        depends_on: open.cloned().collect(),
        known: facts(&attempt, &asked, &tenant.directory),
        notes,
        policies,
    };
    answer.summary = summary(&answer);
    Ok(answer)
}

/// What the block policies in these states come to. Where policies may be missing, that none of those
/// that are there applies says nothing.
fn outcome(tenant: &Tenant, attempt: &PartialAttempt, states: &[State]) -> Outcome {
    let blocking = || tenant.policies.iter().filter(|policy| policy.blocks());
    let counted = blocking().filter(|policy| policy.state.is_some_and(|state| states.contains(&state)));
    let stateless = blocking().filter(|policy| policy.state.is_none());
    match any_applies(counted, attempt) {
        Truth::Yes => Outcome::Blocked,
        Truth::No if tenant.incomplete().next().is_some() => Outcome::CannotTell,
        Truth::No if any_applies(stateless, attempt) == Truth::No => Outcome::NotBlocked,
        Truth::No | Truth::Unknown => Outcome::CannotTell,
    }
}

/// The exports that may lack the policy that blocks it.
fn missing(tenant: &Tenant, outcome: Outcome) -> Option<Reason> {
    let names: Vec<&str> = tenant.incomplete().map(|source| source.name.as_str()).collect();
    let (first, rest) = names.split_first().filter(|_| outcome == Outcome::CannotTell)?;
    let words = format!(
        "not all policies could be read ({first}{}); one that is missing here may block the sign-in",
        and_more(rest.len())
    );
    Some(Reason { code: ReasonCode::IncompleteExport, words })
}

fn policies(tenant: &Tenant, attempt: &PartialAttempt) -> Vec<PolicyAnswer> {
    let mut policies: Vec<(u8, PolicyAnswer)> =
        tenant.policies.iter().map(|policy| (rank(policy.state), one(policy, tenant, attempt))).collect();
    // The sort is stable: what ties stays in the order of ids.
    order::sort_by_key(&mut policies, |(rank, policy)| (!policy.blocks, *rank, policy.applies));
    policies.into_iter().map(|(_, policy)| policy).collect()
}

const fn rank(state: Option<State>) -> u8 {
    match state {
        Some(State::Enabled) => 0,
        Some(State::ReportOnly) => 1,
        None => 2,
        Some(State::Disabled) => 3,
    }
}

fn one(policy: &Policy, tenant: &Tenant, attempt: &PartialAttempt) -> PolicyAnswer {
    let directory = &tenant.directory;
    let (applies, because, depends_on) = match judge(policy, attempt) {
        Judgement::Applies => (Applies::Yes, Vec::new(), Vec::new()),
        Judgement::DoesNotApply { because } => {
            (Applies::No, because::members_of(policy, &because, directory), Vec::new())
        }
        Judgement::CannotTell { depends_on } => {
            let member =
                |on: &crate::what_if::Dependency| because::because(policy, &on.at, words(&on.on, directory));
            (Applies::CannotTell, Vec::new(), depends_on.iter().map(member).collect())
        }
    };
    PolicyAnswer {
        id: policy.id.clone(),
        display_name: policy.display_name.clone(),
        state: policy.state.map(State::as_str),
        blocks: policy.blocks(),
        applies,
        because,
        depends_on,
    }
}

fn summary(answer: &Answer) -> String {
    let words = match answer.outcome {
        Outcome::Blocked => blocked(answer),
        Outcome::NotBlocked => String::from("no enabled policy that blocks applies"),
        Outcome::CannotTell => depends(answer),
    };
    let then = answer.if_report_only_were_on;
    if then == answer.outcome || answer.outcome == Outcome::Blocked {
        return words;
    }
    let then =
        if then == Outcome::Blocked { "it would be blocked" } else { "it would depend on what is not known" };
    format!("{words}; with the report-only policies on, {then}")
}

fn blocked(answer: &Answer) -> String {
    let is_it = |policy: &&PolicyAnswer| answer.blocked_by.first() == Some(&policy.id);
    match answer.policies.iter().find(is_it) {
        Some(first) => {
            let name = called(&first.display_name, &first.id);
            match answer.blocked_by.len() - 1 {
                0 => format!("{name} applies and blocks"),
                more => format!("{name}{} apply and block", and_more(more)),
            }
        }
        None => String::from("whatever is not known of it, one enabled policy or another applies and blocks"),
    }
}

fn depends(answer: &Answer) -> String {
    let Some(first) = answer.depends_on.first() else {
        return String::from("it depends on policies that were not read, or of which the state is not known");
    };
    let others: BTreeSet<&str> = answer.depends_on.iter().map(|because| because.words.as_str()).collect();
    format!("it depends on {}{}", first.words, and_more(others.len() - 1))
}
