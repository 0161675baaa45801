//! What the settings accept, resolved against the directory and the moment of the evaluation.

use alloc::{
    borrow::ToOwned,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    entra::{Directory, Id, Platform},
    order,
    report::PrincipalStanding,
    settings::{Exception, MeantToBeBlocked, Settings},
    what_if::Attempt,
};

/// One entry of the settings, and what it resolved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Acceptance {
    /// The entry: `emergencyAccess.users`, `emergencyAccess.groups`, or `exception` or `meantToBeBlocked`
    /// with its id.
    pub entry: String,
    /// What it names, in words.
    pub words: String,
    /// Whether it decides anything.
    pub counts: bool,
    /// Why it does not count, or only in part; empty where all is well.
    pub problem: String,
}

impl Acceptance {
    /// Whether it is an entry that accepts something where it counts, and does not say who is meant to be
    /// blocked.
    pub fn accepts(&self) -> bool {
        !self.entry.starts_with(MEANT_TO_BE_BLOCKED)
    }
}

/// The name of the settings' member, which begins the names of its entries.
const MEANT_TO_BE_BLOCKED: &str = "meantToBeBlocked";

/// A set of attempts that is accepted, or given the benefit of the doubt: every dimension it names
/// must match.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    /// What reports call it.
    pub(crate) label: String,
    pub(crate) users: Option<BTreeSet<Id>>,
    pub(crate) groups: Option<BTreeSet<Id>>,
    pub(crate) applications: Option<BTreeSet<Id>>,
    pub(crate) locations: Option<BTreeSet<Id>>,
    pub(crate) platforms: Option<BTreeSet<Platform>>,
}

impl Entry {
    pub(crate) fn user(label: String, id: Id) -> Self {
        Self { label, users: Some(order::set([id])), ..Self::default() }
    }

    pub(crate) fn group(label: String, id: Id) -> Self {
        Self { label, groups: Some(order::set([id])), ..Self::default() }
    }

    pub(crate) fn application(label: String, id: Id) -> Self {
        Self { label, applications: Some(order::set([id])), ..Self::default() }
    }

    /// Whether the entry accepts this attempt. The proof asks the same question of whole regions.
    pub(crate) fn accepts(&self, attempt: &Attempt) -> bool {
        fn names(ids: Option<&BTreeSet<Id>>, id: Option<&Id>) -> bool {
            ids.is_none_or(|ids| id.is_some_and(|id| ids.contains(id)))
        }
        fn shares(ids: Option<&BTreeSet<Id>>, here: &BTreeSet<Id>) -> bool {
            ids.is_none_or(|ids| !ids.is_disjoint(here))
        }
        names(self.users.as_ref(), attempt.user.as_ref())
            && shares(self.groups.as_ref(), &attempt.groups)
            && (names(self.applications.as_ref(), attempt.application.as_ref())
                || shares(self.applications.as_ref(), &attempt.suites))
            && shares(self.locations.as_ref(), &attempt.locations)
            && self.platforms.as_ref().is_none_or(|platforms| platforms.contains(&attempt.device_platform))
    }

    /// Whether the entry holds for what a log tells of a user. Of location and platform a log says too
    /// little, so an entry that names them holds for nothing there.
    fn holds_in_log(&self, user: &Id, applications: &[&Id], directory: &Directory) -> bool {
        self.locations.is_none()
            && self.platforms.is_none()
            && self.is_for(user, directory)
            && self.applications.as_ref().is_none_or(|ids| applications.iter().any(|id| ids.contains(*id)))
    }

    /// Whether its users and groups are those of this user, as far as the directory tells.
    fn is_for(&self, user: &Id, directory: &Directory) -> bool {
        let member = |group| {
            let known = directory.groups.get(group);
            known.is_some_and(|known| known.members.users.contains(user))
        };
        self.users.as_ref().is_none_or(|users| users.contains(user))
            && self.groups.as_ref().is_none_or(|groups| groups.iter().any(member))
    }

    /// Whether both name somebody who is the same, for an application that both are for.
    fn shares_people(&self, other: &Self, directory: &Directory) -> bool {
        let both = [self, other];
        let meet = |one: &BTreeSet<Id>, other: &BTreeSet<Id>| !one.is_disjoint(other);
        let groups = self.groups.as_ref().zip(other.groups.as_ref());
        let same_group = both.iter().all(|entry| entry.users.is_none())
            && groups.is_some_and(|(one, other)| meet(one, other));
        let mut users = both.iter().filter_map(|entry| entry.users.as_ref()).flatten();
        let mut same_user = || users.any(|user| both.iter().all(|entry| entry.is_for(user, directory)));
        let applications = self.applications.as_ref().zip(other.applications.as_ref());
        both.iter().all(|entry| entry.users.is_some() || entry.groups.is_some())
            && applications.is_none_or(|(one, other)| meet(one, other))
            && (same_group || same_user())
    }

    /// A dimension that was named and resolved to nothing: then nothing matches it.
    fn is_void(&self) -> bool {
        let ids = [&self.users, &self.groups, &self.applications, &self.locations];
        ids.into_iter().flatten().any(BTreeSet::is_empty)
            || self.platforms.as_ref().is_some_and(BTreeSet::is_empty)
    }

    fn is_everything(&self) -> bool {
        let ids = [&self.users, &self.groups, &self.applications, &self.locations];
        ids.into_iter().all(Option::is_none) && self.platforms.is_none()
    }
}

/// The settings, resolved.
#[derive(Debug, Default)]
pub(crate) struct Accepted {
    /// The declared emergency access, one entry for each account and group.
    pub(crate) emergency: Vec<Entry>,
    /// The exceptions that count.
    pub(crate) exceptions: Vec<Entry>,
    /// Who is meant to be blocked. It accepts nothing.
    meant_to_be_blocked: Vec<Entry>,
    /// Every entry of the settings, and what became of it.
    pub(crate) listed: Vec<Acceptance>,
    users: BTreeSet<Id>,
    groups: BTreeSet<Id>,
    applications: BTreeSet<Id>,
}

impl Accepted {
    pub(crate) fn resolve(settings: &Settings, directory: &Directory, as_of: Timestamp) -> Self {
        let mut accepted = Self::default();
        for text in &settings.emergency_access.users {
            accepted.emergency_user(text, directory);
        }
        for text in &settings.emergency_access.groups {
            accepted.emergency_group(text, directory);
        }
        for exception in &settings.exceptions {
            accepted.exception(exception, directory, as_of);
        }
        for entry in &settings.meant_to_be_blocked {
            accepted.meant_to_be_blocked(entry, directory, as_of);
        }
        accepted.note_both(directory);
        accepted.note_alone();
        accepted
    }

    /// Everything that is accepted.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.emergency.iter().chain(&self.exceptions)
    }

    /// Whether the user is accepted wherever and however they sign in.
    pub(crate) fn accepts_user(&self, id: &Id) -> bool {
        self.users.contains(id)
    }

    /// Whether the members of the group are accepted wherever and however they sign in.
    pub(crate) fn accepts_group(&self, id: &Id) -> bool {
        self.groups.contains(id)
    }

    /// Whether the application is accepted, whoever signs in to it.
    pub(crate) fn accepts_application(&self, id: &Id) -> bool {
        self.applications.contains(id)
    }

    /// How a user of a log stands who asked for a token for this resource, with this application.
    ///
    /// Policies and exceptions speak of resources only. Who is meant to be blocked may be told by either.
    pub(crate) fn standing(
        &self,
        user: &Id,
        application: &Id,
        resource: &Id,
        directory: &Directory,
    ) -> PrincipalStanding {
        let accepts = |entry: &Entry| entry.holds_in_log(user, &[resource], directory);
        let either = [resource, application];
        if self.emergency.iter().any(accepts) {
            PrincipalStanding::EmergencyAccess
        } else if self.exceptions.iter().any(accepts) {
            PrincipalStanding::Exception
        } else if self.meant_to_be_blocked.iter().any(|entry| entry.holds_in_log(user, &either, directory)) {
            PrincipalStanding::MeantToBeBlocked
        } else {
            PrincipalStanding::Undecided
        }
    }

    /// Notes who is accepted and meant to be blocked at once: the settings say two things of them.
    fn note_both(&mut self, directory: &Directory) {
        for meant in &self.meant_to_be_blocked {
            let Some(entry) = self
                .emergency
                .iter()
                .chain(&self.exceptions)
                .find(|entry| entry.shares_people(meant, directory))
            else {
                continue;
            };
            let words =
                format!("{} accepts the same people, and wins: take one of the two away", entry.label);
            let listed = self.listed.iter_mut().find(|listed| listed.entry == meant.label);
            if let Some(listed) = listed.filter(|listed| listed.problem.is_empty()) {
                listed.problem = words;
            }
        }
    }

    /// Notes what is accepted by one dimension alone.
    fn note_alone(&mut self) {
        for entry in self.emergency.iter().chain(&self.exceptions) {
            match (&entry.users, &entry.groups, &entry.applications, &entry.locations, &entry.platforms) {
                (Some(ids), None, None, None, None) => self.users.extend(ids.iter().cloned()),
                (None, Some(ids), None, None, None) => self.groups.extend(ids.iter().cloned()),
                (None, None, Some(ids), None, None) => self.applications.extend(ids.iter().cloned()),
                _ => {}
            }
        }
    }

    fn emergency_user(&mut self, text: &str, directory: &Directory) {
        let id = resolve_user(text, directory);
        let problem = if id.is_some() { String::new() } else { unresolved(text) };
        let name = id.as_ref().and_then(|id| directory.user_name(id));
        self.list("emergencyAccess.users", named(text, name), problem);
        let label = format!("emergency access account {}", named(text, name));
        self.emergency.extend(id.map(|id| Entry::user(label, id)));
    }

    fn emergency_group(&mut self, text: &str, directory: &Directory) {
        let id = Id::new(text);
        let words = named(text, directory.group_name(&id));
        self.list("emergencyAccess.groups", words.clone(), String::new());
        self.emergency.push(Entry::group(format!("emergency access group {words}"), id));
    }

    fn exception(&mut self, exception: &Exception, directory: &Directory, as_of: Timestamp) {
        let entry = Entry {
            label: format!("exception {}", exception.id),
            users: dimension(&exception.users, |text| resolve_user(text, directory)),
            groups: dimension(&exception.groups, |text| Some(Id::new(text))),
            applications: dimension(&exception.applications, |text| Some(Id::new(text))),
            locations: dimension(&exception.locations, |text| Some(Id::new(text))),
            platforms: dimension(&exception.platforms, Platform::parse),
        };
        let Exception { justification, approved_by, expires, users, .. } = exception;
        let is_over = exception.last_moment().is_none_or(|last| last < as_of);
        let problem = trouble(expires, is_over, users, directory);
        let words = [justification.as_str(), approved_by, expires];
        let counting = self.declare(entry, words, is_over, problem);
        self.exceptions.extend(counting);
    }

    fn meant_to_be_blocked(&mut self, declared: &MeantToBeBlocked, directory: &Directory, as_of: Timestamp) {
        let entry = Entry {
            label: format!("{MEANT_TO_BE_BLOCKED} {}", declared.id),
            users: dimension(&declared.users, |text| resolve_user(text, directory)),
            groups: dimension(&declared.groups, |text| Some(Id::new(text))),
            applications: dimension(&declared.applications, |text| Some(Id::new(text))),
            ..Entry::default()
        };
        let MeantToBeBlocked { justification, approved_by, expires, users, .. } = declared;
        let is_over = declared.last_moment().is_none_or(|last| last < as_of);
        let problem = trouble(expires, is_over, users, directory);
        let words = [justification.as_str(), approved_by, expires];
        let counting = self.declare(entry, words, is_over, problem);
        self.meant_to_be_blocked.extend(counting);
    }

    /// Lists an entry that somebody approved; gives it back where it counts.
    fn declare(
        &mut self,
        entry: Entry,
        [justification, approved_by, until]: [&str; 3],
        is_over: bool,
        problem: String,
    ) -> Option<Entry> {
        let counts = !is_over && !entry.is_void() && !entry.is_everything();
        let words = format!("{justification} (approved by {approved_by}, until {until})");
        self.listed.push(Acceptance { entry: entry.label.clone(), words, counts, problem });
        counts.then_some(entry)
    }

    fn list(&mut self, entry: &str, words: String, problem: String) {
        let counts = problem.is_empty();
        self.listed.push(Acceptance { entry: entry.to_owned(), words, counts, problem });
    }
}

/// `None` where the dimension is not named; a named one may still resolve to nothing.
fn dimension<T: Ord>(texts: &[String], resolve: impl Fn(&str) -> Option<T>) -> Option<BTreeSet<T>> {
    (!texts.is_empty()).then(|| order::set(texts.iter().filter_map(|text| resolve(text))))
}

/// An object id stands for itself; a user principal name needs a directory export.
pub(crate) fn resolve_user(text: &str, directory: &Directory) -> Option<Id> {
    let found = directory.find_user(text).cloned();
    found.or_else(|| (!text.contains('@')).then(|| Id::new(text)))
}

/// Why an entry that somebody approved does not count, or only in part; empty where all is well.
fn trouble(expires: &str, is_over: bool, users: &[String], directory: &Directory) -> String {
    let lost = || users.iter().find(|text| resolve_user(text, directory).is_none());
    if is_over {
        format!("expired {expires}")
    } else {
        lost().map_or_else(String::new, |text| unresolved(text))
    }
}

fn unresolved(text: &str) -> String {
    format!("no export of users names `{text}` just once, so it stands for nobody")
}

/// A name with its id, or the id alone.
pub(crate) fn named(id: &str, name: Option<&str>) -> String {
    name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
}
