//! The tools that are measured: how each is asked, and what it must answer.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::log::{Counts, Input, Log, POLICY};
use crate::{
    apt,
    process::{self, Failure, program, run, run_within, works},
};

/// How flowlock's own names begin.
pub(super) const OWN: &str = "flowlock";

/// Flowlock on one thread, which all others are held against.
pub(super) const REFERENCE: &str = "flowlock, 1 thread";

/// The peer that the goals are about.
pub(super) const DUCKDB: &str = "DuckDB, 1 thread";

/// A plain reader that looks for nothing but line breaks.
pub(super) const FLOOR: &str = "wc -l";

/// How long pip may take.
const INSTALL: Duration = Duration::from_mins(10);

/// The version that the figures in the book were measured with.
const DUCKDB_PACKAGE: &str = "duckdb==1.5.*";

/// A tool, and how it is asked.
pub(super) struct Tool {
    pub(super) name: &'static str,
    /// The command, for the folder of the log and one file in it.
    pub(super) words: fn(&Path, &Path) -> Vec<OsString>,
    /// How many sound records it lost, by what it said, or what else is wrong with that.
    pub(super) check: fn(&str, &Log, Input) -> Result<u64, String>,
}

/// Installs what is not there: `jq` and `time` of Debian, `DuckDB` of `PyPI` in an environment of its own.
pub(super) fn install() -> Result<(), Failure> {
    let there = || ["jq", "time"].iter().all(|name| works(Command::new(name).arg("--version")));
    apt::install(&["jq", "time"], there)?;
    if works(&mut program(python(), &["-c", "import duckdb"])) {
        return Ok(());
    }
    process::say("making a Python environment with DuckDB in the target folder");
    let made = run(program("python3", &["-m", "venv", "--clear"]).arg(environment()));
    made.map_err(|failure| failure.help("install Python 3.11 or newer; on Debian also python3-venv"))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", DUCKDB_PACKAGE];
    run_within(&mut program(python(), &pip), INSTALL)
}

fn environment() -> PathBuf {
    super::folder().join("python")
}

fn python() -> PathBuf {
    environment().join("bin/python")
}

pub(super) fn flowlock_itself() -> PathBuf {
    process::target_dir().join("release/flowlock")
}

/// The tools that read this form of the log, in the order of the table.
pub(super) fn for_input(input: Input) -> Vec<Tool> {
    let own = [
        Tool { name: FLOOR, words: wc, check: |_, _, _| Ok(0) },
        Tool { name: REFERENCE, words: |log, file| flowlock("1", log, file), check: flowlock_says },
        Tool {
            name: "flowlock, 2 threads",
            words: |log, file| flowlock("2", log, file),
            check: flowlock_says,
        },
    ];
    let peers = match input {
        Input::Lines => vec![
            Tool { name: DUCKDB, words: |_, file| duckdb(1, LINES, file), check: peer_says },
            Tool { name: "DuckDB, 2 threads", words: |_, file| duckdb(2, LINES, file), check: peer_says },
            Tool { name: "jq", words: |_, file| jq("inputs", file), check: peer_says },
        ],
        Input::Page => vec![
            Tool { name: DUCKDB, words: |_, file| duckdb(1, PAGE, file), check: peer_says },
            Tool { name: "jq", words: |_, file| jq("inputs | .value[]", file), check: peer_says },
        ],
        Input::Damaged => vec![
            Tool { name: DUCKDB, words: |_, file| duckdb(1, DAMAGED, file), check: peer_loses },
            Tool { name: "jq", words: |_, file| jq("inputs", file), check: stops },
        ],
    };
    own.into_iter().chain(peers).collect()
}

fn words<const N: usize>(words: [&str; N], file: &Path) -> Vec<OsString> {
    words.into_iter().map(OsString::from).chain([file.into()]).collect()
}

fn wc(_: &Path, file: &Path) -> Vec<OsString> {
    words(["wc", "-l"], file)
}

fn flowlock(threads: &str, log: &Path, file: &Path) -> Vec<OsString> {
    let mut command = vec![flowlock_itself().into_os_string()];
    command.extend(words(["evaluate", "--format", "json", "--threads", threads], &log.join("policies.json")));
    command.push(file.into());
    command
}

fn jq(records: &str, file: &Path) -> Vec<OsString> {
    let each = format!(r#".appliedConditionalAccessPolicies[] | select(.id == "{POLICY}") | .result"#);
    let count = format!("reduce ({records} | {each}) as $result ({{}}; .[$result] += 1)");
    words(["jq", "-nc", &count], file)
}

const LINES: &str = "appliedConditionalAccessPolicies AS list FROM read_json('FILE')";
const DAMAGED: &str = "appliedConditionalAccessPolicies AS list FROM read_json('FILE', ignore_errors=true)";
const PAGE: &str = "v.appliedConditionalAccessPolicies AS list FROM (SELECT unnest(value) AS v FROM \
                    read_json('FILE', maximum_object_size=4000000000))";

fn duckdb(threads: u8, lists: &str, file: &Path) -> Vec<OsString> {
    let lists = lists.replace("FILE", &file.display().to_string());
    let query = format!(
        "SELECT p.result, count(*) FROM (SELECT unnest(list) AS p FROM (SELECT {lists})) \
         WHERE p.id = '{POLICY}' GROUP BY 1"
    );
    let program = format!(
        "import duckdb, json; duckdb.sql('SET threads={threads}'); \
         print(json.dumps(dict(duckdb.sql(\"{query}\").fetchall())))"
    );
    vec![python().into(), "-c".into(), program.into()]
}

/// The number behind this member.
fn number(said: &str, member: &str) -> Option<u64> {
    let (_, rest) = said.split_once(&format!("\"{member}\":"))?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

fn counted(said: &str, members: [&str; 2], log: &Log, input: Input) -> Result<u64, String> {
    let expected = log.counts(input);
    let found = members.map(|member| number(said, member));
    if found == [Some(expected.not_applied), Some(expected.would_block)] {
        return Ok(0);
    }
    Err(format!("it counted {found:?}, and the log was made with {expected:?}"))
}

fn flowlock_says(said: &str, log: &Log, input: Input) -> Result<u64, String> {
    counted(said, ["notApplied", "wouldBlock"], log, input)?;
    let malformed = log.counts(input).malformed;
    let named = said.contains(&format!("{malformed} records are malformed"));
    if named == (malformed > 0) {
        return Ok(0);
    }
    Err(format!("it does not name {malformed} malformed records"))
}

const PEER_MEMBERS: [&str; 2] = ["reportOnlyNotApplied", "reportOnlyFailure"];

fn peer_says(said: &str, log: &Log, input: Input) -> Result<u64, String> {
    counted(said, PEER_MEMBERS, log, input)
}

/// It steps over malformed records, and may lose sound ones beside them.
fn peer_loses(said: &str, log: &Log, input: Input) -> Result<u64, String> {
    let Counts { not_applied, would_block, malformed } = log.counts(input);
    let found: u64 = PEER_MEMBERS.iter().filter_map(|member| number(said, member)).sum();
    let lost = (not_applied + would_block).checked_sub(found).filter(|lost| *lost <= malformed);
    lost.ok_or_else(|| format!("it counted {found}, and the log was made with {}", not_applied + would_block))
}

/// It ends at the first malformed record, and has counted nothing.
fn stops(said: &str, log: &Log, input: Input) -> Result<u64, String> {
    let Counts { not_applied, would_block, .. } = log.counts(input);
    let nothing = said.trim().is_empty();
    nothing.then_some(not_applied + would_block).ok_or_else(|| "it did not stop at a malformed record".into())
}
