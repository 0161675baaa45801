//! The policies of a report as text: candidates with their checklist, the rest counted.

use alloc::{format, vec::Vec};

use super::{MAX_LISTED, more};
use crate::{
    render::page::{Ink, Page, faint, plain, strong},
    render::words::{number, policy_name, size, state},
    report::{PolicyReport, Requirement},
};

/// The candidates, then the near ones, then how many have nothing to do with the flow.
pub(super) fn policies(policies: &[PolicyReport], page: &mut Page) {
    let candidates: Vec<&PolicyReport> = policies.iter().filter(|policy| policy.candidate).collect();
    let near: Vec<&PolicyReport> =
        policies.iter().filter(|policy| !policy.candidate && !policy.requirements.is_empty()).collect();
    let others = policies.len() - candidates.len() - near.len();
    let title = format!("Policies that block device code flow: {} of {}", candidates.len(), policies.len());
    page.heading(&title);
    for policy in candidates.iter().take(MAX_LISTED) {
        candidate(policy, page);
    }
    more(candidates.len(), MAX_LISTED, page);
    if !near.is_empty() {
        page.paragraph("  ", &[plain("near, and not one of them:")]);
    }
    for policy in near.iter().take(MAX_LISTED) {
        near_miss(policy, page);
    }
    more(near.len(), MAX_LISTED, page);
    if others > 0 {
        let words = number(size(others), "other policy does", "other policies do");
        page.paragraph("  ", &[faint(format!("{words} not bear on device code flow"))]);
    }
}

fn candidate(policy: &PolicyReport, page: &mut Page) {
    title(policy, page);
    for requirement in &policy.requirements {
        checked(requirement, page);
    }
}

fn title(policy: &PolicyReport, page: &mut Page) {
    let state = state(policy.state.as_deref());
    let named = policy_name(&policy.display_name, &policy.id);
    page.paragraph("  ", &[strong(named), plain(format!("– {state}"))]);
    page.paragraph("    ", &[faint(format!("{} {}", policy.source, policy.pointer))]);
}

fn checked(requirement: &Requirement, page: &mut Page) {
    if requirement.met {
        page.marked("    ✓ ", Ink::Good, &[plain(&*requirement.title)]);
        return;
    }
    page.marked("    ✗ ", Ink::Bad, &[plain(&*requirement.title)]);
    let Requirement { found, expected, pointer, .. } = requirement;
    page.paragraph("      ", &[plain(format!("found {found}, expected {expected}"))]);
    page.paragraph("      ", &[faint(pointer.as_str())]);
}

/// A policy that is near: which steps it misses, without the details.
fn near_miss(policy: &PolicyReport, page: &mut Page) {
    title(policy, page);
    let missed: Vec<&str> =
        policy.requirements.iter().filter(|step| !step.met).map(|step| &*step.title).collect();
    for title in &missed {
        page.marked("    ✗ ", Ink::Bad, &[plain(*title)]);
    }
}
