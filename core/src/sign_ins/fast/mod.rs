//! Records read by what the ones before them were like.
//!
//! A log repeats itself: most of each record stands in the last one, too. [`follow`] compares the two
//! and looks only at the values that differ; [`outline`] knows which values are read at all. What this
//! tells of a record is what serde would tell after a check of every byte: where that is not certain,
//! nothing is told, and serde is asked.
//!
//! What is called for every record is marked `#[inline]`, here and where facts are made of it: the module of
//! the npm package is built for size, and without the hint it makes calls of all of it, 6 % of the time.

mod budget;
mod follow;
mod lex;
mod opening;
mod outline;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests;

use alloc::vec::Vec;

use budget::Budget;
use follow::{Change, Track};
pub(super) use opening::Opening;
use outline::{Outline, Part, What};

use super::{
    draft::Draft,
    field::Field,
    results::{Answer, Member, Results},
};
use crate::evidence::{Fact, Watch};

/// How many outlines are remembered.
const OUTLINES: usize = 8;

/// What was remembered of the records before.
#[derive(Debug, Default)]
pub(super) struct Fast {
    /// The last one that was of use stands first.
    outlines: Vec<Outline>,
    /// One whose memory can be used again.
    spare: Outline,
    track: Track,
    budget: Budget,
}

/// A record that was found to be JSON and a sign-in.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it ends.
    pub(super) end: usize,
    /// What it says; `None` where it has to be read in full.
    pub(super) fact: Option<Fact>,
}

impl Fast {
    /// Reads the record that this text begins with; `None` where it is for serde to say what it is.
    pub(super) fn read(&mut self, text: &[u8], watch: &Watch) -> Option<Found> {
        if self.budget.rests(text.len()) {
            return None;
        }
        if let Some((place, end)) = self.known(text) {
            self.outlines.get_mut(..=place)?.rotate_right(1);
            let outline = self.outlines.first()?;
            let reading = Reading { outline, track: &self.track, text, watch };
            return reading.found(end);
        }
        self.learn(text, watch)
    }

    /// The outline that the text is like, and where the record ends.
    fn known(&mut self, text: &[u8]) -> Option<(usize, usize)> {
        for (place, outline) in self.outlines.iter().enumerate() {
            let end = outline.follow(text, &mut self.track);
            if let Some(end) = end.filter(|_| !self.track.is_far(outline)) {
                self.budget.earn(end);
                return Some((place, end));
            }
            self.budget.spend_on_comparing(self.track.looked_at());
        }
        None
    }

    /// Remembers what the record is made of.
    fn learn(&mut self, text: &[u8], watch: &Watch) -> Option<Found> {
        let mut outline = Outline::of(text, core::mem::take(&mut self.spare), watch)?;
        let end = outline.text.len();
        self.budget.spend_on_learning(end);
        self.track.of_new(&outline);
        let reading = Reading { outline: &outline, track: &self.track, text, watch };
        let draft = reading.draft(true)?;
        let glance = draft.glance().filter(|_| !draft.is_of_another_log())?;
        let found = Found { end, fact: Fact::seen(&glance, watch) };
        outline.manner = glance.manner;
        self.outlines.insert(0, outline);
        if self.outlines.len() > OUTLINES {
            self.spare = self.outlines.pop().unwrap_or_default();
        }
        Some(found)
    }

    /// How the last record began.
    pub(super) fn opening(&self) -> Option<Opening> {
        Opening::of(self.outlines.first()?)
    }
}

/// A record whose values are read from where the outline says they are.
struct Reading<'r> {
    outline: &'r Outline,
    track: &'r Track,
    text: &'r [u8],
    watch: &'r Watch,
}

impl<'r> Reading<'r> {
    /// What the record says, which ends here, as far as that can be told from a first glance at it.
    #[inline]
    fn found(&self, end: usize) -> Option<Found> {
        let whole_manner = self.is_of_another_manner();
        let draft = self.draft(whole_manner)?;
        // Of which log a record is, its manner tells.
        let mut glance = draft.glance().filter(|_| !draft.is_of_another_log())?;
        if !whole_manner {
            glance.manner = self.outline.manner;
        }
        Some(Found { end, fact: Fact::seen(&glance, self.watch) })
    }

    /// Whether a member differs from the outline on which the manner of the sign-in depends.
    #[inline]
    fn is_of_another_manner(&self) -> bool {
        // An envelope that is no object is read whenever it is there, and may hold anything.
        let tells = |what: &What| matches!(what, What::Member(field, _) if field.tells_the_manner() || *field == Field::Inner);
        let mut parts = self.outline.parts.iter().enumerate();
        parts.any(|(place, part)| self.track.change(place) != Change::None && tells(&part.what))
    }

    /// What a first glance needs, and what may turn out to be malformed.
    #[inline]
    fn draft(&self, whole_manner: bool) -> Option<Draft<'r>> {
        let mut draft = Draft::new(self.watch, &[]);
        self.members(&mut draft, whole_manner, 0, self.outline.parts.len())?;
        Some(draft)
    }

    fn members(&self, draft: &mut Draft<'r>, whole_manner: bool, from: usize, to: usize) -> Option<()> {
        for (place, part) in self.outline.parts(from, to) {
            let change = self.track.change(place);
            match &part.what {
                What::Inner(number) => {
                    let mut inner = Draft::new(self.watch, &[]);
                    self.members(&mut inner, whole_manner, place + 1, part.after)?;
                    draft.take_inner(*number, inner).ok()?;
                }
                What::Results(field, number) if change != Change::Any => {
                    let results = self.results(place + 1, part.after)?;
                    draft.take_results(*field, *number, results).ok()?;
                }
                What::Member(field, number) | What::Results(field, number) => {
                    let manner = whole_manner && field.tells_the_manner();
                    if change == Change::Any || manner || field.tells_the_event() {
                        draft.take_text(*field, *number, self.part(part.node)?).ok()?;
                    } else {
                        draft.pass_over(*field, *number).ok()?;
                    }
                }
                What::Entry(_) | What::Of(_) => {}
            }
        }
        Some(())
    }

    /// What the policies did: of those that are as in the outline, it is known.
    #[inline]
    fn results(&self, from: usize, to: usize) -> Option<Results<'r>> {
        let mut results = Results::new(self.watch);
        results.begin();
        for (place, part) in self.outline.parts(from, to) {
            let What::Entry(known) = &part.what else { continue };
            results.take(match self.track.change(place) {
                Change::None => known.clone(),
                Change::Result => known.with_result(self.result(place, part.after)?)?,
                Change::Inside => self.outline.answer(place, self.watch, |node| self.part(node))?,
                Change::Any => Answer::read(self.part(part.node)?.as_bytes(), self.watch)?,
            });
        }
        Some(results)
    }

    /// The text of the result that an entry tells.
    #[inline]
    fn result(&self, entry: usize, after: usize) -> Option<&'r str> {
        let is_result = |part: &&Part| matches!(part.what, What::Of(Member::Result));
        self.part(self.outline.parts.get(entry..after)?.iter().find(is_result)?.node)
    }

    /// The text of a value.
    #[inline]
    fn part(&self, node: usize) -> Option<&'r str> {
        let node = self.outline.nodes.get(node)?;
        let text = self.text.get(self.track.place(node.start)..self.track.place(node.end))?;
        core::str::from_utf8(text).ok()
    }
}
