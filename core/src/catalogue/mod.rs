//! Every code that Flowlock can print, in one place: its spelling, what it means, what to do.
//!
//! A code is a variant of one of the enums below and nothing else is accepted where a code belongs, so
//! none can be printed that is not explained. **To add one**, write its entry into the file of its kind:
//! a variant, its spelling in kebab-case, a title without a full stop, the meaning and the help in
//! sentences, and an example. Then `FLOWLOCK_UPDATE=1 cargo test -p flowlock-tests --test catalogue`
//! writes its page of the book; that test also tries the example. Once released, a code keeps its meaning.

mod changes;
mod decisions;
mod problems;
mod reasons;
mod sources;
mod steps;
mod verdicts;

pub use changes::{ChangeCode, UntoldCode};
pub use decisions::{DecisionKind, DecisionStanding, SignatureStanding};
pub use problems::ProblemCode;
pub use reasons::ReasonCode;
pub use sources::{Regularity, SinceBasis, SourceKind};
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

/// Declares the kinds: each with its words and where its codes stand in the report.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $words:literal at $member:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every kind, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The kind as people call one code of it.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }

            /// Where the code stands in what is printed as JSON.
            pub const fn member(self) -> &'static str {
                match self { $(Self::$variant => $member),+ }
            }
        }
    };
}

kinds! {
    /// The kinds of codes, in the order of the catalogue.
    Kind {
        /// A verdict.
        Status = "status" at "status",
        /// How far the tenant has come.
        Stage = "stage" at "stage",
        /// How a gap stands.
        Standing = "standing of a gap" at "gaps[].standing",
        /// Why the verdict is what it is.
        Reason = "reason" at "reasons[].code",
        /// What an administrator should know although it changes no verdict.
        Warning = "warning" at "warnings[].code",
        /// A step of the control's Part 1.
        Requirement = "requirement" at "policies[].requirements[].id",
        /// Whether a report-only policy may be turned on.
        Ready = "readiness" at "rollout[].ready",
        /// Why it may not, or what is missing.
        Readiness = "review reason" at "rollout[].reasons[].code",
        /// What the log of sign-ins could not show.
        NotShown = "limit of the sign-in log" at "usage.notShown[].code",
        /// How a user of device code flow stands.
        Principal = "standing of a user" at "usage.principals[].standing",
        /// How regularly somebody uses the flow.
        Regularity = "regularity of use" at "usage.principals[].regularity",
        /// What says since when a policy has been as it is.
        SinceBasis = "ground of a date" at "rollout[].sinceBasis",
        /// What a file was recognised as.
        SourceKind = "kind of file" at "sources[].kind",
        /// What was decided.
        Decision = "kind of decision" at "decisions[].kind",
        /// How a decision stands.
        DecisionStanding = "standing of a decision" at "decisions[].standing",
        /// Whether an approver's signature counts.
        Signature = "standing of a signature" at "decisions[].approvals[].standing",
        /// What a What If answer could not take in, or cannot say.
        Note = "note of a What If answer" at "notes[].code",
        /// What to do now.
        NextStep = "next step" at "nextStep.action",
        /// What a check of another tool would say.
        PeerAnswer = "answer of another tool" at "peers[].answer",
        /// How that compares with the verdict.
        Comparison = "comparison with another tool" at "peers[].comparison",
        /// Why a change is not proposed.
        Withheld = "reason for no change" at "nextStep.withheld[].code",
        /// What changed between two exports.
        Change = "change" at "changes[].code",
        /// What a comparison of two exports cannot tell.
        Untold = "limit of a comparison" at "untold[].code",
        /// Why something could not be read or used.
        Problem = "problem" at "sources[].problems[].code, error.code",
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
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
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

            fn named(code: &str) -> Option<Self> {
                [$($(Self::$variant,)+)+].into_iter().find(|known| known.as_str() == code)
            }

            /// What it says, in a few words without a full stop.
            pub const fn title(self) -> &'static str {
                match self { $($(Self::$variant => $title,)+)+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = alloc::string::String::deserialize(deserializer)?;
                Self::named(&code).ok_or_else(|| serde::de::Error::custom("no such code"))
            }
        }

        // By its name, too: the place of a code changes with every version.
        impl borsh::BorshSerialize for $name {
            fn serialize<W: borsh::io::Write>(&self, writer: &mut W) -> borsh::io::Result<()> {
                self.as_str().serialize(writer)
            }
        }

        impl borsh::BorshDeserialize for $name {
            fn deserialize_reader<R: borsh::io::Read>(reader: &mut R) -> borsh::io::Result<Self> {
                let code = alloc::string::String::deserialize_reader(reader)?;
                Self::named(&code).ok_or_else(|| borsh::io::ErrorKind::InvalidData.into())
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
        Regularity::ENTRIES,
        SinceBasis::ENTRIES,
        SourceKind::ENTRIES,
        DecisionKind::ENTRIES,
        DecisionStanding::ENTRIES,
        SignatureStanding::ENTRIES,
        Action::ENTRIES,
        PeerAnswer::ENTRIES,
        Comparison::ENTRIES,
        ChangeCode::ENTRIES,
        UntoldCode::ENTRIES,
        ProblemCode::ENTRIES,
    ];
    let of_kind = move |kind| all.into_iter().flatten().filter(move |entry| entry.kind == kind);
    Kind::ALL.iter().copied().flat_map(of_kind)
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
        for kind in Kind::ALL.iter().copied() {
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
