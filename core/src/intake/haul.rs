//! What one file gave: kept apart until the file was read to its end, so that a file that turns
//! out to be unreadable leaves nothing behind.

use alloc::{borrow::ToOwned, collections::BTreeMap, format, string::String, vec::Vec};

use super::{facts::Facts, problems};
use crate::{
    entra::{Id, Pointer, Policy},
    problem::Problem,
    tenant::{Hint, Source, SourceKind},
};

/// A policy, with what must be known to choose between two copies of it.
#[derive(Debug)]
pub(super) struct Found {
    /// The policy; its id is its name where the export gives no id.
    pub(super) policy: Policy,
    /// Whether the export gives an id.
    pub(super) identified: bool,
    /// Whether the export shows every condition there can be.
    pub(super) shows_all: bool,
}

/// What one file gave.
#[derive(Debug)]
pub(super) struct Haul {
    /// The host's name for the file.
    pub(super) name: String,
    /// The policies.
    pub(super) policies: Vec<Found>,
    /// What it says of the directory.
    pub(super) facts: Facts,
    /// Whom it calls emergency access.
    pub(super) hints: Vec<Hint>,
    counts: BTreeMap<SourceKind, u64>,
    complete: bool,
    problems: Vec<(Problem, u64)>,
    strangers: Option<(Problem, u64)>,
    empty: bool,
}

impl Haul {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            policies: Vec::new(),
            facts: Facts::default(),
            hints: Vec::new(),
            counts: BTreeMap::new(),
            complete: true,
            problems: Vec::new(),
            strangers: None,
            empty: false,
        }
    }

    /// A list of such records was met, be it empty.
    pub(super) fn meet(&mut self, kind: SourceKind) {
        self.count_all(kind, 0);
    }

    /// One record was read.
    pub(super) fn count(&mut self, kind: SourceKind) {
        self.count_all(kind, 1);
    }

    /// So many records were met.
    pub(super) fn count_all(&mut self, kind: SourceKind, records: u64) {
        *self.counts.entry(kind).or_default() += records;
    }

    /// Whether anything of this kind was met.
    pub(super) fn has_met(&self, kind: SourceKind) -> bool {
        self.counts.contains_key(&kind)
    }

    /// A problem that leaves the export whole. The first of each code is kept, and how many follow.
    pub(super) fn note(&mut self, problem: Problem) {
        match self.problems.iter_mut().find(|(known, _)| known.code == problem.code) {
            Some((_, more)) => *more += 1,
            None => self.problems.push((problem, 0)),
        }
    }

    /// A problem by which the export lacks something.
    pub(super) fn lack(&mut self, problem: Problem) {
        self.complete = false;
        self.note(problem);
    }

    /// A record of no known kind; worth a word only where others of the file are known.
    pub(super) fn stranger(&mut self, at: &Pointer, may_be_policy: bool) {
        match &mut self.strangers {
            Some((_, more)) => *more += 1,
            None => self.strangers = Some((problems::unknown_record(at), 0)),
        }
        self.complete &= !may_be_policy;
    }

    /// A list without records and without a word on what it is a list of.
    pub(super) fn meet_empty(&mut self) {
        self.empty = true;
    }

    /// Someone whom the file calls emergency access.
    pub(super) fn hint(&mut self, at: Pointer, id: &str) {
        self.hints.push(Hint { source: self.name.clone(), at, id: Id::new(id) });
    }

    /// The file as reports list it: of the kind that matters most among those met.
    pub(super) fn source(&mut self) -> Source {
        let first = self.counts.first_key_value().map(|(kind, records)| (*kind, *records));
        let (kind, records) = first.unwrap_or((SourceKind::Ignored, 0));
        self.last_words(kind);
        let problems = core::mem::take(&mut self.problems).into_iter();
        let problems = problems.map(|(problem, more)| tell_more(problem, more).in_source(&self.name)).collect();
        Source { name: self.name.clone(), kind, records, complete: self.complete, problems }
    }

    /// What can only be said once the whole file is known.
    fn last_words(&mut self, kind: SourceKind) {
        if self.has_met(SourceKind::SignIns) {
            self.note(problems::not_yet_read("sign-ins"));
        }
        if self.has_met(SourceKind::AuditLogs) {
            self.note(problems::not_yet_read("audit logs"));
        }
        if kind != SourceKind::Ignored {
            self.problems.extend(self.strangers.take());
        } else if self.problems.is_empty() {
            self.complete = true;
            if self.empty && self.strangers.is_none() {
                self.note(problems::empty_list());
            }
        }
    }
}

fn tell_more(mut problem: Problem, more: u64) -> Problem {
    if more > 0 {
        problem.message = format!("{} (and {more} more like it)", problem.message);
    }
    problem
}
