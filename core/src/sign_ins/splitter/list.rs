//! Containers around records, and the names of the members that hold them.

use crate::intake::holds_sign_ins;

/// A container around the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// An object that a list of records is a member of.
    Object,
    List(List),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// Whether an array in it is a record.
    pub(super) rows: bool,
    /// Whether its objects are known to be records, and not pages.
    pub(super) known: bool,
    /// How far its first record is indented, where that stands at the start of a line.
    pub(super) indent: Option<usize>,
}

impl List {
    pub(super) const UNKNOWN: Self = Self { rows: false, known: false, indent: None };
}

/// The members that hold the records.
const LISTS: [&str; 7] = ["value", "records", "tables", "rows", "results", "data", "signins"];

/// The name of the member whose list just opened, and where the member begins, if it is a list of records.
pub(super) fn list_name(object: &[u8]) -> Option<(&'static str, usize)> {
    let (name, quote) = opened(object)?;
    let known = LISTS.into_iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name))?;
    Some((known, quote))
}

/// Whether the list that just opened in the object is one that sign-ins are read from, be it of a bundle.
pub(crate) fn holds_records(object: &[u8]) -> bool {
    let of_bundle = |(name, _)| core::str::from_utf8(name).is_ok_and(holds_sign_ins);
    list_name(object).is_some() || opened(object).is_some_and(of_bundle)
}

/// The name of the member whose list just opened, and where the member begins.
fn opened(object: &[u8]) -> Option<(&[u8], usize)> {
    let before = object.strip_suffix(b"[")?.trim_ascii_end();
    let key = before.strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"")?;
    let quote = memchr::memrchr(b'"', key)?;
    Some((key.get(quote + 1..)?, quote))
}
