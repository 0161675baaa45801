//! Texts that a host carries from one request to another, and that nobody but Flowlock reads.
//!
//! They begin with their kind and version, so that another version says so instead of guessing.
//! They are text and not JSON of the response, since a host that reads and writes JSON may change
//! numbers on the way: JavaScript does, above 2^53. Inside are the bytes of Borsh, whose readers weigh
//! a quarter of what those of JSON do.

use alloc::{format, string::String};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use borsh::{BorshDeserialize, BorshSerialize};

use crate::{catalogue::ProblemCode, problem::Problem};

/// A kind of such text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seal {
    /// What it is called in requests.
    pub(super) name: &'static str,
    /// What it begins with. It changes whenever the rest changes its shape or meaning.
    pub(super) mark: &'static str,
}

pub(super) const WATCH: Seal = Seal { name: "watch", mark: "flowlock-watch-2 " };
pub(super) const SUMMARY: Seal = Seal { name: "summary", mark: "flowlock-summary-2 " };

impl Seal {
    /// Writes a text.
    pub(super) fn close(self, value: &impl BorshSerialize) -> Result<String, Problem> {
        let bytes = borsh::to_vec(value).map_err(|_| self.damaged())?;
        Ok(format!("{}{}", self.mark, STANDARD_NO_PAD.encode(bytes)))
    }

    /// Reads a text that [`close`](Self::close) wrote.
    pub(super) fn open<T: BorshDeserialize>(self, text: &str) -> Result<T, Problem> {
        let sealed = text.strip_prefix(self.mark).ok_or_else(|| self.foreign())?;
        let bytes = STANDARD_NO_PAD.decode(sealed).map_err(|_| self.damaged())?;
        borsh::from_slice(&bytes).map_err(|_| self.damaged())
    }

    fn foreign(self) -> Problem {
        let message = format!("the {} was not written by this version of Flowlock", self.name);
        Problem::new(ProblemCode::ForeignText, message, "make it again, with the version that is to read it")
    }

    fn damaged(self) -> Problem {
        let message = format!("the {} is damaged", self.name);
        Problem::new(ProblemCode::DamagedText, message, "carry it as it is, or make it again")
    }
}
