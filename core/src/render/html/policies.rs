//! The matrix of the policies against the steps of the control.

use alloc::vec::Vec;

use maud::{Markup, html};

use super::{MAX_LISTED, Page, Section, more, scrolling};
use crate::{
    clean::name,
    render::words::{number, size, state},
    report::{PolicyReport, Requirement, RequirementId},
};

pub(super) fn matrix(page: &Page<'_>) -> Section {
    let (held, rest): (Vec<&PolicyReport>, Vec<&PolicyReport>) =
        page.report.policies.iter().partition(|policy| !policy.requirements.is_empty());
    let body = html! {
        @if held.is_empty() {
            p { "No policy bears on device code flow." }
        } @else {
            (scrolling("Policies against the control", &table(&held)))
            (more(held.len()))
            (misses(&held, page))
        }
        (others(&rest, page))
    };
    Section::new("fl-policies", "Policies against the control", body)
}

fn table(held: &[&PolicyReport]) -> Markup {
    let steps = held.first().map(|policy| policy.requirements.as_slice()).unwrap_or_default();
    html! {
        table.fl-matrix {
            caption { "Which steps of the control each policy meets by itself; together they may meet more" }
            thead {
                tr {
                    th scope="col" { "Policy" }
                    @for step in steps { th scope="col" title=(step.title) { (short(step.id)) } }
                }
            }
            tbody {
                @for policy in held.iter().take(MAX_LISTED) {
                    tr.fl-near[!policy.candidate] {
                        th scope="row" { (heading(policy)) }
                        @for step in &policy.requirements { (cell(step)) }
                    }
                }
            }
        }
    }
}

fn heading(policy: &PolicyReport) -> Markup {
    html! {
        bdi { (name(&policy.display_name)) } " "
        span.fl-state { (state(policy.state.as_deref())) @if !policy.candidate { ", not about the flow" } }
    }
}

fn cell(step: &Requirement) -> Markup {
    html! { td.fl-unmet[!step.met] title=(step.found) { (mark(step)) } }
}

fn mark(step: &Requirement) -> Markup {
    html! {
        @if step.met {
            span.fl-met { span aria-hidden="true" { "✓" } span.fl-unseen { "met" } }
        } @else {
            span.fl-missed { span aria-hidden="true" { "✗" } span.fl-unseen { "not met" } }
        }
    }
}

/// The step in as few words as a column has room for.
const fn short(step: RequirementId) -> &'static str {
    match step {
        RequirementId::AllUsers => "All users",
        RequirementId::OnlyEmergencyAccessExcluded => "Only emergency access left out",
        RequirementId::AllApplications => "All apps",
        RequirementId::NoUndeclaredApplicationExcluded => "No app left out",
        RequirementId::DeviceCodeFlow => "Device code flow",
        RequirementId::Block => "Blocks",
        RequirementId::NothingElseNarrows => "Nothing narrows it",
        RequirementId::Enabled => "On",
    }
}

/// What the candidates miss, and where that stands.
fn misses<'r>(held: &[&'r PolicyReport], page: &Page<'r>) -> Markup {
    let missed =
        |policy: &&&PolicyReport| policy.candidate && policy.requirements.iter().any(|step| !step.met);
    let missing: Vec<&'r PolicyReport> = held.iter().filter(missed).copied().collect();
    html! {
        @if !missing.is_empty() {
            (scrolling("What the policies miss", &steps("What the policies about the flow miss", &missing, page, |step| !step.met)))
        }
        details {
            summary { "Every step of every policy" }
            (scrolling("Every step", &steps("What each policy has, and what is asked for", held, page, |_| true)))
        }
    }
}

/// The steps of these policies that are wanted, policy by policy.
fn steps<'r>(
    title: &str,
    policies: &[&'r PolicyReport],
    page: &Page<'r>,
    wanted: fn(&Requirement) -> bool,
) -> Markup {
    html! {
        table.fl-stacked {
            caption { (title) }
            thead { tr { th scope="col" { "Step" } th scope="col" { "Found" } th scope="col" { "Asked for" } th scope="col" { "Where" } } }
            @for policy in policies.iter().copied().take(MAX_LISTED) {
                tbody {
                    tr { th.fl-group scope="rowgroup" colspan="4" { (heading(policy)) " " code { (policy.id) } " " (page.place(&policy.source, &policy.pointer)) } }
                    @for step in policy.requirements.iter().filter(|step| wanted(step)) { (one_step(policy, step, page)) }
                }
            }
        }
    }
}

fn one_step<'r>(policy: &'r PolicyReport, step: &'r Requirement, page: &Page<'r>) -> Markup {
    html! {
        tr {
            th scope="row" title=(step.id.as_str()) { (mark(step)) " " (step.title) }
            td data-label="Found" { (step.found) }
            td data-label="Asked for" { (step.expected) }
            td { (page.place(&policy.source, &step.pointer)) }
        }
    }
}

/// The policies that have nothing to do with the flow.
fn others<'r>(others: &[&'r PolicyReport], page: &Page<'r>) -> Markup {
    let count = number(size(others.len()), "other policy does", "other policies do");
    html! {
        @if !others.is_empty() {
            details {
                summary { (count) " not bear on device code flow" }
                ul {
                    @for policy in others.iter().copied().take(MAX_LISTED) {
                        li { (heading(policy)) " " code { (policy.id) } " " (page.place(&policy.source, &policy.pointer)) }
                    }
                }
                (more(others.len()))
            }
        }
    }
}
