//! The tests: `cargo test` of the whole workspace, and one closing line for all its test binaries.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::apt;
use crate::process::{Failure, accept, cannot_wait, program, say, shown, start, works};
use crate::step::Step;

/// Every test of the workspace.
pub(crate) const TESTS: Step = Step {
    name: "tests",
    about: "every test of the workspace, and the examples in its documentation",
    alone: "cargo test --workspace --no-fail-fast",
    check: tests,
};

/// What all the test binaries say together.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    /// Adds a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; …`; ignores any other.
    fn add(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for count in counts.1.split("; ") {
            match count.split_once(' ').map(|(number, word)| (number.parse::<u64>(), word)) {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                Some((Ok(number), "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }

    /// In the words that test runners and those who read their output share.
    fn words(&self) -> String {
        format!("{} passed, {} failed, {} skipped", self.passed, self.failed, self.ignored)
    }
}

fn tests() -> Result<String, Failure> {
    // Approvers sign with it.
    apt::install(&["openssh-client"], || works(&mut program("sh", &["-c", "command -v ssh-keygen"])))?;
    let mut command = program("cargo", &["test", "--workspace", "--no-fail-fast"]);
    say(&shown(&command));
    let mut child = start(command.stdout(Stdio::piped()))?;
    let tally = child.stdout.take().map(|output| pass_on(BufReader::new(output), std::io::stdout()));
    let status = child.wait().map_err(|error| cannot_wait(&command, &error))?;
    let tally = tally.unwrap_or_default();
    println!("\ntests: {}", tally.words());
    accept(&command, status)?;
    if tally.passed == 0 {
        return Err(Failure::new("no test was run"));
    }
    Ok(tally.words())
}

/// Prints each line as it comes, and counts. Reads to the end even if nobody reads us any more.
fn pass_on(mut output: impl BufRead, mut sink: impl Write) -> Tally {
    let (mut tally, mut line) = (Tally::default(), Vec::new());
    while output.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let _ = sink.write_all(&line);
        tally.add(&String::from_utf8_lossy(&line));
        line.clear();
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binaries_are_added_up() {
        let output = "\
running 4 tests
test a ... ok
test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
\u{fffd} test result: ok. 9 passed; 0 failed
   Doc-tests flowlock_core
test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 7 filtered out; finished in 1.20s
";
        let mut copy = Vec::new();
        let tally = pass_on(output.as_bytes(), &mut copy);
        assert_eq!(copy, output.as_bytes());
        assert_eq!(tally, Tally { passed: 42, failed: 1, ignored: 1 });
        assert_eq!(tally.words(), "42 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn a_line_without_counts_adds_nothing() {
        let mut tally = Tally::default();
        tally.add("test result: ok");
        tally.add("test result: ok. many passed; none failed");
        tally.add("");
        assert_eq!(tally, Tally::default());
    }
}
