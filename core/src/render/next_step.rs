//! The next step for people: what to do, the change itself, what becomes of the verdict, and the command.

use alloc::{format, string::String};

use super::{
    commands::{Tool, commands},
    page::{Ink, Page, Style, faint, plain, strong},
    words::policy_name,
};
use crate::{
    clean::{clean, name},
    report::{Change, Judged, NextStep, PatchOperation, Proposal, Reason, Report, Standing},
};

/// How many gaps are named.
const MOST_GAPS: usize = 3;

/// What to do now, with the change that is proposed and the command that would make it.
///
/// Lines fit the width of the style but for the command, which is to be copied.
pub fn next_step(report: &Report, style: Style) -> String {
    let mut page = Page::new(style);
    let NextStep { action, steps, proposal, withheld } = &report.next_step;
    let now = Judged { status: report.status, stage: report.stage };
    page.marked("NEXT STEP  ", Ink::Strong, &[strong(action.as_str()), plain(format!("({})", stands(now)))]);
    page.paragraph("", &[faint(format!("as of {}", report.as_of))]);
    why(report, &mut page);
    if !steps.is_empty() {
        page.heading("What to do");
    }
    for (index, line) in steps.iter().enumerate() {
        let lead = format!("  {}. ", index + 1);
        page.marked(&lead, Ink::Strong, &[plain(line.as_str()).with_commands()]);
    }
    self::withheld(withheld, &mut page);
    if let Some(proposal) = proposal {
        proposed(proposal, &mut page);
    }
    page.into_text()
}

fn stands(judged: Judged) -> String {
    format!("{}, stage {}", judged.status.as_str(), judged.stage.as_str())
}

fn why(report: &Report, page: &mut Page) {
    let open = || report.gaps.iter().filter(|gap| gap.standing == Standing::Open);
    if open().next().is_none() {
        return;
    }
    page.heading("Why");
    for gap in open().take(MOST_GAPS) {
        page.paragraph("  - ", &[plain(format!("not blocked: {}", gap.words))]);
    }
    let more = open().count().saturating_sub(MOST_GAPS);
    if more > 0 {
        page.paragraph("  ", &[faint(format!("and {more} more (see `flowlock evaluate`)"))]);
    }
}

/// Why nothing is proposed, or not more.
pub(super) fn withheld(reasons: &[Reason], page: &mut Page) {
    for reason in reasons {
        page.marked("  ! ", Ink::Doubt, &[plain(reason.words.as_str()).with_commands()]);
    }
}

fn proposed(proposal: &Proposal, page: &mut Page) {
    page.heading("Proposed change");
    for change in &proposal.changes {
        one(change, page);
    }
    let (before, after) = (stands(proposal.before), stands(proposal.after));
    page.marked("  now: ", Ink::Strong, &[plain(before)]);
    page.marked("  with the change: ", Ink::Strong, &[plain(after)]);
    if proposal.changes.iter().any(|change| change.policy.state.as_deref() == Some("enabled")) {
        let words = "it blocks from the moment it is sent; look at the sign-in log first";
        page.marked("  ! ", Ink::Doubt, &[plain(words)]);
    }
    page.heading("Command");
    page.raw(&commands(proposal, Tool::Az));
    page.blank();
    page.paragraph("", &[faint("other forms: `--format graph`, `powershell`, `terraform`, `json`")]);
    page.paragraph("", &[faint("Nothing was sent.")]);
}

fn one(change: &Change, page: &mut Page) {
    let title = change.policy_id.as_ref().map_or_else(
        || format!("new policy {}", name(&change.display_name)),
        |id| policy_name(&change.display_name, id),
    );
    page.paragraph("  ", &[strong(title)]);
    for words in &change.words {
        page.marked("    - ", Ink::Plain, &[plain(words.as_str())]);
    }
    if let (Some(source), Some(pointer)) = (&change.source, &change.pointer) {
        page.paragraph("    ", &[faint(format!("in {source} {pointer}"))]);
    }
    for operation in &change.patch {
        let (what, path) = match operation {
            PatchOperation::Add { path, .. } => ("add to", path),
            PatchOperation::Remove { path } => ("remove", path),
            PatchOperation::Replace { path, .. } => ("replace", path),
        };
        page.paragraph("      ", &[faint(format!("{what} {}", clean(path)))]);
    }
}
