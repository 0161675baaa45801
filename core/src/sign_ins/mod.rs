//! Sign-in logs, read as a stream: bytes in, [`Evidence`] out, in memory bounded by one record.
//!
//! [`encoding`] makes UTF-8 of what comes, [`splitter`] finds the records in every container by
//! their brackets alone, and [`draft`] reads one record, whatever its dialect: Graph v1.0 and
//! beta, PowerShell, Azure Monitor, Log Analytics, Defender, Steampipe.
//!
//! Most records need neither: [`fast`] remembers what the last ones were made of, follows the next
//! through all that is the same, and reads only what matters and differs. [`part`] lets several
//! threads share one log. Both are held to what the slow way says, byte for byte.
//!
//! A malformed record is counted and named, and the rest still counts.

mod bundle;
mod csv;
mod draft;
mod encoding;
mod fast;
mod field;
mod form;
mod listed;
mod log;
mod page;
mod part;
mod problems;
mod reader;
mod reads;
mod results;
mod splitter;
#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests;
mod value;

pub(crate) use bundle::begins_as_bundle;
pub(crate) use csv::{is_audit_log, is_foreign, is_sign_ins};
use draft::{Columns, Draft};
use splitter::Why;
pub(crate) use splitter::holds_records;
use value::{Fill, Filled, STANDS_TWICE};

pub use log::SignInLog;
pub use part::{Part, PartReader, Seam};
pub(crate) use reader::recognises;

use crate::{
    entra::SignIn,
    evidence::{Evidence, Watch},
    tenant::Source,
};

/// Reads one sign-in log, chunk by chunk.
///
/// ```
/// use flowlock_core::{Settings, SignIns, Tenant, Watch};
///
/// let watch = Watch::new(&Tenant::default(), &Settings::default());
/// let mut sign_ins = SignIns::new("log.jsonl", &watch);
/// sign_ins.push(br#"{"value": [{"id": "s", "createdDate"#);
/// sign_ins.push(br#"Time": "2026-07-02T21:28:16Z", "appliedConditionalAccessPolicies": []}]}"#);
/// let (_, source) = sign_ins.finish();
/// assert_eq!((source.records, source.complete), (1, true));
/// ```
#[derive(Debug)]
pub struct SignIns {
    log: SignInLog,
    evidence: Evidence,
}

impl SignIns {
    /// A log that nothing was read of yet; `name` is the host's name for it.
    pub fn new(name: &str, watch: &Watch) -> Self {
        Self::onto(name, Evidence::new(watch))
    }

    /// The same, for one more log: what it says is added to this evidence.
    pub fn onto(name: &str, evidence: Evidence) -> Self {
        Self { log: SignInLog::new(name, evidence.watch()), evidence }
    }

    /// The same, of the sign-ins that stand beside other lists in a file:
    /// [`Intake::left_sign_ins`](crate::Intake::left_sign_ins) says where there are any.
    pub fn of_bundle(name: &str, evidence: Evidence) -> Self {
        Self { log: SignInLog::of_bundle(name, evidence.watch()), evidence }
    }

    /// The same, reading every record in full: slower, and equal in everything else.
    #[doc(hidden)]
    #[must_use]
    pub fn in_full(mut self) -> Self {
        self.log.read_in_full();
        self
    }

    /// Reads the next bytes, already decompressed, wherever they are cut.
    pub fn push(&mut self, chunk: &[u8]) {
        // What is told of a piece is kept until all of it was read.
        for piece in chunk.chunks(PIECE) {
            self.log.push(piece);
            self.log.drain_into(&mut self.evidence);
        }
    }

    /// Everything the log says, and how it was read.
    pub fn finish(self) -> (Evidence, Source) {
        let Self { log, mut evidence } = self;
        let source = log.finish(&mut evidence);
        (evidence, source)
    }
}

/// How much is read before what it says is taken in.
const PIECE: usize = 4 * 1024 * 1024;

/// Reads one record.
fn sign_in(text: &[u8], watch: &Watch, columns: &Columns) -> Result<SignIn, Why> {
    let mut draft = Draft::new(watch, columns);
    fill(text, &mut draft)?;
    if draft.is_of_another_log() {
        return Err(Why::OtherLog);
    }
    draft.finish().ok_or(Why::NoSignIn)
}

/// Reads one JSON text. That all of it is UTF-8 has to be seen first: of a string that is stepped
/// over, serde would not tell.
fn fill<F: Filled>(text: &[u8], into: &mut F) -> Result<(), Why> {
    let text = core::str::from_utf8(text).map_err(|_| Why::NotText)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = serde::de::DeserializeSeed::deserialize(Fill(into), &mut deserializer);
    read.and_then(|()| deserializer.end()).map_err(|error| {
        let twice = error.is_data() && alloc::format!("{error}").starts_with(STANDS_TWICE);
        if twice { Why::StandsTwice } else { Why::NotJson }
    })
}
