//! One file on its way in: what it is, its first bytes decide.

use flowlock_core::{Evidence, Intake, PEEK_BYTES, Problem, SignIns, Source, limits::MAX_DOCUMENT_BYTES};

use crate::packed::Packed;

/// A file that is being read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) name: String,
    packed: Packed,
    content: Content,
    /// Why it cannot be read on.
    broken: Option<Problem>,
}

/// What is kept of a file.
#[derive(Debug)]
enum Content {
    /// What it begins with, too little to tell a log from an export.
    Beginning(Vec<u8>),
    /// An export, whole so far.
    Export(Vec<u8>),
    /// An export that is too large, by its beginning.
    TooLarge(Vec<u8>),
    /// A log of sign-ins, which is not kept.
    Log(Box<SignIns>),
}

/// A file at its end.
#[derive(Debug)]
pub(crate) enum Read {
    Export(Vec<u8>),
    TooLarge(Vec<u8>),
    Unreadable(Problem),
    Log(Box<Evidence>, Source),
}

impl Reading {
    pub(crate) fn new(name: &str) -> Self {
        let content = Content::Beginning(Vec::new());
        Self { name: name.to_owned(), packed: Packed::default(), content, broken: None }
    }

    /// Reads the next bytes, as they lie in the file. `log` is what a log is to be read with.
    pub(crate) fn write(
        &mut self,
        bytes: &[u8],
        log: &mut impl FnMut() -> Result<Evidence, Problem>,
    ) -> Result<(), Problem> {
        let Self { name, packed, content, broken } = self;
        let mut taken = Ok(());
        let written = packed.write(bytes, &mut |bytes| {
            if taken.is_ok() {
                taken = content.take(bytes, name, log);
            }
        });
        if let Err(problem) = written {
            *broken = Some(problem);
        }
        taken
    }

    /// Ends the file; `broken` is why the host could not read it to its end.
    pub(crate) fn finish(
        mut self,
        broken: Option<Problem>,
        log: &mut impl FnMut() -> Result<Evidence, Problem>,
    ) -> Result<Read, Problem> {
        let Self { name, packed, content, .. } = &mut self;
        let mut taken = Ok(());
        let finished = packed.finish(&mut |bytes| {
            if taken.is_ok() {
                taken = content.take(bytes, name, log);
            }
        });
        taken?;
        content.settle(name, log)?;
        let problem = self.broken.or(broken).or(finished.err());
        Ok(self.content.finish(problem.map(|problem| problem.in_source(&self.name))))
    }
}

impl Content {
    fn take(
        &mut self,
        bytes: &[u8],
        name: &str,
        log: &mut impl FnMut() -> Result<Evidence, Problem>,
    ) -> Result<(), Problem> {
        match self {
            Self::Beginning(begun) => {
                begun.extend_from_slice(bytes);
                if begun.len() >= PEEK_BYTES {
                    self.settle(name, log)?;
                }
            }
            Self::Export(whole) => {
                if whole.len().saturating_add(bytes.len()) > MAX_DOCUMENT_BYTES {
                    whole.truncate(PEEK_BYTES);
                    whole.shrink_to_fit();
                    *self = Self::TooLarge(std::mem::take(whole));
                } else {
                    whole.extend_from_slice(bytes);
                }
            }
            Self::TooLarge(_) => {}
            Self::Log(sign_ins) => sign_ins.push(bytes),
        }
        Ok(())
    }

    /// Tells by the beginning what it is.
    fn settle(
        &mut self,
        name: &str,
        log: &mut impl FnMut() -> Result<Evidence, Problem>,
    ) -> Result<(), Problem> {
        let Self::Beginning(begun) = self else { return Ok(()) };
        let begun = std::mem::take(begun);
        let start = begun.get(..PEEK_BYTES).unwrap_or(&begun);
        *self = if Intake::is_log(start) {
            let mut sign_ins = SignIns::onto(name, log()?);
            sign_ins.push(&begun);
            Self::Log(Box::new(sign_ins))
        } else {
            let mut export = Self::Export(Vec::new());
            export.take(&begun, name, log)?;
            export
        };
        Ok(())
    }

    fn finish(self, broken: Option<Problem>) -> Read {
        match (self, broken) {
            (Self::Log(sign_ins), broken) => {
                let (evidence, mut source) = sign_ins.finish();
                source.complete &= broken.is_none();
                source.problems.extend(broken);
                Read::Log(Box::new(evidence), source)
            }
            (_, Some(problem)) => Read::Unreadable(problem),
            (Self::Beginning(bytes) | Self::Export(bytes), None) => Read::Export(bytes),
            (Self::TooLarge(beginning), None) => Read::TooLarge(beginning),
        }
    }
}
