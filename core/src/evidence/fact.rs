//! What evidence takes in of one event.

use alloc::boxed::Box;

use super::{
    Shown,
    event::{Said, Told, is_told},
    id::EventId,
    micros,
    watch::Watch,
};
use crate::entra::{Glance, SignIn};

/// An event, as far as evidence keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    /// A hash of its id; `None` where it has no id.
    pub(super) id: Option<u64>,
    /// Microseconds since 1970.
    pub(super) at: Option<i64>,
    pub(super) shown: Shown,
    pub(super) said: Said,
    /// What a report tells of it, and its id; `None` where it is a number among others.
    pub(super) told: Option<Box<(EventId, Told)>>,
}

impl Fact {
    /// What the event says.
    pub(crate) fn of(event: &SignIn, watch: &Watch) -> Self {
        let mut fact = Self::at_a_glance(&event.glance(), watch);
        let told = Told::of(event, fact.said, watch);
        fact.told = told.map(|told| Box::new((EventId::new(&event.id), told)));
        fact
    }

    /// The same after a first glance; `None` for an event that a report tells more of.
    #[inline]
    pub(crate) fn seen(event: &Glance<'_>, watch: &Watch) -> Option<Self> {
        (!is_told(event, watch)).then(|| Self::at_a_glance(event, watch))
    }

    #[inline]
    fn at_a_glance(event: &Glance<'_>, watch: &Watch) -> Self {
        let shown = Shown {
            flow: event.shows.flow,
            no_flow: !event.shows.flow,
            results: event.shows.results,
            no_results: !event.shows.results,
            interactive: event.manner.interactive == Some(true),
            non_interactive: event.manner.interactive == Some(false),
            undated: event.created.is_none(),
        };
        let at = event.created.map(micros);
        Self { id: EventId::hash(event.id), at, shown, said: Said::of(event, watch), told: None }
    }
}
