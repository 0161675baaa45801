//! `cargo xtask bench`: how fast a log of sign-ins is read, side by side with other tools, in one run.
//!
//! Ratios tell something, absolute times only of this machine. Every tool counts the same, what one
//! policy did over the whole log, and is held to what the log was made with.

mod log;
mod spark;
mod table;
mod tools;
mod web;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    process::{self, Failure, say},
    step::Step,
};
use log::{Input, Log};
use table::Row;
use tools::Tool;

pub(crate) use spark::SPARK;
pub(crate) use web::WEB;

/// The bench.
pub(crate) const BENCH: Step = Step {
    name: "bench",
    about: "a generated log of sign-ins, read by flowlock and by other tools",
    alone: "cargo xtask bench",
    check: bench,
};

/// How large the log is where `FLOWLOCK_BENCH_MB` does not say.
const MEGABYTES: u64 = 1000;

/// The best of so many runs counts.
const RUNS: usize = 7;

/// No further run begins when those before took longer than this.
const LONG_ENOUGH: Duration = Duration::from_secs(10);

/// What flowlock may keep in memory, however large the log.
const MEMORY_KIB: u64 = 32 * 1024;

fn bench() -> Result<String, Failure> {
    command_line()?;
    tools::install()?;
    let megabytes = megabytes()?;
    say(&format!("writing {megabytes} MB of sign-ins three times: lines, page, damaged"));
    let log = Log::write(&folder().join("log"), megabytes * 1_000_000)?;
    let rows = measure(&log);
    fs::remove_dir_all(&log.folder)?;
    let rows = rows?;
    held_to_memory(&rows)?;
    Ok(format!("\n{}", table::table(&rows)))
}

/// The command line as it is shipped.
fn command_line() -> Result<PathBuf, Failure> {
    process::run(&mut process::program("cargo", &["build", "--release", "-p", "flowlock"]))?;
    Ok(tools::flowlock_itself())
}

/// How large the log is.
fn megabytes() -> Result<u64, Failure> {
    let asked = std::env::var("FLOWLOCK_BENCH_MB").ok();
    let megabytes = asked.map_or(Ok(MEGABYTES), |text| text.parse());
    megabytes.map_err(|_| Failure::new("FLOWLOCK_BENCH_MB is no number of megabytes"))
}

fn measure(log: &Log) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for input in Input::ALL {
        for tool in tools::for_input(input) {
            say(&format!("{}, {}", tool.name, input.name()));
            rows.push(row(log, input, &tool)?);
        }
    }
    Ok(rows)
}

/// The best of several runs.
fn row(log: &Log, input: Input, tool: &Tool) -> Result<Row, Failure> {
    let file = log.file(input);
    let bytes = fs::metadata(&file)?.len();
    let mut row = Row { tool: tool.name, input, bytes, best: Duration::MAX, kibibytes: 0, lost: 0 };
    let mut all = Duration::ZERO;
    for _ in 0..RUNS {
        let run = Run::of(tool, &log.folder, &file)?;
        row.lost = (tool.check)(&run.said, log, input).map_err(|found| wrong(tool, input, &found))?;
        row.best = row.best.min(run.took);
        row.kibibytes = row.kibibytes.max(run.kibibytes);
        all += run.took;
        if all > LONG_ENOUGH {
            break;
        }
    }
    Ok(row)
}

fn wrong(tool: &Tool, input: Input, found: &str) -> Failure {
    Failure::new(format!("{} on {}: {found}", tool.name, input.name()))
}

/// One run of a tool.
struct Run {
    took: Duration,
    /// The most that it had in memory.
    kibibytes: u64,
    said: String,
}

impl Run {
    fn of(tool: &Tool, folder: &Path, file: &Path) -> Result<Self, Failure> {
        let peak = folder.join("peak");
        let mut command = Command::new("time");
        command.args(["--format", "%M", "--output"]).arg(&peak).args((tool.words)(folder, file));
        let start = Instant::now();
        let output = command.stdin(Stdio::null()).output();
        let elapsed = start.elapsed();
        let output = output.map_err(|error| Failure::new(format!("cannot start `time`: {error}")))?;
        let peak = fs::read_to_string(&peak)?;
        let kibibytes = peak.lines().last().and_then(|line| line.trim().parse().ok());
        let kibibytes = kibibytes.ok_or_else(|| Failure::new(format!("`time` says {peak:?}")))?;
        Ok(Self { took: elapsed, kibibytes, said: String::from_utf8_lossy(&output.stdout).into_owned() })
    }
}

/// Fails where flowlock needed more memory than it may.
fn held_to_memory(rows: &[Row]) -> Result<(), Failure> {
    let own = rows.iter().filter(|row| row.tool.starts_with(tools::OWN));
    match own.max_by_key(|row| row.kibibytes) {
        Some(row) if row.kibibytes > MEMORY_KIB => {
            let found = format!("{} had {} KiB in memory", row.tool, row.kibibytes);
            Err(Failure::new(format!("{found}, and may have {MEMORY_KIB}")))
        }
        _ => Ok(()),
    }
}

/// Where everything lies that the bench needs.
fn folder() -> PathBuf {
    process::target_dir().join("bench")
}
