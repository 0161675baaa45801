//! The files as text: what each was recognised as, and what was wrong with it.

use alloc::{format, string::String, vec::Vec};

use super::{MAX_LISTED, listed, more};
use crate::clean::clean;
use crate::render::page::{Ink, Page, count, faint, plain};
use crate::render::words::{self, number};
use crate::{Problem, Source, SourceKind};

/// The files that were used, with what was wrong with them; those that were ignored in one line.
pub(super) fn sources(sources: &[Source], page: &mut Page) {
    const MAX_FILES: usize = 20;
    page.heading("Sources");
    let (ignored, used): (Vec<&Source>, Vec<&Source>) =
        sources.iter().partition(|source| source.kind == SourceKind::Ignored && source.problems.is_empty());
    let column = used.iter().take(MAX_FILES).map(|source| count(&source.name)).max();
    let column = column.unwrap_or(0).min(page.width() / 2);
    for source in used.iter().take(MAX_FILES) {
        one_source(source, column, page);
    }
    more(used.len(), MAX_FILES, page);
    if !ignored.is_empty() {
        let names: Vec<String> = ignored.iter().map(|source| source.name.clone()).collect();
        page.paragraph("  ", &[faint(format!("ignored: {}", listed(&names)))]);
    }
}

fn one_source(source: &Source, column: usize, page: &mut Page) {
    let name = clean(&source.name);
    let what = what(source);
    if count(&name) > column {
        page.paragraph("  ", &[plain(name)]);
        page.paragraph("    ", &[faint(what)]);
    } else {
        page.paragraph(&format!("  {name:column$}  "), &[faint(what)]);
    }
    for problem in source.problems.iter().take(MAX_LISTED) {
        source_problem(problem, page);
    }
    more(source.problems.len(), MAX_LISTED, page);
}

fn what(source: &Source) -> String {
    let kind = words::kind(source.kind);
    if matches!(source.kind, SourceKind::Ignored | SourceKind::Unreadable) {
        return kind.into();
    }
    let records = number(source.records, "record", "records");
    let state = if source.complete { "" } else { ", incomplete" };
    format!("{kind}, {records}{state}")
}

fn source_problem(problem: &Problem, page: &mut Page) {
    let line = problem.line.map_or_else(String::new, |line| format!("line {line}"));
    let pointer = problem.pointer.as_deref().unwrap_or_default();
    page.marked("    ! ", Ink::Doubt, &[plain(problem.message.as_str()), faint(line), faint(pointer)]);
    if !problem.help.is_empty() {
        page.paragraph("      ", &[plain(problem.help.as_str()).with_commands()]);
    }
}
