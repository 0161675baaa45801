//! A log says the same however it is split, ordered or doubled.

use flowlock_core::entra::{AppliedPolicy, Id, PolicyResult, Shows, SignIn};
use flowlock_core::{Evidence, Intake, Settings, Tenant, Watch, evaluate_with};
use flowlock_tests::random::Random;
use serde_json::{Value, json};

/// How many logs are split and doubled.
const LOGS: u64 = 300;

const AS_OF: &str = "2026-07-20T00:00:00Z";
const POLICIES: [&str; 3] = ["p-report", "p-report-too", "p-enabled"];
const USERS: [&str; 4] = ["u1", "U1", "u2", "break-glass"];

/// Two report-only candidates and an enabled one; none of them excludes anybody.
fn tenant() -> Tenant {
    let policy = |id: &str, state: &str, modified: Value| {
        json!({
            "id": id, "displayName": id, "state": state,
            "createdDateTime": "2026-07-01T00:00:00Z", "modifiedDateTime": modified,
            "conditions": {
                "users": { "includeUsers": ["All"] },
                "applications": { "includeApplications": ["All"] },
                "clientAppTypes": ["all"],
                "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
            },
            "grantControls": { "operator": "OR", "builtInControls": ["block"] },
        })
    };
    let report_only = "enabledForReportingButNotEnforced";
    let export = json!({ "value": [
        policy(POLICIES[0], report_only, Value::Null),
        policy(POLICIES[1], report_only, json!("2026-07-05T00:00:00Z")),
        policy(POLICIES[2], "enabled", json!("2026-07-08T00:00:00Z")),
    ]});
    let mut intake = Intake::new();
    intake.read("policies.json", export.to_string().as_bytes()).expect("it is an export");
    intake.finish().expect("it is one tenant")
}

/// Any event, with an id that others may have too.
fn event(random: &mut Random) -> SignIn {
    use PolicyResult as R;
    let results = [R::ReportOnlyFailure, R::ReportOnlyNotApplied, R::ReportOnlyNotApplied, R::Undetermined];
    let text = |random: &mut Random, of: &[&str]| random.pick(of).to_owned();
    let mut policies = Vec::new();
    for id in POLICIES {
        if random.percent(50) {
            let result = random.pick(&results);
            policies.push(AppliedPolicy { id: Id::new(id), result, device_code_rule: random.percent(10) });
        }
    }
    let day = 1 + random.below(18);
    let hour = random.below(24);
    let created = format!("2026-07-{day:02}T{hour:02}:00:00.0000001Z");
    let has_results = !policies.is_empty();
    SignIn {
        id: format!("{}{}", random.pick(&["e", "E"]), random.below(60)),
        created: random.percent(97).then(|| created.parse().expect("it is RFC 3339")),
        user: random.percent(90).then(|| Id::new(random.pick(&USERS))),
        user_name: text(random, &["", "a@contoso.example", "B@contoso.example"]),
        application: random.percent(90).then(|| Id::new(random.pick(&["cli", "CLI", "other"]))),
        application_name: text(random, &["", "Some CLI", "some cli"]),
        resource: random.percent(90).then(|| Id::new(random.pick(&["graph", "vault"]))),
        client_app: text(random, &["", "Browser", "Mobile Apps and Desktop clients"]),
        country: text(random, &["", "NL", "DE"]),
        interactive: random.pick(&[None, Some(true), Some(false)]),
        device_code_protocol: random.percent(10),
        device_code_transfer: random.percent(10),
        incoming_token: text(random, &["", "none", "refreshToken"]),
        error_code: random.pick(&[None, Some(0), Some(53003)]),
        guest: random.pick(&[None, Some(true), Some(false)]),
        home_tenant: random.percent(50).then(|| Id::new(random.pick(&["here", "there"]))),
        resource_tenant: random.percent(50).then(|| Id::new("here")),
        audiences: text(random, &["", "graph,", "graph,vault,"]),
        operating_system: text(random, &["", "Windows10", "Linux"]),
        sign_in_risk: text(random, &["", "hidden", "high"]),
        correlation: text(random, &["", "c1", "C1", "c2"]),
        policies: random.percent(90).then_some(policies),
        shows: Shows { flow: random.percent(50), results: has_results },
        ..SignIn::default()
    }
}

fn evidence<'e>(watch: &Watch, events: impl IntoIterator<Item = &'e SignIn>) -> Evidence {
    let mut evidence = Evidence::new(watch);
    for event in events {
        evidence.push(event);
    }
    evidence
}

fn report(tenant: &Tenant, evidence: &Evidence) -> String {
    let settings = json!({ "emergencyAccess": { "users": ["break-glass"] } }).to_string();
    let settings = Settings::parse("settings.json", settings.as_bytes()).expect("they are well formed");
    let as_of = AS_OF.parse().expect("it is RFC 3339");
    let report = evaluate_with(tenant, Some(evidence), &settings, as_of).expect("it can be evaluated");
    serde_json::to_string(&report).expect("a report is JSON")
}

/// The evidence after a journey, as hosts send it.
fn sent(evidence: &Evidence) -> Evidence {
    let bytes = borsh::to_vec(evidence).expect("there is room");
    borsh::from_slice(&bytes).expect("it is the same evidence")
}

/// Merges the parts in random order, two at a time, so that the grouping is random as well.
fn merged(mut parts: Vec<Evidence>, random: &mut Random) -> Evidence {
    while parts.len() > 1 {
        random.shuffle(&mut parts);
        let (one, other) = (parts.pop().expect("a part"), parts.pop().expect("a part"));
        parts.push(sent(&one.merge(other).expect("they watch the same")));
    }
    parts.pop().expect("a part")
}

#[test]
fn split_shuffled_and_doubled_a_log_says_the_same() {
    let tenant = tenant();
    let watch = Watch::new(&tenant, &Settings::default());
    for seed in 0..LOGS {
        let mut random = Random::new(seed);
        let mut events: Vec<SignIn> = (0..=random.below(80)).map(|_| event(&mut random)).collect();
        let whole = evidence(&watch, &events);
        // Every event stands in the log at least once more, somewhere.
        events.extend(events.clone());
        random.shuffle(&mut events);
        let mut parts = vec![Vec::new(); 1 + random.below(6)];
        for event in &events {
            let part = random.below(parts.len());
            parts[part].push(event);
        }
        let parts = parts.into_iter().map(|part| evidence(&watch, part)).collect();
        let parts = merged(parts, &mut random);
        assert_eq!(parts, evidence(&watch, &events), "seed {seed}");
        assert_eq!(report(&tenant, &parts), report(&tenant, &whole), "seed {seed}");
    }
}

#[test]
fn events_without_an_id_add_up_in_any_order() {
    let tenant = tenant();
    let watch = Watch::new(&tenant, &Settings::default());
    for seed in 0..LOGS {
        let mut random = Random::new(seed);
        let mut events: Vec<SignIn> = (0..=random.below(60))
            .map(|_| {
                let id = random.percent(50);
                let event = event(&mut random);
                if id { event } else { SignIn { id: String::new(), ..event } }
            })
            .collect();
        let whole = report(&tenant, &evidence(&watch, &events));
        random.shuffle(&mut events);
        let (one, other) = events.split_at(random.below(events.len()));
        let parts = vec![evidence(&watch, one), evidence(&watch, other)];
        assert_eq!(report(&tenant, &merged(parts, &mut random)), whole, "seed {seed}");
    }
}

/// Random reports would prove little if all of them were alike.
#[test]
fn random_logs_say_many_things() {
    let tenant = tenant();
    let watch = Watch::new(&tenant, &Settings::default());
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..LOGS {
        let mut random = Random::new(seed);
        let events: Vec<SignIn> = (0..=random.below(80)).map(|_| event(&mut random)).collect();
        let report = report(&tenant, &evidence(&watch, &events));
        let report: Value = serde_json::from_str(&report).expect("a report is JSON");
        let contradicted = report["usage"]["contradictions"] != json!([]);
        seen.insert(format!("{} {}", report["rollout"][0]["ready"], contradicted));
        let events = &report["rollout"][0];
        let sum = ["notApplied", "wouldBlock", "undetermined"].map(|name| events[name].as_u64());
        assert_eq!(events["events"].as_u64(), sum.into_iter().sum());
    }
    assert!(seen.len() > 2, "{seen:?}");
}
