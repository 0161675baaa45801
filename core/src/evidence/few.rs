//! Sets and counts that mostly hold one value, and there are thousands of them.

use alloc::{vec, vec::Vec};

use borsh::{
    BorshDeserialize, BorshSerialize,
    io::{Error, ErrorKind, Read, Result},
};

/// A set as a sorted list: a fifth of the memory of a tree where it holds one value.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub(crate) struct Few<T>(Vec<T>);

impl<T: Ord> Few<T> {
    /// Adds a value, and lets the greatest go where there are more than `most`: so the order does not matter.
    pub(super) fn insert(&mut self, value: T, most: usize) {
        if let Err(place) = self.0.binary_search(&value) {
            self.0.insert(place, value);
            self.0.truncate(most);
        }
    }

    /// The union, in the same way.
    pub(super) fn unite(&mut self, other: Self, most: usize) {
        other.0.into_iter().for_each(|value| self.insert(value, most));
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The values, the least first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    /// The least and the greatest.
    pub(crate) fn ends(&self) -> Option<(&T, &T)> {
        self.0.first().zip(self.0.last())
    }

    pub(crate) fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> From<Option<T>> for Few<T> {
    fn from(value: Option<T>) -> Self {
        Self(value.map_or_else(Vec::new, |value| vec![value]))
    }
}

impl<T: BorshDeserialize + Ord> BorshDeserialize for Few<T> {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        ascending(reader, |one, next| one < next).map(Self)
    }
}

/// Events by UTC day, counted from 1970: a map as a sorted list.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub(crate) struct Days(Vec<(i64, u64)>);

impl Days {
    pub(super) fn on(day: i64, events: u64) -> Self {
        Self(vec![(day, events)])
    }

    /// Adds up the events of each day. Of more days than `most` the first are kept: none of those was let
    /// go in any part, so the order does not matter.
    pub(super) fn add(&mut self, other: Self, most: usize) {
        for (day, events) in other.0 {
            match self.0.binary_search_by_key(&day, |(day, _)| *day) {
                Ok(place) => {
                    if let Some((_, count)) = self.0.get_mut(place) {
                        *count = count.saturating_add(events);
                    }
                }
                Err(place) => self.0.insert(place, (day, events)),
            }
        }
        self.0.truncate(most);
    }

    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, u64)> {
        self.0.iter().copied()
    }
}

impl BorshDeserialize for Days {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        ascending(reader, |(one, _), (next, _)| one < next).map(Self)
    }
}

/// Reads a list, which is in this order.
fn ascending<T: BorshDeserialize>(
    reader: &mut impl Read,
    ascends: impl Fn(&T, &T) -> bool,
) -> Result<Vec<T>> {
    let list = Vec::deserialize_reader(reader)?;
    if list.is_sorted_by(ascends) {
        return Ok(list);
    }
    Err(Error::new(ErrorKind::InvalidData, "a value stands twice, or in the wrong place"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_another_order_is_refused() {
        let few = |list: &[i64]| borsh::from_slice::<Few<i64>>(&borsh::to_vec(list).unwrap());
        assert_eq!(few(&[1, 2]).unwrap().into_vec(), [1, 2]);
        assert!(few(&[2, 1]).is_err() && few(&[1, 1]).is_err());
        let days = |list: &[(i64, u64)]| borsh::from_slice::<Days>(&borsh::to_vec(list).unwrap());
        assert_eq!(days(&[(1, 9), (2, 1)]).unwrap().len(), 2);
        assert!(days(&[(2, 1), (1, 9)]).is_err() && days(&[(1, 1), (1, 2)]).is_err());
    }
}
