//! The file of decisions.

use std::path::Path;

use flowlock_core::{Problem, ProblemCode, decisions::Decisions};

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
/// in it, nor where it is not what it was, which would take back what somebody else wrote meanwhile.
pub(crate) fn write(path: &Path, before: &Decisions, decisions: &Decisions) -> Result<(), Problem> {
    if read_or_begin(path)? != *before {
        let message = "somebody else changed the file meanwhile";
        let problem = Problem::new(ProblemCode::Unwritable, message, "run this again");
        return Err(problem.in_source(&files::name(path)));
    }
    let text = json(decisions)?;
    Decisions::parse(&files::name(path), text.as_bytes())?;
    write_file(path, &text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_not_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("decisions.json");
        let fixture =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/decided-exception/decisions.json");
        let (none, some) = (Decisions::default(), read(Some(&fixture)).unwrap());
        write(&path, &none, &some).unwrap();
        let problem = write(&path, &none, &none).unwrap_err();
        assert_eq!((problem.code, problem.help.as_str()), (ProblemCode::Unwritable, "run this again"));
        assert_eq!(read(Some(&path)).unwrap(), some);
        write(&path, &some, &none).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("[]"));
    }
}
