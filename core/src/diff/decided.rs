//! Decisions that came, went, or stand otherwise, and exceptions of the settings that ran out between the two.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Changed, Judging, around::changed};
use crate::{
    catalogue::ChangeCode,
    decisions::{DecisionReport, DecisionStanding},
    order,
    settings::Exception,
};

/// What changed of the decisions and of the dates of exceptions.
pub(super) fn changes(before: &Judging<'_>, after: &Judging<'_>) -> Vec<Changed> {
    let [was, is] = [before, after].map(by_id);
    let gone = was.values().filter(|one| !is.contains_key(one.decision.id.as_str()));
    let gone = gone.map(|one| format!("decision {} is gone; it stood as {}", one.decision.id, one.standing));
    let other = is.values().filter_map(|one| match was.get(one.decision.id.as_str()) {
        None => Some(format!("decision {} is new: {}", one.decision.id, stands(one))),
        Some(was) => stands_otherwise(was, one),
    });
    let decisions = gone.chain(other).map(|words| changed(ChangeCode::DecisionChanged, words));
    decisions.chain(ran_out(before, after, &was)).collect()
}

type ById<'d> = BTreeMap<&'d str, &'d DecisionReport>;

fn by_id<'d>(judging: &Judging<'d>) -> ById<'d> {
    order::map(judging.decisions.iter().map(|report| (report.decision.id.as_str(), report)))
}

fn stands(report: &DecisionReport) -> String {
    match report.standing {
        DecisionStanding::Counts => "it counts".to_string(),
        standing => format!("{standing}, {}", report.words),
    }
}

fn stands_otherwise(was: &DecisionReport, is: &DecisionReport) -> Option<String> {
    let id = &is.decision.id;
    if was.standing != is.standing {
        return Some(format!("decision {id} went from {} to {}: {}", was.standing, is.standing, is.words));
    }
    (was.decision != is.decision).then(|| format!("decision {id} is another one now: {}", stands(is)))
}

/// Exceptions of the settings that were in force on the older side and had run out on the newer one.
fn ran_out<'c>(
    before: &'c Judging<'_>,
    after: &'c Judging<'_>,
    decisions: &'c ById<'_>,
) -> impl Iterator<Item = Changed> + 'c {
    let declared = before.side.settings.exceptions.iter();
    let declared = declared.filter(|exception| !decisions.contains_key(exception.id.as_str()));
    let ran_out = |exception: &&Exception| {
        exception.last_moment().is_some_and(|last| before.as_of <= last && last < after.as_of)
    };
    let words = |exception: &Exception| {
        format!("exception {} of the settings ran until {}", exception.id, exception.expires)
    };
    declared.filter(ran_out).map(move |one| changed(ChangeCode::AcceptanceChanged, words(one)))
}
