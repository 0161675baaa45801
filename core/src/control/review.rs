//! Part 2 of the control: may a report-only policy be turned on, and who would it hit?

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    candidates,
    principals::{Log, number},
    reasons::{and_more, reason},
    usage::{DAY, date},
};
use crate::{
    catalogue::ReasonCode,
    entra::{Policy, State},
    evidence::{Since, Tally, since},
    report::{Principal, PrincipalStanding, Ready, Reason, Rollout},
    settings::Settings,
};

impl Log<'_> {
    /// One entry for each report-only candidate.
    pub(crate) fn review(&self, settings: &Settings) -> Vec<Rollout> {
        let report_only = candidates(self.tenant, State::ReportOnly);
        report_only.map(|policy| self.review_of(policy, settings)).collect()
    }

    fn review_of(&self, policy: &Policy, settings: &Settings) -> Rollout {
        let place = self.evidence.watch().place(&policy.id);
        let none = Tally::default();
        let tally = place.and_then(|place| self.summary.policies.get(&place)).unwrap_or(&none);
        let affected = self.principals(&tally.affected);
        let since = since(policy, self.tenant, settings);
        let days: Vec<i64> = place.into_iter().flat_map(|place| self.evidence.days(place)).collect();
        let watched = Watched { whole: self.days_observed(since), least: settings.min_observation_days };
        let missing = self.missing(policy, since, tally, &watched);
        let undecided = undecided(&affected, tally.affected.unlisted);
        let listed = || days_missing("sign-ins list it", &days, (watched.whole, watched.least));
        let notes = listed().filter(|_| !days.is_empty()).into_iter().chain(locked_out(&affected));
        let ready = match (&undecided, missing.is_empty()) {
            (Some(_), _) => Ready::No,
            (None, true) => Ready::Yes,
            (None, false) => Ready::Insufficient,
        };
        Rollout {
            policy_id: policy.id.clone(),
            since: since.at.map(|at| at.to_string()),
            since_basis: since.basis,
            days_observed: watched.whole,
            events: tally.events(),
            not_applied: tally.not_applied,
            would_block: tally.would_block,
            undetermined: tally.undetermined,
            no_evidence: tally.no_evidence,
            days_with_events: number(days.len()),
            ready,
            reasons: undecided.into_iter().chain(missing).chain(notes).collect(),
            affected,
            affected_not_listed: tally.affected.unlisted,
        }
    }

    /// Whole days from the policy's last change, or from the first sign-in that was read if that is
    /// later, to the last one that was read. What was not read is no evidence.
    fn days_observed(&self, since: Since) -> u64 {
        let Some((since, (first, last))) = since.at.zip(self.evidence.span()) else { return 0 };
        let (from, to) = (since.max(first), last.min(self.as_of));
        u64::try_from(to.duration_since(from).as_secs() / DAY).unwrap_or(0)
    }

    /// What the evidence lacks.
    fn missing(&self, policy: &Policy, since: Since, tally: &Tally, watched: &Watched) -> Vec<Reason> {
        if since.changed_later {
            let words =
                "the audit log shows that it was changed after it was exported; export the policies again";
            return alloc::vec![reason(ReasonCode::ChangedSinceExport, words)];
        }
        if self.summary.events == 0 {
            return alloc::vec![reason(ReasonCode::NoSignIns, "no sign-in was read")];
        }
        let mut missing = Vec::new();
        missing.extend(self.unanswered(policy, since, tally));
        if self.evidence.shown().results {
            missing.extend(watched.too_short());
        }
        if tally.undetermined > 0 {
            let words = format!(
                "the result of {} sign-ins cannot be told; export them with the header \
                 `Prefer: include-unknown-enum-members`",
                tally.undetermined
            );
            missing.push(reason(ReasonCode::Undetermined, words));
        }
        missing.extend(self.unseen(tally));
        missing.extend(self.missing_logs());
        missing
    }

    /// That somebody used the flow of whom nobody has decided, and no sign-in says what the policy would have done.
    fn unseen(&self, tally: &Tally) -> Option<Reason> {
        let users = self.principals(&tally.unseen);
        let undecided: Vec<&Principal> =
            users.iter().filter(|one| one.standing == PrincipalStanding::Undecided).collect();
        let (first, more) = match (undecided.split_first(), tally.unseen.unlisted) {
            (Some((first, rest)), _) => (first.who(), and_more(rest.len())),
            (None, 0) => return None,
            (None, _) => ("somebody", String::new()),
        };
        let words = format!(
            "{first}{more} used device code flow, and the sign-in does not list the policy: whether it would \
             be blocked cannot be told"
        );
        (tally.events() > 0).then(|| reason(ReasonCode::UseNotListed, words))
    }

    /// Why no event tells anything of the policy.
    fn unanswered(&self, policy: &Policy, since: Since, tally: &Tally) -> Option<Reason> {
        let (code, words) = if tally.events() > 0 {
            return None;
        } else if self.evidence.watch().place(&policy.id).is_none() {
            (ReasonCode::NotWatched, "there are too many report-only policies to review them all")
        } else if since.at.is_none() {
            (
                ReasonCode::SinceUnknown,
                "the export does not say when the policy was made or last modified; the settings can say it \
                 as `reportOnlySince`",
            )
        } else if !self.evidence.shown().results {
            (
                ReasonCode::NoResults,
                "no sign-in shows what policies did: a portal CSV never does, PowerShell needs `ConvertTo-Json \
                 -Depth 10`, and every export the permission Policy.Read.All and a role such as Security Reader",
            )
        } else {
            (ReasonCode::NoEvents, "no sign-in after its last change lists the policy")
        };
        Some(reason(code, words))
    }

    /// The logs that were not read, or not as a whole.
    pub(crate) fn missing_logs(&self) -> Vec<Reason> {
        let shown = self.evidence.shown();
        let incomplete: Vec<&str> = self
            .tenant
            .sources
            .iter()
            .filter(|source| source.lacks_sign_ins())
            .map(|source| source.name.as_str())
            .collect();
        let mut missing = Vec::new();
        if !shown.interactive {
            missing.push(reason(ReasonCode::NoInteractive, "no interactive sign-in was read"));
        }
        if !shown.non_interactive {
            let words = "no non-interactive sign-in was read; they are a log of their own, and tokens are \
                         redeemed and refreshed there";
            missing.push(reason(ReasonCode::NoNonInteractive, words));
        }
        // One wrong clock would stretch the window over days of which nothing was read.
        if let Some((_, last)) = self.evidence.span().filter(|(_, last)| *last > self.as_of) {
            let words = format!("a sign-in is dated {last}, after the moment that the report speaks of");
            missing.push(reason(ReasonCode::SignInsAhead, words));
        }
        if let [first, rest @ ..] = incomplete.as_slice() {
            let more = and_more(rest.len());
            missing
                .push(reason(ReasonCode::IncompleteLog, format!("not all of {first}{more} could be read")));
        }
        missing
    }
}

/// For how long a policy was watched.
#[derive(Clone, Copy)]
struct Watched {
    /// Whole days from its last change, or from the first sign-in that was read, to the last one.
    whole: u64,
    /// How many days are asked for.
    least: u64,
}

impl Watched {
    fn too_short(&self) -> Option<Reason> {
        let Self { whole, least } = self;
        let words = format!("{whole} of at least {least} days of sign-ins after its last change were read");
        (whole < least).then(|| reason(ReasonCode::TooShort, words))
    }
}

/// That sign-ins tell of few days. Exports that were put together may leave out any day, and no file tells such
/// a day from a quiet one: a person can, so that it is said and keeps nothing from being ready.
pub(crate) fn days_missing(sign_ins: &str, days: &[i64], (whole, least): (u64, u64)) -> Option<Reason> {
    let number = number(days.len());
    let pairs = days.iter().zip(days.iter().skip(1));
    let longest = pairs.min_by_key(|(from, to)| *from - *to).filter(|(from, to)| *to - *from > 1);
    let gap = longest.map_or_else(String::new, |(from, to)| {
        format!(", and on none from {} to {}", date(from + 1), date(to - 1))
    });
    let words = format!("{sign_ins} on {number} of {whole} days{gap}: check that the export is whole");
    (number < least && least <= whole).then(|| reason(ReasonCode::DaysMissing, words))
}

/// That somebody would be blocked who is accepted: a policy must exclude them before it is turned on.
pub(crate) fn locked_out(affected: &[Principal]) -> Option<Reason> {
    let accepted: Vec<&Principal> = affected.iter().filter(|one| one.standing.is_accepted()).collect();
    let first = accepted.first()?;
    let who = first.who();
    let words = format!(
        "{who}{} would be blocked although the settings accept it: exclude it from the policy first",
        and_more(accepted.len() - 1)
    );
    Some(reason(ReasonCode::AcceptedWouldBlock, words))
}

/// That somebody would be blocked of whom nobody has decided.
pub(crate) fn undecided(affected: &[Principal], unlisted: u64) -> Option<Reason> {
    let undecided = affected.iter().filter(|one| one.standing == PrincipalStanding::Undecided).count();
    let words = match (undecided, unlisted) {
        (0, 0) => return None,
        (1, 0) => "one user would be blocked of whom the settings decide nothing".to_string(),
        (_, 0) => format!("{undecided} users would be blocked of whom the settings decide nothing"),
        _ => format!("more than {undecided} users would be blocked, and not all of them are listed"),
    };
    Some(reason(ReasonCode::WouldBlock, words))
}
