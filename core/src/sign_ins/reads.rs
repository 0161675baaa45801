//! What a value can be read from: a member of an object, a cell of a row, its text alone.

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, value::BorrowedStrDeserializer};

/// Something that a value can be read from, once.
pub(super) trait Reads<'de> {
    type Error: serde::de::Error;

    /// Reads the value; where there is none, it is the default.
    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error>
    where
        S::Value: Default;
}

/// A member.
pub(super) struct OfMember<'a, A>(pub(super) &'a mut A);

impl<'de, A: MapAccess<'de>> Reads<'de> for OfMember<'_, A> {
    type Error = A::Error;

    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error>
    where
        S::Value: Default,
    {
        self.0.next_value_seed(seed)
    }
}

/// A cell, and whether there was one.
pub(super) struct OfRow<'a, A>(pub(super) &'a mut A, pub(super) bool);

impl<'de, A: SeqAccess<'de>> Reads<'de> for OfRow<'_, A> {
    type Error = A::Error;

    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error>
    where
        S::Value: Default,
    {
        let cell = self.0.next_element_seed(seed)?;
        self.1 = cell.is_some();
        Ok(cell.unwrap_or_default())
    }
}

/// The text of a value, which is known to be JSON.
pub(super) struct OfText<'de>(pub(super) &'de str);

impl<'de> Reads<'de> for OfText<'de> {
    type Error = serde_json::Error;

    fn value<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error>
    where
        S::Value: Default,
    {
        let content = self.0.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        match content.filter(|content| !content.contains('\\')) {
            Some(content) => seed.deserialize(BorrowedStrDeserializer::new(content)),
            None => seed.deserialize(&mut serde_json::Deserializer::from_str(self.0)),
        }
    }
}
