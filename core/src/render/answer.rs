//! A What If answer for people: the outcome in one line, what was known, then policy by policy.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    page::{Ink, Page, Style, faint, plain, strong},
    text::{MAX_LISTED, listed, more, reasons},
    words::{number, policy_name, state},
};
use crate::{
    ask::{Answer, Applies, Outcome, PolicyAnswer, graph::Comparison},
    report::{Because, Reason},
};

/// The answer as text, without any character from the tenant that could drive a terminal.
pub fn answer(answer: &Answer, style: Style) -> String {
    let mut page = Page::new(style);
    outcome(answer, &mut page);
    known(answer, &mut page);
    reasons("Notes", "  ! ", Ink::Doubt, &answer.notes, &mut page);
    hangs_on(answer, &mut page);
    let (blocking, others): (Vec<_>, Vec<_>) = answer.policies.iter().partition(|policy| policy.blocks);
    page.heading(&format!("Policies whose grant is block: {}", blocking.len()));
    for policy in blocking.iter().take(MAX_POLICIES) {
        one(policy, &mut page);
    }
    more(blocking.len(), MAX_POLICIES, &mut page);
    in_short(&others, &mut page);
    page.into_text()
}

/// How many policies are shown one by one.
const MAX_POLICIES: usize = 20;

fn outcome(answer: &Answer, page: &mut Page) {
    let (lead, ink, words) = match answer.outcome {
        Outcome::Blocked => ("BLOCKED  ", Ink::Good, "this device code sign-in is blocked"),
        Outcome::NotBlocked => ("NOT BLOCKED  ", Ink::Bad, "this device code sign-in is not blocked"),
        Outcome::CannotTell => {
            ("CANNOT TELL  ", Ink::Doubt, "this device code sign-in may be blocked or not")
        }
    };
    page.marked(lead, ink, &[strong(words)]);
    page.paragraph("", &[plain(answer.summary.as_str())]);
}

fn known(answer: &Answer, page: &mut Page) {
    page.heading("Known of it");
    for fact in &answer.known {
        page.paragraph("  - ", &[plain(fact.words.as_str())]);
    }
    if answer.known.is_empty() {
        page.paragraph("  ", &[faint("nothing")]);
    }
}

/// What is not known, with the members that ask for it.
fn hangs_on(answer: &Answer, page: &mut Page) {
    let mut by_words: BTreeMap<&str, Vec<&Because>> = BTreeMap::new();
    for because in &answer.depends_on {
        by_words.entry(&because.words).or_default().push(because);
    }
    if by_words.is_empty() {
        return;
    }
    page.heading("It depends on");
    for (words, asking) in by_words.iter().take(MAX_LISTED) {
        page.marked("  ? ", Ink::Doubt, &[plain(*words)]);
        for because in asking.iter().take(MAX_LISTED) {
            page.paragraph("      ", &[faint(place(because))]);
        }
        more(asking.len(), MAX_LISTED, page);
    }
    more(by_words.len(), MAX_LISTED, page);
}

fn one(policy: &PolicyAnswer, page: &mut Page) {
    let (lead, ink, words) = match policy.applies {
        Applies::Yes => ("  ✓ ", Ink::Good, "applies"),
        Applies::CannotTell => ("  ? ", Ink::Doubt, "may apply or not"),
        Applies::No => ("  ✗ ", Ink::Bad, "does not apply"),
    };
    let name = policy_name(&policy.display_name, &policy.id);
    let state = state(policy.state);
    page.marked(lead, ink, &[strong(name), plain(format!("– {state}, {words}"))]);
    let (title, members) = match policy.applies {
        Applies::CannotTell => ("depends on ", &policy.depends_on),
        _ => ("", &policy.because),
    };
    for because in members.iter().take(MAX_LISTED) {
        page.paragraph("    - ", &[plain(format!("{title}{}", because.words))]);
        page.paragraph("      ", &[faint(place(because))]);
    }
    more(members.len(), MAX_LISTED, page);
}

/// The policies that do not block, in a few lines: they change nothing here.
fn in_short(policies: &[&PolicyAnswer], page: &mut Page) {
    if policies.is_empty() {
        return;
    }
    page.heading("Policies that ask for something else");
    for (applies, words) in
        [(Applies::Yes, "apply"), (Applies::CannotTell, "may apply or not"), (Applies::No, "do not apply")]
    {
        let names: Vec<String> = policies
            .iter()
            .filter(|policy| policy.applies == applies)
            .map(|policy| match policy.display_name.as_str() {
                "" => policy.id.to_string(),
                name => name.to_string(),
            })
            .collect();
        if !names.is_empty() {
            page.paragraph("  - ", &[plain(format!("{words}: {}", listed(&names)))]);
        }
    }
}

fn place(because: &Because) -> String {
    format!("{} {}", because.source, because.pointer)
}

/// Notes as text, one under the other.
pub fn notes(notes: &[Reason], style: Style) -> String {
    let mut page = Page::new(style);
    for note in notes {
        page.marked("note: ", Ink::Doubt, &[plain(note.words.as_str())]);
    }
    page.into_text()
}

/// What Graph and Flowlock answer differently, as text.
pub fn comparison(comparison: &Comparison, style: Style) -> String {
    let mut page = Page::new(style);
    let Comparison { compared, agreed, differences, undecided, not_answered, not_exported } = comparison;
    let (lead, ink, words) = if !differences.is_empty() {
        ("DIFFERENT  ", Ink::Bad, "Graph and Flowlock do not answer alike")
    } else if *compared == 0 {
        ("NOTHING TO COMPARE  ", Ink::Doubt, "no policy is answered for certain by both")
    } else {
        ("ALIKE  ", Ink::Good, "Graph and Flowlock answer alike")
    };
    page.marked(lead, ink, &[strong(words)]);
    let policies = number(*compared, "policy", "policies");
    page.paragraph("", &[plain(format!("{agreed} of {policies} that both answer for certain"))]);
    for one in differences.iter().take(MAX_POLICIES) {
        let name = policy_name(&one.display_name, &one.policy_id);
        page.marked("  ✗ ", Ink::Bad, &[strong(name)]);
        let says = |applies: bool, reasons: String| match (applies, reasons.is_empty()) {
            (true, _) => "it applies".to_string(),
            (false, true) => "it does not apply".to_string(),
            (false, false) => format!("it does not apply ({reasons})"),
        };
        let graph = says(one.graph_applies, one.graph_reasons.join(", "));
        page.paragraph("    ", &[plain(format!("Graph: {graph}"))]);
        let flowlock = says(one.flowlock_applies, one.flowlock_reasons.join(", "));
        page.paragraph("    ", &[plain(format!("Flowlock: {flowlock}"))]);
    }
    more(differences.len(), MAX_POLICIES, &mut page);
    let ids: Vec<String> = undecided.iter().map(ToString::to_string).collect();
    let names = |others: &[crate::ask::graph::OtherPolicy]| -> Vec<String> {
        others.iter().map(|one| policy_name(&one.display_name, &one.policy_id)).collect()
    };
    for (title, ids) in [
        ("one of the two cannot tell", ids),
        ("in the exports and not in the answer", names(not_answered)),
        ("in the answer and not in the exports", names(not_exported)),
    ] {
        if !ids.is_empty() {
            page.marked("  ? ", Ink::Doubt, &[plain(format!("{title}: {}", listed(&ids)))]);
        }
    }
    page.into_text()
}
