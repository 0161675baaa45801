//! Bytes to records, whatever the container: lines, documents, lists, pages, tables.
//!
//! Memory is bounded by the longest record. Chunks may end anywhere.

use alloc::vec::Vec;

use super::{
    encoding::Recoder,
    scan::{Scan, Step},
};
use crate::limits::{MAX_NESTING, MAX_RECORD_BYTES};

/// Where something stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Bytes before it; in UTF-16, bytes that the text would have as UTF-8.
    pub(super) byte: u64,
    /// Its line, counted from one.
    pub(super) line: u64,
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

/// Takes the pieces, each with the place where it begins.
pub(super) type Sink<'s> = &'s mut dyn FnMut(Place, Piece<'_>);

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

/// A container around the records.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// An object that a list of records is a member of.
    Object,
    List(List),
}

#[derive(Clone, Copy, Debug)]
struct List {
    /// Whether an array in it is a record.
    rows: bool,
    /// Whether its objects are known to be records, and not pages.
    known: bool,
    /// How far its first record is indented, where that stands at the start of a line.
    indent: Option<usize>,
}

impl List {
    const UNKNOWN: Self = Self { rows: false, known: false, indent: None };
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
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
struct Machine {
    open: Vec<Open>,
    mode: Mode,
    scan: Scan,
    /// The beginning of the value.
    held: Vec<u8>,
    /// Whether the value is too long, so that nothing is held.
    too_long: bool,
    /// Where the value begins.
    start: Place,
    /// Where the next byte stands.
    here: Place,
    /// The blanks since the line began, where there is nothing else.
    indent: Option<usize>,
    /// Whether the last thing was a document on one line.
    one_line: bool,
    /// Whether each line is a record.
    lines: bool,
}

/// The members that hold the records.
const LISTS: [&str; 6] = ["value", "records", "tables", "rows", "results", "signins"];

impl Machine {
    const fn new() -> Self {
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
            one_line: false,
            lines: false,
        }
    }

    fn text(&mut self, mut text: &[u8], sink: Sink<'_>) {
        while let Some(first) = text.first() {
            let taken = match self.mode {
                Mode::Between => self.between(*first, text, sink),
                Mode::Value | Mode::Tail => self.value(text, sink),
                Mode::Line => self.line(text, sink),
                Mode::Lost(since) => self.lost(*first, text, since, sink),
            };
            let (done, rest) = text.split_at_checked(taken).unwrap_or((text, &[]));
            self.here.byte += u64::try_from(done.len()).unwrap_or(0);
            self.here.line += lines(done);
            text = rest;
        }
    }

    fn list(&mut self) -> Option<&mut List> {
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
            b'{' => self.begin(Mode::Value),
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

    fn blank(&mut self, byte: u8) -> usize {
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

    /// Something that is no record. A number or a word can be stepped over.
    fn stray(&mut self, text: &[u8], sink: Sink<'_>) -> usize {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let word = text.iter().take_while(|byte| is_word(byte)).count();
        let continues = self.held.first() == Some(&b'w') && self.start == self.here;
        if word > 0 && !self.open.is_empty() {
            if !continues {
                sink(self.here, Piece::Broken(Why::NoSignIn));
            }
            // A word may be cut by the end of a chunk: what follows directly is the same word.
            self.held.clear();
            self.held.push(b'w');
            self.start = Place { byte: self.here.byte + u64::try_from(word).unwrap_or(0), ..self.here };
            self.indent = None;
            return word;
        }
        sink(self.here, Piece::Broken(Why::NotJson));
        self.lose()
    }

    fn lose(&mut self) -> usize {
        self.held.clear();
        self.mode = Mode::Lost(self.here);
        // Without this, the same byte would be tried again.
        self.indent = None;
        0
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
            sink(start, if is_tail { Piece::Tail(part) } else { Piece::Record(part) });
        } else {
            self.hold(part);
            sink(
                start,
                match (self.too_long, is_tail) {
                    (true, _) => Piece::Broken(Why::TooLong),
                    (false, true) => Piece::Tail(&self.held),
                    (false, false) => Piece::Record(&self.held),
                },
            );
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
        sink(self.start, Piece::Head(self.held.get(..start).unwrap_or_default()));
        let list = List { rows: name == "rows", known: name != "tables", indent: None };
        self.open.push(Open::Object);
        self.open.push(Open::List(list));
        self.mode = Mode::Between;
        self.held.clear();
    }

    fn broken(&mut self, text: &[u8], at: usize, sink: Sink<'_>) -> usize {
        sink(self.start, Piece::Broken(Why::NotJson));
        // A `{` that breaks an object stands at the start of a line, and begins the next record.
        let next_record = text.get(at) == Some(&b'{');
        self.lines |= self.open.is_empty() && (next_record || text.get(at) == Some(&b'\n'));
        self.lose();
        self.mode = Mode::Lost(self.start);
        self.indent = next_record.then_some(0);
        at
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
            sink(self.start, Piece::Record(part));
        } else {
            self.hold(part);
            let why = Piece::Broken(Why::TooLong);
            sink(self.start, if self.too_long { why } else { Piece::Record(&self.held) });
        }
        self.held.clear();
        self.mode = Mode::Between;
    }

    /// Looks for a line that can be the start of a record.
    fn lost(&mut self, first: u8, text: &[u8], since: Place, sink: Sink<'_>) -> usize {
        if matches!(first, b' ' | b'\t' | b'\r' | b'\n') {
            return self.blank(first);
        }
        if self.indent.is_some() && self.is_found(first) {
            return 0;
        }
        if self.indent == Some(0) && first == b'{' && self.list().is_none_or(|list| list.indent.is_none()) {
            sink(since, Piece::Broken(Why::LostTrack));
            self.open.clear();
            self.mode = Mode::Between;
            return 0;
        }
        self.indent = None;
        memchr::memchr(b'\n', text).unwrap_or(text.len())
    }

    fn is_found(&mut self, first: u8) -> bool {
        let indent = self.indent;
        let found = match self.list() {
            Some(list) => first == b'{' && list.indent == indent,
            None => self.open.is_empty(),
        };
        if found {
            self.mode = Mode::Between;
        }
        found
    }

    fn finish(&mut self, sink: Sink<'_>) {
        match self.mode {
            Mode::Line => self.end_line(&[], sink),
            Mode::Value | Mode::Tail => sink(self.start, Piece::Broken(Why::CutOff)),
            Mode::Between if !self.open.is_empty() => sink(self.here, Piece::Broken(Why::CutOff)),
            Mode::Lost(since) if !self.open.is_empty() => sink(since, Piece::Broken(Why::LostTrack)),
            Mode::Between | Mode::Lost(_) => {}
        }
    }
}

fn lines(text: &[u8]) -> u64 {
    u64::try_from(memchr::memchr_iter(b'\n', text).count()).unwrap_or(0)
}

/// The name of the member whose list just opened, and where the member begins, if it is a list of records.
fn list_name(object: &[u8]) -> Option<(&'static str, usize)> {
    let before = object.strip_suffix(b"[")?.trim_ascii_end();
    let key = before.strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"")?;
    let quote = memchr::memrchr(b'"', key)?;
    let name = key.get(quote + 1..)?;
    let known = LISTS.into_iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name))?;
    Some((known, quote))
}
