//! Containers around records, and the names of the members that hold them.

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
    let before = object.strip_suffix(b"[")?.trim_ascii_end();
    let key = before.strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"")?;
    let quote = memchr::memrchr(b'"', key)?;
    let name = key.get(quote + 1..)?;
    let known = LISTS.into_iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name))?;
    Some((known, quote))
}
