//! One shape for everything that can go wrong, on every host.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{catalogue::ProblemCode, clean::clean};

/// A failure, or a limit of an export: a stable code, what was found, and what to do.
///
/// Messages are lowercase, without a full stop, and hold no tenant data beyond ids, names of
/// policies and JSON pointers.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The stable name of this kind of problem, such as `duplicate-key`; `flowlock explain` says more.
    pub code: ProblemCode,
    /// What was found, and what was expected.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The file it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The member it concerns, as a JSON pointer into that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The line it concerns, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl Problem {
    /// A problem that concerns no file yet.
    pub fn new(code: ProblemCode, message: impl Into<String>, help: impl Into<String>) -> Self {
        // A key of a hostile file may stand in the message, and the message on a terminal.
        let (message, help) = (clean(&message.into()), clean(&help.into()));
        Self { code, message, help, source: None, pointer: None, line: None }
    }

    /// Whether no export has it by accident, so that going on without the file would be wrong: a member
    /// that stands twice, two exports that disagree, nesting or strings beyond every export's.
    pub fn is_hostile(&self) -> bool {
        use ProblemCode::{DuplicateKey, PolicyConflict, TooDeep, TooLong};
        matches!(self.code, DuplicateKey | PolicyConflict | TooDeep | TooLong)
    }

    /// Whether its help says that there is nothing to do.
    pub(crate) fn asks_nothing(&self) -> bool {
        use ProblemCode::{DeletedPolicies, DuplicatePolicy, OtherLogs, RelaxedJson};
        matches!(self.code, RelaxedJson | DeletedPolicies | DuplicatePolicy | OtherLogs)
    }

    /// The same problem, in this file.
    #[must_use]
    pub fn in_source(mut self, name: &str) -> Self {
        self.source = Some(name.to_owned());
        self
    }

    /// The same problem, at this member.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// The same problem, in this line.
    #[must_use]
    pub fn in_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl core::error::Error for Problem {}
