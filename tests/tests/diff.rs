//! What comparisons promise, on random pairs of exports, judged by the oracle's reading.

use flowlock_core::diff::{Crossed, Diff, Side, diff};
use flowlock_tests::model::{
    self, ALL_TRUSTED, APP_RULES, APPS, AS_OF, CLIENTS, DEVICE_RULES, GROUPS, INSIDER_RISKS, Id, KINDS,
    LOCATIONS, Membership, OTHER, PLATFORMS, Policy, RISKS, ROLES, State, TENANTS, USERS,
};
use flowlock_tests::random::Random;
use flowlock_tests::reading::{Facet, Who, blocks, key};
use flowlock_tests::witness::{is_possible, parse, standing};
use flowlock_tests::{subject::read, tenants};
use schemars::generate::SchemaSettings;
use serde_json::Value;

const PAIRS: u64 = 120;
/// How many sign-ins are tried on each pair.
const TRIES: usize = 500;

/// Two exports of one tenant, and what the comparison says of them.
struct Pair {
    old: model::Tenant,
    new: model::Tenant,
}

impl Pair {
    /// Every other one is of two tenants that have nothing in common but settings and ids.
    fn new(seed: u64) -> Self {
        let (old, mut random) = (tenants::tenant(seed), Random::new(seed));
        let mut new = if seed.is_multiple_of(2) { old.clone() } else { tenants::tenant(seed + PAIRS) };
        new.settings = old.settings.clone();
        for _ in 0..random.below(4) {
            change(&mut new, seed, &mut random);
        }
        Self { old, new }
    }

    fn diff(&self) -> Diff {
        compare(&self.old, &self.new)
    }
}

fn compare(old: &model::Tenant, new: &model::Tenant) -> Diff {
    let (old, settings) = read(old);
    let (new, _) = read(new);
    let side = |tenant| Side { tenant, evidence: None, settings: &settings };
    diff(&side(&old), &side(&new), AS_OF.parse().expect("it is RFC 3339")).expect("they can be compared")
}

/// One thing that may happen to a tenant between two exports.
fn change(tenant: &mut model::Tenant, seed: u64, random: &mut Random) {
    let place = random.below(tenant.policies.len().max(1));
    match random.below(8) {
        0 => tenant.groups.clear(),
        1 => {
            let count = random.below(4);
            let (group, members) = (random.pick(&GROUPS), random.some(&USERS, count));
            tenant.groups.retain(|known| known.group != group);
            tenant.groups.push(Membership { group, members });
        }
        2 => {
            let location = random.pick(&LOCATIONS);
            tenant.locations.retain(|(known, _)| *known != location);
            tenant.locations.push((location, random.percent(50)));
        }
        3 if !tenant.policies.is_empty() => _ = tenant.policies.remove(place),
        4 => {
            let others = tenants::tenant(seed + 2 * PAIRS).policies;
            let is_new = |policy: &Policy| tenant.policies.iter().all(|known| known.id != policy.id);
            tenant.policies.extend(others.into_iter().find(is_new));
        }
        other => {
            let Some(policy) = tenant.policies.get_mut(place) else { return };
            match other {
                5 => policy.state = random.pick(&[State::Enabled, State::ReportOnly, State::Disabled]),
                6 => policy.users.exclude.groups.push(random.pick(&GROUPS)),
                _ => policy.users.exclude = model::People::default(),
            }
        }
    }
}

/// The tenant, with what only the other export tells.
fn filled(tenant: &model::Tenant, other: &model::Tenant) -> model::Tenant {
    let mut filled = tenant.clone();
    let is_new = |known: &&Membership| tenant.groups.iter().all(|own| own.group != known.group);
    filled.groups.extend(other.groups.iter().filter(is_new).cloned());
    let is_new = |known: &&(Id, bool)| tenant.locations.iter().all(|own| own.0 != known.0);
    filled.locations.extend(other.locations.iter().filter(is_new));
    filled
}

/// One sign-in as each export sees it.
fn sign_in(sides: [&model::Tenant; 2], random: &mut Random) -> [Vec<Facet>; 2] {
    let one = |random: &mut Random, ids: &[Id]| if random.percent(40) { OTHER } else { random.pick(ids) };
    let half = |random: &mut Random, ids: &[Id]| -> Vec<Id> {
        ids.iter().copied().filter(|_| random.percent(30)).collect()
    };
    let (user, home) = (one(random, &USERS), one(random, &TENANTS));
    let (kind, roles, free) = (random.pick(&KINDS), half(random, &ROLES), half(random, &GROUPS));
    let what = Facet::What(one(random, &APPS), half(random, &APP_RULES));
    let (places, elsewhere) = (half(random, &LOCATIONS), random.percent(30));
    let unknown = sides.iter().flat_map(|side| &side.policies);
    let unknown = unknown.flat_map(|policy| policy.unknown.iter().map(|unknown| key(policy, *unknown)));
    let held: Vec<(Id, Id)> = unknown.filter(|_| random.percent(70)).collect();
    let rest = vec![
        what,
        Facet::Platform(random.pick(&PLATFORMS)),
        Facet::Client(random.pick(&CLIENTS)),
        Facet::SignInRisk(random.pick(&RISKS)),
        Facet::UserRisk(random.pick(&RISKS)),
        Facet::InsiderRisk(random.pick(&INSIDER_RISKS)),
        Facet::DeviceRules(half(random, &DEVICE_RULES)),
        Facet::Unknown(held),
    ];
    sides.map(|side| {
        let is_in = |group: &Id| match side.groups.iter().find(|known| known.group == *group) {
            Some(known) => known.members.contains(&user),
            None => free.contains(group),
        };
        let groups = GROUPS.iter().copied().filter(is_in).collect();
        let trusted = side.locations.iter().any(|(place, trusted)| *trusted && places.contains(place));
        let mut places = places.clone();
        places.extend((trusted || elsewhere).then_some(ALL_TRUSTED));
        let who = Facet::Who(Who { kind, home, user, groups, roles: roles.clone() });
        [vec![who, Facet::Locations(places)], rest.clone()].concat()
    })
}

fn is_blocked(tenant: &model::Tenant, sign_in: &[Facet]) -> bool {
    let mut enabled = tenant.policies.iter().filter(|policy| policy.state == State::Enabled);
    enabled.any(|policy| blocks(policy, sign_in))
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
        let pair = Pair::new(seed);
        let diff = serde_json::to_value(pair.diff()).expect("it is JSON");
        check(&pair.old, &pair.new, regions(&diff, "opened"), seed);
        check(&pair.new, &pair.old, regions(&diff, "closed"), seed);
        for (count, standing) in standings.iter_mut().zip(["open", "doubtful", "accepted"]) {
            *count += u64::from(regions(&diff, "opened").iter().any(|region| region["standing"] == standing));
        }
    }
    assert!(standings.iter().all(|count| *count > PAIRS / 40), "{standings:?}");
}

#[test]
fn where_nothing_is_reported_no_sign_in_fares_otherwise() {
    let mut silent = 0;
    for seed in 0..PAIRS {
        let (pair, mut random) = (Pair::new(seed), Random::new(seed));
        let diff = pair.diff();
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
        let pair = Pair::new(seed);
        let (there, back) = (pair.diff(), compare(&pair.new, &pair.old));
        assert_eq!(json(&there.opened), json(&back.closed), "seed {seed}");
        assert_eq!(json(&there.closed), json(&back.opened), "seed {seed}");
        assert_eq!((&there.before, &there.after), (&back.after, &back.before), "seed {seed}");
        assert_eq!(there.changes.len(), back.changes.len(), "seed {seed}");
    }
}

#[test]
fn a_verdict_that_gets_worse_is_explained() {
    for seed in 0..PAIRS {
        let diff = Pair::new(seed).diff();
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
        let diff = serde_json::to_value(Pair::new(seed).diff()).expect("it is JSON");
        assert!(validator.is_valid(&diff), "seed {seed}: {diff:#}");
    }
}
