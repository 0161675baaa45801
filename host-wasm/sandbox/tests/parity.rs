//! The module under wasmtime answers what the library answers.

mod support;

use std::fs;

use flowlock_sandbox::Limits;
use support::{SANDBOX, setting};

fn lines(name: &str) -> Vec<Vec<u8>> {
    let text = fs::read(setting("FLOWLOCK_CASES").join(name)).expect("the cases");
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

#[test]
fn every_case_is_answered_as_the_library_answers_it() {
    let (requests, responses) = (lines("requests.jsonl"), lines("responses.jsonl"));
    assert_eq!(requests.len(), responses.len());
    assert!(requests.len() > 2_000, "only {} cases", requests.len());
    for (number, (request, expected)) in requests.iter().zip(&responses).enumerate() {
        let response = SANDBOX.ask(request, Limits::default()).expect("a response");
        assert_eq!(String::from_utf8_lossy(&response), String::from_utf8_lossy(expected), "case {number}");
    }
}
