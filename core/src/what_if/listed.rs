//! Conditions that include and exclude by list: applications, platforms, locations.

use alloc::vec::Vec;
use core::mem;

use super::{
    judgement::{Cause, Coordinate, Dependency, Obstacle},
    known::{Known, Truth},
};
use crate::entra::{Applications, Id, List, Platform, Pointer, Scope, well_known::is_suite};

/// A condition of an include list and an exclude list, and one value.
pub(super) struct Listed<'j> {
    at: &'j Pointer,
    include: &'j List,
    exclude: &'j List,
    /// Whether the include list is met without being asked.
    included: bool,
    attempt: &'j dyn Known,
    of: Of,
}

/// What the lists are of.
#[derive(Clone, Copy)]
enum Of {
    Applications,
    Platforms,
    Locations,
}

impl<'j> Listed<'j> {
    pub(super) fn applications(applications: &'j Applications, attempt: &'j dyn Known) -> Self {
        let Applications { at, include, exclude, filter } = applications;
        // A filter may stand alone: then it alone says which applications are included.
        let included = include.items.is_empty() && filter.as_ref().is_some_and(|rule| rule.must_hold);
        Self { at, include, exclude, included, attempt, of: Of::Applications }
    }

    pub(super) fn platforms(scope: &'j Scope, attempt: &'j dyn Known) -> Self {
        let Scope { at, include, exclude } = scope;
        Self { at, include, exclude, included: false, attempt, of: Of::Platforms }
    }

    pub(super) fn locations(scope: &'j Scope, attempt: &'j dyn Known) -> Self {
        let Scope { at, include, exclude } = scope;
        Self { at, include, exclude, included: false, attempt, of: Of::Locations }
    }

    /// Whether the value is included and not excluded.
    pub(super) fn truth(&self) -> Truth {
        match self.of {
            // Of platforms there are few: each that it may be is tried.
            Of::Platforms => self.attempt.platforms().agrees(|platform| {
                let lists = |list: &List| list.items.iter().any(|item| is_platform(item, platform));
                lists(self.include) && !lists(self.exclude)
            }),
            Of::Applications | Of::Locations => {
                let included = any_of(self.include, Some(self.exclude), |item| self.is(item));
                let excluded = any_of(self.exclude, None, |item| self.is(item));
                included.or(self.included.into()).and(!excluded)
            }
        }
    }

    /// What keeps the value out for certain, or, at [`Truth::Unknown`], what may.
    pub(super) fn obstacles(&self, at_least: Truth, found: &mut Vec<Obstacle>) {
        let (not_included, excluded): (Cause, fn(Id) -> Cause) = match self.of {
            Of::Applications => (Cause::ApplicationNotIncluded, Cause::ApplicationExcluded),
            Of::Platforms => (Cause::PlatformNotIncluded, Cause::PlatformExcluded),
            Of::Locations => (Cause::LocationNotIncluded, Cause::LocationExcluded),
        };
        if !self.is_included() >= at_least {
            found.push(Obstacle { at: self.at.clone(), cause: not_included });
        }
        let met = self.exclude.pointed().filter(|(item, _)| self.is(item) >= at_least);
        found.extend(met.map(|(item, at)| Obstacle { at, cause: excluded(item.clone()) }));
    }

    /// What is not known of the value and decides.
    pub(super) fn dependencies(&self, found: &mut Vec<Dependency>) {
        let open = self.is_included() != Truth::Yes;
        for list in open.then_some(self.include).into_iter().chain([self.exclude]) {
            let unknown = list.pointed().filter(|(item, _)| self.is(item) == Truth::Unknown);
            let mut asked = false;
            let unknown = unknown.filter(|(item, _)| self.asks_own(item) || !mem::replace(&mut asked, true));
            found.extend(unknown.map(|(item, at)| self.dependency(list, item, at)));
        }
    }

    /// Whether the item asks something of its own; the others of a list ask one thing together.
    fn asks_own(&self, item: &Id) -> bool {
        match self.of {
            Of::Applications => is_suite(item),
            Of::Platforms => false,
            Of::Locations => true,
        }
    }

    fn dependency(&self, list: &List, item: &Id, at: Pointer) -> Dependency {
        match self.of {
            Of::Applications if is_suite(item) => Dependency { at, on: Coordinate::Suite(item.clone()) },
            Of::Applications => Dependency { at: list.at.clone(), on: Coordinate::Application },
            Of::Platforms => Dependency { at: list.at.clone(), on: Coordinate::DevicePlatform },
            Of::Locations => Dependency { at, on: Coordinate::Location(item.clone()) },
        }
    }

    fn is_included(&self) -> Truth {
        match self.of {
            Of::Platforms => {
                let lists = |platform| self.include.items.iter().any(|item| is_platform(item, platform));
                self.attempt.platforms().agrees(lists)
            }
            Of::Applications | Of::Locations => {
                any_of(self.include, None, |item| self.is(item)).or(self.included.into())
            }
        }
    }

    fn is(&self, item: &Id) -> Truth {
        match self.of {
            Of::Platforms => self.attempt.platforms().agrees(|platform| is_platform(item, platform)),
            _ if item.is("All") => Truth::Yes,
            _ if item.is("None") => Truth::No,
            Of::Applications => self.attempt.is_for(item),
            Of::Locations => self.attempt.is_at(item),
        }
    }
}

/// Whether an item of the list is met. What is not known of items that another list holds as well is
/// left out: that list wins, whether they are met or not.
pub(super) fn any_of(list: &List, but: Option<&List>, is: impl Fn(&Id) -> Truth) -> Truth {
    let stands_there = |item: &Id| but.is_some_and(|list| list.has(item.as_str()));
    Truth::any(list.items.iter().map(|item| match is(item) {
        Truth::Unknown if stands_there(item) => Truth::No,
        truth => truth,
    }))
}

fn is_platform(item: &Id, platform: Platform) -> bool {
    item.is("all") || Platform::parse_listed(item.as_str()) == Some(platform)
}
