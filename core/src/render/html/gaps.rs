//! Who can still obtain a token: each gap with its witness, and what lets it through.

use alloc::format;

use maud::{Markup, html};

use super::{MAX_LISTED, Page, Section, more, next_step::folded, rich};
use crate::{
    clean::name,
    render::{
        json, what_if,
        words::{capital, gaps as of_standing, number, stands_by},
    },
    report::{Because, Gap, Standing},
};

pub(super) fn gaps(page: &Page<'_>) -> Section {
    let unlisted = page.report.gaps_not_listed;
    let body = html! {
        @if page.report.gaps.is_empty() && unlisted == 0 { p { "Nobody: there is no gap." } }
        @for standing in [Standing::Open, Standing::Doubtful, Standing::Accepted] { (list(standing, page)) }
        @if unlisted > 0 { p.fl-more { "At least " (number(unlisted, "more gap is", "more gaps are")) " not listed." } }
    };
    Section::new("fl-gaps", "Who can still obtain a token", body)
}

fn list(standing: Standing, page: &Page<'_>) -> Markup {
    let count = of_standing(page.report, standing).count();
    html! {
        @if count > 0 {
            h3 { (capital(standing.as_str())) " gaps: " (count) }
            ol.fl-gaps {
                @for gap in of_standing(page.report, standing) { li data-standing=(standing.as_str()) { (one(gap, page)) } }
            }
        }
    }
}

fn one<'r>(gap: &'r Gap, page: &Page<'r>) -> Markup {
    html! {
        p.fl-words { (rich(&gap.words)) }
        @if !gap.by.is_empty() { p.fl-by { (stands_by(gap.standing)) (rich(&gap.by.join(", "))) (justification(gap, page)) } }
        p.fl-witness { span.fl-label { "One such sign-in" } (rich(&what_if(&gap.witness))) }
        (members(&gap.because, page))
        (folded("The sign-in in full", &json(&gap.witness)))
        p.fl-id { "Gap " code { (gap.id) } }
    }
}

/// What the settings say of the entries that accept the gap.
fn justification(gap: &Gap, page: &Page<'_>) -> Markup {
    let entries = page.report.acceptance.iter().filter(|entry| gap.by.contains(&entry.entry));
    html! { @for entry in entries { (format!(": {}", entry.words)) } }
}

/// The members that let a sign-in through.
pub(super) fn members<'r>(because: &'r [Because], page: &Page<'r>) -> Markup {
    html! {
        @if !because.is_empty() {
            p.fl-label { "What lets it through" }
            ul.fl-because { @for because in because.iter().take(MAX_LISTED) { li { (member(because, page)) } } }
            (more(because.len()))
        }
    }
}

fn member<'r>(because: &'r Because, page: &Page<'r>) -> Markup {
    html! {
        bdi title=(because.policy_id) { (name(&because.display_name)) } ": " (rich(&because.words))
        " " (page.place(&because.source, &because.pointer))
    }
}
