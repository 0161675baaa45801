//! What the exports of one tenant said, before anything is decided.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use borsh::{BorshDeserialize, BorshSerialize};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::catalogue::SourceKind;
use crate::{
    catalogue::ProblemCode,
    entra::{Directory, Id, Pointer, Policy},
    order::{self, sort_by},
    problem::Problem,
};

/// Everything that was read from the exports of one tenant. Made by [`Intake`](crate::Intake).
#[derive(Clone, Debug, Default)]
pub struct Tenant {
    /// The policies, sorted by id.
    pub policies: Vec<Policy>,
    /// Names, members, trust.
    pub directory: Directory,
    /// The files, sorted by name.
    pub sources: Vec<Source>,
    /// Accounts that another tool's configuration calls emergency access: a hint, never acceptance.
    pub hints: Vec<Hint>,
    /// What audit logs tell of changes of policies, sorted by policy and time.
    pub changes: Vec<PolicyChange>,
    /// By the name of the file, how many sign-ins stand beside other lists and are yet to be read.
    pub(crate) left: BTreeMap<String, u64>,
}

impl Tenant {
    /// Whether an export of policies was read at all, be it of zero policies.
    pub fn has_policy_export(&self) -> bool {
        self.sources.iter().any(|source| source.kind.holds_policies())
    }

    /// Lists files that the host had read on their own: logs of sign-ins. Those of one name are
    /// parts of one log, and become one source.
    pub fn add_sources(&mut self, sources: Vec<Source>) {
        for source in &sources {
            self.note_read(source);
        }
        self.sources.extend(sources);
        join_parts(&mut self.sources);
    }

    /// The sign-ins of a bundle have been read: once all are, nothing is left to be said of them.
    fn note_read(&mut self, log: &Source) {
        if self.left.get(&log.name).is_none_or(|left| log.records < *left) {
            return;
        }
        self.left.remove(&log.name);
        let of_log = |source: &Source| source.name == log.name;
        // What held nothing but sign-ins is the log itself.
        self.sources.retain(|source| !(of_log(source) && source.kind == SourceKind::SignIns));
        for source in self.sources.iter_mut().filter(|source| of_log(source)) {
            source.problems.retain(|problem| problem.code != ProblemCode::NotYetRead);
        }
    }

    /// The exports of policies that may lack some: a missing page, a truncated or unreadable policy.
    pub fn incomplete(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| !source.complete && source.kind.may_hold_policies())
    }
}

/// One file, and what was made of it.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The name that the host gave it, usually a path.
    pub name: String,
    /// What it was recognised as, by its content.
    pub kind: SourceKind,
    /// How many records of that kind were read.
    pub records: u64,
    /// Whether it is whole: no page missing, nothing truncated, nothing unreadable.
    pub complete: bool,
    /// What was found wrong with it.
    pub problems: Vec<Problem>,
}

/// Sorts the files, and makes one of the parts of a log: those that go by one name.
pub(crate) fn join_parts(sources: &mut Vec<Source>) {
    sort_by(sources, |one, other| one.order().cmp(&other.order()));
    sources.dedup_by(|next, first| {
        let is_part = next.kind == SourceKind::SignIns && next.kind == first.kind && next.name == first.name;
        if is_part {
            first.join(next);
        }
        is_part
    });
}

impl Source {
    /// Whether there may be sign-ins in it that were not read.
    pub(crate) fn lacks_sign_ins(&self) -> bool {
        let inside = |problem: &Problem| problem.code == ProblemCode::SignInsInside;
        !self.complete && self.kind == SourceKind::SignIns || self.problems.iter().any(inside)
    }

    /// Takes in what was read of another part of the same log.
    fn join(&mut self, part: &mut Self) {
        self.records = self.records.saturating_add(part.records);
        self.complete &= part.complete;
        self.problems.append(&mut part.problems);
        order::sort(&mut self.problems);
    }

    /// By name; what follows only makes the order the same where two files go by one name.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        (&self.name, self.kind, self.records, self.complete, &self.problems)
    }
}

impl SourceKind {
    /// Whether such a file is an export of policies.
    pub const fn holds_policies(self) -> bool {
        matches!(self, Self::Policies | Self::WhatIf | Self::ScubaGear | Self::Terraform | Self::Steampipe)
    }

    /// Whether a policy may be missing because of such a file.
    pub const fn may_hold_policies(self) -> bool {
        self.holds_policies() || matches!(self, Self::Unreadable)
    }
}

/// An account or group that another tool's configuration declares as excluded on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The file that says so.
    pub source: String,
    /// Where it says so.
    pub at: Pointer,
    /// The object id, or a user principal name.
    pub id: Id,
}

/// One change of one policy, as an audit log tells it.
#[derive(Clone, Debug)]
pub struct PolicyChange {
    /// The policy.
    pub policy: Id,
    /// When the log says that it happened; a second or so after the policy's own date.
    pub at: Option<Timestamp>,
    /// Whether there was no policy before.
    pub added: bool,
    /// The policy before; `None` where there was none, or where the log does not show all of it.
    pub before: Option<Policy>,
    /// The policy after; `None` where there is none any more, or where the log does not show all of it.
    pub after: Option<Policy>,
    /// The file that says so.
    pub source: String,
}

impl PolicyChange {
    /// By policy and time; what follows only makes the order the same in whatever order files came.
    pub(crate) fn order(&self) -> impl Ord + '_ {
        let version = |policy: &'_ Option<Policy>| {
            policy.as_ref().map(|policy| (policy.modified, policy.created, policy.display_name.clone()))
        };
        let content = (self.before.as_ref().map(Policy::content), self.after.as_ref().map(Policy::content));
        (
            &self.policy,
            self.at,
            self.added,
            version(&self.before),
            version(&self.after),
            content,
            &self.source,
        )
    }
}
