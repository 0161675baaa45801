//! Evidence that is split, merged, doubled and overflows.

use alloc::{format, string::String, vec, vec::Vec};

use super::*;
use crate::entra::{AppliedPolicy, Id, List, Policy, PolicyResult, Shows, State};
use crate::{Intake, Settings, Tenant};

const POLICY: &str = "66052937-cc6b-40fa-a1d3-a01136cc845f";
const SINCE: &str = "2026-07-02T20:00:00Z";

/// A tenant with one candidate in this state.
fn tenant(state: &str) -> Tenant {
    let text = format!(
        r#"{{"value":[{{"id":"{POLICY}","displayName":"block","state":"{state}","createdDateTime":"{SINCE}",
        "conditions":{{"users":{{"includeUsers":["All"]}},"applications":{{"includeApplications":["All"]}},
        "authenticationFlows":{{"transferMethods":"deviceCodeFlow"}}}},
        "grantControls":{{"operator":"OR","builtInControls":["block"]}}}}]}}"#
    );
    let mut intake = Intake::new();
    intake.read("policies.json", text.as_bytes()).unwrap();
    intake.finish().unwrap()
}

fn event(id: &str, minute: u8, result: Option<PolicyResult>) -> SignIn {
    let applied = |result| AppliedPolicy { id: Id::new(POLICY), result, device_code_rule: false };
    SignIn {
        id: id.into(),
        created: format!("2026-07-02T20:{minute:02}:00Z").parse().ok(),
        user: Some(Id::new("U1")),
        interactive: Some(true),
        error_code: Some(0),
        policies: Some(result.map(applied).into_iter().collect()),
        shows: Shows { flow: true, results: true },
        ..SignIn::default()
    }
}

fn evidence(tenant: &Tenant, events: &[SignIn]) -> Evidence {
    let mut evidence = Evidence::new(&Watch::new(tenant, &Settings::default()));
    for event in events {
        evidence.push(event);
    }
    evidence
}

fn tally(evidence: &Evidence) -> Tally {
    evidence.summary().policies.remove(&0).unwrap_or_default()
}

#[test]
fn results_count_as_the_contract_says() {
    use PolicyResult as R;
    let events: Vec<SignIn> = [
        ("notApplied", Some(R::ReportOnlyNotApplied)),
        ("wouldBlock", Some(R::ReportOnlyFailure)),
        ("success", Some(R::ReportOnlySuccess)),
        ("interrupted", Some(R::ReportOnlyInterrupted)),
        ("unknown", Some(R::Undetermined)),
        ("none", None),
    ]
    .into_iter()
    .map(|(id, result)| event(id, 1, result))
    .collect();
    let tally = tally(&evidence(&tenant("enabledForReportingButNotEnforced"), &events));
    assert_eq!((tally.not_applied, tally.would_block, tally.undetermined, tally.no_evidence), (1, 1, 3, 1));
    assert_eq!((tally.events(), tally.affected.events()), (5, 1));
}

#[test]
fn only_events_after_the_last_change_count() {
    let result = Some(PolicyResult::ReportOnlyFailure);
    let tenant = tenant("enabledForReportingButNotEnforced");
    let at_once = event("a", 0, result);
    let mut earlier = event("b", 0, result);
    earlier.created = "2026-07-02T19:59:59Z".parse().ok();
    let summary = evidence(&tenant, &[at_once, earlier]).summary();
    assert_eq!((summary.events, summary.policies.len()), (2, 0));
    assert_eq!(summary.usage.events(), 2, "it is device code use all the same");
}

#[test]
fn an_event_without_a_time_is_never_safe() {
    let mut undated = event("a", 0, Some(PolicyResult::ReportOnlyNotApplied));
    undated.created = None;
    let tally = tally(&evidence(&tenant("enabledForReportingButNotEnforced"), &[undated]));
    assert_eq!((tally.undetermined, tally.not_applied), (1, 0));
}

#[test]
fn of_two_exports_of_one_event_the_worse_counts_once() {
    let tenant = tenant("enabledForReportingButNotEnforced");
    let plain = event("A", 1, Some(PolicyResult::ReportOnlyNotApplied));
    let told = event("a", 1, Some(PolicyResult::ReportOnlyFailure));
    let both = evidence(&tenant, &[plain.clone(), told.clone()]);
    assert_eq!(both, evidence(&tenant, &[told.clone(), plain.clone()]));
    let parts = evidence(&tenant, &[told]).merge(evidence(&tenant, &[plain])).unwrap();
    assert_eq!(both, parts);
    assert_eq!((tally(&both).events(), tally(&both).would_block), (1, 1));
}

#[test]
fn legs_are_told_apart() {
    let legs = |protocol, transfer, interactive, token: &str| {
        let event = SignIn {
            id: "x".into(),
            device_code_protocol: protocol,
            device_code_transfer: transfer,
            interactive,
            incoming_token: token.into(),
            ..SignIn::default()
        };
        let summary = evidence(&tenant("disabled"), &[event]).summary();
        let row = summary.usage.rows.into_values().next().unwrap_or_default();
        (row.interactive, row.redemptions, row.tracked)
    };
    assert_eq!(legs(true, false, Some(true), "none"), (1, 0, 0));
    assert_eq!(legs(false, true, Some(false), "none"), (0, 1, 0));
    assert_eq!(legs(false, true, Some(false), "refreshToken"), (0, 0, 1));
    assert_eq!(legs(false, true, Some(true), ""), (0, 0, 1));
    assert_eq!(legs(false, true, None, ""), (0, 0, 0));
    assert_eq!(legs(false, false, Some(true), ""), (0, 0, 0));
}

/// A tenant whose candidate is about both flows.
fn combined() -> Tenant {
    let mut tenant = tenant("enabledForReportingButNotEnforced");
    let policy = tenant.policies.first_mut().unwrap();
    policy.flows.as_mut().unwrap().items.push(Id::new("authenticationTransfer"));
    tenant
}

#[test]
fn what_is_named_as_authentication_transfer_is_no_device_code_use() {
    let blocked = || event("a", 1, Some(PolicyResult::ReportOnlyFailure));
    let shown = |tenant: &Tenant, events: &[SignIn]| {
        let summary = evidence(tenant, events).summary();
        let row = summary.usage.rows.into_values().next().unwrap_or_default();
        (row.events, row.may_be_transfer, summary.policies.get(&0).map_or(0, |tally| tally.would_block))
    };
    let (tenant, plain) = (combined(), blocked());
    let transfer = SignIn { authentication_transfer: true, ..blocked() };
    assert_eq!(shown(&tenant, core::slice::from_ref(&plain)), (1, 1, 1), "nothing tells");
    assert_eq!(
        shown(&tenant, core::slice::from_ref(&transfer)),
        (0, 0, 1),
        "it would be blocked all the same"
    );
    for events in [[plain.clone(), transfer.clone()], [transfer.clone(), plain]] {
        assert_eq!(shown(&tenant, &events), (0, 0, 1), "one export tells what the other does not");
    }
    let both = SignIn { device_code_transfer: true, ..transfer.clone() };
    assert_eq!(shown(&tenant, &[both]), (1, 0, 1), "both are named");
    let alone = super::tests::tenant("enabledForReportingButNotEnforced");
    assert_eq!(shown(&alone, &[transfer]), (1, 0, 1), "a policy about nothing else blocked it");
}

#[test]
fn a_later_success_contradicts_and_a_failure_does_not() {
    let tenant = tenant("enabled");
    let with = |minute, code, device_code_transfer| SignIn {
        error_code: code,
        device_code_transfer,
        ..event("a", minute, None)
    };
    let contradicts = |event| evidence(&tenant, &[event]).summary().contradictions.events();
    assert_eq!(contradicts(with(1, Some(0), true)), 1);
    assert_eq!(contradicts(with(0, Some(0), true)), 0);
    assert_eq!(contradicts(with(1, Some(53003), true)), 0);
    assert_eq!(contradicts(with(1, None, true)), 0);
    assert_eq!(contradicts(with(1, Some(0), false)), 0);
}

#[test]
fn it_is_written_and_read_back() {
    let mut events = vec![event("a", 1, Some(PolicyResult::ReportOnlyFailure))];
    events.push(event("b", 2, Some(PolicyResult::ReportOnlyNotApplied)));
    events.push(event("", 3, Some(PolicyResult::ReportOnlyFailure)));
    let evidence = evidence(&tenant("enabledForReportingButNotEnforced"), &events);
    let bytes = borsh::to_vec(&evidence).unwrap();
    assert_eq!(borsh::from_slice::<Evidence>(&bytes).unwrap(), evidence);
    for len in 0..bytes.len() {
        let cut = bytes.get(..len).unwrap();
        assert!(borsh::from_slice::<Evidence>(cut).is_err(), "{len}");
    }
}

#[test]
fn beyond_the_bound_events_still_count() {
    let tenant = tenant("enabledForReportingButNotEnforced");
    let number = MAX_TOLD_EVENTS + 50;
    let ids: Vec<String> = (0..number).map(|number| format!("{number}")).collect();
    let events = |reversed: bool| {
        let mut events: Vec<SignIn> =
            ids.iter().map(|id| event(id, 1, Some(PolicyResult::ReportOnlyFailure))).collect();
        if reversed {
            events.reverse();
        }
        evidence(&tenant, &events)
    };
    let forward = events(false);
    assert_eq!(forward, events(true));
    assert!(forward.bound_passed());
    assert_eq!(tally(&forward).would_block, u64::try_from(number).unwrap());
}

/// Two exports of more events than are kept, which show other members of some.
#[test]
fn beyond_the_bound_what_is_read_twice_counts_the_same_in_any_order() {
    let tenant = tenant("enabledForReportingButNotEnforced");
    let read = |export: u8| {
        (0..MAX_TOLD_EVENTS + 50).map(move |id| SignIn {
            country: if id % 3 == 0 && export == 1 { "NL".into() } else { String::new() },
            ..event(&format!("{id}"), 1, Some(PolicyResult::ReportOnlyFailure))
        })
    };
    let one_by_one: Vec<SignIn> = read(0).chain(read(1)).collect();
    let mut side_by_side: Vec<SignIn> = read(1).zip(read(0)).flat_map(|(one, other)| [one, other]).collect();
    side_by_side.reverse();
    let whole = evidence(&tenant, &one_by_one);
    assert_eq!(evidence(&tenant, &side_by_side), whole);
    let (early, late) = one_by_one.split_at(4_000);
    let parts = evidence(&tenant, late).merge(evidence(&tenant, early)).unwrap();
    assert_eq!(parts, whole);
}

#[test]
fn parts_for_different_policies_do_not_merge() {
    let one = evidence(&tenant("enabled"), &[]);
    let other = evidence(&tenant("disabled"), &[]);
    assert_eq!(one.merge(other).unwrap_err().code.as_str(), "different-watch");
}

#[test]
fn an_enabled_candidate_without_a_date_contradicts_nothing() {
    let mut tenant = tenant("enabled");
    assert!(Watch::new(&tenant, &Settings::default()).tells_contradictions());
    let undated = Policy { created: None, ..tenant.policies.first().cloned().unwrap() };
    let other = Policy { state: Some(State::Disabled), flows: Some(List::default()), ..undated.clone() };
    tenant.policies.push(other);
    assert!(Watch::new(&tenant, &Settings::default()).tells_contradictions());
    tenant.policies.push(undated);
    assert!(!Watch::new(&tenant, &Settings::default()).tells_contradictions());
}
