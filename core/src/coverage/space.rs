//! The attempt space of one tenant: its variables, and the values that policies and settings tell apart.

use alloc::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::{names::Names, set::Set};
use crate::{
    acceptance::Entry,
    entra::{
        ClientApp, Directory, Id, InsiderRisk, Platform, Policy, Risk, UserKind, Who, well_known::is_token,
    },
    order,
};

/// One coordinate of an attempt: a coordinate with named values, or an atom that holds or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Var(pub(super) usize);

impl Var {
    pub(super) const KIND: Self = Self(0);
    pub(super) const TENANT: Self = Self(1);
    pub(super) const USER: Self = Self(2);
    pub(super) const APPLICATION: Self = Self(3);
    pub(super) const PLATFORM: Self = Self(4);
    pub(super) const CLIENT_APP: Self = Self(5);
    pub(super) const SIGN_IN_RISK: Self = Self(6);
    pub(super) const USER_RISK: Self = Self(7);
    pub(super) const INSIDER_RISK: Self = Self(8);
    const ATOMS: usize = 9;
}

/// A value of an atom: it does not hold.
pub(super) const NO: usize = 0;
/// A value of an atom: it holds.
pub(super) const YES: usize = 1;
/// The value of tenant, user and application that stands for any other than the named ones.
pub(super) const OTHER: usize = 0;

/// A yes-or-no coordinate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Atom {
    /// The user is in a group whose members no export tells.
    Group(Id),
    /// The user holds a role.
    Role(Id),
    /// The sign-in comes from a named location, or from `AllTrusted`.
    Location(Id),
    /// An application filter rule holds.
    ApplicationRule(String),
    /// A device filter rule holds.
    DeviceRule(String),
    /// A condition of a policy that this version does not know holds.
    Unknown(Id, String),
    /// The sign-in comes from a location that the other of two exports trusts; only where they trust
    /// different ones.
    TrustedThere,
}

/// The attempt space.
#[derive(Debug, Default)]
pub(super) struct Space {
    pub(super) tenants: Names,
    pub(super) users: Names,
    pub(super) applications: Names,
    atoms: Vec<Atom>,
    atom_index: BTreeMap<Atom, usize>,
    /// Groups whose members an export tells in full: being in one is a matter of who the user is.
    pub(super) members: BTreeMap<Id, Set>,
    /// Locations that are trusted: being in one is being in `AllTrusted`.
    pub(super) trusted: Vec<Id>,
}

/// The name of the token for all trusted locations.
pub(super) const ALL_TRUSTED: &str = "AllTrusted";

impl Space {
    pub(super) fn new(policies: &[Policy], entries: &[&Entry], directory: &Directory) -> Self {
        let mut named = Named::default();
        named.all(policies, entries);
        named.into_spaces(&[directory]).pop().unwrap_or_default()
    }

    /// The spaces of two exports of one tenant, with the same variables: what is named in one is told apart
    /// in both, and what only one tells is taken to be so in the other.
    pub(super) fn of_two(named: [(&[Policy], &[&Entry]); 2], directories: [&Directory; 2]) -> [Self; 2] {
        let mut both = Named::default();
        for (policies, entries) in named {
            both.all(policies, entries);
        }
        let mut spaces = both.into_spaces(&directories).into_iter();
        [spaces.next().unwrap_or_default(), spaces.next().unwrap_or_default()]
    }

    /// The variable of `AllTrusted` as the other export has it.
    pub(super) fn trusted_there(&self) -> Option<Var> {
        self.var(&Atom::TrustedThere)
    }

    /// How many values a variable has.
    pub(super) fn size(&self, var: Var) -> usize {
        match var {
            Var::KIND => UserKind::ALL.len(),
            Var::TENANT => self.tenants.len(),
            Var::USER => self.users.len(),
            Var::APPLICATION => self.applications.len(),
            Var::PLATFORM => Platform::ALL.len(),
            Var::CLIENT_APP => ClientApp::ALL.len(),
            Var::SIGN_IN_RISK | Var::USER_RISK => Risk::ALL.len(),
            Var::INSIDER_RISK => InsiderRisk::ALL.len(),
            _ => 2,
        }
    }

    /// Every variable.
    pub(super) fn vars(&self) -> impl Iterator<Item = Var> + use<> {
        (0..Var::ATOMS + self.atoms.len()).map(Var)
    }

    /// The atom behind a variable; `None` for the coordinates with named values.
    pub(super) fn atom(&self, var: Var) -> Option<&Atom> {
        var.0.checked_sub(Var::ATOMS).and_then(|at| self.atoms.get(at))
    }

    /// The group that a variable says to be in; `None` for any other variable.
    pub(super) fn group(&self, var: Var) -> Option<&Id> {
        match self.atom(var) {
            Some(Atom::Group(id)) => Some(id),
            _ => None,
        }
    }

    /// The variable of an atom that some policy or entry names.
    pub(super) fn var(&self, atom: &Atom) -> Option<Var> {
        self.atom_index.get(atom).map(|at| Var(Var::ATOMS + at))
    }

    /// The atoms that are conditions unknown to this version.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Var> {
        self.vars().filter(|var| matches!(self.atom(*var), Some(Atom::Unknown(..))))
    }

    pub(super) fn full(&self, var: Var) -> Set {
        Set::full(self.size(var))
    }
}

/// Everything that policies and settings tell apart.
#[derive(Default)]
struct Named {
    tenants: BTreeSet<Id>,
    users: BTreeSet<Id>,
    groups: BTreeSet<Id>,
    applications: BTreeSet<Id>,
    atoms: BTreeSet<Atom>,
}

impl Named {
    fn all(&mut self, policies: &[Policy], entries: &[&Entry]) {
        for policy in policies {
            self.policy(policy);
        }
        for entry in entries {
            self.entry(entry);
        }
    }

    fn policy(&mut self, policy: &Policy) {
        self.who(&policy.users.include);
        self.who(&policy.users.exclude);
        let applications = &policy.applications;
        let listed = applications.include.items.iter().chain(&applications.exclude.items);
        self.applications.extend(listed.filter(|app| !is_token(app)).cloned());
        let scope = policy.locations.iter();
        let locations = scope.flat_map(|scope| scope.include.items.iter().chain(&scope.exclude.items));
        self.atoms.extend(locations.filter(|place| !is_token(place)).cloned().map(Atom::Location));
        let rule = applications.filter.iter().map(|rule| Atom::ApplicationRule(rule.text.clone()));
        self.atoms.extend(rule);
        self.atoms.extend(policy.device_filter.iter().map(|rule| Atom::DeviceRule(rule.text.clone())));
        let unknown = |member: &String| Atom::Unknown(policy.id.clone(), member.clone());
        self.atoms.extend(policy.unknown.iter().map(|condition| unknown(&condition.member)));
    }

    fn who(&mut self, who: &Who) {
        self.users.extend(who.users.items.iter().filter(|user| !is_token(user)).cloned());
        self.groups.extend(who.groups.items.iter().cloned());
        self.atoms.extend(who.roles.items.iter().cloned().map(Atom::Role));
        let tenants = who.guests.iter().filter_map(|guests| guests.tenants.as_ref());
        self.tenants.extend(tenants.flat_map(|tenants| tenants.items.iter().cloned()));
    }

    fn entry(&mut self, entry: &Entry) {
        self.users.extend(entry.users.iter().flatten().cloned());
        self.groups.extend(entry.groups.iter().flatten().cloned());
        self.applications.extend(entry.applications.iter().flatten().cloned());
        self.atoms.extend(entry.locations.iter().flatten().cloned().map(Atom::Location));
    }

    /// One space for each directory, all with the same variables. What one does not tell, another may.
    fn into_spaces(mut self, directories: &[&Directory]) -> Vec<Space> {
        let tied = self.tie_groups(directories);
        let all_trusted = Atom::Location(Id::new(ALL_TRUSTED));
        let trust_moved = self.name_moved_trust(&all_trusted, directories);
        let trusted: Vec<Vec<Id>> =
            directories.iter().map(|directory| self.trusted(directory, directories)).collect();
        let users = Names::new(self.users);
        let atoms: Vec<Atom> = self.atoms.into_iter().collect();
        let space = |at: usize, tied: Members<'_>, trusted: Vec<Id>| {
            let mut atoms = atoms.clone();
            if at == 1 && trust_moved {
                swap(&mut atoms, &all_trusted, &Atom::TrustedThere);
            }
            Space {
                tenants: Names::new(self.tenants.clone()),
                members: order::map(tied.into_iter().map(|(group, ids)| (group, users.set(ids.as_ref())))),
                users: users.clone(),
                applications: Names::of_applications(self.applications.clone()),
                atom_index: order::map(atoms.iter().enumerate().map(|(at, atom)| (atom.clone(), at))),
                atoms,
                trusted,
            }
        };
        let each = tied.into_iter().zip(trusted).enumerate();
        each.map(|(at, (tied, trusted))| space(at, tied, trusted)).collect()
    }

    /// The members of the groups that a directory tells in full. Being in any other group is an atom.
    fn tie_groups<'d>(&mut self, directories: &[&'d Directory]) -> Vec<Members<'d>> {
        let tied: Vec<Members<'d>> =
            directories.iter().map(|directory| self.members(directory, directories)).collect();
        let is_tied = |group: &Id| tied.iter().any(|tied| tied.contains_key(group));
        let free: Vec<Id> = self.groups.iter().filter(|group| !is_tied(group)).cloned().collect();
        let listed = directories.iter().flat_map(|directory| {
            free.iter().filter_map(|group| directory.groups.get(group).map(|group| &group.members.users))
        });
        add_members(&mut self.users, &tied, listed);
        self.atoms.extend(free.into_iter().map(Atom::Group));
        tied
    }

    /// Names the locations that not all directories trust, and whether there are any.
    fn name_moved_trust(&mut self, all_trusted: &Atom, directories: &[&Directory]) -> bool {
        let moved = if self.atoms.contains(all_trusted) { moved_trust(directories) } else { BTreeSet::new() };
        let is_moved = !moved.is_empty();
        self.atoms.extend(moved.into_iter().map(Atom::Location));
        self.atoms.extend(is_moved.then_some(Atom::TrustedThere));
        is_moved
    }

    /// The named locations that a directory trusts.
    fn trusted(&self, directory: &Directory, directories: &[&Directory]) -> Vec<Id> {
        let places = self.atoms.iter().filter_map(Atom::location);
        places.filter(|id| trust(directory, directories, id) == Some(true)).cloned().collect()
    }

    /// The groups that are named and whose members are told.
    fn members<'d>(&self, directory: &'d Directory, directories: &[&'d Directory]) -> Members<'d> {
        let told = |group: &Id| members(directory, directories, group).map(|users| (group.clone(), users));
        order::map(self.groups.iter().filter_map(told))
    }
}

impl Atom {
    const fn location(&self) -> Option<&Id> {
        match self {
            Self::Location(id) => Some(id),
            _ => None,
        }
    }
}

/// The members of groups.
type Members<'d> = BTreeMap<Id, Cow<'d, BTreeSet<Id>>>;

/// Everyone in a group. Where this directory does not tell, those whom another one tells and those whom this
/// one knows.
fn members<'d>(
    directory: &'d Directory,
    directories: &[&'d Directory],
    group: &Id,
) -> Option<Cow<'d, BTreeSet<Id>>> {
    let everyone =
        |directory: &&'d Directory| directory.groups.get(group).and_then(|group| group.members.everyone());
    if let Some(users) = everyone(&directory) {
        return Some(Cow::Borrowed(users));
    }
    let there = directories.iter().find_map(everyone)?;
    let known = directory.groups.get(group).map(|group| &group.members.users);
    Some(match known.filter(|known| !known.is_subset(there)) {
        Some(known) => Cow::Owned(order::set(there.union(known).cloned())),
        None => Cow::Borrowed(there),
    })
}

/// Whether a location is trusted; where this directory does not tell, as another one tells.
fn trust(directory: &Directory, directories: &[&Directory], location: &Id) -> Option<bool> {
    let told = |directory: &&Directory| directory.locations.get(location).and_then(|place| place.trusted);
    told(&directory).or_else(|| directories.iter().find_map(told))
}

/// The locations that one directory trusts and another does not.
fn moved_trust(directories: &[&Directory]) -> BTreeSet<Id> {
    let places = directories.iter().flat_map(|directory| directory.locations.keys());
    let moved = |id: &&Id| {
        let trusted = |one: &&&Directory| trust(one, directories, id) == Some(true);
        let trusting = directories.iter().filter(trusted).count();
        trusting > 0 && trusting < directories.len()
    };
    order::set(places.filter(moved).cloned())
}

fn swap(atoms: &mut [Atom], one: &Atom, other: &Atom) {
    for atom in atoms {
        if atom == one {
            *atom = other.clone();
        } else if atom == other {
            *atom = one.clone();
        }
    }
}

/// Adds one user for every way of being in the tied groups: those alike are one value, so that a
/// group of thousands costs no more than a group of one. Of those, one who is listed in a group that is not
/// tied is not like one who is not.
fn add_members<'d>(
    users: &mut BTreeSet<Id>,
    tied: &[Members<'d>],
    listed: impl Iterator<Item = &'d BTreeSet<Id>>,
) {
    let mut ways: BTreeMap<&Id, Vec<usize>> = BTreeMap::new();
    for (group, ids) in tied.iter().flat_map(BTreeMap::values).enumerate() {
        for id in ids.iter().filter(|id| !users.contains(*id)) {
            ways.entry(id).or_default().push(group);
        }
    }
    let groups = tied.iter().map(BTreeMap::len).sum::<usize>();
    for (at, ids) in listed.enumerate() {
        for id in ids {
            if let Some(way) = ways.get_mut(id) {
                way.push(groups + at);
            }
        }
    }
    let first = order::map(ways.into_iter().rev().map(|(id, groups)| (groups, id)));
    users.extend(first.into_values().cloned());
}
