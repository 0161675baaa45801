//! What is known of an attempt, one by one.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use schemars::JsonSchema;
use serde::Serialize;

use super::names::Called;
use crate::{
    entra::{Directory, Id, Vocabulary},
    what_if::{Among, Answers, Identity, PartialAttempt, Truth},
};

/// One thing that is known of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// The coordinate, as an attempt spells it: `user`, `groups`, `devicePlatform` and so on; `others` for
    /// the groups, roles and locations that are not named.
    pub coordinate: &'static str,
    /// The id or value; null for one that no policy names.
    pub value: Option<String>,
    /// Whether it is so; false for a group, say, that the user is not in.
    pub holds: bool,
    /// The same in words.
    pub words: String,
}

/// Everything that is known of the attempt. Of sets, only what policies ask about: `asked`.
pub(super) fn facts(attempt: &PartialAttempt, asked: &BTreeSet<Id>, directory: &Directory) -> Vec<Fact> {
    let called = Called(directory);
    let mut facts = Vec::new();
    facts.extend(identity("user", &attempt.user, |id| called.user(id)));
    facts.extend(value("userKind", "kind of user", attempt.user_kind));
    facts.extend(identity("homeTenant", &attempt.home_tenant, Id::to_string));
    facts.extend(set("groups", &attempt.groups, asked, |id| format!("in group {}", called.group(id))));
    facts.extend(set("roles", &attempt.roles, asked, |id| format!("holding {}", called.role(id))));
    facts.extend(identity("application", &attempt.application, |id| called.application(id)));
    facts.extend(rules("applicationRules", "application filter", &attempt.application_rules));
    facts.extend(value("devicePlatform", "platform", attempt.device_platform));
    facts.extend(set("locations", &attempt.locations, asked, |id| format!("from {}", called.location(id))));
    facts.extend(value("clientAppType", "client app", attempt.client_app_type));
    facts.extend(value("signInRiskLevel", "sign-in risk", attempt.sign_in_risk_level));
    facts.extend(value("userRiskLevel", "user risk", attempt.user_risk_level));
    facts.extend(value("insiderRiskLevel", "insider risk", attempt.insider_risk_level));
    facts.extend(rules("deviceRules", "device filter", &attempt.device_rules));
    for (condition, holds) in &attempt.unknown_conditions.named {
        let member = format!("condition {} of policy {}", condition.member, condition.policy_id);
        facts.push(fact("unknownConditions", Some(condition.member.clone()), *holds, &member));
    }
    facts.extend(nothing_else(attempt));
    facts
}

/// That nothing else is so.
fn nothing_else(attempt: &PartialAttempt) -> Option<Fact> {
    let sets = [&attempt.groups, &attempt.roles, &attempt.locations];
    let words = "in no other group, role or named location".to_string();
    let closed = sets.iter().all(|set| set.others == Truth::No);
    closed.then_some(Fact { coordinate: "others", value: None, holds: false, words })
}

fn fact(coordinate: &'static str, value: Option<String>, holds: bool, words: &str) -> Fact {
    let words = if holds { words.to_string() } else { format!("not {words}") };
    Fact { coordinate, value, holds, words }
}

/// One that no policy names is known, too.
fn identity(coordinate: &'static str, identity: &Identity, called: impl Fn(&Id) -> String) -> Option<Fact> {
    let what = if coordinate == "homeTenant" { "home tenant" } else { coordinate };
    match identity {
        Identity::Unknown => None,
        Identity::Other => Some(fact(coordinate, None, true, &format!("{what} that no policy names"))),
        Identity::Is(id) => {
            Some(fact(coordinate, Some(id.to_string()), true, &format!("{what} {}", called(id))))
        }
    }
}

fn value<T: Vocabulary>(coordinate: &'static str, what: &str, among: Among<T>) -> Option<Fact> {
    let values: Vec<&str> = among.iter().map(Vocabulary::as_str).collect();
    let known = values.len() < T::VALUES.len();
    let words = format!("{what} {}", values.join(" or "));
    known.then(|| fact(coordinate, Some(values.join(",")), true, &words))
}

fn set<'a>(
    coordinate: &'static str,
    answers: &'a Answers<Id>,
    asked: &'a BTreeSet<Id>,
    words: impl Fn(&Id) -> String + 'a,
) -> impl Iterator<Item = Fact> + 'a {
    let matters = |(id, holds): &(&Id, &bool)| **holds || asked.contains(*id);
    let told = answers.named.iter().filter(matters);
    told.map(move |(id, holds)| fact(coordinate, Some(id.to_string()), *holds, &words(id)))
}

fn rules<'a>(
    coordinate: &'static str,
    what: &'a str,
    answers: &'a Answers<String>,
) -> impl Iterator<Item = Fact> + 'a {
    let told = answers.named.iter();
    told.map(move |(rule, holds)| {
        fact(coordinate, Some(rule.clone()), *holds, &format!("{what} `{rule}` holds"))
    })
}
