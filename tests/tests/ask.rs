//! Questions, answers, and the shapes of Graph, on random tenants and sign-ins.

use flowlock_core::ask::graph::{Reply, Request, compare};
use flowlock_core::ask::{Answer, Applies, Outcome, Question, answer};
use flowlock_core::entra::{ClientApp, InsiderRisk, Platform, Risk, UserKind, Vocabulary};
use flowlock_core::{Intake, Tenant};
use flowlock_tests::model::{self, State};
use flowlock_tests::pair::Pair;
use flowlock_tests::random::Random;
use flowlock_tests::reading::{Facet, blocks};
use flowlock_tests::tenants;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// How many tenants each property is held against, and how many sign-ins in each.
const TENANTS: u64 = 500;
const SIGN_INS: usize = 6;

fn for_sign_ins(mut check: impl FnMut(&Pair, &[Facet], &Question, &mut Random)) {
    for seed in 0..TENANTS {
        let (pair, mut random) = (Pair::new(tenants::tenant(seed)), Random::new(seed));
        for _ in 0..SIGN_INS {
            let sign_in = pair.space.sign_in(random.below(pair.space.size()));
            let question = Question { base: Some(pair.attempt(&sign_in)), ..Question::default() };
            check(&pair, &sign_in, &question, &mut random);
        }
    }
}

fn is_blocked(pair: &Pair, sign_in: &[Facet], states: &[State]) -> bool {
    let mut counted = pair.model.policies.iter().filter(|policy| states.contains(&policy.state));
    counted.any(|policy| blocks(policy, sign_in))
}

#[test]
fn the_outcome_of_a_whole_sign_in_is_what_the_oracle_holds() {
    let (mut blocked, mut open) = (0, 0);
    for_sign_ins(|pair, sign_in, question, _| {
        let found = answer(&pair.read, question).expect("there are policies");
        // A policy that is missing could block it.
        let missing = pair.read.incomplete().next().is_some();
        let outcome = |states: &[State]| match is_blocked(pair, sign_in, states) {
            true => Outcome::Blocked,
            false if missing => Outcome::CannotTell,
            false => Outcome::NotBlocked,
        };
        assert_eq!(found.outcome, outcome(&[State::Enabled]), "{sign_in:?}");
        let both = outcome(&[State::Enabled, State::ReportOnly]);
        assert_eq!(found.if_report_only_were_on, both, "{sign_in:?}");
        assert_eq!(found.notes.is_empty(), found.outcome != Outcome::CannotTell, "{found:#?}");
        assert!(found.depends_on.is_empty(), "{found:#?}");
        assert_eq!(found.outcome == Outcome::Blocked, !found.blocked_by.is_empty());
        match found.outcome {
            Outcome::Blocked => blocked += 1,
            _ => open += 1,
        }
    });
    assert!(blocked > TENANTS && open > TENANTS, "{blocked} blocked, {open} open");
}

#[test]
fn every_answer_is_what_its_schema_says() {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let schema: Value = generator.into_root_schema_for::<Answer>().into();
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    for_sign_ins(|pair, _, question, random| {
        let question = if random.percent(50) { question.clone() } else { Question::default() };
        let found = answer(&pair.read, &question).expect("there are policies");
        let found = serde_json::to_value(found).expect("an answer is JSON");
        assert!(validator.is_valid(&found), "{found:#}");
    });
}

/// Graph's answer would be Flowlock's own; one that is not is found.
#[test]
fn a_reply_agrees_with_the_answer_that_it_is_of() {
    for_sign_ins(|pair, _, question, random| {
        let reply = Reply::of(&pair.read, question, false);
        let mut json = serde_json::to_value(&reply).expect("a reply is JSON");
        let held = compare(&pair.read, question, "reply.json", json.to_string().as_bytes()).expect("a reply");
        assert!(held.differences.is_empty() && held.not_answered.is_empty(), "{held:#?}");
        assert_eq!(held.agreed, held.compared);
        let answered = answer(&pair.read, question).expect("there are policies");
        for policy in &answered.policies {
            let said =
                reply.value.iter().find(|said| said.id == policy.id).expect("every policy is answered");
            let applies = policy.applies == Applies::Yes && policy.state != Some("disabled");
            assert_eq!(said.policy_applies, applies, "{policy:#?}");
        }
        let Some(list) = json["value"].as_array_mut().filter(|list| !list.is_empty()) else { return };
        let place = random.below(list.len());
        let applies = list[place]["policyApplies"] == true;
        list[place]["policyApplies"] = (!applies).into();
        let wrong =
            compare(&pair.read, question, "reply.json", json.to_string().as_bytes()).expect("a reply");
        assert!(!wrong.differences.is_empty() || wrong.compared < held.compared, "{wrong:#?}");
    });
}

fn word<T: Vocabulary>(random: &mut Random, but: &str) -> Value {
    let words: Vec<&str> = T::VALUES.iter().map(|value| value.as_str()).filter(|word| *word != but).collect();
    if random.percent(60) { random.pick(&words).into() } else { Value::Null }
}

/// Any request about a device code sign-in, as Graph spells it.
fn request(random: &mut Random) -> Value {
    let mut identity =
        json!({ "@odata.type": "#microsoft.graph.userSignIn", "userId": random.pick(&model::USERS) });
    if random.percent(50) {
        identity["externalUserType"] = word::<UserKind>(random, "member");
        identity["externalTenantId"] = random.pick(&model::TENANTS).into();
    }
    let mut conditions = json!({
        "devicePlatform": word::<Platform>(random, "unrecognised"),
        "clientAppType": word::<ClientApp>(random, ""),
        "signInRiskLevel": word::<Risk>(random, ""),
        "userRiskLevel": word::<Risk>(random, ""),
        "insiderRiskLevel": word::<InsiderRisk>(random, ""),
        "authenticationFlow": { "transferMethod": "deviceCodeFlow" },
    });
    if random.percent(50) {
        conditions["country"] = random.pick(&["NL", "DE"]).into();
        conditions["ipAddress"] = random.pick(&["203.0.113.7", "2001:db8::7"]).into();
    }
    json!({
        "signInIdentity": identity,
        "signInContext": {
            "@odata.type": "#microsoft.graph.applicationContext",
            "includeApplications": [random.pick(&model::APPS)],
        },
        "signInConditions": conditions,
        "appliedPoliciesOnly": false,
    })
}

/// Members that are null say what absent ones do.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = members.iter().filter(|(_, member)| !member.is_null());
            said.map(|(name, member)| (name.clone(), without_nulls(member))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn a_request_becomes_a_question_and_the_same_request_again() {
    for seed in 0..TENANTS {
        let (pair, mut random) = (Pair::new(tenants::tenant(seed)), Random::new(seed));
        for _ in 0..SIGN_INS {
            let asked = request(&mut random);
            let read = Request::parse("r.json", asked.to_string().as_bytes()).expect("a request");
            let (written, _) = Request::of(&pair.read, &Question::from(&read));
            assert_eq!(written, read, "seed {seed}");
            let written = serde_json::to_value(&written).expect("a request is JSON");
            assert_eq!(written, without_nulls(&asked), "seed {seed}");
        }
    }
}

/// A tenant with one policy, to ask about.
fn tenant() -> Tenant {
    let mut intake = Intake::new();
    let policy = r#"{"id":"p","state":"enabled","conditions":{"users":{"includeUsers":["All"]}}}"#;
    intake.read("p.json", policy.as_bytes()).expect("it is an export");
    intake.finish().expect("it is one tenant")
}

#[test]
fn a_damaged_request_or_answer_is_refused_or_read_and_never_a_crash() {
    let tenant = tenant();
    let (mut taken, mut refused) = (0, 0);
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let asked = request(&mut random);
        let question = Request::parse("r.json", asked.to_string().as_bytes()).expect("a request");
        let question = Question::from(&question);
        let reply = serde_json::to_string(&Reply::of(&tenant, &question, false)).expect("JSON");
        for text in [asked.to_string(), reply] {
            let mut bytes = text.into_bytes();
            for _ in 0..=random.below(4).min(bytes.len() - 1) {
                let place = random.below(bytes.len());
                match random.below(3) {
                    0 => bytes[place] = random.pick(b"\"{}[],:x\0\xff 0"),
                    1 => drop(bytes.remove(place)),
                    _ => bytes.truncate(place.max(5)),
                }
            }
            let read = Request::parse("r.json", &bytes);
            let held = compare(&tenant, &question, "a.json", &bytes);
            taken += usize::from(read.is_ok()) + usize::from(held.is_ok());
            refused += usize::from(read.is_err()) + usize::from(held.is_err());
            if let Ok(read) = read {
                let found = answer(&tenant, &Question::from(&read)).expect("there are policies");
                assert_eq!(found.policies.len(), 1);
            }
        }
    }
    assert!(taken > 100 && refused > 1_000, "{taken} taken, {refused} refused");
}
