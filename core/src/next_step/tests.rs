//! What is proposed, and what is withheld, in small tenants.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use crate::{
    File, Settings,
    entra::Id,
    evaluate_files,
    report::{Action, Change, NextStep},
};

const ONE: &str = "0f0f0f0f-0000-4000-8000-000000000001";
const TWO: &str = "0f0f0f0f-0000-4000-8000-000000000002";
const GLASS: &str = "0f0f0f0f-0000-4000-8000-0000000000b1";
const GROUP: &str = "0f0f0f0f-0000-4000-8000-0000000000b2";
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// The policy that the control asks for, with these conditions in place of its own.
fn policy(id: &str, state: &str, conditions: &Value) -> Value {
    let mut policy = json!({
        "id": id, "displayName": "Block", "state": state,
        "conditions": {
            "users": { "includeUsers": ["All"], "excludeUsers": [GLASS] },
            "applications": { "includeApplications": ["All"] },
            "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
        },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] },
    });
    for (name, value) in conditions.as_object().unwrap() {
        policy["conditions"][name] = value.clone();
    }
    policy
}

fn page(policies: &[Value]) -> String {
    let context = "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies";
    json!({ "@odata.context": context, "value": policies }).to_string()
}

fn step(export: &str, settings: &Value) -> NextStep {
    let files = [File { name: "policies.json".into(), bytes: export }];
    let settings = Settings::parse("settings.json", settings.to_string().as_bytes()).unwrap();
    let as_of = "2026-01-31T00:00:00Z".parse().unwrap();
    evaluate_files(&files, &settings, as_of).unwrap().next_step
}

fn declared() -> Value {
    json!({ "emergencyAccess": { "users": [GLASS] } })
}

fn codes(step: &NextStep) -> Vec<&'static str> {
    step.withheld.iter().map(|reason| reason.code.as_str()).collect()
}

/// The JSON Patch of the only change, and what is sent.
fn only(step: &NextStep) -> (Value, Value) {
    let proposal = step.proposal.as_ref().unwrap();
    assert_eq!(proposal.changes.len(), 1, "{proposal:#?}");
    let Change { patch, body, .. } = &proposal.changes[0];
    (serde_json::to_value(patch).unwrap(), serde_json::to_value(body).unwrap())
}

#[test]
fn a_policy_that_blocks_everything_is_not_turned_on_for_the_flow() {
    for state in ["disabled", "enabledForReportingButNotEnforced"] {
        let lockdown = policy(ONE, state, &json!({ "authenticationFlows": null }));
        let alone = step(&page(core::slice::from_ref(&lockdown)), &declared());
        let change = &alone.proposal.as_ref().unwrap().changes[0];
        assert_eq!((alone.action, &*change.method), (Action::CreatePolicy, "POST"));
        assert!(alone.steps[0].starts_with("leave `Block`"), "{:?}", alone.steps);

        let windows = json!({ "platforms": { "includePlatforms": ["windows"], "excludePlatforms": [] } });
        let partial = step(&page(&[lockdown.clone(), policy(TWO, "enabled", &windows)]), &declared());
        assert_eq!(partial.action, Action::CloseGaps);
        let touched = partial.proposal.unwrap().changes.into_iter().map(|change| change.policy_id.unwrap());
        assert!(touched.eq([Id::new(TWO)]));

        let drafted = step(&page(&[lockdown, policy(TWO, "disabled", &json!({}))]), &declared());
        assert_eq!(drafted.action, Action::Watch);
        assert!(!drafted.steps.concat().contains(ONE), "{:?}", drafted.steps);
    }
}

#[test]
fn a_new_policy_excludes_exactly_the_emergency_access() {
    let settings =
        json!({ "emergencyAccess": { "users": [GLASS, "nobody@contoso.example"], "groups": [GROUP] } });
    let step = step(&page(&[]), &settings);
    let (patch, body) = only(&step);
    assert_eq!((step.action, patch), (Action::CreatePolicy, json!([])));
    assert_eq!(
        body,
        json!({
            "displayName": "CIS 2.2.3: block device code flow",
            "state": "enabledForReportingButNotEnforced",
            "conditions": {
                "users": { "includeUsers": ["All"], "excludeUsers": [GLASS], "excludeGroups": [GROUP] },
                "applications": { "includeApplications": ["All"] },
                "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
                "clientAppTypes": ["all"],
            },
            "grantControls": { "operator": "OR", "builtInControls": ["block"] },
        })
    );
}

#[test]
fn nothing_that_blocks_is_proposed_where_it_could_lock_everyone_out() {
    for policies in
        [page(&[]), page(&[policy(ONE, "enabled", &json!({ "platforms": { "includePlatforms": ["iOS"] } }))])]
    {
        let refused = step(&policies, &json!({}));
        assert!(refused.proposal.is_none() && codes(&refused) == ["no-emergency-access"], "{refused:?}");
        let unresolved =
            step(&policies, &json!({ "emergencyAccess": { "users": ["nobody@contoso.example"] } }));
        assert_eq!(codes(&unresolved), ["no-emergency-access"]);
    }
    let both = json!({ "emergencyAccess": { "users": [GROUP], "groups": [GROUP] } });
    assert_eq!(codes(&step(&page(&[]), &both)), ["user-or-group"]);
    let empty = format!(r#"{{"policies": [], "transitiveMemberCounts": {{"{GROUP}": 0}}}}"#);
    let refused = step(&empty, &json!({ "emergencyAccess": { "groups": [GROUP] } }));
    assert!(codes(&refused) == ["no-emergency-access"] && refused.withheld[0].words.contains("no members"));
}

#[test]
fn the_smallest_change_is_found() {
    let conditions = json!({
        "users": { "includeUsers": ["All"], "excludeUsers": [GLASS], "excludeRoles": ["x", GLOBAL_ADMINISTRATOR] },
        "platforms": { "includePlatforms": ["android", "iOS", "windows", "windowsPhone", "macOS", "linux"] },
    });
    // The roles are blocked by another policy already, on every platform.
    let admins = json!({ "users": { "includeRoles": ["x", GLOBAL_ADMINISTRATOR] } });
    let policies = [policy(ONE, "enabled", &conditions), policy(TWO, "enabled", &admins)];
    let (patch, body) = only(&step(&page(&policies), &declared()));
    assert_eq!(patch, json!([{ "op": "replace", "path": "/conditions/platforms", "value": null }]));
    assert_eq!(body, json!({ "conditions": { "platforms": null } }));
}

#[test]
fn a_change_is_written_as_the_export_spells_it_and_sent_whole() {
    let users = json!({ "IncludeUsers": ["All"], "ExcludeUsers": [GLASS], "ExcludeRoles": ["x", "y"] });
    let conditions = json!({
        "Users": users, "Applications": { "IncludeApplications": ["All"] },
        "AuthenticationFlows": { "TransferMethods": "deviceCodeFlow" },
    });
    let policy = json!([{
        "Id": ONE, "DisplayName": "Block", "State": "enabled", "Conditions": conditions,
        "GrantControls": { "BuiltInControls": ["block"] },
    }]);
    let step = step(&policy.to_string(), &declared());
    let (patch, body) = only(&step);
    let remove = |at: u8| json!({ "op": "remove", "path": format!("/Conditions/Users/ExcludeRoles/{at}") });
    let replace = json!({ "op": "replace", "path": "/Conditions/Users/ExcludeRoles", "value": [] });
    assert!(patch == json!([remove(1), remove(0)]) || patch == json!([replace]), "{patch}");
    assert_eq!(
        body,
        json!({ "conditions": { "users": {
            "includeUsers": ["All"], "excludeUsers": [GLASS], "includeGroups": [], "excludeGroups": [],
            "includeRoles": [], "excludeRoles": [],
            "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null,
        } } })
    );
    let change = &step.proposal.unwrap().changes[0];
    assert_eq!((change.source.as_deref(), change.pointer.as_deref()), (Some("policies.json"), Some("/0")));
}

#[test]
fn emergency_access_that_the_wider_policy_would_hit_is_excluded_with_it() {
    let pilot = policy(ONE, "enabled", &json!({ "users": { "includeGroups": [GROUP] } }));
    let export = json!({ "policies": [pilot], "transitiveMembers": { GROUP: [] } }).to_string();
    let (patch, _) = only(&step(&export, &declared()));
    assert_eq!(
        patch,
        json!([
            { "op": "add", "path": "/conditions/users/includeUsers", "value": ["All"] },
            { "op": "replace", "path": "/conditions/users/includeGroups", "value": [] },
            { "op": "add", "path": "/conditions/users/excludeUsers", "value": [GLASS] },
        ])
    );
    // Where nobody says who is in the group, the account may be blocked now, and stays so.
    let unknown = step(&page(&[pilot]), &declared());
    assert_eq!(codes(&unknown), ["no-smaller-change"]);
    assert_eq!(only(&unknown).0, json!([]));
}

#[test]
fn what_cannot_be_changed_is_left_and_said_and_a_new_policy_proposed() {
    let platforms = json!({ "platforms": { "includePlatforms": ["iOS"] } });
    let narrow = policy(ONE, "enabled", &platforms);
    let mut managed = narrow.clone();
    managed["displayName"] = json!("Microsoft-managed: Block device code flow");
    let mut nameless = narrow.clone();
    nameless["id"] = json!("block");
    let mut strange = narrow.clone();
    strange["conditions"]["platforms"]["rooted"] = json!(true);
    for (policy, code) in [(managed, "Microsoft"), (nameless, "object id"), (strange, "")] {
        let step = step(&page(&[policy]), &declared());
        let change = &step.proposal.as_ref().unwrap().changes[0];
        assert_eq!((&*change.method, step.action), ("POST", Action::CloseGaps));
        assert!(step.withheld.iter().any(|reason| reason.words.contains(code)), "{step:?}");
        assert_eq!(codes(&step).last(), Some(&"no-smaller-change"));
    }
}

#[test]
fn a_policy_without_a_flow_is_never_widened() {
    let mut risky = policy(ONE, "enabled", &json!({ "signInRiskLevels": ["high"] }));
    risky["conditions"]["authenticationFlows"] = Value::Null;
    let step = step(&page(&[risky]), &declared());
    assert_eq!((step.action, only(&step).0.to_string()), (Action::CreatePolicy, "[]".to_string()));
}

#[test]
fn the_drafted_policy_is_set_to_report_only() {
    let (patch, body) = only(&step(&page(&[policy(ONE, "disabled", &json!({}))]), &json!({})));
    let state = "enabledForReportingButNotEnforced";
    assert_eq!(body, json!({ "state": state }));
    assert_eq!(patch, json!([{ "op": "replace", "path": "/state", "value": state }]));
}

#[test]
fn what_is_not_ready_is_not_turned_on() {
    let step = step(&page(&[policy(ONE, "enabledForReportingButNotEnforced", &json!({}))]), &declared());
    assert!(step.proposal.is_none() && codes(&step) == ["not-ready"], "{step:?}");
    assert!(step.withheld[0].words.ends_with("no sign-in was read"));
}

#[test]
fn an_id_that_a_shell_would_run_is_left_to_be_filled_in() {
    let excluded =
        json!({ "users": { "includeUsers": ["All"], "excludeGroups": ["$(id)", "<group>", GROUP] } });
    let declare = step(&page(&[policy(ONE, "enabled", &excluded)]), &json!({}));
    let command = format!("`flowlock evaluate … --emergency-access {GROUP} --emergency-access ID`");
    assert!(declare.steps[0].ends_with(&command), "{}", declare.steps[0]);
}

#[test]
fn a_condition_that_is_not_shown_is_to_be_exported_and_not_removed() {
    let conditions =
        json!({ "Users": { "IncludeUsers": ["All"] }, "Applications": { "IncludeApplications": ["All"] } });
    let selected = json!([{ "Id": ONE, "State": "enabled", "Conditions": conditions, "GrantControls": { "BuiltInControls": ["block"] } }]);
    let declare = step(&selected.to_string(), &declared());
    assert_eq!(declare.action, Action::Declare);
    assert!(declare.steps.iter().any(|step| step.starts_with("export with Graph itself")), "{declare:?}");
}
