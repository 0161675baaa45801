//! Requests, and what the library answers: every host answers the same.

use std::path::PathBuf;

use super::module;
use crate::process::{Failure, program, run};
use crate::step::Step;

/// What the hosts are held against.
pub(crate) const CASES: Step = Step {
    name: "cases",
    about: "what the library answers: fixtures, random tenants, and what cannot be answered",
    alone: "cargo xtask plugin",
    check: cases,
};

/// Where they are put.
pub(super) fn folder() -> PathBuf {
    module::folder().join("cases")
}

fn cases() -> Result<String, Failure> {
    let mut cases = program("cargo", &["run", "--package", "flowlock-tests", "--bin", "cases", "--"]);
    run(cases.arg(folder())).map(|()| "written for every host".to_owned())
}
