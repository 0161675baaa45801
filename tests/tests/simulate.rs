//! What simulations promise, on random tenants and logs.

use flowlock_core::entra::{Id, Shows, SignIn};
use flowlock_core::simulate::{Proposal, Simulation, simulate};
use flowlock_core::{Evidence, Settings, Tenant, Watch, evaluate};
use flowlock_tests::model::{self, AS_OF, State};
use flowlock_tests::random::Random;
use flowlock_tests::{subject::read, tenants};
use schemars::generate::SchemaSettings;
use serde_json::Value;

const TENANTS: u64 = 300;

/// Any device code sign-in, more or less of which shows.
fn sign_in(random: &mut Random, number: usize) -> SignIn {
    let day = 1 + random.below(28);
    SignIn {
        id: format!("e{number}"),
        created: format!("2026-07-{day:02}T12:00:00Z").parse().ok(),
        user: random.percent(90).then(|| Id::new(random.pick(&model::USERS))),
        guest: random.pick(&[None, Some(false), Some(true)]),
        home_tenant: random.percent(50).then(|| Id::new(random.pick(&model::TENANTS))),
        resource_tenant: random.percent(50).then(|| Id::new("here")),
        application: Some(Id::new("04b07795-8ddb-461a-bbee-02f9e1bf7b46")),
        audiences: format!("{},", random.pick(&model::APPS)),
        client_app: random.pick(&["", "Browser", "Mobile Apps and Desktop clients"]).to_owned(),
        operating_system: random.pick(&["", "Windows10", "Linux", "iOS"]).to_owned(),
        sign_in_risk: random.pick(&["", "none", "high", "hidden"]).to_owned(),
        country: random.pick(&["", "NL", "DE"]).to_owned(),
        interactive: random.pick(&[Some(true), Some(false)]),
        device_code_transfer: true,
        shows: Shows { flow: true, results: true },
        ..SignIn::default()
    }
}

fn run(tenant: &Tenant, settings: &Settings, events: &[SignIn], proposal: &Proposal) -> Simulation {
    let mut evidence = Evidence::new(&Watch::new(tenant, settings));
    for event in events {
        evidence.push(event);
    }
    let as_of = AS_OF.parse().expect("it is RFC 3339");
    simulate(tenant, Some(&evidence), proposal, settings, as_of).expect("it can be tried")
}

fn events(random: &mut Random) -> Vec<SignIn> {
    (0..10 + random.below(20)).map(|number| sign_in(random, number)).collect()
}

/// One of the policies of a tenant, if it has any.
fn some_policy(model: &model::Tenant, random: &mut Random) -> Option<usize> {
    (!model.policies.is_empty()).then(|| random.below(model.policies.len()))
}

#[test]
fn turning_a_policy_on_is_evaluating_an_export_where_it_is() {
    let mut changed = 0;
    for seed in 0..TENANTS {
        let (mut model, mut random) = (tenants::tenant(seed), Random::new(seed));
        let Some(place) = some_policy(&model, &mut random) else { continue };
        model.policies[place].state = random.pick(&[State::Disabled, State::ReportOnly]);
        let (tenant, settings) = read(&model);
        let id = model.policies[place].id;
        let proposal = Proposal { enable: vec![id.to_owned()], ..Proposal::default() };
        let simulation = run(&tenant, &settings, &events(&mut random), &proposal);
        model.policies[place].state = State::Enabled;
        let (edited, _) = read(&model);
        let as_of = AS_OF.parse().expect("it is RFC 3339");
        let expected = evaluate(&edited, &settings, as_of).expect("it can be evaluated");
        assert_eq!(
            (simulation.after.status, simulation.after.stage),
            (expected.status, expected.stage),
            "seed {seed}"
        );
        let words = |gaps: &[flowlock_core::report::Gap]| {
            gaps.iter().map(|gap| gap.words.clone()).collect::<Vec<_>>()
        };
        assert_eq!(words(&simulation.gaps), words(&expected.gaps), "seed {seed}");
        changed += u64::from(simulation.before != simulation.after);
    }
    assert!(changed > TENANTS / 20, "only {changed} verdicts change");
}

/// More in force blocks no less, and nothing that was blocked becomes open.
#[test]
fn a_wider_proposal_blocks_no_fewer() {
    let (mut wider, mut blocked) = (0, 0);
    for seed in 0..TENANTS {
        let (model, mut random) = (tenants::tenant(seed), Random::new(seed));
        let Some(place) = some_policy(&model, &mut random) else { continue };
        let (tenant, settings) = read(&model);
        let log = events(&mut random);
        let id = model.policies[place].id.to_owned();
        let narrow =
            run(&tenant, &settings, &log, &Proposal { enable: vec![id.clone()], ..Proposal::default() });
        let policies = tenant.policies.iter().find(|policy| policy.id.is(&id)).cloned();
        let wide = policies.map(|mut policy| {
            policy.users.exclude = flowlock_core::entra::Who::default();
            policy.platforms = None;
            policy
        });
        let wide = Proposal { policies: wide.into_iter().collect(), ..Proposal::default() };
        let wide = run(&tenant, &settings, &log, &wide);
        assert!(wide.would_block.events >= narrow.would_block.events, "seed {seed}");
        let may = |simulation: &Simulation| simulation.would_block.events + simulation.cannot_tell.events;
        assert!(may(&wide) >= may(&narrow), "seed {seed}");
        let all = [&wide.would_block, &wide.cannot_tell, &wide.would_not_block].map(|group| group.events);
        assert_eq!(all.iter().sum::<u64>(), wide.tried, "seed {seed}");
        assert_eq!(wide.tried, u64::try_from(log.len()).expect("a length"), "seed {seed}");
        wider += u64::from(may(&wide) > may(&narrow));
        blocked += u64::from(narrow.would_block.events > 0);
    }
    assert!(wider > TENANTS / 20 && blocked > TENANTS / 20, "{wider} wider, {blocked} block");
}

#[test]
fn every_simulation_is_what_its_schema_says() {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema: Value = generator.into_root_schema_for::<Simulation>().into();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for seed in 0..TENANTS / 3 {
        let (model, mut random) = (tenants::tenant(seed), Random::new(seed));
        let Some(place) = some_policy(&model, &mut random) else { continue };
        let (tenant, settings) = read(&model);
        let proposal = Proposal { enable: vec![model.policies[place].id.to_owned()], ..Proposal::default() };
        let simulation = run(&tenant, &settings, &events(&mut random), &proposal);
        let simulation = serde_json::to_value(simulation).expect("a simulation is JSON");
        assert!(validator.is_valid(&simulation), "seed {seed}: {simulation:#}");
    }
}
