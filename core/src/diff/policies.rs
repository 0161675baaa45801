//! Policies, member by member.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Changed, bears};
use crate::{
    acceptance::named,
    catalogue::ChangeCode,
    entra::{Directory, Guests, Id, List, Pointer, Policy, Rule, Scope, State, UserKind, Who},
    order,
    tenant::Tenant,
};

/// What changed in policies that bear on the flow on one side or the other, by policy.
pub(super) fn changes(before: &Tenant, after: &Tenant) -> Vec<Changed> {
    let mut changes = Vec::new();
    for pair in paired(before, after) {
        match pair {
            (Some(old), Some(new)) if bears(old) || bears(new) => {
                let directories = [&before.directory, &after.directory];
                changes.extend(Pair { old, new, directories }.changes());
            }
            (Some(old), None) if bears(old) => {
                let gone = if after.incomplete().next().is_none() { "is gone" } else { "was not read" };
                let words = format!("it {gone}; it was {}", spoken(old.state));
                changes.push(changed(ChangeCode::PolicyRemoved, old, &old.at, words));
            }
            (None, Some(new)) if bears(new) => {
                let words = format!("it was added, {}", spoken(new.state));
                changes.push(changed(ChangeCode::PolicyAdded, new, &new.at, words));
            }
            _ => {}
        }
    }
    changes
}

/// The policies of both sides by their ids. Some exports give no ids: then a name that stands once on each
/// side will do.
fn paired<'t>(before: &'t Tenant, after: &'t Tenant) -> Vec<(Option<&'t Policy>, Option<&'t Policy>)> {
    let mut old = order::map(before.policies.iter().map(|policy| (&policy.id, policy)));
    let mut pairs = Vec::new();
    let mut alone: Vec<&Policy> = Vec::new();
    for new in &after.policies {
        match old.remove(&new.id) {
            Some(old) => pairs.push((Some(old), Some(new))),
            None => alone.push(new),
        }
    }
    let (was, is) = (by_name(old.values().copied()), by_name(alone.iter().copied()));
    for (name, new) in is {
        match (new, was.get(name)) {
            (Some(new), Some(Some(there))) if new.id.is(name) || there.id.is(name) => {
                old.remove(&there.id);
                alone.retain(|policy| policy.id != new.id);
                pairs.push((Some(there), Some(new)));
            }
            _ => {}
        }
    }
    pairs.extend(old.into_values().map(|old| (Some(old), None)));
    pairs.extend(alone.into_iter().map(|new| (None, Some(new))));
    order::sort_by_key(&mut pairs, |(old, new)| new.or(*old).map(|policy| &policy.id));
    pairs
}

/// The policies by name; `None` where several share it.
fn by_name<'p>(policies: impl Iterator<Item = &'p Policy>) -> BTreeMap<&'p str, Option<&'p Policy>> {
    let mut named = BTreeMap::new();
    for policy in policies {
        named.entry(policy.display_name.as_str()).and_modify(|known| *known = None).or_insert(Some(policy));
    }
    named
}

fn changed(code: ChangeCode, policy: &Policy, at: &Pointer, words: String) -> Changed {
    Changed {
        code,
        policy_id: Some(policy.id.clone()),
        display_name: policy.display_name.clone(),
        words,
        source: policy.source.clone(),
        pointer: at.to_string(),
    }
}

/// The state as the portal says it.
const fn spoken(state: Option<State>) -> &'static str {
    match state {
        Some(State::Enabled) => "on",
        Some(State::ReportOnly) => "report-only",
        Some(State::Disabled) => "off",
        None => "in a state that is not known",
    }
}

/// One policy at two dates.
struct Pair<'p> {
    old: &'p Policy,
    new: &'p Policy,
    directories: [&'p Directory; 2],
}

/// What a list names, and how it is called.
type Name = for<'d> fn(&'d Directory, &Id) -> Option<&'d str>;

impl Pair<'_> {
    fn changes(&self) -> Vec<Changed> {
        let mut found = Vec::new();
        let (old, new) = (self.old, self.new);
        if old.state != new.state {
            let words = format!("the state went from {} to {}", spoken(old.state), spoken(new.state));
            found.push(changed(ChangeCode::StateChanged, new, &new.state_at, words));
        }
        if ids(&old.controls) != ids(&new.controls) || old.blocks() != new.blocks() {
            let words =
                format!("the grant went from {} to {}", spelled(&old.controls), spelled(&new.controls));
            found.push(changed(ChangeCode::GrantChanged, new, &new.controls.at, words));
        }
        self.who((&old.users.include, &new.users.include), false, &mut found);
        self.who((&old.users.exclude, &new.users.exclude), true, &mut found);
        let application: Name = Directory::application_name;
        let (was, is) = (&old.applications, &new.applications);
        self.list((&was.include, &is.include), ("application", application), false, &mut found);
        self.list((&was.exclude, &is.exclude), ("application", application), true, &mut found);
        self.conditions(&mut found);
        found
    }

    fn who(&self, (old, new): (&Who, &Who), excludes: bool, found: &mut Vec<Changed>) {
        self.list((&old.users, &new.users), ("user", Directory::user_name as Name), excludes, found);
        self.list((&old.groups, &new.groups), ("group", Directory::group_name as Name), excludes, found);
        self.list((&old.roles, &new.roles), ("role", Directory::role_name as Name), excludes, found);
        self.guests((old.guests.as_ref(), new.guests.as_ref()), excludes, found);
    }

    fn guests(
        &self,
        (old, new): (Option<&Guests>, Option<&Guests>),
        excludes: bool,
        found: &mut Vec<Changed>,
    ) {
        let [was, is] = [old, new].map(|guests| guests.map(guests_in_words).unwrap_or_default());
        let verb = if excludes { "excludes" } else { "includes" };
        if let Some(old) = old.filter(|_| was != is) {
            let words = format!("it {verb} guests of kind {was} no more");
            found.push(changed(code(excludes, false), self.old, &old.at, words));
        }
        if let Some(new) = new.filter(|_| was != is) {
            let words = format!("it {verb} guests of kind {is} now");
            found.push(changed(code(excludes, true), self.new, &new.at, words));
        }
    }

    /// What a list names more, and what less.
    fn list(
        &self,
        (old, new): (&List, &List),
        (thing, name): (&str, Name),
        excludes: bool,
        found: &mut Vec<Changed>,
    ) {
        let verb = if excludes { "excludes" } else { "includes" };
        let call = |id: &Id| self.call(id, name);
        let (was, is) = (ids(old), ids(new));
        for (id, at) in new.pointed().filter(|(id, _)| !was.contains(id)) {
            let words = format!("it {verb} {thing} {} now", call(id));
            found.push(changed(code(excludes, true), self.new, &at, words));
        }
        for (id, at) in old.pointed().filter(|(id, _)| !is.contains(id)) {
            let words = format!("it {verb} {thing} {} no more", call(id));
            found.push(changed(code(excludes, false), self.old, &at, words));
        }
    }

    fn conditions(&self, found: &mut Vec<Changed>) {
        let [old, new] = [self.old, self.new].map(|policy| self.conditions_of(policy));
        for ((name, was), (_, is)) in old.into_iter().zip(new) {
            let (code, at, words) = match (&was, &is) {
                (Some((was, _)), Some((is, at))) if was != is => {
                    (ChangeCode::ConditionChanged, at, format!("{name} went from {was} to {is}"))
                }
                (None, Some((is, at))) => {
                    (ChangeCode::ConditionAdded, at, format!("{name} is a condition now: {is}"))
                }
                (Some((_, at)), None) => {
                    (ChangeCode::ConditionRemoved, at, format!("{name} is no condition any more"))
                }
                _ => continue,
            };
            let policy = if is.is_some() { self.new } else { self.old };
            found.push(changed(code, policy, at, words));
        }
    }

    /// Every further condition, configured or not, always in the same order.
    fn conditions_of(&self, policy: &Policy) -> [(&'static str, Condition); 11] {
        let list = |list: &Option<List>| list.as_ref().map(|list| (spelled(list), list.at.clone()));
        let scope = |scope: &Option<Scope>| scope.as_ref().map(|scope| (self.scope(scope), scope.at.clone()));
        let rule = |rule: &Option<Rule>| rule.as_ref().map(|rule| (rule_in_words(rule), rule.at.clone()));
        let unknown: Vec<&str> = policy.unknown.iter().map(|condition| condition.member.as_str()).collect();
        let unknown = policy.unknown.first().map(|first| (unknown.join(", "), first.at.clone()));
        let outside: Vec<&str> = policy.outside.iter().map(|outside| outside.why.words()).collect();
        let outside = policy.outside.first().map(|first| (outside.join("; "), first.at.clone()));
        [
            ("the authentication flow", list(&policy.flows)),
            ("the platform", scope(&policy.platforms)),
            ("the location", scope(&policy.locations)),
            ("the client app", list(&policy.client_apps).filter(|(words, _)| words != "all")),
            ("sign-in risk", list(&policy.sign_in_risk)),
            ("user risk", list(&policy.user_risk)),
            ("insider risk", list(&policy.insider_risk)),
            ("the device filter", rule(&policy.device_filter)),
            ("the application filter", rule(&policy.applications.filter)),
            ("what this version does not know", unknown),
            ("what keeps it from people", outside),
        ]
    }

    fn scope(&self, scope: &Scope) -> String {
        let spell = |list: &List| spelled_as(list, |id| self.call(id, Directory::location_name));
        if scope.exclude.items.is_empty() {
            spell(&scope.include)
        } else {
            format!("{} without {}", spell(&scope.include), spell(&scope.exclude))
        }
    }

    /// An id with its name, as the newer side calls it, else the older one.
    fn call(&self, id: &Id, name: Name) -> String {
        let known = self.directories.iter().rev().find_map(|directory| name(directory, id));
        named(id.as_str(), known)
    }
}

const fn code(excludes: bool, more: bool) -> ChangeCode {
    match (excludes, more) {
        (true, true) => ChangeCode::ExclusionAdded,
        (true, false) => ChangeCode::ExclusionRemoved,
        (false, true) => ChangeCode::InclusionAdded,
        (false, false) => ChangeCode::InclusionRemoved,
    }
}

/// A condition in words, and where it stands.
type Condition = Option<(String, Pointer)>;

fn ids(list: &List) -> BTreeSet<&Id> {
    order::set(&list.items)
}

/// The items in an order of their own: the order of the export says nothing.
fn spelled(list: &List) -> String {
    spelled_as(list, |id| id.as_str().into())
}

fn spelled_as(list: &List, spell: impl Fn(&Id) -> String) -> String {
    let items: Vec<String> = ids(list).into_iter().map(spell).collect();
    if items.is_empty() { "none".into() } else { items.join(", ") }
}

fn rule_in_words(rule: &Rule) -> String {
    format!("{} `{}`", if rule.must_hold { "where" } else { "unless" }, rule.text)
}

fn guests_in_words(guests: &Guests) -> String {
    let kinds: Vec<&str> = guests.kinds.iter().copied().map(UserKind::as_str).collect();
    let tenants = guests.tenants.as_ref().map(|tenants| format!(" of {}", spelled(tenants)));
    let others = if guests.other_kinds { ", and others" } else { "" };
    format!("{}{others}{}", kinds.join(", "), tenants.unwrap_or_default())
}
