//! The report as `JUnit` XML, as GitLab, Jenkins and their like take it.
//!
//! The verdict is a test, and so is each gap and each report-only review. What is open fails. What a person
//! has to look at is an error, which every service shows as red: skipped would be green, and unknown is never
//! safe. An accepted gap is skipped, with who accepts it. A report-only review never fails the build by
//! itself: it is skipped unless the policy may be turned on; nor does a decision, which is skipped where it
//! does not count. Single steps of the control are no tests, since
//! policies may meet them together.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use maud::{Markup, PreEscaped, html};

use super::{
    Style, text, what_if,
    words::{decided, headline, missing, policy, policy_name, ready, stands_by},
};
use crate::{
    Places, VERSION,
    clean::is_unsafe,
    report::{Because, DecisionReport, DecisionStanding, Gap, Ready, Report, Rollout, Standing, Status},
};

/// One test: its name, where it looks, and how it ended.
struct Case {
    name: String,
    /// The file and the line that it is about.
    at: Option<(String, Option<u64>)>,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// Why, of which kind, and the details.
    Failed(String, String, String),
    Error(String, String, String),
    Skipped(String),
}

/// The report as `JUnit` XML.
///
/// ```
/// # use flowlock_core::{File, Places, Settings, evaluate_files, render};
/// # let export = r#"{"value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#;
/// # let files = [File { name: "policies.json".into(), bytes: export }];
/// # let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// # let report = evaluate_files(&files, &Settings::default(), as_of)?;
/// let xml = render::junit(&report, &Places::of(&report));
/// assert!(xml.contains(r#"<testcase name="verdict" classname="flowlock.cis-azure-foundations-2.2.3""#));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn junit(report: &Report, places: &Places) -> String {
    let cases = cases(report, places);
    let count = |counts: fn(&Outcome) -> bool| cases.iter().filter(|case| counts(&case.outcome)).count();
    let failures = count(|outcome| matches!(outcome, Outcome::Failed(..)));
    let errors = count(|outcome| matches!(outcome, Outcome::Error(..)));
    let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
    let control = &report.control;
    let suite = format!("{} {}, {}", control.benchmark, control.version, control.id);
    let markup = html! {
        testsuites name="flowlock" tests=(cases.len()) failures=(failures) errors=(errors) {
            "\n"
            testsuite name=(suite) tests=(cases.len()) failures=(failures) errors=(errors) skipped=(skipped) timestamp=(seconds(&report.as_of)) {
                "\n"
                (properties(report))
                @for case in &cases { (one(case)) "\n" }
                system-out { "\n" (text(report, Style::default())) }
                "\n"
            }
            "\n"
        }
        "\n"
    };
    finish(markup)
}

/// Nothing that XML may not hold. Of what it may, what could turn text around goes, too.
fn finish(markup: Markup) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&PreEscaped(markup.into_string()).into_string());
    out.retain(|character| {
        character == '\n' || !(is_unsafe(character) || matches!(character, '\u{fffe}' | '\u{ffff}'))
    });
    out
}

/// The moment without a fraction and without a zone, as the schema has it; it is UTC.
fn seconds(moment: &str) -> &str {
    moment.get(..19).unwrap_or(moment)
}

fn properties(report: &Report) -> Markup {
    let entries = [
        ("status", report.status.as_str()),
        ("stage", report.stage.as_str()),
        ("asOf", &report.as_of),
        ("nextStep", report.next_step.action.as_str()),
        ("flowlock", VERSION),
    ];
    html! {
        properties {
            "\n"
            @for (name, value) in entries { property name=(name) value=(value) {} "\n" }
            @for related in report.crosswalk { property name="crosswalk" value=(related.name()) {} "\n" }
        }
        "\n"
    }
}

fn one(case: &Case) -> Markup {
    let file = case.at.as_ref().map(|(file, _)| file);
    let line = case.at.as_ref().and_then(|(_, line)| *line);
    html! {
        testcase name=(case.name) classname="flowlock.cis-azure-foundations-2.2.3" file=[file] line=[line] time="0" {
            @match &case.outcome {
                Outcome::Passed => {},
                Outcome::Failed(why, kind, details) => failure message=(why) type=(kind) { (details) },
                Outcome::Error(why, kind, details) => error message=(why) type=(kind) { (details) },
                Outcome::Skipped(why) => skipped message=(why) {},
            }
        }
    }
}

fn cases(report: &Report, places: &Places) -> Vec<Case> {
    let gaps = report.gaps.iter().map(|gap| of_gap(gap, report, places));
    let reviews = report.rollout.iter().map(|entry| of_review(entry, report));
    let decisions = report.decisions.iter().map(of_decision);
    [verdict(report)].into_iter().chain(gaps).chain(reviews).chain(decisions).collect()
}

fn verdict(report: &Report) -> Case {
    let why = format!("{}: {}", headline(report.status), report.summary);
    let reasons: Vec<&str> = report.reasons.iter().map(|reason| reason.words.as_str()).collect();
    let details = reasons.join("\n");
    let kind = report.status.as_str().to_string();
    let outcome = match report.status {
        Status::Pass => Outcome::Passed,
        Status::Fail => Outcome::Failed(why, kind, details),
        Status::Review => Outcome::Error(why, kind, details),
    };
    Case { name: "verdict".to_string(), at: None, outcome }
}

fn of_gap(gap: &Gap, report: &Report, places: &Places) -> Case {
    let by = format!("{}{}", stands_by(gap.standing), gap.by.join(", "));
    let kind = gap.standing.as_str().to_string();
    let outcome = match gap.standing {
        Standing::Accepted => Outcome::Skipped(by),
        // What looks open in an incomplete export may be blocked in truth.
        Standing::Open if report.status == Status::Fail => {
            Outcome::Failed("not blocked".to_string(), kind, details(gap, places))
        }
        Standing::Open => {
            Outcome::Error("not blocked, as far as was read".to_string(), kind, details(gap, places))
        }
        Standing::Doubtful => Outcome::Error(by, kind, details(gap, places)),
    };
    let at = gap.because.first().map(|because| {
        let region = places.get(&because.source, &because.pointer);
        (because.source.clone(), region.map(|region| region.line))
    });
    Case { name: format!("gap: {}", gap.words), at, outcome }
}

fn details(gap: &Gap, places: &Places) -> String {
    let mut lines = Vec::from([format!("one such sign-in: {}", what_if(&gap.witness))]);
    lines.extend(gap.because.iter().map(|because| member(because, places)));
    lines.join("\n")
}

fn member(because: &Because, places: &Places) -> String {
    let Because { source, pointer, words, .. } = because;
    let policy = policy_name(&because.display_name, &because.policy_id);
    let at = places.get(source, pointer).map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
    format!("{policy}: {words} ({source}{at} {pointer})")
}

fn of_review(entry: &Rollout, report: &Report) -> Case {
    let known = policy(report, &entry.policy_id).map_or("", |policy| &policy.display_name);
    let reasons: Vec<&str> = entry.reasons.iter().map(|reason| reason.words.as_str()).collect();
    let outcome = match entry.ready {
        Ready::Yes => Outcome::Passed,
        Ready::No | Ready::Insufficient => {
            Outcome::Skipped(format!("{}: {}", ready(entry.ready), reasons.join("; ")))
        }
    };
    Case { name: format!("may be turned on: {}", policy_name(known, &entry.policy_id)), at: None, outcome }
}

fn of_decision(report: &DecisionReport) -> Case {
    let outcome = match report.standing {
        DecisionStanding::Counts | DecisionStanding::CarriedOut => Outcome::Passed,
        standing => {
            let missing = missing(report).map_or_else(String::new, |missing| format!("; {missing}"));
            Outcome::Skipped(format!("{standing}: {}{missing}", report.words))
        }
    };
    let name = format!("decision {}: {}", report.decision.id, decided(&report.decision));
    Case { name, at: None, outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::report;

    #[test]
    fn what_needs_somebody_is_red_and_what_is_accepted_is_skipped() {
        let xml = junit(&report(), &Places::default());
        assert!(xml.contains("tests=\"5\" failures=\"2\" errors=\"1\" skipped=\"2\""), "{xml}");
        let mut review = report();
        review.status = Status::Review;
        let xml = junit(&review, &Places::default());
        assert!(xml.contains("failures=\"0\" errors=\"3\""), "{xml}");
        let mut pass = report();
        (pass.status, pass.gaps) = (Status::Pass, Vec::new());
        assert!(junit(&pass, &Places::default()).contains("failures=\"0\" errors=\"0\""));
    }

    #[test]
    fn nothing_hostile_gets_through() {
        let mut report = report();
        report.summary = "a\u{0}\u{8}\u{ffff}\u{fffe}<b>&]]>\"".into();
        let xml = junit(&report, &Places::default());
        assert!(xml.contains("a&lt;b&gt;&amp;]]&gt;&quot;"), "{xml}");
        assert!(!xml.chars().any(|letter| letter != '\n' && is_unsafe(letter)));
        assert!(!xml.contains("<script"));
    }
}
