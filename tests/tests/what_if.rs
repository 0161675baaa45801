//! The evaluator agrees with brute force: on whole sign-ins, and on sign-ins of which part is known.

use std::collections::BTreeMap;

use flowlock_core::entra::{ClientApp, Id, InsiderRisk, Platform, Policy, Risk, UserKind};
use flowlock_core::what_if::{
    Among, Answers, Identity, Judgement, Known, PartialAttempt, Truth, any_applies, applies, judge, obstacles,
};
use flowlock_tests::model::{self, OTHER};
use flowlock_tests::pair::{Pair, named, reaches, value};
use flowlock_tests::random::Random;
use flowlock_tests::reading::{Facet, Who, holds};
use flowlock_tests::tenants;

/// How many tenants each property is held against.
const TENANTS: u64 = 2_000;
/// How many sign-ins are tried in each of them.
const SIGN_INS: usize = 8;

fn for_sign_ins(of: impl Fn(u64) -> Pair, mut check: impl FnMut(&Pair, &[Facet], &mut Random)) {
    for seed in 0..TENANTS {
        let (pair, mut random) = (of(seed), Random::new(seed));
        for _ in 0..SIGN_INS {
            let sign_in = pair.space.sign_in(random.below(pair.space.size()));
            check(&pair, &sign_in, &mut random);
        }
    }
}

#[test]
fn whole_sign_ins_are_judged_as_the_contract_reads() {
    let mut counts = BTreeMap::new();
    let pair = |seed| Pair::new(tenants::tenant(seed));
    for_sign_ins(pair, |pair, sign_in, _| {
        let attempt = pair.attempt(sign_in);
        let partial = PartialAttempt::from(&attempt);
        for (model, policy) in pair.policies() {
            let expected = reaches(model) && sign_in.iter().all(|facet| holds(model, facet));
            let judgement = judge(policy, &attempt);
            assert_eq!(applies(policy, &attempt), expected.into(), "{model:#?} {attempt:#?}");
            assert_eq!(judgement == Judgement::Applies, expected, "{model:#?} {attempt:#?}");
            assert_eq!(judge(policy, &partial), judgement, "{model:#?} {attempt:#?}");
            assert_eq!(obstacles(policy, &attempt).is_empty(), expected, "{model:#?} {attempt:#?}");
            *counts.entry(expected).or_insert(0) += 1;
        }
    });
    assert!(counts.values().all(|count| *count > TENANTS), "{counts:?}");
}

/// Something known of a sign-in, and which other sign-ins it fits as well.
struct Glimpse {
    partial: PartialAttempt,
    fits: Fits,
}

/// Whether a facet of another sign-in agrees with what is known.
type Fits = Box<dyn Fn(&Facet) -> bool>;

/// A sign-in of which each coordinate is known as often as not.
fn glimpse(pair: &Pair, sign_in: &[Facet], random: &mut Random) -> Glimpse {
    let mut partial = PartialAttempt::default();
    let mut fits: Vec<Fits> = Vec::new();
    for facet in sign_in {
        match facet {
            Facet::Who(who) => fits.push(see_who(&mut partial, who, random)),
            Facet::What(names, rules) => {
                let (names, known) = (names.clone(), random.percent(50));
                if known {
                    partial.application = named(names[0]).into();
                    partial.suites = Answers::exactly(names[1..].iter().map(|id| Id::new(id)));
                }
                let rules = subset(&model::APP_RULES, rules, random);
                partial.application_rules = answers(&rules, ToString::to_string);
                fits.push(Box::new(move |facet| match facet {
                    Facet::What(other, held) => (!known || *other == names) && agrees(&rules, held),
                    _ => true,
                }));
            }
            Facet::Locations(places) => {
                let all = [&model::LOCATIONS[..], &[model::ALL_TRUSTED]].concat();
                let places = subset(&all, places, random);
                partial.locations = answers(&places, |id| Id::new(id));
                fits.push(Box::new(move |facet| match facet {
                    Facet::Locations(held) => agrees(&places, held),
                    _ => true,
                }));
            }
            Facet::DeviceRules(rules) => {
                let rules = subset(&model::DEVICE_RULES, rules, random);
                partial.device_rules = answers(&rules, ToString::to_string);
                fits.push(Box::new(move |facet| match facet {
                    Facet::DeviceRules(held) => agrees(&rules, held),
                    _ => true,
                }));
            }
            Facet::Unknown(held) => {
                let all = pair.model.policies.iter();
                let all =
                    all.flat_map(|policy| policy.unknown.iter().map(|unknown| (policy.id, unknown.member)));
                let seen = subset(&all.collect::<Vec<_>>(), held, random);
                partial.unknown_conditions = answers(&seen, |key| pair.condition(*key));
                fits.push(Box::new(move |facet| match facet {
                    Facet::Unknown(held) => agrees(&seen, held),
                    _ => true,
                }));
            }
            level => fits.push(see_level(&mut partial, level, random)),
        }
    }
    Glimpse { partial, fits: Box::new(move |facet| fits.iter().all(|fits| fits(facet))) }
}

fn see_who(partial: &mut PartialAttempt, who: &Who, random: &mut Random) -> Fits {
    let kinds = among(&model::KINDS, who.kind, random);
    partial.user_kind = Among::of(kinds.iter().map(|kind| value::<UserKind>(kind)));
    let (home, user) = (who.home, who.user);
    let (knows_home, knows_user) = (random.percent(50), random.percent(50));
    if knows_home {
        partial.home_tenant = named(home).into();
    }
    if knows_user {
        partial.user = named(user).into();
    }
    let groups = subset(&model::GROUPS, &who.groups, random);
    let roles = subset(&model::ROLES, &who.roles, random);
    partial.groups = answers(&groups, |id| Id::new(id));
    partial.roles = answers(&roles, |id| Id::new(id));
    Box::new(move |facet| match facet {
        Facet::Who(who) => {
            kinds.contains(&who.kind)
                && (!knows_home || who.home == home)
                && (!knows_user || who.user == user)
                && agrees(&groups, &who.groups)
                && agrees(&roles, &who.roles)
        }
        _ => true,
    })
}

fn see_level(partial: &mut PartialAttempt, level: &Facet, random: &mut Random) -> Fits {
    let all: &[model::Id] = match level {
        Facet::Platform(_) => &model::PLATFORMS,
        Facet::Client(_) => &model::CLIENTS,
        Facet::InsiderRisk(_) => &model::INSIDER_RISKS,
        _ => &model::RISKS,
    };
    let seen = among(all, level_of(level), random);
    let values = || seen.iter().copied();
    match level {
        Facet::Platform(_) => partial.device_platform = Among::of(values().map(value::<Platform>)),
        Facet::Client(_) => partial.client_app_type = Among::of(values().map(value::<ClientApp>)),
        Facet::SignInRisk(_) => partial.sign_in_risk_level = Among::of(values().map(value::<Risk>)),
        Facet::UserRisk(_) => partial.user_risk_level = Among::of(values().map(value::<Risk>)),
        _ => partial.insider_risk_level = Among::of(values().map(value::<InsiderRisk>)),
    }
    let kind = std::mem::discriminant(level);
    Box::new(move |facet| std::mem::discriminant(facet) != kind || seen.contains(&level_of(facet)))
}

fn level_of(facet: &Facet) -> model::Id {
    match facet {
        Facet::Platform(level)
        | Facet::Client(level)
        | Facet::SignInRisk(level)
        | Facet::UserRisk(level)
        | Facet::InsiderRisk(level) => level,
        other => panic!("{other:?} is no level"),
    }
}

/// The true value and, half of the time, some others or all.
fn among(all: &[model::Id], truth: model::Id, random: &mut Random) -> Vec<model::Id> {
    let count = random.pick(&[0, 0, 0, 1, 2, all.len()]);
    let mut values = random.some(all, count);
    values.push(truth);
    values
}

/// Some of these, each with whether it is among those that hold.
fn subset<T: Copy + PartialEq>(all: &[T], held: &[T], random: &mut Random) -> Vec<(T, bool)> {
    let known = random.pick(&[0, 50, 100]);
    let seen = all.iter().filter(|_| random.percent(known));
    seen.map(|item| (*item, held.contains(item))).collect()
}

fn agrees<T: PartialEq>(seen: &[(T, bool)], held: &[T]) -> bool {
    seen.iter().all(|(item, holds)| held.contains(item) == *holds)
}

fn answers<T, U: Ord>(seen: &[(T, bool)], name: impl Fn(&T) -> U) -> Answers<U> {
    seen.iter().fold(Answers::default(), |answers, (item, holds)| answers.with(name(item), *holds))
}

/// What brute force holds of the sign-ins that fit: whether the policy applies to all, to none, or to
/// some. The coordinates of different axes are independent, so that each axis can be asked alone.
fn brute_force(pair: &Pair, policy: &model::Policy, fits: &dyn Fn(&Facet) -> bool) -> Truth {
    let answers = |axis: &Vec<Facet>| -> Vec<bool> {
        axis.iter().filter(|facet| fits(facet)).map(|facet| holds(policy, facet)).collect()
    };
    let axes: Vec<Vec<bool>> = pair.space.axes.iter().map(answers).collect();
    assert!(axes.iter().all(|axis| !axis.is_empty()), "the sign-in itself fits");
    if !reaches(policy) || axes.iter().any(|axis| !axis.contains(&true)) {
        Truth::No
    } else if axes.iter().all(|axis| !axis.contains(&false)) {
        Truth::Yes
    } else {
        Truth::Unknown
    }
}

/// A tenant without groups and locations, of which knowing one could tell of another.
fn untied(seed: u64) -> Pair {
    let mut tenant = tenants::tenant(seed);
    tenant.groups.clear();
    tenant.locations.clear();
    Pair::new(tenant)
}

#[test]
fn what_is_decided_holds_whatever_is_not_known_and_the_rest_can_go_either_way() {
    let mut counts = BTreeMap::new();
    for_sign_ins(untied, |pair, sign_in, random| {
        let glimpse = glimpse(pair, sign_in, random);
        for (model, policy) in pair.policies() {
            let expected = brute_force(pair, model, &*glimpse.fits);
            let found = applies(policy, &glimpse.partial);
            assert_eq!(found, expected, "{model:#?} {:#?}", glimpse.partial);
            assert_reasons(policy, &glimpse.partial, found);
            *counts.entry(found).or_insert(0) += 1;
        }
    });
    println!("{counts:?}");
    assert!(counts.len() == 3 && counts.values().all(|count| *count > TENANTS / 2), "{counts:?}");
}

/// Where the directory ties coordinates, a decision may be missed, but never be wrong.
#[test]
fn what_is_decided_holds_where_coordinates_hang_together() {
    let mut missed = 0;
    let pair = |seed| Pair::new(tenants::tenant(seed));
    for_sign_ins(pair, |pair, sign_in, random| {
        let glimpse = glimpse(pair, sign_in, random);
        for (model, policy) in pair.policies() {
            let expected = brute_force(pair, model, &*glimpse.fits);
            let found = applies(policy, &glimpse.partial);
            assert!(found == expected || found == Truth::Unknown, "{model:#?} {:#?}", glimpse.partial);
            missed += usize::from(found != expected);
        }
    });
    assert!(missed > 0, "nothing hangs together here: the exact property would do");
}

/// The reasons fit the decision, and what they name is so.
fn assert_reasons(policy: &Policy, attempt: &dyn Known, found: Truth) {
    match judge(policy, attempt) {
        Judgement::Applies => assert_eq!(found, Truth::Yes),
        Judgement::DoesNotApply { because } => assert!(found == Truth::No && !because.is_empty()),
        Judgement::CannotTell { depends_on } => {
            assert!(found == Truth::Unknown && !depends_on.is_empty());
            let mut once = depends_on.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), depends_on.len(), "{depends_on:?}");
        }
    }
}

/// What is known more closely of a sign-in never takes a decision back.
#[test]
fn knowing_more_keeps_what_was_decided() {
    let pair = |seed| Pair::new(tenants::tenant(seed));
    for_sign_ins(pair, |pair, sign_in, random| {
        let glimpse = glimpse(pair, sign_in, random);
        let whole = PartialAttempt::from(&pair.attempt(sign_in));
        let closer = PartialAttempt {
            user: whole.user.clone(),
            groups: whole.groups.clone(),
            device_platform: whole.device_platform,
            ..glimpse.partial.clone()
        };
        for (_, policy) in pair.policies() {
            let [before, after, last] =
                [&glimpse.partial, &closer, &whole].map(|attempt| applies(policy, attempt));
            assert!(before == Truth::Unknown || before == after, "{policy:#?}");
            assert!(after == Truth::Unknown || after == last, "{policy:#?}");
            assert_ne!(last, Truth::Unknown, "{policy:#?}");
        }
    });
}

#[test]
fn one_that_no_policy_names_is_known_to_be_none_of_theirs() {
    let identity: Identity = named(OTHER).into();
    assert_eq!(
        (identity.is(&Id::new("x")), Identity::Unknown.is(&Id::new("x"))),
        (Truth::No, Truth::Unknown)
    );
}

/// The most sign-ins that fit a glimpse for which brute force is asked about several policies together.
const MOST_SIGN_INS: usize = 20_000;

/// What brute force holds of the sign-ins that fit: whether one of these policies applies to all of them,
/// to none, or to some; none where there are too many to try.
fn brute_force_of_all(
    pair: &Pair,
    policies: &[&model::Policy],
    fits: &dyn Fn(&Facet) -> bool,
) -> Option<Truth> {
    let axes: Vec<Vec<&Facet>> =
        pair.space.axes.iter().map(|axis| axis.iter().filter(|facet| fits(facet)).collect()).collect();
    let count: usize = axes.iter().map(Vec::len).product();
    if count > MOST_SIGN_INS {
        return None;
    }
    let applies_to = |mut index: usize| {
        let sign_in: Vec<&Facet> = axes
            .iter()
            .map(|axis| {
                let facet = axis[index % axis.len()];
                index /= axis.len();
                facet
            })
            .collect();
        policies.iter().any(|policy| reaches(policy) && sign_in.iter().all(|facet| holds(policy, facet)))
    };
    let (mut yes, mut no) = (false, false);
    for index in 0..count {
        let applies = applies_to(index);
        (yes, no) = (yes || applies, no || !applies);
        if yes && no {
            return Some(Truth::Unknown);
        }
    }
    Some(yes.into())
}

/// Policies that cover each other apply for certain although none does so alone.
#[test]
fn whether_one_of_several_applies_is_told_as_exactly_as_of_one() {
    let mut counts = BTreeMap::new();
    let mut together = 0;
    for_sign_ins(untied, |pair, sign_in, random| {
        let glimpse = glimpse(pair, sign_in, random);
        let (models, read): (Vec<_>, Vec<_>) = pair.policies().unzip();
        let Some(expected) = brute_force_of_all(pair, &models, &*glimpse.fits) else { return };
        let found = any_applies(read.iter().copied(), &glimpse.partial);
        assert_eq!(found, expected, "{models:#?} {:#?}", glimpse.partial);
        *counts.entry(found).or_insert(0) += 1;
        let alone = read.iter().any(|policy| applies(policy, &glimpse.partial) == Truth::Yes);
        together += u64::from(found == Truth::Yes && !alone);
    });
    println!("{counts:?}, {together} only together");
    assert!(counts.len() == 3 && counts.values().all(|count| *count > TENANTS / 4), "{counts:?}");
    assert!(together > 0, "no policies cover each other: each alone would do");
}
