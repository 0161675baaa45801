//! A simulation for people: the verdict before and after, then whom it would have hit.

use alloc::{format, string::String};

use super::{
    page::{Ink, Page, Span, Style, faint, plain, strong},
    text::{MAX_LISTED, more, principals, reasons},
    words::{number, policy_name},
};
use crate::{
    report::{Judged, Ready, Status},
    simulate::{Count, Group, Origin, Simulation},
};

/// The simulation as text, without any character from the tenant that could drive a terminal.
pub fn simulation(simulation: &Simulation, style: Style) -> String {
    let mut page = Page::new(style);
    verdict(simulation, &mut page);
    proposed(simulation, &mut page);
    reasons("Warnings", "  ! ", Ink::Doubt, &simulation.warnings, &mut page);
    gaps(simulation, &mut page);
    group("Would have been blocked", &simulation.would_block, &mut page);
    group("Cannot be told", &simulation.cannot_tell, &mut page);
    hangs_on(simulation, &mut page);
    group("Would not have been blocked", &simulation.would_not_block, &mut page);
    reasons("What the exports could not show", "  ? ", Ink::Doubt, &simulation.not_shown, &mut page);
    page.into_text()
}

fn verdict(simulation: &Simulation, page: &mut Page) {
    let (lead, ink, words) = match simulation.ready {
        Ready::Yes => ("READY  ", Ink::Good, "the log shows nobody whom it should not block"),
        Ready::No => ("NOT READY  ", Ink::Bad, "it would block somebody whom it should not, or may not"),
        Ready::Insufficient => ("NOT TOLD  ", Ink::Doubt, "the log does not show whom it would block"),
    };
    page.marked(lead, ink, &[strong(words)]);
    for reason in &simulation.reasons {
        page.marked("  ! ", ink, &[plain(reason.words.as_str())]);
    }
    page.heading("Verdict");
    judged("now", simulation.before, page);
    judged("with it in force", simulation.after, page);
    page.paragraph("  ", &[faint(format!("as of {}", simulation.as_of))]);
}

fn judged(when: &str, judged: Judged, page: &mut Page) {
    let (words, ink) = match judged.status {
        Status::Pass => ("PASS", Ink::Good),
        Status::Review => ("REVIEW", Ink::Doubt),
        Status::Fail => ("FAIL", Ink::Bad),
    };
    page.marked(
        &format!("  {when}: "),
        Ink::Plain,
        &[Span::new(ink, words), plain(format!("(stage {})", judged.stage.as_str()))],
    );
}

fn proposed(simulation: &Simulation, page: &mut Page) {
    page.heading("Proposed");
    for one in simulation.proposed.iter().take(MAX_LISTED) {
        let origin = match one.origin {
            Origin::File => "from a file",
            Origin::TurnedOn => "turned on",
            Origin::Control => "as the control asks",
        };
        let name = policy_name(&one.display_name, &one.id);
        page.marked("  - ", Ink::Plain, &[strong(name), plain(format!("– {origin}"))]);
        if !one.may_block {
            let words =
                "its grant is not block, or device code flow cannot meet it: it blocks no such sign-in";
            page.marked("    ! ", Ink::Doubt, &[plain(words)]);
        }
    }
    more(simulation.proposed.len(), MAX_LISTED, page);
}

fn gaps(simulation: &Simulation, page: &mut Page) {
    if simulation.gaps.is_empty() {
        return;
    }
    page.heading("Not blocked with it in force");
    for gap in simulation.gaps.iter().take(MAX_LISTED) {
        page.marked(
            "  - ",
            Ink::Plain,
            &[plain(gap.words.as_str()), faint(format!("({})", gap.standing.as_str()))],
        );
    }
    more(simulation.gaps.len(), MAX_LISTED, page);
}

fn group(title: &str, group: &Group, page: &mut Page) {
    if group.events == 0 {
        return;
    }
    page.heading(&format!("{title}: {}", sign_ins(group.events)));
    principals("by user:", &group.principals, "  ", page);
    counts("by application:", &group.applications, page);
    counts("by country:", &group.countries, page);
    counts("by day:", &group.days, page);
}

fn counts(title: &str, counts: &[Count], page: &mut Page) {
    page.paragraph("  ", &[plain(title)]);
    for count in counts.iter().take(MAX_LISTED) {
        let value = match (count.name.as_str(), count.value.as_str()) {
            ("", "") => "not known".into(),
            ("", value) => String::from(value),
            (name, "") => String::from(name),
            (name, value) => format!("{name} ({value})"),
        };
        page.paragraph("  - ", &[plain(format!("{value}: {}", count.events))]);
    }
    more(counts.len(), MAX_LISTED, page);
}

fn hangs_on(simulation: &Simulation, page: &mut Page) {
    if simulation.depends_on.is_empty() {
        return;
    }
    page.paragraph("  ", &[plain("that depends on:")]);
    for one in simulation.depends_on.iter().take(MAX_LISTED) {
        page.marked(
            "  ? ",
            Ink::Doubt,
            &[plain(one.words.as_str()), faint(format!("({})", sign_ins(one.events)))],
        );
    }
    more(simulation.depends_on.len(), MAX_LISTED, page);
}

fn sign_ins(count: u64) -> String {
    number(count, "sign-in", "sign-ins")
}
