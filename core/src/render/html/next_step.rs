//! What to do now, and the change that is proposed, ready to be sent by each tool.

use alloc::{format, string::String};

use maud::{Markup, html};

use super::{Page, Section, rich, verdict::reasons};
use crate::{
    clean::name,
    render::{
        commands::{Tool, commands},
        json,
        words::policy_name,
    },
    report::{Change, Judged, Proposal},
};

/// For what the change is written, the most used first.
const TOOLS: [(Tool, &str); 4] = [
    (Tool::Az, "Azure CLI"),
    (Tool::PowerShell, "Graph PowerShell"),
    (Tool::Graph, "Graph, the body of the request"),
    (Tool::Terraform, "Terraform"),
];

pub(super) fn next_step(page: &Page<'_>) -> Section {
    let step = &page.report.next_step;
    let body = html! {
        @if step.steps.is_empty() {
            p { "Nothing is left to do. Evaluate again when a policy changes." }
        } @else {
            ol.fl-steps { @for line in &step.steps { li { (rich(line)) } } }
        }
        @if let Some(proposal) = &step.proposal { (proposed(proposal, page)) }
        @if !step.withheld.is_empty() {
            h3 { "Not proposed" }
            (reasons(&step.withheld))
        }
    };
    Section::new("fl-next", format!("Next step: {}", step.action.title()), body)
}

fn proposed<'r>(proposal: &'r Proposal, page: &Page<'r>) -> Markup {
    html! {
        h3 { "Proposed change" }
        @for change in &proposal.changes { (one(change, page)) }
        p.fl-turn {
            (judged(proposal.before)) span aria-hidden="true" { " → " } span.fl-unseen { " becomes " } (judged(proposal.after))
        }
        @if proposal.changes.iter().any(|change| change.policy.state.as_deref() == Some("enabled")) {
            p { strong { "It blocks from the moment it is sent." } " Look at the sign-in log first." }
        }
        @for (tool, title) in TOOLS { (folded(title, &commands(proposal, tool))) }
        @for change in &proposal.changes { (folded_of(change)) }
    }
}

fn judged(judged: Judged) -> Markup {
    html! { span.fl-tag data-standing=(judged.status.as_str()) { (judged.status.as_str()) ", " (judged.stage.as_str()) } }
}

fn one<'r>(change: &'r Change, page: &Page<'r>) -> Markup {
    html! {
        p.fl-words { (rich(&title(change))) }
        ul { @for words in &change.words { li { (rich(words)) } } }
        p.fl-place { code { (change.method) " " (change.url) } }
        @if let (Some(source), Some(pointer)) = (&change.source, &change.pointer) { p { (page.place(source, pointer)) } }
        @if !change.not_shown.is_empty() {
            p.fl-more { "The policy also has what this version does not know: " (change.not_shown.join(", ")) "." }
        }
    }
}

fn title(change: &Change) -> String {
    change.policy_id.as_ref().map_or_else(
        || format!("New policy {}", name(&change.display_name)),
        |id| policy_name(&change.display_name, id),
    )
}

/// The change as a patch of the export, and the policy as it will be.
fn folded_of(change: &Change) -> Markup {
    html! {
        @if !change.patch.is_empty() {
            (folded(&format!("{} as a JSON Patch of the export, for review", title(change)), &json(&change.patch)))
        }
        (folded(&format!("{} after the change", title(change)), &json(&change.policy)))
    }
}

/// Text to copy, behind its title.
pub(super) fn folded(title: &str, text: &str) -> Markup {
    html! { details { summary { (title) } pre tabindex="0" { code { (text) } } } }
}
