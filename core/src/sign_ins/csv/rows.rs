//! Text to rows: quotes as RFC 4180 has them, line breaks inside quotes included.

use alloc::{borrow::Cow, vec::Vec};

use super::super::splitter::{Place, Why};
use crate::limits::MAX_RECORD_BYTES;

/// Takes the rows, each with the place where it begins.
type RowSink<'s> = &'s mut dyn FnMut(Place, Result<Row<'_>, Why>);

/// Finds where rows end. Memory is bounded by the longest row.
#[derive(Debug)]
pub(super) struct Rows {
    delimiter: u8,
    /// Text, of which the first part is done with.
    held: Vec<u8>,
    /// Where the row begins that is looked at.
    from: usize,
    /// Where the look stopped.
    looked: usize,
    at: At,
    /// Where the row stands in the file.
    start: Place,
    /// How many bytes were looked at a second time.
    again: u64,
}

/// Where in a cell the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: it ends them, or is the first of two.
    Quote,
    /// Behind the carriage return that follows the quotes.
    Return,
    /// In the rest of a line that is malformed.
    Lost,
}

/// How the look at a row ended.
enum End {
    /// The row ends before this byte, a line break.
    Row(usize),
    /// It is malformed.
    Broken(Why),
    /// There is more to come.
    More,
}

impl Rows {
    pub(super) const fn new(delimiter: u8) -> Self {
        let start = Place { byte: 0, line: 1 };
        Self { delimiter, held: Vec::new(), from: 0, looked: 0, at: At::Start, start, again: 0 }
    }

    /// Takes the next text, wherever it is cut.
    pub(super) fn push(&mut self, text: &[u8], sink: RowSink<'_>) {
        self.held.extend_from_slice(text);
        self.look(sink);
        self.held.drain(..self.from);
        self.looked -= self.from;
        self.from = 0;
    }

    /// Takes the end of the text.
    pub(super) fn finish(&mut self, sink: RowSink<'_>) {
        while self.from < self.held.len() {
            if self.at == At::Quoted {
                self.give_up_line(Why::CutOff, sink);
            } else {
                self.held.push(b'\n');
            }
            self.look(sink);
        }
    }

    fn look(&mut self, sink: RowSink<'_>) {
        loop {
            if self.at == At::Lost && !self.find_line() {
                return;
            }
            match self.end() {
                End::Row(end) => {
                    let row = self.held.get(self.from..end).unwrap_or_default();
                    sink(self.start, Ok(Row { text: row, delimiter: self.delimiter }));
                    self.drop_to(end + 1);
                }
                End::Broken(why) => self.give_up_line(why, sink),
                End::More => return,
            }
        }
    }

    /// Goes on until the row ends or is known to be malformed; where chunks end makes no difference.
    fn end(&mut self) -> End {
        let rest = self.held.get(self.looked..).unwrap_or_default();
        for (offset, byte) in rest.iter().enumerate() {
            let position = self.looked + offset;
            let next = match (self.at, *byte) {
                _ if position - self.from > MAX_RECORD_BYTES => Err(End::Broken(Why::TooLong)),
                (At::Start | At::Plain | At::Quote | At::Return, b'\n') => Err(End::Row(position)),
                (At::Start | At::Quote, b'"') => Ok(At::Quoted),
                (At::Start | At::Plain | At::Quote, byte) if byte == self.delimiter => Ok(At::Start),
                (At::Quoted, b'"') => Ok(At::Quote),
                (At::Quoted, _) => Ok(At::Quoted),
                (At::Quote, b'\r') => Ok(At::Return),
                (At::Start | At::Plain, byte) if byte != b'"' => Ok(At::Plain),
                _ => Err(End::Broken(Why::Quotes)),
            };
            match next {
                Ok(at) => self.at = at,
                Err(end) => {
                    self.looked = position;
                    return end;
                }
            }
        }
        self.looked = self.held.len();
        End::More
    }

    /// Steps over the rest of a malformed line; `false` where it has not ended yet.
    fn find_line(&mut self) -> bool {
        let rest = self.held.get(self.looked..).unwrap_or_default();
        let found = memchr::memchr(b'\n', rest).map(|end| self.looked + end + 1);
        self.drop_to(found.unwrap_or(self.held.len()));
        if found.is_none() {
            self.at = At::Lost;
        }
        found.is_some()
    }

    /// The row that begins here is malformed. Since a wrong quote swallows what follows, the next line is
    /// taken for a row again; but not for ever, so that the time stays in proportion to the text.
    fn give_up_line(&mut self, why: Why, sink: RowSink<'_>) {
        sink(self.start, Err(why));
        let seen = self.held.get(self.from..self.looked).unwrap_or_default();
        let line = |end: Option<usize>| end.map(|end| end + 1);
        let Some(first) = line(memchr::memchr(b'\n', seen)) else {
            self.at = At::Lost;
            return;
        };
        let last = line(memchr::memrchr(b'\n', seen)).unwrap_or(first);
        let again = self.again + u64::try_from(seen.len() - first).unwrap_or(u64::MAX);
        let most = self.start.byte + 4 * u64::try_from(MAX_RECORD_BYTES).unwrap_or(u64::MAX);
        if again <= most {
            self.again = again;
            self.drop_to(self.from + first);
        } else {
            self.drop_to(self.from + last);
        }
    }

    /// All before this is done with.
    fn drop_to(&mut self, end: usize) {
        let end = end.min(self.held.len());
        let gone = self.held.get(self.from..end).unwrap_or_default();
        self.start.line += u64::try_from(memchr::memchr_iter(b'\n', gone).count()).unwrap_or(0);
        self.start.byte += u64::try_from(gone.len()).unwrap_or(0);
        (self.from, self.looked, self.at) = (end, end, At::Start);
    }
}

/// One row, without the line break that ends it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'t> {
    text: &'t [u8],
    delimiter: u8,
}

impl<'t> Row<'t> {
    /// A row of its own, such as a header.
    pub(super) const fn new(text: &'t [u8], delimiter: u8) -> Self {
        Self { text, delimiter }
    }

    /// What its cells hold, without their quotes.
    pub(super) fn cells(self) -> Result<Vec<Cow<'t, str>>, Why> {
        let text = core::str::from_utf8(self.text).map_err(|_| Why::NotText)?;
        let text = text.strip_suffix('\r').unwrap_or(text);
        let mut cells = Vec::new();
        let mut rest = text;
        loop {
            let (cell, after) = self.cell(rest);
            cells.push(cell);
            match after {
                Some(after) => rest = after,
                None => return Ok(cells),
            }
        }
    }

    /// The first cell, and what follows its delimiter, if one follows. That the quotes are right has been
    /// seen.
    fn cell(self, text: &'t str) -> (Cow<'t, str>, Option<&'t str>) {
        let delimiter = char::from(self.delimiter);
        let Some(quoted) = text.strip_prefix('"') else {
            return match text.split_once(delimiter) {
                Some((cell, after)) => (Cow::Borrowed(cell), Some(after)),
                None => (Cow::Borrowed(text), None),
            };
        };
        let mut end = 0;
        while let Some(quote) = quoted.get(end..).and_then(|rest| rest.find('"')) {
            end += quote;
            if quoted.get(end + 1..).is_some_and(|rest| rest.starts_with('"')) {
                end += 2;
            } else {
                break;
            }
        }
        let (inside, after) = quoted.split_at_checked(end).unwrap_or((quoted, ""));
        let inside = if inside.contains('"') {
            Cow::Owned(inside.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(inside)
        };
        (inside, after.strip_prefix('"').and_then(|after| after.strip_prefix(delimiter)))
    }
}
