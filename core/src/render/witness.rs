//! A witness in one line, as someone would set it in the portal's What If tool.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    entra::{Id, well_known},
    what_if::{Attempt, UnknownCondition},
};

/// How many values of one coordinate are named.
const MAX_VALUES: usize = 4;

/// The sign-in in one line: only what differs from the everyday one, which is what matters.
///
/// ```
/// use flowlock_core::{entra::Platform, render::what_if, what_if::Attempt};
/// let attempt = Attempt { device_platform: Platform::Linux, ..Attempt::default() };
/// assert_eq!(what_if(&attempt), "device platform linux");
/// assert_eq!(what_if(&Attempt::default()), "any member, any app, Windows, desktop client, no risk");
/// ```
pub fn what_if(attempt: &Attempt) -> String {
    let mut parts = Vec::new();
    who(attempt, &mut parts);
    target(attempt, &mut parts);
    surroundings(attempt, &mut parts);
    if parts.is_empty() {
        return "any member, any app, Windows, desktop client, no risk".into();
    }
    parts.join("; ")
}

fn who(attempt: &Attempt, parts: &mut Vec<String>) {
    let everyday = Attempt::default();
    if attempt.user_kind != everyday.user_kind {
        parts.push(format!("user kind {}", attempt.user_kind.as_str()));
    }
    parts.extend(attempt.home_tenant.as_ref().map(|tenant| format!("home tenant {tenant}")));
    parts.extend(attempt.user.as_ref().map(|user| format!("user {user}")));
    several("group", &attempt.groups, Id::to_string, parts);
    several("role", &attempt.roles, |role| named(role, well_known::role(role)), parts);
}

fn target(attempt: &Attempt, parts: &mut Vec<String>) {
    let application = attempt.application.as_ref();
    parts.extend(application.map(|app| format!("app {}", named(app, well_known::application(app)))));
    several("part of", &attempt.suites, |suite| named(suite, well_known::application(suite)), parts);
    several("app filter", &attempt.application_rules, |rule| holding(rule), parts);
}

fn surroundings(attempt: &Attempt, parts: &mut Vec<String>) {
    let everyday = Attempt::default();
    let mut differs = |what: &str, value: &str, usual: &str| {
        if value != usual {
            parts.push(format!("{what} {value}"));
        }
    };
    differs("device platform", attempt.device_platform.as_str(), everyday.device_platform.as_str());
    differs("client app", attempt.client_app_type.as_str(), everyday.client_app_type.as_str());
    differs("sign-in risk", attempt.sign_in_risk_level.as_str(), everyday.sign_in_risk_level.as_str());
    differs("user risk", attempt.user_risk_level.as_str(), everyday.user_risk_level.as_str());
    differs("insider risk", attempt.insider_risk_level.as_str(), everyday.insider_risk_level.as_str());
    several("named location", &attempt.locations, Id::to_string, parts);
    several("device filter", &attempt.device_rules, |rule| holding(rule), parts);
    several("unknown condition", &attempt.unknown_conditions, unknown, parts);
}

fn several<T>(what: &str, values: &BTreeSet<T>, word: impl Fn(&T) -> String, parts: &mut Vec<String>) {
    if values.is_empty() {
        return;
    }
    let words: Vec<String> = values.iter().take(MAX_VALUES).map(word).collect();
    let more = values.len().saturating_sub(MAX_VALUES);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    parts.push(format!("{what} {}{more}", words.join(", ")));
}

fn named(id: &Id, name: Option<&str>) -> String {
    name.filter(|name| !id.is(name)).map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
}

fn holding(rule: &str) -> String {
    format!("`{rule}` holds")
}

fn unknown(condition: &UnknownCondition) -> String {
    format!("`{}` of policy {} holds", condition.member, condition.policy_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entra::{Risk, UserKind};

    #[test]
    fn only_what_differs_is_named() {
        let attempt = Attempt {
            user_kind: UserKind::InternalGuest,
            roles: [Id::new("62e90394-69f5-4237-9190-012177145e10")].into(),
            locations: ["a", "b", "c", "d", "e", "f"].map(Id::new).into(),
            sign_in_risk_level: Risk::High,
            ..Attempt::default()
        };
        assert_eq!(
            what_if(&attempt),
            "user kind internalGuest; role Global Administrator (62e90394-69f5-4237-9190-012177145e10); \
             sign-in risk high; named location a, b, c, d and 2 more"
        );
    }

    #[test]
    fn a_suite_is_named_once() {
        let attempt = Attempt { application: Some(Id::new("Office365")), ..Attempt::default() };
        assert_eq!(what_if(&attempt), "app Office 365 suite (Office365)");
        let attempt = Attempt { application: Some(Id::new("0aa")), ..Attempt::default() };
        assert_eq!(what_if(&attempt), "app 0aa");
    }
}
