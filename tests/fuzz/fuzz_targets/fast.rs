//! A log is read the same with and without the memory of earlier records, and by one thread or by several:
//! every event, every problem.

#![no_main]

use std::sync::LazyLock;

use flowlock_core::{Evidence, Intake, PartReader, Settings, SignInLog, SignIns, Source, Watch};
use libfuzzer_sys::fuzz_target;

/// A policy that is reviewed, `p-report`, and one that a log may contradict, `p-enabled`.
const POLICIES: &str = r#"[
    {"id": "p-report", "state": "enabledForReportingButNotEnforced", "createdDateTime": "2026-07-03T00:00:00Z",
     "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
     "authenticationFlows": {"transferMethods": "deviceCodeFlow"}}, "grantControls": {"builtInControls": ["block"]}},
    {"id": "p-enabled", "state": "enabled", "createdDateTime": "2026-07-05T00:00:00Z",
     "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
     "authenticationFlows": {"transferMethods": "deviceCodeFlow"}}, "grantControls": {"builtInControls": ["block"]}}
]"#;

static WATCH: LazyLock<Watch> = LazyLock::new(|| {
    let mut intake = Intake::new();
    intake.read("policies.json", POLICIES.as_bytes()).expect("they are an export");
    Watch::new(&intake.finish().expect("they are one tenant"), &Settings::default())
});

fn read<'a>(mut log: SignIns, chunks: impl Iterator<Item = &'a [u8]>) -> (Evidence, Source) {
    chunks.for_each(|chunk| log.push(chunk));
    log.finish()
}

/// As threads do: each block is cut where a record seems to begin, and read out of turn.
fn in_parts(bytes: &[u8], size: usize) -> (Evidence, Source) {
    let mut log = SignInLog::new("log", &WATCH);
    let mut reader = PartReader::new(&WATCH);
    let (mut rest, mut seam, mut begins_record) = (bytes, None, false);
    while !rest.is_empty() {
        let block = &rest[..size.min(rest.len())];
        let cut = seam.as_ref().and_then(|seam: &flowlock_core::Seam| seam.cut(block));
        let (block, after) = rest.split_at(cut.unwrap_or(block.len()));
        match seam.as_ref().filter(|_| begins_record) {
            Some(seam) => log.join(reader.read(seam, block), block),
            None => log.push(block),
        }
        begins_record = cut.is_some();
        seam = log.seam();
        rest = after;
    }
    let mut evidence = Evidence::new(&WATCH);
    let source = log.finish(&mut evidence);
    (evidence, source)
}

fuzz_target!(|input: (u16, &[u8])| {
    let (size, bytes) = input;
    let size = usize::from(size).max(1);
    let new = || SignIns::new("log", &WATCH);
    let full = read(new().in_full(), std::iter::once(bytes));
    assert_eq!(read(new(), bytes.chunks(size)), full, "fast");
    assert_eq!(in_parts(bytes, size), full, "in parts");
});
