//! Ctrl-C: the terminal is left as it was, and no file is left half written.

use std::{
    process,
    sync::{Mutex, MutexGuard, PoisonError},
};

use indicatif::ProgressBar;

/// The exit status of a program that Ctrl-C has ended, as shells count it: 128 and the signal's number.
const INTERRUPTED: i32 = 130;

/// The bar that is being shown.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Held while a file is being put in its place.
static WRITING: Mutex<()> = Mutex::new(());

/// Takes over Ctrl-C. Where that cannot be done, Ctrl-C ends the program at once, as it does by default.
pub(crate) fn install() {
    let _ = ctrlc::set_handler(|| {
        if let Some(bar) = lock(&SHOWN).take().filter(|bar| !bar.is_hidden()) {
            // The terminal has written `^C` behind the bar, often on a line of its own: the bar above may stay.
            bar.finish_and_clear();
            eprintln!("interrupted: the logs were not read to their end");
        }
        let _written = lock(&WRITING);
        process::exit(INTERRUPTED);
    });
}

/// The bar is cleared on Ctrl-C, as long as what is returned lives.
pub(crate) fn clears(bar: &ProgressBar) -> impl Drop + use<> {
    *lock(&SHOWN) = Some(bar.clone());
    Shown
}

/// Ctrl-C waits as long as what is returned lives.
pub(crate) fn waits() -> MutexGuard<'static, ()> {
    lock(&WRITING)
}

struct Shown;

impl Drop for Shown {
    fn drop(&mut self) {
        *lock(&SHOWN) = None;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
