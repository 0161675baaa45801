//! The report as SARIF 2.1.0: one rule, and a result for each gap.
//!
//! An open gap is a result of kind `fail`, a doubtful one of kind `review`, and an accepted one is
//! suppressed with its justification. Where no gap tells the verdict, it is a result of its own, of kind
//! `pass` too.

mod log;
mod place;
mod taxonomy;

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::fmt::Write;

use serde_json::json;

use super::{
    what_if,
    words::{gaps, headline, policy_name, sentence},
};
use crate::{
    CONTROL, Places, Problem, ProblemCode, VERSION,
    clean::clean,
    many::{Many, Outcome, Tenant},
    order,
    report::{Because, Control, Gap, PolicyReport, Report, Standing, Status},
    tenant::Source,
};
use log::{
    Artifact, Automation, Configuration, Descriptor, Driver, Found, Invocation, Kind, Level, Location, Log,
    Message, Notification, Rule, Run, Suppression, Tool,
};
use place::{artifact, location, member};
use taxonomy::{relationships, taxonomies};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const RULE: &str = "cis-azure-foundations-2.2.3";

/// Which results a SARIF log has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SarifResults {
    /// A pass and accepted gaps, too.
    #[default]
    All,
    /// Only what somebody has to act on. GitHub code scanning shows every result as an open alert,
    /// whatever its kind and its suppressions say.
    Problems,
}

/// The report as a SARIF log, with the places of the members that let witnesses through.
///
/// Two logs on the same tenant give a gap the same fingerprint, whatever the order of the files and
/// policies, and wherever in its file a policy stands.
///
/// ```
/// # use flowlock_core::{File, Places, Settings, evaluate_files, render};
/// # let export = r#"{"value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#;
/// # let files = [File { name: "policies.json".into(), bytes: export }];
/// # let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// # let report = evaluate_files(&files, &Settings::default(), as_of)?;
/// let log = render::sarif(&report, &Places::of(&report), render::SarifResults::All);
/// assert!(log.contains(r#""ruleId": "cis-azure-foundations-2.2.3""#));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn sarif(report: &Report, places: &Places, results: SarifResults) -> String {
    log(vec![run(report, places, results)])
}

/// Many tenants as a SARIF log with a run for each, worst first, whose automation id is the tenant.
///
/// A tenant that could not be evaluated is a run that did not succeed and says why.
pub fn sarif_of_many(many: &Many, results: SarifResults) -> String {
    let run_of = |tenant: &Tenant| {
        let run = match &tenant.outcome {
            Outcome::Report(report) => run(report, &tenant.places, results),
            Outcome::Error(problem) => failed(problem, &tenant.places),
        };
        let id = format!("flowlock/{}/", clean(&tenant.tenant).replace('/', "-"));
        Run { automation_details: Some(Automation { id }), ..run }
    };
    log(many.tenants.iter().map(run_of).collect())
}

fn log(runs: Vec<Run>) -> String {
    super::json(&Log { schema: SCHEMA, version: "2.1.0", runs })
}

fn run(report: &Report, places: &Places, results: SarifResults) -> Run {
    Run {
        automation_details: None,
        tool: tool(report.sources.iter().flat_map(|source| &source.problems)),
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: notifications(report, places),
        }],
        artifacts: artifacts(report),
        column_kind: "utf16CodeUnits",
        results: found(report, places, results),
        taxonomies: taxonomies(),
        properties: json!({
            "status": report.status, "stage": report.stage, "asOf": report.as_of,
            "summary": report.summary, "nextStep": report.next_step.action,
            "decisions": report.decisions,
        }),
    }
}

fn failed(problem: &Problem, places: &Places) -> Run {
    let source = problem.source.as_deref().unwrap_or_default();
    Run {
        automation_details: None,
        tool: tool([problem].into_iter()),
        invocations: [Invocation {
            execution_successful: false,
            tool_execution_notifications: [notification(problem, source, Level::Error, places)].into(),
        }],
        artifacts: Vec::new(),
        column_kind: "utf16CodeUnits",
        results: Vec::new(),
        taxonomies: taxonomies(),
        properties: json!({ "error": problem }),
    }
}

fn tool<'p>(problems: impl Iterator<Item = &'p Problem>) -> Tool {
    let codes = order::set(problems.map(|problem| problem.code));
    let entries =
        ProblemCode::ENTRIES.iter().filter(|entry| codes.iter().any(|code| code.as_str() == entry.code));
    Tool {
        driver: Driver {
            name: "flowlock",
            version: VERSION,
            semantic_version: VERSION,
            rules: [rule(&CONTROL)],
            notifications: entries
                .map(|entry| Descriptor {
                    id: entry.code,
                    short_description: Some(Message::from(sentence(entry.title))),
                })
                .collect(),
        },
    }
}

const WHY: &str = "Attackers phish with device code flow: the victim types a short code on a genuine Microsoft page, and \
    the attacker holds the token. The control asks for a Conditional Access policy that blocks the flow for everyone but \
    emergency access accounts.";

const WHAT_TO_DO: &str = "Look at the policy members that let the sign-in through. Include all users and all \
    applications, leave no condition that the attacker can choose, exclude two or more emergency access accounts and \
    nobody else, and turn the policy on. Declare emergency access accounts and approved exceptions in the settings.";

fn rule(control: &Control) -> Rule {
    let title = format!("{} {}, {}: {}", control.benchmark, control.version, control.id, control.title);
    Rule {
        id: RULE,
        name: "DeviceCodeFlowIsLocked",
        short_description: sentence(&control.title.replace("Ensure that", "ensure that")).into(),
        full_description: format!("{title}. {WHY}").into(),
        help: Message {
            text: format!("{title}\n\n{WHY}\n\n{WHAT_TO_DO}"),
            markdown: Some(format!("**{title}**\n\n{WHY}\n\n## What to do\n\n{WHAT_TO_DO}")),
        },
        default_configuration: Configuration { level: Level::Error },
        relationships: relationships(),
        properties: json!({
            "tags": ["security", "identity", "conditional-access", "device-code-flow"],
            "precision": "very-high",
            "problem.severity": "error",
            "security-severity": "8.0",
            "benchmark": control.benchmark, "benchmarkVersion": control.version, "control": control.id,
        }),
    }
}

/// What was wrong with the files.
fn notifications(report: &Report, places: &Places) -> Vec<Notification> {
    let problems =
        report.sources.iter().flat_map(|source| source.problems.iter().map(move |problem| (source, problem)));
    let notification = problems.map(|(source, problem)| {
        let level = if source.complete { Level::Note } else { Level::Warning };
        notification(problem, &source.name, level, places)
    });
    notification.collect()
}

fn notification(problem: &Problem, source: &str, level: Level, places: &Places) -> Notification {
    Notification {
        descriptor: Descriptor { id: problem.code.as_str(), short_description: None },
        level,
        message: text(&format!("{}; {}", problem.message, problem.help)),
        locations: [location(places, source, problem.pointer.as_deref(), problem.line)].into(),
    }
}

/// Each file once: two of one name are one to SARIF.
fn artifacts(report: &Report) -> Vec<Artifact> {
    let by_name = order::map(report.sources.iter().rev().map(|source| (source.name.as_str(), source)));
    by_name.into_values().map(one_artifact).collect()
}

fn one_artifact(source: &Source) -> Artifact {
    Artifact {
        location: artifact(&source.name),
        roles: ["analysisTarget"],
        properties: json!({ "kind": source.kind, "records": source.records, "complete": source.complete }),
    }
}

fn found(report: &Report, places: &Places, results: SarifResults) -> Vec<Found> {
    let told = gaps(report, Standing::Open).chain(gaps(report, Standing::Doubtful)).next().is_some();
    let verdict = Some(verdict(report, places)).filter(|verdict| verdict.kind == Kind::Pass || !told);
    let all = verdict.into_iter().chain(report.gaps.iter().map(|gap| one_gap(gap, report, places)));
    let wanted = |found: &Found| {
        results == SarifResults::All || (found.kind != Kind::Pass && found.suppressions.is_empty())
    };
    all.filter(wanted).collect()
}

fn verdict(report: &Report, places: &Places) -> Found {
    let kind = match report.status {
        Status::Pass => Kind::Pass,
        Status::Review => Kind::Review,
        Status::Fail => Kind::Fail,
    };
    let reasons: Vec<&str> = report.reasons.iter().map(|reason| reason.words.as_str()).collect();
    let words = format!("{}: {}. {}", headline(report.status), report.summary, reasons.join("; "));
    let nearest = report.policies.first();
    Found {
        rule_id: RULE,
        rule_index: 0,
        kind,
        level: level(kind),
        message: text(&words),
        locations: [nearest.map_or_else(|| some_file(report, places), |policy| whole(policy, places))].into(),
        related_locations: Vec::new(),
        partial_fingerprints: fingerprints("verdict"),
        suppressions: Vec::new(),
        properties: json!({ "status": report.status, "stage": report.stage }),
    }
}

fn one_gap(gap: &Gap, report: &Report, places: &Places) -> Found {
    // What looks open in an incomplete export may be blocked in truth, and the verdict says so.
    let kind = match gap.standing {
        Standing::Open | Standing::Accepted if report.status != Status::Review => Kind::Fail,
        Standing::Accepted => Kind::Fail,
        Standing::Open | Standing::Doubtful => Kind::Review,
    };
    let first = gap.because.first();
    Found {
        rule_id: RULE,
        rule_index: 0,
        kind,
        level: level(kind),
        message: Message { text: gap_words(gap), markdown: None },
        locations: [first.map_or_else(|| some_file(report, places), |because| at(because, places))].into(),
        related_locations: gap
            .because
            .iter()
            .enumerate()
            .map(|(index, because)| related(index, because, places))
            .collect(),
        partial_fingerprints: fingerprints(&gap.id),
        suppressions: suppressions(gap, report),
        properties: json!({ "standing": gap.standing, "by": gap.by, "witness": gap.witness }),
    }
}

const fn level(kind: Kind) -> Level {
    match kind {
        Kind::Fail => Level::Error,
        Kind::Pass | Kind::Review => Level::None,
    }
}

/// The gap in words, with links to the members that let it through.
fn gap_words(gap: &Gap) -> String {
    let lead = match gap.standing {
        Standing::Open => "Not blocked",
        Standing::Doubtful => "Not blocked, well founded or not",
        Standing::Accepted => "Not blocked, and accepted",
    };
    let mut words =
        format!("{lead}: {}. One such sign-in: {}.", plain(&gap.words), plain(&what_if(&gap.witness)));
    for (index, because) in gap.because.iter().enumerate() {
        let policy = plain(&policy_name(&because.display_name, &because.policy_id));
        let _ = write!(words, " [{policy}]({}): {}.", index + 1, plain(&because.words));
    }
    words
}

/// For each entry that accepts the gap, on whose word.
fn suppressions(gap: &Gap, report: &Report) -> Vec<Suppression> {
    if gap.standing != Standing::Accepted {
        return Vec::new();
    }
    let justification = |by: &String| {
        let entry = report.acceptance.iter().find(|entry| entry.entry == *by);
        let words = entry.map_or_else(|| format!("declared: {by}"), |entry| format!("{by}: {}", entry.words));
        Suppression { kind: "external", status: "accepted", justification: clean(&words) }
    };
    gap.by.iter().map(justification).collect()
}

/// The first is the one that GitHub follows results by.
fn fingerprints(id: &str) -> BTreeMap<&'static str, String> {
    order::map([("primaryLocationLineHash", format!("{id}:1")), ("flowlock/v1", id.to_string())])
}

fn at(because: &Because, places: &Places) -> Location {
    let mut at = location(places, &because.source, Some(&because.pointer), None);
    at.logical_locations.push(member(&because.display_name, &because.policy_id, &because.pointer));
    at
}

fn related(index: usize, because: &Because, places: &Places) -> Location {
    let policy = policy_name(&because.display_name, &because.policy_id);
    let message = Some(text(&format!("{policy}: {}", because.words)));
    Location { id: Some(index + 1), message, ..at(because, places) }
}

fn whole(policy: &PolicyReport, places: &Places) -> Location {
    let mut whole = location(places, &policy.source, Some(&policy.pointer), None);
    whole.logical_locations.push(member(&policy.display_name, &policy.id, &policy.pointer));
    whole
}

/// A file to point at where there is no policy: the first that could have held one.
fn some_file(report: &Report, places: &Places) -> Location {
    let holds = |source: &&Source| source.kind.holds_policies();
    let source = report.sources.iter().find(holds).or(report.sources.first());
    location(places, source.map_or("", |source| &source.name), None, None)
}

fn text(words: &str) -> Message {
    plain(words).into()
}

/// Text in which brackets make no links: names are chosen by whoever may edit a policy.
fn plain(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for character in clean(words).chars() {
        if matches!(character, '[' | ']' | '\\') {
            text.push('\\');
        }
        text.push(character);
    }
    text
}
