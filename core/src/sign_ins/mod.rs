//! Sign-in logs, read as a stream: bytes in, [`Evidence`] out, in memory bounded by one record.
//!
//! [`encoding`] makes UTF-8 of what comes, [`splitter`] finds the records in every container by
//! their brackets alone, and [`draft`] reads one record, whatever its dialect: Graph v1.0 and
//! beta, PowerShell, Azure Monitor, Log Analytics, Defender, Steampipe.
//!
//! A malformed record is counted and named, and the rest still counts.

mod bundle;
mod csv;
mod draft;
mod encoding;
mod field;
mod page;
mod problems;
mod results;
mod scan;
mod splitter;
#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests;
mod value;

use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};

use bundle::Bundle;
pub(crate) use bundle::begins_as_bundle;
use csv::Csv;
pub(crate) use csv::{is_foreign, is_sign_ins};
use draft::{Columns, Draft};
use page::Page;
use problems::Malformed;
use splitter::{Piece, Place, Sink, Splitter, Why};
use value::{Fill, Filled, STANDS_TWICE};

use crate::{
    entra::SignIn,
    evidence::{Evidence, Watch},
    intake::Intake,
    problem::Problem,
    tenant::{Source, SourceKind},
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
    form: Form,
    reader: Reader,
}

/// What splits the bytes into records.
#[derive(Debug)]
enum Form {
    /// Nothing has told yet; the first bytes.
    Open(Vec<u8>),
    Json(Box<Splitter>),
    Csv(Box<Csv>),
    Bundle(Box<Bundle>),
}

/// How much of a log that does not begin as JSON is held to look for the header of a table.
const HEADER_BYTES: usize = 64 * 1024;

impl Form {
    fn push(&mut self, chunk: &[u8], sink: Sink<'_>) {
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

    fn finish(&mut self, sink: Sink<'_>) {
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
    fn mark(&self) -> Option<u64> {
        match self {
            Self::Json(splitter) => splitter.counts_bytes().then(|| splitter.mark()),
            Self::Csv(csv) => csv.mark(),
            Self::Bundle(bundle) => bundle.mark(),
            Self::Open(_) => None,
        }
    }

    /// What a table cannot show.
    fn problems(&self) -> Vec<Problem> {
        if let Self::Csv(csv) = self { csv.problems() } else { Vec::new() }
    }
}

impl SignIns {
    /// A log that nothing was read of yet; `name` is the host's name for it.
    pub fn new(name: &str, watch: &Watch) -> Self {
        Self { form: Form::Open(Vec::new()), reader: Reader::new(name, watch) }
    }

    /// The same, for one more log: what it says is added to this evidence.
    pub fn onto(name: &str, evidence: Evidence) -> Self {
        let watch = evidence.watch().clone();
        Self { form: Form::Open(Vec::new()), reader: Reader { evidence, ..Reader::new(name, &watch) } }
    }

    /// The same, of the sign-ins that stand beside other lists in a file:
    /// [`Intake::left_sign_ins`] says where there are any.
    pub fn of_bundle(name: &str, evidence: Evidence) -> Self {
        Self { form: Form::Bundle(Box::new(Bundle::new())), ..Self::onto(name, evidence) }
    }

    /// Reads the next bytes, already decompressed, wherever they are cut.
    pub fn push(&mut self, chunk: &[u8]) {
        let Self { form, reader } = self;
        form.push(chunk, &mut |place, piece| reader.piece(place, piece));
    }

    /// Everything the log says, and how it was read.
    pub fn finish(self) -> (Evidence, Source) {
        let Self { mut form, mut reader } = self;
        form.finish(&mut |place, piece| reader.piece(place, piece));
        reader.finish(form.mark(), form.problems())
    }
}

/// Reads the pieces of a log.
#[derive(Debug)]
struct Reader {
    name: String,
    watch: Watch,
    evidence: Evidence,
    columns: Columns,
    records: u64,
    malformed: Malformed,
    /// Whether the last page says that there is another.
    next: bool,
    /// Whether the service says that its answer is not whole.
    partial: bool,
    /// Records of other logs, which were stepped over.
    others: u64,
    /// Whether lists of other kinds stand beside the sign-ins.
    bundled: bool,
    /// The members beside a list, as an object.
    object: Vec<u8>,
}

impl Reader {
    fn new(name: &str, watch: &Watch) -> Self {
        Self {
            name: name.to_owned(),
            watch: watch.clone(),
            evidence: Evidence::new(watch),
            columns: Columns::new(),
            records: 0,
            malformed: Malformed::default(),
            next: false,
            partial: false,
            others: 0,
            bundled: false,
            object: Vec::new(),
        }
    }

    fn piece(&mut self, place: Place, piece: Piece<'_>) {
        let done = match piece {
            Piece::Record(text) => self.record(text),
            Piece::Head(text) => self.head(text),
            Piece::Tail(text) => self.tail(text),
            Piece::Broken(why) => Err(why),
        };
        match done {
            Ok(()) => {}
            Err(Why::OtherLog) => self.others += 1,
            Err(why) => self.malformed.add(place, why),
        }
    }

    fn record(&mut self, text: &[u8]) -> Result<(), Why> {
        if text.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let sign_in = sign_in(text, &self.watch, &self.columns)?;
        self.evidence.push(&sign_in);
        self.records += 1;
        Ok(())
    }

    /// A new list begins: a page, a batch, a table.
    fn head(&mut self, members: &[u8]) -> Result<(), Why> {
        let members = members.trim_ascii_end();
        self.object.clear();
        self.object.extend_from_slice(members.strip_suffix(b",").unwrap_or(members));
        self.object.push(b'}');
        let page = self.page()?;
        self.columns = page.columns;
        self.next = page.next;
        self.partial |= page.error;
        self.bundled |= page.bundled;
        Ok(())
    }

    /// The list has ended.
    fn tail(&mut self, members: &[u8]) -> Result<(), Why> {
        let members = members.trim_ascii_start();
        self.object.clear();
        self.object.push(b'{');
        self.object.extend_from_slice(members.strip_prefix(b",").unwrap_or(members));
        let page = self.page()?;
        self.columns.clear();
        self.next |= page.next;
        self.partial |= page.error;
        self.bundled |= page.bundled;
        Ok(())
    }

    fn page(&self) -> Result<Page, Why> {
        let mut page = Page::default();
        fill(&self.object, &mut page)?;
        Ok(page)
    }

    fn finish(self, mark: Option<u64>, table: Vec<Problem>) -> (Evidence, Source) {
        let mut problems: Vec<Problem> = Vec::new();
        let complete = !self.next && !self.partial && !self.bundled && self.malformed.is_empty();
        problems.extend(self.malformed.problem(mark));
        problems.extend(self.next.then(problems::next_page_missing));
        problems.extend(self.partial.then(problems::partial_answer));
        problems.extend(self.bundled.then(problems::lists_beside));
        problems.extend(problems::other_logs(self.others));
        problems.extend(table);
        let problems = problems.into_iter().map(|problem| problem.in_source(&self.name)).collect();
        let source =
            Source { name: self.name, kind: SourceKind::SignIns, records: self.records, complete, problems };
        (self.evidence, source)
    }
}

/// Whether the first bytes of a file hold a sign-in, among whatever else.
pub(crate) fn recognises(start: &[u8]) -> bool {
    let watch = Watch::default();
    let mut reader = Reader::new("", &watch);
    let mut found = false;
    let mut splitter = Splitter::new();
    splitter.push(start, &mut |_, piece| match piece {
        Piece::Head(text) => drop(reader.head(text)),
        Piece::Record(text) if !found => {
            let mut draft = Draft::new(&watch, &reader.columns);
            found = fill(text, &mut draft).is_ok() && draft.is_certain();
        }
        _ => {}
    });
    found
}

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
