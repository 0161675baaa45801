//! What the text of a record is made of, and which parts of it are read.

use alloc::vec::Vec;

use super::lex::{Visitor, walk};
use crate::{
    entra::Manner,
    evidence::Watch,
    sign_ins::{
        field::Field,
        results::{Answer, Member, member},
    },
};

/// A longer record is not remembered.
const MAX_BYTES: usize = 64 * 1024;

/// A record that was read, and where its values stand in it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) text: Vec<u8>,
    /// Every value, in the order of the text.
    pub(super) nodes: Vec<Node>,
    /// The values that are read, in the order of the text.
    pub(super) parts: Vec<Part>,
    /// The manner of the sign-in.
    pub(super) manner: Manner,
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The node it lies in; the record lies in itself.
    pub(super) parent: usize,
    /// The part that it is or belongs to; `None` where nobody reads it.
    pub(super) part: Option<usize>,
    pub(super) kind: Kind,
    /// Whether it is the result that an entry tells.
    pub(super) is_result: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object whose members are members of the record.
    Members,
    /// Any other object, and lists.
    Container,
    String,
    /// A number, `true`, `false` or `null`.
    Word,
}

/// A value that is read.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) node: usize,
    /// The first part behind it that does not lie in it.
    pub(super) after: usize,
    pub(super) what: What,
}

#[derive(Debug)]
pub(super) enum What {
    /// A member, read as a whole.
    Member(Field, u32),
    /// The results of policies, an object each.
    Results(Field, u32),
    /// One of them, and what it says.
    Entry(Answer),
    /// A member of an entry.
    Of(Member),
    /// Members in an envelope.
    Inner(u32),
}

impl Outline {
    /// The outline of the record that this text begins with, in the memory of an old one; `None` where
    /// it is malformed, or no record that is worth an outline.
    pub(super) fn of(text: &[u8], old: Self, watch: &Watch) -> Option<Self> {
        let mut builder = Builder::new(text, old);
        let end = walk(text, 0, &mut builder)?;
        let Builder { outline: mut new, uneven: false, .. } = builder else { return None };
        new.text.extend_from_slice(text.get(..end).filter(|record| record.len() <= MAX_BYTES)?);
        for place in 0..new.parts.len() {
            if let What::Entry(_) = new.parts.get(place)?.what {
                let answer = new.answer(place, watch, |node| new.text_of(node))?;
                new.parts.get_mut(place)?.what = What::Entry(answer);
            }
        }
        new.nodes.first().is_some_and(|root| root.kind == Kind::Members).then_some(new)
    }

    fn text_of(&self, node: usize) -> Option<&str> {
        let node = self.nodes.get(node)?;
        core::str::from_utf8(self.text.get(node.start..node.end)?).ok()
    }

    /// What the entry of this place says, if its members have these texts.
    pub(super) fn answer<'t>(
        &self,
        place: usize,
        watch: &Watch,
        text: impl Fn(usize) -> Option<&'t str>,
    ) -> Option<Answer> {
        let members = self.parts(place + 1, self.parts.get(place)?.after);
        let texts = members.filter_map(|(_, part)| match part.what {
            What::Of(member) => Some((member, text(part.node).unwrap_or_default())),
            _ => None,
        });
        Answer::of(texts, watch)
    }

    /// The parts from this one on, up to another.
    pub(super) fn parts(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, &Part)> {
        let mut next = from;
        core::iter::from_fn(move || {
            let place = next;
            let part = self.parts.get(place).filter(|_| place < to)?;
            next = part.after;
            Some((place, part))
        })
    }
}

/// What the members or items of an open object or list are.
#[derive(Clone, Copy, Debug)]
enum Inside {
    Members,
    Results,
    Entry,
    /// Everything belongs to the part that it is in, or to none.
    Whole,
}

struct Builder<'t> {
    text: &'t [u8],
    outline: Outline,
    /// The open objects and lists: their node, their part, and what is inside.
    open: Vec<(usize, Option<usize>, Inside)>,
    /// The name of the member that comes next.
    key: &'t [u8],
    /// Whether some result is no object, so that they cannot be read one by one.
    uneven: bool,
}

impl<'t> Builder<'t> {
    fn new(text: &'t [u8], mut outline: Outline) -> Self {
        outline.text.clear();
        outline.nodes.clear();
        outline.parts.clear();
        Self { text, outline, open: Vec::new(), key: &[], uneven: false }
    }

    /// What the next value is, as a part of its own.
    fn what(&self, is_object: bool, is_list: bool) -> Option<What> {
        let (_, _, inside) = *self.open.last()?;
        match inside {
            Inside::Members => {
                let (field, number) = Field::named(self.key)?;
                Some(match field {
                    Field::Inner if is_object => What::Inner(number),
                    Field::Applied | Field::Policies if is_list => What::Results(field, number),
                    _ => What::Member(field, number),
                })
            }
            Inside::Entry => member(self.key).map(What::Of),
            Inside::Results if is_object => Some(What::Entry(Answer::default())),
            _ => None,
        }
    }

    /// Adds a value that begins here; tells the part that it is or belongs to.
    fn add(&mut self, start: usize, end: usize, kind: Kind, what: Option<What>) -> Option<usize> {
        let outer = self.open.last().copied();
        self.uneven |= what.is_none() && matches!(outer, Some((.., Inside::Results)));
        let node = self.outline.nodes.len();
        let new = self.outline.parts.len();
        let part = match (&what, outer) {
            // Of an entry it is known as a whole what it says.
            (Some(What::Of(_)), Some((_, entry, _))) => entry,
            (Some(_), _) => Some(new),
            (None, Some((_, part, Inside::Whole))) => part,
            (None, _) => None,
        };
        let is_result = matches!(what, Some(What::Of(Member::Result)));
        self.outline.parts.extend(what.map(|what| Part { node, after: new + 1, what }));
        let parent = outer.map_or(node, |(node, ..)| node);
        self.outline.nodes.push(Node { start, end, parent, part, kind, is_result });
        part
    }
}

impl Visitor for Builder<'_> {
    fn key(&mut self, start: usize, end: usize) {
        self.key = self.text.get(start..end).unwrap_or_default();
    }

    fn open(&mut self, start: usize, is_object: bool) {
        let what = self.what(is_object, !is_object);
        let is_root = self.open.is_empty();
        let members = is_object && (is_root || matches!(what, Some(What::Inner(_))));
        let results = matches!(what, Some(What::Results(..)));
        let entry = matches!(what, Some(What::Entry(_)));
        let node = self.outline.nodes.len();
        let part = self.add(start, start, if members { Kind::Members } else { Kind::Container }, what);
        let inside = match (members, results, entry) {
            (true, ..) => Inside::Members,
            (_, true, _) => Inside::Results,
            (.., true) => Inside::Entry,
            _ => Inside::Whole,
        };
        self.open.push((node, part, inside));
    }

    fn close(&mut self, end: usize) {
        let Some((node, part, _)) = self.open.pop() else { return };
        if let Some(node) = self.outline.nodes.get_mut(node) {
            node.end = end;
        }
        let parts = self.outline.parts.len();
        if let Some(part) = part.and_then(|part| self.outline.parts.get_mut(part)) {
            part.after = parts;
        }
    }

    fn scalar(&mut self, start: usize, end: usize) {
        let what = self.what(false, false);
        let kind = if self.text.get(start) == Some(&b'"') { Kind::String } else { Kind::Word };
        self.add(start, end, kind, what);
    }
}
