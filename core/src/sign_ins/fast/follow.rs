//! A text held against the outline of an earlier record.
//!
//! Most of a record is as in the one before: names, punctuation, policies. So the two are compared,
//! and only where they differ is the text looked at as JSON. What is equal needs no second look: up
//! to there the two are made of the same values.

use alloc::vec::Vec;

use super::{
    lex::{scalar, walk},
    outline::{Kind, Node, Outline, What},
};

/// How a text differs from the outline that it was held against.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// For each value that differs, where it ends: in the outline, and in the text.
    shifts: Vec<(usize, usize)>,
    /// For each part, how it differs.
    changes: Vec<Change>,
    /// How many bytes were looked at.
    looked_at: usize,
    /// Of these, how many had to be looked at as JSON, beyond single values.
    walked: usize,
}

/// How a part differs from that of the outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    #[default]
    None,
    /// An entry, in nothing but its result.
    Result,
    /// A member, in values of which none can fail to be read; an entry, inside of its members.
    Inside,
    /// In anything.
    Any,
}

impl Track {
    /// The track of a text that the outline was just made of: no member has been read yet.
    pub(super) fn of_new(&mut self, outline: &Outline) {
        self.begin(outline);
        for (change, part) in self.changes.iter_mut().zip(&outline.parts) {
            *change = if let What::Member(..) = part.what { Change::Any } else { Change::None };
        }
    }

    fn begin(&mut self, outline: &Outline) {
        self.shifts.clear();
        self.changes.clear();
        self.changes.resize(outline.parts.len(), Change::None);
        (self.looked_at, self.walked) = (0, 0);
    }

    /// How the part of this place differs.
    #[inline]
    pub(super) fn change(&self, part: usize) -> Change {
        self.changes.get(part).copied().unwrap_or(Change::Any)
    }

    /// Where in the text this place of the outline lies.
    #[inline]
    pub(super) fn place(&self, at: usize) -> usize {
        let before = self.shifts.partition_point(|(from, _)| *from <= at);
        shifted(at, before.checked_sub(1).and_then(|last| self.shifts.get(last)))
    }

    /// The same for a place that lies near the last value that differs.
    #[inline]
    fn late_place(&self, at: usize) -> usize {
        shifted(at, self.shifts.iter().rev().find(|(from, _)| *from <= at))
    }

    #[inline]
    fn add(&mut self, outline: &Outline, node: &Node, end: usize, change: Change) {
        self.shifts.push((node.end, end));
        let Some(part) = node.part.and_then(|part| outline.parts.get(part)) else { return };
        let is_inside = outline.nodes.get(part.node).is_some_and(|own| own.start < node.start);
        let change = match part.what {
            What::Entry(_) if is_inside && node.is_result => Change::Result,
            What::Entry(_) if is_inside => Change::Inside,
            _ => change,
        };
        if let Some(known) = node.part.and_then(|part| self.changes.get_mut(part)) {
            *known = change.max(*known);
        }
    }

    pub(super) const fn looked_at(&self) -> usize {
        self.looked_at
    }

    /// Whether the outline was of little help.
    pub(super) const fn is_far(&self, outline: &Outline) -> bool {
        self.walked > outline.text.len() / 4
    }
}

#[inline]
fn shifted(at: usize, last: Option<&(usize, usize)>) -> usize {
    last.map_or(at, |(from, to)| to + (at - from))
}

impl Outline {
    /// Where the record ends that this text begins with, if it is made like this one. Then it is JSON
    /// and UTF-8 for certain, and has the same members.
    pub(super) fn follow(&self, text: &[u8], track: &mut Track) -> Option<usize> {
        track.begin(self);
        let (mut own, mut other, mut node) = (0, 0, 0);
        loop {
            let same = common(self.text.get(own..)?, text.get(other..)?);
            own += same;
            other += same;
            track.looked_at = other.max(track.looked_at);
            if own == self.text.len() {
                return Some(other);
            }
            node = self.last_before(node, own);
            let differs = self.holder(node, own, *text.get(other)?)?;
            let start = track.late_place(differs.start);
            let (end, change) = value(text, start, differs.kind)?;
            if differs.kind == Kind::Container {
                track.walked += end - start;
                track.looked_at += end - start;
            }
            if (own, other) == (differs.end, end) {
                // A number, and behind it something that belongs to none.
                return None;
            }
            track.add(self, differs, end, change);
            (own, other) = (differs.end, end);
        }
    }

    /// The last node that begins no later than here.
    #[inline]
    fn last_before(&self, mut node: usize, at: usize) -> usize {
        while self.nodes.get(node + 1).is_some_and(|next| next.start <= at) {
            node += 1;
        }
        node
    }

    /// The innermost value that this byte belongs to, in whose place the text has another one; `None`
    /// where that is the record, or the envelope.
    #[inline]
    fn holder(&self, mut node: usize, at: usize, byte: u8) -> Option<&Node> {
        loop {
            let found = self.nodes.get(node)?;
            let holds = match found.kind {
                Kind::Members => return None,
                Kind::Container | Kind::String => at < found.end,
                // The number in the text may be longer.
                Kind::Word => at < found.end || (at == found.end && is_of_number(byte)),
            };
            if holds {
                return Some(found);
            }
            node = found.parent;
        }
    }
}

const fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')
}

/// Looks at a value that stands in the place of one of this kind.
#[inline]
fn value(text: &[u8], start: usize, kind: Kind) -> Option<(usize, Change)> {
    if let Some(b'{' | b'[') = text.get(start) {
        return Some((walk(text, start, &mut ())?, Change::Any));
    }
    let found = scalar(text, start)?;
    // In place of a list or an object, the whole part is another one, and what was in it is not there.
    let is_alike = found.tame && kind != Kind::Container;
    Some((found.end, if is_alike { Change::Inside } else { Change::Any }))
}

/// How many bytes the two have in common at their beginnings.
#[inline]
fn common(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.as_chunks::<32>().0.iter().zip(other.as_chunks::<32>().0);
    let mut at = 32 * blocks.take_while(|(one, other)| one == other).count();
    let (mut one, mut other) = (one.get(at..).unwrap_or_default(), other.get(at..).unwrap_or_default());
    while let (Some((here, one_rest)), Some((there, other_rest))) =
        (one.split_first_chunk::<8>(), other.split_first_chunk::<8>())
    {
        let differs = u64::from_le_bytes(*here) ^ u64::from_le_bytes(*there);
        if differs != 0 {
            return at + usize::try_from(differs.trailing_zeros() / 8).unwrap_or(0);
        }
        at += 8;
        (one, other) = (one_rest, other_rest);
    }
    at + one.iter().zip(other).take_while(|(one, other)| one == other).count()
}
