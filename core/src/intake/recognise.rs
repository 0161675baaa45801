//! What a record is, by the members it has and by where it stands. The name of the file says nothing.

use super::{reader::Dialect, view::View};
use crate::tenant::SourceKind;

/// What a record can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// A policy, in a tool's shape.
    Policy(Dialect),
    /// A policy of `Microsoft365DSC`, in names instead of ids.
    NamesOnly,
    /// A policy as JSON in a string, beside what CIPP made of it.
    Text(&'static str),
    /// A policy as Azure AD Graph has it, in a shape that is documented nowhere.
    Undocumented,
    /// A sign-in.
    SignIn,
    /// A directory audit.
    Audit,
    /// A record of the directory, of this kind.
    Directory(SourceKind),
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
    (Record::Audit, &[&["activityDisplayName", "targetResources"], &["operationName", "targetResources"]]),
    (Record::Text("rawJson"), &[&["rawJson"]]),
    (Record::Text("json"), &[&["json", "rowKey"]]),
    (Record::Undocumented, &[&["policyDetail"], &["conditions", "controls"]]),
    (
        Record::Policy(Dialect::Graph),
        &[
            &["conditions", "state"],
            &["conditions", "grantControls"],
            &["conditions", "sessionControls"],
            &["state", "grantControls"],
        ],
    ),
    (Record::NamesOnly, &[&["builtInControls", "includeUsers"], &["builtInControls", "excludeUsers"]]),
    (
        Record::Policy(Dialect::Steampipe),
        &[&["builtInControls", "users"], &["builtInControls", "applications"]],
    ),
    (
        Record::Directory(SourceKind::NamedLocations),
        &[&["ipRanges"], &["countriesAndRegions"], &["isTrusted", "displayName"]],
    ),
    (
        Record::Directory(SourceKind::Roles),
        &[&["roleDefinitionId", "principalId"], &["roleTemplateId"], &["rolePermissions"]],
    ),
    (Record::Directory(SourceKind::Groups), &[&["groupTypes"], &["securityEnabled", "displayName"]]),
    (
        Record::Directory(SourceKind::GroupMembers),
        &[
            &["groupId", "members"],
            &["groupId", "transitiveMembers"],
            &["id", "members"],
            &["id", "transitiveMembers"],
        ],
    ),
    (Record::Directory(SourceKind::Users), &[&["userPrincipalName", "id"]]),
    (Record::Directory(SourceKind::Names), &[&["appId", "displayName"]]),
];

/// What the record is; where its members do not tell, what the list is of.
pub(super) fn record(view: &View<'_>, listed: Option<SourceKind>) -> Option<Record> {
    by_type(view)
        .or_else(|| by_category(view))
        .or_else(|| by_members(view))
        .or_else(|| by_list(view, listed?))
}

fn by_type(view: &View<'_>) -> Option<Record> {
    Some(match view.odata_type()? {
        "conditionalAccessPolicy" | "whatIfAnalysisResult" => Record::Policy(Dialect::Graph),
        "signIn" => Record::SignIn,
        "directoryAudit" => Record::Audit,
        "user" => Record::Directory(SourceKind::Users),
        "group" => Record::Directory(SourceKind::Groups),
        "servicePrincipal" | "application" => Record::Directory(SourceKind::Names),
        "directoryRole" | "directoryRoleTemplate" | "unifiedRoleDefinition" | "unifiedRoleAssignment" => {
            Record::Directory(SourceKind::Roles)
        }
        name if name.ends_with("amedLocation") => Record::Directory(SourceKind::NamedLocations),
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
    // The `id` of a record about a user is not the user's.
    let about_user = |record: &Record| *record == Record::Directory(SourceKind::Users) && view.has("userId");
    let found = found.filter(|record| !about_user(record));
    found.or_else(|| is_security_defaults(view).then_some(Record::Directory(SourceKind::SecurityDefaults)))
}

fn is_security_defaults(view: &View<'_>) -> bool {
    let named = view.text("displayName").is_some_and(|name| name.eq_ignore_ascii_case("Security Defaults"));
    named && view.has("isEnabled")
}

fn by_list(view: &View<'_>, listed: SourceKind) -> Option<Record> {
    if listed == SourceKind::SecurityDefaults {
        return view.has("isEnabled").then_some(Record::Directory(listed));
    }
    view.text("id")?;
    match listed {
        kind if kind.holds_policies() => view.has("state").then_some(Record::Policy(Dialect::Graph)),
        SourceKind::SignIns => Some(Record::SignIn),
        SourceKind::AuditLogs => Some(Record::Audit),
        SourceKind::Ignored | SourceKind::Unreadable => None,
        kind => Some(Record::Directory(kind)),
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
            "InitiatedBy" | "ActivityDisplayName" | "TargetResources" => kind = Some(SourceKind::AuditLogs),
            _ => {}
        }
    }
    kind
}
