//! What decisions promise, on random tenants: an exception does no more than the same entry of the settings, and
//! only as long as nothing else is open there, judged by the oracle's reading.

use flowlock_core::decisions::{
    Check, Decided, Decision, DecisionKind, DecisionStanding, Decisions, SignatureStanding, Signed, Signer,
    Target, Wish, decide, not_checked, payload,
};
use flowlock_core::{
    Exception, MeantToBeBlocked, Needed, Settings, Tenant, evaluate, evaluate_decided, evaluate_files,
    report::Report,
};
use flowlock_tests::model::{self, APPS, AS_OF, GROUPS, Id, LOCATIONS, PLATFORMS, State, USERS};
use flowlock_tests::reading::Entry;
use flowlock_tests::twice::{Twice, filled, is_blocked, sign_in};
use flowlock_tests::{fixtures, random::Random, subject::read, tenants::tenant};
use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

const SEEDS: u64 = 300;
/// How many sign-ins are tried on each pair of exports.
const TRIES: usize = 500;
const UNTIL: &str = "2027-01-31";
const LATER: &str = "2027-02-01T00:00:00Z";

fn moment(text: &str) -> Timestamp {
    text.parse().expect("it is RFC 3339")
}

/// One or two of what an exception can name, each by the oracle's name.
fn target(random: &mut Random) -> [Option<Id>; 5] {
    let mut named = [None; 5];
    for place in random.some(&[0, 0, 1, 1, 2, 3, 4], 1 + random.clone().below(2)) {
        let from: &[Id] = [&USERS[..3], &GROUPS, &APPS, &LOCATIONS, &PLATFORMS][place];
        named[place] = Some(random.pick(from));
    }
    named
}

fn for_the_core([user, group, application, location, platform]: [Option<Id>; 5]) -> Target {
    let [user, group, application, location, platform] =
        [user, group, application, location, platform].map(|id| id.map(str::to_owned));
    Target { user, group, application, location, platform, policy: None }
}

fn for_the_oracle(named: [Option<Id>; 5]) -> Entry {
    let [users, groups, applications, locations, platforms] = named.map(|id| id.map(|id| vec![id]));
    Entry { users, groups, applications, locations, platforms }
}

/// Decides on an exception; nothing where nothing is open there.
fn except(tenant: &Tenant, settings: &Settings, target: Target, decided_by: &str) -> Option<Decisions> {
    let mut decisions = Decisions::default();
    let wish = Wish {
        kind: DecisionKind::Exception,
        target,
        justification: "meeting rooms".into(),
        decided_by: decided_by.into(),
        expires: UNTIL.into(),
        id: Some("rooms".into()),
    };
    let at = (moment(AS_OF), &not_checked as Check<'_>);
    decide(tenant, None, settings, &mut decisions, wish, at).ok().map(|_| decisions)
}

fn report(tenant: &Tenant, settings: &Settings, decisions: &Decisions, at: (Timestamp, Check<'_>)) -> Report {
    let decided = Decided::new(tenant, None, settings.clone(), decisions, at).expect("it is of this tenant");
    evaluate_decided(tenant, None, &decided, at.0).expect("a random tenant can be evaluated")
}

/// How the only decision stands today.
fn standing(tenant: &Tenant, settings: &Settings, decisions: &Decisions) -> DecisionStanding {
    report(tenant, settings, decisions, (moment(AS_OF), &not_checked)).decisions[0].standing
}

/// The report without what it says of decisions.
fn without_decisions(report: &Report) -> Value {
    let mut value = serde_json::to_value(report).expect("a report is JSON");
    value["decisions"] = Value::Null;
    let warnings = value["warnings"].as_array_mut().expect("a list");
    warnings.retain(|warning| warning["code"] != "decision-idle");
    value
}

/// Random tenants in which something could be decided, each with what was.
fn decided() -> impl Iterator<Item = (u64, model::Tenant, Tenant, Settings, Decisions)> {
    (0..SEEDS).filter_map(|seed| {
        let model = tenant(seed);
        let (tenant, settings) = read(&model);
        let target = for_the_core(target(&mut Random::new(seed)));
        let decisions = except(&tenant, &settings, target, "anna@contoso.example")?;
        Some((seed, model, tenant, settings, decisions))
    })
}

/// The entry of the settings that says what the decision says.
fn entry(decision: &Decision) -> Exception {
    let one = |id: &Option<String>| id.iter().cloned().collect();
    let Target { user, group, application, location, platform, .. } = &decision.target;
    Exception {
        id: decision.id.clone(),
        justification: decision.justification.clone(),
        approved_by: decision.decided_by.clone(),
        expires: decision.expires.clone(),
        users: one(user),
        groups: one(group),
        applications: one(application),
        locations: one(location),
        platforms: one(platform),
    }
}

#[test]
fn an_exception_does_what_the_same_entry_of_the_settings_does() {
    let (mut tried, mut told) = (0, 0);
    for (seed, _, tenant, settings, decisions) in decided() {
        let by_decision = report(&tenant, &settings, &decisions, (moment(AS_OF), &not_checked));
        assert_eq!(by_decision.decisions[0].standing, DecisionStanding::Counts, "seed {seed}");
        let mut declared = settings.clone();
        declared.exceptions.push(entry(&decisions.decisions[0]));
        let by_settings = evaluate(&tenant, &declared, moment(AS_OF)).expect("a report");
        assert_eq!(without_decisions(&by_decision), without_decisions(&by_settings), "seed {seed}");
        let without = evaluate(&tenant, &settings, moment(AS_OF)).expect("a report");
        tried += 1;
        let gaps = |report: &Report| serde_json::to_value(&report.gaps).expect("gaps are JSON");
        told += u64::from(gaps(&without) != gaps(&by_decision));
    }
    assert!(tried > SEEDS / 4 && told > 10, "{told} of {tried}");
}

#[test]
fn who_is_meant_to_be_blocked_is_so_as_by_the_settings() {
    let fixture = fixtures::read("decided-to-be-blocked");
    let by_decision = fixture.report();
    let mut declared = fixture.settings.clone();
    let decision = &fixture.decisions.decisions[0];
    declared.meant_to_be_blocked.push(MeantToBeBlocked {
        id: decision.id.clone(),
        justification: decision.justification.clone(),
        approved_by: decision.decided_by.clone(),
        expires: decision.expires.clone(),
        users: decision.target.user.iter().cloned().collect(),
        ..MeantToBeBlocked::default()
    });
    let by_settings = evaluate_files(&fixture.files, &declared, fixture.as_of).expect("a report");
    assert_eq!(without_decisions(&by_decision), without_decisions(&by_settings));
}

/// The decisions with another decision in place of the only one.
fn changed(decisions: &Decisions, change: impl FnOnce(&mut Decision)) -> Decisions {
    let mut changed = decisions.clone();
    change(&mut changed.decisions[0]);
    changed
}

/// Another digit of the digest.
fn altered(digest: &mut String, at: usize) {
    let digit = if digest[at..].starts_with('0') { "1" } else { "0" };
    digest.replace_range(at..=at, digit);
}

#[test]
fn what_does_not_count_is_as_if_it_were_not_there() {
    for (seed, _, tenant, settings, decisions) in decided() {
        let here = || Settings { tenant: Some("contoso.example".into()), ..settings.clone() };
        let place = Random::new(seed).below(64);
        for (settings, decisions, as_of, expected) in [
            (settings.clone(), decisions.clone(), LATER, DecisionStanding::Expired),
            (
                settings.clone(),
                changed(&decisions, |one| one.expires = "2026-08-01T11:59:59Z".into()),
                AS_OF,
                DecisionStanding::Expired,
            ),
            (
                settings.clone(),
                changed(&decisions, |one| one.decided_at = "2026-08-01T12:00:01Z".into()),
                AS_OF,
                DecisionStanding::NotYet,
            ),
            (
                settings.clone(),
                changed(&decisions, |one| altered(&mut one.evidence, place)),
                AS_OF,
                DecisionStanding::EvidenceChanged,
            ),
            (here(), decisions.clone(), AS_OF, DecisionStanding::OtherTenant),
            (
                here(),
                changed(&decisions, |one| one.tenant = Some("fabrikam.example".into())),
                AS_OF,
                DecisionStanding::OtherTenant,
            ),
        ] {
            let found = report(&tenant, &settings, &decisions, (moment(as_of), &not_checked));
            assert_eq!(found.decisions[0].standing, expected, "seed {seed}");
            let without = evaluate(&tenant, &settings, moment(as_of)).expect("a report");
            assert_eq!(without_decisions(&found), without_decisions(&without), "seed {seed}: {expected}");
        }
    }
}

#[test]
fn the_digest_is_of_what_the_report_shows() {
    for (seed, _, tenant, settings, decisions) in decided() {
        let found = report(&tenant, &settings, &decisions, (moment(AS_OF), &not_checked));
        let basis = serde_json::to_string(&found.decisions[0].basis).expect("it is JSON");
        let digest: [u8; 32] = Sha256::digest(basis).into();
        assert_eq!(
            digest.map(|byte| format!("{byte:02x}")).concat(),
            decisions.decisions[0].evidence,
            "seed {seed}"
        );
    }
}

/// Whatever becomes of a tenant: where a decision still counts, nothing is open inside it that was not open when
/// it was made, and nothing that was open is closed.
#[test]
fn an_exception_counts_only_while_the_same_is_open() {
    let (mut counting, mut void) = (0, 0);
    for seed in 0..SEEDS {
        let (twice, mut random) = (Twice::new(seed), Random::new(seed));
        let sides = [filled(&twice.old, &twice.new), filled(&twice.new, &twice.old)];
        let [(old, settings), (new, _)] = [read(&sides[0]), read(&sides[1])];
        let named = target(&mut random);
        let Some(decisions) = except(&old, &settings, for_the_core(named), "anna@contoso.example") else {
            continue;
        };
        let counts = standing(&new, &settings, &decisions) == DecisionStanding::Counts;
        let inside = for_the_oracle(named);
        for _ in 0..TRIES {
            let seen = sign_in([&sides[0], &sides[1]], &mut random);
            let open =
                [0, 1].map(|side| inside.accepts(&seen[side]) && !is_blocked(&sides[side], &seen[side]));
            assert!(open[0] == open[1] || !counts, "seed {seed}: {named:?}: {seen:#?}");
        }
        *(if counts { &mut counting } else { &mut void }) += 1;
    }
    assert!(counting > 10 && void > 10, "{counting} count, {void} do not");
}

/// What may become of a tenant without anything else being open inside an exception.
fn beside(model: &mut model::Tenant, seed: u64, random: &mut Random) {
    random.shuffle(&mut model.policies);
    for policy in &mut model.policies {
        policy.spelling = random.next();
        if policy.state != State::Enabled {
            policy.state = random.pick(&[State::ReportOnly, State::Disabled]);
            policy.users.exclude.users.push(random.pick(&USERS));
        }
    }
    model.policies.retain(|policy| policy.state == State::Enabled || random.percent(70));
    model.settings = tenant(seed + SEEDS).settings;
}

#[test]
fn what_an_exception_does_not_rest_on_does_not_void_it() {
    let mut tried = 0;
    for (seed, model, _, _, decisions) in decided() {
        let mut other = model;
        beside(&mut other, seed, &mut Random::new(seed));
        let (tenant, settings) = read(&other);
        assert_eq!(standing(&tenant, &settings, &decisions), DecisionStanding::Counts, "seed {seed}");
        tried += 1;
    }
    assert!(tried > SEEDS / 4, "only {tried}");
}

/// Of the policy that two approvers agreed to turn on: what voids that, and what does not.
#[test]
fn a_policy_is_turned_on_as_it_was_reviewed() {
    for (old, new, expected) in [
        ("", "", DecisionStanding::Counts),
        ("CA-Block-DeviceCodeFlow", "Block the flow", DecisionStanding::Counts),
        (
            r#""deviceCodeFlow""#,
            r#""deviceCodeFlow,authenticationTransfer""#,
            DecisionStanding::EvidenceChanged,
        ),
        (r#""excludeUsers": []"#, r#""excludeUsers": ["u"]"#, DecisionStanding::EvidenceChanged),
        (r#""platforms": null"#, r#""moonPhases": ["full"]"#, DecisionStanding::EvidenceChanged),
        ("2026-01-02T03:04:05", "2026-01-02T03:04:06", DecisionStanding::EvidenceChanged),
        ("enabledForReportingButNotEnforced", "disabled", DecisionStanding::NoSuchTarget),
        ("enabledForReportingButNotEnforced", "enabled", DecisionStanding::CarriedOut),
        (r#""block""#, r#""mfa""#, DecisionStanding::NoSuchTarget),
    ] {
        let mut fixture = fixtures::read("approved-turn-on");
        let policies = fixture.files.iter_mut().find(|file| file.name == "policies.json").expect("policies");
        let text = String::from_utf8(policies.bytes.clone()).expect("UTF-8");
        assert!(text.contains(old), "{old}");
        policies.bytes = text.replacen(old, new, 1).into_bytes();
        let report = fixture.report();
        assert_eq!(report.decisions[0].standing, expected, "{new}: {}", report.decisions[0].words);
        let step = serde_json::to_value(&report.next_step).expect("it is JSON");
        let turns_on = step["proposal"]["changes"][0]["body"]["state"] == "enabled";
        assert_eq!(turns_on, expected == DecisionStanding::Counts, "{new}: {step:#}");
    }
}

const APPROVERS: [Id; 3] = ["ben@contoso.example", "carla@contoso.example", "dora@contoso.example"];
const DECIDER: Id = "anna@contoso.example";
const STRANGER: Id = "mallory@contoso.example";
const FORGER: Id = "nobody";

/// A signature is the name of whoever made it; one is forged.
fn by_name(signed: &Signed) -> Result<Signer, SignatureStanding> {
    if signed.signature == FORGER {
        return Err(SignatureStanding::BadSignature);
    }
    Ok(Signer { principals: vec![signed.signature.clone()], fingerprint: signed.signature.clone() })
}

#[test]
fn approvals_count_once_each_in_any_order_and_of_nobody_else() {
    let (mut enough, mut short) = (0, 0);
    for (seed, _, tenant, mut settings, _) in decided() {
        let mut random = Random::new(seed);
        settings.tenant = Some("contoso.example".into());
        let needed = 1 + random.below(3);
        settings.approvals.exception =
            Some(Needed { needed: needed as u64, of: APPROVERS.map(str::to_owned).into() });
        let target = for_the_core(target(&mut Random::new(seed)));
        let decisions = except(&tenant, &settings, target, DECIDER).expect("as it was without approvals");
        let all = [&APPROVERS[..], &APPROVERS[..], &[DECIDER, STRANGER, FORGER]].concat();
        let count = random.below(all.len() + 1);
        let mut who = random.some(&all, count);
        let of = changed(&decisions, |one| {
            let payload = payload(one);
            let signed = |who: &Id| Signed { payload: payload.clone(), signature: (*who).to_owned() };
            one.signatures = who.iter().map(signed).collect();
        });
        let found = report(&tenant, &settings, &of, (moment(AS_OF), &by_name));
        let approvals = APPROVERS.iter().filter(|one| who.contains(one)).count();
        let expected =
            if approvals >= needed { DecisionStanding::Counts } else { DecisionStanding::NotApproved };
        assert_eq!(found.decisions[0].standing, expected, "seed {seed}: {who:?}, {needed} needed");
        let asked = |one: &&Id| approvals < needed && !who.contains(one);
        let pending: Vec<Id> = APPROVERS.iter().filter(asked).copied().collect();
        assert_eq!(found.decisions[0].approvals_pending, pending, "seed {seed}: {who:?}");
        *(if approvals >= needed { &mut enough } else { &mut short }) += 1;
        random.shuffle(&mut who);
        let shuffled = changed(&of, |one| random.shuffle(&mut one.signatures));
        let again = report(&tenant, &settings, &shuffled, (moment(AS_OF), &by_name));
        assert_eq!(again.decisions, found.decisions, "seed {seed}");
    }
    assert!(enough > 10 && short > 10, "{enough} are enough, {short} are not");
}

/// One change of a decision, and how its signature stands then.
type Change = (fn(&mut Decision), SignatureStanding);

#[test]
fn nothing_that_was_signed_can_be_changed() {
    for (seed, _, tenant, mut settings, _) in decided() {
        settings.tenant = Some("contoso.example".into());
        settings.approvals.exception = Some(Needed { needed: 1, of: APPROVERS.map(str::to_owned).into() });
        let target = for_the_core(target(&mut Random::new(seed)));
        let decisions = except(&tenant, &settings, target, DECIDER).expect("as it was without approvals");
        let signed = changed(&decisions, |one| {
            one.signatures = vec![Signed { payload: payload(one), signature: APPROVERS[0].into() }];
        });
        let approval = |decisions: &Decisions| {
            let found = report(&tenant, &settings, decisions, (moment(AS_OF), &by_name));
            (
                found.decisions[0].standing == DecisionStanding::Counts,
                found.decisions[0].approvals[0].standing,
            )
        };
        assert_eq!(approval(&signed), (true, SignatureStanding::Counts), "seed {seed}");
        let changes: [Change; 7] = [
            (|one| one.id.push('x'), SignatureStanding::OtherDecision),
            (|one| one.tenant = Some("fabrikam.example".into()), SignatureStanding::OtherTenant),
            (|one| one.target.location = Some("elsewhere".into()), SignatureStanding::Retargeted),
            (|one| altered(&mut one.evidence, 7), SignatureStanding::EvidenceChanged),
            (|one| one.expires = "2027-02-01".into(), SignatureStanding::Altered),
            (|one| one.justification.push(' '), SignatureStanding::Altered),
            (|one| one.decided_at = "2026-08-01T11:00:00Z".into(), SignatureStanding::Altered),
        ];
        for (change, expected) in changes {
            assert_eq!(approval(&changed(&signed, change)), (false, expected), "seed {seed}");
        }
    }
}
