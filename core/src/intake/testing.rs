//! What the tests of this module share.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::{format, string::String, vec::Vec};

use crate::{
    entra::Policy,
    intake::Intake,
    problem::Problem,
    tenant::{Source, Tenant},
};

/// The tenant of these files, named `0`, `1` and so on.
pub(super) fn tenant(files: &[&str]) -> Tenant {
    let mut intake = Intake::new();
    for (at, file) in files.iter().enumerate() {
        intake.read(&format!("{at}"), file.as_bytes()).unwrap();
    }
    intake.finish().unwrap()
}

/// What the one file was taken for.
pub(super) fn source(file: &str) -> Source {
    tenant(&[file]).sources.remove(0)
}

/// Why the file is refused.
pub(super) fn refused(file: &str) -> Problem {
    Intake::new().read("0", file.as_bytes()).unwrap_err()
}

/// The first policy of the file.
pub(super) fn policy(file: &str) -> Policy {
    tenant(&[file]).policies.remove(0)
}

/// A policy of Graph with these members of `conditions`.
pub(super) fn with_conditions(conditions: &str) -> Policy {
    policy(&format!(r#"{{"id":"p","state":"enabled","conditions":{{"x":null,{conditions}}}}}"#))
}

pub(super) fn codes(source: &Source) -> Vec<&'static str> {
    source.problems.iter().map(|problem| problem.code.as_str()).collect()
}

pub(super) fn unknown(policy: &Policy) -> Vec<&str> {
    policy.unknown.iter().map(|unknown| unknown.member.as_str()).collect()
}

/// The items with a space between them, and where the list stands.
pub(super) fn shown(list: &crate::entra::List) -> (String, &str) {
    let items: Vec<_> = list.items.iter().map(crate::entra::Id::as_str).collect();
    (items.join(" "), list.at.as_str())
}
