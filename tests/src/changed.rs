//! What a proposed change makes of a tenant: the exported policy changed as the proposal says, by other
//! code than the core's, and read back into the model.

use serde_json::{Map, Value};

use crate::export;
use crate::model::{
    ALL_TRUSTED, APP_RULES, APPS, CLIENTS, DEVICE_RULES, Filter, Flow, GROUPS, Grant, Guests, INSIDER_RISKS,
    Id, KINDS, LEGACY_CLIENTS, LOCATIONS, Lists, PLATFORMS, People, Policy, RISKS, ROLES, State, TENANTS,
    Tenant, USERS, Users,
};

/// What the JSON of one policy becomes by one change.
type How = fn(&Value, &Value) -> Value;

/// The tenant after the JSON Patches of a proposal; a new policy is added as it is.
pub fn by_patch(tenant: &Tenant, proposal: &Value, new: Id) -> Tenant {
    changed(tenant, proposal, new, patched)
}

/// The tenant after the requests of a proposal, as Graph carries them out.
pub fn by_request(tenant: &Tenant, proposal: &Value, new: Id) -> Tenant {
    changed(tenant, proposal, new, merged)
}

/// The tenant after all but one operation of the patches.
///
/// # Panics
///
/// Where a proposal is none.
pub fn by_patch_without(tenant: &Tenant, proposal: &Value, change: usize, operation: usize) -> Tenant {
    let mut proposal = proposal.clone();
    let patch = proposal["changes"][change]["patch"].as_array_mut().expect("a patch");
    patch.remove(operation);
    by_patch(tenant, &proposal, "")
}

fn changed(tenant: &Tenant, proposal: &Value, new: Id, how: How) -> Tenant {
    let mut after = tenant.clone();
    for change in proposal["changes"].as_array().into_iter().flatten() {
        let mut full = Policy::full(new);
        match change["policyId"].as_str() {
            None => {
                full.state = State::Disabled;
                after.policies.push(read(&change["body"], &full));
            }
            Some(id) => {
                let is_it = |policy: &&mut Policy| policy.id == id;
                let policy = after.policies.iter_mut().find(is_it).expect("a policy of the tenant");
                *policy = read(&how(&export::policy(policy), change), policy);
            }
        }
    }
    after
}

/// RFC 6902, by the `json-patch` crate.
fn patched(policy: &Value, change: &Value) -> Value {
    let mut policy = policy.clone();
    let patch: json_patch::Patch = serde_json::from_value(change["patch"].clone()).expect("a JSON Patch");
    json_patch::patch(&mut policy, &patch).expect("the patch fits the export");
    policy
}

/// A member that is sent replaces the one that is there; `conditions` are merged member by member.
fn merged(policy: &Value, change: &Value) -> Value {
    let mut policy = policy.clone();
    for (name, value) in members(&change["body"]) {
        if name == "conditions" {
            for (name, value) in members(value) {
                policy["conditions"][name] = value.clone();
            }
        } else {
            policy[name] = value.clone();
        }
    }
    policy
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// The policy that this JSON says; what no change touches is taken from `known`.
pub fn read(record: &Value, known: &Policy) -> Policy {
    let conditions = &record["conditions"];
    let apps = &conditions["applications"];
    let mut policy = Policy {
        state: state(&record["state"]).unwrap_or(known.state),
        flow: flow(&conditions["authenticationFlows"]["transferMethods"]),
        grant: grant(&record["grantControls"]["builtInControls"]),
        users: Users {
            include: people(&conditions["users"], "include"),
            exclude: people(&conditions["users"], "exclude"),
        },
        apps: Lists {
            include: ids(&apps["includeApplications"], &APPS),
            exclude: ids(&apps["excludeApplications"], &APPS),
        },
        app_filter: filter(&apps["applicationFilter"], &APP_RULES),
        platforms: lists(&conditions["platforms"], "Platforms", &PLATFORMS),
        locations: lists(&conditions["locations"], "Locations", &[&LOCATIONS[..], &[ALL_TRUSTED]].concat()),
        clients: ids(&conditions["clientAppTypes"], &[&CLIENTS[..], &LEGACY_CLIENTS].concat()),
        sign_in_risks: ids(&conditions["signInRiskLevels"], &RISKS),
        user_risks: ids(&conditions["userRiskLevels"], &RISKS),
        insider_risks: flags(&conditions["insiderRiskLevels"], &INSIDER_RISKS),
        device_filter: filter(&conditions["devices"]["deviceFilter"], &DEVICE_RULES),
        ..known.clone()
    };
    // Such a policy has no applications, and no change gives it any.
    if known.aside.is_some() {
        policy.apps = known.apps.clone();
        policy.app_filter = known.app_filter;
    }
    policy
}

fn state(value: &Value) -> Option<State> {
    Some(match value.as_str()? {
        "enabled" => State::Enabled,
        "enabledForReportingButNotEnforced" => State::ReportOnly,
        "disabled" => State::Disabled,
        other => panic!("`{other}` is no state"),
    })
}

fn flow(value: &Value) -> Flow {
    let names = |name: &str, bit: u64| match value {
        Value::String(text) => text.contains(name),
        Value::Array(items) => items.iter().any(|item| item == name),
        Value::Number(number) => number.as_u64().is_some_and(|bits| bits & bit != 0),
        _ => false,
    };
    match (names("deviceCodeFlow", 1), names("authenticationTransfer", 2)) {
        (true, true) => Flow::Both,
        (true, false) => Flow::DeviceCode,
        (false, true) => Flow::Transfer,
        (false, false) => Flow::Any,
    }
}

fn grant(value: &Value) -> Grant {
    let controls: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match controls.as_slice() {
        ["block"] => Grant::Block,
        ["mfa"] => Grant::Mfa,
        ["block", "mfa"] => Grant::BlockAndMfa,
        [] => Grant::None,
        other => panic!("{other:?} are no controls of the model"),
    }
}

fn people(users: &Value, side: &str) -> People {
    let member = |name: &str| &users[format!("{side}{name}")];
    let guests = member("GuestsOrExternalUsers");
    let kinds = flags(&guests["guestOrExternalUserTypes"], &KINDS);
    let tenants = &guests["externalTenants"]["members"];
    let tenants = tenants.is_array().then(|| ids(tenants, &TENANTS));
    People {
        users: ids(member("Users"), &USERS),
        groups: ids(member("Groups"), &GROUPS),
        roles: ids(member("Roles"), &ROLES),
        guests: (!kinds.is_empty()).then_some(Guests { kinds, tenants }),
    }
}

fn lists(value: &Value, of: &str, known: &[Id]) -> Option<Lists> {
    let [include, exclude] = ["include", "exclude"].map(|side| ids(&value[format!("{side}{of}")], known));
    (!(include.is_empty() && exclude.is_empty())).then_some(Lists { include, exclude })
}

fn filter(value: &Value, rules: &[Id]) -> Option<Filter> {
    let rule = value["rule"].as_str()?;
    Some(Filter { exclude: value["mode"] == "exclude", rule: name(rule, rules) })
}

fn flags(value: &Value, known: &[Id]) -> Vec<Id> {
    let names = value.as_str().into_iter().flat_map(|text| text.split(','));
    names.map(|text| name(text.trim(), known)).collect()
}

fn ids(value: &Value, known: &[Id]) -> Vec<Id> {
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(|text| name(text, known)).collect()
}

/// The same text among those that the model names.
fn name(text: &str, known: &[Id]) -> Id {
    const TOKENS: [Id; 7] =
        ["All", "all", "None", "none", "GuestsOrExternalUsers", "AllAgentIdUsers", "hidden"];
    let named = known.iter().chain(&TOKENS).find(|id| **id == text);
    named.copied().unwrap_or_else(|| panic!("nobody named `{text}`"))
}
