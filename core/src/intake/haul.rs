//! What one file gave: kept apart until the file was read to its end, so that a file that turns
//! out to be unreadable leaves nothing behind.

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String, vec::Vec};

use super::{facts::Facts, notes::Notes, problems};
use crate::{
    entra::{Id, Pointer, Policy},
    problem::Problem,
    tenant::{Hint, PolicyChange, Source, SourceKind},
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
    /// What it tells of changes of policies.
    pub(super) changes: Vec<PolicyChange>,
    /// Whether a What If response lists a policy that does not apply, so that it lists all.
    pub(super) shows_not_applying: bool,
    /// How many documents the file holds.
    pub(super) documents: usize,
    counts: BTreeMap<SourceKind, u64>,
    complete: bool,
    notes: Notes,
    strangers: Notes,
    empty: bool,
}

impl Haul {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            policies: Vec::new(),
            facts: Facts::default(),
            hints: Vec::new(),
            changes: Vec::new(),
            shows_not_applying: false,
            documents: 0,
            counts: BTreeMap::new(),
            complete: true,
            notes: Notes::default(),
            strangers: Notes::default(),
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

    /// How many sign-ins were met, which are read another time.
    pub(super) fn sign_ins(&self) -> u64 {
        self.counts.get(&SourceKind::SignIns).copied().unwrap_or(0)
    }

    /// Whether anything of this kind was met.
    pub(super) fn has_met(&self, kind: SourceKind) -> bool {
        self.counts.contains_key(&kind)
    }

    /// A problem that leaves the export whole.
    pub(super) fn note(&mut self, problem: Problem) {
        self.notes.add(problem);
    }

    /// A problem by which the export lacks something.
    pub(super) fn lack(&mut self, problem: Problem) {
        self.complete = false;
        self.note(problem);
    }

    /// Whether nothing is lacking so far.
    pub(super) const fn is_whole(&self) -> bool {
        self.complete
    }

    /// A record of no known kind; worth a word only where others of the file are known.
    pub(super) fn stranger(&mut self, at: &Pointer, may_be_policy: bool) {
        self.strangers.add(problems::unknown_record(at));
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
        let problems = core::mem::take(&mut self.notes).into_problems(&self.name).collect();
        Source { name: self.name.clone(), kind, records, complete: self.complete, problems }
    }

    /// What can only be said once the whole file is known.
    fn last_words(&mut self, kind: SourceKind) {
        if self.sign_ins() > 0 {
            self.note(problems::sign_ins_beside());
        }
        if kind == SourceKind::WhatIf && !self.shows_not_applying {
            self.lack(problems::applying_only());
        }
        if kind != SourceKind::Ignored {
            self.notes.append(&mut self.strangers);
        } else if self.notes.is_empty() {
            self.complete = true;
            if self.empty && self.strangers.is_empty() {
                self.note(problems::empty_list());
            }
        }
    }
}
