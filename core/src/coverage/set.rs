//! A set of the values of one variable.

use alloc::vec::Vec;

/// A subset of `0..len`; the variable knows its `len`. Up to 64 values need no allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Set {
    Small(u64),
    Large(Vec<u64>),
}

const BITS: usize = u64::BITS as usize;

impl Set {
    pub(super) fn empty(len: usize) -> Self {
        if len <= BITS { Self::Small(0) } else { Self::Large(alloc::vec![0; len.div_ceil(BITS)]) }
    }

    pub(super) fn full(len: usize) -> Self {
        (0..len).fold(Self::empty(len), |mut set, value| {
            set.insert(value);
            set
        })
    }

    pub(super) fn of(len: usize, values: impl IntoIterator<Item = usize>) -> Self {
        values.into_iter().fold(Self::empty(len), |mut set, value| {
            set.insert(value);
            set
        })
    }

    fn words(&self) -> &[u64] {
        match self {
            Self::Small(word) => core::slice::from_ref(word),
            Self::Large(words) => words,
        }
    }

    pub(super) fn insert(&mut self, value: usize) {
        let words = match self {
            Self::Small(word) => core::slice::from_mut(word),
            Self::Large(words) => words.as_mut_slice(),
        };
        if let Some(word) = words.get_mut(value / BITS) {
            *word |= 1 << (value % BITS);
        }
    }

    pub(super) fn contains(&self, value: usize) -> bool {
        self.words().get(value / BITS).is_some_and(|word| word >> (value % BITS) & 1 == 1)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words().iter().all(|word| *word == 0)
    }

    /// Whether every value of this set is in the other.
    pub(super) fn within(&self, other: &Self) -> bool {
        self.words().iter().zip(other.words()).all(|(mine, theirs)| mine & !theirs == 0)
    }

    /// Whether the two share a value.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.words().iter().zip(other.words()).any(|(mine, theirs)| mine & theirs != 0)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        self.zip(other, |mine, theirs| mine & theirs)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        self.zip(other, |mine, theirs| mine | theirs)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        self.zip(other, |mine, theirs| mine & !theirs)
    }

    fn zip(&self, other: &Self, both: impl Fn(u64, u64) -> u64) -> Self {
        match (self, other) {
            (Self::Small(mine), Self::Small(theirs)) => Self::Small(both(*mine, *theirs)),
            _ => Self::Large(self.words().iter().zip(other.words()).map(|(a, b)| both(*a, *b)).collect()),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words().iter().enumerate().flat_map(|(at, word)| {
            (0..BITS).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * BITS + bit)
        })
    }

    /// What looking at the set once costs, in steps of proof.
    pub(super) fn cost(&self) -> u64 {
        self.words().len() as u64
    }
}
