//! One log, from its first byte to what it says.

use alloc::{borrow::ToOwned, boxed::Box, string::String, vec::Vec};

use super::{
    bundle::Bundle,
    form::Form,
    part::{Part, Seam},
    problems,
    reader::Reader,
};
use crate::{
    evidence::{Evidence, Watch},
    problem::Problem,
    tenant::{Source, SourceKind},
};

/// How many parts may have begun where no record does before no more are tried, beside an eighth of
/// those that did not.
const MAX_MISSES: u32 = 8;

/// Reads one sign-in log that several threads share; [`SignIns`](crate::SignIns) is for one alone.
///
/// The log is read from its beginning with [`push`](Self::push). Other threads may read what comes
/// later at the same time, behind a [`seam`](Self::seam); when all before it was read, their part is
/// [joined](Self::join). However a log was shared, the same comes out.
///
/// ```
/// use flowlock_core::{Evidence, PartReader, SignInLog, Watch};
///
/// let watch = Watch::default();
/// let line = r#"{"id": "s", "createdDateTime": "2026-07-02T21:28:16Z", "userId": "u"}"#;
/// let (first, rest) = (format!("{line}\n"), format!("{line}\n{line}\n"));
///
/// let mut log = SignInLog::new("log.jsonl", &watch);
/// log.push(first.as_bytes());
/// let seam = log.seam().expect("every line is a record");
/// let part = PartReader::new(&watch).read(&seam, rest.as_bytes());
/// log.join(part, rest.as_bytes());
///
/// let mut evidence = Evidence::new(&watch);
/// assert_eq!(log.finish(&mut evidence).records, 3);
/// ```
#[derive(Debug)]
pub struct SignInLog {
    name: String,
    form: Form,
    reader: Reader,
    /// How many parts began where a record does, and how many did not.
    fits: u32,
    misses: u32,
}

impl SignInLog {
    /// A log that nothing was read of yet; `name` is the host's name for it.
    pub fn new(name: &str, watch: &Watch) -> Self {
        Self::of(name, Form::Open(Vec::new()), watch)
    }

    /// The same, of the sign-ins that stand beside other lists in a file:
    /// [`Intake::left_sign_ins`](crate::Intake::left_sign_ins) says where there are any.
    pub fn of_bundle(name: &str, watch: &Watch) -> Self {
        Self::of(name, Form::Bundle(Box::new(Bundle::new())), watch)
    }

    /// A log whose form is known.
    pub(super) fn of(name: &str, form: Form, watch: &Watch) -> Self {
        Self { name: name.to_owned(), form, reader: Reader::new(watch), fits: 0, misses: 0 }
    }

    pub(super) fn read_in_full(&mut self) {
        self.reader.fast = None;
    }

    /// Reads the next bytes, already decompressed, wherever they are cut.
    ///
    /// What they say is held until it is [drained](Self::drain_into): a fraction of their size.
    pub fn push(&mut self, chunk: &[u8]) {
        self.form.push(chunk, &mut self.reader);
    }

    /// How the log goes on where a record begins, if that can be told from what was read of it.
    pub fn seam(&self) -> Option<Seam> {
        let opening = || self.reader.fast.as_ref()?.opening();
        let Form::Json(splitter) = &self.form else { return None };
        let seam = Seam::new(splitter.seam()?, self.reader.haul.page.clone(), opening)?;
        (self.misses < MAX_MISSES.saturating_add(self.fits / 8)).then_some(seam)
    }

    /// Takes in the next bytes, which were read as a part out of turn.
    ///
    /// Where the part did not begin with a record, these bytes are read again.
    pub fn join(&mut self, part: Part, bytes: &[u8]) {
        let page = &self.reader.haul.page;
        let Some(splitter) = self.form.json().filter(|splitter| part.fits(splitter, page)) else {
            self.misses = self.misses.saturating_add(1);
            return self.push(bytes);
        };
        self.fits = self.fits.saturating_add(1);
        let Part { splitter: end, haul, .. } = part;
        let own = &mut self.reader.haul;
        own.facts.extend(haul.facts);
        own.records += haul.records;
        own.partial |= haul.partial;
        own.bundled |= haul.bundled;
        own.others += haul.others;
        own.page = haul.page;
        own.malformed.join(haul.malformed, splitter.here());
        splitter.go_on(end);
    }

    /// Adds what was read since the last time to this evidence.
    pub fn drain_into(&mut self, evidence: &mut Evidence) {
        for fact in self.reader.haul.facts.drain(..) {
            evidence.take(fact);
        }
    }

    /// Adds the rest to this evidence, and tells how the log was read.
    pub fn finish(mut self, evidence: &mut Evidence) -> Source {
        self.form.finish(&mut self.reader);
        self.drain_into(evidence);
        let haul = self.reader.haul;
        let mut problems: Vec<Problem> = Vec::new();
        let complete = !haul.page.next && !haul.partial && !haul.bundled && haul.malformed.is_empty();
        problems.extend(haul.malformed.problem(self.form.mark()));
        problems.extend(haul.page.next.then(problems::next_page_missing));
        problems.extend(haul.partial.then(problems::partial_answer));
        problems.extend(haul.bundled.then(problems::lists_beside));
        problems.extend(problems::other_logs(haul.others));
        problems.extend(self.form.problems());
        let problems = problems.into_iter().map(|problem| problem.in_source(&self.name)).collect();
        Source { name: self.name, kind: SourceKind::SignIns, records: haul.records, complete, problems }
    }
}
