//! However large a log is, and whatever holds it, it is read in little memory.

#![cfg(target_os = "linux")]

mod support;

use std::{
    fs,
    io::{Read, Write},
    process::{Child, ChildStdin, Stdio},
    thread,
};

use serde_json::{Value, json};

use crate::support::{Folder, POLICY, page, policy};

/// What the program may have in memory beside itself, in KiB: with its 8 MiB, that is 32 MiB.
const MOST: u64 = 24 * 1024;

/// How large a log is: more than that by far.
const BYTES: usize = 80_000_000;

/// Each user has sixty sign-ins, three of them through device code flow.
fn record(number: usize) -> String {
    let through_flow = number.is_multiple_of(20);
    json!({
        "id": format!("{number:08x}-5e55-4000-8000-00000000f10c"),
        "createdDateTime": format!("2026-01-{:02}T{:02}:00:00Z", 2 + number % 20, number % 24),
        "userId": format!("{:08x}-0000-4000-8000-0000000000aa", number / 60),
        "userPrincipalName": format!("user{}@contoso.example", number / 60),
        "appId": "0f0f0f0f-0000-4000-8000-0000000000bb",
        "isInteractive": number % 2 == 1,
        "originalTransferMethod": if through_flow { "deviceCodeFlow" } else { "none" },
        "userAgent": "x".repeat(300),
        "status": { "errorCode": 0 },
        "appliedConditionalAccessPolicies": [
            { "id": POLICY, "result": if through_flow { "reportOnlyFailure" } else { "reportOnlyNotApplied" } },
        ],
    })
    .to_string()
}

/// The most that the process had in memory so far, without the program itself, in KiB: unoptimised, it is several
/// times as large as what is shipped. `cargo xtask bench` prints the whole of a release build.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let kib = |name: &str| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    kib("VmHWM:") - kib("RssFile:")
}

/// Pipes a log through the program; gives the report, and the peak when all of it but the writing was done.
fn read(log: impl FnOnce(&mut ChildStdin) + Send + 'static) -> (Value, u64) {
    let folder = Folder::new();
    folder.write("policies.json", page(&[policy("enabledForReportingButNotEnforced")]));
    let mut command =
        folder.command(&["evaluate", "policies.json", "-", "--format", "json", "--threads", "2"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || log(&mut input));
    let mut output = child.stdout.take().unwrap();
    // The report is larger than a pipe: the process waits with the rest until we have looked.
    let mut report = vec![0];
    output.read_exact(&mut report).unwrap();
    let peak = peak(&child);
    output.read_to_end(&mut report).unwrap();
    writer.join().unwrap();
    child.wait().unwrap();
    (serde_json::from_slice(&report).unwrap(), peak)
}

/// Writes records with this text before each but the first; gives their number.
fn write_records(input: &mut impl Write, separator: &str, bytes: usize) {
    let mut block = String::new();
    let (mut number, mut written) = (0, 0);
    while written < bytes {
        block.clear();
        for _ in 0..500 {
            block.push_str(if number == 0 { "" } else { separator });
            block.push_str(&record(number));
            number += 1;
        }
        input.write_all(block.as_bytes()).unwrap();
        written += block.len();
    }
}

fn assert_small(form: &str, (report, peak): (Value, u64), records: u64) {
    let read = report["usage"]["signIns"].as_u64().unwrap();
    assert!(read >= records, "{form}: {read} sign-ins were read");
    assert_eq!(report["sources"][1]["complete"], true, "{form}: {}", report["sources"]);
    assert!(peak <= MOST, "{form}: {peak} KiB in memory, of {MOST}");
}

#[test]
fn lines_and_one_page_of_any_size_are_read_in_little_memory() {
    let lines = read(|input| write_records(input, "\n", BYTES));
    assert_small("lines", lines, 100_000);
    let page = read(|input| {
        input.write_all(br#"{"value":["#).unwrap();
        write_records(input, ",", BYTES);
        input.write_all(b"]}").unwrap();
    });
    assert_small("page", page, 100_000);
}

#[test]
fn packed_lines_of_any_size_are_read_in_little_memory() {
    let mut lines = Vec::new();
    write_records(&mut lines, "\n", BYTES / 20);
    lines.push(b'\n');
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&lines).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(&lines[..], ruzstd::encoding::CompressionLevel::Fastest);
    for (form, packed) in [("gzip", gzip.finish().unwrap()), ("zstd", zstd)] {
        let log = read(move |input| (0..15).for_each(|_| input.write_all(&packed).unwrap()));
        assert_small(form, log, 2_500);
    }
}
