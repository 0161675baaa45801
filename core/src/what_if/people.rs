//! `conditions.users` of a policy against what is known of the user.

use alloc::vec::Vec;
use core::mem;

use super::{
    judgement::{Cause, Coordinate, Dependency, Obstacle},
    known::{Known, Truth},
    listed::any_of,
};
use crate::entra::{Guests, Id, List, Pointer, UserKind, Users, Who, well_known::is_no_person};

/// Every kind of guest and external user.
const EXTERNALS: &str = "GuestsOrExternalUsers";

/// The users that a policy is about, and one user.
pub(super) struct People<'j> {
    pub(super) users: &'j Users,
    pub(super) attempt: &'j dyn Known,
}

/// What the user may be: the conditions on guests read both together.
#[derive(Clone, Copy)]
struct Being<'j> {
    kind: UserKind,
    /// The home tenant; none for any that the policy does not name.
    home: Option<&'j Id>,
}

/// Something that a side names, and whether it is the user.
struct Item<'j> {
    names: Names<'j>,
    list: &'j List,
    index: usize,
    truth: Truth,
}

/// What a side names.
#[derive(Clone, Copy)]
enum Names<'j> {
    User(&'j Id),
    Group(&'j Id),
    Role(&'j Id),
}

impl<'j> People<'j> {
    /// Whether the user is included and not excluded.
    pub(super) fn truth(&self) -> Truth {
        let Users { include, exclude, .. } = self.users;
        let included = self.named(include, Some(exclude));
        let excluded = self.named(exclude, None);
        let is_meant = |being: Being<'_>| {
            let included = included.or(being.is_among(include).into());
            included.and(!excluded.or(being.is_among(exclude).into()))
        };
        Truth::agreed(self.beings().map(is_meant))
    }

    /// What keeps the user out for certain, or, at [`Truth::Unknown`], what may.
    pub(super) fn obstacles(&self, at_least: Truth, found: &mut Vec<Obstacle>) {
        let Users { at, include, exclude } = self.users;
        if !self.is_among(include) >= at_least {
            found.push(Obstacle { at: at.clone(), cause: Cause::UserNotIncluded });
        }
        let excluded = self.items(exclude).filter(|item| item.truth >= at_least);
        found.extend(excluded.map(|item| Obstacle { at: item.at(), cause: item.names.excluded() }));
        if let Some(guests) = exclude.guests.as_ref().filter(|guests| self.is_guest(guests) >= at_least) {
            let cause = Cause::GuestExcluded(self.attempt.user_kinds());
            found.push(Obstacle { at: guests.at.clone(), cause });
        }
    }

    /// What is not known of the user and decides.
    pub(super) fn dependencies(&self, found: &mut Vec<Dependency>) {
        let Users { include, exclude, .. } = self.users;
        let open = self.is_among(include) != Truth::Yes;
        for who in open.then_some(include).into_iter().chain([exclude]) {
            let unknown = self.items(who).filter(|item| item.truth == Truth::Unknown);
            let mut asked_who = false;
            let unknown = unknown.filter(|item| !(item.asks_who() && mem::replace(&mut asked_who, true)));
            found.extend(unknown.map(|item| item.dependency()));
            let guests = who.guests.as_ref().filter(|guests| self.is_guest(guests) == Truth::Unknown);
            found.extend(guests.into_iter().flat_map(|guests| self.of_guests(guests)));
        }
    }

    /// Whether the user is among those that a side names.
    fn is_among(&self, who: &Who) -> Truth {
        let named = self.named(who, None);
        Truth::agreed(self.beings().map(|being| named.or(being.is_among(who).into())))
    }

    /// Whether a side names the user otherwise than as a guest. What the other side names as well is
    /// left out: exclusion wins, whether it is the user or not.
    fn named(&self, who: &Who, but: Option<&Who>) -> Truth {
        let is_user = |user: &Id| self.is_user(user);
        let is_in_group = |group: &Id| self.attempt.is_in_group(group);
        let holds_role = |role: &Id| self.attempt.holds_role(role);
        any_of(&who.users, but.map(|who| &who.users), is_user)
            .or(any_of(&who.groups, but.map(|who| &who.groups), is_in_group))
            .or(any_of(&who.roles, but.map(|who| &who.roles), holds_role))
    }

    fn is_user(&self, user: &Id) -> Truth {
        if user.is("All") {
            Truth::Yes
        } else if is_no_person(user) || user.is(EXTERNALS) {
            Truth::No
        } else {
            self.attempt.is_user(user)
        }
    }

    fn is_guest(&self, guests: &Guests) -> Truth {
        Truth::agreed(self.beings().map(|being| being.is_named(guests).into()))
    }

    /// Everything that the user may be, as far as the policy can tell.
    fn beings(&self) -> impl Iterator<Item = Being<'j>> + '_ {
        let kinds = self.attempt.user_kinds().iter();
        kinds.flat_map(|kind| self.homes().map(move |home| Being { kind, home }))
    }

    fn homes(&self) -> impl Iterator<Item = Option<&'j Id>> + '_ {
        let users: &'j Users = self.users;
        let guests = || [&users.include, &users.exclude].into_iter().filter_map(|who| who.guests.as_ref());
        let named =
            move || guests().filter_map(|guests| guests.tenants.as_ref()).flat_map(|list| &list.items);
        let certain = named().find(|home| self.attempt.is_from(home) == Truth::Yes);
        let possible = named().filter(|home| self.attempt.is_from(home) == Truth::Unknown);
        let possible = possible.map(Some).chain([None]).filter(move |_| certain.is_none());
        certain.map(Some).into_iter().chain(possible)
    }

    /// The lists of a side, item by item.
    fn items<'i>(&'i self, who: &'i Who) -> impl Iterator<Item = Item<'i>> {
        let item = |list, (index, names)| Item { truth: self.is(names), names, list, index };
        let users = who.users.items.iter().map(Names::User).enumerate();
        let groups = who.groups.items.iter().map(Names::Group).enumerate();
        let roles = who.roles.items.iter().map(Names::Role).enumerate();
        let users = users.map(move |named| item(&who.users, named));
        let groups = groups.map(move |named| item(&who.groups, named));
        users.chain(groups).chain(roles.map(move |named| item(&who.roles, named)))
    }

    fn is(&self, names: Names<'_>) -> Truth {
        match names {
            Names::User(token) if token.is(EXTERNALS) => {
                self.attempt.user_kinds().agrees(UserKind::is_external)
            }
            Names::User(user) => self.is_user(user),
            Names::Group(group) => self.attempt.is_in_group(group),
            Names::Role(role) => self.attempt.holds_role(role),
        }
    }

    /// What naming these guests hangs on.
    fn of_guests<'i>(&self, guests: &'i Guests) -> impl Iterator<Item = Dependency> + use<'i> {
        let is_kind = self.attempt.user_kinds().agrees(|kind| guests.kinds.contains(&kind));
        let tenants = guests.tenants.as_ref();
        let is_home = tenants.map(|list| any_of(list, None, |home| self.attempt.is_from(home)));
        let ask = |at: &Pointer, on| Dependency { at: at.clone(), on };
        let kind = (is_kind == Truth::Unknown).then(|| ask(&guests.at, Coordinate::UserKind));
        let tenants = tenants.filter(|_| is_home == Some(Truth::Unknown));
        kind.into_iter().chain(tenants.map(|list| ask(&list.at, Coordinate::HomeTenant)))
    }
}

impl Being<'_> {
    /// Whether a side names users of this kind and home.
    fn is_among(self, who: &Who) -> bool {
        let by_token = self.kind.is_external() && who.users.has(EXTERNALS);
        by_token || who.guests.as_ref().is_some_and(|guests| self.is_named(guests))
    }

    fn is_named(self, guests: &Guests) -> bool {
        let is_home = |tenants: &List| self.home.is_some_and(|home| tenants.items.contains(home));
        guests.kinds.contains(&self.kind) && guests.tenants.as_ref().is_none_or(is_home)
    }
}

impl Item<'_> {
    fn at(&self) -> Pointer {
        self.list.at_item(self.index)
    }

    /// Whether it asks who the user is: the whole list does so once.
    fn asks_who(&self) -> bool {
        matches!(self.names, Names::User(user) if !user.is(EXTERNALS))
    }

    fn dependency(&self) -> Dependency {
        match self.names {
            Names::User(token) if token.is(EXTERNALS) => {
                Dependency { at: self.at(), on: Coordinate::UserKind }
            }
            Names::User(_) => Dependency { at: self.list.at.clone(), on: Coordinate::User },
            Names::Group(group) => Dependency { at: self.at(), on: Coordinate::Group(group.clone()) },
            Names::Role(role) => Dependency { at: self.at(), on: Coordinate::Role(role.clone()) },
        }
    }
}

impl Names<'_> {
    fn excluded(self) -> Cause {
        match self {
            Self::User(user) => Cause::UserExcluded(user.clone()),
            Self::Group(group) => Cause::GroupExcluded(group.clone()),
            Self::Role(role) => Cause::RoleExcluded(role.clone()),
        }
    }
}
