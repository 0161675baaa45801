//! What this version of Flowlock says of itself.

use alloc::{format, string::String, vec::Vec};

use super::sealed::{SUMMARY, WATCH};
use crate::{control::CONTROL, limits, report::SCHEMA_VERSION};

/// Definitions that both schemas have: kept once, since their descriptions weigh more than code.
const SHARED: &str = include_str!("schemas/shared.json");

/// The JSON Schema of `Request`, without those.
const REQUEST_SCHEMA: &str = include_str!("schemas/request.json");

/// The JSON Schema of `Response`, that of the report in it, without those.
const RESPONSE_SCHEMA: &str = include_str!("schemas/response.json");

/// Versions, the control, limits and the schemas of requests and responses, as JSON.
///
/// ```
/// let description = flowlock_core::request::describe();
/// assert!(description.starts_with(br#"{"version":"#));
/// ```
pub fn describe() -> Vec<u8> {
    let version = env!("CARGO_PKG_VERSION");
    let (watch, summary) = (WATCH.mark.trim_end(), SUMMARY.mark.trim_end());
    // A constant of four texts always has a JSON.
    let control = serde_json::to_string(&CONTROL).unwrap_or_default();
    let limits: Vec<String> = LIMITS.iter().map(|(name, limit)| format!("\"{name}\":{limit}")).collect();
    let (request, response) = (whole(REQUEST_SCHEMA), whole(RESPONSE_SCHEMA));
    format!(
        "{{\"version\":\"{version}\",\"reportVersion\":{SCHEMA_VERSION},\"watchVersion\":\"{watch}\",\
         \"summaryVersion\":\"{summary}\",\"control\":{control},\"limits\":{{{}}},\
         \"schemas\":{{\"request\":{request},\"response\":{response}}}}}",
        limits.join(",")
    )
    .into_bytes()
}

/// A schema with the shared definitions before its own.
fn whole(schema: &str) -> String {
    // A test holds what comes out against the types.
    let shared = SHARED.trim_end().strip_suffix('}').unwrap_or_default();
    let rest = schema.strip_prefix(r#"{"$defs":{"#).unwrap_or_default();
    format!(r#"{{"$defs":{shared},{rest}"#)
}

/// The limits that a host may run into.
const LIMITS: &[(&str, u64)] = &[
    ("documentBytes", limits::MAX_DOCUMENT_BYTES as u64),
    ("nesting", limits::MAX_NESTING as u64),
    ("stringBytes", limits::MAX_STRING_BYTES as u64),
    ("policies", limits::MAX_POLICIES as u64),
    ("proofSteps", limits::MAX_PROOF_STEPS),
    ("recordBytes", limits::MAX_RECORD_BYTES as u64),
];
