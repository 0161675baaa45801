//! Records that are read by what the ones before were like are read as they are in full.

use flowlock_core::{
    Evidence, Intake, PartReader, Seam, Settings, SignInLog, SignIns, Source, Tenant, Watch,
};
use flowlock_tests::{
    log::{CONTAINERS, Container, DIALECTS, Dialect, POLICIES, damage, file, record},
    random::Random,
};
use serde_json::json;

/// How many logs are read both ways.
const LOGS: u64 = 8_000;

/// A report-only candidate and an enabled one.
fn tenant() -> Tenant {
    let policy = |id: &str, state: &str, created: &str| {
        json!({
            "id": id, "displayName": id, "state": state, "createdDateTime": created,
            "conditions": {
                "users": { "includeUsers": ["All"] },
                "applications": { "includeApplications": ["All"] },
                "authenticationFlows": { "transferMethods": "deviceCodeFlow" },
            },
            "grantControls": { "operator": "OR", "builtInControls": ["block"] },
        })
    };
    let export = json!([
        policy(POLICIES[0], "enabledForReportingButNotEnforced", "2026-07-03T00:00:00Z"),
        policy(POLICIES[1], "enabled", "2026-07-05T00:00:00Z"),
    ]);
    let mut intake = Intake::new();
    intake.read("policies.json", export.to_string().as_bytes()).expect("it is an export");
    intake.finish().expect("it is one tenant")
}

/// A log of one dialect, now and then of two, some of its records damaged.
fn log(random: &mut Random, dialect: Dialect, container: Container) -> Vec<u8> {
    let other = random.pick(&DIALECTS);
    let records: Vec<Vec<u8>> = (0..2 + random.below(9))
        .map(|number| {
            let dialect = if random.percent(5) { other } else { dialect };
            let mut record = record(random, dialect, number).into_bytes();
            while random.percent(30) {
                damage(random, &mut record);
            }
            record
        })
        .collect();
    let mut file = file(container, &records);
    if random.percent(5) {
        damage(random, &mut file);
    }
    if random.percent(5) {
        let text = String::from_utf8_lossy(&file);
        file = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    file
}

fn read(mut log: SignIns, file: &[u8], mut size: impl FnMut() -> usize) -> (Evidence, Source) {
    let mut rest = file;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(size().clamp(1, rest.len()));
        log.push(chunk);
        rest = after;
    }
    log.finish()
}

#[test]
fn a_record_is_read_the_same_with_and_without_the_memory_of_others() {
    let watch = Watch::new(&tenant(), &Settings::default());
    let new = || SignIns::new("log", &watch);
    for seed in 0..LOGS {
        let mut random = Random::new(seed);
        let (dialect, container) = (random.pick(&DIALECTS), random.pick(&CONTAINERS));
        let file = log(&mut random, dialect, container);
        let full = read(new().in_full(), &file, || file.len());
        let largest = random.pick(&[1 << 20, 1 << 20, 5_000, 300, 20]);
        let fast = read(new(), &file, || 1 + random.below(largest));
        let shown = || String::from_utf8_lossy(&file).into_owned();
        assert_eq!(fast.1, full.1, "seed {seed}, {dialect:?} in {container:?}: {}", shown());
        assert_eq!(fast.0, full.0, "seed {seed}, {dialect:?} in {container:?}: {}", shown());
    }
}

/// Reads a log as several threads do: blocks out of turn, which are joined in turn.
fn read_in_parts(watch: &Watch, file: &[u8], random: &mut Random, joined: &mut Joined) -> (Evidence, Source) {
    let mut log = SignInLog::new("log", watch);
    let mut evidence = Evidence::new(watch);
    let mut reader = PartReader::new(watch);
    let size = random.pick(&[40, 300, 1_500, 6_000]);
    let (mut seam, mut rest, mut begins_record) = (None, file, false);
    while !rest.is_empty() {
        let block = rest.get(..1 + random.below(size)).unwrap_or(rest);
        let cut = seam.as_ref().and_then(|seam: &Seam| seam.cut(block));
        let (block, after) = rest.split_at(cut.unwrap_or(block.len()));
        // What a thread knows of the log may be old.
        let part = seam.as_ref().filter(|_| begins_record).map(|seam| reader.read(seam, block));
        joined.parts += usize::from(part.is_some());
        match part {
            Some(part) => log.join(part, block),
            None => log.push(block),
        }
        if random.percent(50) {
            log.drain_into(&mut evidence);
        }
        begins_record = cut.is_some();
        if random.percent(50) || seam.is_none() {
            seam = log.seam();
        }
        rest = after;
    }
    let source = log.finish(&mut evidence);
    (evidence, source)
}

#[derive(Default)]
struct Joined {
    parts: usize,
}

#[test]
fn a_log_that_threads_share_is_read_as_by_one() {
    let watch = Watch::new(&tenant(), &Settings::default());
    let mut joined = Joined::default();
    for seed in 0..LOGS {
        let mut random = Random::new(seed);
        let (dialect, container) = (random.pick(&DIALECTS), random.pick(&CONTAINERS));
        let file = log(&mut random, dialect, container);
        let alone = read(SignIns::new("log", &watch), &file, || file.len());
        let shared = read_in_parts(&watch, &file, &mut random, &mut joined);
        let shown = || String::from_utf8_lossy(&file).into_owned();
        assert_eq!(shared.1, alone.1, "seed {seed}, {dialect:?} in {container:?}: {}", shown());
        assert_eq!(shared.0, alone.0, "seed {seed}, {dialect:?} in {container:?}: {}", shown());
    }
    assert!(joined.parts > 5_000, "{}", joined.parts);
}

/// Logs of which nothing can be read would prove nothing.
#[test]
fn random_logs_are_read_and_have_malformed_records_in_every_dialect_and_container() {
    let watch = Watch::new(&tenant(), &Settings::default());
    for dialect in DIALECTS {
        for container in CONTAINERS {
            let (mut records, mut problems) = (0, 0);
            for seed in 0..40 {
                let file = log(&mut Random::new(seed), dialect, container);
                let (_, source) = read(SignIns::new("log", &watch), &file, || file.len());
                records += source.records;
                problems += source.problems.len();
            }
            assert!(records > 40 && problems > 10, "{dialect:?} {container:?}: {records} {problems}");
        }
    }
}
