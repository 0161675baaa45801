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
    tenant::{Source, Tenant},
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
    let (tenant, evidence) = read_files(files, settings)?;
    evaluate_with(&tenant, evidence.as_ref(), settings, as_of)
}

/// What the files say, logs by these settings; no evidence where none of them is a log.
///
/// It is what [`evaluate_decided`](crate::evaluate_decided) asks for, with the
/// [`Decided`](crate::decisions::Decided) of the same two.
///
/// # Errors
///
/// A file that no export is by accident, or two exports that disagree on a policy.
pub fn read_files<B: AsRef<[u8]>>(
    files: &[File<B>],
    settings: &Settings,
) -> Result<(Tenant, Option<Evidence>), Problem> {
    let (logs, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.is_log());
    let mut intake = Intake::new();
    let mut bundles = Vec::new();
    for file in others {
        intake.take(&file.name, file.bytes.as_ref())?;
        bundles.extend(intake.left_sign_ins().then_some(file));
    }
    let mut tenant = intake.finish()?;
    if logs.is_empty() && bundles.is_empty() {
        return Ok((tenant, None));
    }
    let evidence = Evidence::new(&Watch::new(&tenant, settings));
    let (evidence, mut sources) = read_logs(&logs, evidence, SignIns::onto);
    let (evidence, more) = read_logs(&bundles, evidence, SignIns::of_bundle);
    sources.extend(more);
    tenant.add_sources(sources);
    Ok((tenant, Some(evidence)))
}

/// Adds what the logs say to the evidence; `begin` begins one of them.
pub(crate) fn read_logs<B: AsRef<[u8]>>(
    logs: &[&File<B>],
    mut evidence: Evidence,
    begin: fn(&str, Evidence) -> SignIns,
) -> (Evidence, Vec<Source>) {
    let mut sources = Vec::new();
    for log in logs {
        let mut sign_ins = begin(&log.name, evidence);
        sign_ins.push(log.bytes.as_ref());
        let (read, source) = sign_ins.finish();
        evidence = read;
        sources.push(source);
    }
    (evidence, sources)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::{format, string::ToString, vec};

    use super::*;

    const POLICIES: &str = r#""conditionalAccessPolicies":[{"id":"p","displayName":"n","state":"enabledForReportingButNotEnforced","createdDateTime":"2026-01-01T00:00:00Z","conditions":{"users":{"includeUsers":["All"]},"applications":{"includeApplications":["All"]},"authenticationFlows":{"transferMethods":"deviceCodeFlow"}},"grantControls":{"operator":"OR","builtInControls":["block"]}}]"#;

    fn sign_in(id: &str) -> String {
        format!(
            r#"{{"id":"{id}","createdDateTime":"2026-01-02T00:00:00Z","userId":"u","originalTransferMethod":"deviceCodeFlow","appliedConditionalAccessPolicies":[{{"id":"p","result":"reportOnlyFailure"}}]}}"#
        )
    }

    /// How many sign-ins would be blocked, and each source with its kind, records and codes.
    fn read(texts: &[String]) -> (u64, Vec<String>) {
        let files = texts.iter().enumerate();
        let files: Vec<File<&[u8]>> =
            files.map(|(at, text)| File { name: at.to_string(), bytes: text.as_bytes() }).collect();
        let as_of = "2026-01-31T00:00:00Z".parse().unwrap();
        let report = evaluate_files(&files, &Settings::default(), as_of).unwrap();
        let sources = report.sources.iter().map(|source| {
            let codes: Vec<&str> = source.problems.iter().map(|problem| problem.code.as_str()).collect();
            format!("{} {} {} {codes:?}", source.name, source.kind.as_str(), source.records)
        });
        (report.rollout[0].would_block, sources.collect())
    }

    #[test]
    fn sign_ins_are_read_from_a_bundle_wherever_they_stand() {
        let (a, b) = (sign_in("a"), sign_in("b"));
        let audit = r#""auditLogs":[{"activityDisplayName":"x","targetResources":[]}]"#;
        for bundle in [
            format!(r#"{{{POLICIES},"signIns":[{a},{b}],{audit}}}"#),
            format!(r#"{{"signIns":[{a},{b}],{audit},{POLICIES}}}"#),
            format!(r#"{{"interactiveSignIns":[{a}],{POLICIES},"nonInteractiveSignIns":{{"value":[{b}]}}}}"#),
            format!("{{{POLICIES}}}\n{{\"sign_ins\":[\n{a},\n{b}]}}\n"),
        ] {
            let (would_block, sources) = read(core::slice::from_ref(&bundle));
            assert_eq!(
                (would_block, sources),
                (2, vec!["0 policies 1 []".to_string(), "0 signIns 2 []".to_string()]),
                "{bundle}"
            );
        }
        let (would_block, sources) = read(&[format!("{{{POLICIES}}}"), format!(r#"{{"signIns":[{a}]}}"#)]);
        assert_eq!(
            (would_block, sources),
            (1, vec!["0 policies 1 []".to_string(), "1 signIns 1 []".to_string()])
        );
    }

    #[test]
    fn sign_ins_that_are_not_read_are_told() {
        let policies = POLICIES.split_once(':').unwrap().1.trim_start_matches('[').trim_end_matches(']');
        let (would_block, sources) = read(&[format!("[{policies},{}]", sign_in("a"))]);
        assert_eq!(would_block, 0);
        assert!(sources[0].contains("not-yet-read"), "{sources:?}");
        let page = format!(r#"{{"value":[{}],"users":[{{"id":"u"}}],"groups":[]}}"#, sign_in("a"));
        let (would_block, sources) = read(&[format!("{{{POLICIES}}}"), page]);
        assert_eq!((would_block, sources[1].as_str()), (1, "1 signIns 1 [\"not-yet-read\"]"));
    }

    #[test]
    fn records_of_other_logs_are_stepped_over_and_told() {
        let audit = r#"{"time":"2026-01-29T00:00:00Z","category":"AuditLogs","operationName":"x","properties":{"id":"y","category":"Policy"}}"#;
        let principal = r#"{"time":"2026-01-29T00:00:00Z","category":"ServicePrincipalSignInLogs","properties":{"id":"z","createdDateTime":"2026-01-29T00:00:00Z","appId":"c","appliedConditionalAccessPolicies":[]}}"#;
        let user = format!(
            r#"{{"time":"2026-01-02T00:00:00Z","category":"SignInLogs","properties":{}}}"#,
            sign_in("a")
        );
        let (would_block, sources) =
            read(&[format!("{{{POLICIES}}}"), format!("{user}\n{audit}\n{principal}\n")]);
        assert_eq!((would_block, sources[1].as_str()), (1, "1 signIns 1 [\"other-logs\"]"));
    }
}
