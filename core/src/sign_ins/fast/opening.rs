//! How records begin: by that, one is found in the middle of a log.

use alloc::{borrow::ToOwned, vec::Vec};

use memchr::memmem;

use super::{lex::scalar, outline::Outline};

/// How many places are tried; the policies of one record may begin as records do.
const MAX_TRIES: usize = 1_000;

/// The text of a record up to its second member, but for the value of the first.
#[derive(Clone, Debug)]
pub(in super::super) struct Opening {
    /// Up to the value of the first member.
    first: Vec<u8>,
    /// From there to the value of the second.
    second: Vec<u8>,
}

impl Opening {
    /// `None` where the first member is an object or a list, or there is no second.
    pub(super) fn of(outline: &Outline) -> Option<Self> {
        let [first, second] = outline.nodes.get(1..3)? else { return None };
        let is_member = |parent: usize| parent == 0;
        if !is_member(first.parent) || !is_member(second.parent) {
            return None;
        }
        Some(Self {
            first: outline.text.get(..first.start)?.to_owned(),
            second: outline.text.get(first.end..second.start)?.to_owned(),
        })
    }

    /// Where the last record begins in these bytes, as far as can be seen.
    pub(in super::super) fn last_in(&self, bytes: &[u8]) -> Option<usize> {
        let finder = memmem::FinderRev::new(&self.first);
        let mut before = bytes;
        for _ in 0..MAX_TRIES {
            let at = finder.rfind(before)?;
            before = bytes.get(..at)?;
            let value = at + self.first.len();
            let begins = || bytes.get(scalar(bytes, value)?.end..)?.starts_with(&self.second).then_some(());
            if before.trim_ascii_end().ends_with(b",") && begins().is_some() {
                return Some(at);
            }
        }
        None
    }
}
