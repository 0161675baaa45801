//! The page: what its policy lets through, and that nothing of a report is missing on it.

use std::collections::BTreeSet;

use base64::{Engine, prelude::BASE64_STANDARD};
use flowlock_core::{
    Places,
    catalogue::{Kind, entries},
    decisions::Signed,
    peers::{self, Comparison},
    render,
    report::{
        Decision, DecisionEvidence, DecisionKind, DecisionReport, DecisionStanding, Opened, Report, Reviewed,
        SignatureReport, SignatureStanding, Target, Used,
    },
};
use flowlock_tests::fixtures;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn page(name: &str) -> String {
    let report = fixtures::read(name).report();
    render::html(&report, &Places::of(&report))
}

/// What stands between two marks.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
    text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).expect(begin).0
}

#[test]
fn the_policy_names_the_hash_of_the_style() {
    let page = page("contoso");
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    let hash = BASE64_STANDARD.encode(Sha256::digest(between(&page, "<style>", "</style>")));
    assert!(
        policy.contains(&format!("style-src 'sha256-{hash}'")),
        "the style has changed: STYLE_HASH in core/src/render/html/mod.rs is to be sha256-{hash}"
    );
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

/// Text without spaces, hyphens, backticks and capitals, which the page has of its own.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '`' | '-'))
        .collect::<String>()
        .to_lowercase()
}

/// What a page says, and what stands in its attributes.
struct Said {
    text: String,
    markup: String,
}

impl Said {
    fn of(page: &str) -> Self {
        let (_, body) = page.split_once("<body").expect("a body");
        let text: String =
            body.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
        let plain = |text: &str| {
            bare(
                &text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"),
            )
        };
        Self { text: plain(&text), markup: plain(body) }
    }

    fn has(&self, text: &str) -> bool {
        self.text.contains(&bare(text)) || self.markup.contains(&bare(text))
    }
}

/// Members that stand on the page as a mark, a colour or a place, which the other tests count.
const MARKED: &[&str] = &[
    "/policies/*/candidate",
    "/policies/*/requirements/*/met",
    "/acceptance/*/counts",
    "/sources/*/complete",
    "/peers/*/answer",
    "/peers/*/comparison",
    "/replay/disagreements/*/applied",
    "/usage/duplicatesBoundPassed",
];

/// The words around each number, so that another one of the same value does not do. What is said only where it
/// is not zero comes after `?`.
const NUMBERS: &[(&str, &str)] = &[
    ("/schemaVersion", "report schema {}."),
    ("/sources/*/records", "class=\"fl-number\">{}<"),
    ("/sources/*/problems/*/line", "line {}"),
    ("/gapsNotListed", "?At least {} more"),
    ("/thresholds/minObservationDays", "Days a report-only policy is observed {}"),
    ("/thresholds/maxEmergencyAccounts", "Accounts an excluded group may have {}"),
    ("/rollout/*/daysObserved", "Observed for {} day"),
    ("/rollout/*/daysWithEvents", "Days with events {} "),
    ("/rollout/*/events", "List it {} event"),
    ("/rollout/*/notApplied", "Not applied {} Would"),
    ("/rollout/*/wouldBlock", "Would be blocked {} Undetermined"),
    ("/rollout/*/undetermined", "Undetermined {} Do"),
    ("/rollout/*/noEvidence", "Do not list it {}"),
    ("/rollout/*/affectedNotListed", "?{} of others would be blocked"),
    ("/usage/events", "{} of "),
    ("/usage/signIns", "of {} sign-ins"),
    ("/usage/interactive", "{} with a code entered"),
    ("/usage/redemptions", "{} redeemed"),
    ("/usage/tracked", "{} in sessions that went on"),
    ("/usage/notListed", "?{} of others are not listed"),
    ("/usage/withoutId", "?{} have no id"),
    ("/usage/days/*/undecided", "<td>{}</td>"),
    ("/usage/days/*/meantToBeBlocked", "<td>{}</td>"),
    ("/usage/days/*/exception", "<td>{}</td>"),
    ("/usage/days/*/emergencyAccess", "<td>{}</td>"),
    ("/decisions/*/approvalsNeeded", "It needs {} approvals."),
    ("/replay/compared", "Results compared {} Agree"),
    ("/replay/agreed", "Agree {} Do"),
    ("/replay/undecided", "Cannot be told {}"),
    ("/replay/notListed", "?{} more are not listed"),
    ("*/apps/*/events", "class=\"fl-advice\">{} event"),
    ("*/events", "class=\"fl-advice\">{} event"),
    ("*/runs", "{} run"),
    ("*/daysActive", "on {} day"),
    ("*/interactive", "?{} code"),
    ("*/redemptions", "?{} redeemed"),
    ("*/tracked", "?{} continued"),
];

fn number(path: &str, number: &str) -> String {
    let fits = |(pattern, _): &&(&str, &str)| {
        pattern.strip_prefix('*').map_or(path == *pattern, |end| path.ends_with(end))
    };
    let (_, words) = NUMBERS.iter().find(fits).unwrap_or_else(|| panic!("{path} has no place on the page"));
    match words.strip_prefix('?') {
        Some(_) if number == "0" => String::new(),
        Some(words) => words.replace("{}", number),
        None => words.replace("{}", number),
    }
}

/// What the page says in place of a code or a path.
/// The next step as the page's heading has it.
fn title_of_step(action: &str) -> String {
    let entry = entries().find(|entry| entry.kind == Kind::NextStep && entry.code == action);
    entry.expect("a step of the catalogue").title.to_owned()
}

fn words(path: &str, text: &str) -> String {
    let words = match (path, text) {
        ("/policies/*/state", "enabled") => "on",
        ("/policies/*/state", "disabled") => "off",
        ("/policies/*/state", _) => "report-only",
        ("/sources/*/kind", "hints") => "configuration of another tool",
        ("/sources/*/kind", "ignored") => "",
        ("/rollout/*/ready", "yes") => "ready to turn on",
        ("/rollout/*/ready", "no") => "not ready to turn on",
        ("/rollout/*/ready", _) => "not enough evidence to turn on",
        ("/rollout/*/sinceBasis", "created") => "(when it was made)",
        ("/rollout/*/sinceBasis", "modified") => "(when it was last modified)",
        ("/rollout/*/sinceBasis", "settings") => "(by the settings)",
        ("/rollout/*/sinceBasis", _) => "(by the audit log)",
        ("/nextStep/action", _) => return title_of_step(text),
        // The page names files from the folder on that holds them all.
        _ if path.ends_with("/source") || path == "/sources/*/name" => {
            text.rsplit('/').next().unwrap_or(text)
        }
        (_, "continued") => "only in sessions that went on",
        _ => text,
    };
    words.to_owned()
}

/// Every member of a report is on its page; `names` gets the names of all.
fn walk(value: &Value, path: &str, said: &Said, fixture: &str, names: &mut BTreeSet<String>) {
    // These are there as JSON.
    let is_whole = path.contains("/witness") || path.contains("/proposal");
    let wanted = match value {
        Value::Object(members) => {
            for (key, value) in members {
                names.insert(key.clone());
                walk(value, &format!("{path}/{key}"), said, fixture, names);
            }
            return;
        }
        Value::Array(items) => {
            return items.iter().for_each(|item| walk(item, &format!("{path}/*"), said, fixture, names));
        }
        Value::Null => return,
        Value::String(text) => words(path, text),
        Value::Bool(_) if is_whole || MARKED.contains(&path) => return,
        Value::Number(count) if !is_whole => number(path, &count.to_string()),
        other => other.to_string(),
    };
    assert!(
        MARKED.contains(&path) || said.has(&wanted),
        "{fixture}: {path} {value} should be there as {wanted:?}"
    );
}

/// The names of all members that the schema of a report has, but of those that are there as JSON.
fn members(schema: &Value, names: &mut BTreeSet<String>) {
    let definitions = schema["$defs"].as_object().expect("definitions");
    let is_whole = |name: &str| name.ends_with("Body") || name.starts_with("Patch") || name == "Attempt";
    let shapes = definitions.iter().filter(|(name, _)| !is_whole(name)).map(|(_, shape)| shape);
    for shape in shapes.chain([schema]) {
        names.extend(shape["properties"].as_object().into_iter().flat_map(|members| members.keys().cloned()));
    }
}

/// Decisions of every kind, and with every target that there is.
fn decisions() -> Vec<DecisionReport> {
    let text = |name: &str| Some(format!("the {name}"));
    let target = Target {
        user: text("user"),
        group: text("group"),
        application: text("application"),
        location: text("location"),
        platform: text("platform"),
        policy: text("policy"),
    };
    let decision = |kind: DecisionKind, basis: DecisionEvidence| DecisionReport {
        decision: Decision {
            id: "d-1".into(),
            kind,
            tenant: text("tenant"),
            target: target.clone(),
            justification: "it is needed".into(),
            decided_by: "anna@contoso.example".into(),
            decided_at: "2026-01-02T03:04:05Z".into(),
            expires: "2026-12-31".into(),
            evidence: "e1d267a5".into(),
            signatures: vec![Signed { payload: "payload".into(), signature: "armour".into() }],
        },
        approvals_needed: Some(2),
        approvals_pending: vec!["another".into()],
        approvals: vec![SignatureReport {
            principal: text("approver"),
            fingerprint: text("key"),
            standing: SignatureStanding::Counts,
            words: "it counts for one".into(),
        }],
        standing: DecisionStanding::Counts,
        words: "it counts as it is".into(),
        rests_on: vec!["what it rests on".into()],
        evidence_now: Some("5c1e77aa".into()),
        basis: Some(basis),
    };
    let some = || vec!["some".to_owned()];
    let used = Used { principal: "somebody".into(), applications: some() };
    let reviewed =
        Reviewed { policy: "one".into(), content: "c0".into(), since: text("day"), affected: some() };
    vec![
        decision(
            DecisionKind::Exception,
            DecisionEvidence::Opened(Opened { open: some(), members: text("members") }),
        ),
        decision(DecisionKind::MeantToBeBlocked, DecisionEvidence::Used(used)),
        decision(DecisionKind::TurnOn, DecisionEvidence::Reviewed(reviewed)),
    ]
}

#[test]
fn every_member_of_a_report_has_its_place() {
    // The line of a problem: no log of a fixture is damaged.
    let mut seen = BTreeSet::from(["line".to_owned()]);
    for name in fixtures::names() {
        let fixture = fixtures::read(&name);
        let mut report = fixture.report();
        report.peers =
            Some(peers::ask(&fixture.tenant(), &fixture.settings_in_force(), fixture.as_of, &report));
        report.decisions.extend(decisions());
        let said = Said::of(&render::html(&report, &fixture.places(&report)));
        walk(&serde_json::to_value(&report).expect("JSON"), "", &said, &name, &mut seen);
    }
    let schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Report>();
    let mut members = BTreeSet::new();
    self::members(&schema.to_value(), &mut members);
    let unseen: Vec<&String> = members.difference(&seen).collect();
    assert!(unseen.is_empty(), "no fixture has {unseen:?}");
}

#[test]
fn marks_are_as_many_as_what_they_mark() {
    for name in fixtures::names() {
        let fixture = fixtures::read(&name);
        let mut report = fixture.report();
        report.peers =
            Some(peers::ask(&fixture.tenant(), &fixture.settings_in_force(), fixture.as_of, &report));
        let page = render::html(&report, &fixture.places(&report));
        let count = |mark: &str| page.matches(mark).count();
        let steps = || report.policies.iter().flat_map(|policy| &policy.requirements);
        assert_eq!(count("<td class=\"fl-unmet\""), steps().filter(|step| !step.met).count(), "{name}");
        let near =
            report.policies.iter().filter(|policy| !policy.candidate && !policy.requirements.is_empty());
        assert_eq!(count("<tr class=\"fl-near\""), near.count(), "{name}");
        let doubted = report.acceptance.iter().filter(|entry| !entry.counts).count()
            + report.sources.iter().filter(|source| !source.complete).count();
        assert_eq!(count("data-standing=\"doubtful\">no</span>"), doubted, "{name}");
        for (comparison, words) in
            [(Comparison::FalsePass, "passes, wrongly"), (Comparison::FalseFail, "fails, wrongly")]
        {
            let peers = report.peers.iter().flatten().filter(|peer| peer.comparison == comparison);
            assert_eq!(count(words), peers.count(), "{name}");
        }
        let disagreements = report.replay.iter().flat_map(|replay| &replay.disagreements);
        let unapplied = disagreements.filter(|one| !one.applied).count();
        assert_eq!(count("did not apply, and as exported applies"), unapplied, "{name}");
    }
}
