//! A log in parts, read by several threads.
//!
//! Where a record begins in the middle of a log nobody can know who has not read all before it: a
//! string may hold what looks like a record. So a part begins where a record *seems* to begin, and is
//! taken in only if the log, read up to there, is where the part took it to be.

use super::{
    fast::Opening,
    reader::{Beside, Haul, Reader},
    splitter::{Splitter, State},
};
use crate::evidence::Watch;

/// How a log goes on where a record begins.
#[derive(Clone, Debug)]
pub struct Seam {
    state: State,
    page: Beside,
    /// How records begin; `None` where each line is one.
    opening: Option<Opening>,
}

impl Seam {
    pub(super) fn new(state: State, page: Beside, opening: impl FnOnce() -> Option<Opening>) -> Option<Self> {
        let opening = if state.is_between_lines() { None } else { Some(opening()?) };
        Some(Self { state, page, opening })
    }

    /// Where the last record of these bytes seems to begin: what stands before can be read by one
    /// thread and what follows by another. `None` where no record seems to begin in them.
    pub fn cut(&self, bytes: &[u8]) -> Option<usize> {
        match &self.opening {
            None => memchr::memrchr(b'\n', bytes).map(|at| at + 1),
            Some(opening) => opening.last_in(bytes).filter(|at| *at > 0),
        }
    }
}

/// Reads parts of logs, one after the other.
#[derive(Debug)]
pub struct PartReader {
    reader: Reader,
}

impl PartReader {
    /// Looks for what this watch looks for.
    pub fn new(watch: &Watch) -> Self {
        Self { reader: Reader::new(watch) }
    }

    /// Reads bytes that follow a [cut](Seam::cut), up to the next one or to the end of the log.
    pub fn read(&mut self, seam: &Seam, bytes: &[u8]) -> Part {
        let mut splitter = Splitter::at(&seam.state);
        self.reader.haul = Haul { page: seam.page.clone(), ..Haul::default() };
        splitter.push(bytes, &mut self.reader);
        Part { seam: seam.clone(), splitter, haul: core::mem::take(&mut self.reader.haul) }
    }
}

/// A part of a log that was read out of turn.
#[derive(Debug)]
pub struct Part {
    seam: Seam,
    pub(super) splitter: Splitter,
    pub(super) haul: Haul,
}

impl Part {
    /// Whether the log is where the part took it to be.
    pub(super) fn fits(&self, splitter: &Splitter, page: &Beside) -> bool {
        splitter.is_at(&self.seam.state) && self.seam.page == *page
    }
}
