//! Files of particular tools, each told by members that no other has.

use super::{duplicates, haul::Haul, problems, scuba, tables, terraform, view::View};
use crate::{problem::Problem, tenant::SourceKind};

/// Reads the file of a tool; `false` where it is of none.
pub(super) fn read(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    Ok(own_file(view, haul)
        || scuba::read(view, haul)?
        || terraform::read(view, haul)?
        || tables::read(view, haul)?
        || maester(view, haul)?
        || snapshot(view, haul)
        || migration_table(view, haul)?)
}

/// What Flowlock itself reads or writes is no export.
fn own_file(view: &View<'_>, haul: &mut Haul) -> bool {
    let is_report = ["schemaVersion", "control", "stage"].iter().all(|name| view.has(name));
    let is_settings = view.has("emergencyAccess") || view.has("exceptions");
    let is_decisions = view.has("decisions") && view.own_members().count() == 1;
    if is_report {
        haul.note(problems::own_report());
    } else if is_settings {
        haul.note(problems::own_settings());
    } else if is_decisions {
        haul.note(problems::own_decisions());
    }
    is_report || is_settings || is_decisions
}

/// A policy of a snapshot of Tenant Configuration Management, in the names of `Microsoft365DSC`.
fn snapshot(view: &View<'_>, haul: &mut Haul) -> bool {
    let kind = view.own("resourceType").and_then(|kind| kind.as_text());
    let is_policy =
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case("microsoft.entra.conditionalAccessPolicy"));
    if is_policy {
        haul.note(problems::names_not_ids(&view.at));
    }
    is_policy
}

/// Maester's configuration: `GlobalSettings.EmergencyAccessAccounts`.
fn maester(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    let settings = view.own("globalSettings").and_then(|settings| settings.own("emergencyAccessAccounts"));
    let Some(accounts) = settings else { return Ok(false) };
    duplicates::refuse(&accounts)?;
    haul.meet(SourceKind::Hints);
    for account in accounts.items() {
        if let Some(id) = account.text("id").or_else(|| account.text("userPrincipalName")) {
            haul.count(SourceKind::Hints);
            haul.hint(account.at.clone(), id);
        }
    }
    Ok(true)
}

/// `IntuneManagement`'s `MigrationTable.json`: the names of the objects that policies name by id.
fn migration_table(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    let Some(objects) = view.own("objects").filter(|objects| objects.as_items().is_some()) else {
        return Ok(false);
    };
    let is_entry = |item: &View<'_>| ["id", "displayName", "type"].iter().all(|name| item.has(name));
    if !objects.items().all(|item| is_entry(&item)) || (objects.is_blank() && !view.has("tenantId")) {
        return Ok(false);
    }
    duplicates::refuse_shallow(view)?;
    duplicates::refuse(&objects)?;
    haul.meet(SourceKind::MigrationTable);
    for item in objects.items() {
        let (Some(id), Some(name)) = (item.text("id"), item.text("displayName")) else { continue };
        haul.count(SourceKind::MigrationTable);
        match item.text("type") {
            Some("Group") => haul.facts.group(id, name),
            Some("User") => haul.facts.user_name(id, name),
            _ => haul.facts.name(id, name),
        }
    }
    Ok(true)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::format;

    use crate::{
        entra::Id,
        intake::testing::{codes, source, tenant},
        tenant::SourceKind,
    };

    #[test]
    fn maester_names_emergency_access() {
        let file = r#"{"GlobalSettings":{"EmergencyAccessAccounts":[{"Type":"Group","Id":"g"},
            {"Type":"User","UserPrincipalName":"a@b"}]}}"#;
        let tenant = tenant(&[file]);
        assert_eq!((tenant.sources[0].kind, tenant.hints.len()), (SourceKind::Hints, 2));
        assert_eq!(tenant.hints[1].id, Id::new("a@b"));
        assert_eq!(tenant.hints[1].at.as_str(), "/GlobalSettings/EmergencyAccessAccounts/1");
    }

    #[test]
    fn a_snapshot_holds_names() {
        let resource = r#"{"displayName":"d","resourceType":"microsoft.entra.conditionalaccesspolicy","properties":{"Id":"p"}}"#;
        for file in [format!(r#"{{"id":"s","parameters":[],"resources":[{resource}]}}"#), resource.into()] {
            let source = source(&file);
            assert_eq!((source.kind, codes(&source)), (SourceKind::Ignored, ["names-not-ids"].to_vec()));
        }
    }

    #[test]
    fn a_migration_table_names_objects() {
        let file = r#"{"TenantId":"t","Objects":[{"DisplayName":"G","Id":"g","Type":"Group"},
            {"DisplayName":"L","Id":"l","Type":"NamedLocation"}]}"#;
        let directory = tenant(&[file]).directory;
        assert_eq!(directory.group_name(&Id::new("G")), Some("G"));
        assert_eq!(directory.names[&Id::new("l")], "L");
        assert_eq!(source(file).kind, SourceKind::MigrationTable);
        assert_eq!(source(r#"{"objects":[]}"#).kind, SourceKind::Ignored);
    }
}
