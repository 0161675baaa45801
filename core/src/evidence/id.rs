//! Ids of events, and how they are told apart.

use alloc::string::String;

use borsh::{
    BorshDeserialize, BorshSerialize,
    io::{Read, Result, Write},
};

use super::{fnv, hash};

/// The id of an event in small letters, ordered by its hash: so those that are kept by their hash
/// alone are found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EventId {
    pub(super) hash: u64,
    pub(super) text: String,
}

impl EventId {
    pub(super) fn new(id: &str) -> Self {
        let text = id.trim().to_ascii_lowercase();
        Self { hash: hash(&text), text }
    }

    /// The hash of an id, which is `None` where there is none.
    pub(super) fn hash(id: &str) -> Option<u64> {
        let id = id.trim();
        (!id.is_empty()).then(|| fnv(id.bytes().map(|byte| byte.to_ascii_lowercase())))
    }
}

impl BorshSerialize for EventId {
    fn serialize<W: Write>(&self, writer: &mut W) -> Result<()> {
        self.text.serialize(writer)
    }
}

impl BorshDeserialize for EventId {
    fn deserialize_reader<R: Read>(reader: &mut R) -> Result<Self> {
        String::deserialize_reader(reader).map(|text| Self::new(&text))
    }
}
