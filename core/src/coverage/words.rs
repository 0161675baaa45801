//! Regions in the words of the field: "holders of Global Administrator, any application, on android".

use alloc::{format, string::String, vec::Vec};

use super::{
    clause::Literal,
    names::Names,
    set::Set,
    space::{ALL_TRUSTED, Atom, OTHER, Space, Var, YES},
};
use crate::{
    acceptance::named,
    entra::{ClientApp, Directory, Id, InsiderRisk, Platform, Risk, UserKind},
};

/// How many names a list spells out.
const MOST_NAMES: usize = 3;

/// The words of a region; only what it narrows is named, and who, which application, which platform.
pub(super) fn region(space: &Space, region: &[Literal], directory: &Directory) -> String {
    let words = Words { space, region, directory };
    let mut who: Vec<String> = Vec::new();
    who.extend(words.kind());
    who.extend(words.tenant());
    who.extend(words.user());
    let (people, rest): (Vec<_>, Vec<_>) =
        words.atoms().partition(|(atom, _)| matches!(atom, Atom::Group(_) | Atom::Role(_)));
    who.extend(people.into_iter().map(|(atom, holds)| words.atom(atom, holds)));
    if who.is_empty() {
        who.push("anyone".into());
    }
    who.push(words.application());
    who.push(words.platform());
    who.extend(words.vocabulary(Var::CLIENT_APP, "with client app", ClientApp::ALL, |app| app.as_str()));
    who.extend(words.vocabulary(Var::SIGN_IN_RISK, "at sign-in risk", Risk::ALL, |risk| risk.as_str()));
    who.extend(words.vocabulary(Var::USER_RISK, "at user risk", Risk::ALL, |risk| risk.as_str()));
    who.extend(
        words.vocabulary(Var::INSIDER_RISK, "at insider risk", InsiderRisk::ALL, |risk| risk.as_str()),
    );
    who.extend(rest.into_iter().map(|(atom, holds)| words.atom(atom, holds)));
    who.join(", ")
}

struct Words<'w> {
    space: &'w Space,
    region: &'w [Literal],
    directory: &'w Directory,
}

impl<'w> Words<'w> {
    fn set(&self, var: Var) -> Option<&'w Set> {
        self.region.iter().find(|literal| literal.var == var).map(|literal| &literal.set)
    }

    fn atoms(&self) -> impl Iterator<Item = (&'w Atom, bool)> {
        let space = self.space;
        self.region
            .iter()
            .filter_map(move |literal| space.atom(literal.var).map(|atom| (atom, literal.set.contains(YES))))
    }

    fn kind(&self) -> Option<String> {
        let set = self.set(Var::KIND)?;
        let kinds: Vec<UserKind> = UserKind::ALL
            .iter()
            .enumerate()
            .filter(|(at, _)| set.contains(*at))
            .map(|(_, kind)| *kind)
            .collect();
        Some(if kinds == [UserKind::Member] {
            "members of the tenant".into()
        } else if kinds.len() == UserKind::ALL.len() - 1 && !kinds.contains(&UserKind::Member) {
            "guests and external users".into()
        } else {
            format!("users of kind {}", list(kinds.into_iter().map(|kind| kind.as_str().into())))
        })
    }

    fn tenant(&self) -> Option<String> {
        let set = self.set(Var::TENANT)?;
        Some(names("from home tenant", "from any home tenant", set, &self.space.tenants, |_| None))
    }

    fn user(&self) -> Option<String> {
        let set = self.set(Var::USER)?;
        let group = self.space.members.iter().find(|(_, users)| *users == set);
        if let Some((group, _)) = group {
            return Some(self.atom(&Atom::Group(group.clone()), true));
        }
        Some(names("user", "anyone", set, &self.space.users, |id| self.directory.user_name(id)))
    }

    fn application(&self) -> String {
        let any = "any application";
        let name = |id: &Id| self.directory.application_name(id);
        self.set(Var::APPLICATION)
            .map_or_else(|| any.into(), |set| names("application", any, set, &self.space.applications, name))
    }

    fn platform(&self) -> String {
        self.vocabulary(Var::PLATFORM, "on", Platform::ALL, |platform| platform.as_str()).map_or_else(
            || "any platform".into(),
            |words| words.replace("unrecognised", "an unrecognised platform"),
        )
    }

    fn vocabulary<T>(
        &self,
        var: Var,
        lead: &str,
        all: &[T],
        spell: impl Fn(&T) -> &'static str,
    ) -> Option<String> {
        let set = self.set(var)?;
        let values =
            all.iter().enumerate().filter(|(at, _)| set.contains(*at)).map(|(_, value)| spell(value).into());
        Some(format!("{lead} {}", values.collect::<Vec<String>>().join(" or ")))
    }

    fn atom(&self, atom: &Atom, holds: bool) -> String {
        let directory = self.directory;
        match (atom, holds) {
            (Atom::Group(id), true) => {
                format!("members of group {}", named(id.as_str(), directory.group_name(id)))
            }
            (Atom::Group(id), false) => {
                format!("not in group {}", named(id.as_str(), directory.group_name(id)))
            }
            (Atom::Role(id), true) => format!("holders of {}", named(id.as_str(), directory.role_name(id))),
            (Atom::Role(id), false) => {
                format!("not holders of {}", named(id.as_str(), directory.role_name(id)))
            }
            (Atom::Location(id), _) => self.location(id, holds),
            (Atom::TrustedThere, true) => "from what the other export trusts".into(),
            (Atom::TrustedThere, false) => "outside what the other export trusts".into(),
            (Atom::ApplicationRule(_), true) => "where the application filter rule holds".into(),
            (Atom::ApplicationRule(_), false) => "where the application filter rule does not hold".into(),
            (Atom::DeviceRule(_), true) => "from devices for which the device filter rule holds".into(),
            (Atom::DeviceRule(_), false) => {
                "from devices for which the device filter rule does not hold".into()
            }
            (Atom::Unknown(policy, member), true) => format!("where {member} of policy {policy} holds"),
            (Atom::Unknown(policy, member), false) => {
                format!("where {member} of policy {policy} does not hold")
            }
        }
    }

    fn location(&self, id: &Id, inside: bool) -> String {
        let place = if id.is(ALL_TRUSTED) {
            "all trusted locations".into()
        } else {
            format!("location {}", named(id.as_str(), self.directory.location_name(id)))
        };
        format!("{} {place}", if inside { "from" } else { "outside" })
    }
}

/// Named values, or any but the ones left out.
fn names<'n>(
    one: &str,
    any: &str,
    set: &Set,
    known: &'n Names,
    name: impl Fn(&'n Id) -> Option<&'n str>,
) -> String {
    let called = |id: &'n Id| named(id.as_str(), name(id));
    let others = set.contains(OTHER);
    let (whole, single) = known.names_of(set, others);
    let single = single.into_iter().filter_map(|value| {
        let id = called(known.id(value)?);
        let suites: Vec<String> = known.suites(value).iter().map(called).collect();
        Some(match suites.as_slice() {
            [] => format!("{id} by itself"),
            suites => format!("{id} as part of {}", suites.join(" and ")),
        })
    });
    let named = list(whole.into_iter().map(called).chain(single));
    if others { format!("{any} but {named}") } else { format!("{one} {named}") }
}

fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let shown: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    match names.len().checked_sub(MOST_NAMES) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}
