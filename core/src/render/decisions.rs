//! Decisions for people.

use alloc::{format, string::String};

use super::{
    page::{Ink, Page, Style, faint, plain, strong},
    text::{MAX_LISTED, more},
    words::{decided, missing},
};
use crate::{
    clean::name,
    decisions::Decision,
    report::{DecisionReport, DecisionStanding},
    settings::Needed,
};

/// A decision that was recorded, as text, and what the settings ask of approvers before it counts.
pub fn decision(decision: &Decision, needed: Option<&Needed>, style: Style) -> String {
    let mut page = Page::new(style);
    page.marked(
        "RECORDED  ",
        Ink::Good,
        &[strong(format!("{}:", name(&decision.id))), plain(decided(decision))],
    );
    page.paragraph("  ", &[faint(format!("evidence {}", name(&decision.evidence)))]);
    if let Some(Needed { needed, of }) = needed {
        let id = name(&decision.id);
        let words = format!(
            "it counts once it has {needed} of the approvals of {}; `flowlock approve … --id {id}` writes what is signed",
            of.join(", ")
        );
        page.marked("  ! ", Ink::Doubt, &[plain(words).with_commands()]);
    }
    page.into_text()
}

/// Every decision, and how it stands.
pub(super) fn decisions(reports: &[DecisionReport], page: &mut Page) {
    if reports.is_empty() {
        return;
    }
    page.heading("Decisions");
    for report in reports.iter().take(MAX_LISTED) {
        let counts = report.standing == DecisionStanding::Counts;
        let (lead, ink) = if counts { ("  ✓ ", Ink::Good) } else { ("  ✗ ", Ink::Bad) };
        let decision = &report.decision;
        page.marked(lead, ink, &[strong(format!("{}:", name(&decision.id))), plain(decided(decision))]);
        page.marked("    ", Ink::Plain, &[plain(format!("{}: {}", report.standing, report.words))]);
        for one in report.approvals.iter().take(MAX_LISTED) {
            let who = name(one.principal.as_deref().unwrap_or("signed by nobody known"));
            page.marked("    ~ ", Ink::Plain, &[plain(format!("{who}: {}", one.words))]);
        }
        if let Some(missing) = missing(report) {
            page.marked("    ! ", Ink::Plain, &[plain(missing)]);
        }
        for line in report.rests_on.iter().take(MAX_LISTED) {
            page.marked("    - ", Ink::Plain, &[plain(line.as_str())]);
        }
        page.paragraph("    ", &[faint(format!("evidence {}", name(&decision.evidence)))]);
    }
    more(reports.len(), MAX_LISTED, page);
}
