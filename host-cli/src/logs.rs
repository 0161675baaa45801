//! Logs of sign-ins: read as streams, several at a time.

use std::{
    io::{self, Cursor, IsTerminal, Read},
    num::NonZero,
    panic,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use flowlock_core::{Evidence, Problem, SignIns, Source, Watch};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    decode::Bytes,
    files::{self, Input},
};

/// How much is read at once.
const CHUNK: usize = 1024 * 1024;

/// Progress is shown where there is more than this to be read.
const LONG: u64 = 64 * 1024 * 1024;

/// A log, and what was read of it when it was recognised, if that cannot be read again.
pub(crate) struct Log {
    input: Input,
    begun: Mutex<Option<Bytes>>,
    /// Whether its sign-ins stand beside other lists.
    is_bundle: bool,
}

impl Log {
    pub(crate) fn new(input: Input, beginning: Vec<u8>, rest: Bytes) -> Self {
        let whole = || -> Bytes { Box::new(Cursor::new(beginning).chain(rest)) };
        let begun = input.is_stream().then(whole);
        Self { input, begun: Mutex::new(begun), is_bundle: false }
    }

    /// The sign-ins of a file that was read for what else it holds.
    pub(crate) fn of_bundle(input: Input, bytes: Vec<u8>) -> Self {
        let whole = || -> Bytes { Box::new(Cursor::new(bytes)) };
        let begun = input.is_stream().then(whole);
        Self { input, begun: Mutex::new(begun), is_bundle: true }
    }

    fn open(&self, progress: &ProgressBar) -> Result<Bytes, Problem> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).take();
        let progress = progress.clone();
        begun.map_or_else(|| self.input.open(move |bytes| progress.inc(bytes)), Ok)
    }
}

/// What the logs say, and how each was read.
pub(crate) struct Review {
    /// `None` where there is no log.
    pub(crate) evidence: Option<Evidence>,
    pub(crate) sources: Vec<Source>,
}

/// Reads all logs. How many threads there are makes no difference to what comes out.
pub(crate) fn read(logs: &[Log], watch: &Watch, shows_progress: bool) -> Result<Review, Problem> {
    let next = AtomicUsize::new(0);
    let progress = if shows_progress { progress(logs) } else { ProgressBar::hidden() };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(logs.len());
    let parts: Vec<Part> = thread::scope(|scope| {
        let work = || part(logs, &next, watch, &progress);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(thread::ScopedJoinHandle::join);
        joined.map(|part| part.unwrap_or_else(|payload| panic::resume_unwind(payload))).collect()
    });
    progress.finish_and_clear();
    join(parts)
}

/// What one thread read.
struct Part {
    evidence: Evidence,
    /// For each log, by its place, its source or why it cannot be read.
    logs: Vec<(usize, Result<Source, Problem>)>,
}

/// Reads one log after the other, as long as there are any.
fn part(logs: &[Log], next: &AtomicUsize, watch: &Watch, progress: &ProgressBar) -> Part {
    let mut part = Part { evidence: Evidence::new(watch), logs: Vec::new() };
    let mut buffer = vec![0; CHUNK];
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(log) = logs.get(place) else { return part };
        let begin = if log.is_bundle { SignIns::of_bundle } else { SignIns::onto };
        let sign_ins = begin(&log.input.name, part.evidence);
        let (evidence, source) = stream(log, sign_ins, &mut buffer, progress);
        part.evidence = evidence;
        part.logs.push((place, source));
    }
}

/// Reads one log to its end, or to where it breaks off.
fn stream(
    log: &Log,
    mut sign_ins: SignIns,
    buffer: &mut [u8],
    progress: &ProgressBar,
) -> (Evidence, Result<Source, Problem>) {
    let read = log.open(progress).and_then(|mut bytes| {
        let pushed = push(&mut bytes, &mut sign_ins, buffer);
        pushed.map_err(|error| files::problem(&error, &log.input.name))
    });
    let (evidence, mut source) = sign_ins.finish();
    match read {
        Ok(()) => (evidence, Ok(source)),
        Err(problem) if log.input.named => (evidence, Err(problem)),
        Err(problem) => {
            source.complete = false;
            source.problems.push(problem);
            (evidence, Ok(source))
        }
    }
}

fn push(bytes: &mut Bytes, sign_ins: &mut SignIns, buffer: &mut [u8]) -> io::Result<()> {
    loop {
        match bytes.read(buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => sign_ins.push(buffer.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Adds up what the threads read; of several failures, the first log's counts.
fn join(parts: Vec<Part>) -> Result<Review, Problem> {
    let mut evidence: Option<Evidence> = None;
    let mut logs = Vec::new();
    for part in parts {
        logs.extend(part.logs);
        evidence = Some(match evidence {
            Some(other) => other.merge(part.evidence)?,
            None => part.evidence,
        });
    }
    logs.sort_by_key(|(place, _)| *place);
    let sources = logs.into_iter().map(|(_, source)| source).collect::<Result<_, _>>()?;
    Ok(Review { evidence, sources })
}

/// Shows bytes, rate and time left on a terminal, where reading takes long.
fn progress(logs: &[Log]) -> ProgressBar {
    let size = logs.iter().map(|log| log.input.size()).sum();
    if size < LONG || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let look = "reading sign-ins {bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    let style = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5)).with_style(style)
}
