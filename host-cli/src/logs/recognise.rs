//! Which of many files are logs, told on all cores before any of them is read.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use flowlock_core::Intake;

use crate::{decode, files::Input};

/// For each input, whether it is a file that begins as a log of sign-ins. Nothing is said of what can be
/// opened but once, and of what cannot be opened.
pub(crate) fn recognise(inputs: &[Input], threads: usize) -> Vec<bool> {
    let found: Vec<AtomicBool> = inputs.iter().map(|_| AtomicBool::new(false)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let take = || next.fetch_add(1, Ordering::Relaxed);
        while let Some((input, found)) = Some(take()).and_then(|at| inputs.get(at).zip(found.get(at))) {
            found.store(is_log(input), Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(inputs.len()) {
            scope.spawn(work);
        }
        work();
    });
    found.into_iter().map(AtomicBool::into_inner).collect()
}

fn is_log(input: &Input) -> bool {
    let beginning = || decode::beginning(&mut input.open(|_| {}).ok()?).ok();
    !input.is_stream() && beginning().is_some_and(|beginning| Intake::is_log(&beginning))
}
