//! Any bytes as decisions end in decisions or in a problem that says something.

#![no_main]

use flowlock_core::decisions::Decisions;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(problem) = Decisions::parse("decisions.json", bytes) {
        assert!(!problem.message.is_empty() && !problem.help.is_empty());
    }
});
