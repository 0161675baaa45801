//! Bytes to records, whatever the container: lines, documents, lists, pages, tables.
//!
//! Memory is bounded by the longest record. Chunks may end anywhere.

mod list;
mod lost;
mod machine;
mod scan;
mod state;

use super::encoding::Recoder;
pub(crate) use list::holds_records;
use machine::Machine;
pub(super) use state::State;

/// Where something stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes before it; in UTF-16, bytes that the text would have as UTF-8.
    pub(super) byte: u64,
    /// Its line, counted from one.
    pub(super) line: u64,
}

impl Place {
    /// The place in the file of what has this place in a part that begins there.
    pub(super) const fn behind(self, start: Self) -> Self {
        Self { byte: start.byte + self.byte, line: start.line + self.line - 1 }
    }
}

/// What the file was split into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The text of one record, not yet known to be JSON.
    Record(&'a [u8]),
    /// The members before a list: `{`, then members with a comma behind each.
    Head(&'a [u8]),
    /// The members after a list: a comma before each, then `}`.
    Tail(&'a [u8]),
    /// Something that cannot be split into records.
    Broken(Why),
}

/// Why something is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// It is not UTF-8, or not UTF-16.
    NotText,
    /// It is not JSON.
    NotJson,
    /// A member that is read stands twice in one object.
    StandsTwice,
    /// It is longer than the limit.
    TooLong,
    /// The file ends before it does.
    CutOff,
    /// It is no sign-in.
    NoSignIn,
    /// It is a record of another log, which is no damage.
    OtherLog,
    /// The quotes of a row of a table are wrong.
    Quotes,
    /// A row of a table has not as many cells as the header.
    OddCells,
    /// The brackets are wrong, and no line tells where the next record begins.
    LostTrack,
}

/// Takes what a file is split into.
pub(super) trait Pieces {
    /// A piece, and the place where it begins.
    fn piece(&mut self, place: Place, piece: Piece<'_>);

    /// A text that begins with a record: where the record ends, if the sink knows and has taken it.
    fn record(&mut self, _place: Place, _text: &[u8]) -> Option<usize> {
        None
    }
}

/// Takes the pieces.
pub(super) type Sink<'s> = &'s mut dyn Pieces;

/// Splits a file, chunk by chunk.
#[derive(Debug)]
pub(super) struct Splitter {
    recoder: Recoder,
    machine: Machine,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self { recoder: Recoder::new(), machine: Machine::new() }
    }

    /// A splitter of what follows a place where a file is in this state; its places are counted from there.
    pub(super) fn at(state: &State) -> Self {
        Self { recoder: Recoder::in_utf8(), machine: Machine::at(state) }
    }

    /// The state of the file where the next record begins, if it can be told.
    pub(super) fn seam(&self) -> Option<State> {
        self.machine.seam().filter(|_| self.recoder.passes_through())
    }

    /// Whether the file is in this state.
    pub(super) fn is_at(&self, state: &State) -> bool {
        self.recoder.passes_through() && self.machine.is_at(state)
    }

    /// Where the next byte stands.
    pub(super) const fn here(&self) -> Place {
        self.machine.here
    }

    /// Goes on where the splitter of a part that begins here has ended.
    pub(super) fn go_on(&mut self, part: Self) {
        self.machine = part.machine.behind(self.machine.here);
    }

    /// Whether the places are counted in bytes of the file.
    pub(super) const fn counts_bytes(&self) -> bool {
        self.recoder.is_utf8()
    }

    /// Takes the next bytes of the file.
    pub(super) fn push(&mut self, chunk: &[u8], sink: Sink<'_>) {
        self.recode(chunk, false, sink);
    }

    /// Takes the end of the file.
    pub(super) fn finish(&mut self, sink: Sink<'_>) {
        self.recode(&[], true, sink);
        self.machine.finish(sink);
    }

    fn recode(&mut self, chunk: &[u8], last: bool, sink: Sink<'_>) {
        let Self { recoder, machine } = self;
        recoder.push(chunk, last, &mut |text| machine.text(text, sink));
    }

    /// The length of the byte order mark, by which all places are later.
    pub(super) fn mark(&self) -> u64 {
        u64::try_from(self.recoder.mark).unwrap_or(0)
    }
}
