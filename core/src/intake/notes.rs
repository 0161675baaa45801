//! The problems of one file, the first of each code and how many follow.

use alloc::{format, vec::Vec};

use crate::problem::Problem;

/// Problems by code, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<(Problem, u64)>);

impl Notes {
    /// Adds a problem; of one whose code was met before, only the number is kept.
    pub(super) fn add(&mut self, problem: Problem) {
        match self.0.iter_mut().find(|(known, _)| known.code == problem.code) {
            Some((_, more)) => *more += 1,
            None => self.0.push((problem, 0)),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the problems of others.
    pub(super) fn append(&mut self, other: &mut Self) {
        self.0.append(&mut other.0);
    }

    /// The problems as reports list them.
    pub(super) fn into_problems(self, name: &str) -> impl Iterator<Item = Problem> {
        self.0.into_iter().map(|(problem, more)| tell_more(problem, more).in_source(name))
    }
}

fn tell_more(mut problem: Problem, more: u64) -> Problem {
    if more > 0 {
        problem.message = format!("{} (and {more} more like it)", problem.message);
    }
    problem
}
