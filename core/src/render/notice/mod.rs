//! A notice as the message of a service. What tenants write is only ever put where the service takes text
//! as it is, so that no name can ring a channel, draw a link or end a line.

mod mail;
mod slack;
mod teams;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

pub use mail::{Letter, mail};
pub use slack::slack;
pub use teams::teams;

use super::words::{approvals_missing, capital, headline, stands_by, was_decided};
use crate::{
    catalogue::Standing,
    clean::{clean, name},
    notice::{Approval, Decision, Notice, Verdict},
    problem::Problem,
};

/// The most characters of one line of a message.
const MAX_LINE: usize = 240;

/// A message, before any service's form.
struct Message {
    title: String,
    /// The control, the stage and the moment.
    facts: String,
    parts: Vec<Part>,
}

/// The verdict in a few words, in our own.
pub(super) fn title(notice: &Notice) -> String {
    Message::new(notice, "").title
}

/// Lines below a heading. The heading is ours.
struct Part {
    heading: &'static str,
    lines: Vec<String>,
}

impl Message {
    /// `about` is what the tenant is called; it may be empty.
    fn new(notice: &Notice, about: &str) -> Self {
        let mut message = match notice {
            Notice::Verdict(verdict) => Self::of_verdict(verdict),
            Notice::Failure { error } => Self::of_failure(error),
        };
        let about = name(about);
        if !about.is_empty() {
            message.facts = format!("{about} · {}", message.facts);
        }
        message.parts.retain(|part| !part.lines.is_empty());
        message
    }

    fn of_verdict(verdict: &Verdict) -> Self {
        let control = &verdict.control;
        let facts = format!(
            "{} {}, {} · stage {} · as of {}",
            name(&control.benchmark),
            name(&control.version),
            name(&control.id),
            verdict.stage.as_str(),
            name(&verdict.as_of)
        );
        let mut why: Vec<String> = verdict.reasons.iter().map(|reason| line(&reason.words)).collect();
        if why.is_empty() {
            why.push(line(&verdict.summary));
        }
        Self {
            title: format!("{}: {}", verdict.status.as_str().to_ascii_uppercase(), headline(verdict.status)),
            facts,
            parts: [
                Part { heading: "Why", lines: why },
                Part { heading: "Gaps", lines: gaps(verdict) },
                Part { heading: "Decided", lines: decisions(verdict) },
                Part { heading: "Decision asked for", lines: decision(verdict) },
            ]
            .into(),
        }
    }

    fn of_failure(problem: &Problem) -> Self {
        let place = problem.source.as_deref().map(name).unwrap_or_default();
        let place = if place.is_empty() { place } else { format!("{place}: ") };
        Self {
            title: "NOT EVALUATED: nobody knows whether device code flow is locked".to_string(),
            facts: format!("problem {}", problem.code),
            parts: [
                Part { heading: "Why", lines: [line(&format!("{place}{}", problem.message))].into() },
                Part { heading: "What to do", lines: [line(&problem.help)].into() },
            ]
            .into(),
        }
    }
}

fn gaps(verdict: &Verdict) -> Vec<String> {
    let words = |gap: &crate::notice::Gap| match gap.standing {
        Standing::Doubtful => {
            line(&format!("{} ({}{})", gap.words, stands_by(gap.standing), gap.by.join(", ")))
        }
        _ => line(&format!("{} ({})", gap.words, gap.standing)),
    };
    let mut lines: Vec<String> = verdict.gaps.iter().map(words).collect();
    if verdict.gaps_not_listed > 0 {
        lines.push(format!("at least {} more", verdict.gaps_not_listed));
    }
    lines
}

fn decisions(verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> = verdict.decisions.iter().flat_map(decided).collect();
    if verdict.decisions_not_listed > 0 {
        lines.push(format!("at least {} more", verdict.decisions_not_listed));
    }
    lines
}

/// What was decided, how it stands, who signed and who has not: a line for each, so that nothing is cut off.
fn decided(decision: &Decision) -> Vec<String> {
    let Decision { id, kind, target, justification, decided_by, expires, .. } = decision;
    let what = was_decided(*kind, target, [justification, decided_by, expires]);
    let mut lines = Vec::from([what, format!("{}: {}", decision.standing, decision.words)]);
    let signed = |one: &Approval| {
        format!("{} ({})", one.principal.as_deref().unwrap_or("somebody"), one.standing.words())
    };
    if !decision.approvals.is_empty() {
        let signatures: Vec<String> = decision.approvals.iter().map(signed).collect();
        lines.push(format!("signed by {}", signatures.join(", ")));
    }
    let standings = decision.approvals.iter().map(|one| one.standing);
    lines.extend(approvals_missing(decision.approvals_needed, standings, &decision.approvals_pending));
    lines.into_iter().map(|text| line(&format!("{id}: {text}"))).collect()
}

fn decision(verdict: &Verdict) -> Vec<String> {
    let asked = verdict.decision().map(capital);
    let steps = verdict.next_step.steps.iter().map(|step| line(step));
    asked.into_iter().flat_map(|asked| core::iter::once(asked).chain(steps.clone())).collect()
}

/// One line: no control characters, no line breaks, not too long.
fn line(text: &str) -> String {
    cut(&clean(text), MAX_LINE)
}

/// The text, cut to so many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_string();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        ProblemCode,
        decisions::{DecisionKind, DecisionStanding, SignatureStanding, Target},
        render::testing::{HOSTILE, report},
    };

    /// A notice in which every text is an attack, and as long as can be.
    fn hostile() -> Notice {
        let attack =
            format!("<!channel> <@U1> <https://d.example|x> [c](https://d.example) {HOSTILE} ").repeat(50);
        let Notice::Verdict(mut verdict) = Notice::from(&report()) else { unreachable!("a verdict") };
        for text in [&mut verdict.summary, &mut verdict.as_of, &mut verdict.control.benchmark] {
            text.clone_from(&attack);
        }
        for reason in &mut verdict.reasons {
            reason.words.clone_from(&attack);
        }
        verdict.gaps = (0..6).map(|_| verdict.gaps[0].clone()).collect();
        for gap in &mut verdict.gaps {
            gap.words.clone_from(&attack);
        }
        verdict.next_step.steps = [attack.clone()].into_iter().cycle().take(6).collect();
        verdict.decisions = (0..3).map(|_| hostile_decision(&attack)).collect();
        Notice::Verdict(verdict)
    }

    fn hostile_decision(attack: &str) -> Decision {
        let text = || attack.to_string();
        Decision {
            id: text(),
            kind: DecisionKind::Exception,
            target: Target { user: Some(text()), application: Some(text()), ..Target::default() },
            justification: text(),
            decided_by: text(),
            expires: text(),
            standing: DecisionStanding::NotApproved,
            words: text(),
            approvals_needed: Some(9),
            approvals: [Approval { principal: Some(text()), standing: SignatureStanding::Counts }].into(),
            approvals_pending: [text()].into(),
        }
    }

    fn failure() -> Notice {
        let error = Problem::new(ProblemCode::NotJson, "the file is not JSON", "export it again");
        Notice::Failure { error: error.in_source("policies.json") }
    }

    /// Every string of a JSON, with the names of the members that lead to it.
    fn strings(value: &Value, path: &str, out: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => out.push((path.into(), text.clone())),
            Value::Array(items) => items.iter().for_each(|item| strings(item, path, out)),
            Value::Object(members) => {
                members.iter().for_each(|(key, item)| strings(item, &format!("{path}/{key}"), out));
            }
            _ => {}
        }
    }

    fn strings_of(json: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        strings(&serde_json::from_str(json).unwrap(), "", &mut out);
        out
    }

    #[test]
    fn every_service_gets_the_verdict_the_reason_the_gaps_and_the_decision() {
        let notice = Notice::from(&report());
        for text in [slack(&notice, "Contoso"), teams(&notice, "Contoso"), mail(&notice, "Contoso").text] {
            for words in [
                "FAIL: device code flow is not locked",
                "Contoso · ",
                "stage report-only",
                "not blocked: anyone",
                "anyone on an unrecognised platform",
                "at least 3 more",
                "Decision asked for",
                "Turn the report-only policies on",
            ] {
                assert!(text.contains(words), "{words}: {text}");
            }
        }
    }

    #[test]
    fn who_decided_who_approved_and_who_has_not_is_told() {
        let Notice::Verdict(mut verdict) = Notice::from(&report()) else { unreachable!("a verdict") };
        let decision = hostile_decision("x");
        let (decided_by, expires) = ("anna@contoso.example".into(), "2026-12-31".into());
        verdict.decisions = [Decision { id: "rooms".into(), decided_by, expires, ..decision }].into();
        verdict.decisions_not_listed = 2;
        let notice = Notice::Verdict(verdict);
        for text in [slack(&notice, ""), teams(&notice, ""), mail(&notice, "").text] {
            for words in [
                "Decided",
                "rooms: an exception for user x, application x, by anna@contoso.example until 2026-12-31: x",
                "rooms: not-approved: x",
                "rooms: signed by x (it counts)",
                "rooms: 8 more approvals are missing, of x",
                "at least 2 more",
            ] {
                assert!(text.contains(words), "{words}: {text}");
            }
        }
    }

    #[test]
    fn a_failure_is_told_with_what_to_do() {
        for text in [slack(&failure(), ""), teams(&failure(), ""), mail(&failure(), "").text] {
            for words in
                ["NOT EVALUATED", "policies.json: the file is not JSON", "export it again", "not-json"]
            {
                assert!(text.contains(words), "{words}: {text}");
            }
        }
    }

    #[test]
    fn nothing_of_a_tenant_is_markup_in_slack() {
        let json = slack(&hostile(), HOSTILE);
        let blocks: Value = serde_json::from_str(&json).unwrap();
        for (path, text) in strings_of(&json) {
            assert!(!text.contains(['<', '>']), "{path}: {text}");
        }
        assert!(!json.contains("mrkdwn\""), "{json}");
        let blocks = blocks["blocks"].as_array().unwrap();
        assert!(blocks.len() <= 50);
        for block in blocks {
            let text = block["text"]["text"].as_str().or(block["elements"][0]["text"].as_str()).unwrap();
            let most = if block["type"] == "header" { 150 } else { 3_000 };
            assert!(!text.is_empty() && text.chars().count() <= most, "{text}");
        }
    }

    #[test]
    fn nothing_of_a_tenant_is_markdown_in_teams() {
        let json = teams(&hostile(), HOSTILE);
        assert!(json.len() <= 28_000, "{}", json.len());
        for (path, text) in strings_of(&json) {
            assert!(!text.contains("d.example") || path.ends_with("/inlines/text"), "{path}: {text}");
        }
    }

    #[test]
    fn no_text_leaves_its_line_in_a_letter() {
        let letter = mail(&hostile(), "a\r\nBcc: x@d.example");
        assert!(!letter.subject.contains(['\r', '\n']) && letter.subject.chars().count() <= 150);
        assert!(letter.text.lines().all(|line| line.chars().count() <= MAX_LINE + 4 || line.contains(" · ")));
        let unsafe_characters = letter.text.replace('\n', "");
        assert!(!unsafe_characters.contains(crate::render::is_unsafe));
    }
}
