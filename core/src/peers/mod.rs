//! What other tools' checks would say of this tenant, and where they are wrong.
//!
//! They look at one policy at a time and ask a few things of it. So they pass a policy that leaves
//! somebody out, for which there is a witness here, and fail policies that together leave nobody out.

mod checks;
mod clauses;

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::catalogue::{Comparison, PeerAnswer};
use crate::{
    acceptance::Accepted,
    control::{called, members},
    entra::{Id, Policy},
    report::{Gap, Report, Standing, Status},
    settings::Settings,
    tenant::Tenant,
    what_if::Attempt,
};
use checks::{Asks, CHECKS, Check};
use clauses::{Case, Clause};

/// What one check of another tool would say.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Peer {
    /// The tool.
    pub tool: Cow<'static, str>,
    /// The check, as the tool calls it.
    pub check: Cow<'static, str>,
    /// What it asks of one policy, after "a policy that"; empty where it asks a person.
    pub asks: Vec<Cow<'static, str>>,
    /// What it would say.
    pub answer: PeerAnswer,
    /// How that compares with the verdict of this report.
    pub comparison: Comparison,
    /// The policy that it takes for enough, or the one that comes nearest; null where there is none.
    pub policy_id: Option<Id>,
    /// What that policy lacks of what it asks.
    pub misses: Vec<Cow<'static, str>>,
    /// Where it is wrong, or why it says what it says.
    pub words: String,
    /// Where it passes wrongly: an attempt that gets through.
    pub witness: Option<Attempt>,
}

/// What each check would say of the tenant of this report.
///
/// A configuration of such a tool is taken to declare what the settings accept, so that a difference is
/// one of reading and not of configuration.
///
/// ```
/// use flowlock_core::{Intake, Settings, evaluate, peers};
///
/// let export = br#"{"value": [{"id": "p", "state": "enabled", "grantControls": {"builtInControls": ["block"]},
///     "conditions": {"authenticationFlows": {"transferMethods": "deviceCodeFlow"},
///     "users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
///     "platforms": {"includePlatforms": ["android"]}}}]}"#;
/// let mut intake = Intake::new();
/// intake.read("policies.json", export)?;
/// let (tenant, settings) = (intake.finish()?, Settings::default());
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// let report = evaluate(&tenant, &settings, as_of)?;
/// let peers = peers::ask(&tenant, &settings, as_of, &report);
/// let prowler = peers.iter().find(|peer| peer.tool == "Prowler").expect("it is asked");
/// assert_eq!(prowler.comparison, peers::Comparison::FalsePass);
/// assert!(prowler.witness.is_some());
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn ask(tenant: &Tenant, settings: &Settings, as_of: Timestamp, report: &Report) -> Vec<Peer> {
    let accepted = Accepted::resolve(settings, &tenant.directory, as_of);
    let inquiry = Inquiry { tenant, accepted: &accepted, report };
    CHECKS.iter().map(|check| inquiry.ask(check)).collect()
}

struct Inquiry<'i> {
    tenant: &'i Tenant,
    accepted: &'i Accepted,
    report: &'i Report,
}

/// What a check says, and of which policy.
struct Said<'i> {
    answer: PeerAnswer,
    policy: Option<&'i Policy>,
    misses: Vec<&'static str>,
}

impl<'i> Inquiry<'i> {
    fn ask(&self, check: &Check) -> Peer {
        let said = self.said(&check.asks);
        let comparison = compare(self.report.status, said.answer);
        let gap = self.gap(comparison);
        Peer {
            tool: check.tool.into(),
            check: check.name.into(),
            asks: owned(check.asks.words()),
            answer: said.answer,
            comparison,
            words: self.words(comparison, &said, gap),
            witness: gap.filter(|_| said.answer == PeerAnswer::Pass).map(|gap| gap.witness.clone()),
            policy_id: said.policy.map(|policy| policy.id.clone()),
            misses: owned(said.misses),
        }
    }

    fn said(&self, asks: &Asks) -> Said<'i> {
        match asks {
            Asks::APerson => Said::without_policy(PeerAnswer::Manual),
            Asks::OnePolicy { silent_without_policies: true, .. } if self.tenant.policies.is_empty() => {
                Said::without_policy(PeerAnswer::Nothing)
            }
            Asks::OnePolicy { clauses, all, .. } => self.one_policy(clauses, all),
        }
    }

    /// The policy that lacks least decides; of those that lack nothing, one that fails what all must meet.
    fn one_policy(&self, clauses: &[Clause], all: &[Clause]) -> Said<'i> {
        let judged = self.tenant.policies.iter().map(|policy| {
            let lacked = self.lacked(policy, clauses);
            let spoils = lacked.is_empty() && !self.lacked(policy, all).is_empty();
            (policy, lacked, spoils)
        });
        let nearest =
            judged.min_by_key(|(policy, lacked, spoils)| (lacked.len(), !spoils, !policy.is_candidate()));
        let Some((policy, mut misses, spoils)) = nearest else {
            return Said::without_policy(PeerAnswer::Fail);
        };
        if spoils {
            misses = self.lacked(policy, all);
        }
        let answer = if misses.is_empty() { PeerAnswer::Pass } else { PeerAnswer::Fail };
        Said { answer, policy: Some(policy), misses }
    }

    /// The clauses that do not hold of a policy.
    fn lacked(&self, policy: &Policy, clauses: &[Clause]) -> Vec<&'static str> {
        let case = Case { policy, accepted: self.accepted, hints: &self.tenant.hints };
        clauses.iter().filter(|clause| !(clause.holds)(case)).map(|clause| clause.words).collect()
    }

    /// The gap that a wrong or an unfounded answer overlooks.
    fn gap(&self, comparison: Comparison) -> Option<&'i Gap> {
        let standing = match comparison {
            Comparison::FalsePass => Standing::Open,
            Comparison::Unfounded => Standing::Doubtful,
            _ => return None,
        };
        self.report.gaps.iter().find(|gap| gap.standing == standing)
    }

    fn words(&self, comparison: Comparison, said: &Said<'_>, gap: Option<&Gap>) -> String {
        match comparison {
            Comparison::Undecided if said.answer == PeerAnswer::Nothing => {
                "there is no policy, and it says nothing of that".into()
            }
            Comparison::Undecided => "it asks a person and decides nothing".into(),
            Comparison::Agrees => match said.answer {
                PeerAnswer::Pass => format!("{} meets all that it asks", policy(said)),
                _ => lacking(said),
            },
            Comparison::FalseFail => format!(
                "wrong: {}, yet the enabled policies together block every sign-in that nothing accepts",
                lacking(said)
            ),
            Comparison::FalsePass => format!(
                "wrong: {} meets all that it asks, and lets somebody through{}",
                policy(said),
                self.because(said, gap)
            ),
            Comparison::Unfounded => {
                let open = self.report.reasons.first().map_or("", |reason| reason.words.as_str());
                format!("it says {} where a person has to look: {open}", said.answer)
            }
        }
    }

    /// What of the policy lets the witness through.
    fn because(&self, said: &Said<'_>, gap: Option<&Gap>) -> String {
        let because =
            said.policy.zip(gap).map(|(policy, gap)| members(policy, &gap.witness, &self.tenant.directory));
        let words: Vec<String> = because.into_iter().flatten().map(|because| because.words).collect();
        if words.is_empty() { String::new() } else { format!(": {}", words.join("; ")) }
    }
}

fn owned(words: Vec<&'static str>) -> Vec<Cow<'static, str>> {
    words.into_iter().map(Cow::Borrowed).collect()
}

impl Said<'_> {
    const fn without_policy(answer: PeerAnswer) -> Self {
        Self { answer, policy: None, misses: Vec::new() }
    }
}

const fn compare(status: Status, answer: PeerAnswer) -> Comparison {
    match (status, answer) {
        (_, PeerAnswer::Manual | PeerAnswer::Nothing) => Comparison::Undecided,
        (Status::Review, _) => Comparison::Unfounded,
        (Status::Pass, PeerAnswer::Pass) | (Status::Fail, PeerAnswer::Fail) => Comparison::Agrees,
        (Status::Fail, PeerAnswer::Pass) => Comparison::FalsePass,
        (Status::Pass, PeerAnswer::Fail) => Comparison::FalseFail,
    }
}

fn policy(said: &Said<'_>) -> String {
    said.policy.map_or_else(|| "no policy".into(), |policy| called(&policy.display_name, &policy.id))
}

/// Why no policy is enough.
fn lacking(said: &Said<'_>) -> String {
    match said.policy {
        None => "there is no policy".into(),
        Some(_) => format!(
            "it asks for one policy that {}; {} comes nearest and is none",
            said.misses.join(" and "),
            policy(said)
        ),
    }
}
