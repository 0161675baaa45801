//! What is proposed does what it promises, on thousands of random tenants, by the oracle's judgement.

use std::collections::BTreeMap;

use flowlock_tests::model::{Tenant, USERS};
use flowlock_tests::oracle::{Fate, Verdict, decide, fates, verdicts};
use flowlock_tests::random::Random;
use flowlock_tests::tenants::{POLICIES, tenant};
use flowlock_tests::{changed, export, subject};
use serde_json::Value;

/// How many tenants a run looks at, unless `FLOWLOCK_TENANTS` says otherwise.
const TENANTS: u64 = 2_500;
/// How often each kind of proposal must have come up at least, in a hundred thousand tenants.
const AT_LEAST: u64 = 60;

/// A random tenant; most of those that declare no emergency access are given an account.
fn declared(seed: u64) -> Tenant {
    let mut tenant = tenant(seed);
    let settings = &mut tenant.settings;
    if settings.users.is_empty() && settings.groups.is_empty() && Random::new(seed).percent(90) {
        settings.users.push(USERS[5]);
    }
    tenant
}

struct Case {
    seed: u64,
    tenant: Tenant,
    step: Value,
}

impl Case {
    fn new(seed: u64) -> Self {
        let tenant = declared(seed);
        let mut files = export::files(&tenant);
        files.push(export::quiet_log(&tenant));
        let report = subject::report(&files, &export::settings(&tenant)).expect("it can be evaluated");
        Self { seed, tenant, step: report["nextStep"].clone() }
    }

    fn proposal(&self) -> &Value {
        &self.step["proposal"]
    }

    fn is_new(&self) -> bool {
        self.proposal()["changes"][0]["method"] == "POST"
    }

    /// Whether other policies are needed as well, and not ready.
    fn waits(&self) -> bool {
        self.step["withheld"].as_array().into_iter().flatten().any(|reason| reason["code"] == "not-ready")
    }

    /// Whether the stage rests on a policy that blocks more than the flow, and is left as it is.
    fn leaves(&self) -> bool {
        let steps = self.step["steps"].as_array().into_iter().flatten();
        steps.filter_map(Value::as_str).any(|step| step.starts_with("leave "))
    }

    /// An id that no policy of the tenant has.
    fn free_id(&self) -> &'static str {
        let taken = |id: &&&str| self.tenant.policies.iter().any(|policy| policy.id == **id);
        POLICIES.iter().find(|id| !taken(id)).copied().unwrap_or("00000000-0000-4000-8000-0000000f000a")
    }

    fn explained(&self) -> String {
        let page = export::policies_page(&self.tenant);
        format!("seed {}: {}\n{page}\n{}", self.seed, self.step, export::settings(&self.tenant))
    }
}

#[test]
fn a_proposal_turns_the_verdict_that_it_promises_and_nobody_is_worse_off() {
    let tenants = std::env::var("FLOWLOCK_TENANTS").map_or(TENANTS, |text| text.parse().expect("a number"));
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut kinds = |kind: String| *seen.entry(kind).or_default() += 1;
    for seed in 0..tenants {
        let case = Case::new(seed);
        if case.proposal().is_null() {
            kinds(format!("{} without", case.step["action"]));
            continue;
        }
        let after = changed::by_patch(&case.tenant, case.proposal(), case.free_id());
        let sent = changed::by_request(&case.tenant, case.proposal(), case.free_id());
        hold_promise(&case, &after);
        hold_promise(&case, &sent);
        harm_nobody(&case, &after);
        nothing_is_superfluous(&case);
        let changes = case.proposal()["changes"].as_array().map_or(0, Vec::len);
        kinds(format!("{} {} {changes}", case.step["action"], case.proposal()["changes"][0]["method"]));
    }
    println!("{seen:#?}");
    for kind in [
        "\"close-gaps\" \"PATCH\" 1",
        "\"close-gaps\" \"PATCH\" 2",
        "\"close-gaps\" \"POST\" 1",
        "\"create-policy\" \"POST\" 1",
        "\"turn-on\" \"PATCH\" 1",
        "\"turn-on\" \"PATCH\" 2",
        "\"watch\" \"PATCH\" 1",
        "\"watch\" \"PATCH\" 2",
    ] {
        let count = seen.get(kind).copied().unwrap_or_default();
        assert!(count * 100_000 >= AT_LEAST * tenants, "{kind} came up {count} times only: {seen:#?}");
    }
}

/// The verdict is as promised: by the oracle, and by the core that reads the changed export.
fn hold_promise(case: &Case, after: &Tenant) {
    let promised = &case.proposal()["after"];
    let decision = decide(after);
    assert!(
        promised["status"] == decision.status && promised["stage"] == decision.stage,
        "promised {promised}, the oracle says {decision:?}: {}",
        case.explained()
    );
    let report = subject::report_on(after).expect("it can be evaluated");
    assert!(
        promised["status"] == report["status"] && promised["stage"] == report["stage"],
        "{}",
        case.explained()
    );
    let gains = promised != &case.proposal()["before"] || case.waits() || case.leaves();
    assert!(gains, "nothing is gained: {}", case.explained());
}

/// No sign-in that was blocked becomes open, and none that is accepted becomes blocked. A new policy in
/// report-only blocks nothing yet, and one that is drafted blocked nothing so far.
fn harm_nobody(case: &Case, after: &Tenant) {
    let sets = match case.step["action"].as_str() {
        Some("turn-on") => 0..1,
        Some("watch") => 0..2,
        _ => 0..3,
    };
    for (set, fates) in fates(&case.tenant, after).iter().enumerate().filter(|(set, _)| sets.contains(set)) {
        let opened = |fate: &&Fate| fate.before && !fate.after;
        let locked_out = |fate: &&Fate| !fate.before && fate.after && fate.accepted;
        let is_later = case.is_new() && set > 0;
        if let Some(fate) = fates.iter().find(|fate| opened(fate) || locked_out(fate) && !is_later) {
            panic!("{fate:?} among set {set}: {}", case.explained());
        }
    }
}

/// No operation can be left out: then somebody would be open, or somebody accepted blocked. But where all
/// users are included, others are not listed beside them.
fn nothing_is_superfluous(case: &Case) {
    let states = match case.step["action"].as_str() {
        Some("close-gaps") if !case.is_new() => 0..3,
        Some("turn-on") if !case.waits() => 0..1,
        Some("watch") => 1..2,
        _ => return,
    };
    for (change, of) in case.proposal()["changes"].as_array().into_iter().flatten().enumerate() {
        for (operation, of) in of["patch"].as_array().into_iter().flatten().enumerate() {
            let path = of["path"].as_str().expect("a path");
            if ["/includeGroups", "/includeRoles", "/includeGuests"].iter().any(|name| path.contains(name)) {
                continue;
            }
            let less = changed::by_patch_without(&case.tenant, case.proposal(), change, operation);
            let full = changed::by_patch(&case.tenant, case.proposal(), "");
            let same = |set: usize| {
                let enough = |tenant: &Tenant| verdicts(tenant)[set] != Verdict::Fail;
                let is_harm =
                    |fate: &Fate| fate.before && !fate.after || !fate.before && fate.after && fate.accepted;
                let harm = fates(&case.tenant, &less)[set].iter().any(is_harm);
                enough(&less) == enough(&full) && !harm
            };
            assert!(
                !states.clone().all(same),
                "operation {operation} of change {change} is superfluous: {}",
                case.explained()
            );
        }
    }
}
