//! What a record is, by the members it has and by where it stands. The name of the file says nothing.

use super::{reader::Dialect, view::View};
use crate::tenant::SourceKind;

/// What a record can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Record {
    Policy(Dialect),
    SignIn,
    Audit,
    SecurityDefaults,
    Location,
    Role,
    RoleAssignment,
    Group,
    /// A group of which little is told but its members.
    GroupMembers,
    User,
    Named,
    /// Microsoft365DSC's policy, in names instead of ids.
    NamesOnly,
}

/// For each kind of record, the members by which it is told: all of one row. The first match counts.
const SIGNS: &[(Record, &[&[&str]])] = &[
    (
        Record::SignIn,
        &[
            &["appliedConditionalAccessPolicies"],
            &["conditionalAccessStatus"],
            &["authenticationProtocol"],
            &["originalTransferMethod"],
            &["conditionalAccessPolicies", "resultType"],
            &["accountObjectId", "endpointCall"],
            &["isInteractive", "clientAppUsed"],
        ],
    ),
    (
        Record::Audit,
        &[&["activityDisplayName", "targetResources"], &["operationName", "targetResources", "initiatedBy"]],
    ),
    (
        Record::Policy(Dialect::Graph),
        &[&["conditions", "state"], &["conditions", "grantControls"], &["conditions", "sessionControls"]],
    ),
    (Record::NamesOnly, &[&["builtInControls", "includeUsers"], &["builtInControls", "excludeUsers"]]),
    (Record::Policy(Dialect::Steampipe), &[&["builtInControls", "users"], &["builtInControls", "applications"]]),
    (Record::Location, &[&["ipRanges"], &["countriesAndRegions"], &["isTrusted", "displayName"]]),
    (Record::RoleAssignment, &[&["roleDefinitionId", "principalId"]]),
    (Record::Role, &[&["roleTemplateId"], &["rolePermissions"]]),
    (Record::Group, &[&["groupTypes"], &["securityEnabled", "displayName"]]),
    (
        Record::GroupMembers,
        &[
            &["groupId", "members"],
            &["groupId", "transitiveMembers"],
            &["id", "members"],
            &["id", "transitiveMembers"],
        ],
    ),
    (Record::User, &[&["userPrincipalName", "id"]]),
    (Record::Named, &[&["appId", "displayName"]]),
];

/// What the record is; where its members do not tell, what the list is of.
pub(super) fn record(view: &View<'_>, listed: Option<SourceKind>) -> Option<Record> {
    by_type(view).or_else(|| by_category(view)).or_else(|| by_members(view)).or_else(|| by_list(view, listed?))
}

fn by_type(view: &View<'_>) -> Option<Record> {
    Some(match view.odata_type()? {
        "conditionalAccessPolicy" | "whatIfAnalysisResult" => Record::Policy(Dialect::Graph),
        "signIn" => Record::SignIn,
        "directoryAudit" => Record::Audit,
        "user" => Record::User,
        "group" => Record::Group,
        "servicePrincipal" | "application" => Record::Named,
        "directoryRole" | "directoryRoleTemplate" | "unifiedRoleDefinition" => Record::Role,
        "unifiedRoleAssignment" => Record::RoleAssignment,
        name if name.ends_with("amedLocation") => Record::Location,
        _ => return None,
    })
}

/// Azure Monitor names the log of a record.
fn by_category(view: &View<'_>) -> Option<Record> {
    let category = view.text("category")?;
    if category.ends_with("SignInLogs") {
        return Some(Record::SignIn);
    }
    (category == "AuditLogs").then_some(Record::Audit)
}

fn by_members(view: &View<'_>) -> Option<Record> {
    let told = |rows: &&[&[&str]]| rows.iter().any(|row| row.iter().all(|name| view.has(name)));
    let found = SIGNS.iter().find(|(_, rows)| told(rows)).map(|(record, _)| *record);
    found.or_else(|| is_security_defaults(view).then_some(Record::SecurityDefaults))
}

fn is_security_defaults(view: &View<'_>) -> bool {
    let named = view.text("displayName").is_some_and(|name| name.eq_ignore_ascii_case("Security Defaults"));
    named && view.has("isEnabled")
}

fn by_list(view: &View<'_>, listed: SourceKind) -> Option<Record> {
    if listed == SourceKind::SecurityDefaults && view.has("isEnabled") {
        return Some(Record::SecurityDefaults);
    }
    if !view.says("id") {
        return None;
    }
    match listed {
        kind if kind.holds_policies() && view.has("state") => Some(Record::Policy(Dialect::Graph)),
        SourceKind::SignIns => Some(Record::SignIn),
        SourceKind::AuditLogs => Some(Record::Audit),
        SourceKind::Users => Some(Record::User),
        SourceKind::Groups => Some(Record::Group),
        SourceKind::GroupMembers => Some(Record::GroupMembers),
        SourceKind::Roles => Some(Record::Role),
        SourceKind::NamedLocations => Some(Record::Location),
        SourceKind::Names => Some(Record::Named),
        _ => None,
    }
}

/// What the columns of a table say that its rows are, where rows have no names of their own.
pub(super) fn table<'a>(columns: impl Iterator<Item = &'a str>) -> Option<SourceKind> {
    let mut kind = None;
    for column in columns {
        match column {
            "AuthenticationProtocol" | "ConditionalAccessStatus" | "ConditionalAccessPolicies" => {
                return Some(SourceKind::SignIns);
            }
            "InitiatedBy" | "ActivityDisplayName" => kind = Some(SourceKind::AuditLogs),
            _ => {}
        }
    }
    kind
}

/// Whether the first line is the head of a sign-in log that the portal saved as CSV.
pub(super) fn is_sign_in_csv(text: &str) -> bool {
    let head = text.trim_start().lines().next().unwrap_or_default().to_ascii_lowercase();
    let columns = ["request id", "correlation id", "user id", "original transfer method", "conditional access"];
    columns.iter().filter(|column| head.contains(**column)).count() >= 3 && head.contains(',')
}
