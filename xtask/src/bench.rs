//! `cargo xtask bench`: how fast a log of sign-ins is read, side by side with other tools, in one run.
//!
//! Ratios tell something, absolute times only of this machine. Every tool counts the same: the
//! results of one policy over the whole log.

mod log;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    process::{self, Failure},
    step::Step,
};

/// The bench.
pub(crate) const BENCH: Step = Step {
    name: "bench",
    about: "a generated log of sign-ins, read by flowlock and by other tools",
    alone: "cargo xtask bench",
    check: bench,
};

/// How large the log is where `FLOWLOCK_BENCH_MB` does not say.
const MEGABYTES: usize = 1000;

/// How often flowlock runs; the best run counts.
const RUNS: usize = 3;

/// One line of the table.
struct Row {
    tool: &'static str,
    input: &'static str,
    bytes: u64,
    best: Duration,
}

fn bench() -> Result<String, Failure> {
    process::run(&mut process::program("cargo", &["build", "--release", "-p", "flowlock"]))?;
    let folder = process::target_dir().join("bench");
    let megabytes = std::env::var("FLOWLOCK_BENCH_MB").ok().and_then(|text| text.parse().ok());
    let files = log::generate(&folder, megabytes.unwrap_or(MEGABYTES) * 1_000_000)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", folder.display())))?;
    let mut rows = vec![best("wc -l", "lines", &[&files.lines], RUNS, || {
        quiet(Command::new("wc").arg("-l").arg(&files.lines))
    })?];
    rows.push(flowlock("flowlock, one file", "lines", &files, &[&files.lines])?);
    rows.push(flowlock("flowlock, one file", "page", &files, &[&files.page])?);
    rows.push(flowlock("flowlock, two files", "lines", &files, &[&files.halves[0], &files.halves[1]])?);
    rows.extend(peer("jq", "lines", &files.lines, || jq(&files)));
    rows.extend(peer("DuckDB read_json", "lines", &files.lines, || duckdb(&files.lines, LINES_QUERY)));
    rows.extend(peer("DuckDB read_json", "page", &files.page, || duckdb(&files.page, PAGE_QUERY)));
    Ok(table(&rows))
}

fn flowlock(
    tool: &'static str,
    input: &'static str,
    files: &log::Files,
    logs: &[&PathBuf],
) -> Result<Row, Failure> {
    let binary = process::target_dir().join("release/flowlock");
    best(tool, input, logs, RUNS, || {
        let mut command = Command::new(&binary);
        command.arg("evaluate").args(["--format", "json"]).arg(&files.policies).args(logs);
        // The policy is report-only, so the verdict is fail: exit status 1.
        let status = command.stdout(Stdio::null()).status();
        Ok(status.is_ok_and(|status| status.code() == Some(1)))
    })
}

/// A tool that may not be there: then that is said, and its line is missing.
fn peer(
    tool: &'static str,
    input: &'static str,
    file: &PathBuf,
    run: impl Fn() -> Result<bool, Failure>,
) -> Option<Row> {
    let row = best(tool, input, &[file], 1, run);
    if row.is_err() {
        process::say(&format!("{tool} on {input}: not here or failed (Debian: jq; PyPI: duckdb), left out"));
    }
    row.ok()
}

fn jq(files: &log::Files) -> Result<bool, Failure> {
    let policy = log::POLICY;
    let each = format!(r#".appliedConditionalAccessPolicies[] | select(.id == "{policy}") | .result"#);
    let count = format!("reduce (inputs | {each}) as $result ({{}}; .[$result] += 1)");
    quiet(Command::new("jq").args(["-nc", &count]).arg(&files.lines))
}

const LINES_QUERY: &str = "unnest(appliedConditionalAccessPolicies) AS p FROM read_json('{file}')";
const PAGE_QUERY: &str = "unnest(v.appliedConditionalAccessPolicies) AS p FROM (SELECT unnest(value) AS v FROM \
     read_json('{file}', maximum_object_size=4000000000))";

fn duckdb(file: &Path, rows: &str) -> Result<bool, Failure> {
    let rows = rows.replace("{file}", &file.display().to_string());
    let policy = log::POLICY;
    let query = format!("SELECT p.result, count(*) FROM (SELECT {rows}) WHERE p.id = '{policy}' GROUP BY 1");
    let program =
        format!("import duckdb; duckdb.sql('SET threads=1'); print(duckdb.sql(\"{query}\").fetchall())");
    quiet(Command::new("python3").args(["-c", &program]))
}

fn quiet(command: &mut Command) -> Result<bool, Failure> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.map(|status| status.success()).map_err(|error| Failure::new(error.to_string()))
}

/// The best of several runs; a run that does not succeed is no measurement.
fn best(
    tool: &'static str,
    input: &'static str,
    files: &[&PathBuf],
    runs: usize,
    run: impl Fn() -> Result<bool, Failure>,
) -> Result<Row, Failure> {
    let bytes = files.iter().filter_map(|file| fs::metadata(file).ok()).map(|data| data.len()).sum();
    let mut best = Duration::MAX;
    for _ in 0..runs {
        let start = Instant::now();
        if !run()? {
            return Err(Failure::new(format!("{tool} failed on {input}")));
        }
        best = best.min(start.elapsed());
    }
    Ok(Row { tool, input, bytes, best })
}

/// Rates in GB/s, and each beside flowlock's own on the same input.
fn table(rows: &[Row]) -> String {
    let rate = |row: &Row| {
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let bytes = row.bytes as f64;
        bytes / 1e9 / row.best.as_secs_f64()
    };
    let own = |input: &str| rows.iter().find(|row| row.tool == "flowlock, one file" && row.input == input);
    let line = |row: &Row| {
        let ratio = own(row.input).map_or(1.0, |own| rate(own) / rate(row));
        let (tool, input, seconds) = (row.tool, row.input, row.best.as_secs_f64());
        format!(
            "{tool:<20} {input:<6} {seconds:>8.2} s {:>7.2} GB/s   flowlock is {ratio:.2} times as fast",
            rate(row)
        )
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    format!("\n{}", lines.join("\n"))
}
