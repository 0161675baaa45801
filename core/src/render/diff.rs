//! What changed between two exports: for people, and as Markdown for a pull request.

use alloc::{format, string::String, vec::Vec};

use super::{
    markdown::{code, rich},
    page::{Ink, Page, Span, Style, faint, plain, strong},
    text::{MAX_LISTED, listed, more},
    what_if,
    words::{policy_name, sentence, stands_by},
};
use crate::{
    diff::{Changed, Crossed, Diff, Standpoint},
    report::{Standing, Status},
};

/// The longest list that Markdown shows.
const MOST_LINES: usize = 25;

/// The comparison as text, without any character from the tenant that could drive a terminal.
pub fn text(diff: &Diff, style: Style) -> String {
    let mut page = Page::new(style);
    let (lead, ink) = lead(diff);
    page.marked(&format!("{lead}  "), ink, &[strong(diff.summary.as_str())]);
    let control = &diff.control;
    let title = format!("{} {}, {}: {}", control.benchmark, control.version, control.id, control.title);
    page.paragraph("", &[faint(title)]);
    page.paragraph("", &[faint(as_of(diff, |moment| moment.into()))]);
    page.heading("Verdict");
    standpoint("  before: ", &diff.before, &mut page);
    standpoint("  after:  ", &diff.after, &mut page);
    changes(&diff.changes, &mut page);
    regions("Opened", "was blocked by", &diff.opened, &mut page);
    regions("Closed", "is blocked by", &diff.closed, &mut page);
    if !diff.untold.is_empty() {
        page.heading("What this comparison cannot tell");
        for untold in diff.untold.iter().take(MAX_LISTED) {
            page.marked("  ? ", Ink::Doubt, &[plain(untold.words.as_str())]);
        }
        more(diff.untold.len(), MAX_LISTED, &mut page);
    }
    page.into_text()
}

/// The moments that the sides are judged at.
fn as_of(diff: &Diff, spell: impl Fn(&str) -> String) -> String {
    let [before, after] = [&diff.before, &diff.after].map(|side| spell(&side.as_of));
    if before == after { format!("both sides as of {after}") } else { format!("as of {before} and {after}") }
}

fn lead(diff: &Diff) -> (&'static str, Ink) {
    let is_open = |region: &Crossed| region.standing == Standing::Open;
    if diff.opened_a_gap() {
        ("OPENED", Ink::Bad)
    } else if diff.opened.iter().any(is_open) {
        ("MAY HAVE OPENED", Ink::Doubt)
    } else if diff.is_nothing() && diff.untold.is_empty() {
        ("SAME", Ink::Good)
    } else if diff.opened.is_empty() && diff.closed.iter().any(is_open) {
        ("CLOSED", Ink::Good)
    } else if diff.is_nothing() {
        ("SAME, AS FAR AS CAN BE TOLD", Ink::Doubt)
    } else {
        ("CHANGED", Ink::Doubt)
    }
}

fn standpoint(lead: &str, side: &Standpoint, page: &mut Page) {
    let (words, ink) = match side.status {
        Status::Pass => ("PASS", Ink::Good),
        Status::Review => ("REVIEW", Ink::Doubt),
        Status::Fail => ("FAIL", Ink::Bad),
    };
    let stage = format!("(stage {}): {}", side.stage.as_str(), side.summary);
    page.marked(lead, Ink::Plain, &[Span::new(ink, words), plain(stage)]);
}

fn changes(changes: &[Changed], page: &mut Page) {
    if changes.is_empty() {
        return;
    }
    page.heading(&format!("Changes: {}", changes.len()));
    for change in changes.iter().take(MOST_LINES) {
        let name = called(change).map(|name| strong(format!("{name}:")));
        let words = plain(change.words.as_str());
        let spans: Vec<Span<'_>> = name.into_iter().chain([words]).collect();
        page.marked("  ~ ", Ink::Plain, &spans);
        if !change.source.is_empty() {
            page.paragraph("    ", &[faint(format!("{} {}", change.source, change.pointer))]);
        }
    }
    more(changes.len(), MOST_LINES, page);
}

fn called(change: &Changed) -> Option<String> {
    change.policy_id.as_ref().map(|id| policy_name(&change.display_name, id))
}

fn regions(title: &str, how: &str, regions: &[Crossed], page: &mut Page) {
    if regions.is_empty() {
        return;
    }
    page.heading(&format!("{title}: {}", regions.len()));
    for (number, region) in (1..).zip(regions.iter().take(MAX_LISTED)) {
        let ink = match region.standing {
            Standing::Open => Ink::Bad,
            Standing::Doubtful => Ink::Doubt,
            Standing::Accepted => Ink::Good,
        };
        let standing = format!("({})", region.standing.as_str());
        page.marked(&format!("  {number}. "), ink, &[strong(region.words.as_str()), plain(standing)]);
        if !region.by.is_empty() {
            let by = format!("{}{}", stands_by(region.standing), listed(&region.by));
            page.paragraph("     ", &[plain(by)]);
        }
        page.marked("     What If: ", Ink::Faint, &[plain(what_if(&region.unblocked))]);
        let policy = policy_name(&region.display_name, &region.policy_id);
        page.paragraph("     ", &[plain(format!("{how} {policy}"))]);
        for because in region.because.iter().take(MAX_LISTED) {
            let name = policy_name(&because.display_name, &because.policy_id);
            page.paragraph("     - ", &[plain(format!("{name}: {}", because.words))]);
            page.paragraph("       ", &[faint(format!("{} {}", because.source, because.pointer))]);
        }
    }
    more(regions.len(), MAX_LISTED, page);
}

/// The comparison as Markdown, for a pull request or a ticket.
pub fn markdown(diff: &Diff) -> String {
    let mut out = format!("## {}: {}\n\n", lead(diff).0, diff.summary);
    let control = &diff.control;
    let as_of = as_of(diff, code);
    out.extend([format!("{} {}, {} · {as_of}\n\n", control.benchmark, control.version, control.id)]);
    out += "| | verdict | stage | |\n| --- | --- | --- | --- |\n";
    for (name, side) in [("before", &diff.before), ("after", &diff.after)] {
        let (status, stage) = (side.status.as_str(), side.stage.as_str());
        out.extend([format!("| {name} | **{status}** | {stage} | {} |\n", sentence(&side.summary))]);
    }
    let lines = diff.changes.iter().map(|change| {
        let name = called(change).map(|name| format!("{}: ", code(&name))).unwrap_or_default();
        format!("{name}{}", rich(&change.words))
    });
    part(&mut out, "Changes", lines);
    part(&mut out, "Opened", diff.opened.iter().map(line));
    part(&mut out, "Closed", diff.closed.iter().map(line));
    part(&mut out, "What this comparison cannot tell", diff.untold.iter().map(|untold| rich(&untold.words)));
    out
}

fn part(out: &mut String, title: &str, lines: impl ExactSizeIterator<Item = String>) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    out.extend([format!("\n### {title}: {count}\n\n")]);
    for line in lines.take(MOST_LINES) {
        out.extend([format!("- {line}\n")]);
    }
    if count > MOST_LINES {
        out.extend([format!("- and {} more, which `--format json` lists\n", count - MOST_LINES)]);
    }
}

fn line(region: &Crossed) -> String {
    let by = if region.by.is_empty() {
        String::new()
    } else {
        format!(": {}{}", stands_by(region.standing), rich(&region.by.join(", ")))
    };
    let such_as = rich(&what_if(&region.unblocked));
    format!("**{}** ({}{by}), such as: {such_as}", rich(&region.words), region.standing.as_str())
}
