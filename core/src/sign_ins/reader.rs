//! Reads what a log was split into.

use alloc::vec::Vec;

use super::{
    draft::{Columns, Draft},
    fast::Fast,
    fill,
    page::Page,
    problems::Malformed,
    sign_in,
    splitter::{Piece, Pieces, Place, Splitter, Why},
};
use crate::evidence::{Fact, Watch};

/// Reads the pieces of a log.
#[derive(Debug)]
pub(super) struct Reader {
    watch: Watch,
    /// `None` where every record is read in full.
    pub(super) fast: Option<Fast>,
    pub(super) haul: Haul,
    /// The members beside a list, as an object.
    object: Vec<u8>,
}

/// What was read of a log, or of a part of it.
#[derive(Debug, Default)]
pub(super) struct Haul {
    /// What is not yet taken in.
    pub(super) facts: Vec<Fact>,
    pub(super) records: u64,
    pub(super) malformed: Malformed,
    /// Whether the service says that its answer is not whole.
    pub(super) partial: bool,
    /// Records of other logs, which were stepped over.
    pub(super) others: u64,
    /// Whether lists of other kinds stand beside the sign-ins.
    pub(super) bundled: bool,
    pub(super) page: Beside,
}

/// What stands beside the last list and matters for what follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) columns: Columns,
    /// Whether there is another page.
    pub(super) next: bool,
}

impl Pieces for Reader {
    fn piece(&mut self, place: Place, piece: Piece<'_>) {
        let done = match piece {
            Piece::Record(text) => self.whole(text),
            Piece::Head(text) => self.head(text),
            Piece::Tail(text) => self.tail(text),
            Piece::Broken(why) => Err(why),
        };
        self.take_note(place, done);
    }

    fn record(&mut self, place: Place, text: &[u8]) -> Option<usize> {
        let found = self.fast.as_mut()?.read(text, &self.watch)?;
        let record = text.get(..found.end)?;
        let done = self.found(record, found.fact);
        self.take_note(place, done);
        Some(found.end)
    }
}

impl Reader {
    pub(super) fn new(watch: &Watch) -> Self {
        let fast = Some(Fast::default());
        Self { watch: watch.clone(), fast, haul: Haul::default(), object: Vec::new() }
    }

    #[inline]
    fn take_note(&mut self, place: Place, done: Result<(), Why>) {
        match done {
            Ok(()) => {}
            Err(Why::OtherLog) => self.haul.others += 1,
            Err(why) => self.haul.malformed.add(place, why),
        }
    }

    /// Reads a text that should be one record.
    fn whole(&mut self, text: &[u8]) -> Result<(), Why> {
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let found = self.fast.as_mut().and_then(|fast| fast.read(text, &self.watch));
        let ends = |end: usize| text.get(end..).is_some_and(|rest| rest.iter().copied().all(is_blank));
        self.found(text, found.filter(|found| ends(found.end)).and_then(|found| found.fact))
    }

    /// Takes in a record, and what is already known of it.
    #[inline]
    fn found(&mut self, text: &[u8], fact: Option<Fact>) -> Result<(), Why> {
        let fact = match fact {
            Some(fact) => fact,
            None => Fact::of(&sign_in(text, &self.watch, &self.haul.page.columns)?, &self.watch),
        };
        self.haul.facts.push(fact);
        self.haul.records += 1;
        Ok(())
    }

    /// A new list begins: a page, a batch, a table.
    fn head(&mut self, members: &[u8]) -> Result<(), Why> {
        let members = members.trim_ascii_end();
        self.object.clear();
        self.object.extend_from_slice(members.strip_suffix(b",").unwrap_or(members));
        self.object.push(b'}');
        let page = self.page()?;
        self.haul.page = Beside { columns: page.columns, next: page.next };
        self.haul.partial |= page.error;
        self.haul.bundled |= page.bundled;
        Ok(())
    }

    /// The list has ended.
    fn tail(&mut self, members: &[u8]) -> Result<(), Why> {
        let members = members.trim_ascii_start();
        self.object.clear();
        self.object.push(b'{');
        self.object.extend_from_slice(members.strip_prefix(b",").unwrap_or(members));
        let page = self.page()?;
        self.haul.page.columns.clear();
        self.haul.page.next |= page.next;
        self.haul.partial |= page.error;
        self.haul.bundled |= page.bundled;
        Ok(())
    }

    fn page(&self) -> Result<Page, Why> {
        let mut page = Page::default();
        fill(&self.object, &mut page)?;
        Ok(page)
    }
}

/// Whether the first bytes of a file hold a sign-in, among whatever else.
pub(crate) fn recognises(start: &[u8]) -> bool {
    let mut recogniser = Recogniser { reader: Reader::new(&Watch::default()), found: false };
    Splitter::new().push(start, &mut recogniser);
    recogniser.found
}

/// Looks for a record that can be nothing but a sign-in.
struct Recogniser {
    reader: Reader,
    found: bool,
}

impl Pieces for Recogniser {
    fn piece(&mut self, _: Place, piece: Piece<'_>) {
        match piece {
            Piece::Head(text) => drop(self.reader.head(text)),
            Piece::Record(text) if !self.found => {
                let mut draft = Draft::new(&self.reader.watch, &self.reader.haul.page.columns);
                self.found = fill(text, &mut draft).is_ok() && draft.is_certain();
            }
            _ => {}
        }
    }
}

/// Whether JSON may have this byte between values.
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
