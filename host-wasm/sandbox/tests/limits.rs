//! Whatever a request holds, its answer ends: as data, or where a limit of the host ends it. After that
//! a new instance works.

mod support;

use std::{
    thread,
    time::{Duration, Instant},
};

use flowlock_sandbox::{Limits, Sandbox, Stop};
use support::SANDBOX;

/// A request for a verdict on a log of this many sign-ins.
fn long_request(records: usize) -> Vec<u8> {
    let record = r#"{\"id\":\"s\",\"createdDateTime\":\"2026-07-02T08:00:00Z\",\"authenticationProtocol\":\"none\"}\n"#;
    evaluate(&record.repeat(records))
}

/// A request for a verdict on one file, whose text is escaped already.
fn evaluate(text: &str) -> Vec<u8> {
    let exports = format!(r#"[{{"name":"log","text":"{text}"}}]"#);
    format!(r#"{{"evaluate":{{"exports":{exports},"asOf":"2026-01-01T00:00:00Z"}}}}"#).into_bytes()
}

/// What ends so under these limits leaves nothing behind.
fn ends(request: &[u8], limits: Limits, stop: &Stop) {
    let start = Instant::now();
    assert_eq!(SANDBOX.ask(request, limits).as_ref(), Err(stop));
    assert!(start.elapsed() < Duration::from_mins(2), "{:?}", start.elapsed());
    let response = SANDBOX.ask(b"{}", Limits::default()).expect("a new instance works");
    assert_eq!(response, flowlock_core::request::respond(b"{}"));
}

#[test]
fn too_much_work_ends() {
    ends(&long_request(10_000), Limits { fuel: 5_000_000, ..Limits::default() }, &Stop::Fuel);
}

#[test]
fn too_much_memory_ends_before_the_request_is_in() {
    ends(&long_request(100_000), Limits { memory: 4 << 20, ..Limits::default() }, &Stop::Memory);
}

#[test]
fn too_much_memory_ends_while_the_request_is_answered() {
    let request = long_request(100_000);
    let memory = request.len() + (2 << 20);
    ends(&request, Limits { memory, ..Limits::default() }, &Stop::Memory);
}

#[test]
fn too_much_time_ends() {
    ends(
        &long_request(300_000),
        Limits { time: Duration::from_millis(20), ..Limits::default() },
        &Stop::Time,
    );
}

#[test]
fn the_clock_of_one_request_does_not_end_another() {
    let request = long_request(20_000);
    thread::scope(|scope| {
        let patient = scope.spawn(|| SANDBOX.ask(&request, Limits::default()));
        for _ in 0..10 {
            let hasty = Limits { time: Duration::from_millis(1), ..Limits::default() };
            assert_eq!(SANDBOX.ask(&request, hasty), Err(Stop::Time));
        }
        assert!(patient.join().expect("no panic").is_ok());
    });
}

#[test]
fn bombs_end_in_a_failure_as_data() {
    let bombs = [
        "[".repeat(5_000_000),
        r#"{"a":"#.repeat(1_000_000),
        format!(r#"{{"evaluate":"{}"}}"#, "x".repeat(20_000_000)),
        format!(
            r#"{{"evaluate":{{{}"exports":[]}}}}"#,
            (0..100_000).map(|key| format!(r#""{key}":0,"#)).collect::<Vec<_>>().concat()
        ),
    ];
    let exports = [
        "[".repeat(5_000_000),
        "x".repeat(20_000_000),
        r#"{\"value\":["#.to_owned() + &"1,".repeat(5_000_000),
    ];
    let exports = exports.iter().map(|text| evaluate(text));
    for bomb in bombs.map(String::into_bytes).into_iter().chain(exports) {
        let response = SANDBOX.ask(&bomb, Limits::default()).expect("a response");
        assert!(response.starts_with(br#"{"error":"#), "{}", String::from_utf8_lossy(&response));
        assert!(response.len() < 2_000, "{}", response.len());
    }
}

#[test]
fn what_is_no_module_of_flowlock_is_refused() {
    let fault = |bytes: &[u8]| matches!(Sandbox::new(bytes), Err(Stop::Fault(_)));
    assert!(fault(b"") && fault(b"no module"));
    // Well formed, and exports nothing.
    let empty = Sandbox::new(b"\0asm\x01\0\0\0").expect("it compiles");
    assert_eq!(empty.ask(b"{}", Limits::default()), Err(Stop::Fault("it exports no memory".to_owned())));
}
