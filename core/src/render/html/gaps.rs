//! Who can still obtain a token: each gap with its witness, and what lets it through.

use alloc::format;

use maud::{Markup, html};

use super::{Page, Section, rich};
use crate::{
    clean::name,
    render::{
        what_if,
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

fn one(gap: &Gap, page: &Page<'_>) -> Markup {
    html! {
        p.fl-words { (rich(&gap.words)) }
        @if !gap.by.is_empty() { p.fl-by { (stands_by(gap.standing)) (rich(&gap.by.join(", "))) (justification(gap, page)) } }
        p { span.fl-label { "One such sign-in" } " " (rich(&what_if(&gap.witness))) }
        @if !gap.because.is_empty() {
            p.fl-label { "What lets it through" }
            ul.fl-because { @for because in &gap.because { li { (because_of(because, page)) } } }
        }
    }
}

/// What the settings say of the entries that accept the gap.
fn justification(gap: &Gap, page: &Page<'_>) -> Markup {
    let entries = page.report.acceptance.iter().filter(|entry| gap.by.contains(&entry.entry));
    html! { @for entry in entries { (format!(": {}", entry.words)) } }
}

fn because_of(because: &Because, page: &Page<'_>) -> Markup {
    html! {
        bdi { (name(&because.display_name)) } ": " (rich(&because.words))
        " " (page.place(&because.source, &because.pointer))
    }
}
