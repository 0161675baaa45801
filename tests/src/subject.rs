//! The core under test, behind one function.

use flowlock_core::{Intake, Problem, Settings, evaluate};
use serde_json::Value;

use crate::export::{self, File};
use crate::model::{AS_OF, Tenant};

/// What the core reports of a tenant.
///
/// # Errors
///
/// What the core refuses it for.
pub fn report_on(tenant: &Tenant) -> Result<Value, Problem> {
    report(&export::files(tenant), &export::settings(tenant))
}

/// What the core reports of these files under these settings.
///
/// # Errors
///
/// What the core refuses them for.
///
/// # Panics
///
/// Where a report is not JSON.
pub fn report(files: &[File], settings: &Value) -> Result<Value, Problem> {
    let mut intake = Intake::new();
    for (name, bytes) in files {
        intake.read(name, bytes)?;
    }
    let settings = Settings::parse("settings.json", settings.to_string().as_bytes())?;
    let as_of = AS_OF.parse().expect("it is RFC 3339");
    let report = evaluate(&intake.finish()?, &settings, as_of)?;
    Ok(serde_json::to_value(&report).expect("a report is JSON"))
}
