//! The state of a file where a record begins.

use alloc::vec::Vec;

use super::{
    Place,
    list::Open,
    machine::{Machine, Mode},
};

/// All that what comes before can mean for what follows, where a record begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct State {
    open: Vec<Open>,
    /// The blanks before the record, where it begins a line.
    indent: Option<usize>,
    /// Whether each line is a record.
    lines: bool,
}

impl State {
    /// Whether a record begins with every line.
    pub(in super::super) fn is_between_lines(&self) -> bool {
        self.lines && self.open.is_empty()
    }
}

impl Machine {
    /// A machine that has come to this state, and begins to count there.
    pub(super) fn at(state: &State) -> Self {
        let mut machine = Self::new();
        (machine.indent, machine.lines) = (state.indent, state.lines);
        machine.open.clone_from(&state.open);
        machine
    }

    /// The state where the next record begins, as far as the last one lets tell.
    pub(super) fn seam(&self) -> Option<State> {
        let State { open, lines, .. } = self.state();
        if lines && open.is_empty() {
            return Some(State { open, lines, indent: Some(0) });
        }
        let known = matches!(open.last(), Some(Open::List(list)) if list.known);
        let follows = matches!(self.mode, Mode::Between | Mode::Value);
        (known && follows).then_some(State { open, lines, indent: self.last_indent })
    }

    fn state(&self) -> State {
        State { open: self.open.clone(), indent: self.indent, lines: self.lines }
    }

    /// Whether the machine is in this state.
    pub(super) fn is_at(&self, state: &State) -> bool {
        // Whether the last thing was a document on one line only matters where lines are not yet known
        // to be records, and then only outside of any container.
        let settled = self.lines || !self.one_line;
        self.mode == Mode::Between && self.held.is_empty() && settled && self.state() == *state
    }

    /// The same machine, if it began to count at this place.
    pub(super) fn behind(mut self, start: Place) -> Self {
        self.start = self.start.behind(start);
        self.here = self.here.behind(start);
        if let Mode::Lost(since) = &mut self.mode {
            *since = since.behind(start);
        }
        self
    }
}
