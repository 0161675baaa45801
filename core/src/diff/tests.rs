//! Small tenants at two dates.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::*;
use crate::Intake;

const GROUP: &str = "0f0f0f0f-0000-4000-8000-0000000000b2";

fn policy(id: &str, state: &str, users: &Value) -> Value {
    json!({
        "id": id, "displayName": "Block", "state": state,
        "conditions": {
            "users": users, "applications": { "includeApplications": ["All"] },
            "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
        },
        "grantControls": { "builtInControls": ["block"] },
    })
}

fn everyone() -> Value {
    json!({ "includeUsers": ["All"] })
}

fn tenant(export: &Value) -> Tenant {
    let mut intake = Intake::new();
    intake.read("policies.json", export.to_string().as_bytes()).unwrap();
    intake.finish().unwrap()
}

fn compare(old: &Value, new: &Value, settings: &Value) -> Diff {
    let settings = Settings::parse("settings.json", settings.to_string().as_bytes()).unwrap();
    let (old, new) = (tenant(old), tenant(new));
    let side = |tenant| Side { tenant, evidence: None, settings: &settings };
    diff(&side(&old), &side(&new), "2026-01-31T00:00:00Z".parse().unwrap()).unwrap()
}

fn words(diff: &Diff) -> Vec<String> {
    diff.changes.iter().map(|change| [change.code.as_str(), " ", &change.words].concat()).collect()
}

#[test]
fn nothing_changed_is_nothing() {
    let tenant = json!([policy("p", "enabled", &everyone()), policy("q", "disabled", &everyone())]);
    let same = compare(&tenant, &tenant, &json!({}));
    assert!(same.changes.is_empty() && same.opened.is_empty() && same.closed.is_empty(), "{same:#?}");
    assert_eq!(same.before, same.after);
}

#[test]
fn trusted_places_are_the_same_where_no_trust_changed() {
    let mut outside = policy("p", "enabled", &everyone());
    outside["conditions"]["locations"] =
        json!({ "includeLocations": ["All"], "excludeLocations": ["AllTrusted"] });
    let mut narrower = outside.clone();
    narrower["conditions"]["signInRiskLevels"] = json!(["high"]);
    let [outside, narrower] = [outside, narrower].map(|policy| json!([policy]));
    assert!(compare(&outside, &outside, &json!({})).is_nothing());
    let opened = compare(&outside, &narrower, &json!({}));
    assert!(opened.closed.is_empty() && opened.opened.len() == 1, "{opened:#?}");
    let expected = "anyone, any application, any platform, at sign-in risk none or low or medium, outside all trusted locations";
    assert_eq!(opened.opened[0].words, expected);
}

#[test]
fn back_to_report_only_opens_everything() {
    let [on, off] = ["enabled", "enabledForReportingButNotEnforced"]
        .map(|state| json!([policy("p", state, &everyone())]));
    let opened = compare(&on, &off, &json!({}));
    assert_eq!(words(&opened), ["state-changed the state went from on to report-only"]);
    assert!(opened.opened_a_gap() && opened.closed.is_empty());
    assert_eq!(opened.opened[0].words, "anyone, any application, any platform");
    assert_eq!((opened.before.status, opened.after.status), (Status::Pass, Status::Fail));
    let closed = compare(&off, &on, &json!({}));
    assert!(closed.opened.is_empty() && closed.closed.len() == 1);
}

#[test]
fn an_exclusion_stands_as_the_settings_say() {
    let old = json!([policy("p", "enabled", &everyone())]);
    let new = json!([policy("p", "enabled", &json!({ "includeUsers": ["All"], "excludeGroups": [GROUP] }))]);
    let undeclared = compare(&old, &new, &json!({}));
    assert_eq!(words(&undeclared)[0], ["exclusion-added it excludes group ", GROUP, " now"].concat());
    assert_eq!(undeclared.changes[0].pointer, "/0/conditions/users/excludeGroups/0");
    assert_eq!(undeclared.opened[0].standing, Standing::Doubtful);
    assert!(!undeclared.opened_a_gap());
    let declared = compare(&old, &new, &json!({ "emergencyAccess": { "groups": [GROUP] } }));
    assert_eq!(declared.opened[0].standing, Standing::Accepted);
    assert_eq!(declared.after.status, Status::Pass);
}

#[test]
fn a_group_that_fills_opens_without_a_policy_being_touched() {
    let side = |members: &[&str]| {
        let members: Vec<Value> = members.iter().map(|id| json!({ "id": id })).collect();
        let users = json!({ "includeUsers": ["All"], "excludeGroups": [GROUP] });
        json!({ "policies": [policy("p", "enabled", &users)], "transitiveMembers": { GROUP: members } })
    };
    let diff = compare(&side(&["u1"]), &side(&["u1", "u2"]), &json!({}));
    let expected = ["members-changed members of group ", GROUP, " went from 1 to 2: + u2"].concat();
    assert_eq!(words(&diff), [expected]);
    assert_eq!(diff.opened.len(), 1);
    let witness = &diff.opened[0];
    assert_eq!(witness.unblocked.user.as_ref().map(Id::as_str), Some("u2"));
    assert!(witness.blocked.groups.is_empty() && witness.unblocked.groups.len() == 1);
    let untold = compare(&json!([policy("p", "enabled", &everyone())]), &side(&["u1"]), &json!({}));
    assert_eq!(untold.untold[0].code, UntoldCode::MembersNotTold);
}

#[test]
fn conditions_grants_and_policies_come_and_go() {
    let mut narrow = policy("p", "enabled", &everyone());
    narrow["conditions"]["platforms"] = json!({ "includePlatforms": ["all"], "excludePlatforms": ["linux"] });
    narrow["conditions"]["signInRiskLevels"] = json!(["high"]);
    let mut other = policy("p", "enabled", &everyone());
    other["conditions"]["signInRiskLevels"] = json!(["medium", "high"]);
    other["grantControls"]["builtInControls"] = json!(["mfa"]);
    let old = json!([narrow, policy("q", "enabled", &everyone())]);
    let new = json!([other, policy("r", "disabled", &everyone())]);
    assert_eq!(
        words(&compare(&old, &new, &json!({}))),
        [
            "grant-changed the grant went from block to mfa",
            "condition-removed the platform is no condition any more",
            "condition-changed sign-in risk went from high to high, medium",
            "policy-removed it is gone; it was on",
            "policy-added it was added, off",
        ]
    );
}

#[test]
fn trust_that_is_lost_opens_what_the_policy_of_trusted_places_blocked() {
    const PLACE: &str = "0f0f0f0f-0000-4000-8000-0000000000c1";
    let side = |trusted: bool| {
        let mut outside = policy("p", "enabled", &everyone());
        outside["conditions"]["locations"] =
            json!({ "includeLocations": ["All"], "excludeLocations": ["AllTrusted"] });
        let place = json!({
            "@odata.type": "#microsoft.graph.ipNamedLocation", "id": PLACE, "displayName": "Office",
            "isTrusted": trusted,
            "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "192.0.2.0/24" }],
        });
        json!({ "policies": [outside], "namedLocations": [place] })
    };
    let closed = compare(&side(true), &side(false), &json!({}));
    assert_eq!(
        words(&closed)[0],
        ["location-changed location Office (", PLACE, ") is trusted no more"].concat()
    );
    assert!(closed.opened.is_empty(), "{closed:#?}");
    assert_eq!(closed.closed.len(), 1, "{closed:#?}");
    let region = &closed.closed[0];
    assert!(region.blocked.locations.iter().any(|id| id.is(PLACE)), "{region:#?}");
    assert!(region.unblocked.locations.iter().any(|id| id.is("AllTrusted")), "{region:#?}");
    assert!(!region.blocked.locations.iter().any(|id| id.is("AllTrusted")), "{region:#?}");
}

#[test]
fn a_policy_without_an_id_is_known_by_its_name() {
    let mut bare = policy("p", "enabled", &everyone());
    bare.as_object_mut().unwrap().remove("id");
    let named = json!([policy("p", "disabled", &everyone())]);
    assert_eq!(
        words(&compare(&json!([bare]), &named, &json!({}))),
        ["state-changed the state went from on to off"]
    );
}

#[test]
fn what_is_not_whole_is_said_and_does_not_count_as_opened() {
    let whole = json!({ "value": [policy("p", "enabled", &everyone())] });
    let cut = json!({ "value": [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/next",
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies" });
    let opened = compare(&whole, &cut, &json!({}));
    assert_eq!(opened.opened.len(), 1);
    assert_eq!((opened.after.status, opened.opened_a_gap()), (Status::Review, false));
    assert_eq!(opened.untold[0].code, UntoldCode::SideIncomplete);
    let closed = compare(&cut, &whole, &json!({}));
    assert_eq!((closed.closed.len(), closed.untold[0].code), (1, UntoldCode::SideIncomplete));
}

#[test]
fn a_name_that_only_one_side_resolves_is_said() {
    let side = |with_users: bool| {
        let users = json!([{ "id": "u1", "userPrincipalName": "bg1@contoso.example", "userType": "Member" }]);
        let policies =
            json!([policy("p", "enabled", &json!({ "includeUsers": ["All"], "excludeUsers": ["u1"] }))]);
        if with_users { json!({ "policies": policies, "users": users }) } else { policies }
    };
    let settings = json!({ "emergencyAccess": { "users": ["bg1@contoso.example"] } });
    let diff = compare(&side(false), &side(true), &settings);
    let expected = "acceptance-changed `bg1@contoso.example` of the settings stands for u1 now, and stood for nobody before";
    assert_eq!(words(&diff), [expected]);
    assert_eq!((diff.before.status, diff.after.status), (Status::Review, Status::Pass));
}
