//! A tenant and its settings in, the report out.

use alloc::format;

use jiff::Timestamp;

use crate::{
    acceptance::Accepted,
    catalogue::ProblemCode,
    control::{Evaluation, Log},
    coverage::Coverage,
    decisions::Decided,
    evidence::{self, Evidence, Watch},
    next_step::next_step,
    problem::Problem,
    report::Report,
    settings::Settings,
    tenant::{SourceKind, Tenant},
};

/// Evaluates the control for one tenant at one moment.
///
/// # Errors
///
/// A [`Problem`] with code `no-policies` where no export of policies was read: that is no verdict,
/// while an export of zero policies is one.
///
/// ```
/// use flowlock_core::{Intake, Settings, evaluate, report::Status};
///
/// let export = br#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies",
///     "value": []}"#;
/// let mut intake = Intake::new();
/// intake.read("policies.json", export)?;
/// let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// let report = evaluate(&intake.finish()?, &Settings::default(), as_of)?;
/// assert_eq!(report.status, Status::Fail);
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn evaluate(tenant: &Tenant, settings: &Settings, as_of: Timestamp) -> Result<Report, Problem> {
    evaluate_with(tenant, None, settings, as_of)
}

/// Evaluates the control for one tenant at one moment, with what its sign-in log says.
///
/// The evidence must have been gathered with the [`Watch`](crate::Watch) of this tenant. Pass `None`
/// where no export of sign-ins was read: then no review is sufficient, and use of the flow is not known.
///
/// # Errors
///
/// As [`evaluate`], and a [`Problem`] with code `different-watch` where the evidence was gathered
/// for other policies.
pub fn evaluate_with(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    settings: &Settings,
    as_of: Timestamp,
) -> Result<Report, Problem> {
    evaluate_decided(tenant, evidence, &Decided::from(settings.clone()), as_of)
}

/// Evaluates the control for one tenant at one moment, with what its sign-in log says and what people
/// decided.
///
/// # Errors
///
/// As [`evaluate_with`].
pub fn evaluate_decided(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    decided: &Decided,
    as_of: Timestamp,
) -> Result<Report, Problem> {
    let settings = &decided.settings;
    if !tenant.has_policy_export() {
        return Err(no_policies(tenant));
    }
    check_watch(tenant, evidence, settings)?;
    let accepted = Accepted::resolve(settings, &tenant.directory, as_of);
    let most = settings.max_emergency_accounts;
    let coverage = Coverage::new(&tenant.policies, &accepted, &tenant.directory, most);
    let nothing = Evidence::new(&Watch::new(tenant, settings));
    let log = Log::new(evidence.unwrap_or(&nothing), tenant, &accepted, as_of);
    let (usage, replay) = (evidence.map(|_| log.usage()), evidence.map(|_| log.replay()));
    let evaluation = Evaluation::new(&coverage, &log, (usage, replay), decided);
    let next_step = next_step(&evaluation);
    Ok(evaluation.report(next_step, as_of))
}

/// Evidence must have been gathered for the policies of this tenant.
pub(crate) fn check_watch(
    tenant: &Tenant,
    evidence: Option<&Evidence>,
    settings: &Settings,
) -> Result<(), Problem> {
    let is_other = evidence.is_some_and(|evidence| *evidence.watch() != Watch::new(tenant, settings));
    if is_other { Err(evidence::different_watch()) } else { Ok(()) }
}

/// That there are no policies. A file that could not be read, or is none that is read, may hold them: then why.
pub(crate) fn no_policies(tenant: &Tenant) -> Problem {
    let message = "none of the files is an export of conditional access policies";
    let help = "export them with `az rest --method get --url \
                https://graph.microsoft.com/beta/identity/conditionalAccess/policies > policies.json`";
    let is_ours =
        |code| matches!(code, ProblemCode::OwnSettings | ProblemCode::OwnDecisions | ProblemCode::OwnReport);
    let told = [SourceKind::Unreadable, SourceKind::Ignored].into_iter().find_map(|kind| {
        let mut of_kind = tenant.sources.iter().filter(|source| source.kind == kind);
        of_kind.find_map(|source| {
            let why = source.problems.first().filter(|problem| !is_ours(problem.code))?;
            Some((&source.name, why))
        })
    });
    match told {
        Some((name, why)) => {
            let message = format!("{message}; of `{name}`: {}", why.message);
            Problem::new(ProblemCode::NoPolicies, message, why.help.as_str())
        }
        None => Problem::new(ProblemCode::NoPolicies, message, help),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Intake;

    #[test]
    fn without_policies_the_file_that_could_not_be_read_is_named() {
        let missing = |files: &[(&str, &str)]| {
            let mut intake = Intake::new();
            for (name, text) in files {
                intake.take(name, text.as_bytes()).unwrap();
            }
            let tenant = intake.finish().unwrap();
            evaluate(&tenant, &Settings::default(), Timestamp::UNIX_EPOCH).unwrap_err()
        };
        let users = ("users.json", r#"[{"id":"u","userPrincipalName":"u@contoso.example"}]"#);
        let own = ("settings.json", r#"{"emergencyAccess":{"users":[]}}"#);
        assert!(missing(&[users, own]).help.contains("az rest"));
        let denied =
            r#"{"responses":[{"id":"1","status":403,"body":{"error":{"code":"Denied","message":"m"}}}]}"#;
        let problem = missing(&[users, ("batch.json", denied)]);
        assert_eq!(problem.code, ProblemCode::NoPolicies);
        assert!(problem.message.contains("of `batch.json`: ") && problem.message.contains("`Denied`"));
        assert!(problem.help.contains("permission"));
        let table = missing(&[("p.csv", "\"DisplayName\",\"GrantControls\",\"State\"\n")]);
        assert!(table.message.contains("of `p.csv`: ") && table.message.contains("table"), "{table:?}");
    }
}
