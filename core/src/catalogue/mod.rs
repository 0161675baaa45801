//! Every code that Flowlock can print, in one place: its spelling, what it means, what to do.
//!
//! A code is a variant of one of the enums below and nothing else is accepted where a code belongs, so
//! none can be printed that is not explained. **To add one**, write its entry into the file of its kind:
//! a variant, its spelling in kebab-case, a title without a full stop, the meaning and the help in
//! sentences, and an example. Then `FLOWLOCK_UPDATE=1 cargo test -p flowlock-tests --test catalogue`
//! writes its page of the book; that test also tries the example. Once released, a code keeps its meaning.

mod problems;
mod reasons;
mod steps;
mod verdicts;

pub use problems::ProblemCode;
pub use reasons::ReasonCode;
pub use steps::{Action, RequirementId};
pub use verdicts::{Comparison, PeerAnswer, PrincipalStanding, Ready, Stage, Standing, Status};

use alloc::vec::Vec;

use schemars::JsonSchema;
use serde::Serialize;

use crate::nearest::nearest;

/// One code, explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The code as it is printed.
    pub code: &'static str,
    /// What kind of code it is.
    pub kind: Kind,
    /// What it says, in a few words without a full stop.
    pub title: &'static str,
    /// What it means and why it matters, in sentences.
    pub meaning: &'static str,
    /// What to do about it, in sentences.
    pub help: &'static str,
    /// Where one can be met: an input that leads to it, or the words of a report.
    pub example: &'static str,
}

/// The kinds of codes, in the order of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A verdict.
    Status,
    /// How far the tenant has come.
    Stage,
    /// How a gap stands.
    Standing,
    /// Why the verdict is what it is.
    Reason,
    /// What an administrator should know although it changes no verdict.
    Warning,
    /// A step of the control's Part 1.
    Requirement,
    /// Whether a report-only policy may be turned on.
    Ready,
    /// Why it may not, or what is missing.
    Readiness,
    /// What the log of sign-ins could not show.
    NotShown,
    /// How a user of device code flow stands.
    Principal,
    /// What a What If answer could not take in, or cannot say.
    Note,
    /// What to do now.
    NextStep,
    /// What a check of another tool would say.
    PeerAnswer,
    /// How that compares with the verdict.
    Comparison,
    /// Why a change is not proposed.
    Withheld,
    /// Why something could not be read or used.
    Problem,
}

impl Kind {
    /// Every kind, in the order of the catalogue.
    pub const ALL: [Self; 16] = [
        Self::Status,
        Self::Stage,
        Self::Standing,
        Self::Reason,
        Self::Warning,
        Self::Requirement,
        Self::Ready,
        Self::Readiness,
        Self::NotShown,
        Self::Principal,
        Self::Note,
        Self::NextStep,
        Self::PeerAnswer,
        Self::Comparison,
        Self::Withheld,
        Self::Problem,
    ];

    /// The kind as people call one code of it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Stage => "stage",
            Self::Standing => "standing of a gap",
            Self::Reason => "reason",
            Self::Warning => "warning",
            Self::Requirement => "requirement",
            Self::Ready => "readiness",
            Self::Readiness => "review reason",
            Self::NotShown => "limit of the sign-in log",
            Self::Principal => "standing of a user",
            Self::Note => "note of a What If answer",
            Self::NextStep => "next step",
            Self::PeerAnswer => "answer of another tool",
            Self::Comparison => "comparison with another tool",
            Self::Withheld => "reason for no change",
            Self::Problem => "problem",
        }
    }

    /// Where the code stands in the report.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Stage => "stage",
            Self::Standing => "gaps[].standing",
            Self::Reason => "reasons[].code",
            Self::Warning => "warnings[].code",
            Self::Requirement => "policies[].requirements[].id",
            Self::Ready => "rollout[].ready",
            Self::Readiness => "rollout[].reasons[].code",
            Self::NotShown => "usage.notShown[].code",
            Self::Principal => "usage.principals[].standing",
            Self::Note => "notes[].code",
            Self::NextStep => "nextStep.action",
            Self::PeerAnswer => "peers[].answer",
            Self::Comparison => "peers[].comparison",
            Self::Withheld => "nextStep.withheld[].code",
            Self::Problem => "sources[].problems[].code, error.code",
        }
    }
}

/// Declares an enum of codes by kind, and the entry of each.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($kind:ident { $($variant:ident = $code:literal {
        title: $title:literal,
        meaning: $meaning:literal,
        help: $help:literal,
        example: $example:literal,
    })+ })+ }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
            schemars::JsonSchema,
        )]
        pub enum $name {
            $($(#[doc = $title] #[serde(rename = $code)] $variant,)+)+
        }

        impl $name {
            /// Every code, explained.
            pub const ENTRIES: &'static [$crate::catalogue::Entry] = &[$($($crate::catalogue::Entry {
                code: $code,
                kind: $crate::catalogue::Kind::$kind,
                title: $title,
                meaning: $meaning,
                help: $help,
                example: $example,
            },)+)+];

            /// The code as it is printed.
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$variant => $code,)+)+ }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}
use codes;

/// Every code there is, in the order of the catalogue.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    let all = [
        Status::ENTRIES,
        Stage::ENTRIES,
        Standing::ENTRIES,
        ReasonCode::ENTRIES,
        RequirementId::ENTRIES,
        Ready::ENTRIES,
        PrincipalStanding::ENTRIES,
        Action::ENTRIES,
        PeerAnswer::ENTRIES,
        Comparison::ENTRIES,
        ProblemCode::ENTRIES,
    ];
    let of_kind = move |kind| all.into_iter().flatten().filter(move |entry| entry.kind == kind);
    Kind::ALL.into_iter().flat_map(of_kind)
}

/// What a code means. Two kinds may share a code, so there may be more than one entry.
///
/// # Errors
///
/// No code is spelt like this: then the nearest one, if one is near enough to have been meant.
///
/// ```
/// use flowlock_core::catalogue::explain;
///
/// assert_eq!(explain("too-short")?.len(), 1);
/// assert_eq!(explain("duplicate_keys"), Err(Some("duplicate-key")));
/// # Ok::<(), Option<&str>>(())
/// ```
pub fn explain(code: &str) -> Result<Vec<&'static Entry>, Option<&'static str>> {
    let same = |entry: &&Entry| entry.code.eq_ignore_ascii_case(code.trim());
    let found: Vec<&Entry> = entries().filter(same).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let codes: Vec<&str> = entries().map(|entry| entry.code).collect();
    Err(nearest(code.trim(), &codes))
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_entries_and_no_code_stands_twice_in_one() {
        for kind in Kind::ALL {
            let codes: Vec<&str> =
                entries().filter(|entry| entry.kind == kind).map(|entry| entry.code).collect();
            assert!(!codes.is_empty(), "{kind:?}");
            assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{kind:?}");
        }
    }

    #[test]
    fn entries_are_written_alike() {
        for entry in entries() {
            assert!(!entry.title.ends_with('.') && !entry.title.starts_with(char::is_uppercase), "{entry:?}");
            for text in [entry.meaning, entry.help] {
                assert!(text.ends_with(['.', '`']) && !text.contains("  "), "{}: {text}", entry.code);
            }
        }
    }

    #[test]
    fn what_is_near_to_no_code_is_not_guessed() {
        assert_eq!(explain("carburettor-float"), Err(None));
        assert_eq!(explain(" PASS "), explain("pass"));
    }
}
