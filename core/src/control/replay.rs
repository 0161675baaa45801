//! What the log recorded of the candidates, held against what they do: a test of the reading with the
//! tenant's own sign-ins.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;

use super::{
    because,
    principals::Log,
    reasons::{and_more, called, reason},
};
use crate::{
    entra::{Id, Policy},
    evidence::Told,
    limits::MAX_DISAGREEMENTS,
    order,
    report::{Disagreement, Reason, ReasonCode, Replay},
    what_if::{self, Judgement, Logged, Truth},
};

/// A result that the policy as exported does not give.
struct Differs<'l> {
    policy: &'l Policy,
    event: &'l str,
    told: &'l Told,
    applied: bool,
}

impl Log<'_> {
    /// Each recorded result of a candidate, held against what the candidate does.
    pub(crate) fn replay(&self) -> Replay {
        let mut replay = Replay::default();
        let mut differing: Vec<Differs<'_>> = Vec::new();
        let events: Vec<_> = self.evidence.device_code().collect();
        for (place, policy) in self.replayed() {
            for (event, told) in &events {
                let Some(applied) = told.recorded.says(place) else { continue };
                match what_if::applies(policy, &self.attempt(told)) {
                    Truth::Unknown => replay.undecided += 1,
                    found => {
                        replay.compared += 1;
                        let agrees = found == Truth::from(applied);
                        replay.agreed += u64::from(agrees);
                        differing.extend((!agrees).then_some(Differs { policy, event, told, applied }));
                    }
                }
            }
        }
        order::sort_by_key(&mut differing, |one| (&one.policy.id, one.told.at, one.event));
        let unlisted = differing.len().saturating_sub(MAX_DISAGREEMENTS);
        replay.not_listed = u64::try_from(unlisted).unwrap_or(u64::MAX);
        differing.truncate(MAX_DISAGREEMENTS);
        replay.disagreements = differing.iter().map(|one| self.disagreement(one)).collect();
        replay
    }

    /// The candidates whose results are compared, by their place in the watch.
    fn replayed(&self) -> impl Iterator<Item = (u8, &Policy)> {
        let policy = |id: &str| self.tenant.policies.iter().find(|policy| policy.id.is(id));
        self.evidence.watch().replayed().filter_map(move |(place, id)| Some((place, policy(id)?)))
    }

    /// The sign-in as an attempt, as far as the log and the directory tell.
    fn attempt<'l>(&'l self, told: &'l Told) -> Logged<'l> {
        Logged::again(&told.seen, &self.tenant.directory)
    }

    fn disagreement(&self, one: &Differs<'_>) -> Disagreement {
        let obstacles = match what_if::judge(one.policy, &self.attempt(one.told)) {
            Judgement::DoesNotApply { because } => because,
            Judgement::Applies | Judgement::CannotTell { .. } => Vec::new(),
        };
        let moment = |micros| Timestamp::from_microsecond(micros).ok().map(|moment| moment.to_string());
        Disagreement {
            policy_id: one.policy.id.clone(),
            display_name: one.policy.display_name.clone(),
            event: one.event.to_string(),
            at: one.told.at.and_then(moment),
            principal: Id::new(&one.told.principal),
            application: Id::new(&one.told.application),
            applied: one.applied,
            because: because::members_of(one.policy, &obstacles, &self.tenant.directory),
        }
    }
}

/// That a log and the policies do not agree.
pub(super) fn warning(replay: &Replay) -> Option<Reason> {
    let first = replay.disagreements.first()?;
    let count = replay.compared - replay.agreed;
    let results = if count == 1 { String::from("one result") } else { format!("{count} results") };
    let name = called(&first.display_name, &first.policy_id);
    let mut others: Vec<&Id> = replay.disagreements.iter().map(|one| &one.policy_id).collect();
    others.dedup();
    let words = format!(
        "the sign-in log records {results} that {name}{} as exported would not give: either the exports are \
         of different times, or flowlock reads the policy wrongly",
        and_more(others.len() - 1)
    );
    Some(reason(ReasonCode::ReplayDisagrees, words))
}
