//! The named values of a coordinate, and applications that suites name as well.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::{iter, slice};

use super::set::Set;
use crate::{
    entra::{Id, well_known::is_suite},
    order,
};

/// The named values of tenant, user or application; `OTHER` is not among the names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    ids: Vec<Id>,
    index: BTreeMap<Id, usize>,
    /// The values beyond those of single ids, each with all that names it.
    joint: Vec<Vec<Id>>,
    /// For each id, the values among those that it names.
    within: Vec<Vec<usize>>,
}

impl Names {
    pub(super) fn new(ids: BTreeSet<Id>) -> Self {
        let ids: Vec<Id> = ids.into_iter().collect();
        let index = order::map(ids.iter().enumerate().map(|(at, id)| (id.clone(), at + 1)));
        Self { ids, index, ..Self::default() }
    }

    /// Applications. No export tells what belongs to a suite, so each may belong to any of those named, and
    /// one that nothing names to several.
    pub(super) fn of_applications(ids: BTreeSet<Id>) -> Self {
        let suites = subsets(ids.iter().filter(|id| is_suite(id)));
        let single = ids.iter().filter(|id| !is_suite(id));
        let belonging = |id: &Id| {
            let with = |suites: &Vec<&Id>| iter::once(id).chain(suites.iter().copied()).cloned().collect();
            suites.iter().filter(|suites| !suites.is_empty()).map(with).collect::<Vec<Vec<Id>>>()
        };
        let several = suites.iter().filter(|suites| suites.len() > 1);
        let several = several.map(|suites| suites.iter().copied().cloned().collect());
        let joint: Vec<Vec<Id>> = several.chain(single.flat_map(belonging)).collect();
        let names = Self::new(ids);
        let mut within = alloc::vec![Vec::new(); names.ids.len()];
        for (value, ids) in (names.len()..).zip(&joint) {
            for at in ids.iter().filter_map(|id| names.index.get(id)) {
                if let Some(values) = at.checked_sub(1).and_then(|at| within.get_mut(at)) {
                    values.push(value);
                }
            }
        }
        Self { joint, within, ..names }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len() + self.joint.len() + 1
    }

    /// The id of a value; `None` for any other.
    pub(super) fn id(&self, value: usize) -> Option<&Id> {
        self.all(value).first()
    }

    /// The suites that a value belongs to, beside its id.
    pub(super) fn suites(&self, value: usize) -> &[Id] {
        self.all(value).get(1..).unwrap_or_default()
    }

    /// All that names a value.
    fn all(&self, value: usize) -> &[Id] {
        let Some(at) = value.checked_sub(1) else { return &[] };
        match (self.ids.get(at), at.checked_sub(self.ids.len())) {
            (Some(id), _) => slice::from_ref(id),
            (None, at) => at.and_then(|at| self.joint.get(at)).map_or(&[], Vec::as_slice),
        }
    }

    /// Every value that one of these ids names.
    pub(super) fn set<'i>(&self, ids: impl IntoIterator<Item = &'i Id>) -> Set {
        let values = |id: &Id| {
            let own = self.index.get(id).copied();
            let joint = own.and_then(|own| self.within.get(own.checked_sub(1)?));
            own.into_iter().chain(joint.into_iter().flatten().copied())
        };
        Set::of(self.len(), ids.into_iter().flat_map(values))
    }

    /// The named values of a set, or those that it lacks, in few names: the ids of which it has, or lacks,
    /// every value, and then the single values that are left.
    pub(super) fn names_of(&self, set: &Set, lacks: bool) -> (Vec<&Id>, Vec<usize>) {
        let (of, not): (Vec<usize>, Vec<usize>) =
            (1..self.len()).partition(|value| set.contains(*value) != lacks);
        let places = |value: usize| self.all(value).iter().filter_map(|id| self.index.get(id).copied());
        let broken = Set::of(self.len(), not.into_iter().flat_map(places));
        let whole = (1..).zip(&self.ids).filter(|(at, _)| !broken.contains(*at)).map(|(_, id)| id).collect();
        let left = of.into_iter().filter(|value| places(*value).all(|at| broken.contains(at)));
        (whole, left.collect())
    }
}

/// All subsets of a few.
fn subsets<'i>(items: impl Iterator<Item = &'i Id>) -> Vec<Vec<&'i Id>> {
    items.fold(alloc::vec![Vec::new()], |mut sets, item| {
        let with = sets.iter().map(|set| set.iter().copied().chain([item]).collect());
        let with: Vec<Vec<&Id>> = with.collect();
        sets.extend(with);
        sets
    })
}
