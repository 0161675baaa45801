//! SARIF, OCSF and `JUnit` of every fixture, held against the schemas that others wrote.
//!
//! `cargo xtask formats` gets the schemas and runs this. For `JUnit` nobody wrote a standard: the schema is the one
//! of Jenkins' xUnit plugin, which `pytest` tests itself against, too.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use flowlock_core::{
    Places, Problem, ProblemCode,
    many::{Many, Outcome, Tenant},
    render::{self, SarifResults},
    report::Report,
};
use flowlock_tests::fixtures;
use serde_json::Value;

/// Where there are more errors, the first few tell enough.
const MOST_ERRORS: usize = 5;

fn schema(variable: &str) -> jsonschema::Validator {
    let path = std::env::var_os(variable).expect("run `cargo xtask formats`, which gets the schemas");
    let text = fs::read_to_string(path).expect("the schema");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema")
}

fn reports() -> Vec<(String, Report, Places)> {
    let read = |name: String| {
        let fixture = fixtures::read(&name);
        let report = fixture.report();
        let places = fixture.places(&report);
        (name, report, places)
    };
    fixtures::names().into_iter().map(read).collect()
}

/// Holds a document against a schema, and the schema against the document without what it must have: one that
/// takes anything would prove nothing.
fn hold(validator: &jsonschema::Validator, name: &str, text: &str, needed: &[&str]) {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let errors = validator.iter_errors(&value).take(MOST_ERRORS);
    let errors: Vec<String> = errors.map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    for member in needed {
        let mut other = value.clone();
        other.as_object_mut().expect("an object").remove(*member);
        assert!(!validator.is_valid(&other), "{name}: `{member}` may be missing");
    }
    let mut other = value;
    other["flowlock"] = Value::Bool(true);
    assert!(!validator.is_valid(&other), "{name}: anything may be there");
}

#[test]
fn sarif_is_what_the_standard_says() {
    let validator = schema("FLOWLOCK_SARIF_SCHEMA");
    let needed = ["version", "runs"];
    let mut tenants = Vec::new();
    for (name, report, places) in reports() {
        for results in [SarifResults::All, SarifResults::Problems] {
            hold(&validator, &name, &render::sarif(&report, &places, results), &needed);
        }
        tenants.push(Tenant { tenant: name, outcome: Outcome::Report(Box::new(report)), places });
    }
    let problem = Problem::new(ProblemCode::NoPolicies, "no export of policies", "export them");
    let broken = Outcome::Error(problem);
    tenants.push(Tenant { tenant: "broken".into(), outcome: broken, places: Places::default() });
    let many = Many::new(tenants, Vec::new());
    hold(&validator, "many", &render::sarif_of_many(&many, SarifResults::All), &needed);
}

#[test]
fn ocsf_is_what_the_schema_says() {
    let validator = schema("FLOWLOCK_OCSF_SCHEMA");
    let needed = ["class_uid", "compliance", "finding_info", "metadata", "severity_id", "time", "type_uid"];
    for (name, report, _) in reports() {
        hold(&validator, &name, &render::ocsf(&report), &needed);
    }
}

/// What `xmllint` says of a document, held against the schema.
fn lint(xml: &str) -> Result<(), String> {
    let schema = std::env::var_os("FLOWLOCK_JUNIT_SCHEMA").expect("run `cargo xtask formats`");
    let mut xmllint = Command::new("xmllint");
    xmllint.args(["--noout", "--nonet", "--schema"]).arg(schema).arg("-");
    let mut child = xmllint.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("xmllint is there");
    child.stdin.take().expect("its input").write_all(xml.as_bytes()).expect("taken");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

/// Without the place of a test, which GitLab reads and this schema does not know.
fn without_places(xml: &str) -> String {
    let mut out = String::new();
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once(" file=\"") {
        let (_, after) = after.split_once('"').expect("the end of the attribute");
        out.push_str(before);
        rest = after;
        if let Some((_, after)) = after.strip_prefix(" line=\"").and_then(|rest| rest.split_once('"')) {
            rest = after;
        }
    }
    out + rest
}

#[test]
fn junit_is_what_jenkins_takes() {
    for (name, report, places) in reports() {
        let xml = without_places(&render::junit(&report, &places));
        if let Err(said) = lint(&xml) {
            panic!("{name}: {said}");
        }
        assert!(
            lint(&xml.replace("<testcase name=", "<testcase nam=")).is_err(),
            "{name}: a test without a name"
        );
    }
}
