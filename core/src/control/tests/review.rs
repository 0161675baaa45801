//! Whether a report-only policy may be turned on.

use super::*;

#[test]
fn a_quiet_week_in_both_logs_is_enough() {
    let review = review(&quiet(), "{}");
    assert_eq!((review.ready, codes(&review)), (Ready::Yes, Vec::new()));
    assert_eq!((review.days_observed, review.days_with_events, review.not_applied), (8, 9, 18));
}

#[test]
fn what_is_missing_is_said() {
    let all = quiet();
    let said = |events: &[SignIn]| {
        let review = review(events, "{}");
        assert_eq!(review.ready, Ready::Insufficient);
        codes(&review)
    };
    assert_eq!(said(&[]), ["no-sign-ins"]);
    assert_eq!(said(&all[..2]), ["too-short"]);
    let only =
        |leg| -> Vec<SignIn> { all.iter().filter(|event| event.interactive == Some(leg)).cloned().collect() };
    assert_eq!(said(&only(true)), ["no-non-interactive"]);
    assert_eq!(said(&only(false)), ["no-interactive"]);
    let without = |shows| -> Vec<SignIn> {
        all.iter().map(|event| SignIn { policies: None, shows, ..event.clone() }).collect()
    };
    assert_eq!(said(&without(Shows::default())), ["no-results"]);
    assert_eq!(said(&without(Shows { flow: true, results: true })), ["no-events"]);
    let mut unsure = all.clone();
    unsure.push(event(5, true, PolicyResult::Undetermined));
    assert_eq!(said(&unsure), ["undetermined"]);
}

#[test]
fn sign_ins_that_stand_where_none_are_read_keep_a_policy_from_being_ready() {
    let mut intake = Intake::new();
    intake.read("events.json", br#"{"events":[{"conditionalAccessStatus":"success"}]}"#).unwrap();
    let mut tenant = tenant("enabledForReportingButNotEnforced");
    tenant.add_sources(intake.finish().unwrap().sources);
    let review = report_of(&tenant, &quiet(), "{}").rollout.remove(0);
    assert_eq!((review.ready, codes(&review)), (Ready::Insufficient, ["incomplete-log"].into()));
}

#[test]
fn evidence_begins_with_the_first_sign_in_that_was_read() {
    let late: Vec<SignIn> = quiet().into_iter().skip(14).collect();
    let review = review(&late, "{}");
    assert_eq!((review.days_observed, codes(&review)), (1, ["too-short"].into()));
}

#[test]
fn days_that_no_sign_in_speaks_of_are_told() {
    let all = quiet();
    let stitched = review(&[&all[..2], &all[16..]].concat(), "{}");
    assert_eq!((stitched.days_observed, stitched.days_with_events), (8, 2));
    assert_eq!((stitched.ready, codes(&stitched)), (Ready::Yes, ["days-missing"].into()));
    let words = "sign-ins list it on 2 of 8 days, and on none from 2026-07-02 to 2026-07-08: check that the export is whole";
    assert_eq!(stitched.reasons[0].words, words);
    let weekend = review(&[&all[..6], &all[10..]].concat(), "{}");
    assert_eq!((weekend.days_with_events, codes(&weekend)), (7, Vec::new()));
    assert_eq!(codes(&review(&all[..4], "{}")), ["too-short"], "which says it already");
}

#[test]
fn device_code_use_that_does_not_list_the_policy_is_not_taken_for_quiet() {
    let silent = |error_code| SignIn {
        id: format!("silent {error_code:?}"),
        device_code_transfer: true,
        policies: Some(Vec::new()),
        error_code,
        ..event(5, false, PolicyResult::NotApplied)
    };
    let with = |used: SignIn, settings: &str| {
        let review = review(&[quiet(), [used].into()].concat(), settings);
        (review.ready, codes(&review))
    };
    let held_back = (Ready::Insufficient, ["use-not-listed"].to_vec());
    assert_eq!(with(silent(Some(0)), "{}"), held_back);
    assert_eq!(with(silent(None), "{}"), held_back);
    assert_eq!(with(silent(Some(50199)), "{}"), (Ready::Yes, Vec::new()), "it failed");
    let early = SignIn { created: "2026-06-30T00:00:00Z".parse().ok(), ..silent(Some(0)) };
    assert_eq!(with(early, "{}"), (Ready::Yes, Vec::new()));
    let accepted = r#"{"emergencyAccess":{"users":["u1"]}}"#;
    assert_eq!(with(silent(Some(0)), accepted), (Ready::Yes, Vec::new()));
}

#[test]
fn a_sign_in_from_the_future_makes_no_week_of_a_day() {
    let ahead = SignIn {
        created: "2099-01-01T00:00:00Z".parse().ok(),
        ..event(9, true, PolicyResult::ReportOnlyNotApplied)
    };
    let review = review(&[&quiet()[..2], &[ahead]].concat(), "{}");
    assert_eq!(
        (review.ready, codes(&review)),
        (Ready::Insufficient, ["sign-ins-ahead", "days-missing"].into())
    );
}

#[test]
fn whoever_would_be_blocked_is_listed_with_how_they_stand() {
    let mut events = quiet();
    events.push(event(5, true, PolicyResult::ReportOnlyFailure));
    events.push(event(5, false, PolicyResult::ReportOnlyFailure));
    let undecided = review(&events, "{}");
    assert_eq!((undecided.ready, codes(&undecided)), (Ready::No, ["would-block"].to_vec()));
    let who = undecided.affected.first().unwrap();
    assert_eq!((who.id.as_str(), who.events, who.runs, who.days_active), ("u1", 2, 1, 1));
    assert_eq!((who.interactive, who.redemptions, who.standing), (1, 1, PrincipalStanding::Undecided));
    let apps: Vec<(&str, u64)> = who.apps.iter().map(|app| (app.name.as_str(), app.events)).collect();
    assert_eq!(apps, [("Microsoft Azure CLI", 2)]);
    let stands = |settings: &str| {
        let review = review(&events, settings);
        (review.ready, review.affected.first().unwrap().standing)
    };
    let emergency = r#"{"emergencyAccess":{"users":["U1"]}}"#;
    assert_eq!(stands(emergency), (Ready::Yes, PrincipalStanding::EmergencyAccess));
    assert_eq!(stands(&exception(r#""applications":["r1"]"#)), (Ready::Yes, PrincipalStanding::Exception));
    assert_eq!(stands(&exception(r#""applications":["r2"]"#)), (Ready::No, PrincipalStanding::Undecided));
    let elsewhere = exception(r#""users":["u1"],"locations":["l1"]"#);
    assert_eq!(stands(&elsewhere), (Ready::No, PrincipalStanding::Undecided));
}

#[test]
fn who_is_meant_to_be_blocked_does_not_hold_a_policy_back_and_is_not_accepted() {
    let entry = |expires: &str, names: &str| {
        format!(
            r#"{{"meantToBeBlocked":[{{"id":"m","justification":"j","approvedBy":"b","expires":"{expires}",{names}}}]}}"#
        )
    };
    let mut events = quiet();
    events.push(event(5, true, PolicyResult::ReportOnlyFailure));
    let stands = |settings: &str| {
        let review = review(&events, settings);
        (review.ready, review.affected.first().unwrap().standing)
    };
    let (yes, no) =
        ((Ready::Yes, PrincipalStanding::MeantToBeBlocked), (Ready::No, PrincipalStanding::Undecided));
    assert_eq!(stands(&entry("2026-12-31", r#""users":["U1"]"#)), yes);
    assert_eq!(stands(&entry("2026-12-31", r#""applications":["r1"]"#)), yes);
    assert_eq!(
        stands(&entry("2026-12-31", r#""applications":["04B07795-8ddb-461a-bbee-02f9e1bf7b46"]"#)),
        yes
    );
    assert_eq!(stands(&entry("2026-12-31", r#""users":["u1"],"applications":["r2"]"#)), no);
    let expired = entry("2026-07-30", r#""users":["u1"]"#);
    assert_eq!(stands(&expired), no);
    let report = report("enabledForReportingButNotEnforced", &events, &expired);
    assert!(report.warnings.iter().any(|warning| warning.words == "meantToBeBlocked m: expired 2026-07-30"));
    let used = SignIn { device_code_transfer: true, ..event(5, false, PolicyResult::NotApplied) };
    let report = super::tests::report("enabled", &[used], &entry("2026-12-31", r#""users":["u1"]"#));
    assert_eq!(report.reasons.first().map(|reason| reason.code), Some(ReasonCode::Contradicted));
}

#[test]
fn who_is_accepted_and_meant_to_be_blocked_at_once_is_warned_of() {
    let entry = |id: &str, names: &str| {
        format!(r#"[{{"id":"{id}","justification":"j","approvedBy":"b","expires":"2026-12-31",{names}}}]"#)
    };
    let warned = |exception: &str, meant: &str| {
        let (exception, meant) = (entry("e", exception), entry("m", meant));
        let settings = format!(r#"{{"exceptions":{exception},"meantToBeBlocked":{meant}}}"#);
        let warnings = report("enabledForReportingButNotEnforced", &quiet(), &settings).warnings;
        warnings.into_iter().find(|one| one.code == ReasonCode::SettingsEntry).map(|one| one.words)
    };
    let words = "meantToBeBlocked m: exception e accepts the same people, and wins: take one of the two away";
    assert_eq!(warned(r#""users":["u1"]"#, r#""users":["U1","u2"]"#).as_deref(), Some(words));
    assert_eq!(warned(r#""groups":["g"]"#, r#""groups":["g"],"applications":["a"]"#).as_deref(), Some(words));
    let same = |with: &str| format!(r#""users":["u1"],"applications":["{with}"]"#);
    assert!(warned(&same("r1"), &same("r1")).is_some() && warned(&same("r1"), &same("r2")).is_none());
    assert!(warned(r#""users":["u1"]"#, r#""users":["u2"]"#).is_none());
    assert!(warned(r#""applications":["r1"]"#, r#""users":["u2"]"#).is_none(), "that names no people");
}
