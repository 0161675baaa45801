//! Bytes in, [`Tenant`] out: every way in which exports of a tenant are written.
//!
//! What a file is, its content decides; its name never does. Reading goes in steps: [`text`] finds
//! the encoding, [`json`] makes a tree that keeps duplicate members, [`walk`] goes through
//! containers to records, [`recognise`] tells what each is, [`policy`] and [`directory`] read
//! them, and [`merge`] and [`membership`] join what several files say.
//!
//! Pointers are into the file as it is. Where a file holds several JSON documents, such as JSON
//! lines, it is seen as the array of its documents: `/0/id` is the member `id` of the first one.

mod audits;
mod bundle;
mod conditions;
mod context;
mod dates;
mod directory;
mod duplicates;
mod facts;
mod haul;
mod inside;
mod json;
mod membership;
mod merge;
mod notes;
mod peek;
mod policy;
mod problems;
mod reader;
mod recognise;
mod relaxed;
mod scuba;
mod syntax;
mod tables;
mod terraform;
#[cfg(test)]
mod testing;
mod text;
mod tools;
mod users;
mod view;
mod walk;

use alloc::{collections::BTreeMap, string::String, vec, vec::Vec};

pub(crate) use bundle::{holds_sign_ins, is_bundled};
pub(crate) use dates::parse as parse_date;
pub(crate) use json::{Node, parse as parse_json, parse_one};
pub(crate) use problems::duplicate_key;
pub(crate) use relaxed::comment_length;
pub(crate) use text::{Encoding, decode, decode_lossy, detect as detect_encoding};
pub(crate) use view::{View, same_name};

use facts::Facts;
use haul::{Found, Haul};
use notes::Notes;

use crate::{
    catalogue::ProblemCode,
    entra::Pointer,
    limits::{MAX_DOCUMENT_BYTES, MAX_POLICIES},
    order::sort_by,
    problem::Problem,
    sign_ins,
    tenant::{Hint, PolicyChange, Source, SourceKind, Tenant},
};

/// Reads the exports of one tenant, file by file, in any order.
///
/// ```
/// use flowlock_core::{Intake, SourceKind};
///
/// let mut intake = Intake::new();
/// let kind = intake.read("policies.json", br#"{"value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#)?;
/// assert_eq!(kind, SourceKind::Policies);
/// assert_eq!(intake.finish()?.policies.len(), 1);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
#[derive(Debug, Default)]
pub struct Intake {
    policies: Vec<Found>,
    facts: Facts,
    hints: Vec<Hint>,
    changes: Vec<PolicyChange>,
    sources: Vec<Source>,
    /// By the name of the file, how many sign-ins were met and not read.
    left: BTreeMap<String, u64>,
    /// Whether there are such in the file that was read last.
    last_left: bool,
}

impl Intake {
    /// An intake that has read nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one file, already decompressed; `name` is the host's name for it.
    ///
    /// Gives what the file was recognised as. A file that is none of ours is
    /// [`Ignored`](SourceKind::Ignored), which is no error.
    ///
    /// # Errors
    ///
    /// The file looks like an export and cannot be read: broken syntax or encoding, a member that
    /// stands twice, a limit passed, an error of Graph saved in place of an answer. Nothing of the
    /// file is kept then.
    pub fn read(&mut self, name: &str, bytes: &[u8]) -> Result<SourceKind, Problem> {
        self.last_left = false;
        let mut haul = Haul::new(name);
        read_bytes(bytes, &mut haul).map_err(|problem| problem.in_source(name))?;
        if self.policies.len() + haul.policies.len() > MAX_POLICIES {
            return Err(problems::too_many_policies().in_source(name));
        }
        let source = haul.source();
        let kind = source.kind;
        if haul.sign_ins() > 0 {
            *self.left.entry(name.into()).or_default() += haul.sign_ins();
            self.last_left = true;
        }
        self.sources.push(source);
        self.policies.append(&mut haul.policies);
        self.hints.append(&mut haul.hints);
        self.changes.append(&mut haul.changes);
        self.facts.join(haul.facts);
        Ok(kind)
    }

    /// Reads one file as [`read`](Self::read) does; one that cannot be read is recorded, so that it
    /// can keep the verdict from failing and never makes it pass.
    ///
    /// # Errors
    ///
    /// What no export has by accident: see [`Problem::is_hostile`].
    pub fn take(&mut self, name: &str, bytes: &[u8]) -> Result<SourceKind, Problem> {
        match self.read(name, bytes) {
            Err(problem) if !problem.is_hostile() => {
                self.note_unreadable(name, problem);
                Ok(SourceKind::Unreadable)
            }
            outcome => outcome,
        }
    }

    /// Whether the file that was read last holds sign-ins beside other lists, which
    /// [`SignIns::of_bundle`](crate::SignIns::of_bundle) reads.
    ///
    /// ```
    /// use flowlock_core::Intake;
    ///
    /// let mut intake = Intake::new();
    /// intake.read("bundle.json", br#"{"users": [], "signIns": [{"id": "s", "userId": "u"}]}"#)?;
    /// assert!(intake.left_sign_ins());
    /// # Ok::<(), flowlock_core::Problem>(())
    /// ```
    pub const fn left_sign_ins(&self) -> bool {
        self.last_left
    }

    /// Records a file that [`read`](Self::read) refused, where the host goes on without it.
    pub fn note_unreadable(&mut self, name: &str, problem: Problem) {
        self.note_unread(name, SourceKind::Unreadable, problem);
    }

    /// Recognises a file by its first bytes only.
    ///
    /// [`SignIns`](crate::SignIns) reads a log of sign-ins, which may be larger than
    /// [`MAX_DOCUMENT_BYTES`] and hold malformed records.
    ///
    /// ```
    /// use flowlock_core::{Intake, SourceKind};
    ///
    /// let start = br#"[{"id": "s", "authenticationProtocol": "deviceCode"}, {"id": "#;
    /// assert_eq!(Intake::peek(start), Some(SourceKind::SignIns));
    /// ```
    pub fn peek(prefix: &[u8]) -> Option<SourceKind> {
        Self::peek_at(prefix, &text::decode_lossy(prefix))
    }

    fn peek_at(prefix: &[u8], text: &str) -> Option<SourceKind> {
        let is_log = || sign_ins::recognises(prefix).then_some(SourceKind::SignIns);
        peek::peek(text).or_else(is_log)
    }

    /// Whether these first bytes of a file begin a log of sign-ins, as JSON or as a table, in any encoding.
    /// A bundle, in which other lists may follow, is none.
    pub fn is_log(prefix: &[u8]) -> bool {
        let text = text::decode_lossy(prefix);
        let is_bundle = || sign_ins::begins_as_bundle(&text);
        Self::peek_at(prefix, &text) == Some(SourceKind::SignIns) && !is_bundle()
    }

    /// Whether the first byte that says something, in any encoding, opens an object or an array.
    pub fn begins_as_json(prefix: &[u8]) -> bool {
        let silent =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xff | 0xfe);
        matches!(prefix.iter().find(|byte| !silent(byte)), Some(b'{' | b'['))
    }

    /// Records a file that was recognised but not read, such as a sign-in log too large to be read.
    pub fn note_unread(&mut self, name: &str, kind: SourceKind, problem: Problem) {
        let problems = vec![problem.in_source(name)];
        self.sources.push(Source { name: name.into(), kind, records: 0, complete: false, problems });
    }

    /// Records a file of which there is more than [`MAX_DOCUMENT_BYTES`], by its beginning.
    pub fn take_beginning(&mut self, name: &str, beginning: &[u8]) -> SourceKind {
        let kind = match Self::peek(beginning) {
            Some(kind) => kind,
            None if Self::begins_as_json(beginning) => SourceKind::Unreadable,
            None => SourceKind::Ignored,
        };
        self.note_unread(name, kind, Self::too_large());
        kind
    }

    /// Why a file of more than [`MAX_DOCUMENT_BYTES`] is not read.
    pub fn too_large() -> Problem {
        problems::too_large()
    }

    /// Everything that was read, sorted and joined; the same in whatever order files were read.
    ///
    /// # Errors
    ///
    /// Two exports disagree on one policy, and neither is known to be newer.
    pub fn finish(self) -> Result<Tenant, Problem> {
        let merge::Merged { policies, notes } = merge::merge(self.policies)?;
        let (directory, disagreements) = membership::resolve(self.facts);
        let (mut sources, mut hints, mut changes) = (self.sources, self.hints, self.changes);
        sort_by(&mut sources, |one, other| one.order().cmp(&other.order()));
        add_notes(&mut sources, notes.into_iter().chain(disagreements));
        sort_by(&mut hints, |one, other| {
            (&one.source, &one.at, &one.id).cmp(&(&other.source, &other.at, &other.id))
        });
        sort_by(&mut changes, |one, other| one.order().cmp(&other.order()));
        Ok(Tenant { policies, directory, sources, hints, changes, left: self.left })
    }
}

/// Adds problems that only show when all files are read, each to the source of its name.
fn add_notes(sources: &mut [Source], found: impl Iterator<Item = (String, Problem)>) {
    let mut notes: BTreeMap<String, Notes> = BTreeMap::new();
    for (name, problem) in found {
        notes.entry(name).or_default().add(problem);
    }
    for (name, notes) in notes {
        if let Some(source) = sources.iter_mut().find(|source| source.name == name) {
            source.problems.extend(notes.into_problems(&name));
        }
    }
}

fn read_bytes(bytes: &[u8], haul: &mut Haul) -> Result<(), Problem> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(problems::too_large());
    }
    let start = bytes.get(..PREFIX_BYTES).unwrap_or(bytes);
    let start = text::decode_lossy(start);
    let start = start.trim_start();
    if start.starts_with("//") || start.starts_with("/*") {
        return read_commented(bytes, haul);
    }
    if !start.starts_with(['{', '[']) || syntax::is_heading(start) {
        return tell_what_it_is(start, haul);
    }
    let text = text::decode(bytes)?;
    match json::parse(&text) {
        Err(problem) if problem.code == ProblemCode::NotJson => {
            let Some(plain) = relaxed::plain(&text) else { return Err(problem) };
            haul.note(problems::relaxed_json());
            read_documents(&json::parse(&plain)?, haul)
        }
        documents => read_documents(&documents?, haul),
    }
}

/// Tells what a file is that is no JSON, as far as its beginning shows; nothing else of it is read.
fn tell_what_it_is(start: &str, haul: &mut Haul) -> Result<(), Problem> {
    if sign_ins::is_sign_ins(start) {
        haul.meet(SourceKind::SignIns);
        haul.note(problems::sign_ins_beside());
    } else if sign_ins::is_audit_log(start) {
        haul.meet(SourceKind::AuditLogs);
        haul.note(problems::not_yet_read("audit logs in a CSV"));
    } else if sign_ins::is_foreign(start) {
        haul.note(problems::foreign_table());
    } else if syntax::is_settings(start) {
        haul.note(problems::own_settings());
    } else if syntax::is_archive(start) {
        haul.note(problems::archive());
    } else if let Some(code) = syntax::az_error(start) {
        return Err(problems::graph_error(code));
    } else if syntax::is_warned_of(start) {
        return Err(problems::not_json(syntax::WARNED_OF));
    } else if syntax::is_log_in_page(start) {
        return Err(problems::log_in_page());
    } else if let Some(problem) = syntax::told(start) {
        haul.note(problem);
    }
    Ok(())
}

/// Reads a file that begins with a comment, if it is JSON behind it, and not the source of a program.
fn read_commented(bytes: &[u8], haul: &mut Haul) -> Result<(), Problem> {
    let plain = text::decode(bytes).ok().and_then(|text| relaxed::plain(&text));
    match plain.as_deref().map(json::parse) {
        Some(Ok(documents)) if !documents.is_empty() => {
            haul.note(problems::relaxed_json());
            read_documents(&documents, haul)
        }
        _ => Ok(()),
    }
}

fn read_documents(documents: &[Node<'_>], haul: &mut Haul) -> Result<(), Problem> {
    haul.documents = documents.len();
    let root =
        |index: usize| if documents.len() == 1 { Pointer::root() } else { Pointer::root().item(index) };
    let views = documents.iter().enumerate().map(|(index, node)| View::new(node, root(index)));
    walk::values(views, None, haul)
}

/// How much of a file is looked at to tell whether it is JSON or a table of sign-ins.
const PREFIX_BYTES: usize = 4096;
