//! Lines and columns of the members that a report points at, from the bytes of the files.
//!
//! An evaluation keeps no positions: they would cost every reader what few formats show. A host that
//! wants them gives the bytes of the files that the report points into once more, decompressed.

mod scan;

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use core::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{intake::decode, order, report::Report};
use scan::Tree;

/// Where a member stands in the text of its file, from its key to the end of its value.
///
/// Lines and columns count from one, a column being a UTF-16 code unit, as SARIF and editors count
/// them whatever the encoding of the file. The end is the column after the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// The line of the first character.
    pub line: u64,
    /// Its column.
    pub column: u64,
    /// The line of the last character.
    pub end_line: u64,
    /// The column after it.
    pub end_column: u64,
}

/// A member of a file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Placed {
    /// The file, by the name that the report has for it.
    pub source: String,
    /// The member, as a JSON pointer into that file.
    pub pointer: String,
    /// Where it stands; null where that is not known.
    pub region: Option<Region>,
}

/// Where everything that a report points at stands.
///
/// ```
/// use flowlock_core::{File, Places, Region, Settings, evaluate_files};
///
/// let export = "[{\"id\": \"p\", \"conditions\": {},\n  \"state\": \"disabled\"}]";
/// let files = [File { name: "policies.json".into(), bytes: export }];
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// let report = evaluate_files(&files, &Settings::default(), as_of)?;
///
/// let mut places = Places::of(&report);
/// places.look_in("policies.json", export.as_bytes());
/// let whole = Region { line: 1, column: 2, end_line: 2, end_column: 23 };
/// assert_eq!(places.get("policies.json", "/0"), Some(whole));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// By file and pointer; `None` until the file was looked into.
    files: BTreeMap<String, BTreeMap<String, Option<Region>>>,
    looked_in: BTreeSet<String>,
}

impl Places {
    /// What the report points at; none of it is placed yet.
    pub fn of(report: &Report) -> Self {
        let mut places = Self::default();
        for policy in &report.policies {
            places.want(&policy.source, &policy.pointer);
            for requirement in &policy.requirements {
                places.want(&policy.source, &requirement.pointer);
            }
        }
        for because in report.gaps.iter().flat_map(|gap| &gap.because) {
            places.want(&because.source, &because.pointer);
        }
        for (source, problem) in report
            .sources
            .iter()
            .flat_map(|source| source.problems.iter().map(move |problem| (&source.name, problem)))
        {
            if let Some(pointer) = &problem.pointer {
                places.want(source, pointer);
            }
        }
        places
    }

    /// These members, each where it stands if that is known.
    pub fn of_members(members: impl IntoIterator<Item = Placed>) -> Self {
        let mut places = Self::default();
        for Placed { source, pointer, region } in members {
            *places.files.entry(source).or_default().entry(pointer).or_default() = region;
        }
        places
    }

    /// Every member that is looked for, sorted.
    pub fn members(&self) -> impl Iterator<Item = Placed> {
        self.files.iter().flat_map(|(source, members)| {
            let placed = |(pointer, region): (&String, &Option<Region>)| Placed {
                source: source.clone(),
                pointer: pointer.clone(),
                region: *region,
            };
            members.iter().map(placed)
        })
    }

    fn want(&mut self, source: &str, pointer: &str) {
        self.files.entry(source.to_owned()).or_default().entry(pointer.to_owned()).or_default();
    }

    /// The files that the report points into, by the names it has for them, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Looks in the bytes of one of these files, decompressed. A member that is not there, such as one
    /// inside a string, is placed where the nearest one around it stands; what is no JSON places nothing.
    ///
    /// Two files of one name place nothing: nobody could say which of them is meant.
    pub fn look_in(&mut self, source: &str, bytes: &[u8]) {
        let Some(pointers) = self.files.get_mut(source) else { return };
        if !self.looked_in.insert(source.to_owned()) {
            for region in pointers.values_mut() {
                *region = None;
            }
            return;
        }
        let Ok(text) = decode(bytes) else { return };
        let mut tree = Tree::of(pointers.keys().map(String::as_str));
        tree.find(&text);
        let spans: Vec<Option<Range<usize>>> = pointers.keys().map(|pointer| tree.span(pointer)).collect();
        let positions = positions(&text, spans.iter().flatten());
        for (place, span) in pointers.values_mut().zip(&spans) {
            *place = span.as_ref().and_then(|span| {
                let (line, column) = *positions.get(&span.start)?;
                let (end_line, end_column) = *positions.get(&span.end)?;
                Some(Region { line, column, end_line, end_column })
            });
        }
    }

    /// Where a member stands; `None` where that is not known.
    pub fn get(&self, source: &str, pointer: &str) -> Option<Region> {
        self.files.get(source)?.get(pointer).copied().flatten()
    }
}

/// The lines and columns of both ends of these spans of bytes, with one walk through the text.
fn positions<'s>(text: &str, spans: impl Iterator<Item = &'s Range<usize>>) -> BTreeMap<usize, (u64, u64)> {
    let offsets = order::set(spans.flat_map(|span| [span.start, span.end]));
    let mut cursor = Cursor { text, at: 0, line: 1, column: 1 };
    order::map(offsets.into_iter().map(|offset| (offset, cursor.advance(offset))))
}

/// A place in a text that only goes forward.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    column: u64,
}

impl Cursor<'_> {
    /// Goes to an offset, and gives its line and column.
    fn advance(&mut self, to: usize) -> (u64, u64) {
        let passed = self.text.get(self.at..to).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        let rest = passed.rsplit('\n').next().unwrap_or_default();
        let columns = rest.chars().map(char::len_utf16).sum::<usize>();
        self.line = self.line.saturating_add(lines as u64);
        self.column = if lines == 0 { self.column } else { 1 }.saturating_add(columns as u64);
        self.at = to;
        (self.line, self.column)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
