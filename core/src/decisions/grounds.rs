//! What a decision rests on: exactly that, by ids alone, so that its digest changes when it changes.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Decision, DecisionKind, DecisionStanding, digest::digest};
use crate::{
    acceptance::{Accepted, Entry},
    catalogue::Ready,
    control::ENFORCED,
    coverage::{Budget, Coverage},
    entra::{Id, Policy, State},
    order,
    report::Rollout,
    settings::{Exception, MeantToBeBlocked, Settings},
    tenant::Tenant,
};

/// What a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DecisionEvidence {
    /// Of an exception.
    Opened(Opened),
    /// Of a user who is meant to be blocked.
    Used(Used),
    /// Of a policy to turn on.
    Reviewed(Reviewed),
}

/// Everything that the enabled policies leave open inside an exception, so that it accepts no more than
/// was there to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// The regions that are open, by ids alone, sorted.
    pub open: Vec<String>,
    /// SHA-256 of the sorted ids of who is in the group that it is for; null where it is for none, or no
    /// export shows all members.
    pub members: Option<String>,
}

/// What a user asked tokens for whom a report-only policy would have blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Used {
    /// The user, by id.
    pub principal: String,
    /// The applications that they signed in with, by id, sorted.
    pub applications: Vec<String>,
}

/// A report-only policy, and whom it would have blocked. How many days and sign-ins were read is not part
/// of it: the review is held against the settings each time, and a decision stands while the log grows
/// quietly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reviewed {
    /// The policy, by id.
    pub policy: String,
    /// SHA-256 of everything that bears on whom the policy applies to and what it does.
    pub content: String,
    /// Since when it has been so, RFC 3339.
    pub since: Option<String>,
    /// Who would have been blocked, by id, sorted.
    pub affected: Vec<String>,
}

/// What a decision rests on today, and the same in words.
pub(super) struct Ground {
    pub(super) evidence: DecisionEvidence,
    pub(super) words: Vec<String>,
}

/// Why there is nothing that a decision could rest on.
pub(super) struct NoGround {
    pub(super) standing: DecisionStanding,
    pub(super) words: String,
}

impl NoGround {
    fn new(standing: DecisionStanding, words: impl Into<String>) -> Self {
        Self { standing, words: words.into() }
    }

    fn no_target(words: impl Into<String>) -> Self {
        Self::new(DecisionStanding::NoSuchTarget, words)
    }
}

/// An exception of the settings that says what the decision says.
pub(super) fn exception(decision: &Decision) -> Exception {
    let one = |value: &Option<String>| value.iter().cloned().collect();
    let target = &decision.target;
    Exception {
        id: decision.id.clone(),
        justification: decision.justification.clone(),
        approved_by: decision.decided_by.clone(),
        expires: decision.expires.clone(),
        users: one(&target.user),
        groups: one(&target.group),
        applications: one(&target.application),
        locations: one(&target.location),
        platforms: one(&target.platform),
    }
}

/// An entry of the settings that says what the decision says.
pub(super) fn meant_to_be_blocked(decision: &Decision) -> MeantToBeBlocked {
    MeantToBeBlocked {
        id: decision.id.clone(),
        justification: decision.justification.clone(),
        approved_by: decision.decided_by.clone(),
        expires: decision.expires.clone(),
        users: decision.target.user.iter().cloned().collect(),
        ..MeantToBeBlocked::default()
    }
}

/// A tenant, and what its log says.
pub(super) struct Grounds<'g> {
    pub(super) tenant: &'g Tenant,
    pub(super) settings: &'g Settings,
    /// The review, by the settings that the decision adds to.
    pub(super) rollout: &'g [Rollout],
}

impl Grounds<'_> {
    /// What the decision rests on, as far as the steps reach.
    pub(super) fn of(&self, decision: &Decision, budget: &mut Budget) -> Result<Ground, NoGround> {
        match decision.kind {
            DecisionKind::Exception => self.opened(decision, budget),
            DecisionKind::MeantToBeBlocked => self.used(decision),
            DecisionKind::TurnOn => self.reviewed(decision),
        }
    }

    /// Nothing but the decision names what the regions are told by: other entries of the settings come
    /// and go.
    fn opened(&self, decision: &Decision, budget: &mut Budget) -> Result<Ground, NoGround> {
        let directory = &self.tenant.directory;
        let alone = Settings { exceptions: [exception(decision)].into(), ..Settings::default() };
        let accepted = Accepted::resolve(&alone, directory, decision.last_moment().unwrap_or_default());
        let entry = accepted.exceptions.first().ok_or_else(|| {
            NoGround::no_target("no export of users names the user just once, so it stands for nobody")
        })?;
        let most = self.settings.max_emergency_accounts;
        // What other policies name tells regions apart that are one here.
        let blocks = |policy: &&Policy| policy.state == Some(State::Enabled) && policy.blocks();
        let policies: Vec<Policy> = self.tenant.policies.iter().filter(blocks).cloned().collect();
        let coverage = Coverage::new(&policies, &accepted, directory, most);
        let open = coverage.open_within(entry, ENFORCED, budget).ok_or_else(|| {
            NoGround::no_target("it is open in too many ways to be held against the evidence; narrow it")
        })?;
        if open.is_empty() {
            return Err(NoGround::no_target("the enabled policies leave no gap there"));
        }
        let words = open.values().map(|words| format!("open: {words}")).collect();
        let members = self.members(entry);
        let evidence = DecisionEvidence::Opened(Opened { open: open.into_keys().collect(), members });
        Ok(Ground { evidence, words })
    }

    fn members(&self, entry: &Entry) -> Option<String> {
        let group = entry.groups.as_ref()?.first()?;
        let everyone = self.tenant.directory.groups.get(group)?.members.everyone()?;
        Some(digest(&everyone.iter().map(folded).collect::<Vec<_>>()))
    }

    fn used(&self, decision: &Decision) -> Result<Ground, NoGround> {
        let user = Id::new(decision.target.user.as_deref().unwrap_or_default());
        let mut applications: BTreeMap<String, String> = BTreeMap::new();
        for entry in self.rollout {
            let found = entry.affected.iter().find(|principal| principal.id == user);
            for app in found.into_iter().flat_map(|principal| &principal.apps) {
                let words =
                    format!("policy {} would have blocked a sign-in with {}", entry.policy_id, app.name);
                applications.entry(folded(&app.id)).or_insert(words);
            }
        }
        if applications.is_empty() {
            return Err(NoGround::no_target("no report-only policy would have blocked them in the sign-ins"));
        }
        let words = applications.values().cloned().collect();
        let evidence = Used { principal: folded(&user), applications: applications.into_keys().collect() };
        Ok(Ground { evidence: DecisionEvidence::Used(evidence), words })
    }

    fn reviewed(&self, decision: &Decision) -> Result<Ground, NoGround> {
        let policy = self.policy(decision)?;
        let entry = self.rollout.iter().find(|entry| entry.policy_id == policy.id);
        let entry = entry.ok_or_else(|| NoGround::no_target("it is no report-only policy about the flow"))?;
        if entry.ready != Ready::Yes {
            let why = entry.reasons.first().map_or("", |reason| reason.words.as_str());
            let words = format!("the review does not say that it is ready: {why}");
            return Err(NoGround::new(DecisionStanding::NotReady, words));
        }
        let affected = order::set(entry.affected.iter().map(|one| folded(&one.id)));
        let words = format!(
            "ready after {} days: it did not apply to {} sign-ins and would have blocked {} of {} users",
            entry.days_observed,
            entry.not_applied,
            entry.would_block,
            affected.len()
        );
        let evidence = Reviewed {
            policy: folded(&policy.id),
            content: digest(&policy.content()),
            since: entry.since.clone(),
            affected: affected.into_iter().collect(),
        };
        Ok(Ground { evidence: DecisionEvidence::Reviewed(evidence), words: [words].into() })
    }

    fn policy(&self, decision: &Decision) -> Result<&Policy, NoGround> {
        let id = decision.target.policy.as_deref().unwrap_or_default();
        let policy = self.tenant.policies.iter().find(|policy| policy.id.is(id));
        let policy = policy.ok_or_else(|| NoGround::no_target("no export has a policy of this id"))?;
        if policy.state == Some(State::Enabled) {
            return Err(NoGround::new(DecisionStanding::CarriedOut, "the policy is on"));
        }
        Ok(policy)
    }
}

/// Ids compare without case, and digests do not.
fn folded(id: &Id) -> String {
    id.as_str().to_ascii_lowercase()
}
