//! A tenant as the JSON that Graph and its tools write.
//!
//! What means the same is spelled in many ways: not configured as null, absent, empty or an
//! object of nulls; flags as text, array or number. Each policy's own seed chooses, so that a
//! tenant keeps its spelling while it is shrunk.

use serde_json::{Map, Value, json};

use crate::model::{
    Aside, Exception, Filter, Flow, Grant, Guests, Id, Lists, Membership, Policy, State, Tenant, UPN, USERS,
};
use crate::random::Random;

/// One file of an export.
pub type File = (String, Vec<u8>);

/// The files of a tenant: its policies, and what is known of its directory.
pub fn files(tenant: &Tenant) -> Vec<File> {
    let mut files = vec![file("policies.json", &policies_page(tenant))];
    files.extend((!tenant.groups.is_empty()).then(|| file("groups.json", &groups_page(&tenant.groups))));
    files.extend(tenant.users_known.then(|| file("users.json", &users_page())));
    files
        .extend((!tenant.locations.is_empty()).then(|| file("namedLocations.json", &locations_page(tenant))));
    files
}

/// A file with this name.
pub fn file(name: &str, value: &Value) -> File {
    (name.to_owned(), value.to_string().into_bytes())
}

/// The policies as a page of Graph.
pub fn policies_page(tenant: &Tenant) -> Value {
    let mut page = page(
        "identity/conditionalAccess/policies",
        tenant.policies.iter().map(policy).collect::<Vec<_>>().into(),
    );
    if tenant.incomplete {
        page["@odata.nextLink"] =
            json!("https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies?$skiptoken=2");
    }
    page
}

fn page(of: &str, value: Value) -> Value {
    let context = format!("https://graph.microsoft.com/v1.0/$metadata#{of}");
    let mut page = json!({ "@odata.context": context });
    page["value"] = value;
    page
}

fn groups_page(groups: &[Membership]) -> Value {
    let user = |id: &Id| json!({ "@odata.type": "#microsoft.graph.user", "id": id });
    let group = |known: &Membership| {
        let members: Vec<Value> = known.members.iter().map(user).collect();
        json!({ "id": known.group, "displayName": "a group", "securityEnabled": true, "transitiveMembers": members })
    };
    page("groups(transitiveMembers())", groups.iter().map(group).collect())
}

fn users_page() -> Value {
    let user = |index: usize, upn: &str| json!({ "id": USERS[index], "displayName": "a user", "userPrincipalName": upn, "userType": "Member" });
    page("users", json!([user(0, UPN), user(1, "second.user@contoso.example")]))
}

fn locations_page(tenant: &Tenant) -> Value {
    let location = |(id, trusted): &(Id, bool)| {
        json!({
            "@odata.type": "#microsoft.graph.ipNamedLocation", "id": id, "displayName": "an office",
            "isTrusted": trusted, "createdDateTime": "2026-01-02T03:04:05Z",
            "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "192.0.2.0/24" }],
        })
    };
    page("identity/conditionalAccess/namedLocations", tenant.locations.iter().map(location).collect())
}

/// Ten days of sign-ins before [`AS_OF`](crate::model::AS_OF), of both logs, that no report-only policy would have blocked.
pub fn quiet_log(tenant: &Tenant) -> File {
    let applied = |policy: &Policy| json!({ "id": policy.id, "result": "reportOnlyNotApplied" });
    let applied: Vec<Value> = tenant.policies.iter().map(applied).collect();
    let sign_in = |(day, interactive): (u32, bool)| {
        json!({
            "id": format!("sign-in-{day}-{interactive}"), "createdDateTime": format!("2026-07-{day:02}T12:00:00Z"),
            "isInteractive": interactive, "userId": "00000000-0000-4000-8000-0000000affff",
            "authenticationProtocol": "none", "status": { "errorCode": 0 },
            "appliedConditionalAccessPolicies": applied,
        })
    };
    let legs = (20..31).flat_map(|day| [(day, true), (day, false)]);
    file("signIns.json", &page("auditLogs/signIns", legs.map(sign_in).collect()))
}

/// The settings of a tenant.
pub fn settings(tenant: &Tenant) -> Value {
    let exceptions = tenant.settings.exceptions.iter().enumerate().map(exception);
    json!({
        "emergencyAccess": { "users": tenant.settings.users, "groups": tenant.settings.groups },
        "exceptions": exceptions.collect::<Vec<_>>(),
        "maxEmergencyAccounts": tenant.settings.max_emergency_accounts,
    })
}

fn exception((index, exception): (usize, &Exception)) -> Value {
    let mut value = json!({
        "id": format!("exception-{index}"), "justification": "meeting rooms", "approvedBy": "the CISO",
        "expires": exception.expires,
    });
    for (dimension, ids) in [
        ("users", &exception.users),
        ("groups", &exception.groups),
        ("applications", &exception.applications),
        ("locations", &exception.locations),
        ("platforms", &exception.platforms),
    ] {
        if !ids.is_empty() {
            value[dimension] = json!(ids);
        }
    }
    value
}

/// One policy, spelled by its own seed.
pub fn policy(policy: &Policy) -> Value {
    let spell = &mut Random::new(policy.spelling);
    let mut value = json!({
        "id": policy.id,
        "displayName": format!("CA {}", &policy.id[policy.id.len() - 2..]),
        "createdDateTime": "2026-01-02T03:04:05.0000000Z",
        "state": state(policy.state),
    });
    put(spell, &mut value, "modifiedDateTime", None, &[json!("2026-03-04T05:06:07Z")]);
    // Graph writes the member for every policy; one with neither this nor the grant would not be whole.
    let session = spell.percent(50).then(|| json!({ "persistentBrowser": null }));
    value["sessionControls"] = json!(session);
    let deleted = (policy.aside == Some(Aside::Deleted)).then(|| json!("2026-04-05T06:07:08Z"));
    put(spell, &mut value, "deletedDateTime", deleted, &[]);
    let controls = grant(spell, policy.grant);
    put(spell, &mut value, "grantControls", controls, &[json!({ "builtInControls": [] })]);
    value["conditions"] = conditions(spell, policy);
    for unknown in &policy.unknown {
        add_unknown(spell, &mut value, unknown.place, unknown.member);
    }
    value
}

fn state(state: State) -> &'static str {
    match state {
        State::Enabled => "enabled",
        State::ReportOnly => "enabledForReportingButNotEnforced",
        State::Disabled => "disabled",
    }
}

fn grant(spell: &mut Random, grant: Grant) -> Option<Value> {
    let controls = match grant {
        Grant::Block => json!(["block"]),
        Grant::Mfa => json!(["mfa"]),
        Grant::BlockAndMfa => json!(["block", "mfa"]),
        Grant::None => return None,
    };
    let operator = spell.pick(&[Some("OR"), Some("AND"), None]);
    Some(json!({ "operator": operator, "builtInControls": controls, "termsOfUse": [] }))
}

fn conditions(spell: &mut Random, policy: &Policy) -> Value {
    let mut value = json!({ "users": users(spell, policy), "applications": applications(spell, policy) });
    let of = |aside: Aside, set: Value| (policy.aside == Some(aside)).then_some(set);
    let everyone = [json!(["all"])];
    let nulls =
        |names: [&str; 2]| [json!({ names[0]: null, names[1]: null }), json!({ names[0]: [], names[1]: [] })];
    let platform_names = ["includePlatforms", "excludePlatforms"];
    let location_names = ["includeLocations", "excludeLocations"];
    let members: [(&str, Option<Value>, &[Value]); 14] = [
        ("authenticationFlows", flow(spell, policy.flow), &no_flow()),
        ("clientAppTypes", list(&policy.clients), &everyone),
        ("platforms", lists(policy.platforms.as_ref(), platform_names), &nulls(platform_names)),
        ("locations", lists(policy.locations.as_ref(), location_names), &nulls(location_names)),
        ("signInRiskLevels", list(&policy.sign_in_risks), &[json!([])]),
        ("userRiskLevels", list(&policy.user_risks), &[json!([])]),
        ("insiderRiskLevels", list(&policy.insider_risks).map(|levels| flags(spell, &levels)), &[]),
        ("devices", policy.device_filter.map(|rule| json!({ "deviceFilter": filter(rule) })), &no_device()),
        (
            "clientApplications",
            of(Aside::Workload, workloads()),
            &[json!({ "includeServicePrincipals": null })],
        ),
        ("servicePrincipalRiskLevels", of(Aside::WorkloadRisk, json!(["high"])), &[json!([])]),
        ("agents", of(Aside::Agents, json!({ "includeAgentUsers": ["All"] })), &[]),
        ("agentContext", of(Aside::AgentContext, json!({ "includeAgentContexts": ["agentUser"] })), &[]),
        ("agentIdRiskLevels", of(Aside::AgentRisk, json!("high")), &[]),
        ("times", None, &[json!([]), json!({}), json!(""), json!({ "from": null, "to": null })]),
    ];
    for (member, set, unset) in members {
        put(spell, &mut value, member, set, unset);
    }
    value
}

/// Writes a member, or one of the spellings of a member that is not configured.
fn put(spell: &mut Random, object: &mut Value, member: &str, set: Option<Value>, unset: &[Value]) {
    let chosen = set.or_else(|| match spell.below(unset.len() + 2) {
        0 => None,
        1 => Some(Value::Null),
        other => Some(unset[other - 2].clone()),
    });
    if let Some(chosen) = chosen {
        object[member] = chosen;
    }
}

fn flow(spell: &mut Random, flow: Flow) -> Option<Value> {
    let number = match flow {
        Flow::Any => return None,
        Flow::DeviceCode => 1,
        Flow::Transfer => 2,
        Flow::Both => 3,
    };
    let mut names = vec!["deviceCodeFlow", "authenticationTransfer"];
    names.retain(|name| flow == Flow::Both || (*name == "deviceCodeFlow") == (flow == Flow::DeviceCode));
    let as_text = flags(spell, &json!(names));
    let methods = [json!(names), json!(number), as_text.clone(), as_text];
    Some(json!({ "transferMethods": methods[spell.below(4)] }))
}

fn no_flow() -> [Value; 5] {
    [Value::Null, json!(""), json!("none"), json!([]), json!(0)]
        .map(|methods| json!({ "transferMethods": methods }))
}

/// An array as one flags string, in any order, with and without spaces.
fn flags(spell: &mut Random, names: &Value) -> Value {
    let mut names: Vec<&str> = names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    spell.shuffle(&mut names);
    json!(names.join(spell.pick(&[",", ", ", " , ", ",\n"])))
}

fn no_device() -> [Value; 3] {
    [json!({}), json!({ "deviceFilter": null }), json!({ "deviceFilter": { "mode": null, "rule": null } })]
}

fn workloads() -> Value {
    json!({ "includeServicePrincipals": ["ServicePrincipalsInMyTenant"], "excludeServicePrincipals": [] })
}

fn users(spell: &mut Random, policy: &Policy) -> Value {
    let mut value = json!({});
    for (people, [users, groups, roles, guests]) in [
        (
            &policy.users.include,
            ["includeUsers", "includeGroups", "includeRoles", "includeGuestsOrExternalUsers"],
        ),
        (
            &policy.users.exclude,
            ["excludeUsers", "excludeGroups", "excludeRoles", "excludeGuestsOrExternalUsers"],
        ),
    ] {
        put(spell, &mut value, users, list(&people.users), &[json!([])]);
        put(spell, &mut value, groups, list(&people.groups), &[json!([])]);
        put(spell, &mut value, roles, list(&people.roles), &[json!([])]);
        let set = people.guests.as_ref().map(|set| guests_value(spell, set));
        put(spell, &mut value, guests, set, &no_guests());
    }
    value
}

fn guests_value(spell: &mut Random, guests: &Guests) -> Value {
    let kinds = flags(spell, &json!(guests.kinds));
    let mut value = json!({ "guestOrExternalUserTypes": kinds });
    let everywhere = "#microsoft.graph.conditionalAccessAllExternalTenants";
    let somewhere = "#microsoft.graph.conditionalAccessEnumeratedExternalTenants";
    let set = guests.tenants.as_ref().map(
        |tenants| json!({ "@odata.type": somewhere, "membershipKind": "enumerated", "members": tenants }),
    );
    let unset =
        [json!({ "@odata.type": everywhere, "membershipKind": "all" }), json!({ "membershipKind": null })];
    put(spell, &mut value, "externalTenants", set, &unset);
    value
}

fn no_guests() -> [Value; 2] {
    [Value::Null, json!({ "membershipKind": null })]
        .map(|tenants| json!({ "guestOrExternalUserTypes": null, "externalTenants": tenants }))
}

fn applications(spell: &mut Random, policy: &Policy) -> Value {
    let action = policy.aside == Some(Aside::UserAction);
    let context = policy.aside == Some(Aside::AuthenticationContext);
    let include = if action || context { Vec::new() } else { policy.apps.include.clone() };
    let mut value = json!({ "includeApplications": include });
    let rule = policy.app_filter.filter(|_| !action && !context);
    let action = action.then(|| json!(["urn:user:registersecurityinfo"]));
    let context = context.then(|| json!(["c1", "c37"]));
    let no_filter = [json!({ "mode": null, "rule": null })];
    put(spell, &mut value, "excludeApplications", list(&policy.apps.exclude), &[json!([])]);
    put(spell, &mut value, "includeUserActions", action, &[json!([])]);
    put(spell, &mut value, "includeAuthenticationContextClassReferences", context, &[json!([])]);
    put(spell, &mut value, "applicationFilter", rule.map(filter), &no_filter);
    value
}

fn list(ids: &[Id]) -> Option<Value> {
    (!ids.is_empty()).then(|| json!(ids))
}

fn lists(lists: Option<&Lists>, [include, exclude]: [&str; 2]) -> Option<Value> {
    lists.map(|lists| json!({ include: lists.include, exclude: lists.exclude }))
}

fn filter(filter: Filter) -> Value {
    json!({ "mode": if filter.exclude { "exclude" } else { "include" }, "rule": filter.rule })
}

fn add_unknown(spell: &mut Random, policy: &mut Value, place: &str, member: &str) {
    let set = [json!({ "include": ["x"], "exclude": null }), json!(["x"]), json!("x"), json!(3)];
    let parent = place.split('/').skip(1).fold(policy, |value, step| {
        if value[step].is_null() {
            value[step] = Map::new().into();
        }
        &mut value[step]
    });
    parent[member] = set[spell.below(set.len())].clone();
}
