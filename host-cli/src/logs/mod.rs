//! Logs of sign-ins: read as streams, by several threads.

mod blocks;
mod recognise;
mod shared;

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

use flowlock_core::{Evidence, Problem, SignInLog, Source, Watch};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
pub(crate) use recognise::recognise;
use shared::{Reader, Reading, Shared};

use crate::{decode::Bytes, files::Input, interrupt};

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
    /// A log in a file that can be opened again.
    pub(crate) const fn new(input: Input) -> Self {
        Self { input, begun: Mutex::new(None), is_bundle: false }
    }

    /// A log of which this is the beginning and the rest.
    pub(crate) fn begun(input: Input, beginning: Vec<u8>, rest: Bytes) -> Self {
        let whole: Bytes = Box::new(Cursor::new(beginning).chain(rest));
        Self { input, begun: Mutex::new(Some(whole)), is_bundle: false }
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

    fn begin(&self, watch: &Watch) -> SignInLog {
        let begin = if self.is_bundle { SignInLog::of_bundle } else { SignInLog::new };
        begin(&self.input.name, watch)
    }
}

/// What the logs say, and how each was read.
pub(crate) struct Review {
    /// `None` where there is no log.
    pub(crate) evidence: Option<Evidence>,
    pub(crate) sources: Vec<Source>,
}

/// How many threads read, where nobody says: one for each processor.
pub(crate) fn threads(asked: Option<NonZero<usize>>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
}

/// Reads all logs. How many threads there are makes no difference to what comes out. Of several logs
/// that cannot be read, the first counts.
pub(crate) fn read(
    logs: &[Log],
    watch: &Watch,
    threads: usize,
    shows_progress: bool,
) -> Result<Review, Problem> {
    let progress = if shows_progress { progress(logs) } else { ProgressBar::hidden() };
    let _shown = interrupt::clears(&progress);
    let evidence = Mutex::new(Evidence::new(watch));
    let reading = Reading { watch, evidence, progress, threads };
    let shared: Vec<Shared<'_>> = logs.iter().map(Shared::new).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        let work = || work(&shared, &next, &reading);
        let count = if logs.is_empty() { 0 } else { threads };
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().unwrap_or_else(|payload| panic::resume_unwind(payload));
        }
    });
    reading.progress.finish_and_clear();
    let sources = shared.into_iter().filter_map(Shared::source).collect::<Result<_, _>>()?;
    let evidence = reading.evidence.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Review { evidence: (!logs.is_empty()).then_some(evidence), sources })
}

/// Begins one log after the other, and then helps with those that are still being read.
fn work(logs: &[Shared<'_>], next: &AtomicUsize, reading: &Reading<'_>) {
    let mut reader = Reader::new(reading.watch);
    while let Some(log) = logs.get(next.fetch_add(1, Ordering::Relaxed)) {
        log.read(reading, &mut reader);
    }
    for log in logs {
        log.read(reading, &mut reader);
    }
}

/// Shows bytes, rate and time left on a terminal, where reading takes long.
fn progress(logs: &[Log]) -> ProgressBar {
    let size = logs.iter().map(|log| log.input.size()).sum();
    if size < LONG || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let look = "sign-ins {bar:12} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
    let style = ProgressStyle::with_template(look).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(5)).with_style(style)
}
