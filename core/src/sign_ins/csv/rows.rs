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
    /// What belongs to no row yet.
    held: Vec<u8>,
    /// How much of it was looked at, and where the look stopped.
    looked: usize,
    at: At,
    /// Where the first byte of it stands.
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
}

/// How the look at a row ended.
enum End {
    /// The row ends before this byte, a line break.
    Row(usize),
    /// The quotes are wrong.
    Broken,
    /// There is more to come.
    More,
}

impl Rows {
    pub(super) const fn new(delimiter: u8) -> Self {
        let start = Place { byte: 0, line: 1 };
        Self { delimiter, held: Vec::new(), looked: 0, at: At::Start, start, again: 0 }
    }

    /// Takes the next text, wherever it is cut.
    pub(super) fn push(&mut self, text: &[u8], sink: RowSink<'_>) {
        self.held.extend_from_slice(text);
        self.look(sink);
    }

    /// Takes the end of the text.
    pub(super) fn finish(&mut self, sink: RowSink<'_>) {
        while !self.held.is_empty() {
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
            match self.end() {
                End::Row(end) => {
                    let row = self.held.get(..end).unwrap_or_default();
                    sink(self.start, Ok(Row { text: row, delimiter: self.delimiter }));
                    self.drop_to(end + 1);
                }
                End::Broken => self.give_up_line(Why::Quotes, sink),
                End::More if self.held.len() > MAX_RECORD_BYTES => self.give_up_line(Why::TooLong, sink),
                End::More => return,
            }
        }
    }

    fn end(&mut self) -> End {
        let rest = self.held.get(self.looked..).unwrap_or_default();
        for (offset, byte) in rest.iter().enumerate() {
            let next = match (self.at, *byte) {
                (At::Start | At::Plain | At::Quote | At::Return, b'\n') => {
                    let end = self.looked + offset;
                    self.looked = end;
                    return End::Row(end);
                }
                (At::Start | At::Quote, b'"') => At::Quoted,
                (At::Start | At::Plain | At::Quote, byte) if byte == self.delimiter => At::Start,
                (At::Quoted, b'"') => At::Quote,
                (At::Quoted, _) => At::Quoted,
                (At::Quote, b'\r') => At::Return,
                (At::Start | At::Plain, byte) if byte != b'"' => At::Plain,
                _ => return End::Broken,
            };
            self.at = next;
        }
        self.looked = self.held.len();
        End::More
    }

    /// The row that begins here is malformed. Since a wrong quote swallows what follows, the next line is
    /// taken for a row again; but not for ever, so that the time stays in proportion to the text.
    fn give_up_line(&mut self, why: Why, sink: RowSink<'_>) {
        sink(self.start, Err(why));
        let seen = self.held.len();
        let line = memchr::memchr(b'\n', &self.held).map_or(seen, |end| end + 1);
        let again = self.again + u64::try_from(seen - line).unwrap_or(u64::MAX);
        let most = self.start.byte + 4 * u64::try_from(MAX_RECORD_BYTES).unwrap_or(u64::MAX);
        if again <= most {
            self.again = again;
            self.drop_to(line);
        } else {
            let last = memchr::memrchr(b'\n', &self.held).map_or(seen, |end| end + 1);
            self.drop_to(last);
        }
    }

    fn drop_to(&mut self, end: usize) {
        let end = end.min(self.held.len());
        let gone = self.held.get(..end).unwrap_or_default();
        self.start.line += u64::try_from(memchr::memchr_iter(b'\n', gone).count()).unwrap_or(0);
        self.start.byte += u64::try_from(end).unwrap_or(0);
        self.held.drain(..end);
        (self.looked, self.at) = (0, At::Start);
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
