//! Sorting without a copy of the machinery for each type: what `slice::sort_by` brings weighs four kilobytes
//! of WebAssembly for every type, and there are dozens.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec,
    vec::Vec,
};
use core::cmp::Ordering;

/// Sorts a list; what is equal keeps its order.
pub(crate) fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let by_place = |one, other| match (list.get(one), list.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    };
    for (one, other) in swaps(list.len(), &by_place) {
        list.swap(one, other);
    }
}

/// The same, by a key of each.
pub(crate) fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |one, other| key(one).cmp(&key(other)));
}

/// The same, by their own order.
pub(crate) fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, Ord::cmp);
}

/// A set of these values; of equal ones the last stays, as when one is collected: ids may differ in case.
pub(crate) fn set<T: Ord>(values: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for value in values {
        set.replace(value);
    }
    set
}

/// A map of these pairs; of equal keys the last counts. To collect one would sort the pairs first.
pub(crate) fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// The exchanges of places that bring a list of this length into order.
fn swaps(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut sorted: Vec<usize> = (0..len).collect();
    sorted.sort_by(|one, other| compare(*one, *other));
    let mut goal = vec![0; len];
    for (to, from) in sorted.into_iter().enumerate() {
        if let Some(goal) = goal.get_mut(from) {
            *goal = to;
        }
    }
    let mut swaps = Vec::new();
    for at in 0..len {
        while let Some(to) = goal.get(at).copied().filter(|to| *to != at) {
            goal.swap(at, to);
            swaps.push((at, to));
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;

    use super::*;
    use crate::entra::Id;

    #[test]
    fn of_equal_ids_a_set_keeps_the_spelling_that_a_collected_one_keeps() {
        let ids = ["b", "A", "a", "B"].map(Id::new);
        let spelt = |set: BTreeSet<Id>| set.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(spelt(set(ids.clone())), spelt(ids.into_iter().collect()));
    }

    #[test]
    fn lists_are_sorted_as_the_library_sorts_them() {
        let mut state = 1_u32;
        for len in 0..200 {
            let mut list: Vec<(u32, usize)> = (0..len)
                .map(|place| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 28, place)
                })
                .collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut list, |(key, _)| *key);
            assert_eq!(list, expected, "what is equal keeps its order");
        }
    }
}
