//! What was measured, for people.

use std::time::Duration;

use super::{
    log::Input,
    tools::{DUCKDB, FLOOR, REFERENCE},
};

/// One line of the table.
pub(super) struct Row {
    pub(super) tool: &'static str,
    pub(super) input: Input,
    pub(super) bytes: u64,
    /// The shortest run.
    pub(super) best: Duration,
    /// The most that any run had in memory.
    pub(super) kibibytes: u64,
    /// How many sound records it did not count.
    pub(super) lost: u64,
}

impl Row {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    fn gigabytes_per_second(&self) -> f64 {
        self.bytes as f64 / 1e9 / self.best.as_secs_f64()
    }
}

/// What flowlock on one thread is to reach: on which input, against which tool, how many times as fast.
const GOALS: &[(Input, &str, f64)] =
    &[(Input::Lines, DUCKDB, 2.5), (Input::Page, DUCKDB, 40.0), (Input::Lines, FLOOR, 0.5)];

/// Rates, and each beside flowlock's own on the same input; then the goals.
pub(super) fn table(rows: &[Row]) -> String {
    let head = format!(
        "{:<9}{:<22}{:>9}{:>9}{:>10}   flowlock, 1 thread, is",
        "input", "tool", "seconds", "GB/s", "peak MiB"
    );
    let lines = rows.iter().map(|row| line(rows, row));
    let goals = GOALS.iter().map(|goal| reached(rows, *goal));
    let lines: Vec<String> = std::iter::once(head).chain(lines).chain(goals).collect();
    lines.join("\n")
}

fn line(rows: &[Row], row: &Row) -> String {
    let lost = if row.lost == 0 { String::new() } else { format!("; {} sound records lost", row.lost) };
    let ratio = ratio(rows, row.input, row.tool);
    format!(
        "{:<9}{:<22}{:>9.2}{:>9.3}{:>10.1}   {ratio:.2} times as fast{lost}",
        row.input.name(),
        row.tool,
        row.best.as_secs_f64(),
        row.gigabytes_per_second(),
        f64::from(u32::try_from(row.kibibytes).unwrap_or(u32::MAX)) / 1024.0,
    )
}

/// How many times as fast as this tool flowlock is on one thread.
fn ratio(rows: &[Row], input: Input, tool: &str) -> f64 {
    let rate = |tool: &str| {
        let row = rows.iter().find(|row| row.input == input && row.tool == tool);
        row.map_or(f64::NAN, Row::gigabytes_per_second)
    };
    rate(REFERENCE) / rate(tool)
}

fn reached(rows: &[Row], (input, tool, goal): (Input, &str, f64)) -> String {
    let ratio = ratio(rows, input, tool);
    let word = if ratio >= goal { "reached" } else { "missed" };
    format!("goal {word}: {} at least {goal} times as fast as {tool}: {ratio:.2}", input.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_reached_or_missed() {
        let row = |tool, millis| Row {
            tool,
            input: Input::Lines,
            bytes: 1_000_000_000,
            best: Duration::from_millis(millis),
            kibibytes: 2048,
            lost: 0,
        };
        let text = table(&[row(REFERENCE, 500), row(DUCKDB, 2000), row(FLOOR, 200)]);
        assert!(text.contains("0.50    2.000       2.0   1.00 times as fast"), "{text}");
        assert!(text.contains("goal reached: lines at least 2.5 times as fast as DuckDB, 1 thread: 4.00"));
        assert!(text.contains("goal missed: lines at least 0.5 times as fast as wc -l: 0.40"), "{text}");
    }
}
