//! The report as text, from a report made by hand.

use alloc::{string::String, vec, vec::Vec};

use super::{Style, text};
use crate::{
    CONTROL, CROSSWALK, Problem, ProblemCode, Source, SourceKind,
    entra::{Id, Platform},
    report::{
        Acceptance, Action, AppUse, Because, Disagreement, Gap, NextStep, PolicyReport, Principal,
        PrincipalStanding, Ready, Reason, ReasonCode, Regularity, Replay, Report, Requirement, RequirementId,
        Rollout, SCHEMA_VERSION, Stage, Standing, Status, Usage,
    },
    what_if::Attempt,
};

const HOSTILE: &str = "Block \u{1b}[2J\u{1b}[31mDCF\u{202e}\u{9b}1m\r\nPASS";
const POINTER: &str = "/value/0/conditions/users/excludeGuestsOrExternalUsers/guestOrExternalUserTypes";

fn policy(candidate: bool, requirements: Vec<Requirement>) -> PolicyReport {
    PolicyReport {
        id: Id::new("0f0f0f0f-0000-4000-8000-000000000001"),
        display_name: HOSTILE.into(),
        state: Some("enabledForReportingButNotEnforced"),
        candidate,
        source: "policies.json".into(),
        pointer: "/value/0".into(),
        requirements,
    }
}

fn step(met: bool) -> Requirement {
    Requirement {
        id: RequirementId::Enabled,
        title: "the policy is on",
        met,
        found: "report-only".into(),
        expected: "enabled",
        pointer: "/value/0/state".into(),
    }
}

fn gap(standing: Standing) -> Gap {
    Gap {
        words: "anyone on an unrecognised platform, from any location, with any client app and any risk"
            .into(),
        standing,
        by: vec![String::from("excluded group \u{7}Guests")],
        witness: Attempt { device_platform: Platform::Unrecognised, ..Attempt::default() },
        because: vec![Because {
            policy_id: Id::new("0f0f0f0f-0000-4000-8000-000000000001"),
            display_name: HOSTILE.into(),
            source: "policies.json".into(),
            pointer: POINTER.into(),
            words: "its platforms do not include this one".into(),
        }],
    }
}

fn principal() -> Principal {
    Principal {
        id: Id::new("0f0f0f0f-0000-4000-8000-0000000000aa"),
        name: "a@contoso.example".into(),
        standing: PrincipalStanding::Undecided,
        apps: vec![AppUse {
            id: Id::new("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
            name: "Microsoft Azure CLI".into(),
            phished: Some(HOSTILE),
            resources: vec![HOSTILE.into()],
            events: 2,
        }],
        client_apps: vec!["Mobile Apps and Desktop clients".into()],
        countries: vec!["NL".into()],
        first_seen: Some("2026-07-02T21:28:06Z".into()),
        last_seen: Some("2026-07-02T21:28:16Z".into()),
        days_active: 1,
        events: 2,
        runs: 1,
        interactive: 1,
        redemptions: 1,
        tracked: 0,
        regularity: Regularity::Once,
        advice: "ask what it was for",
    }
}

fn usage() -> Usage {
    Usage {
        events: 2,
        interactive: 1,
        redemptions: 1,
        tracked: 0,
        principals: vec![principal()],
        not_listed: 0,
        contradictions: vec![principal()],
        sign_ins: 647,
        without_id: 0,
        duplicates_bound_passed: false,
        not_shown: vec![Reason { code: ReasonCode::Undated, words: "some sign-ins have no time".into() }],
    }
}

fn replay() -> Replay {
    let disagreement = Disagreement {
        policy_id: Id::new("0f0f0f0f-0000-4000-8000-000000000001"),
        display_name: HOSTILE.into(),
        event: "5e550000-0000-4000-8000-000000000001".into(),
        at: Some("2026-07-02T21:28:16Z".into()),
        principal: Id::new("0f0f0f0f-0000-4000-8000-0000000000aa"),
        application: Id::new(""),
        applied: true,
        because: gap(Standing::Open).because,
    };
    Replay { compared: 3, agreed: 2, undecided: 1, disagreements: vec![disagreement], not_listed: 0 }
}

fn report() -> Report {
    let reason = |words: &str| Reason { code: ReasonCode::OpenGaps, words: words.into() };
    let problem = Problem::new(
        ProblemCode::NextPageMissing,
        "a page is missing",
        "run `az rest --url https://graph.microsoft.com/beta/identity/conditionalAccess/policies --next` again",
    );
    Report {
        schema_version: SCHEMA_VERSION,
        control: CONTROL,
        status: Status::Fail,
        stage: Stage::ReportOnly,
        as_of: "2026-07-02T21:00:00Z".into(),
        summary: "someone who is not accepted can obtain a token through device code flow".into(),
        reasons: vec![reason("not blocked: anyone")],
        warnings: vec![reason(
            "lockout: a single emergency access account is declared; keep two or more of them",
        )],
        sources: vec![Source {
            name: "policies.json".into(),
            kind: SourceKind::Policies,
            records: 1,
            complete: false,
            problems: vec![problem],
        }],
        policies: vec![
            policy(true, vec![step(false), step(true)]),
            policy(false, vec![step(false)]),
            policy(false, vec![]),
        ],
        gaps: vec![gap(Standing::Open), gap(Standing::Doubtful), gap(Standing::Accepted)],
        gaps_not_listed: 3,
        acceptance: vec![Acceptance {
            entry: "emergencyAccess.users".into(),
            words: "user a@contoso.example".into(),
            counts: false,
            problem: "no export of users gives its id".into(),
        }],
        rollout: vec![Rollout {
            policy_id: Id::new("0f0f0f0f-0000-4000-8000-000000000001"),
            since: None,
            since_basis: None,
            days_observed: 1,
            events: 2,
            not_applied: 1,
            would_block: 1,
            undetermined: 0,
            ready: Ready::No,
            reasons: vec![],
            no_evidence: 3,
            days_with_events: 1,
            affected: vec![principal()],
            affected_not_listed: 0,
        }],
        usage: Some(usage()),
        replay: Some(replay()),
        next_step: NextStep {
            action: Action::TurnOn,
            steps: vec!["turn it on".into()],
            proposal: None,
            withheld: Vec::new(),
        },
        crosswalk: CROSSWALK,
        peers: None,
    }
}

#[test]
fn lines_fit_and_nothing_hostile_gets_through() {
    for width in [40, 60, 80, 100] {
        let text = text(&report(), Style { width, colour: false });
        assert!(!text.chars().any(|character| character != '\n' && super::is_unsafe(character)));
        for line in text.lines() {
            assert!(!line.ends_with(' '), "{line:?}");
            let command = line.trim_start().starts_with('`') && line.ends_with('`');
            let one_token = !line.trim_start().contains(' ') || command;
            assert!(line.chars().count() <= width || one_token, "{width}: {line}");
        }
    }
}

#[test]
fn no_width_is_too_small() {
    for width in 0..20 {
        assert!(text(&report(), Style { width, colour: false }).starts_with("FAIL"));
    }
}

#[test]
fn the_verdict_comes_first_and_colour_only_where_wanted() {
    let plain = text(&report(), Style::default());
    let first = "FAIL  device code flow is not locked (CIS 2.2.3, stage report-only)\n";
    assert!(plain.starts_with(first), "{plain}");
    assert!(!plain.contains('\u{1b}'));
    let coloured = text(&report(), Style { width: 80, colour: true });
    assert!(coloured.starts_with("\u{1b}[1;31mFAIL\u{1b}[0m  "));
    let mut bare = String::new();
    for piece in coloured.split('\u{1b}') {
        bare.push_str(
            piece.strip_prefix('[').and_then(|rest| rest.split_once('m')).map_or(piece, |(_, rest)| rest),
        );
    }
    assert_eq!(bare, plain);
}

#[test]
fn the_parts_come_in_the_order_of_their_weight() {
    let text = text(&report(), Style::default());
    let heads = [
        "\nWhy\n",
        "\nWarnings\n",
        "\nOpen gaps: 1\n",
        "\nDoubtful gaps: 1\n",
        "\nAccepted gaps: 1\n",
        "\nPolicies that block device code flow: 1 of 3\n",
        "\nReport-only review\n",
        "\nDevice code use\n",
        "\nAccepted by the settings\n",
        "\nSources\n",
        "\nNext step: turn-on\n",
    ];
    let places: Vec<Option<usize>> = heads.iter().map(|head| text.find(head)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{text}");
    assert!(text.contains("What If: device platform unrecognised\n"));
    assert!(text.contains("    ✗ the policy is on\n      found report-only, expected enabled\n"));
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut report = report();
    report.gaps = (0..20).map(|_| gap(Standing::Open)).collect();
    report.policies = (0..300).map(|_| policy(true, vec![step(false)])).collect();
    let text = text(&report, Style::default());
    assert!(text.contains("  and 12 more (see --format json)\n"));
    assert!(text.contains("  and 292 more (see --format json)\n"));
    assert!(text.contains("the report leaves out at least 3 more gaps\n"));
}

#[test]
fn the_review_says_who_would_be_blocked_and_the_usage_who_uses_it() {
    let text = text(&report(), Style::default());
    let who = "    would be blocked:\n    - a@contoso.example (undecided), once\n      2 events in 1 run on 1 day, from \
               2026-07-02T21:28:06Z to\n      2026-07-02T21:28:16Z: 1 with a code entered, 1 redeemed\n      with \
               Microsoft Azure CLI (04b07795-8ddb-461a-bbee-02f9e1bf7b46)\n";
    assert!(text.contains(who), "{text}");
    assert!(
        text.contains("      Mobile Apps and Desktop clients; NL\n      to do: ask what it was for\n"),
        "{text}"
    );
    assert!(text.contains("  2 of 647 sign-ins: 1 with a code entered, 1 redeemed"), "{text}");
    assert!(
        text.contains("  succeeded although the enabled policies block it:\n  - a@contoso.example"),
        "{text}"
    );
    assert!(text.contains("  what the exports could not show:\n  ? some sign-ins have no time\n"), "{text}");
    assert!(text.contains("do as exported: 2 of 3\n  agree, and 1 cannot be told\n"), "{text}");
    assert!(
        text.contains("    - its platforms do not include this one\n      policies.json\n /value"),
        "{text}"
    );
}
