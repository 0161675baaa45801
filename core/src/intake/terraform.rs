//! `terraform show -json`, of a state or of a plan, and the state file itself, as `terraform state pull` gives it.

use alloc::collections::BTreeMap;

use super::{duplicates, haul::Haul, json::Node, problems, reader::Dialect, view::View, walk};
use crate::{entra::Unknown, order, problem::Problem, tenant::SourceKind};

/// What a plan cannot know before it is applied, by the address of the resource.
type Undecided<'n> = BTreeMap<&'n str, View<'n>>;

/// Reads the output; `false` where the file is none.
pub(super) fn read(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    if let Some(resources) = state_file(view) {
        return pulled(view, &resources, haul).map(|()| true);
    }
    let (state, plan) = (view.own("values"), view.own("plannedValues"));
    if view.has("formatVersion") && view.own_members().count() == 1 {
        haul.note(problems::no_policies_in("a Terraform state"));
        return Ok(true);
    }
    let Some(values) = state.or_else(|| plan.clone()).filter(|values| values.has("rootModule")) else {
        return Ok(false);
    };
    duplicates::refuse_shallow(view)?;
    duplicates::refuse_shallow(&values)?;
    let undecided = undecided(view);
    if let Some(root) = values.own("rootModule") {
        module(&root, &undecided, haul)?;
    }
    let is_plan = plan.is_some_and(|plan| plan.at == values.at);
    last_words(if is_plan { problems::plan(&values.at) } else { problems::state(&values.at) }, haul);
    Ok(true)
}

/// The resources of a state file of version 4, which Terraform writes since 0.12.
fn state_file<'n>(view: &View<'n>) -> Option<View<'n>> {
    let is_state = view.has("terraformVersion") && view.has("lineage");
    view.own("resources").filter(|resources| is_state && resources.as_items().is_some())
}

/// Reads a state file: each resource has an instance for each `count` or `for_each`.
fn pulled(view: &View<'_>, resources: &View<'_>, haul: &mut Haul) -> Result<(), Problem> {
    duplicates::refuse_shallow(view)?;
    for resource in resources.items() {
        let Some(dialect) = dialect(&resource) else { continue };
        duplicates::refuse_shallow(&resource)?;
        for instance in resource.own("instances").iter().flat_map(View::items) {
            duplicates::refuse_shallow(&instance)?;
            let Some(attributes) = instance.own("attributes") else { continue };
            walk::policy_record(&attributes, dialect, Some(SourceKind::Terraform), haul)?;
        }
    }
    last_words(problems::state(&resources.at), haul);
    Ok(())
}

/// Says what kind of witness the policies are, or that there are none.
fn last_words(words: Problem, haul: &mut Haul) {
    let met = haul.has_met(SourceKind::Terraform);
    haul.note(if met { words } else { problems::no_policies_in("a Terraform state") });
}

/// The changes in which something is known only after the plan is applied.
fn undecided<'n>(view: &View<'n>) -> Undecided<'n> {
    let changes = view.own("resourceChanges");
    let address =
        |change: View<'n>| Some((change.text("address")?, change.own("change")?.own("afterUnknown")?));
    order::map(changes.iter().flat_map(View::items).filter_map(address))
}

/// Reads the resources of a module and of those inside it, which the nesting limit bounds.
fn module(view: &View<'_>, undecided: &Undecided<'_>, haul: &mut Haul) -> Result<(), Problem> {
    duplicates::refuse_shallow(view)?;
    for item in view.own("resources").iter().flat_map(View::items) {
        resource(&item, undecided, haul)?;
    }
    for child in view.own("childModules").iter().flat_map(View::items) {
        module(&child, undecided, haul)?;
    }
    Ok(())
}

fn resource(view: &View<'_>, undecided: &Undecided<'_>, haul: &mut Haul) -> Result<(), Problem> {
    let Some(dialect) = dialect(view) else { return Ok(()) };
    duplicates::refuse_shallow(view)?;
    let Some(values) = view.own("values") else { return Ok(()) };
    walk::policy_record(&values, dialect, Some(SourceKind::Terraform), haul)?;
    let open = view.text("address").and_then(|address| undecided.get(address));
    if let (Some(open), Some(found)) = (open, haul.policies.last_mut()) {
        let conditions = open.own("conditions").filter(|conditions| holds_true(conditions.node));
        found
            .policy
            .unknown
            .extend(conditions.map(|conditions| Unknown { at: conditions.at, member: "conditions".into() }));
    }
    Ok(())
}

/// In whose names the resource is written, where it is a policy.
fn dialect(resource: &View<'_>) -> Option<Dialect> {
    let kind = resource.text("type").filter(|kind| kind.contains("conditional_access_policy"))?;
    Some(if kind.starts_with("azuread") { Dialect::AzureAd } else { Dialect::Terraform })
}

/// Whether something in it is marked as not yet known.
fn holds_true(node: &Node<'_>) -> bool {
    match node {
        Node::Bool(value) => *value,
        Node::Array(items) => items.iter().any(holds_true),
        Node::Object(members) => members.iter().any(|(_, value)| holds_true(value)),
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use alloc::{format, string::String};

    use crate::{
        intake::testing::{codes, policy, shown, source, unknown},
        tenant::SourceKind,
    };

    fn resource(kind: &str, values: &str) -> String {
        let resource = format!(r#"{{"address":"a","type":"{kind}","values":{values}}}"#);
        format!(r#"{{"root_module":{{"child_modules":[{{"resources":[{resource}]}}]}}}}"#)
    }

    fn azuread(conditions: &str) -> String {
        let values = format!(
            r#"{{"id":"/identity/conditionalAccess/policies/p","display_name":"d","state":"enabled",
                "conditions":[{{{conditions}}}],"grant_controls":[{{"built_in_controls":["block"]}}]}}"#
        );
        resource("azuread_conditional_access_policy", &values)
    }

    #[test]
    fn the_blocks_of_azuread_are_read() {
        let conditions = r#""authentication_flow_transfer_methods":["deviceCodeFlow"],"client_app_types":["all"],
            "users":[{"included_users":["All"],"excluded_groups":["g"],"excluded_guests_or_external_users":
            [{"guest_or_external_user_types":["internalGuest"],"external_tenants":
            [{"membership_kind":"enumerated","members":["t"]}]}]}],"platforms":[],
            "devices":[{"filter":[{"mode":"exclude","rule":"r"}]}],"insider_risk_levels":"minor""#;
        let file = format!(r#"{{"values":{}}}"#, azuread(conditions));
        let policy = policy(&file);
        assert!(policy.is_candidate() && policy.unknown.is_empty() && policy.outside.is_empty());
        assert_eq!((policy.id.as_str(), policy.display_name.as_str()), ("p", "d"));
        let at =
            "/values/root_module/child_modules/0/resources/0/values/conditions/0/users/0/excluded_groups";
        assert_eq!(shown(&policy.users.exclude.groups), ("g".into(), at));
        let tenants = policy.users.exclude.guests.and_then(|guests| guests.tenants);
        assert_eq!(tenants.map(|list| shown(&list).0).as_deref(), Some("t"));
        assert!(
            policy.platforms.is_none() && policy.device_filter.is_some() && policy.insider_risk.is_some()
        );
        let source = source(&file);
        assert_eq!((source.kind, source.complete), (SourceKind::Terraform, true));
    }

    #[test]
    fn an_old_provider_cannot_show_the_flow() {
        let file = format!(r#"{{"values":{}}}"#, azuread(r#""users":[]"#));
        assert_eq!(unknown(&policy(&file)), ["conditions.authenticationFlows"]);
        assert_eq!(codes(&source(&file)), ["flow-not-shown", "state-not-tenant"]);
        let file = format!(r#"{{"values":{}}}"#, azuread(r#""authentication_flow_transfer_methods":null"#));
        assert!(policy(&file).flows.is_none() && policy(&file).unknown.is_empty());
    }

    #[test]
    fn a_state_file_is_read_instance_by_instance() {
        let attributes = |id: &str| {
            format!(
                r#"{{"attributes":{{"id":"/identity/conditionalAccess/policies/{id}","display_name":"d","state":"enabled",
                    "conditions":[{{"authentication_flow_transfer_methods":["deviceCodeFlow"]}}],
                    "grant_controls":[{{"built_in_controls":["block"]}}]}}}}"#
            )
        };
        let file = format!(
            r#"{{"version":4,"terraform_version":"1.9.5","lineage":"l","resources":[{{"type":"azuread_group","instances":[{{}}]}},
                {{"type":"azuread_conditional_access_policy","instances":[{},{}]}}]}}"#,
            attributes("p"),
            attributes("q")
        );
        let source = source(&file);
        assert_eq!((source.kind, source.records, source.complete), (SourceKind::Terraform, 2, true));
        assert_eq!(codes(&source), ["state-not-tenant"]);
        let policy = policy(&file);
        assert!(policy.is_candidate() && policy.id.is("p"));
        assert_eq!(policy.at.as_str(), "/resources/1/instances/0/attributes");
    }

    #[test]
    fn another_provider_keeps_the_names_of_graph() {
        let values = r#"{"id":"p","state":"enabled","conditions":{"authentication_flows":
            {"transfer_methods":"deviceCodeFlow"},"users":{"include_users":["All"]}},
            "grant_controls":{"built_in_controls":["block"]}}"#;
        let kind = "microsoft365_graph_beta_identity_and_access_conditional_access_policy";
        let policy = policy(&format!(r#"{{"values":{}}}"#, resource(kind, values)));
        assert!(policy.is_candidate() && policy.unknown.is_empty());
    }

    #[test]
    fn a_plan_says_that_it_is_one_and_what_it_cannot_know() {
        let values = azuread(r#""authentication_flow_transfer_methods":["deviceCodeFlow"]"#);
        let changes =
            r#"[{"address":"a","change":{"after_unknown":{"conditions":[{"users":[{"x":[true]}]}]}}}]"#;
        let file = format!(r#"{{"planned_values":{values},"resource_changes":{changes}}}"#);
        assert_eq!(codes(&source(&file)), ["plan-not-tenant"]);
        assert_eq!(unknown(&policy(&file)), ["conditions"]);
    }

    #[test]
    fn a_state_without_policies_is_no_export_of_policies() {
        for file in [
            r#"{"values":{"root_module":{"resources":[]}}}"#,
            r#"{"format_version":"1.0"}"#,
            r#"{"planned_values":{"root_module":{"resources":[]}}}"#,
            r#"{"version":4,"terraform_version":"1","lineage":"l","resources":[]}"#,
        ] {
            let source = source(file);
            assert_eq!((source.kind, codes(&source)), (SourceKind::Ignored, ["no-policies-in-it"].to_vec()));
        }
    }
}
