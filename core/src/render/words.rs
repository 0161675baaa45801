//! Words that every format shares, so that people read the same in all of them.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    clean::name,
    entra::Id,
    peers::{Comparison, Peer, PeerAnswer},
    report::{
        Decision, DecisionKind, DecisionReport, Gap, PolicyReport, Ready, ReasonCode, Report, RequirementId,
        Rollout, SignatureStanding, Standing, Status, Target,
    },
    tenant::{Source, SourceKind},
};

/// The verdict in a few words.
pub(super) const fn headline(status: Status) -> &'static str {
    match status {
        Status::Pass => "device code flow is locked",
        Status::Review => "device code flow may not be locked",
        Status::Fail => "device code flow is not locked",
    }
}

/// The state of a policy, as Graph spells it, in the words of the portal.
pub(super) fn state(state: Option<&str>) -> &str {
    match state {
        None => "state unknown",
        Some("enabled") => "on",
        Some("disabled") => "off",
        Some("enabledForReportingButNotEnforced") => "report-only",
        Some(other) => other,
    }
}

/// Whether a report-only policy may be turned on.
pub(super) const fn ready(ready: Ready) -> &'static str {
    match ready {
        Ready::Yes => "ready to turn on",
        Ready::No => "not ready to turn on",
        Ready::Insufficient => "not enough evidence to turn on",
    }
}

/// The answer and how it compares, as people say it.
pub(super) const fn peer(peer: &Peer) -> &'static str {
    match (peer.comparison, peer.answer) {
        (Comparison::FalsePass, _) => "passes, wrongly",
        (Comparison::FalseFail, _) => "fails, wrongly",
        (Comparison::Unfounded, PeerAnswer::Pass) => "passes, which is unfounded",
        (Comparison::Unfounded, _) => "fails, which is unfounded",
        (Comparison::Agrees, PeerAnswer::Pass) => "passes, and so does the control",
        (Comparison::Agrees, _) => "fails, and so does the control",
        (Comparison::Undecided, PeerAnswer::Manual) => "asks a person",
        (Comparison::Undecided, _) => "says nothing",
    }
}

/// What comes before the entries that a gap stands by; nothing is there to name where it is open.
pub(super) const fn stands_by(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "",
        Standing::Doubtful => "doubtful through ",
        Standing::Accepted => "accepted by ",
    }
}

/// A policy by its name and id; by its id alone where it has no name.
pub(super) fn policy_name(display_name: &str, id: &Id) -> String {
    let known = name(display_name);
    if known.is_empty() || id.is(&known) {
        return name(id.as_str());
    }
    format!("{known} ({})", name(id.as_str()))
}

/// What a file was recognised as.
pub(super) const fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::WhatIf => "What If response",
        SourceKind::ScubaGear => "ScubaGear",
        SourceKind::Terraform => "Terraform state",
        SourceKind::Steampipe => "Steampipe",
        SourceKind::GroupMembers => "group members",
        SourceKind::NamedLocations => "named locations",
        SourceKind::SecurityDefaults => "security defaults",
        SourceKind::MigrationTable => "migration table",
        SourceKind::Hints => "configuration of another tool",
        SourceKind::SignIns => "sign-ins",
        SourceKind::AuditLogs => "audit logs",
        other => other.as_str(),
    }
}

/// For how many days a policy was watched: "2 of 9 days" where sign-ins list it on two of them.
pub(super) fn days_watched(entry: &Rollout) -> String {
    let days = number(entry.days_observed, "day", "days");
    let some = entry.days_with_events;
    if some < entry.days_observed { format!("{some} of {days}") } else { days }
}

/// `1 policy`, `2 policies`.
pub(super) fn number(count: u64, one: &str, many: &str) -> String {
    let mut out = count.to_string();
    out.push(' ');
    out.push_str(if count == 1 { one } else { many });
    out
}

/// The length of a list as the report counts.
pub(super) fn size(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Our own words with a capital. Nothing that begins with a name is one of them.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Our own words as a sentence.
pub(super) fn sentence(words: &str) -> String {
    capital(words) + "."
}

/// The folder that all sources lie in, with its last slash; empty where there is none.
pub(super) fn common_folder(sources: &[Source]) -> String {
    let mut names = sources.iter().map(|source| source.name.as_str());
    let first = names.next().unwrap_or_default();
    let mut parts: Vec<&str> = first.split_inclusive('/').filter(|part| part.ends_with('/')).collect();
    for name in names {
        let shared = parts.iter().zip(name.split_inclusive('/')).take_while(|(mine, theirs)| *mine == theirs);
        let shared = shared.count();
        parts.truncate(shared);
    }
    parts.concat()
}

/// What was decided, by whom, why and until when.
pub(super) fn decided(decision: &Decision) -> String {
    let Decision { kind, target, justification, decided_by, expires, .. } = decision;
    was_decided(*kind, target, [justification, decided_by, expires])
}

/// The same of the kind, the target, and why, by whom and until when.
pub(super) fn was_decided(kind: DecisionKind, target: &Target, [why, who, until]: [&str; 3]) -> String {
    let what = match kind {
        DecisionKind::Exception => "an exception for",
        DecisionKind::MeantToBeBlocked => "meant to be blocked:",
        DecisionKind::TurnOn => "turn on",
    };
    format!("{what} {}, by {who} until {until}: {why}", target.words())
}

/// What is missing of the approvals of a decision; `None` where nothing is.
pub(super) fn missing(report: &DecisionReport) -> Option<String> {
    let standings = report.approvals.iter().map(|one| one.standing);
    approvals_missing(report.approvals_needed, standings, &report.approvals_pending)
}

/// How many approvals are missing, and who may give them; `None` where none is.
pub(super) fn approvals_missing(
    needed: Option<u64>,
    approvals: impl Iterator<Item = SignatureStanding>,
    pending: &[String],
) -> Option<String> {
    let counting = size(approvals.filter(|standing| *standing == SignatureStanding::Counts).count());
    let missing = needed?.checked_sub(counting).filter(|missing| *missing > 0)?;
    let more = number(missing, "more approval is missing", "more approvals are missing");
    Some(match pending {
        [] => format!("{more}, and nobody is left who may give it"),
        of => format!("{more}, of {}", of.join(", ")),
    })
}

/// The gaps of one standing.
pub(super) fn gaps(report: &Report, standing: Standing) -> impl Iterator<Item = &Gap> {
    report.gaps.iter().filter(move |gap| gap.standing == standing)
}

/// The policy of an id.
pub(super) fn policy<'r>(report: &'r Report, id: &Id) -> Option<&'r PolicyReport> {
    report.policies.iter().find(|policy| policy.id == *id)
}

/// How the verdict was found, for someone who has to trust it.
pub(super) fn proof(report: &Report) -> Vec<String> {
    let blocks = |policy: &PolicyReport| {
        policy.requirements.iter().any(|step| step.id == RequirementId::Block && step.met)
    };
    let counted =
        report.policies.iter().filter(|policy| policy.state.as_deref() == Some("enabled") && blocks(policy));
    let counted = match counted.count() {
        0 => "none is on and blocks".to_string(),
        1 => "one is on and blocks".to_string(),
        several => format!("{several} are on and block"),
    };
    let method = format!(
        "Of {} in the export, {counted}. Flowlock took what is on together and searched all sign-ins through device \
         code flow, told apart by kind of user, home tenant, user, group, role, application, platform, location, \
         client app, risk and every other condition that a policy or the settings name, for one that nothing \
         blocks and nothing accepts.",
        number(size(report.policies.len()), "policy", "policies"),
    );
    let cut_off = report.reasons.iter().any(|reason| reason.code == ReasonCode::ProofCutOff);
    let count = |standing| size(gaps(report, standing).count());
    let (open, doubtful) = (count(Standing::Open), count(Standing::Doubtful));
    let found = if cut_off {
        "The search reached its limit before it was settled, so a person has to look.".to_string()
    } else if open > 0 {
        format!(
            "It found {}. Each ends in one concrete sign-in, which was held against every policy again and which \
             none of them blocks.",
            number(open, "region that is open", "regions that are open")
        )
    } else if doubtful > 0 {
        format!(
            "It found none, if what the settings do not declare is well founded: {} on something that no export says.",
            number(doubtful, "region hangs", "regions hang")
        )
    } else {
        "It found none.".to_string()
    };
    alloc::vec![method, found]
}

/// What the files did not say, or could not.
pub(super) fn not_known(report: &Report) -> Vec<String> {
    let mut unknown = Vec::new();
    for source in report.sources.iter().filter(|source| !source.complete) {
        let why = source.problems.first().map_or("it is not whole", |problem| &problem.message);
        unknown.push(format!("{} is incomplete: {why}", source.name));
    }
    let mut doubts: Vec<&String> = gaps(report, Standing::Doubtful).flat_map(|gap| &gap.by).collect();
    doubts.dedup();
    unknown.extend(doubts.into_iter().map(|by| format!("whether this is meant: {by}")));
    if report.gaps_not_listed > 0 {
        unknown.push(format!("at least {} more gaps are not listed", report.gaps_not_listed));
    }
    unknown.extend(log_not_known(report));
    unknown
}

fn log_not_known(report: &Report) -> Vec<String> {
    let Some(usage) = &report.usage else {
        return alloc::vec!["no sign-ins were given, so nobody knows who uses device code flow".to_string()];
    };
    let mut unknown: Vec<String> = usage.not_shown.iter().map(|reason| reason.words.clone()).collect();
    if usage.without_id > 0 {
        unknown.push(format!("{} have no id: duplicates among them count each time", usage.without_id));
    }
    if usage.duplicates_bound_passed {
        unknown.push("there were too many sign-ins to tell duplicates among all of them".to_string());
    }
    unknown
}
