//! A report made by hand, with names that try to break out of every format.

use alloc::{string::String, vec, vec::Vec};

use crate::{
    CONTROL, CROSSWALK, Problem, ProblemCode, Source, SourceKind,
    entra::{Id, Platform},
    report::{
        Acceptance, Action, AppUse, Because, DayOfUse, Disagreement, Gap, NextStep, PolicyReport, Principal,
        PrincipalStanding, Ready, Reason, ReasonCode, Regularity, Replay, Report, Requirement, RequirementId,
        Rollout, SCHEMA_VERSION, Stage, Standing, Status, Thresholds, Usage,
    },
    what_if::Attempt,
};

/// Terminal codes, a turned direction, markup of HTML, XML and Markdown, a mention and a link.
pub(super) const HOSTILE: &str = "Block \u{1b}[2J\u{1b}[31mDCF\u{202e}\u{9b}1m\r\nPASS </td><script>\"'x&]]> `a`|b [c](https://d.example) @e #1";
pub(super) const POINTER: &str =
    "/value/0/conditions/users/excludeGuestsOrExternalUsers/guestOrExternalUserTypes";

pub(super) fn policy(candidate: bool, requirements: Vec<Requirement>) -> PolicyReport {
    PolicyReport {
        id: Id::new("0f0f0f0f-0000-4000-8000-000000000001"),
        display_name: HOSTILE.into(),
        state: Some("enabledForReportingButNotEnforced".into()),
        candidate,
        source: "policies.json".into(),
        pointer: "/value/0".into(),
        requirements,
    }
}

pub(super) fn step(met: bool) -> Requirement {
    Requirement {
        id: RequirementId::Enabled,
        title: "the policy is on".into(),
        met,
        found: "report-only".into(),
        expected: "enabled".into(),
        pointer: "/value/0/state".into(),
    }
}

pub(super) fn gap(standing: Standing) -> Gap {
    Gap {
        id: "0011223344556677".into(),
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

pub(super) fn principal() -> Principal {
    Principal {
        id: Id::new("0f0f0f0f-0000-4000-8000-0000000000aa"),
        name: "a@contoso.example".into(),
        standing: PrincipalStanding::Undecided,
        apps: vec![AppUse {
            id: Id::new("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
            name: "Microsoft Azure CLI".into(),
            phished: Some(HOSTILE.into()),
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
        advice: "ask what it was for".into(),
    }
}

pub(super) fn usage() -> Usage {
    Usage {
        events: 2,
        interactive: 1,
        redemptions: 1,
        tracked: 0,
        days: vec![DayOfUse { day: "2026-07-02".into(), undecided: 2, ..DayOfUse::default() }],
        principals: vec![principal()],
        not_listed: 0,
        contradictions: vec![principal()],
        sign_ins: 647,
        without_id: 0,
        duplicates_bound_passed: false,
        not_shown: vec![Reason { code: ReasonCode::Undated, words: "some sign-ins have no time".into() }],
    }
}

pub(super) fn replay() -> Replay {
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

pub(crate) fn report() -> Report {
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
        decisions: Vec::new(),
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
        thresholds: Thresholds { min_observation_days: 7, max_emergency_accounts: 4 },
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
