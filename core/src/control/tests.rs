//! What a sign-in log does to the review, to use of the flow and to the verdict.

mod review;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::*;
use crate::{
    Evidence, Intake, ProblemCode, Settings, Watch,
    entra::{AppliedPolicy, Id, PolicyResult, Shows, SignIn},
    evaluate_with,
    report::{Action, PrincipalStanding, Ready, ReasonCode, Regularity, Replay, Report},
};

const POLICY: &str = "66052937-cc6b-40fa-a1d3-a01136cc845f";
const AS_OF: &str = "2026-07-31T00:00:00Z";

fn tenant(state: &str) -> Tenant {
    let text = format!(
        r#"{{"value":[{{"id":"{POLICY}","displayName":"block","state":"{state}",
        "createdDateTime":"2026-07-01T00:00:00Z","conditions":{{"clientAppTypes":["all"],
        "users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}},
        "authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},
        "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}]}}"#
    );
    let mut intake = Intake::new();
    intake.read("policies.json", text.as_bytes()).unwrap();
    intake.finish().unwrap()
}

fn event(day: u8, interactive: bool, result: PolicyResult) -> SignIn {
    SignIn {
        id: format!("{day} {interactive} {result:?}"),
        created: format!("2026-07-{day:02}T12:00:00Z").parse().ok(),
        user: Some(Id::new("u1")),
        user_name: "a@contoso.example".to_string(),
        application: Some(Id::new("04b07795-8ddb-461a-bbee-02f9e1bf7b46")),
        resource: Some(Id::new("r1")),
        interactive: Some(interactive),
        error_code: Some(0),
        correlation: "c".to_string(),
        policies: Some([AppliedPolicy { id: Id::new(POLICY), result, device_code_rule: false }].into()),
        shows: Shows { flow: true, results: true },
        ..SignIn::default()
    }
}

/// Both logs, from the first to the ninth of the month, with nothing that would be blocked.
fn quiet() -> Vec<SignIn> {
    let both = |day| [true, false].map(|leg| event(day, leg, PolicyResult::ReportOnlyNotApplied));
    (1..10).flat_map(both).collect()
}

fn report(state: &str, events: &[SignIn], settings: &str) -> Report {
    report_of(&tenant(state), events, settings)
}

fn report_of(tenant: &Tenant, events: &[SignIn], settings: &str) -> Report {
    let mut evidence = Evidence::new(&Watch::new(tenant, &Settings::default()));
    for event in events {
        evidence.push(event);
    }
    let settings = Settings::parse("settings.json", settings.as_bytes()).unwrap();
    evaluate_with(tenant, Some(&evidence), &settings, AS_OF.parse().unwrap()).unwrap()
}

fn review(events: &[SignIn], settings: &str) -> Rollout {
    report("enabledForReportingButNotEnforced", events, settings).rollout.remove(0)
}

fn codes(review: &Rollout) -> Vec<&'static str> {
    review.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

#[test]
fn a_sign_in_that_does_not_say_how_it_ended_contradicts_nothing_and_is_told() {
    let told = |error_code| {
        let used =
            SignIn { device_code_transfer: true, error_code, ..event(5, false, PolicyResult::NotApplied) };
        let report = report("enabled", &[used], "{}");
        let not_shown = report.usage.unwrap().not_shown;
        let told = not_shown.iter().any(|reason| reason.code == ReasonCode::OutcomeNotShown);
        (report.status, told)
    };
    assert_eq!(told(None), (Status::Pass, true));
    assert_eq!((told(Some(0)), told(Some(53003))), ((Status::Review, false), (Status::Pass, false)));
}

#[test]
fn a_success_contradicts_a_pass_by_a_policy_that_is_not_about_the_flow() {
    let all = |clients: &str| {
        let text = format!(
            r#"{{"value":[{{"id":"{POLICY}","displayName":"block all","state":"enabled",
            "createdDateTime":"2026-07-01T00:00:00Z","conditions":{{"clientAppTypes":["{clients}"],
            "users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}}}},
            "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}]}}"#
        );
        let mut intake = Intake::new();
        intake.read("policies.json", text.as_bytes()).unwrap();
        let tenant = intake.finish().unwrap();
        let mut evidence = Evidence::new(&Watch::new(&tenant, &Settings::default()));
        evidence.push(&SignIn { device_code_transfer: true, ..event(5, false, PolicyResult::NotApplied) });
        let settings = Settings::default();
        evaluate_with(&tenant, Some(&evidence), &settings, AS_OF.parse().unwrap()).unwrap()
    };
    let told = |report: Report| (report.status, report.usage.map_or(0, |usage| usage.contradictions.len()));
    assert_eq!(told(all("all")), (Status::Review, 1));
    assert_eq!(told(all("other")), (Status::Fail, 0), "legacy clients cannot carry the flow");
}

#[test]
fn an_account_that_is_accepted_and_would_be_blocked_is_told() {
    let mut events = quiet();
    events.push(event(5, true, PolicyResult::ReportOnlyFailure));
    let review = review(&events, r#"{"emergencyAccess":{"users":["u1","u2"]}}"#);
    assert_eq!((review.ready, codes(&review)), (Ready::Yes, ["accepted-would-block"].to_vec()));
}

fn exception(names: &str) -> String {
    format!(
        r#"{{"exceptions":[{{"id":"e","justification":"j","approvedBy":"b","expires":"2026-12-31",{names}}}]}}"#
    )
}

#[test]
fn a_success_contradicts_a_pass_unless_it_is_accepted() {
    let used = SignIn { device_code_transfer: true, ..event(5, false, PolicyResult::NotApplied) };
    let contradicted = report("enabled", core::slice::from_ref(&used), "{}");
    assert_eq!((contradicted.status, contradicted.stage), (Status::Review, Stage::Enforced));
    assert_eq!(contradicted.reasons.first().map(|reason| reason.code), Some(ReasonCode::Contradicted));
    assert_eq!(contradicted.next_step.action, Action::Investigate);
    let accepted = report("enabled", &[used], r#"{"emergencyAccess":{"users":["u1","u2"]}}"#);
    assert_eq!((accepted.status, accepted.usage.unwrap().events), (Status::Pass, 1));
}

#[test]
fn how_regularly_somebody_uses_the_flow_says_what_to_do() {
    let used = |day: u8, token: &str| SignIn {
        id: format!("{day} {token}"),
        device_code_transfer: true,
        incoming_token: token.to_string(),
        ..event(day, false, PolicyResult::NotApplied)
    };
    let of = |events: &[SignIn], settings: &str| {
        let usage = report("disabled", events, settings).usage.unwrap();
        let who = usage.principals.first().unwrap().clone();
        (who.regularity, who.advice)
    };
    let days = |days: &[u8], token: &str| days.iter().map(|day| used(*day, token)).collect::<Vec<_>>();
    assert_eq!(of(&days(&[1], ""), "{}").0, Regularity::Once);
    assert_eq!(of(&days(&[1, 2, 3], ""), "{}").0, Regularity::Sometimes);
    let regularly = of(&days(&[1, 2, 8], ""), "{}");
    assert_eq!((regularly.0, regularly.1.contains("an exception")), (Regularity::Regularly, true));
    let refreshed = of(&days(&[1, 2, 8], "refreshToken"), "{}");
    assert_eq!((refreshed.0, refreshed.1.contains("sign in anew")), (Regularity::Continued, true));
    let once = [days(&[1], ""), days(&[2, 3, 9], "refreshToken")].concat();
    assert_eq!(of(&once, "{}").0, Regularity::Once);
    assert_eq!(of(&days(&[1, 2, 8], ""), &exception(r#""users":["u1"]"#)).1, "");
    let broker = Some(Id::new("29d9ed98-a469-4536-ade2-f981bc1d605e"));
    let phished = SignIn { application: broker, ..used(1, "") };
    assert!(of(&[phished], "{}").1.starts_with("look into it first"));
}

#[test]
fn evidence_of_another_tenant_is_refused() {
    let evidence = Evidence::new(&Watch::new(&tenant("disabled"), &Settings::default()));
    let settings = Settings::default();
    let refused = evaluate_with(&tenant("enabled"), Some(&evidence), &settings, AS_OF.parse().unwrap());
    assert_eq!(refused.unwrap_err().code, ProblemCode::DifferentWatch);
}

/// A device code sign-in of which the log says what the policy did.
fn recorded(id: &str, result: PolicyResult) -> SignIn {
    SignIn { id: id.to_string(), device_code_transfer: true, ..event(5, false, result) }
}

#[test]
fn what_the_log_records_is_held_against_what_the_policies_do() {
    use PolicyResult as R;
    let early = SignIn { created: "2026-06-30T00:00:00Z".parse().ok(), ..recorded("early", R::NotApplied) };
    let events = [
        recorded("blocked", R::Failure),
        recorded("spared", R::NotApplied),
        recorded("new", R::Undetermined),
        early,
        SignIn { device_code_transfer: false, ..recorded("other flow", R::NotApplied) },
    ];
    let report = report("enabled", &events, "{}");
    let replay = report.replay.unwrap();
    assert_eq!((replay.compared, replay.agreed, replay.undecided), (2, 1, 0));
    let one = &replay.disagreements[0];
    assert_eq!((one.event.as_str(), one.applied, one.because.len()), ("spared", false, 0));
    let warning = report.warnings.iter().find(|warning| warning.code == ReasonCode::ReplayDisagrees).unwrap();
    assert!(warning.words.contains("records one result that `block`"), "{}", warning.words);
}

#[test]
fn of_results_that_differ_or_hang_on_what_is_not_known_none_is_compared() {
    let both = [recorded("a", PolicyResult::Failure), recorded("A", PolicyResult::NotApplied)];
    let replay = report("enabled", &both, "{}").replay.unwrap();
    assert_eq!((replay.compared, replay.undecided, replay.disagreements.len()), (0, 0, 0));
    assert!(report("enabled", &[], "{}").replay.is_some_and(|replay| replay == Replay::default()));
    let mut excluding = tenant("enabled");
    let policy = excluding.policies.first_mut().unwrap();
    policy.users.exclude.groups.items = [Id::new("g")].into();
    let mut evidence = Evidence::new(&Watch::new(&excluding, &Settings::default()));
    evidence.push(&recorded("a", PolicyResult::Failure));
    let settings = Settings::default();
    let report = evaluate_with(&excluding, Some(&evidence), &settings, AS_OF.parse().unwrap()).unwrap();
    assert_eq!(report.replay.map(|replay| (replay.compared, replay.undecided)), Some((0, 1)));
}

#[test]
fn an_exclusion_that_the_log_does_not_bear_out_is_named() {
    let mut excluding = tenant("enabledForReportingButNotEnforced");
    excluding.policies.first_mut().unwrap().users.exclude.users.items = [Id::new("U1")].into();
    let mut evidence = Evidence::new(&Watch::new(&excluding, &Settings::default()));
    let count = crate::limits::MAX_DISAGREEMENTS + 2;
    for number in 0..count {
        evidence.push(&recorded(&format!("{number:02}"), PolicyResult::ReportOnlyFailure));
    }
    let settings = Settings::default();
    let report = evaluate_with(&excluding, Some(&evidence), &settings, AS_OF.parse().unwrap()).unwrap();
    let replay = report.replay.unwrap();
    assert_eq!((replay.compared, replay.agreed, replay.not_listed), (27, 0, 2));
    let events: Vec<&str> = replay.disagreements.iter().map(|one| one.event.as_str()).collect();
    assert!(events.is_sorted() && events[0] == "00");
    assert_eq!(replay.disagreements[0].because[0].words, "it excludes user U1");
}

#[test]
fn the_next_step_says_whether_it_is_ready() {
    let state = "enabledForReportingButNotEnforced";
    let step = |events: &[SignIn]| report(state, events, "{}").next_step.steps.remove(0);
    assert!(step(&quiet()).contains("is ready"), "{}", step(&quiet()));
    assert!(step(&[]).contains("not ready for want of evidence"), "{}", step(&[]));
}

#[test]
fn a_member_who_is_listed_elsewhere_does_not_stand_for_one_who_is_not() {
    let policy = |id: &str, groups: &str| {
        format!(
            r#"{{"id":"{id}","displayName":"{id}","state":"enabled","conditions":{{"clientAppTypes":["all"],
            "users":{{"includeUsers":["All"],"excludeGroups":[{groups}]}},
            "applications":{{"includeApplications":["All"]}},
            "authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},
            "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}"#
        )
    };
    let members = |group: &str, more: &str, users: &[&str]| {
        let user = |id: &&str| format!(r##"{{"@odata.type":"#microsoft.graph.user","id":"{id}"}}"##);
        let users: Vec<String> = users.iter().map(user).collect();
        let users = users.join(",");
        format!(
            r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups('{group}')/transitiveMembers"{more},"value":[{users}]}}"#
        )
    };
    let policies = [policy("p1", r#""staff","listed""#), policy("p2", r#""free""#)].join(",");
    let more = r#","@odata.nextLink":"https://graph.microsoft.com/v1.0/next""#;
    let files = [
        format!(r#"{{"value":[{policies}]}}"#),
        members("staff", "", &["u1", "u2"]),
        members("listed", more, &["u1"]),
    ];
    let mut intake = Intake::new();
    for (at, file) in files.iter().enumerate() {
        intake.read(&format!("{at}.json"), file.as_bytes()).unwrap();
    }
    let settings = r#"{"emergencyAccess":{"groups":["listed"]}}"#;
    let settings = Settings::parse("settings.json", settings.as_bytes()).unwrap();
    let tenant = intake.finish().unwrap();
    let report = crate::evaluate(&tenant, &settings, AS_OF.parse().unwrap()).unwrap();
    let open = report.gaps.iter().find(|gap| gap.standing == Standing::Doubtful).unwrap();
    assert_eq!((report.status, open.witness.user.as_ref()), (Status::Review, Some(&Id::new("u2"))));
}

#[test]
fn a_group_that_lies_in_a_declared_one_is_declared_with_it() {
    let policies = tenant("enabled");
    let status = |nested: &str| {
        let mut tenant = policies.clone();
        tenant.policies.first_mut().unwrap().users.exclude.groups.items = [Id::new("inner")].into();
        let members = format!(
            r##"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups('outer')/members",
            "value":[{{"@odata.type":"#microsoft.graph.group","id":"{nested}"}}]}}"##
        );
        let mut intake = Intake::new();
        intake.read("members.json", members.as_bytes()).unwrap();
        tenant.directory = intake.finish().unwrap().directory;
        let settings = r#"{"emergencyAccess":{"groups":["outer"]}}"#;
        let settings = Settings::parse("settings.json", settings.as_bytes()).unwrap();
        crate::evaluate(&tenant, &settings, AS_OF.parse().unwrap()).unwrap().status
    };
    assert_eq!((status("inner"), status("other")), (Status::Pass, Status::Review));
}

#[test]
fn the_verdict_on_a_plan_says_that_it_is_one() {
    let resources = r#"{"root_module":{"resources":[{"address":"a","type":"azuread_conditional_access_policy",
        "values":{"id":"p","display_name":"block","state":"enabled","conditions":[{"client_app_types":["all"],
        "users":[{"included_users":["All"]}],"applications":[{"included_applications":["All"]}],
        "authentication_flow_transfer_methods":["deviceCodeFlow"]}],
        "grant_controls":[{"operator":"OR","built_in_controls":["block"]}]}}]}}"#;
    let report = |member: &str| {
        let mut intake = Intake::new();
        intake.read("tf.json", format!(r#"{{"{member}":{resources}}}"#).as_bytes()).unwrap();
        let tenant = intake.finish().unwrap();
        evaluate_with(&tenant, None, &Settings::default(), AS_OF.parse().unwrap()).unwrap()
    };
    let (plan, state) = (report("planned_values"), report("values"));
    assert_eq!((plan.status, state.status), (Status::Pass, Status::Pass));
    assert_eq!(plan.summary, format!("with the Terraform plan applied, {}", state.summary));
    let codes = |report: &Report| report.warnings.iter().map(|one| one.code).collect::<Vec<_>>();
    assert_eq!(codes(&plan), [ReasonCode::PlanJudged, ReasonCode::NoExclusion]);
    assert_eq!(codes(&state), [ReasonCode::NoExclusion]);
    assert!(plan.warnings[0].words.starts_with("tf.json is a Terraform plan: "));
}
