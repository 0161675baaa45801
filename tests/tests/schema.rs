//! Every report is what its schema says.

use flowlock_core::report::Report;
use flowlock_tests::subject;
use flowlock_tests::tenants::tenant;
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
