//! Texts that a host carries from one request to another, and that nobody but Flowlock reads.
//!
//! They begin with their kind and version, so that another version says so instead of guessing.
//! They are text and not JSON of the response, since a host that reads and writes JSON may change
//! numbers on the way: JavaScript does, above 2^53.

use alloc::{format, string::String};

use serde::{Serialize, de::DeserializeOwned};

use crate::{catalogue::ProblemCode, problem::Problem};

/// A kind of such text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seal {
    /// What it is called in requests.
    pub(super) name: &'static str,
    /// What it begins with. It changes whenever the rest changes its shape or meaning.
    pub(super) mark: &'static str,
}

pub(super) const WATCH: Seal = Seal { name: "watch", mark: "flowlock-watch-1 " };
pub(super) const SUMMARY: Seal = Seal { name: "summary", mark: "flowlock-summary-1 " };

impl Seal {
    /// Writes a text.
    pub(super) fn close(self, value: &impl Serialize) -> Result<String, Problem> {
        let json = serde_json::to_string(value).map_err(|_| self.damaged())?;
        Ok(format!("{}{json}", self.mark))
    }

    /// Reads a text that [`close`](Self::close) wrote.
    pub(super) fn open<T: DeserializeOwned>(self, text: &str) -> Result<T, Problem> {
        let json = text.strip_prefix(self.mark).ok_or_else(|| self.foreign())?;
        serde_json::from_str(json).map_err(|_| self.damaged())
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
