//! The core under test, behind one function.

use flowlock_core::{Evidence, Intake, Problem, Settings, SignIns, Watch, evaluate_with};
use serde_json::Value;

use crate::export::{self, File};
use crate::model::{AS_OF, Tenant};

/// The tenant and its settings, as the core reads them.
///
/// # Panics
///
/// Where it refuses them.
pub fn read(tenant: &Tenant) -> (flowlock_core::Tenant, Settings) {
    let mut intake = Intake::new();
    for (name, bytes) in export::files(tenant) {
        intake.read(&name, &bytes).expect("it is an export");
    }
    let settings = export::settings(tenant).to_string();
    let settings = Settings::parse("settings.json", settings.as_bytes()).expect("they are well formed");
    (intake.finish().expect("it is one tenant"), settings)
}

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
    let (logs, others): (Vec<_>, Vec<_>) = files.iter().partition(|(_, bytes)| Intake::is_log(bytes));
    let mut intake = Intake::new();
    for (name, bytes) in others {
        intake.read(name, bytes)?;
    }
    let mut tenant = intake.finish()?;
    let settings = Settings::parse("settings.json", settings.to_string().as_bytes())?;
    let mut evidence = (!logs.is_empty()).then(|| Evidence::new(&Watch::new(&tenant, &settings)));
    for (name, bytes) in logs {
        let mut log = SignIns::onto(name, evidence.take().expect("there are logs"));
        log.push(bytes);
        let (more, source) = log.finish();
        evidence = Some(more);
        tenant.add_sources(vec![source]);
    }
    let as_of = AS_OF.parse().expect("it is RFC 3339");
    let report = evaluate_with(&tenant, evidence.as_ref(), &settings, as_of)?;
    Ok(serde_json::to_value(&report).expect("a report is JSON"))
}
