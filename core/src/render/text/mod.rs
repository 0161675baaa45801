//! The report for people: the verdict in one line, then why, then the gaps, then what to do next.

mod peers;
mod policies;
mod review;
mod sources;
#[cfg(test)]
mod tests;

pub(super) use review::principals;

use alloc::{format, string::String, vec::Vec};

use super::{
    decisions::decisions,
    next_step::withheld,
    page::{Ink, Page, Style, faint, plain, strong},
    witness::what_if,
    words::{common_folder, gaps as gaps_of, headline, policy_name, stands_by},
};
use peers::peers;
use policies::policies;
use review::review;
use sources::sources;

use crate::{
    Problem,
    clean::{clean, name},
    crosswalk::Related,
    report::{Acceptance, Because, Gap, NextStep, Reason, Report, Standing, Status},
};

/// How many entries of one list are shown, and how many members of one policy.
pub(super) const MAX_LISTED: usize = 8;

/// The report as text, without any character from the tenant that could drive a terminal.
///
/// Lines fit the width of the style unless a single id, path or command is longer.
pub fn text(report: &Report, style: Style) -> String {
    let mut page = Page::new(style);
    let folder = common_folder(&report.sources);
    let report = &within(report.clone(), folder.len());
    verdict(report, &folder, &mut page);
    reasons("Why", "  - ", Ink::Plain, &report.reasons, &mut page);
    reasons("Warnings", "  ! ", Ink::Doubt, &report.warnings, &mut page);
    for standing in [Standing::Open, Standing::Doubtful, Standing::Accepted] {
        gaps(standing, report, &mut page);
    }
    if report.gaps_not_listed > 0 {
        page.blank();
        let words = format!("the report leaves out at least {} more gaps", report.gaps_not_listed);
        page.paragraph("", &[faint(words)]);
    }
    policies(&report.policies, &mut page);
    review(report, &mut page);
    let (accepting, others): (Vec<_>, Vec<_>) = report.acceptance.iter().partition(|entry| entry.accepts());
    acceptance("Accepted by the settings", &accepting, &mut page);
    acceptance("Meant to be blocked", &others, &mut page);
    decisions(&report.decisions, &mut page);
    sources(&report.sources, &mut page);
    peers(report.peers.as_deref().unwrap_or_default(), &mut page);
    crosswalk(report, &mut page);
    next_step(&report.next_step, &mut page);
    page.into_text()
}

/// The same report with every source named from the folder on: the page has room for little more.
fn within(mut report: Report, folder: usize) -> Report {
    let shorten = |name: &mut String| *name = name.get(folder..).unwrap_or(name).into();
    report.sources.iter_mut().for_each(|source| shorten(&mut source.name));
    report.policies.iter_mut().for_each(|policy| shorten(&mut policy.source));
    let disagreements = report.replay.iter_mut().flat_map(|replay| &mut replay.disagreements);
    let because = report.gaps.iter_mut().flat_map(|gap| &mut gap.because);
    let because = because.chain(disagreements.flat_map(|one| &mut one.because));
    because.for_each(|because| shorten(&mut because.source));
    report
}

/// A failure as text: `error[code]: message`, where, and what to do.
///
/// ```
/// use flowlock_core::{Problem, ProblemCode, render::{Style, problem}};
/// let failure = Problem::new(ProblemCode::TooDeep, "objects nest too deeply", "export it again").in_source("a.json");
/// let text = "error[too-deep]: objects nest too deeply\n  --> a.json\n  help: export it again\n";
/// assert_eq!(problem(&failure, Style::default()), text);
/// ```
pub fn problem(problem: &Problem, style: Style) -> String {
    let mut page = Page::new(style);
    let lead = format!("error[{}]: ", problem.code);
    page.marked(&lead, Ink::Bad, &[strong(problem.message.as_str())]);
    if let Some(place) = place(problem) {
        page.marked("  --> ", Ink::Faint, &[plain(place)]);
    }
    if !problem.help.is_empty() {
        page.marked("  help: ", Ink::Strong, &[plain(problem.help.as_str()).with_commands()]);
    }
    page.into_text()
}

/// The file, the line and the member of a problem, as far as it has them.
fn place(problem: &Problem) -> Option<String> {
    let line = problem.line.map(|line| format!("line {line}"));
    let pointer = problem.pointer.clone().filter(|pointer| !pointer.is_empty());
    let parts: Vec<String> = problem.source.clone().into_iter().chain(line).chain(pointer).collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

fn verdict(report: &Report, folder: &str, page: &mut Page) {
    let (lead, ink) = match report.status {
        Status::Pass => ("PASS  ", Ink::Good),
        Status::Review => ("REVIEW  ", Ink::Doubt),
        Status::Fail => ("FAIL  ", Ink::Bad),
    };
    let control = &report.control;
    let stage = format!("(CIS {}, stage {})", control.id, report.stage.as_str());
    page.marked(lead, ink, &[strong(headline(report.status)), plain(stage)]);
    let title = format!("{} {}, {}: {}", control.benchmark, control.version, control.id, control.title);
    page.paragraph("", &[faint(title)]);
    let from = if folder.is_empty() { String::new() } else { format!(", from {folder}") };
    page.paragraph("", &[faint(format!("as of {}{from}", report.as_of))]);
    if !report.summary.is_empty() {
        page.blank();
        page.paragraph("", &[plain(report.summary.as_str())]);
    }
}

pub(super) fn reasons(title: &str, lead: &str, ink: Ink, reasons: &[Reason], page: &mut Page) {
    if reasons.is_empty() {
        return;
    }
    page.heading(title);
    for reason in reasons.iter().take(MAX_LISTED) {
        page.marked(lead, ink, &[plain(reason.words.as_str())]);
    }
    more(reasons.len(), MAX_LISTED, page);
}

/// Says how many entries of a list are not shown.
pub(super) fn more(length: usize, shown: usize, page: &mut Page) {
    let hidden = length.saturating_sub(shown);
    if hidden > 0 {
        page.paragraph("  ", &[faint(format!("and {hidden} more (see --format json)"))]);
    }
}

fn gaps(standing: Standing, report: &Report, page: &mut Page) {
    let length = gaps_of(report, standing).count();
    if length == 0 {
        return;
    }
    let (title, ink) = match standing {
        Standing::Open => ("Open gaps", Ink::Bad),
        Standing::Doubtful => ("Doubtful gaps", Ink::Doubt),
        Standing::Accepted => ("Accepted gaps", Ink::Good),
    };
    page.heading(&format!("{title}: {length}"));
    // The number is the place in the report, by which `what-if --gap` finds it.
    let numbered = (1..).zip(&report.gaps).filter(|(_, gap)| gap.standing == standing);
    for (number, gap) in numbered.take(MAX_LISTED) {
        one_gap(number, gap, ink, page);
    }
    more(length, MAX_LISTED, page);
}

fn one_gap(index: usize, gap: &Gap, ink: Ink, page: &mut Page) {
    page.marked(&format!("  {index}. "), ink, &[strong(gap.words.as_str())]);
    let by = stands_by(gap.standing);
    if !gap.by.is_empty() && !by.is_empty() {
        page.paragraph("     ", &[plain(format!("{by}{}", listed(&gap.by)))]);
    }
    page.marked("     What If: ", Ink::Faint, &[plain(what_if(&gap.witness))]);
    for because in gap.because.iter().take(MAX_LISTED) {
        one_because(because, page);
    }
    let hidden = gap.because.len().saturating_sub(MAX_LISTED);
    if hidden > 0 {
        page.paragraph("     ", &[faint(format!("and {hidden} more reasons (see --format json)"))]);
    }
}

fn one_because(because: &Because, page: &mut Page) {
    let name = policy_name(&because.display_name, &because.policy_id);
    page.paragraph("     - ", &[plain(format!("{name}: {}", because.words))]);
    page.paragraph("       ", &[faint(format!("{} {}", because.source, because.pointer))]);
}

/// A few entries in a row, and how many are left out.
pub(super) fn listed(entries: &[String]) -> String {
    let shown: Vec<String> = entries.iter().take(MAX_LISTED).map(|entry| clean(entry)).collect();
    let hidden = entries.len().saturating_sub(MAX_LISTED);
    let more = if hidden == 0 { String::new() } else { format!(" and {hidden} more") };
    format!("{}{more}", shown.join(", "))
}

fn acceptance(title: &str, entries: &[&Acceptance], page: &mut Page) {
    if entries.is_empty() {
        return;
    }
    page.heading(title);
    for entry in entries.iter().take(MAX_LISTED) {
        let (lead, ink) = if entry.counts { ("  ✓ ", Ink::Good) } else { ("  ✗ ", Ink::Bad) };
        page.marked(lead, ink, &[strong(format!("{}:", name(&entry.entry))), plain(entry.words.as_str())]);
        if !entry.problem.is_empty() {
            page.marked("    ! ", Ink::Doubt, &[plain(entry.problem.as_str())]);
        }
    }
    more(entries.len(), MAX_LISTED, page);
}

/// In one paragraph: how each reads the question differently takes more room than a terminal has.
fn crosswalk(report: &Report, page: &mut Page) {
    page.heading("Where else this is asked");
    let names: Vec<String> = report.crosswalk.iter().skip(1).map(Related::name).collect();
    let words = format!("{}; `--format markdown` says how each reads it", names.join(", "));
    page.paragraph("  ", &[faint(words)]);
}

fn next_step(step: &NextStep, page: &mut Page) {
    page.heading(&format!("Next step: {}", step.action));
    for (index, line) in step.steps.iter().enumerate() {
        let lead = format!("  {}. ", index + 1);
        page.marked(&lead, Ink::Strong, &[plain(line.as_str()).with_commands()]);
    }
    withheld(&step.withheld, page);
}
