//! Every report is what its schema says.

use flowlock_core::{
    Places, Problem, ProblemCode,
    many::{self, Many, Outcome},
    report::Report,
};
use flowlock_tests::tenants::tenant;
use flowlock_tests::{fixtures, subject};
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// How many reports are held against the schema.
const TENANTS: u64 = 500;

fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<Report>().into()
}

#[test]
fn every_report_is_what_its_schema_says() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
    for seed in 0..TENANTS {
        let report = subject::report_on(&tenant(seed)).expect("a random tenant can be evaluated");
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "seed {seed}: {errors:#?}");
    }
}

#[test]
fn many_tenants_are_what_their_schema_says() {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let validator =
        jsonschema::validator_for(&generator.into_root_schema_for::<Many>().into()).expect("a schema");
    let reports = fixtures::names().into_iter().map(|name| {
        let report = fixtures::read(&name).report();
        many::Tenant { tenant: name, outcome: Outcome::Report(Box::new(report)), places: Places::default() }
    });
    let problem = Problem::new(ProblemCode::NoPolicies, "no export of policies", "export them");
    let broken = many::Tenant {
        tenant: "broken".to_owned(),
        outcome: Outcome::Error(problem),
        places: Places::default(),
    };
    let many = Many::new(reports.chain([broken]).collect(), Vec::new());
    let mut many = serde_json::to_value(&many).expect("JSON");
    let errors: Vec<String> = validator.iter_errors(&many).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    many["tenants"][0].as_object_mut().expect("a tenant").remove("report");
    assert!(!validator.is_valid(&many), "a tenant without report and error");
}

/// A schema that takes anything would prove nothing.
#[test]
fn a_report_that_lacks_or_misspells_a_member_is_not() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
    let report = subject::report_on(&tenant(0)).expect("a random tenant can be evaluated");
    for member in report.as_object().expect("a report is an object").keys() {
        let mut other = report.clone();
        other[member] = Value::from(vec![Value::from(0.5)]);
        assert!(!validator.is_valid(&other), "`{member}` may be anything");
    }
    for (member, value) in [("status", "Pass"), ("stage", "reportOnly")] {
        let mut other = report.clone();
        other[member] = value.into();
        assert!(!validator.is_valid(&other), "`{member}` may be `{value}`");
    }
}
