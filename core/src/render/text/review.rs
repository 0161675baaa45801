//! The report-only review, and who uses device code flow.

use alloc::{format, string::String, vec::Vec};

use super::{MAX_LISTED, listed, more};
use crate::clean::name;
use crate::render::page::{Ink, Page, faint, plain, strong};
use crate::render::words::{days_watched, number, policy, policy_name, ready};
use crate::report::{
    AppUse, Disagreement, Principal, PrincipalStanding, Ready, Reason, Replay, Report, Rollout, Usage,
};

pub(super) fn review(report: &Report, page: &mut Page) {
    if !report.rollout.is_empty() {
        page.heading("Report-only review");
        for entry in report.rollout.iter().take(MAX_LISTED) {
            one_rollout(entry, report, page);
        }
        more(report.rollout.len(), MAX_LISTED, page);
    }
    if let Some(used) = &report.usage {
        usage(used, page);
    }
    if let Some(replayed) = report.replay.as_ref().filter(|replay| replay.compared + replay.undecided > 0) {
        replay(replayed, page);
    }
}

fn one_rollout(entry: &Rollout, report: &Report, page: &mut Page) {
    let ink = match entry.ready {
        Ready::Yes => Ink::Good,
        Ready::No => Ink::Bad,
        Ready::Insufficient => Ink::Doubt,
    };
    let known = policy(report, &entry.policy_id);
    let title = policy_name(known.map_or("", |policy| &policy.display_name), &entry.policy_id);
    page.marked("  - ", ink, &[strong(format!("{title}:")), plain(ready(entry.ready))]);
    let since = entry.since.as_deref().unwrap_or("an unknown time");
    let Rollout { events, not_applied, would_block, undetermined, no_evidence, .. } = entry;
    let basis = entry.since_basis.map_or_else(String::new, |basis| format!(" ({})", basis.words()));
    let counts = format!(
        "unchanged since {since}{basis}, {} of evidence: {events} sign-ins list it, {not_applied} not applied, \
         {would_block} would be blocked, {undetermined} undetermined; {no_evidence} do not list it",
        days_watched(entry),
    );
    if events + no_evidence > 0 {
        page.paragraph("    ", &[plain(counts)]);
    }
    for reason in &entry.reasons {
        page.marked("    ! ", ink, &[plain(reason.words.as_str())]);
    }
    principals("would be blocked:", &entry.affected, "    ", page);
}

fn usage(used: &Usage, page: &mut Page) {
    page.heading("Device code use");
    let Usage { events, interactive, redemptions, tracked, sign_ins, .. } = used;
    let counts = format!(
        "{events} of {sign_ins} sign-ins: {interactive} with a code entered, {redemptions} redeemed, {tracked} in \
         sessions that went on"
    );
    page.paragraph("  ", &[plain(counts)]);
    principals("succeeded although the enabled policies block it:", &used.contradictions, "  ", page);
    principals("used by:", &used.principals, "  ", page);
    if !used.not_shown.is_empty() {
        page.paragraph("  ", &[plain("what the exports could not show:")]);
        not_shown(&used.not_shown, page);
    }
}

fn replay(replay: &Replay, page: &mut Page) {
    let Replay { compared, agreed, undecided, disagreements, not_listed } = replay;
    let counts = match (compared, undecided) {
        (0, _) => format!("none can be told of {undecided}"),
        (_, 0) => format!("{agreed} of {compared} agree"),
        _ => format!("{agreed} of {compared} agree, and {undecided} cannot be told"),
    };
    let words = format!("results in the log, held against what the policies do as exported: {counts}");
    page.paragraph("  ", &[plain(words)]);
    for one in disagreements.iter().take(MAX_LISTED) {
        disagreement(one, page);
    }
    more(
        disagreements.len().saturating_add(usize::try_from(*not_listed).unwrap_or(usize::MAX)),
        MAX_LISTED,
        page,
    );
}

fn disagreement(one: &Disagreement, page: &mut Page) {
    let policy = policy_name(&one.display_name, &one.policy_id);
    let (recorded, found) =
        if one.applied { ("applied", "does not apply") } else { ("did not apply", "applies") };
    let at = one.at.as_deref().unwrap_or("an unknown time");
    let words = format!("{recorded} to the sign-in {} at {at}, and as exported {found}", name(&one.event));
    page.marked("  ! ", Ink::Doubt, &[strong(format!("{policy}:")), plain(words)]);
    for because in one.because.iter().take(MAX_LISTED) {
        page.paragraph("    - ", &[plain(because.words.as_str())]);
        page.paragraph("      ", &[faint(format!("{} {}", because.source, because.pointer))]);
    }
}

fn not_shown(reasons: &[Reason], page: &mut Page) {
    for reason in reasons.iter().take(MAX_LISTED) {
        page.marked("  ? ", Ink::Doubt, &[plain(reason.words.as_str())]);
    }
    more(reasons.len(), MAX_LISTED, page);
}

pub(in crate::render) fn principals(title: &str, principals: &[Principal], indent: &str, page: &mut Page) {
    if principals.is_empty() {
        return;
    }
    page.paragraph(indent, &[plain(title)]);
    for principal in principals.iter().take(MAX_LISTED) {
        one_principal(principal, indent, page);
    }
    more(principals.len(), MAX_LISTED, page);
}

fn one_principal(principal: &Principal, indent: &str, page: &mut Page) {
    let ink = match principal.standing {
        PrincipalStanding::Undecided => Ink::Bad,
        _ => Ink::Good,
    };
    let lead = format!("{indent}- ");
    let standing = format!("({}), {}", principal.standing.words(), principal.regularity.words());
    page.marked(&lead, ink, &[strong(name(principal.who())), plain(standing)]);
    let indent = format!("{indent}  ");
    page.paragraph(&indent, &[plain(counts(principal))]);
    let apps: Vec<String> = principal.apps.iter().map(app).collect();
    page.paragraph(&indent, &[plain(format!("with {}", listed(&apps)))]);
    for phished in principal.apps.iter().filter_map(|app| app.phished.as_deref()) {
        page.marked(&format!("{indent}! "), Ink::Bad, &[plain(phished)]);
    }
    let places = [&principal.client_apps, &principal.countries].into_iter();
    let places: Vec<String> = places.filter(|list| !list.is_empty()).map(|list| listed(list)).collect();
    if !places.is_empty() {
        page.paragraph(&indent, &[faint(places.join("; "))]);
    }
    if !principal.advice.is_empty() {
        page.marked(&format!("{indent}to do: "), Ink::Strong, &[plain(&*principal.advice)]);
    }
}

/// How often, on how many days, from when to when, and in which part of a run.
fn counts(principal: &Principal) -> String {
    let Principal { events, runs, days_active, interactive, redemptions, tracked, .. } = principal;
    let seen = principal.first_seen.as_deref().zip(principal.last_seen.as_deref());
    let seen = match seen {
        Some((first, last)) if first == last => format!(", at {first}"),
        Some((first, last)) => format!(", from {first} to {last}"),
        None => String::new(),
    };
    let legs = [
        (interactive, "with a code entered"),
        (redemptions, "redeemed"),
        (tracked, "in a session that went on"),
    ];
    let legs = legs.into_iter().filter(|(count, _)| **count > 0);
    let legs: Vec<String> = legs.map(|(count, words)| format!("{count} {words}")).collect();
    let legs = if legs.is_empty() { String::new() } else { format!(": {}", legs.join(", ")) };
    let events = number(*events, "event", "events");
    let runs = number(*runs, "run", "runs");
    let days = number(*days_active, "day", "days");
    format!("{events} in {runs} on {days}{seen}{legs}")
}

fn app(app: &AppUse) -> String {
    let id = app.id.as_str();
    match (name(&app.name), id) {
        (title, "") if title.is_empty() => "an unknown application".into(),
        (title, _) if title.is_empty() => id.into(),
        (title, "") => title,
        (title, id) => format!("{title} ({id})"),
    }
}
