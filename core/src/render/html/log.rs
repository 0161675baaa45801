//! What the sign-ins say: the report-only review, who would be hit, and who uses the flow.

use alloc::{string::String, vec::Vec};

use maud::{Markup, html};

use super::{MAX_LISTED, Page, Section, more, scrolling, timeline::timeline, verdict::reasons};
use crate::{
    clean::name,
    render::words::{number, policy, policy_name, ready, sentence},
    report::{AppUse, Principal, PrincipalStanding, Ready, Rollout, Usage},
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
            h3 { (policy_name(known, &entry.policy_id)) ": " (ready(entry.ready)) }
            (reasons(&entry.reasons))
            @if entry.events + entry.no_evidence > 0 { (counts(entry)) }
            (principals("Who would be blocked", &entry.affected))
            @if entry.affected_not_listed > 0 {
                p.fl-more { (number(entry.affected_not_listed, "event", "events")) " of others would be blocked, too." }
            }
        }
    }
}

fn counts(entry: &Rollout) -> Markup {
    html! {
        dl.fl-facts {
            div { dt { "Unchanged since" } dd { (entry.since.as_deref().unwrap_or("not known")) } }
            div { dt { "Evidence" } dd { (number(entry.days_observed, "day", "days")) } }
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
        (timeline(used, &page.report.rollout))
        (principals("Who succeeded although the policies that are on should block it", &used.contradictions))
        (principals("Who uses device code flow", &used.principals))
        @if used.not_listed > 0 {
            p.fl-more { (number(used.not_listed, "event", "events")) " of others are not listed." }
        }
    };
    Some(Section::new("fl-use", "Use of device code flow", body))
}

fn in_words(used: &Usage) -> String {
    alloc::format!(
        "{} of {} sign-ins used device code flow: {} with a code entered, {} redeemed, {} in sessions that went on",
        used.events,
        used.sign_ins,
        used.interactive,
        used.redemptions,
        used.tracked
    )
}

fn principals(title: &str, principals: &[Principal]) -> Markup {
    let table = html! {
        table.fl-people {
            caption { (title) }
            thead {
                tr {
                    @for head in ["Who", "Standing", "With", "Client", "From", "First seen", "Last seen"] { th scope="col" { (head) } }
                    @for head in ["Days", "Runs", "Events"] { th.fl-number scope="col" { (head) } }
                }
            }
            tbody { @for principal in principals.iter().take(MAX_LISTED) { (person(principal)) } }
        }
    };
    html! {
        @if !principals.is_empty() {
            (scrolling(title, &table))
            (more(principals.len()))
        }
    }
}

fn person(principal: &Principal) -> Markup {
    let standing = match principal.standing {
        PrincipalStanding::Undecided => "open",
        PrincipalStanding::MeantToBeBlocked => "doubtful",
        PrincipalStanding::Exception | PrincipalStanding::EmergencyAccess => "accepted",
    };
    let seen = |moment: &Option<String>| moment.as_deref().map(moment_of).unwrap_or_default();
    let apps: Vec<Markup> = principal.apps.iter().map(app).collect();
    html! {
        tr {
            th scope="row" {
                @if principal.name.is_empty() { code { (principal.id) } } @else { bdi { (name(&principal.name)) } }
                @if !principal.advice.is_empty() { span.fl-advice { (principal.advice) } }
            }
            td { span.fl-tag data-standing=(standing) { (principal.standing.words()) } }
            td { @for (index, app) in apps.iter().enumerate() { @if index > 0 { ", " } (app) } }
            td { (principal.client_apps.join(", ")) }
            td { (principal.countries.join(", ")) }
            td { (seen(&principal.first_seen)) }
            td { (seen(&principal.last_seen)) }
            td.fl-number { (principal.days_active) }
            td.fl-number { (principal.runs) }
            td.fl-number { (principal.events) }
        }
    }
}

/// A moment as people read it, to the minute; the whole of it stands in the attribute.
fn moment_of(moment: &str) -> Markup {
    let shown = moment.get(..16).unwrap_or(moment).replace('T', " ");
    html! { time datetime=(moment) { (shown) "\u{a0}UTC" } }
}

fn app(app: &AppUse) -> Markup {
    html! {
        @match (app.name.as_str(), app.id.as_str()) {
            ("", "") => "an unknown application",
            ("", id) => code { (id) },
            (known, _) => span title=(app.id) { (name(known)) },
        }
    }
}
