//! What each byte of a file belongs to.

use alloc::vec::Vec;

use super::{
    Piece, Place, Sink, Why,
    list::{List, Open, list_name},
    scan::{Scan, Step},
};
use crate::limits::{MAX_NESTING, MAX_RECORD_BYTES};

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Between,
    /// A value that may be a record.
    Value,
    /// A line that is a record.
    Line,
    /// What follows a list in its object.
    Tail,
    /// Nothing that makes sense; from here on.
    Lost(Place),
}

#[derive(Debug)]
pub(super) struct Machine {
    pub(super) open: Vec<Open>,
    pub(super) mode: Mode,
    scan: Scan,
    /// The beginning of the value.
    pub(super) held: Vec<u8>,
    /// Whether the value is too long, so that nothing is held.
    too_long: bool,
    /// Where the value begins.
    pub(super) start: Place,
    /// Where the next byte stands.
    pub(super) here: Place,
    /// The blanks since the line began, where there is nothing else.
    pub(super) indent: Option<usize>,
    /// The same before the last value that began.
    pub(super) last_indent: Option<usize>,
    /// Whether the last thing was a document on one line.
    pub(super) one_line: bool,
    /// Whether each line is a record.
    pub(super) lines: bool,
}

impl Machine {
    pub(super) const fn new() -> Self {
        let start = Place { byte: 0, line: 1 };
        Self {
            open: Vec::new(),
            mode: Mode::Between,
            scan: Scan::new(true),
            held: Vec::new(),
            too_long: false,
            start,
            here: start,
            indent: Some(0),
            last_indent: None,
            one_line: false,
            lines: false,
        }
    }

    pub(super) fn text(&mut self, mut text: &[u8], sink: Sink<'_>) {
        while let Some(first) = text.first() {
            let is_line = self.mode == Mode::Line;
            let taken = match self.mode {
                Mode::Between => self.between(*first, text, sink),
                Mode::Value | Mode::Tail => self.value(text, sink),
                Mode::Line => self.line(text, sink),
                Mode::Lost(since) => self.lost(*first, text, since, sink),
            };
            let (done, rest) = text.split_at_checked(taken).unwrap_or((text, &[]));
            self.here.byte += u64::try_from(done.len()).unwrap_or(0);
            // A line that is a record has no line break in it.
            self.here.line += if is_line { 0 } else { lines(done) };
            text = rest;
        }
    }

    pub(super) fn list(&mut self) -> Option<&mut List> {
        match self.open.last_mut() {
            Some(Open::List(list)) => Some(list),
            _ => None,
        }
    }

    fn between(&mut self, first: u8, text: &[u8], sink: Sink<'_>) -> usize {
        match first {
            b' ' | b'\t' | b'\r' | b'\n' => self.blank(first),
            b',' if !self.open.is_empty() => {
                self.indent = None;
                1
            }
            _ if self.lines && self.open.is_empty() => self.begin(Mode::Line),
            b'{' => self.object(text, sink),
            b'[' if self.list().is_some_and(|list| list.rows) => self.begin(Mode::Value),
            b'[' if self.open.len() < MAX_NESTING => {
                (self.indent, self.one_line) = (None, false);
                let outer = self.list().copied().unwrap_or(List::UNKNOWN);
                self.open.push(Open::List(List { indent: None, ..outer }));
                1
            }
            b']' if self.list().is_some() => self.close_list(),
            _ => self.stray(text, sink),
        }
    }

    pub(super) fn blank(&mut self, byte: u8) -> usize {
        if byte == b'\n' {
            self.lines |= self.one_line && self.open.is_empty();
            self.indent = Some(0);
        } else if let Some(indent) = self.indent.as_mut() {
            *indent += 1;
        }
        1
    }

    fn begin(&mut self, mode: Mode) -> usize {
        let indent = self.indent.take();
        self.last_indent = indent;
        let known = self.list().map(|list| {
            list.indent = list.indent.or(indent);
            list.known
        });
        self.scan = Scan::new(!known.unwrap_or(false));
        (self.mode, self.start) = (mode, self.here);
        (self.too_long, self.one_line) = (false, false);
        self.held.clear();
        0
    }

    /// An object begins. Among objects that are known to be records, the sink may know its end.
    fn object(&mut self, text: &[u8], sink: Sink<'_>) -> usize {
        self.begin(Mode::Value);
        if self.scan.tells_lists {
            return 0;
        }
        let end = sink.record(self.start, text.get(..MAX_RECORD_BYTES).unwrap_or(text));
        if end.is_some() {
            self.mode = Mode::Between;
        }
        end.unwrap_or(0)
    }

    fn close_list(&mut self) -> usize {
        self.open.pop();
        (self.indent, self.one_line) = (None, false);
        if matches!(self.open.last(), Some(Open::Object)) {
            (self.mode, self.scan, self.start) = (Mode::Tail, Scan::in_object(), self.here);
            self.start.byte += 1;
            self.too_long = false;
            self.held.clear();
        }
        1
    }

    /// Follows the value; at its end, hands it on.
    fn value(&mut self, text: &[u8], sink: Sink<'_>) -> usize {
        match self.scan.run(text) {
            Step::More => {
                self.hold(text);
                text.len()
            }
            Step::End(end) => {
                self.end(text.get(..end).unwrap_or_default(), sink);
                end
            }
            Step::List(at) => {
                self.hold(text.get(..=at).unwrap_or_default());
                self.open_list(sink);
                at + 1
            }
            Step::Broken(at) => self.broken(text, at, sink),
        }
    }

    fn hold(&mut self, part: &[u8]) {
        self.too_long |= self.held.len() + part.len() > MAX_RECORD_BYTES;
        if self.too_long {
            self.held = Vec::new();
        } else {
            self.held.extend_from_slice(part);
        }
    }

    fn end(&mut self, part: &[u8], sink: Sink<'_>) {
        let is_tail = self.mode == Mode::Tail;
        let start = self.start;
        self.mode = Mode::Between;
        if is_tail {
            self.open.pop();
        }
        // Nearly every record lies in one chunk: it is handed on where it is.
        if self.held.is_empty() && !self.too_long && part.len() <= MAX_RECORD_BYTES {
            sink.piece(start, if is_tail { Piece::Tail(part) } else { Piece::Record(part) });
        } else {
            self.hold(part);
            let piece = match (self.too_long, is_tail) {
                (true, _) => Piece::Broken(Why::TooLong),
                (false, true) => Piece::Tail(&self.held),
                (false, false) => Piece::Record(&self.held),
            };
            sink.piece(start, piece);
        }
        self.held.clear();
        match self.list() {
            Some(list) => list.known |= !is_tail,
            None => self.one_line = !is_tail && start.line == self.here.line && lines(part) == 0,
        }
    }

    /// A list opens in the object: of records, or as a member of one.
    fn open_list(&mut self, sink: Sink<'_>) {
        let found = if self.too_long { None } else { list_name(&self.held) };
        let Some((name, start)) = found else {
            self.scan.open_list();
            return;
        };
        sink.piece(self.start, Piece::Head(self.held.get(..start).unwrap_or_default()));
        let list = List { rows: name == "rows", known: name != "tables", indent: None };
        self.open.push(Open::Object);
        self.open.push(Open::List(list));
        self.mode = Mode::Between;
        self.held.clear();
    }

    fn line(&mut self, text: &[u8], sink: Sink<'_>) -> usize {
        let Some(end) = memchr::memchr(b'\n', text) else {
            self.hold(text);
            return text.len();
        };
        self.end_line(text.get(..end).unwrap_or_default(), sink);
        end
    }

    fn end_line(&mut self, part: &[u8], sink: Sink<'_>) {
        if self.held.is_empty() && !self.too_long && part.len() <= MAX_RECORD_BYTES {
            sink.piece(self.start, Piece::Record(part));
        } else {
            self.hold(part);
            let why = Piece::Broken(Why::TooLong);
            sink.piece(self.start, if self.too_long { why } else { Piece::Record(&self.held) });
        }
        self.held.clear();
        self.mode = Mode::Between;
    }

    pub(super) fn finish(&mut self, sink: Sink<'_>) {
        match self.mode {
            Mode::Line => self.end_line(&[], sink),
            Mode::Value | Mode::Tail => sink.piece(self.start, Piece::Broken(Why::CutOff)),
            Mode::Between if !self.open.is_empty() => sink.piece(self.here, Piece::Broken(Why::CutOff)),
            Mode::Lost(since) if !self.open.is_empty() => sink.piece(since, Piece::Broken(Why::LostTrack)),
            Mode::Between | Mode::Lost(_) => {}
        }
    }
}

fn lines(text: &[u8]) -> u64 {
    u64::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(0)
}
