//! A step: a check with a heading, a time and, when it fails, the command that runs it alone.

use std::time::{Duration, Instant};

use crate::process::Failure;

/// One check.
pub(crate) struct Step {
    /// One word.
    pub(crate) name: &'static str,
    /// What it checks, for the help text.
    pub(crate) about: &'static str,
    /// What a person types to run it alone.
    pub(crate) alone: &'static str,
    /// Does it; the text says what was found.
    pub(crate) check: fn() -> Result<String, Failure>,
}

/// A step that passed.
struct Passed {
    name: &'static str,
    took: Duration,
    found: String,
}

/// Runs the steps in order, up to the first that fails; true if none did.
pub(crate) fn run_all(steps: &[&Step]) -> bool {
    let mut passed = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        eprintln!("\n[{}/{}] {}: {}", index + 1, steps.len(), step.name, step.about);
        let start = Instant::now();
        let result = (step.check)();
        let took = start.elapsed();
        match result {
            Ok(found) => passed.push(announce(step, took, found)),
            Err(failure) => {
                eprintln!("\n{}", failure_text(step, took, &failure));
                return false;
            }
        }
    }
    eprintln!("\n{}", summary(&passed));
    true
}

/// Prints the line that ends a step.
fn announce(step: &Step, took: Duration, found: String) -> Passed {
    let passed = Passed { name: step.name, took, found };
    eprintln!("      passed in {}: {}", seconds(took), passed.found);
    passed
}

/// The lines that end a failed run.
fn failure_text(step: &Step, took: Duration, failure: &Failure) -> String {
    let mut text = format!("xtask: step `{}` failed after {}: {}", step.name, seconds(took), failure.message);
    if let Some(help) = &failure.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    text.push_str("\nto run it alone: ");
    text.push_str(step.alone);
    text
}

/// The lines that end a good run.
fn summary(passed: &[Passed]) -> String {
    let line = |step: &Passed| format!("  {:<11}{:>9}  {}", step.name, seconds(step.took), step.found);
    let mut lines: Vec<_> = passed.iter().map(line).collect();
    let total = passed.iter().map(|step| step.took).sum();
    lines.push(format!("xtask: all {} steps passed in {}", passed.len(), seconds(total)));
    lines.join("\n")
}

/// A time as `12.3 s`.
fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Step = Step { name: "good", about: "a", alone: "run good", check: || Ok("fine".into()) };
    const BAD: Step = Step {
        name: "bad",
        about: "b",
        alone: "run bad",
        check: || Err(Failure::new("broken").help("mend it")),
    };

    #[test]
    fn the_first_failure_ends_the_run() {
        const NEVER: Step = Step { check: || unreachable!("a step ran after a failed one"), ..GOOD };
        assert!(run_all(&[&GOOD, &GOOD]));
        assert!(!run_all(&[&GOOD, &BAD, &NEVER]));
    }

    #[test]
    fn a_failure_names_step_cause_help_and_command() {
        let failure = (BAD.check)().expect_err("a failure");
        assert_eq!(
            failure_text(&BAD, Duration::from_millis(1250), &failure),
            "xtask: step `bad` failed after 1.2 s: broken\nhelp: mend it\nto run it alone: run bad"
        );
    }

    #[test]
    fn a_summary_lists_each_step_and_the_sum() {
        let step = |name, millis| Passed { name, took: Duration::from_millis(millis), found: "fine".into() };
        let text = summary(&[step("one", 500), step("two", 61_000)]);
        assert_eq!(
            text,
            "  one            0.5 s  fine\n  two           61.0 s  fine\nxtask: all 2 steps passed in 61.5 s"
        );
    }
}
