//! What the sign-ins say: the report-only review, who would be hit, and who uses the flow.

use alloc::{format, string::String};

use maud::{Markup, html};

use super::{
    MAX_LISTED, Page, Section, gaps::members, moment, more, people::people, rich, timeline::timeline,
    verdict::reasons,
};
use crate::{
    clean::name,
    render::words::{number, policy, policy_name, ready, sentence, size},
    report::{Disagreement, Ready, Replay, Rollout, Usage},
};

pub(super) fn review(page: &Page<'_>) -> Option<Section> {
    let entries = &page.report.rollout;
    if entries.is_empty() {
        return None;
    }
    let body = html! { @for entry in entries { (rollout(entry, page)) } };
    Some(Section::new("fl-review", "May report-only policies be turned on?", body))
}

fn rollout(entry: &Rollout, page: &Page<'_>) -> Markup {
    let known = policy(page.report, &entry.policy_id).map_or("", |policy| &policy.display_name);
    let standing = match entry.ready {
        Ready::Yes => "accepted",
        Ready::No => "open",
        Ready::Insufficient => "doubtful",
    };
    html! {
        div.fl-rollout data-standing=(standing) {
            h3 { (rich(&policy_name(known, &entry.policy_id))) ": " (ready(entry.ready)) }
            (reasons(&entry.reasons))
            (counts(entry))
            (people("Who would be blocked", &entry.affected))
            @if entry.affected_not_listed > 0 {
                p.fl-more { (number(entry.affected_not_listed, "event", "events")) " of others would be blocked, too." }
            }
        }
    }
}

fn counts(entry: &Rollout) -> Markup {
    let basis = entry.since_basis.map_or_else(String::new, |basis| format!(" ({})", basis.words()));
    html! {
        dl.fl-facts {
            div { dt { "Unchanged since" } dd { @if let Some(since) = &entry.since { (moment(since)) (basis) } @else { "not known" } } }
            div { dt { "Observed for" } dd { (number(entry.days_observed, "day", "days")) } }
            div { dt { "Days with events" } dd { (entry.days_with_events) } }
            div { dt { "List it" } dd { (number(entry.events, "event", "events")) } }
            div { dt { "Not applied" } dd { (entry.not_applied) } }
            div { dt { "Would be blocked" } dd { (entry.would_block) } }
            div { dt { "Undetermined" } dd { (entry.undetermined) } }
            div { dt { "Do not list it" } dd { (entry.no_evidence) } }
        }
    }
}

pub(super) fn usage(page: &Page<'_>) -> Option<Section> {
    let used = page.report.usage.as_ref()?;
    let body = html! {
        p { (sentence(&in_words(used))) }
        (timeline(used, page.report))
        (people("Who succeeded although the policies that are on should block it", &used.contradictions))
        (people("Who uses device code flow", &used.principals))
        @if used.not_listed > 0 {
            p.fl-more { (number(used.not_listed, "event", "events")) " of others are not listed." }
        }
        @if !used.not_shown.is_empty() {
            h3 { "What the exports could not show" }
            (reasons(&used.not_shown))
        }
        @if let Some(replay) = &page.report.replay { (replayed(replay, page)) }
    };
    Some(Section::new("fl-use", "Use of device code flow", body))
}

fn in_words(used: &Usage) -> String {
    format!(
        "{} of {} sign-ins used device code flow: {} with a code entered, {} redeemed, {} in sessions that went on",
        used.events, used.sign_ins, used.interactive, used.redemptions, used.tracked
    )
}

/// Whether the policies did what they do as exported.
fn replayed<'r>(replay: &'r Replay, page: &Page<'r>) -> Markup {
    let Replay { compared, agreed, undecided, disagreements, not_listed } = replay;
    html! {
        h3 { "Did the policies do what they do as exported?" }
        dl.fl-facts {
            div { dt { "Results compared" } dd { (compared) } }
            div { dt { "Agree" } dd { (agreed) } }
            div { dt { "Do not agree" } dd { (size(disagreements.len()).saturating_add(*not_listed)) } }
            div { dt { "Cannot be told" } dd { (undecided) } }
        }
        @if !disagreements.is_empty() {
            ul.fl-gaps { @for one in disagreements.iter().take(MAX_LISTED) { li data-standing="open" { (disagreement(one, page)) } } }
            (more(disagreements.len()))
        }
        @if *not_listed > 0 { p.fl-more { (number(*not_listed, "more is", "more are")) " not listed." } }
    }
}

fn disagreement<'r>(one: &'r Disagreement, page: &Page<'r>) -> Markup {
    let policy = policy_name(&one.display_name, &one.policy_id);
    let (recorded, found) =
        if one.applied { ("applied", "does not apply") } else { ("did not apply", "applies") };
    html! {
        p.fl-words { bdi { (rich(&policy)) } " " (recorded) ", and as exported " (found) }
        p {
            span.fl-label { "Sign-in " } (id(&one.event))
            @if let Some(at) = &one.at { span.fl-label { " at " } (moment(at)) }
            span.fl-label { " of " } (id(one.principal.as_str()))
            @if !one.application.as_str().is_empty() { span.fl-label { " with " } (id(one.application.as_str())) }
        }
        (members(&one.because, page))
    }
}

fn id(id: &str) -> Markup {
    html! { code.fl-guid { (name(id)) } }
}
