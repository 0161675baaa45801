//! Objects whose members are lists of several kinds, as collectors write them.

use super::{
    directory, duplicates,
    haul::Haul,
    json::Node,
    recognise::{self, Record},
    view::{View, same_name},
    walk,
};
use crate::{problem::Problem, tenant::SourceKind};

/// What a member of a bundle holds.
#[derive(Clone, Copy)]
enum BundledAs {
    List(SourceKind),
    /// A list of policies, be they Conditional Access policies or others.
    Policies,
    /// Members by group id, or records that each name their group.
    Members {
        transitive: bool,
    },
    /// Numbers of members by group id.
    Counts,
    /// What an answer or a collector puts around lists: it says nothing of what they hold.
    Around,
}

/// What a bundle can hold, by the name of the member.
const BUNDLED: &[(&str, BundledAs)] = &[
    ("conditionalAccessPolicies", BundledAs::List(SourceKind::Policies)),
    ("caPolicies", BundledAs::List(SourceKind::Policies)),
    ("policies", BundledAs::Policies),
    ("users", BundledAs::List(SourceKind::Users)),
    ("groups", BundledAs::List(SourceKind::Groups)),
    ("groupMembers", BundledAs::Members { transitive: false }),
    ("groupMemberships", BundledAs::Members { transitive: false }),
    ("transitiveMembers", BundledAs::Members { transitive: true }),
    ("transitiveGroupMembers", BundledAs::Members { transitive: true }),
    ("transitiveMemberCounts", BundledAs::Counts),
    ("namedLocations", BundledAs::List(SourceKind::NamedLocations)),
    ("roles", BundledAs::List(SourceKind::Roles)),
    ("directoryRoles", BundledAs::List(SourceKind::Roles)),
    ("roleDefinitions", BundledAs::List(SourceKind::Roles)),
    ("roleAssignments", BundledAs::List(SourceKind::Roles)),
    ("servicePrincipals", BundledAs::List(SourceKind::Names)),
    ("applications", BundledAs::List(SourceKind::Names)),
    ("securityDefaults", BundledAs::List(SourceKind::SecurityDefaults)),
    ("signIns", BundledAs::List(SourceKind::SignIns)),
    ("interactiveSignIns", BundledAs::List(SourceKind::SignIns)),
    ("nonInteractiveSignIns", BundledAs::List(SourceKind::SignIns)),
    ("auditLogs", BundledAs::List(SourceKind::AuditLogs)),
    ("directoryAudits", BundledAs::List(SourceKind::AuditLogs)),
    ("conditionalAccess", BundledAs::Around),
    ("policy", BundledAs::Around),
    ("resources", BundledAs::Around),
    ("data", BundledAs::Around),
    ("results", BundledAs::Around),
    // The answers of a batch, and the answer as a workflow keeps it.
    ("responses", BundledAs::Around),
    ("body", BundledAs::Around),
];

/// Whether a member of this name of a bundle holds sign-ins.
pub(crate) fn holds_sign_ins(name: &str) -> bool {
    let is = |(known, kind): &&(&str, BundledAs)| {
        matches!(kind, BundledAs::List(SourceKind::SignIns)) && same_name(name, known)
    };
    BUNDLED.iter().any(|entry| is(&entry))
}

/// Whether a member of this name of a bundle holds a list of any kind.
pub(crate) fn is_bundled(name: &str) -> bool {
    BUNDLED.iter().any(|(known, _)| same_name(name, known))
}

/// Reads such an object; false where it is none.
pub(super) fn read(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    let kind_of = |key: &str| BUNDLED.iter().find(|(name, _)| same_name(key, name)).map(|(_, kind)| *kind);
    if !view.own_members().any(|(key, member)| kind_of(key).is_some() && may_be_list(&member)) {
        return Ok(false);
    }
    duplicates::refuse_shallow(view)?;
    for (key, member) in view.own_members().filter(|(_, member)| may_be_list(member)) {
        match kind_of(key) {
            Some(BundledAs::Counts) => {
                let groups = directory::member_counts(&member, &mut haul.facts);
                haul.count_all(SourceKind::Groups, groups);
            }
            Some(BundledAs::Members { transitive }) if member.is_object() => {
                directory::members_by_group(&member, transitive, haul)?;
            }
            Some(BundledAs::Members { .. }) => walk::list(&member, Some(SourceKind::GroupMembers), haul)?,
            Some(BundledAs::List(kind)) => bundled(&member, kind, haul)?,
            Some(BundledAs::Policies) if is_of_another_kind(&member) => beside(&member, haul),
            Some(BundledAs::Policies) => bundled(&member, SourceKind::Policies, haul)?,
            Some(BundledAs::Around) => walk::value(&member, None, false, haul)?,
            None => beside(&member, haul),
        }
    }
    Ok(true)
}

/// What stands beside the lists. An object of plain values says something of the export, and is no record.
fn beside(member: &View<'_>, haul: &mut Haul) {
    let plain = member.is_object() && member.own_members().all(|(_, value)| !may_be_list(&value));
    if !(plain || member.is_blank()) {
        walk::unknown(member, false, haul);
    }
}

/// An empty list of policies says that there are none; an empty list of anything else says nothing.
fn bundled(member: &View<'_>, kind: SourceKind, haul: &mut Haul) -> Result<(), Problem> {
    if kind == SourceKind::Policies {
        haul.meet(kind);
    }
    walk::value(member, Some(kind), false, haul)
}

/// Whether there are policies, and not one of them is of Conditional Access.
fn is_of_another_kind(policies: &View<'_>) -> bool {
    let is_page = |view: &View<'_>| view.has("value");
    let is_ours =
        |item: View<'_>| is_page(&item) || matches!(recognise::record(&item, None), Some(Record::Policy(_)));
    match policies.as_items() {
        Some(items) => !items.is_empty() && !policies.items().any(is_ours),
        None => !is_page(policies),
    }
}

fn may_be_list(view: &View<'_>) -> bool {
    matches!(view.node, Node::Array(_) | Node::Object(_))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::format;

    use crate::{
        entra::Id,
        intake::testing::{refused, source, tenant},
        tenant::SourceKind,
    };

    #[test]
    fn what_is_put_around_lists_is_seen_through() {
        let policy = r#"{"id":"p","state":"enabled","conditions":{}}"#;
        for (file, at) in [
            (format!(r#"{{"data":[{policy}]}}"#), "/data/0"),
            (
                format!(r#"{{"statusCode":200,"headers":{{"Via":"x"}},"body":{{"value":[{policy}]}}}}"#),
                "/body/value/0",
            ),
            (
                format!(r#"{{"responses":[{{"id":"1","status":200,"body":{{"value":[{policy}]}}}}]}}"#),
                "/responses/0/body/value/0",
            ),
            (
                format!(r#"{{"meta":{{"v":1}},"ConditionalAccess":{{"Policies":[{policy}]}}}}"#),
                "/ConditionalAccess/Policies/0",
            ),
            (format!(r#"[{{"name":"n","policy":{policy},"groups":[]}}]"#), "/0/policy"),
        ] {
            let tenant = tenant(&[&file]);
            assert_eq!(tenant.policies[0].at.as_str(), at);
            assert!(tenant.sources[0].complete && tenant.sources[0].problems.is_empty(), "{file}");
        }
    }

    #[test]
    fn policies_may_be_of_another_kind() {
        for file in [
            r#"{"policies":[{"id":"a","name":"Allowed locations","properties":{}}]}"#,
            r#"{"policies":{"a":1}}"#,
        ] {
            assert_eq!((source(file).kind, source(file).problems.len()), (SourceKind::Ignored, 0), "{file}");
        }
        let cut =
            r#"{"policies":[{"id":"a","state":"enabled"},{"id":"b","state":"enabled","conditions":{}}]}"#;
        assert_eq!((source(cut).records, source(cut).complete), (2, false));
    }

    #[test]
    fn a_batch_with_an_error_in_it_is_refused() {
        let file = r#"{"responses":[{"id":"1","status":403,"body":{"error":{"code":"AccessDenied","message":"no"}}}]}"#;
        assert_eq!(refused(file).code.as_str(), "graph-error");
    }

    #[test]
    fn a_collector_bundles_lists() {
        let file = r#"{"groups":[{"id":"g","displayName":"G","groupTypes":[]}],"transitiveMemberCounts":{"g":2},
            "roleDefinitions":[{"id":"r","displayName":"R","rolePermissions":[]}],"roleAssignments":null,
            "securityDefaults":{"isEnabled":true},"namedLocations":[{"id":"l","isTrusted":true,"displayName":"L"}]}"#;
        let directory = tenant(&[file]).directory;
        assert_eq!(directory.groups[&Id::new("g")].members.count, Some(2));
        assert_eq!(directory.role_name(&Id::new("r")), Some("R"));
        assert_eq!(directory.security_defaults, Some(true));
        assert_eq!(directory.locations[&Id::new("l")].trusted, Some(true));
    }
}
