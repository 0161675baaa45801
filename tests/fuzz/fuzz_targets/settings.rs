//! Any bytes as settings end in settings or in a problem that says something.

#![no_main]

use flowlock_core::Settings;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(problem) = Settings::parse("settings.json", bytes) {
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
    }
});
