//! What a log is: JSON, a table, or sign-ins beside other lists.

use alloc::{boxed::Box, vec::Vec};

use super::{
    bundle::Bundle,
    csv::Csv,
    splitter::{Sink, Splitter},
};
use crate::{intake::Intake, problem::Problem};

/// What splits the bytes into records.
#[derive(Debug)]
pub(super) enum Form {
    /// Nothing has told yet; the first bytes.
    Open(Vec<u8>),
    Json(Box<Splitter>),
    Csv(Box<Csv>),
    Bundle(Box<Bundle>),
}

/// How much of a log that does not begin as JSON is held to look for the header of a table.
const HEADER_BYTES: usize = 64 * 1024;

impl Form {
    pub(super) fn push(&mut self, chunk: &[u8], sink: Sink<'_>) {
        match self {
            Self::Json(splitter) => splitter.push(chunk, sink),
            Self::Csv(csv) => csv.push(chunk, sink),
            Self::Bundle(bundle) => bundle.push(chunk, sink),
            Self::Open(held) => {
                held.extend_from_slice(chunk);
                if Intake::begins_as_json(held) || held.len() >= HEADER_BYTES {
                    self.decide(sink);
                }
            }
        }
    }

    /// Nothing but the first bytes decides, wherever they were cut.
    fn decide(&mut self, sink: Sink<'_>) {
        let Self::Open(held) = self else { return };
        let held = core::mem::take(held);
        let start = held.get(..HEADER_BYTES).unwrap_or(&held);
        let table = if Intake::begins_as_json(&held) { None } else { Csv::begin(start) };
        *self = match table {
            Some(csv) => Self::Csv(Box::new(csv)),
            None => Self::Json(Box::new(Splitter::new())),
        };
        self.push(&held, sink);
    }

    pub(super) fn finish(&mut self, sink: Sink<'_>) {
        self.decide(sink);
        match self {
            Self::Json(splitter) => splitter.finish(sink),
            Self::Csv(csv) => csv.finish(sink),
            Self::Bundle(bundle) => bundle.finish(sink),
            Self::Open(_) => {}
        }
    }

    /// What comes before the first byte that was counted; `None` where bytes of the text are not those of
    /// the file.
    pub(super) fn mark(&self) -> Option<u64> {
        match self {
            Self::Json(splitter) => splitter.counts_bytes().then(|| splitter.mark()),
            Self::Csv(csv) => csv.mark(),
            Self::Bundle(bundle) => bundle.mark(),
            Self::Open(_) => None,
        }
    }

    /// The splitter, if it is JSON.
    pub(super) fn json(&mut self) -> Option<&mut Splitter> {
        if let Self::Json(splitter) = self { Some(splitter) } else { None }
    }

    /// What a table cannot show.
    pub(super) fn problems(&self) -> Vec<Problem> {
        if let Self::Csv(csv) = self { csv.problems() } else { Vec::new() }
    }
}
