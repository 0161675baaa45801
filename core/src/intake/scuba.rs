//! `ScubaGear`'s `ProviderSettingsExport.json`, alone or under `Raw` in `ScubaResults.json`.

use super::{duplicates, haul::Haul, problems, view::View, walk};
use crate::{problem::Problem, tenant::SourceKind};

/// Members that stand beside the policies in no other export.
const MARKS: [&str; 4] = ["capTableData", "scubaConfig", "privilegedUsers", "aadSuccessfulCommands"];

/// Reads the export; `false` where the file is none.
pub(super) fn read(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    if let Some(raw) = view.own("raw").filter(is_export) {
        duplicates::refuse_shallow(view)?;
        return export(&raw, haul);
    }
    if is_export(view) { export(view, haul) } else { Ok(false) }
}

/// The key is in snake case, unlike that of a sign-in; alone it is enough.
fn is_export(view: &View<'_>) -> bool {
    let spelled = view.own_members().filter(|(key, _)| *key == "conditional_access_policies").count() > 0;
    let alone = view.own_members().count() == 1;
    spelled && (alone || MARKS.iter().any(|mark| view.has(mark)))
}

fn export(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    duplicates::refuse_shallow(view)?;
    haul.meet(SourceKind::ScubaGear);
    let failed = view.own("aadUnsuccessfulCommands");
    let is_ours =
        |item: &View<'_>| item.as_text().is_some_and(|name| name.contains("ConditionalAccessPolicy"));
    if let Some(command) = failed.and_then(|failed| failed.items().find(is_ours)) {
        haul.lack(problems::collection_failed(&command.at));
    }
    if let Some(policies) = view.own("conditionalAccessPolicies") {
        walk::values([policies].into_iter(), Some(SourceKind::ScubaGear), haul)?;
    }
    if let Some(users) = view.own("privilegedUsers") {
        duplicates::refuse(&users)?;
        for (id, user) in users.own_members() {
            haul.facts.user_name(id, user.text("displayName").unwrap_or_default());
        }
    }
    exclusions(view, haul)?;
    Ok(true)
}

/// `scuba_config.Aad["MS.AAD.x"].CapExclusions`: whom the owner of the tenant excludes on purpose.
fn exclusions(view: &View<'_>, haul: &mut Haul) -> Result<(), Problem> {
    let Some(controls) = view.own("scubaConfig").and_then(|config| config.own("aad")) else { return Ok(()) };
    duplicates::refuse(&controls)?;
    for (_, control) in controls.own_members() {
        let Some(excluded) = control.own("capExclusions") else { continue };
        for kind in ["users", "groups"] {
            for item in excluded.own(kind).iter().flat_map(View::items) {
                if let Some(id) = item.as_text().filter(|id| !id.trim().is_empty()) {
                    haul.hint(item.at.clone(), id);
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::format;

    use crate::{
        entra::Id,
        intake::testing::{source, tenant},
        tenant::SourceKind,
    };

    const EXPORT: &str = r#"{"conditional_access_policies":[{"Id":"p","State":"enabled","Conditions":{"Times":null}}],
        "privileged_users":{"u":{"DisplayName":"U"}},"other":[{"x":1}],
        "scuba_config":{"Aad":{"MS.AAD.3.9v1":{"CapExclusions":{"Users":["u"],"Groups":["g"]}}}}}"#;

    #[test]
    fn policies_names_and_exclusions_are_read() {
        let tenant = tenant(&[EXPORT]);
        assert_eq!((tenant.sources[0].kind, tenant.sources[0].records), (SourceKind::ScubaGear, 1));
        assert!(tenant.sources[0].complete && tenant.policies[0].unknown.is_empty());
        assert_eq!(tenant.directory.user_name(&Id::new("u")), Some("U"));
        assert_eq!(tenant.hints.len(), 2);
    }

    #[test]
    fn the_results_hold_the_export_and_an_empty_one_holds_no_policies() {
        let results = tenant(&[&format!(r#"{{"Results":{{}},"Raw":{EXPORT}}}"#)]);
        assert_eq!(results.policies[0].at.as_str(), "/Raw/conditional_access_policies/0");
        let empty = source(r#"{"conditional_access_policies":[],"scuba_config":{}}"#);
        assert_eq!((empty.kind, empty.records, empty.complete), (SourceKind::ScubaGear, 0, true));
        let failed = source(
            r#"{"conditional_access_policies":[],"scuba_config":{},
                "aad_unsuccessful_commands":["Get-MgBetaIdentityConditionalAccessPolicy"]}"#,
        );
        assert_eq!((failed.complete, failed.problems[0].code.as_str()), (false, "collection-failed"));
    }
}
