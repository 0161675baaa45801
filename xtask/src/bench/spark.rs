//! One log by hour on one machine, and on Spark with one worker and with two.

use std::fs;

use super::{command_line, folder, log::Log, megabytes};
use crate::{
    plugin,
    process::{self, Failure, program, say},
    step::Step,
};

/// The bench of many machines.
pub(crate) const SPARK: Step = Step {
    name: "bench-spark",
    about: "a log of sign-ins by hour, read by the command line and by the plugin on Spark",
    alone: "cargo xtask bench-spark",
    check: bench,
};

fn bench() -> Result<String, Failure> {
    let flowlock = command_line()?;
    let (python, megabytes) = (plugin::on_spark()?, megabytes()?);
    let log = folder().join("hours");
    say(&format!("writing {megabytes} MB of sign-ins, a file for each hour of a week"));
    Log::write_hours(&log, megabytes * 1_000_000)?;
    let mut script = program(&python, &["host-wasm/plugin/python/bench_spark.py"]);
    script.arg(&log).arg(flowlock).env("SPARK_LOCAL_IP", "127.0.0.1");
    let measured = process::capture(&mut script);
    fs::remove_dir_all(&log)?;
    Ok(format!("\n{}", measured?))
}
