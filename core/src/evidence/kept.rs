//! Events that are kept one by one, each with how often it was read.

use alloc::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};

use super::map;

/// The least events of all that were added.
///
/// One that there is no room for is given back with how often it was read. Whether an event stays in the
/// end hangs on which others there are and not on their order; and one that does not stay was given back
/// as often as it was added. So what is kept and what was given back are the same in any order.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Kept<T: Ord>(#[borsh(deserialize_with = "map::read")] BTreeMap<T, u32>);

impl<T: Ord> Kept<T> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds an event that was read so many times; gives back the greatest where there are more than `most`.
    pub(super) fn add(&mut self, event: T, times: u32, most: usize) -> Option<(T, u32)> {
        let is_full = self.0.len() >= most;
        if is_full && self.0.last_key_value().is_none_or(|(last, _)| *last < event) {
            return Some((event, times));
        }
        let known = self.0.entry(event).or_default();
        *known = known.saturating_add(times);
        if self.0.len() > most { self.0.pop_last() } else { None }
    }

    /// The events in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.keys()
    }

    /// The events that are no less than this one, in their order.
    pub(super) fn from(&self, first: T) -> impl Iterator<Item = &T> {
        self.0.range(first..).map(|(event, _)| event)
    }
}

impl<T: Ord> IntoIterator for Kept<T> {
    type Item = (T, u32);
    type IntoIter = alloc::collections::btree_map::IntoIter<T, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    /// What is kept, and what was given back.
    fn added(events: &[(u64, u32)], most: usize) -> (Kept<u64>, BTreeMap<u64, u32>) {
        let (mut kept, mut given_back) = (Kept::new(), BTreeMap::new());
        for (event, times) in events {
            if let Some((event, times)) = kept.add(*event, *times, most) {
                *given_back.entry(event).or_default() += times;
            }
        }
        (kept, given_back)
    }

    #[test]
    fn in_any_order_the_same_is_kept_and_given_back() {
        let read: Vec<(u64, u32)> =
            (0..60).map(|number| (u64::from(number) * 7 % 13, 1 + number % 3)).collect();
        for most in [0, 1, 5, 12, 13, 20] {
            let expected = added(&read, most);
            assert_eq!(expected.0.iter().count(), most.min(13));
            let mut other = read.clone();
            for turn in 0..60 {
                other.rotate_left(turn);
                other.reverse();
                assert_eq!(added(&other, most), expected, "{most} {turn}");
            }
        }
    }
}
