//! One log that several threads read, block by block.
//!
//! Whoever is free reads the next block from the file, then what is in it, out of turn. In turn, block
//! by block, it is joined to what was read before: so the same comes out however many threads there are.

use std::{
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use flowlock_core::{Evidence, Part, PartReader, Problem, Seam, SignInLog, Source, Watch};
use indicatif::ProgressBar;

use super::{
    Log,
    blocks::{Block, Blocks},
};

/// What all threads that read logs share.
pub(super) struct Reading<'r> {
    pub(super) watch: &'r Watch,
    pub(super) evidence: Mutex<Evidence>,
    pub(super) progress: ProgressBar,
    pub(super) threads: usize,
}

/// What one thread needs, whichever log it reads.
pub(super) struct Reader {
    parts: PartReader,
    buffer: Vec<u8>,
}

impl Reader {
    pub(super) fn new(watch: &Watch) -> Self {
        Self { parts: PartReader::new(watch), buffer: Vec::new() }
    }
}

/// A log, and how far it was read.
pub(super) struct Shared<'l> {
    log: &'l Log,
    blocks: Mutex<Blocks>,
    /// How the log goes on, if others may read out of turn.
    seam: Mutex<Option<Arc<Seam>>>,
    turn: Mutex<Turn>,
    passed: Condvar,
}

struct Turn {
    /// The block whose turn it is.
    number: u64,
    state: State,
}

enum State {
    New,
    Begun(Box<SignInLog>),
    Done(Result<Source, Problem>),
    /// A thread that read a block is gone: its turn never comes.
    Broken,
}

impl<'l> Shared<'l> {
    pub(super) const fn new(log: &'l Log) -> Self {
        Self {
            log,
            blocks: Mutex::new(Blocks::new()),
            seam: Mutex::new(None),
            turn: Mutex::new(Turn { number: 0, state: State::New }),
            passed: Condvar::new(),
        }
    }

    /// Reads block after block, as long as there are any.
    pub(super) fn read(&self, reading: &Reading<'_>, reader: &mut Reader) {
        let _watched = Watched(self);
        while let Some(block) = self.next(reading, &mut reader.buffer) {
            let seam = lock(&self.seam).clone().filter(|_| block.begins_record);
            let part = seam.map(|seam| reader.parts.read(&seam, &reader.buffer));
            if !self.in_turn(reading, block, part, &reader.buffer) {
                return;
            }
        }
    }

    fn next(&self, reading: &Reading<'_>, buffer: &mut Vec<u8>) -> Option<Block> {
        let mut blocks = lock(&self.blocks);
        let seam = lock(&self.seam).clone();
        blocks.next(self.log, &reading.progress, seam.as_deref(), buffer)
    }

    /// Waits for all blocks before this one and adds it; `false` where that cannot be.
    fn in_turn(&self, reading: &Reading<'_>, block: Block, part: Option<Part>, bytes: &[u8]) -> bool {
        let waits = |turn: &mut Turn| turn.number != block.number && !matches!(turn.state, State::Broken);
        let turn = self.passed.wait_while(lock(&self.turn), waits);
        let mut turn = turn.unwrap_or_else(PoisonError::into_inner);
        let mut log = match mem::replace(&mut turn.state, State::Broken) {
            State::New => Box::new(self.log.begin(reading.watch)),
            State::Begun(log) => log,
            State::Done(_) | State::Broken => return false,
        };
        match part {
            Some(part) => log.join(part, bytes),
            None => log.push(bytes),
        }
        log.drain_into(&mut lock(&reading.evidence));
        turn.state = if let Some(outcome) = block.last {
            State::Done(self.end(*log, outcome, &mut lock(&reading.evidence)))
        } else {
            *lock(&self.seam) = log.seam().filter(|_| reading.threads > 1).map(Arc::new);
            State::Begun(log)
        };
        turn.number += 1;
        self.passed.notify_all();
        true
    }

    fn end(
        &self,
        log: SignInLog,
        outcome: Result<(), Problem>,
        evidence: &mut Evidence,
    ) -> Result<Source, Problem> {
        let mut source = log.finish(evidence);
        match outcome {
            Ok(()) => {}
            Err(problem) if self.log.input.named => return Err(problem),
            Err(problem) => {
                source.complete = false;
                source.problems.push(problem);
            }
        }
        Ok(source)
    }

    /// How the log was read; `None` where it was not read to its end.
    pub(super) fn source(self) -> Option<Result<Source, Problem>> {
        match self.turn.into_inner().unwrap_or_else(PoisonError::into_inner).state {
            State::Done(source) => Some(source),
            State::New | State::Begun(_) | State::Broken => None,
        }
    }
}

/// Lets the other threads go where this one panics, so that the panic is seen and not waited for.
struct Watched<'s, 'l>(&'s Shared<'l>);

impl Drop for Watched<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(&self.0.turn).state = State::Broken;
            self.0.passed.notify_all();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
