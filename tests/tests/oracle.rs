//! The core agrees with brute force, tenant by tenant.

use std::collections::BTreeMap;
use std::thread;

use flowlock_tests::model::Tenant;
use flowlock_tests::oracle::{Decision, Verdict, decide};
use flowlock_tests::{export, shrink, subject, tenants, witness};

/// How many tenants a run compares, unless `FLOWLOCK_TENANTS` says otherwise.
const TENANTS: u64 = 20_000;
/// How many threads share them.
const THREADS: u64 = 2;

/// How often each decision came up.
type Counts = BTreeMap<Decision, u64>;

#[test]
fn the_core_agrees_with_brute_force() {
    let tenants = std::env::var("FLOWLOCK_TENANTS").map_or(TENANTS, |text| text.parse().expect("a number"));
    let counts = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || compare_share(thread, tenants))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a tenant disagrees")).collect::<Vec<_>>()
    });
    let mut sums = Counts::new();
    for (decision, count) in counts {
        *sums.entry(decision).or_default() += count;
    }
    println!("{sums:#?}");
    assert_every_decision_is_frequent(&sums, tenants);
}

fn compare_share(thread: u64, tenants: u64) -> Counts {
    let mut counts = Counts::new();
    for seed in (thread..tenants).step_by(usize::try_from(THREADS).expect("it is small")) {
        let tenant = tenants::tenant(seed);
        if let Some(complaint) = complaint(&tenant) {
            panic!("seed {seed}: {}", explained(&tenant, &complaint));
        }
        *counts.entry(decide(&tenant)).or_default() += 1;
    }
    counts
}

/// What is wrong with the core's report on this tenant: its kind, and in full.
fn complaint(tenant: &Tenant) -> Option<(&'static str, String)> {
    let report = match subject::report_on(tenant) {
        Ok(report) => report,
        Err(problem) => return Some(("problem", format!("{problem:?}"))),
    };
    let decision = decide(tenant);
    if report["status"] != decision.status || report["stage"] != decision.stage {
        let found = format!("the core says {} and {}", report["status"], report["stage"]);
        return Some(("decision", format!("{found}, the oracle {decision:?}: {}", report["reasons"])));
    }
    witness::complaint(tenant, &report).map(|complaint| ("gaps", format!("{complaint}: {}", report["gaps"])))
}

fn explained(tenant: &Tenant, (kind, _): &(&'static str, String)) -> String {
    let shows = |tenant: &Tenant| complaint(tenant).filter(|(found, _)| found == kind);
    let smallest = shrink::shrunk(tenant, |tenant| shows(tenant).is_some());
    let files: Vec<String> = export::files(&smallest)
        .into_iter()
        .map(|(name, bytes)| format!("{name}: {}", String::from_utf8_lossy(&bytes)))
        .collect();
    let (_, words) = shows(&smallest).expect("it was shrunk while it showed");
    format!("{words}\n{}\nsettings.json: {}\n{smallest:#?}", files.join("\n"), export::settings(&smallest))
}

/// A comparison of tenants that are all alike would prove little.
fn assert_every_decision_is_frequent(counts: &Counts, tenants: u64) {
    let count = |status: &str, stage: &str| -> u64 {
        counts
            .iter()
            .filter(|(seen, _)| seen.status == status && seen.stage == stage)
            .map(|(_, count)| count)
            .sum()
    };
    let softened = counts.iter().filter(|(seen, _)| seen.verdict == Verdict::Fail && seen.status == "review");
    assert!(softened.map(|(_, count)| count).sum::<u64>() > tenants / 200, "{counts:#?}");
    for (status, stage) in [
        ("pass", "enforced"),
        ("review", "enforced"),
        ("fail", "report-only"),
        ("fail", "drafted"),
        ("fail", "partial"),
        ("fail", "absent"),
    ] {
        assert!(count(status, stage) > tenants / 50, "{status} and {stage} are rare: {counts:#?}");
    }
}
