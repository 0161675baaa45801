//! Sign-in logs as tables of text: what the portal downloads, Log Analytics, Defender and `Export-Csv`.
//!
//! A row becomes the JSON object that its cells stand for, and is read like every other record. The
//! portal has no column for what policies did, so such a table shows use of the flow and never the review.

mod dates;
mod header;
mod rows;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

use dates::{Date, Order, date};
use header::{Column, Header, Read};
pub(crate) use header::{is_audit_log, is_foreign, is_sign_ins};
use rows::{Row, Rows};

use super::{
    encoding::Recoder,
    splitter::{Piece, Place, Sink, Why},
};
use crate::{
    catalogue::ProblemCode,
    limits::{MAX_RECORD_BYTES, MAX_UNDATED_BYTES},
    problem::Problem,
};

/// Reads a table, chunk by chunk.
#[derive(Debug)]
pub(super) struct Csv {
    recoder: Recoder,
    rows: Rows,
    header: Header,
    /// How many lines stand before the first row.
    skip: usize,
    table: Table,
}

/// What the rows have said so far.
#[derive(Debug, Default)]
struct Table {
    /// Whether the day or the month comes first, once a row has told.
    order: Option<Order>,
    /// Rows that tell both.
    mixed: bool,
    /// Rows whose dates may be read in two ways, as long as no row tells.
    waiting: Vec<(Place, String, Date)>,
    waiting_bytes: usize,
    /// Rows whose date is not known in the end.
    undated: u64,
}

impl Csv {
    /// A table that begins with these bytes; `None` where its header is of no sign-in log.
    pub(super) fn begin(start: &[u8]) -> Option<Self> {
        let (header, skip) = header::of(&crate::intake::decode_lossy(start))?;
        let rows = Rows::new(header.delimiter);
        Some(Self { recoder: Recoder::new(), rows, header, skip, table: Table::default() })
    }

    /// Takes the next bytes of the file.
    pub(super) fn push(&mut self, chunk: &[u8], sink: Sink<'_>) {
        self.recode(chunk, false, sink);
    }

    /// Takes the end of the file.
    pub(super) fn finish(&mut self, sink: Sink<'_>) {
        self.recode(&[], true, sink);
        let Self { rows, header, skip, table, .. } = self;
        rows.finish(&mut |place, row| one(header, skip, table, place, row, sink));
        table.settle(sink);
    }

    fn recode(&mut self, chunk: &[u8], last: bool, sink: Sink<'_>) {
        let Self { recoder, rows, header, skip, table } = self;
        recoder.push(chunk, last, &mut |text| {
            rows.push(text, &mut |place, row| one(header, skip, table, place, row, sink));
        });
    }

    /// The length of the byte order mark; `None` where bytes of the text are not those of the file.
    pub(super) fn mark(&self) -> Option<u64> {
        self.recoder.is_utf8().then(|| u64::try_from(self.recoder.mark).unwrap_or(0))
    }

    /// What this table cannot show.
    pub(super) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !self.header.shows_results {
            problems.push(Problem::new(
                ProblemCode::CsvWithoutResults,
                "this table has no column for what policies did: it shows use of the flow, and never the review",
                "for the review, export the same sign-ins as JSON, or from Log Analytics",
            ));
        }
        if self.table.undated > 0 {
            problems.push(undated(self.table.undated, self.table.mixed));
        }
        problems
    }
}

fn undated(rows: u64, mixed: bool) -> Problem {
    let rows = if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
    let why = if mixed {
        "some rows write the day first and some the month"
    } else {
        "they are of an unknown time zone, or may be read day first or month first, and no row tells"
    };
    Problem::new(
        ProblemCode::AmbiguousDates,
        format!("the times of {rows} count as unknown: {why}"),
        "download the table again with dates as 2026-12-31T23:59:59Z, or as JSON",
    )
}

/// Takes one row.
fn one(
    header: &Header,
    skip: &mut usize,
    table: &mut Table,
    place: Place,
    row: Result<Row<'_>, Why>,
    sink: Sink<'_>,
) {
    if *skip > 0 {
        *skip -= 1;
        return;
    }
    match row.and_then(|row| record(header, &row)) {
        Ok(None) => {}
        Ok(Some((json, date))) => table.take(place, json, date, sink),
        Err(why) => sink.piece(place, Piece::Broken(why)),
    }
}

/// The members that a row stands for, as JSON without the brackets, and its date; `None` for a blank row.
fn record(header: &Header, row: &Row<'_>) -> Result<Option<(String, Date)>, Why> {
    let cells = row.cells()?;
    if cells.iter().all(|cell| cell.trim().is_empty()) && cells.len() <= 1 {
        return Ok(None);
    }
    if cells.len() != header.columns.len() {
        return Err(Why::OddCells);
    }
    let mut json = String::new();
    let (mut found, mut tokens) = (None, Vec::new());
    for (column, cell) in header.columns.iter().zip(&cells) {
        let (Some(column), cell) = (column, cell.trim()) else { continue };
        match column {
            Column { read: Read::Created { .. }, .. } if found.is_some() => return Err(Why::StandsTwice),
            Column { read: Read::Created { utc }, .. } => found = Some(date(cell, *utc)),
            // The portal writes this column twice. Where the two differ, nobody knows.
            Column { read: Read::Token, .. } => tokens.push(cell),
            Column { name, read } => member(&mut json, name, value(*read, cell)),
        }
    }
    member(&mut json, "incomingTokenType", agreed(&tokens));
    Ok(Some((json, found.unwrap_or(Date::Unknown))))
}

/// What a cell stands for; empty where for nothing.
fn value(read: Read, cell: &str) -> &str {
    match read {
        // `City, State, CC`, unless it is an object.
        Read::Place if !cell.starts_with('{') => cell.rsplit(',').next().unwrap_or(cell).trim(),
        Read::Status if !cell.starts_with('{') => {
            let succeeded = ["success", "réussite"].iter().any(|word| cell.eq_ignore_ascii_case(word));
            if succeeded { r#"{"errorCode":0}"# } else { "" }
        }
        _ => cell,
    }
}

/// What all cells that say something say alike.
fn agreed<'c>(cells: &[&'c str]) -> &'c str {
    let letters = |text: &str| -> Vec<char> {
        text.to_ascii_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect()
    };
    let mut said = cells.iter().copied().filter(|cell| !cell.is_empty());
    let first = said.next().unwrap_or_default();
    if said.all(|cell| letters(cell) == letters(first)) { first } else { "" }
}

fn member(json: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let comma = if json.is_empty() { "" } else { "," };
        let text = serde_json::to_string(text).unwrap_or_default();
        let _ = write!(json, "{comma}\"{name}\":{text}");
    }
}

impl Table {
    fn take(&mut self, place: Place, json: String, date: Date, sink: Sink<'_>) {
        if let Date::Either { order: Some(order), .. } = date {
            self.mixed |= self.order.is_some_and(|known| known != order);
            self.order = Some(order);
            self.settle(sink);
        }
        let is_open = matches!(date, Date::Either { .. }) && date.at(self.order).is_none();
        if is_open && !self.mixed && self.waiting_bytes + json.len() <= MAX_UNDATED_BYTES {
            self.waiting_bytes += json.len();
            self.waiting.push((place, json, date));
        } else {
            self.emit(place, &json, date, sink);
        }
    }

    /// Hands on what waited for a row that tells.
    fn settle(&mut self, sink: Sink<'_>) {
        for (place, json, date) in core::mem::take(&mut self.waiting) {
            self.emit(place, &json, date, sink);
        }
        self.waiting_bytes = 0;
    }

    fn emit(&mut self, place: Place, json: &str, date: Date, sink: Sink<'_>) {
        let at = date.at(self.order.filter(|_| !self.mixed));
        self.undated += u64::from(at.is_none());
        let created = at.map_or_else(|| "null".to_string(), |at| format!("\"{at}\""));
        let comma = if json.is_empty() { "" } else { "," };
        let record = format!("{{\"createdDateTime\":{created}{comma}{json}}}");
        if record.len() > MAX_RECORD_BYTES {
            sink.piece(place, Piece::Broken(Why::TooLong));
        } else {
            sink.piece(place, Piece::Record(record.as_bytes()));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
