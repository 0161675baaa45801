//! The report as an OCSF 1.5 Compliance Finding (class 2003), for a data lake or a SIEM.
//!
//! One event for the verdict: the members of a gap are what it is made of, not findings of their own.

use alloc::{format, string::String, vec::Vec};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    what_if,
    words::{headline, policy_name, sentence},
};
use crate::{
    VERSION,
    crosswalk::Related,
    order,
    report::{PolicyReport, Report, Requirement, Standing, Status},
    rfc3339,
};

/// The version of the schema: the one that data lakes and other scanners speak.
const SCHEMA_VERSION: &str = "1.5.0";

/// The report as one OCSF event. Time is the moment the report speaks of.
///
/// ```
/// # use flowlock_core::{File, Settings, evaluate_files, render};
/// # let export = r#"{"value": [{"id": "p", "state": "enabled", "conditions": {}}]}"#;
/// # let files = [File { name: "policies.json".into(), bytes: export }];
/// # let as_of = "2026-01-31T00:00:00Z".parse().expect("a timestamp");
/// # let report = evaluate_files(&files, &Settings::default(), as_of)?;
/// assert!(render::ocsf(&report).contains(r#""class_uid": 2003"#));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn ocsf(report: &Report) -> String {
    let control = &report.control;
    let time = rfc3339::timestamp(&report.as_of).map_or(0, Timestamp::as_millisecond);
    let (severity_id, severity) = severity(report.status);
    let title = format!("{} {}, {}", control.benchmark, control.version, control.id);
    let event = json!({
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 200_301,
        "type_name": "Compliance Finding: Create",
        "time": time,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": 1,
        "status": "New",
        "message": format!("{}: {}", headline(report.status), report.summary),
        "metadata": {
            "version": SCHEMA_VERSION,
            "product": { "name": "Flowlock", "vendor_name": "Flowlock", "version": VERSION },
        },
        "finding_info": {
            "uid": format!("cis-azure-foundations-{}", control.id),
            "title": title,
            "desc": sentence(&report.summary),
            "created_time": time,
            "types": ["Compliance"],
            "attacks": attacks(report),
            "data_sources": sources(report),
        },
        "compliance": compliance(report),
        "resources": resources(report),
        "remediation": { "desc": remediation(report) },
        "unmapped": {
            "stage": report.stage,
            "gaps": gaps(report),
            "gaps_not_listed": report.gaps_not_listed,
            "decisions": report.decisions,
            "crosswalk": report.crosswalk,
        },
    });
    super::json(&event)
}

const fn severity(status: Status) -> (u8, &'static str) {
    match status {
        Status::Pass => (1, "Informational"),
        Status::Review => (3, "Medium"),
        Status::Fail => (4, "High"),
    }
}

/// A review is a warning: neither passed nor failed.
const fn compliance_status(status: Status) -> (u8, &'static str) {
    match status {
        Status::Pass => (1, "Pass"),
        Status::Review => (2, "Warning"),
        Status::Fail => (3, "Fail"),
    }
}

fn compliance(report: &Report) -> Value {
    let control = &report.control;
    let (status_id, status) = compliance_status(report.status);
    let details: Vec<&str> = report.reasons.iter().map(|reason| reason.words.as_str()).collect();
    let nearest = report.policies.first().map(|policy| policy.requirements.as_slice()).unwrap_or_default();
    let asked = || report.crosswalk.iter().filter(|related| !related.is_technique());
    let standards = order::set(asked().map(Related::publication));
    let requirements: Vec<String> = asked().map(Related::name).collect();
    json!({
        "standards": standards,
        "control": format!("{} {}", control.id, control.title),
        "requirements": requirements,
        "status_id": status_id,
        "status": status,
        "status_code": report.status.as_str(),
        "status_details": details,
        "checks": nearest.iter().map(check).collect::<Vec<Value>>(),
    })
}

/// The techniques that the control stops.
fn attacks(report: &Report) -> Vec<Value> {
    let techniques = report.crosswalk.iter().filter(|related| related.is_technique());
    techniques.map(|related| json!({ "technique": { "uid": related.id, "name": related.title } })).collect()
}

/// A step of the control, held against the policy that comes nearest to it.
fn check(step: &Requirement) -> Value {
    let (status_id, status) = if step.met { (1, "Pass") } else { (3, "Fail") };
    json!({
        "uid": step.id,
        "name": step.title,
        "desc": format!("found {}, expected {}", step.found, step.expected),
        "status_id": status_id,
        "status": status,
    })
}

/// The policies about the flow; the tenant itself where there is none.
fn resources(report: &Report) -> Vec<Value> {
    let candidates: Vec<Value> =
        report.policies.iter().filter(|policy| policy.candidate).map(resource).collect();
    if candidates.is_empty() {
        return Vec::from([json!({ "name": "Microsoft Entra tenant", "type": "Microsoft Entra tenant" })]);
    }
    candidates
}

fn resource(policy: &PolicyReport) -> Value {
    json!({
        "uid": policy.id,
        "name": policy.display_name,
        "type": "Microsoft Entra Conditional Access policy",
        "data": { "state": policy.state, "source": policy.source, "pointer": policy.pointer },
    })
}

fn sources(report: &Report) -> Vec<&str> {
    report.sources.iter().map(|source| source.name.as_str()).collect()
}

fn remediation(report: &Report) -> String {
    if report.next_step.steps.is_empty() {
        return "Nothing is left to do. Evaluate again when a policy changes.".into();
    }
    report.next_step.steps.join("\n")
}

/// What no attribute of OCSF has room for: who can still obtain a token, by what.
fn gaps(report: &Report) -> Vec<Value> {
    let gap = |gap: &crate::report::Gap| {
        let because: Vec<String> = gap
            .because
            .iter()
            .map(|one| format!("{}: {}", policy_name(&one.display_name, &one.policy_id), one.words))
            .collect();
        json!({
            "uid": gap.id,
            "desc": gap.words,
            "standing": gap.standing,
            "accepted_by": if gap.standing == Standing::Accepted { gap.by.as_slice() } else { &[] },
            "witness": what_if(&gap.witness),
            "because": because,
        })
    };
    report.gaps.iter().map(gap).collect()
}
