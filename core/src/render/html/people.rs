//! People who use device code flow, and what they did with it.

use alloc::{format, string::String, vec::Vec};

use maud::{Markup, html};

use super::{MAX_LISTED, minute, moment, more, scrolling};
use crate::{
    clean::name,
    render::words::number,
    report::{AppUse, Principal, PrincipalStanding},
};

/// A table of people; nothing where there are none.
pub(super) fn people(title: &str, principals: &[Principal]) -> Markup {
    let table = html! {
        table.fl-people.fl-stacked {
            caption { (title) }
            thead {
                tr {
                    @for head in ["Who", "Standing", "With", "From", "Seen"] { th scope="col" { (head) } }
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
    html! {
        tr {
            th scope="row" {
                @if principal.name.is_empty() { code { (principal.id) } } @else { bdi title=(principal.id) { (name(&principal.name)) } }
                @if !principal.advice.is_empty() { span.fl-advice { (principal.advice) } }
            }
            td {
                span.fl-tag data-standing=(standing) { (principal.standing.words()) }
                span.fl-advice { (principal.regularity.words()) }
            }
            td { @for used in principal.apps.iter().take(MAX_LISTED) { (app(used)) } }
            td { (principal.countries.join(", ")) span.fl-advice { (principal.client_apps.join(", ")) } }
            td { (seen(principal)) }
        }
    }
}

/// How many events, in how many runs, on how many days, and which parts of a run they were.
fn legs(principal: &Principal) -> String {
    let legs = [
        (principal.interactive, "code entered", "codes entered"),
        (principal.redemptions, "redeemed", "redeemed"),
        (principal.tracked, "continued", "continued"),
    ];
    let legs = legs.into_iter().filter(|(count, ..)| *count > 0);
    let legs: Vec<String> = legs.map(|(count, one, many)| number(count, one, many)).collect();
    let (runs, days) = (number(principal.runs, "run", "runs"), number(principal.days_active, "day", "days"));
    let events = number(principal.events, "event", "events");
    format!("{events} in {runs} on {days}: {}", legs.join(", "))
}

fn seen(principal: &Principal) -> Markup {
    let [first, last] = [&principal.first_seen, &principal.last_seen].map(|seen| seen.as_deref());
    // Moments are shown to the minute.
    let later = last.filter(|last| first.map(minute) != Some(minute(last)));
    html! {
        @if let Some(first) = first { span title=[last] { (moment(first)) } }
        @if let Some(last) = later { @if first.is_some() { " to " } (moment(last)) }
        span.fl-advice { (legs(principal)) }
    }
}

fn app(app: &AppUse) -> Markup {
    let resources: Vec<String> = app.resources.iter().map(|resource| name(resource)).collect();
    let events = number(app.events, "event", "events");
    let used = if resources.is_empty() { events } else { format!("{events} for {}", resources.join(", ")) };
    html! {
        p.fl-app {
            @match (app.name.as_str(), app.id.as_str()) {
                ("", "") => "an unknown application",
                ("", id) => code { (id) },
                (known, _) => span title=(app.id) { (name(known)) },
            }
            span.fl-advice { (used) }
            @if let Some(phished) = &app.phished { span.fl-warning { (phished) } }
        }
    }
}
