//! What `@odata.context` says of the records beside it.

use crate::tenant::SourceKind;

/// A list as `@odata.context` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed<'a> {
    /// Records of a kind.
    Records(SourceKind),
    /// Members of a group.
    Members(MembersOf<'a>),
    /// Policies that were deleted.
    DeletedPolicies,
}

/// Whose members a list holds, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MembersOf<'a> {
    /// The group, where the context tells it.
    pub(super) group: Option<&'a str>,
    /// Whether nested members are among them.
    pub(super) transitive: bool,
    /// Whether only members of one type are listed, so that nested groups are left out.
    pub(super) cast: bool,
}

/// Reads an `@odata.context`; `None` for what is not read by this version.
pub(super) fn listed(context: &str) -> Option<Listed<'_>> {
    let (_, fragment) = context.split_once("$metadata#")?;
    let path = fragment.strip_suffix("/$entity").unwrap_or(fragment);
    if let Some(members) = members_of(path) {
        return Some(Listed::Members(members));
    }
    // Behind the name may stand the members that were selected.
    let name = path.split('(').next().unwrap_or(path).trim_end_matches('/');
    match name {
        // The last is an older address of the same list.
        "identity/conditionalAccess/policies"
        | "conditionalAccess/policies"
        | "policies/conditionalAccessPolicies"
            if !path.contains(")/") =>
        {
            Some(Listed::Records(SourceKind::Policies))
        }
        "identity/conditionalAccess/deletedItems/policies" => Some(Listed::DeletedPolicies),
        "Collection" if path.contains("whatIfAnalysisResult") => Some(Listed::Records(SourceKind::WhatIf)),
        "identity/conditionalAccess/namedLocations" | "conditionalAccess/namedLocations" => {
            Some(Listed::Records(SourceKind::NamedLocations))
        }
        "policies/identitySecurityDefaultsEnforcementPolicy" => {
            Some(Listed::Records(SourceKind::SecurityDefaults))
        }
        "auditLogs/signIns" => Some(Listed::Records(SourceKind::SignIns)),
        "auditLogs/directoryAudits" => Some(Listed::Records(SourceKind::AuditLogs)),
        "users" if !path.contains(")/") => Some(Listed::Records(SourceKind::Users)),
        "groups" if !path.contains(")/") => Some(Listed::Records(SourceKind::Groups)),
        "directoryRoles" | "directoryRoleTemplates" if !path.contains(")/") => {
            Some(Listed::Records(SourceKind::Roles))
        }
        "servicePrincipals" | "applications" if !path.contains(")/") => {
            Some(Listed::Records(SourceKind::Names))
        }
        _ if name.starts_with("roleManagement/directory/role") => Some(Listed::Records(SourceKind::Roles)),
        _ => None,
    }
}

/// `groups('<id>')/transitiveMembers`, `groups('<id>')/members` with a cast or a selection behind
/// it, or `directoryObjects`, which names no group.
fn members_of(path: &str) -> Option<MembersOf<'_>> {
    if path.split('(').next() == Some("directoryObjects") {
        return Some(MembersOf { group: None, transitive: false, cast: false });
    }
    let (group, rest) = path.strip_prefix("groups('")?.split_once("')/")?;
    let relation = rest.split(['(', '/']).next()?;
    let transitive = relation.eq_ignore_ascii_case("transitiveMembers");
    let is_members = transitive || relation.eq_ignore_ascii_case("members");
    is_members.then_some(MembersOf {
        group: Some(group),
        transitive,
        cast: rest.contains("microsoft.graph."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fragment: &str) -> Option<Listed<'_>> {
        listed(fragment)
    }

    #[test]
    fn lists_single_records_and_selections_are_told() {
        let policies = Some(Listed::Records(SourceKind::Policies));
        let base = "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies";
        for context in ["", "/$entity", "(id,state)"] {
            assert_eq!(of(&alloc::format!("{base}{context}")), policies);
        }
        assert_eq!(of(&alloc::format!("{base}('x')/grantControls/authenticationStrength/$entity")), None);
        assert_eq!(of("x/$metadata#users(id)"), Some(Listed::Records(SourceKind::Users)));
        assert_eq!(
            of("x/$metadata#roleManagement/directory/roleAssignments"),
            Some(Listed::Records(SourceKind::Roles))
        );
        assert_eq!(of("x/$metadata#policies/conditionalAccessPolicies"), policies);
        assert_eq!(of("users"), None);
    }

    #[test]
    fn members_name_their_group_or_not() {
        let members = |group, transitive, cast| Some(Listed::Members(MembersOf { group, transitive, cast }));
        assert_eq!(of("x/$metadata#groups('g1')/transitiveMembers"), members(Some("g1"), true, false));
        assert_eq!(
            of("x/$metadata#groups('g1')/members/microsoft.graph.user(id)"),
            members(Some("g1"), false, true)
        );
        assert_eq!(of("x/$metadata#directoryObjects(id)"), members(None, false, false));
        assert_eq!(of("x/$metadata#groups('g1')/owners"), None);
    }
}
