//! Files in memory in, report out: all that a host needs that has bytes and no disk.

use alloc::{string::String, vec::Vec};

use jiff::Timestamp;

use crate::{
    evaluate::evaluate_with,
    evidence::{Evidence, Watch},
    intake::Intake,
    problem::Problem,
    report::Report,
    settings::Settings,
    sign_ins::SignIns,
};

/// How many bytes of a file are enough to recognise it with [`Intake::peek`].
pub const PEEK_BYTES: usize = 64 * 1024;

/// A file in memory, already decompressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File<B> {
    /// The host's name for it, usually a path.
    pub name: String,
    /// What is in it.
    pub bytes: B,
}

impl<B: AsRef<[u8]>> File<B> {
    /// Whether it is a log of sign-ins, which is read after all that is none.
    pub fn is_log(&self) -> bool {
        let bytes = self.bytes.as_ref();
        Intake::is_log(bytes.get(..PEEK_BYTES).unwrap_or(bytes))
    }
}

/// Evaluates the exports of one tenant, logs of sign-ins among them, in whatever order they come.
///
/// A file that cannot be read is listed as such, as with [`Intake::take`].
///
/// # Errors
///
/// A file that no export is by accident, two exports that disagree on a policy, or no policies.
///
/// ```
/// use flowlock_core::{File, Settings, evaluate_files, report::Status};
///
/// let policy = r#"{"id": "p", "displayName": "Block", "state": "enabled", "conditions": {
///     "users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]},
///     "authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
///     "grantControls": {"operator": "OR", "builtInControls": ["block"]}}"#;
/// let files = [File { name: "policy.json".into(), bytes: policy }];
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// let report = evaluate_files(&files, &Settings::default(), as_of)?;
/// assert_eq!(report.status, Status::Pass);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn evaluate_files<B: AsRef<[u8]>>(
    files: &[File<B>],
    settings: &Settings,
    as_of: Timestamp,
) -> Result<Report, Problem> {
    let (logs, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.is_log());
    let mut intake = Intake::new();
    for file in others {
        intake.take(&file.name, file.bytes.as_ref())?;
    }
    let mut tenant = intake.finish()?;
    let mut evidence = Evidence::new(&Watch::new(&tenant, settings));
    let mut sources = Vec::new();
    for log in &logs {
        let mut sign_ins = SignIns::onto(&log.name, evidence);
        sign_ins.push(log.bytes.as_ref());
        let (read, source) = sign_ins.finish();
        evidence = read;
        sources.push(source);
    }
    tenant.add_sources(sources);
    evaluate_with(&tenant, (!logs.is_empty()).then_some(&evidence), settings, as_of)
}
