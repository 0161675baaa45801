//! A log in blocks, cut where records seem to begin.

use std::io;

use flowlock_core::{Problem, Seam};
use indicatif::ProgressBar;

use super::Log;
use crate::{decode::Bytes, files};

/// How many bytes a block has, unless it is the last.
const BLOCK: usize = 1024 * 1024;

/// The blocks of one log, in order.
pub(super) struct Blocks {
    state: State,
    /// What was read behind the last cut.
    carry: Vec<u8>,
    begins_record: bool,
    next: u64,
}

enum State {
    Closed,
    Open(Bytes),
    Ended,
}

/// What is known of a block, beside its bytes.
pub(super) struct Block {
    /// Its place in the log.
    pub(super) number: u64,
    /// Whether a record seems to begin with it.
    pub(super) begins_record: bool,
    /// Whether it is the last, and if so, whether the log could be read to its end.
    pub(super) last: Option<Result<(), Problem>>,
}

impl Blocks {
    pub(super) const fn new() -> Self {
        Self { state: State::Closed, carry: Vec::new(), begins_record: false, next: 0 }
    }

    /// Reads the next block into the buffer and cuts it where the seam says; `None` behind the last.
    pub(super) fn next(
        &mut self,
        log: &Log,
        progress: &ProgressBar,
        seam: Option<&Seam>,
        buffer: &mut Vec<u8>,
    ) -> Option<Block> {
        buffer.clear();
        if let State::Closed = self.state {
            match log.open(progress) {
                Ok(bytes) => self.state = State::Open(bytes),
                Err(problem) => return Some(self.end(Err(problem))),
            }
        }
        let State::Open(bytes) = &mut self.state else { return None };
        buffer.append(&mut self.carry);
        match fill(bytes, buffer) {
            Ok(true) => Some(self.cut(seam, buffer)),
            Ok(false) => Some(self.end(Ok(()))),
            Err(error) => Some(self.end(Err(files::problem(&error, &log.input.name)))),
        }
    }

    fn cut(&mut self, seam: Option<&Seam>, buffer: &mut Vec<u8>) -> Block {
        let at = seam.and_then(|seam| seam.cut(buffer));
        if let Some(at) = at {
            self.carry.extend_from_slice(buffer.get(at..).unwrap_or_default());
            buffer.truncate(at);
        }
        let begins_record = std::mem::replace(&mut self.begins_record, at.is_some());
        self.block(begins_record, None)
    }

    fn end(&mut self, outcome: Result<(), Problem>) -> Block {
        self.state = State::Ended;
        self.block(self.begins_record, Some(outcome))
    }

    fn block(&mut self, begins_record: bool, last: Option<Result<(), Problem>>) -> Block {
        let number = self.next;
        self.next += 1;
        Block { number, begins_record, last }
    }
}

/// Reads until the buffer has the bytes of a block; `false` where the log ends before.
fn fill(bytes: &mut Bytes, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let mut filled = buffer.len();
    buffer.resize(BLOCK, 0);
    let outcome = loop {
        let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) else { break Ok(true) };
        match bytes.read(room) {
            Ok(0) => break Ok(false),
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => break Err(error),
        }
    };
    buffer.truncate(filled);
    outcome
}
