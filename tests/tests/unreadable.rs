//! What is missing, unreadable or unknown never counts as safe; what only looks odd does no harm.

use flowlock_core::Problem;
use flowlock_tests::export;
use flowlock_tests::model::{GROUPS, Policy, Tenant, USERS};
use flowlock_tests::subject;
use flowlock_tests::tenants::POLICIES;
use serde_json::{Value, json};

/// The status of a tenant whose one policy would pass, had its member at `pointer` not this value.
fn status_with(pointer: &str, value: &Value) -> Result<String, Problem> {
    let tenant = Tenant { policies: vec![Policy::full(POLICIES[0])], ..Tenant::default() };
    let mut page = export::policies_page(&tenant);
    put(&mut page["value"][0], pointer, value.clone());
    let report = subject::report(&[export::file("policies.json", &page)], &json!({}))?;
    Ok(report["status"].as_str().expect("it is text").to_owned())
}

fn put(policy: &mut Value, pointer: &str, value: Value) {
    let member = pointer.split('/').skip(1).fold(policy, |object, step| {
        if !object.is_object() {
            *object = json!({});
        }
        &mut object[step]
    });
    *member = value;
}

#[test]
fn what_narrows_or_cannot_be_read_does_not_pass() {
    let class = "Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessUsers";
    let wrong: Vec<String> = [
        ("/state", json!("enabledForEveryoneButMe")),
        ("/state", Value::Null),
        ("/conditions", Value::Null),
        ("/conditions", json!({})),
        ("/conditions", json!("System.Collections.Hashtable")),
        ("/grantControls", json!("@{BuiltInControls=System.Object[]}")),
        ("/grantControls/builtInControls", json!(["block", "block2"])),
        ("/conditions/authenticationFlows", json!("System.Collections.Hashtable")),
        ("/conditions/authenticationFlows/transferMethods", json!("unknownFutureValue")),
        ("/conditions/authenticationFlows/transferMethods", json!("notDeviceCodeFlow")),
        ("/conditions/authenticationFlows/transferMethods", json!(4)),
        ("/conditions/authenticationFlows/transferMethods", json!({ "deviceCodeFlow": false })),
        ("/conditions/users", Value::Null),
        ("/conditions/users", json!(class)),
        ("/conditions/users/includeUsers", json!([])),
        ("/conditions/users/includeUsers", json!(["None"])),
        ("/conditions/users/excludeUsers", json!(["All"])),
        ("/conditions/users/excludeUsers", json!("System.Object[]")),
        ("/conditions/users/excludeUsers", json!([{}])),
        ("/conditions/users/excludeUsers", json!([{ "Length": 36 }])),
        ("/conditions/users/AdditionalProperties", json!({ "excludeUsers": ["x"] })),
        ("/conditions/users/excludeGroups", json!(class)),
        ("/conditions/users/excludeGroups", json!({ "id": "x" })),
        ("/conditions/users/excludeRoles", json!(["62e90394-69f5-4237-9190-012177145e10"])),
        ("/conditions/users/excludeGuestsOrExternalUsers", json!({ "guestOrExternalUserTypes": "newcomer" })),
        (
            "/conditions/users/excludeGuestsOrExternalUsers",
            json!({ "guestOrExternalUserTypes": "unknownFutureValue" }),
        ),
        ("/conditions/users/excludeGuestsOrExternalUsers", json!(class)),
        ("/conditions/applications", Value::Null),
        ("/conditions/applications/includeApplications", json!([])),
        ("/conditions/applications/includeApplications", json!(["Office365"])),
        ("/conditions/applications/excludeApplications", json!(["All"])),
        ("/conditions/applications/excludeApplications", json!(3)),
        ("/conditions/applications/applicationFilter", json!({ "mode": "newMode", "rule": "x" })),
        ("/conditions/clientAppTypes", json!(["newClient"])),
        ("/conditions/clientAppTypes", json!(["exchangeActiveSync", "other"])),
        ("/conditions/platforms", json!("System.Collections.Hashtable")),
        ("/conditions/platforms", json!({ "includePlatforms": ["newPlatform"] })),
        (
            "/conditions/platforms",
            json!({ "includePlatforms": ["all"], "excludePlatforms": ["newPlatform"] }),
        ),
        ("/conditions/platforms", json!({ "includePlatforms": [], "excludePlatforms": ["windows"] })),
        ("/conditions/locations", json!({ "includeLocations": ["All"], "excludeLocations": ["newToken"] })),
        ("/conditions/locations", json!(3)),
        ("/conditions/signInRiskLevels", json!(["newRisk"])),
        ("/conditions/signInRiskLevels", json!(["low", "medium", "high"])),
        ("/conditions/userRiskLevels", json!(["hidden"])),
        ("/conditions/insiderRiskLevels", json!("minor,moderate,elevated")),
        ("/conditions/insiderRiskLevels", json!("newRisk")),
        ("/conditions/devices", json!({ "deviceFilter": { "mode": "newMode", "rule": "x" } })),
        ("/conditions/devices", json!({ "deviceFilter": { "mode": "include", "rule": null } })),
        ("/conditions/devices", json!({ "deviceFilter": { "mode": null, "rule": "x" } })),
        ("/conditions/devices", json!({ "excludeDevices": ["Compliant"] })),
        ("/conditions/deviceStates", json!({ "includeStates": ["All"], "excludeStates": ["Compliant"] })),
        ("/conditions/times", json!({ "allDay": false })),
        ("/conditions/newCondition", json!(false)),
        ("/conditions/newCondition", json!(0)),
        ("/conditions/newCondition", json!({ "deep": { "er": [] }, "not": "null" })),
        ("/conditions/users/newMember", json!(["x"])),
        ("/conditions/applications/newMember", json!(["x"])),
        ("/conditions/authenticationFlows/newMember", json!(["x"])),
        ("/partialEnablementStrategy", json!({ "percent": 10 })),
        ("/deletedDateTime", json!("2026-01-02T03:04:05Z")),
    ]
    .into_iter()
    .filter(|(pointer, value)| status_with(pointer, value).is_ok_and(|status| status == "pass"))
    .map(|(pointer, value)| format!("{pointer}: {value}"))
    .collect();
    assert!(wrong.is_empty(), "counts as safe: {wrong:#?}");
}

#[test]
fn what_does_not_narrow_passes() {
    let wrong: Vec<String> = [
        ("/description", json!("about the flow")),
        ("/#microsoft.graph.restore", json!({ "title": "x", "target": "https://example.com" })),
        ("/newMember", json!({ "about": "everything" })),
        ("/sessionControls", json!({ "signInFrequency": { "value": 1 } })),
        ("/conditions/authenticationFlows/transferMethods", json!("authenticationTransfer , deviceCodeFlow")),
        ("/conditions/authenticationFlows/transferMethods", json!(["deviceCodeFlow"])),
        ("/conditions/authenticationFlows/transferMethods", json!(3)),
        ("/conditions/authenticationFlows", Value::Null),
        ("/conditions/authenticationFlows@odata.type", json!("#x")),
        ("/conditions/clientAppTypes", json!(["browser", "mobileAppsAndDesktopClients"])),
        ("/conditions/signInRiskLevels", json!(["high", "none", "medium", "low"])),
        ("/conditions/platforms", json!({ "includePlatforms": ["all"], "excludePlatforms": [] })),
        ("/conditions/locations", json!({ "includeLocations": ["All"], "excludeLocations": null })),
        ("/conditions/devices", json!({ "deviceFilter": { "mode": null, "rule": null } })),
        ("/conditions/devices", json!({ "includeDevices": [], "excludeDevices": [] })),
        ("/conditions/users/excludeGuestsOrExternalUsers", json!({ "guestOrExternalUserTypes": "none" })),
        ("/conditions/users/includeGroups", json!(["00000000-0000-4000-8000-0000000b0001"])),
        ("/conditions/applications/networkAccess", json!({})),
        ("/conditions/times", Value::Null),
        ("/conditions/newCondition", json!({ "include": null, "exclude": null })),
        ("/grantControls/operator", json!("AND")),
        ("/partialEnablementStrategy", Value::Null),
    ]
    .into_iter()
    .filter_map(|(pointer, value)| match status_with(pointer, &value) {
        Ok(status) if status == "pass" => None,
        other => Some(format!("{pointer}: {value}: {other:?}")),
    })
    .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    let policy = json!({
        "id": POLICIES[0], "displayName": "x", "state": "enabled",
        "conditions": {
            "users": { "includeUsers": ["All"] }, "applications": { "includeApplications": ["All"] },
            "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
        },
        "grantControls": { "builtInControls": ["block"] },
    })
    .to_string();
    for (member, twice) in [
        ("\"state\"", "\"state\":\"disabled\",\"state\""),
        ("\"state\"", "\"State\":\"disabled\",\"state\""),
        ("\"state\"", "\"st\\u0061te\":\"disabled\",\"state\""),
        ("\"includeUsers\"", "\"include_users\":[\"None\"],\"includeUsers\""),
        ("\"conditions\"", "\"conditions\":{},\"conditions\""),
        ("\"users\"", "\"users\":null,\"users\""),
        ("\"builtInControls\"", "\"builtInControls\":[\"mfa\"],\"builtInControls\""),
    ] {
        let text = policy.replacen(member, twice, 1);
        let problem = subject::report(&[("policies.json".to_owned(), text.into_bytes())], &json!({}));
        assert_eq!(problem.expect_err(twice).code.as_str(), "duplicate-key");
    }
}

/// Members of a group are known in full or not at all; here nobody says that they are not.
#[test]
fn a_group_counts_as_its_members_only_where_they_are_all_known() {
    let mut policy = Policy::full(POLICIES[0]);
    policy.users.exclude.groups.push(GROUPS[0]);
    let page = export::policies_page(&Tenant { policies: vec![policy], ..Tenant::default() });
    let user = json!({ "@odata.type": "#microsoft.graph.user", "id": USERS[0] });
    let declared = json!({ "emergencyAccess": { "users": [USERS[0]] } });
    let with = |member: &str, value: Value| {
        let mut group = json!({ "id": GROUPS[0], "displayName": "x", "transitiveMembers": [user] });
        group[member] = value;
        let groups = json!({ "value": [group] });
        let files = [export::file("policies.json", &page), export::file("groups.json", &groups)];
        subject::report(&files, &declared).expect("it can be evaluated")["status"].clone()
    };
    assert_eq!(with("displayName", json!("y")), "pass");
    assert_eq!(with("transitiveMembers@odata.nextLink", json!("https://graph.microsoft.com/x")), "review");
}
