//! The file of decisions.

use std::path::Path;

use flowlock_core::{Problem, decisions::Decisions};

use crate::{
    files,
    output::{json, write_file},
};

/// The decisions of the file; without one there are none.
pub(crate) fn read(path: Option<&Path>) -> Result<Decisions, Problem> {
    let Some(path) = path else { return Ok(Decisions::default()) };
    let (name, bytes) = files::whole(path)?;
    Decisions::parse(&name, &bytes)
}

/// The decisions of a file that need not be there yet.
pub(crate) fn read_or_begin(path: &Path) -> Result<Decisions, Problem> {
    read(path.exists().then_some(path))
}

/// Writes the file, in full or not at all; and not where it could not be read again, which would void all that is
/// in it.
pub(crate) fn write(path: &Path, decisions: &Decisions) -> Result<(), Problem> {
    let text = json(decisions)?;
    Decisions::parse(&files::name(path), text.as_bytes())?;
    write_file(path, &text)
}
