//! Any bytes as a request of the plugin end in one JSON object, and the same bytes in the same one.

#![no_main]

use flowlock_core::request::respond;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let response = respond(bytes);
    assert!(response.starts_with(b"{\"") && response.ends_with(b"}"));
    assert!(std::str::from_utf8(&response).is_ok());
    assert_eq!(respond(bytes), response);
});
