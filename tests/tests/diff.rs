//! What comparisons promise, on random pairs of exports, judged by the oracle's reading.

use flowlock_core::diff::{Crossed, Diff, Side, diff};
use flowlock_tests::model;
use flowlock_tests::random::Random;
use flowlock_tests::twice::{Twice, filled, is_blocked, sign_in};
use flowlock_tests::witness::{is_possible, parse, standing};
use flowlock_tests::{subject::read, tenants};
use schemars::generate::SchemaSettings;
use serde_json::Value;

const PAIRS: u64 = 120;
/// How many sign-ins are tried on each pair.
const TRIES: usize = 500;

/// Two exports of one tenant, and what the comparison says of them.
fn compared(seed: u64) -> (Twice, Diff) {
    let twice = Twice::new(seed);
    let diff = compare(&twice.old, &twice.new);
    (twice, diff)
}

fn compare(old: &model::Tenant, new: &model::Tenant) -> Diff {
    let (old, settings) = read(old);
    let (new, _) = read(new);
    let side = |tenant| Side { tenant, evidence: None, settings: &settings };
    diff(&side(&old), &side(&new), model::AS_OF.parse().expect("it is RFC 3339"))
        .expect("they can be compared")
}

fn regions<'d>(diff: &'d Value, which: &str) -> &'d [Value] {
    diff[which].as_array().expect("a list")
}

/// Holds every region against the oracle: one export blocks its sign-in and the other does not.
fn check(blocking: &model::Tenant, open: &model::Tenant, regions: &[Value], seed: u64) {
    let whole = [filled(blocking, open), filled(open, blocking)];
    for region in regions {
        let there = [(&whole[0], &region["blocked"]), (&whole[1], &region["unblocked"])];
        let [blocked, unblocked] = there.map(|(tenant, attempt)| {
            let attempt = parse(tenant, attempt);
            assert!(is_possible(tenant, &attempt), "seed {seed}: it does not fit the directory: {region:#}");
            attempt
        });
        assert!(is_blocked(blocking, &blocked), "seed {seed}: not blocked: {region:#}");
        assert!(!is_blocked(open, &unblocked), "seed {seed}: blocked: {region:#}");
        assert_eq!(region["standing"], standing(open, &unblocked), "seed {seed}: {region:#}");
        let by = region["by"].as_array().expect("a list");
        assert_eq!(by.is_empty(), region["standing"] == "open", "seed {seed}: {region:#}");
        for member in ["userKind", "homeTenant", "user", "roles", "application", "devicePlatform"] {
            assert_eq!(region["blocked"][member], region["unblocked"][member], "seed {seed}: {member}");
        }
    }
}

#[test]
fn what_is_reported_to_open_or_close_does() {
    let mut standings = [0; 3];
    for seed in 0..PAIRS {
        let (pair, diff) = compared(seed);
        let diff = serde_json::to_value(diff).expect("it is JSON");
        check(&pair.old, &pair.new, regions(&diff, "opened"), seed);
        check(&pair.new, &pair.old, regions(&diff, "closed"), seed);
        for (count, standing) in standings.iter_mut().zip(["open", "doubtful", "accepted"]) {
            *count += u64::from(regions(&diff, "opened").iter().any(|region| region["standing"] == standing));
        }
    }
    assert!(standings.iter().all(|count| *count > PAIRS / 60), "{standings:?}");
}

#[test]
fn where_nothing_is_reported_no_sign_in_fares_otherwise() {
    let mut silent = 0;
    for seed in 0..PAIRS {
        let ((pair, diff), mut random) = (compared(seed), Random::new(seed));
        let sides = [filled(&pair.old, &pair.new), filled(&pair.new, &pair.old)];
        let (opens, closes) = (!diff.opened.is_empty(), !diff.closed.is_empty());
        for _ in 0..TRIES {
            let seen = sign_in([&sides[0], &sides[1]], &mut random);
            let [before, after] = [(&pair.old, &seen[0]), (&pair.new, &seen[1])]
                .map(|(tenant, sign_in)| is_blocked(tenant, sign_in));
            assert!(!before || after || opens, "seed {seed}: it opened: {seen:#?}");
            assert!(before || !after || closes, "seed {seed}: it closed: {seen:#?}");
        }
        silent += u64::from(!opens) + u64::from(!closes);
    }
    assert!(silent > PAIRS / 5, "only {silent} say nothing");
}

#[test]
fn an_export_differs_from_itself_in_nothing() {
    for seed in 0..PAIRS {
        let tenant = tenants::tenant(seed);
        let diff = compare(&tenant, &tenant);
        assert!(diff.is_nothing(), "seed {seed}: {diff:#?}");
    }
}

#[test]
fn swapped_sides_swap_what_opened_and_what_closed() {
    let json = |regions: &[Crossed]| serde_json::to_value(regions).expect("it is JSON");
    for seed in 0..PAIRS {
        let (pair, there) = compared(seed);
        let back = compare(&pair.new, &pair.old);
        assert_eq!(json(&there.opened), json(&back.closed), "seed {seed}");
        assert_eq!(json(&there.closed), json(&back.opened), "seed {seed}");
        assert_eq!((&there.before, &there.after), (&back.after, &back.before), "seed {seed}");
        assert_eq!(there.changes.len(), back.changes.len(), "seed {seed}");
    }
}

#[test]
fn a_verdict_that_gets_worse_is_explained() {
    for seed in 0..PAIRS {
        let (_, diff) = compared(seed);
        if diff.before.status < diff.after.status {
            assert!(!diff.is_nothing(), "seed {seed}");
            let told = !diff.opened.is_empty() || !diff.changes.is_empty() || !diff.untold.is_empty();
            assert!(told, "seed {seed}: {diff:#?}");
        }
    }
}

#[test]
fn every_comparison_is_what_its_schema_says() {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema: Value = generator.into_root_schema_for::<Diff>().into();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for seed in 0..PAIRS / 4 {
        let diff = serde_json::to_value(compared(seed).1).expect("it is JSON");
        assert!(validator.is_valid(&diff), "seed {seed}: {diff:#}");
    }
}
