//! The word that was meant.

use alloc::vec::Vec;

/// The longest word for which a nearest one is looked for.
const MAX_WORD: usize = 64;

/// The known word nearest to a misspelt one, if it is near enough to have been meant.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let near = known.iter().map(|candidate| (distance(word, candidate), *candidate));
    let (edits, candidate) = near.min_by_key(|(edits, _)| *edits)?;
    (edits <= candidate.len().div_ceil(3)).then_some(candidate)
}

/// How many letters must be put in, left out or changed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_ascii_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.to_ascii_lowercase().chars().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        for (cell, wanted) in row.iter_mut().skip(1).zip(&other) {
            let change = diagonal + usize::from(letter != *wanted);
            diagonal = *cell;
            *cell = change.min(left + 1).min(diagonal + 1);
            left = *cell;
        }
        row.first_mut().into_iter().for_each(|first| *first = at + 1);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_that_of_levenshtein() {
        for (one, other, edits) in
            [("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("a", "A", 0)]
        {
            assert_eq!((distance(one, other), distance(other, one)), (edits, edits), "{one} {other}");
        }
    }

    #[test]
    fn only_a_word_that_may_have_been_meant_is_offered() {
        let known = ["emergencyAccess", "exceptions", "asOf"];
        assert_eq!(nearest("emergancyAcess", &known), Some("emergencyAccess"));
        assert_eq!(nearest("as_of", &known), Some("asOf"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), &known), None);
    }
}
