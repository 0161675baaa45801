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
    let policies = &page.report.policies;
    let held: Vec<&PolicyReport> = policies.iter().filter(|policy| !policy.requirements.is_empty()).collect();
    let others = size(policies.len() - held.len());
    let body = html! {
        @if held.is_empty() {
            p { "No policy bears on device code flow." }
        } @else {
            (scrolling("Policies against the control", &table(&held)))
            (more(held.len()))
            (misses(&held, page))
        }
        @if others > 0 {
            p.fl-more { (number(others, "other policy does", "other policies do")) " not bear on device code flow." }
        }
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
                        th scope="row" { (title(policy)) }
                        @for step in &policy.requirements { (cell(step)) }
                    }
                }
            }
        }
    }
}

fn title(policy: &PolicyReport) -> Markup {
    html! {
        bdi { (name(&policy.display_name)) } " "
        span.fl-state { (state(policy.state)) @if !policy.candidate { ", not about the flow" } }
    }
}

fn cell(step: &Requirement) -> Markup {
    html! {
        @if step.met {
            td.fl-met { span aria-hidden="true" { "✓" } span.fl-unseen { "met" } }
        } @else {
            td.fl-unmet title=(step.found) { span aria-hidden="true" { "✗" } span.fl-unseen { "not met" } }
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
fn misses(held: &[&PolicyReport], page: &Page<'_>) -> Markup {
    let missed = |policy: &PolicyReport| policy.requirements.iter().any(|step| !step.met);
    let missing: Vec<&&PolicyReport> =
        held.iter().filter(|policy| policy.candidate && missed(policy)).take(MAX_LISTED).collect();
    let table = html! {
        table {
            caption { "What the policies about the flow miss" }
            thead { tr { th scope="col" { "Step" } th scope="col" { "Found" } th scope="col" { "Asked for" } th scope="col" { "Where" } } }
            @for policy in &missing {
                tbody {
                    tr { th.fl-group scope="rowgroup" colspan="4" { (title(policy)) " " code { (policy.id) } } }
                    @for step in policy.requirements.iter().filter(|step| !step.met) {
                        tr {
                            th scope="row" { (step.title) }
                            td { (step.found) }
                            td { (step.expected) }
                            td { (page.place(&policy.source, &step.pointer)) }
                        }
                    }
                }
            }
        }
    };
    html! { @if !missing.is_empty() { (scrolling("What the policies miss", &table)) } }
}
