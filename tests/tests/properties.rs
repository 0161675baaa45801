//! What must not change an answer does not, and what may change it changes it one way only.

use flowlock_tests::cut::{Cut, DIMENSIONS, Dimension};
use flowlock_tests::dress::{Casing, recased, shuffled, with_upper_ids};
use flowlock_tests::export::{self, File};
use flowlock_tests::model::{APPS, Flow, GROUPS, Grant, Id, Lists, Policy, State, Tenant, USERS};
use flowlock_tests::random::Random;
use flowlock_tests::tenants::{POLICIES, tenant};
use flowlock_tests::{model, subject};
use serde_json::{Value, json};

/// How many tenants each property is held against.
const TENANTS: u64 = 600;
/// How many of them at least it must have said something about.
const AT_LEAST: u64 = 100;

/// Status and stage, better ones first.
type Answer = (usize, String);

/// A tenant, and one that differs from it in what the property is about.
struct Pair {
    before: Tenant,
    after: Tenant,
}

/// Runs a property over random tenants; it says whether it had anything to say about one.
fn for_tenants(property: impl Fn(Tenant, &mut Random) -> bool) {
    let said = (0..TENANTS).filter(|seed| property(tenant(*seed), &mut Random::new(*seed))).count();
    assert!(said as u64 >= AT_LEAST, "only {said} of {TENANTS} tenants were looked at");
}

/// Runs a property over pairs of answers; `change` makes the second tenant out of the first.
fn for_pairs(
    change: impl Fn(&mut Tenant, &mut Random) -> Option<()>,
    holds: impl Fn(&Answer, &Answer) -> bool,
) {
    for_tenants(|before, random| {
        let mut pair = Pair { after: before.clone(), before };
        if change(&mut pair.after, random).is_none() {
            return false;
        }
        let [before, after] = [&pair.before, &pair.after].map(|tenant| answer(&report(tenant)));
        assert!(holds(&before, &after), "{before:?} became {after:?}: {}", explained(&pair));
        true
    });
}

fn explained(pair: &Pair) -> String {
    let text = |tenant| format!("{}\n{}", export::policies_page(tenant), export::settings(tenant));
    format!("{}\nand then\n{}", text(&pair.before), text(&pair.after))
}

fn report(tenant: &Tenant) -> Value {
    subject::report_on(tenant).expect("a random tenant can be evaluated")
}

fn answer(report: &Value) -> Answer {
    let status = ["pass", "review", "fail"].iter().position(|status| report["status"] == *status);
    (status.expect("it is one of the three"), report["stage"].to_string())
}

fn is_same(before: &Answer, after: &Answer) -> bool {
    before == after
}

fn is_no_better(before: &Answer, after: &Answer) -> bool {
    after.0 >= before.0
}

fn is_no_worse(before: &Answer, after: &Answer) -> bool {
    after.0 <= before.0
}

/// Fails at the first member in which two reports differ.
fn assert_same(before: &Value, after: &Value, tenant: &Tenant) {
    if let Some(difference) = difference(before, after, "") {
        panic!("{difference}: {}\n{}", export::policies_page(tenant), export::settings(tenant));
    }
}

fn difference(before: &Value, after: &Value, at: &str) -> Option<String> {
    match (before, after) {
        (Value::Object(members), Value::Object(others)) if members.keys().eq(others.keys()) => {
            members.iter().find_map(|(key, value)| difference(value, &others[key], &format!("{at}/{key}")))
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            let mut pairs = items.iter().zip(others).enumerate();
            pairs.find_map(|(index, (item, other))| difference(item, other, &format!("{at}/{index}")))
        }
        _ => (before != after).then(|| format!("{at}: {before} became {after}")),
    }
}

/// The report without what says where things stand in which file.
fn without_places(report: &Value) -> Value {
    match report {
        Value::Array(items) => items.iter().map(without_places).collect(),
        Value::Object(members) => {
            let kept =
                members.iter().filter(|(key, _)| !["pointer", "source", "sources"].contains(&key.as_str()));
            kept.map(|(key, value)| (key.clone(), without_places(value)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        Value::String(text) => without_pointers(text).into(),
        other => other.clone(),
    }
}

fn without_pointers(text: &str) -> String {
    text.split(' ')
        .filter(|word| !word.starts_with('/') && !word.contains(".json"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The files of a tenant, each one's records changed by `change`.
fn files_with(tenant: &Tenant, change: impl Fn(&Value) -> Value) -> Vec<File> {
    let changed = |(name, bytes): File| {
        let mut page: Value = serde_json::from_slice(&bytes).expect("it is JSON");
        page["value"] = page["value"].as_array().into_iter().flatten().map(&change).collect();
        export::file(&name, &page)
    };
    export::files(tenant).into_iter().map(changed).collect()
}

#[test]
fn the_order_of_policies_changes_nothing() {
    for_tenants(|tenant, random| {
        let before = report(&tenant);
        let mut after = tenant;
        random.shuffle(&mut after.policies);
        assert_same(&without_places(&before), &without_places(&report(&after)), &after);
        after.policies.len() > 1
    });
}

#[test]
fn the_order_of_keys_changes_no_byte() {
    for_tenants(|tenant, random| {
        let shuffle = |(name, bytes): File, random: &mut Random| {
            let value: Value = serde_json::from_slice(&bytes).expect("it is JSON");
            (name, shuffled(&value, random).into_bytes())
        };
        let files = export::files(&tenant).into_iter().map(|file| shuffle(file, random)).collect::<Vec<_>>();
        let after = subject::report(&files, &export::settings(&tenant)).expect("it can be evaluated");
        assert_same(&report(&tenant), &after, &tenant);
        true
    });
}

#[test]
fn the_same_bytes_give_the_same_bytes() {
    for_tenants(|tenant, _| {
        assert_eq!(report(&tenant).to_string(), report(&tenant).to_string());
        true
    });
}

/// The same policy with a member for the flow: without one, the keys of PowerShell are those of a module that
/// does not show it.
fn with_flows(record: &Value) -> Value {
    let mut record = record.clone();
    if let Some(conditions) = record["conditions"].as_object_mut() {
        conditions.entry("authenticationFlows").or_insert(Value::Null);
    }
    record
}

#[test]
fn the_casing_of_keys_changes_nothing() {
    for casing in [Casing::Camel, Casing::Pascal, Casing::Snake] {
        for_tenants(|tenant, _| {
            let files = files_with(&tenant, |record| recased(&with_flows(record), casing));
            let after = subject::report(&files, &export::settings(&tenant)).expect("it can be evaluated");
            assert_eq!(
                answer(&report(&tenant)),
                answer(&after),
                "{casing:?}: {}",
                export::policies_page(&tenant)
            );
            true
        });
    }
}

#[test]
fn the_case_of_ids_changes_nothing() {
    for_tenants(|tenant, _| {
        let files = files_with(&tenant, with_upper_ids);
        let after = subject::report(&files, &export::settings(&tenant)).expect("it can be evaluated");
        let settings = with_upper_ids(&export::settings(&tenant));
        let in_settings = subject::report(&export::files(&tenant), &settings).expect("it can be evaluated");
        assert_eq!(answer(&report(&tenant)), answer(&after));
        assert_eq!(answer(&report(&tenant)), answer(&in_settings));
        true
    });
}

#[test]
fn the_container_changes_nothing() {
    for_tenants(|tenant, _| {
        if tenant.policies.is_empty() || tenant.incomplete {
            return false;
        }
        let before = without_places(&report(&tenant));
        for policies in containers(&tenant) {
            let directory = export::files(&tenant).into_iter().skip(1);
            let files: Vec<File> = policies.into_iter().chain(directory).collect();
            let after = subject::report(&files, &export::settings(&tenant)).expect("it can be evaluated");
            assert_same(&before, &without_places(&after), &tenant);
        }
        true
    });
}

/// The policies as an array, line by line, one after the other, as an array of pages, one a file.
fn containers(tenant: &Tenant) -> [Vec<File>; 6] {
    let policies: Vec<Value> = tenant.policies.iter().map(export::policy).collect();
    let texts: Vec<String> = policies.iter().map(Value::to_string).collect();
    let text = |text: String| vec![("p.json".to_owned(), text.into_bytes())];
    let number = |(index, policy): (usize, &Value)| export::file(&format!("{index}.json"), policy);
    [
        text(json!(policies).to_string()),
        text(json!({ "value": policies }).to_string()),
        text(texts.join("\n")),
        text(texts.concat()),
        text(json!([{ "value": policies[..1] }, { "value": policies[1..] }]).to_string()),
        policies.iter().enumerate().map(number).collect(),
    ]
}

#[test]
fn a_policy_split_in_two_changes_nothing() {
    for_pairs(split_one, is_same);
}

/// Splits a policy along a coordinate that it does not name; along one that nobody names, where
/// the exclusion would else put somebody in doubt.
fn split_one(tenant: &mut Tenant, random: &mut Random) -> Option<()> {
    let index = (!tenant.policies.is_empty()).then(|| random.below(tenant.policies.len()))?;
    let text = format!("{tenant:?}");
    let unnamed = |ids: &[Id]| ids.iter().copied().find(|id| !text.contains(*id));
    let (here, mut elsewhere) = (&mut tenant.policies[index], None);
    let other = elsewhere.insert(Policy { id: free_id(&text)?, ..here.clone() });
    match random.below(4) {
        0 if here.platforms.is_none() => {
            let side = Cut::random(random, Dimension::Platforms);
            side.keep_only(here);
            side.keep_out(other);
        }
        1 if here.clients.is_empty() => {
            here.clients = vec!["browser"];
            other.clients = vec!["mobileAppsAndDesktopClients"];
        }
        2 if here.users.include.users == ["All"] => {
            let group = unnamed(&GROUPS)?;
            here.users.include.users.clear();
            here.users.include.groups = vec![group];
            other.users.exclude.groups.push(group);
        }
        3 if here.apps.include == ["All"] => {
            let app = unnamed(&APPS)?;
            here.apps.include = vec![app];
            other.apps.exclude.push(app);
        }
        _ => return None,
    }
    tenant.policies.extend(elsewhere);
    Some(())
}

fn free_id(text: &str) -> Option<Id> {
    POLICIES.iter().copied().find(|id| !text.contains(*id))
}

#[test]
fn a_policy_of_another_kind_changes_nothing() {
    for_pairs(
        |tenant, random| {
            let mut policy = new_policy(tenant)?;
            match random.below(3) {
                0 => policy.grant = Grant::Mfa,
                1 => policy.flow = Flow::Transfer,
                _ => {
                    policy.aside = Some(model::Aside::Workload);
                    policy.flow = Flow::Any;
                }
            }
            tenant.policies.push(policy);
            Some(())
        },
        is_same,
    );
}

fn new_policy(tenant: &Tenant) -> Option<Policy> {
    free_id(&format!("{:?}", tenant.policies)).map(Policy::full)
}

#[test]
fn a_policy_turned_off_improves_nothing() {
    for_pairs(
        |tenant, _| {
            let policy = tenant.policies.iter_mut().find(|policy| policy.state == State::Enabled)?;
            policy.state = State::Disabled;
            Some(())
        },
        is_no_better,
    );
}

#[test]
fn one_more_block_worsens_nothing() {
    for_pairs(
        |tenant, random| {
            let mut policy = new_policy(tenant)?;
            policy.flow = Flow::Any;
            for _ in 0..random.below(4) {
                let dimension = random.pick(&DIMENSIONS);
                let cut = Cut::random(random, dimension);
                if random.percent(50) { cut.keep_only(&mut policy) } else { cut.keep_out(&mut policy) }
            }
            tenant.policies.push(policy);
            Some(())
        },
        is_no_worse,
    );
}

/// An exclusion can put somebody in doubt who was sure to get through; it cannot make a pass.
#[test]
fn one_more_exclusion_never_makes_a_pass() {
    for_pairs(exclude_someone, |before, after| after.0 >= before.0.min(1));
}

#[test]
fn one_more_exclusion_that_puts_nobody_in_doubt_improves_nothing() {
    for_pairs(
        |tenant, random| {
            let before = tenant.clone();
            exclude_someone(tenant, random)?;
            let undoubted = tenant.policies.iter().zip(&before.policies).all(|(after, before)| {
                let names = |policy: &Policy| {
                    let people = &policy.users.exclude;
                    people.users.len() + people.groups.len() + policy.apps.exclude.len()
                };
                !after.is_candidate() || names(after) == names(before)
            });
            undoubted.then_some(())
        },
        is_no_better,
    );
}

fn exclude_someone(tenant: &mut Tenant, random: &mut Random) -> Option<()> {
    let index = (!tenant.policies.is_empty()).then(|| random.below(tenant.policies.len()))?;
    let dimension = random.pick(&DIMENSIONS);
    let policy = &mut tenant.policies[index];
    let is_set = match dimension {
        Dimension::Guests => policy.users.exclude.guests.is_some(),
        Dimension::AppRules => policy.app_filter.is_some(),
        Dimension::DeviceRules => policy.device_filter.is_some(),
        Dimension::Clients => !policy.clients.is_empty(),
        Dimension::SignInRisks => !policy.sign_in_risks.is_empty(),
        Dimension::UserRisks => !policy.user_risks.is_empty(),
        Dimension::InsiderRisks => !policy.insider_risks.is_empty(),
        Dimension::Platforms => policy.platforms.as_ref().is_some_and(Lists::is_empty),
        Dimension::Locations => policy.locations.as_ref().is_some_and(Lists::is_empty),
        _ => false,
    };
    (!is_set).then(|| Cut::random(random, dimension).keep_out(policy))
}

#[test]
fn more_emergency_access_worsens_nothing() {
    for_pairs(
        |tenant, random| {
            tenant.settings.users.extend(random.some(&USERS, 1));
            tenant.settings.groups.extend(random.some(&GROUPS, 1));
            Some(())
        },
        is_no_worse,
    );
}
