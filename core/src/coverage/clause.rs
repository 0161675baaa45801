//! Policies and accepted entries as clauses: the ways in which an attempt escapes each of them.
//!
//! An attempt is open when it escapes every policy that counts and every accepted entry. Each of
//! them is a conjunction of conditions, so escaping it is a disjunction: one condition that fails.

use alloc::{collections::BTreeMap, vec::Vec};

use super::{
    set::Set,
    space::{ALL_TRUSTED, Atom, NO, Space, Var, YES},
};
use crate::{
    acceptance::Entry,
    entra::{
        ClientApp, Directory, Guests, Id, InsiderRisk, List, Platform, Policy, Risk, Rule, Scope, UserKind,
        Who,
    },
    order,
};

/// A variable kept within a set of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) var: Var,
    pub(super) set: Set,
}

/// Literals that hold together, at most one for each variable.
pub(super) type Cube = Vec<Literal>;

/// Cubes of which at least one must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) escapes: Vec<Cube>,
}

/// Collects escapes; those of one variable become one.
struct Escapes<'a> {
    space: &'a Space,
    single: BTreeMap<Var, Set>,
    joint: Vec<Cube>,
    always: bool,
}

impl<'a> Escapes<'a> {
    fn new(space: &'a Space) -> Self {
        Self { space, single: BTreeMap::new(), joint: Vec::new(), always: false }
    }

    fn by(&mut self, var: Var, set: &Set) {
        let merged = self.single.get(&var).map_or_else(|| set.clone(), |known| known.or(set));
        self.single.insert(var, merged);
    }

    fn by_atom(&mut self, atom: &Atom, value: usize) {
        if let Some(var) = self.space.var(atom) {
            self.by(var, &Set::of(2, [value]));
        }
    }

    /// An escape through several variables at once: none of the cube's literals may be impossible.
    fn by_cube(&mut self, cube: BTreeMap<Var, Set>) {
        let mut cube: Cube = cube.into_iter().map(|(var, set)| Literal { var, set }).collect();
        cube.retain(|literal| literal.set != self.space.full(literal.var));
        match cube.as_slice() {
            [] => self.always = true,
            [only] => self.by(only.var, &only.set),
            _ => self.joint.push(cube),
        }
    }

    /// `None` where every attempt escapes.
    fn into_clause(self) -> Option<Clause> {
        let space = self.space;
        let always = self.always || self.single.iter().any(|(var, set)| *set == space.full(*var));
        let single = self.single.into_iter().map(|(var, set)| alloc::vec![Literal { var, set }]);
        let possible = |cube: &Cube| cube.iter().all(|literal| !literal.set.is_empty());
        let escapes = single.chain(self.joint).filter(possible).collect();
        (!always).then_some(Clause { escapes })
    }
}

/// How an attempt escapes a block policy; `None` where the policy covers no attempt.
pub(super) fn escape_policy(space: &Space, policy: &Policy) -> Option<Clause> {
    if !policy.blocks() || !policy.outside.is_empty() || !policy.reaches_device_code() {
        return None;
    }
    let mut escapes = Escapes::new(space);
    not_included(&mut escapes, &policy.users.include);
    excluded(&mut escapes, &policy.users.exclude);
    applications(&mut escapes, policy);
    locations(&mut escapes, policy.locations.as_ref());
    if let Some(set) = platforms(policy.platforms.as_ref()) {
        escapes.by(Var::PLATFORM, &space.full(Var::PLATFORM).without(&set));
    }
    vocabularies(&mut escapes, policy);
    rule(&mut escapes, policy.device_filter.as_ref(), Atom::DeviceRule);
    for condition in &policy.unknown {
        escapes.by_atom(&Atom::Unknown(policy.id.clone(), condition.member.clone()), NO);
    }
    escapes.into_clause()
}

/// How an attempt stays outside what an entry accepts.
pub(super) fn escape_entry(space: &Space, entry: &Entry) -> Option<Clause> {
    let mut escapes = Escapes::new(space);
    if let Some(ids) = &entry.users {
        escapes.by(Var::USER, &space.full(Var::USER).without(&space.users.set(ids)));
    }
    if let Some(ids) = &entry.applications {
        let inside = space.applications.set(ids);
        escapes.by(Var::APPLICATION, &space.full(Var::APPLICATION).without(&inside));
    }
    if let Some(ids) = &entry.groups {
        let cube = in_none(space, ids.iter().cloned().map(Atom::Group));
        escapes.by_cube(cube);
    }
    if let Some(ids) = &entry.locations {
        let cube = in_none(space, ids.iter().cloned().map(Atom::Location));
        escapes.by_cube(cube);
    }
    if let Some(platforms) = &entry.platforms {
        let inside = positions(Platform::ALL, |platform| platforms.contains(platform));
        escapes.by(Var::PLATFORM, &space.full(Var::PLATFORM).without(&inside));
    }
    escapes.into_clause()
}

/// What keeps an attempt inside an entry: one clause for each dimension that it names.
pub(super) fn inside_entry(space: &Space, entry: &Entry) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut dimension = |fill: &dyn Fn(&mut Escapes<'_>)| {
        let mut escapes = Escapes::new(space);
        fill(&mut escapes);
        clauses.extend(escapes.into_clause());
    };
    if let Some(ids) = &entry.users {
        dimension(&|escapes| escapes.by(Var::USER, &space.users.set(ids)));
    }
    if let Some(ids) = &entry.groups {
        dimension(&|escapes| ids.iter().for_each(|id| in_group(escapes, id)));
    }
    if let Some(ids) = &entry.applications {
        dimension(&|escapes| escapes.by(Var::APPLICATION, &space.applications.set(ids)));
    }
    if let Some(ids) = &entry.locations {
        dimension(&|escapes| ids.iter().for_each(|id| escapes.by_atom(&Atom::Location(id.clone()), YES)));
    }
    if let Some(platforms) = &entry.platforms {
        let inside = positions(Platform::ALL, |platform| platforms.contains(platform));
        dimension(&|escapes| escapes.by(Var::PLATFORM, &inside));
    }
    clauses
}

/// What the directory ties: a trusted location lies in `AllTrusted`.
pub(super) fn ties(space: &Space) -> Vec<Clause> {
    let all_trusted = Atom::Location(Id::new(ALL_TRUSTED));
    let tie = |id: &Id| {
        let mut escapes = Escapes::new(space);
        escapes.by_atom(&Atom::Location(id.clone()), NO);
        escapes.by_atom(&all_trusted, YES);
        escapes.into_clause()
    };
    let tied = space.var(&all_trusted).is_some();
    space.trusted.iter().filter(|_| tied).filter_map(tie).collect()
}

/// What is known of groups of which no export shows everyone: who is listed is in them, and who is in them is
/// in the groups that hold them.
pub(super) fn known_members(space: &Space, directory: &Directory) -> Vec<Clause> {
    let free: Vec<(Var, &Id)> = space.vars().filter_map(|var| Some((var, space.group(var)?))).collect();
    let listed = free.iter().filter_map(|(var, id)| {
        let known = space.users.set(&directory.groups.get(id)?.members.users);
        let mut escapes = Escapes::new(space);
        escapes.by(Var::USER, &space.full(Var::USER).without(&known));
        escapes.by(*var, &Set::of(2, [YES]));
        escapes.into_clause()
    });
    let named = space.members.keys().chain(free.iter().map(|(_, id)| *id));
    let nested = named.flat_map(|outer| {
        let nested = directory.groups.get(outer).into_iter().flat_map(|group| &group.members.nested);
        nested.filter_map(move |inner| within(space, inner, outer))
    });
    listed.chain(nested).collect()
}

/// Whoever is in the one group is in the other.
fn within(space: &Space, inner: &Id, outer: &Id) -> Option<Clause> {
    let var = space.var(&Atom::Group(inner.clone())).filter(|_| inner != outer)?;
    let mut escapes = Escapes::new(space);
    escapes.by(var, &Set::of(2, [NO]));
    in_group(&mut escapes, outer);
    escapes.into_clause()
}

/// What ties trust here to trust in the other of two exports: a trusted location that the other does not
/// trust is one whose trust was changed.
pub(super) fn tie_to(here: &Space, there: &Space) -> Option<Clause> {
    let other = here.trusted_there()?;
    let mut escapes = Escapes::new(here);
    escapes.by_atom(&Atom::Location(Id::new(ALL_TRUSTED)), NO);
    escapes.by(other, &Set::of(2, [YES]));
    for id in here.trusted.iter().filter(|id| !there.trusted.contains(id)) {
        escapes.by_atom(&Atom::Location(id.clone()), YES);
    }
    escapes.into_clause()
}

/// Attempts outside a region: at least one of its literals fails.
pub(super) fn escape_region(space: &Space, region: &[Literal]) -> Clause {
    let outside =
        |literal: &Literal| Literal { var: literal.var, set: space.full(literal.var).without(&literal.set) };
    Clause { escapes: region.iter().map(|literal| alloc::vec![outside(literal)]).collect() }
}

/// The cube of attempts that none of the include lists matches.
fn not_included(escapes: &mut Escapes<'_>, who: &Who) {
    let space = escapes.space;
    if who.users.has("All") {
        return;
    }
    let atoms = who.groups.items.iter().cloned().map(Atom::Group);
    let mut cube = in_none(space, atoms.chain(who.roles.items.iter().cloned().map(Atom::Role)));
    narrow(space, &mut cube, Var::USER, &space.users.set(&who.users.items));
    if who.users.has("GuestsOrExternalUsers") {
        narrow(space, &mut cube, Var::KIND, &externals());
    }
    match &who.guests {
        Some(Guests { kinds, tenants: Some(tenants), .. }) => {
            let kinds = positions(UserKind::ALL, |kind| kinds.contains(kind));
            let mut other_tenant = cube.clone();
            narrow(space, &mut other_tenant, Var::TENANT, &space.tenants.set(&tenants.items));
            escapes.by_cube(other_tenant);
            narrow(space, &mut cube, Var::KIND, &kinds);
        }
        Some(Guests { kinds, tenants: None, .. }) => {
            narrow(space, &mut cube, Var::KIND, &positions(UserKind::ALL, |kind| kinds.contains(kind)));
        }
        None => {}
    }
    escapes.by_cube(cube);
}

fn excluded(escapes: &mut Escapes<'_>, who: &Who) {
    let space = escapes.space;
    escapes.always |= who.users.has("All");
    escapes.by(Var::USER, &space.users.set(&who.users.items));
    if who.users.has("GuestsOrExternalUsers") {
        escapes.by(Var::KIND, &externals());
    }
    who.groups.items.iter().for_each(|id| in_group(escapes, id));
    who.roles.items.iter().for_each(|id| escapes.by_atom(&Atom::Role(id.clone()), YES));
    let Some(guests) = &who.guests else { return };
    let kinds = positions(UserKind::ALL, |kind| guests.kinds.contains(kind));
    let tenants = guests.tenants.as_ref().map(|list| (Var::TENANT, space.tenants.set(&list.items)));
    escapes.by_cube(order::map([(Var::KIND, kinds)].into_iter().chain(tenants)));
}

fn applications(escapes: &mut Escapes<'_>, policy: &Policy) {
    let (space, applications) = (escapes.space, &policy.applications);
    let filter = applications.filter.as_ref();
    // A filter may stand alone: then it alone says which applications are included.
    let by_filter = applications.include.items.is_empty() && filter.is_some_and(|rule| rule.must_hold);
    if !(by_filter || applications.include.has("All")) {
        let included = space.applications.set(&applications.include.items);
        escapes.by(Var::APPLICATION, &space.full(Var::APPLICATION).without(&included));
    }
    escapes.always |= applications.exclude.has("All");
    escapes.by(Var::APPLICATION, &space.applications.set(&applications.exclude.items));
    rule(escapes, filter, Atom::ApplicationRule);
}

fn locations(escapes: &mut Escapes<'_>, scope: Option<&Scope>) {
    let Some(Scope { include, exclude, .. }) = scope else { return };
    if !include.has("All") {
        let cube = in_none(escapes.space, include.items.iter().cloned().map(Atom::Location));
        escapes.by_cube(cube);
    }
    escapes.always |= exclude.has("All");
    exclude.items.iter().for_each(|id| escapes.by_atom(&Atom::Location(id.clone()), YES));
}

/// The platforms that a policy applies to; `None` where platforms are not a condition.
fn platforms(scope: Option<&Scope>) -> Option<Set> {
    let listed = |list: &List, platform: &Platform| {
        list.has("all")
            || list.items.iter().any(|item| Platform::parse_listed(item.as_str()) == Some(*platform))
    };
    let applies = |scope: &Scope, platform: &Platform| {
        listed(&scope.include, platform) && !listed(&scope.exclude, platform)
    };
    scope.map(|scope| positions(Platform::ALL, |platform| applies(scope, platform)))
}

fn vocabularies(escapes: &mut Escapes<'_>, policy: &Policy) {
    let mut keep = |var: Var, set: Option<Set>| {
        if let Some(set) = set {
            escapes.by(var, &escapes.space.full(var).without(&set));
        }
    };
    let risks =
        |list: &Option<List>| list.as_ref().map(|list| positions(Risk::ALL, |risk| list.has(risk.as_str())));
    let client_apps = policy.client_apps.as_ref().filter(|list| !list.has("all"));
    keep(Var::CLIENT_APP, client_apps.map(|list| positions(ClientApp::ALL, |app| list.has(app.as_str()))));
    keep(Var::SIGN_IN_RISK, risks(&policy.sign_in_risk));
    keep(Var::USER_RISK, risks(&policy.user_risk));
    let insider = policy.insider_risk.as_ref();
    keep(Var::INSIDER_RISK, insider.map(|list| positions(InsiderRisk::ALL, |risk| list.has(risk.as_str()))));
}

fn rule(escapes: &mut Escapes<'_>, rule: Option<&Rule>, atom: fn(alloc::string::String) -> Atom) {
    if let Some(rule) = rule {
        escapes.by_atom(&atom(rule.text.clone()), if rule.must_hold { NO } else { YES });
    }
}

fn in_group(escapes: &mut Escapes<'_>, id: &Id) {
    match escapes.space.members.get(id) {
        Some(users) => escapes.by(Var::USER, users),
        None => escapes.by_atom(&Atom::Group(id.clone()), YES),
    }
}

/// The cube in which none of the atoms holds; being in a tied group is a matter of the user.
fn in_none(space: &Space, atoms: impl Iterator<Item = Atom>) -> BTreeMap<Var, Set> {
    let mut cube = BTreeMap::new();
    for atom in atoms {
        let users = match &atom {
            Atom::Group(id) => space.members.get(id),
            _ => None,
        };
        match (users, space.var(&atom)) {
            (Some(users), _) => narrow(space, &mut cube, Var::USER, users),
            (None, Some(var)) => narrow(space, &mut cube, var, &Set::of(2, [YES])),
            (None, None) => {}
        }
    }
    cube
}

/// Takes values of a variable out of a cube.
fn narrow(space: &Space, cube: &mut BTreeMap<Var, Set>, var: Var, out: &Set) {
    let left = cube.get(&var).map_or_else(|| space.full(var), Clone::clone).without(out);
    cube.insert(var, left);
}

fn externals() -> Set {
    positions(UserKind::ALL, |kind| kind.is_external())
}

fn positions<T>(all: &[T], wanted: impl Fn(&T) -> bool) -> Set {
    Set::of(all.len(), all.iter().enumerate().filter(|(_, value)| wanted(value)).map(|(at, _)| at))
}
