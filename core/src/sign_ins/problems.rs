//! What can be wrong with a log.

use alloc::{format, string::String, vec::Vec};
use core::fmt::Write;

use super::splitter::{Place, Why};
use crate::{catalogue::ProblemCode, limits::MAX_PLACES, problem::Problem};

/// The malformed records of one log: how many, and where the first ones stand.
#[derive(Debug, Default)]
pub(super) struct Malformed {
    count: u64,
    first: Vec<(Place, Why)>,
}

impl Malformed {
    pub(super) fn add(&mut self, place: Place, why: Why) {
        self.count += 1;
        if self.first.len() < MAX_PLACES {
            self.first.push((place, why));
        }
    }

    /// Adds those of a part that begins here.
    pub(super) fn join(&mut self, part: Self, here: Place) {
        self.count += part.count;
        let room = MAX_PLACES.saturating_sub(self.first.len());
        self.first.extend(part.first.into_iter().take(room).map(|(place, why)| (place.behind(here), why)));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// All of them as one problem. `mark` is what comes before the first byte that was counted;
    /// `None` where bytes of the text are not those of the file.
    pub(super) fn problem(&self, mark: Option<u64>) -> Option<Problem> {
        let (first, _) = self.first.first()?;
        let mut message = match self.count {
            1 => String::from("1 record is malformed and does not count: "),
            count => format!("{count} records are malformed and do not count: "),
        };
        for (index, (place, why)) in self.first.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let _ = write!(message, "{comma}line {}", place.line);
            if let Some(mark) = mark {
                let _ = write!(message, " (byte {})", place.byte + mark);
            }
            let _ = write!(message, " {}", why.words());
        }
        let listed = u64::try_from(self.first.len()).unwrap_or(u64::MAX);
        if self.count > listed {
            let _ = write!(message, ", and {} more", self.count - listed);
        }
        let help = "find out what damaged the file, or export again; what is not named here was read";
        Some(Problem::new(ProblemCode::MalformedRecord, message, help).in_line(first.line))
    }
}

impl Why {
    const fn words(self) -> &'static str {
        match self {
            Self::NotText => "is neither UTF-8 nor UTF-16",
            Self::NotJson => "is not JSON",
            Self::StandsTwice => "has a member twice",
            Self::TooLong => "is too long",
            Self::CutOff => "is cut off",
            Self::NoSignIn => "is no sign-in",
            Self::OtherLog => "is of another log",
            Self::Quotes => "has wrong quotes",
            Self::OddCells => "has not as many cells as the header",
            Self::LostTrack => "is followed by text that cannot be trusted",
        }
    }
}

pub(super) fn next_page_missing() -> Problem {
    Problem::new(
        ProblemCode::NextPageMissing,
        "the log goes on: `@odata.nextLink` says that there is another page",
        "follow `@odata.nextLink` until it is gone and put all pages, one after the other, into one file",
    )
}

pub(super) fn partial_answer() -> Problem {
    Problem::new(
        ProblemCode::PartialAnswer,
        "the service says that its answer is not whole",
        "ask for a shorter time, several times, and give all answers",
    )
}

/// Records of other logs among the sign-ins, such as an Event Hub carries.
pub(super) fn other_logs(records: u64) -> Option<Problem> {
    let (are, they) = if records == 1 { ("1 record is", "it was") } else { ("", "they were") };
    let are = if are.is_empty() { format!("{records} records are") } else { are.into() };
    let problem = Problem::new(
        ProblemCode::OtherLogs,
        format!("{are} of other logs, not sign-ins of people: {they} stepped over"),
        "nothing to do; give an audit log as a file of its own, so that it is read",
    );
    (records > 0).then_some(problem)
}

pub(super) fn lists_beside() -> Problem {
    Problem::new(
        ProblemCode::NotYetRead,
        "lists of other kinds that stand beside the sign-ins in this file were not read",
        "give them as files of their own, or name the list of sign-ins `signIns`",
    )
}
