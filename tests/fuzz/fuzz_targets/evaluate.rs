//! Any bytes as an export end in a report or in a problem, and the same bytes in the same one.

#![no_main]

use flowlock_core::{Intake, Problem, Settings, evaluate, render};
use libfuzzer_sys::fuzz_target;

fn text(bytes: &[u8]) -> Result<String, Problem> {
    let mut intake = Intake::new();
    intake.read("export", bytes)?;
    let report = evaluate(&intake.finish()?, &Settings::default(), jiff::Timestamp::UNIX_EPOCH)?;
    Ok(render::text(&report, render::Style::default()))
}

fuzz_target!(|bytes: &[u8]| {
    Intake::peek(bytes);
    assert_eq!(text(bytes), text(bytes));
});
