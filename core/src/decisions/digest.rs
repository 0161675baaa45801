//! The digest of what a decision rests on.

use alloc::string::String;
use core::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// SHA-256 of the value as JSON without white space, in hexadecimal.
pub(super) fn digest(value: &impl Serialize) -> String {
    // What is digested has no map with keys that are no texts, so that it can always be written.
    let json = serde_json::to_vec(value).unwrap_or_default();
    Sha256::digest(json).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
