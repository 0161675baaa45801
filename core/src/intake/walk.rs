//! From documents to records: lists, pages, lines, bundles of several lists.

use super::{
    context::{self, Listed},
    directory, duplicates,
    haul::Haul,
    json::Node,
    policy, problems,
    reader::Dialect,
    recognise::{self, Record},
    tools,
    view::View,
};
use crate::{problem::Problem, tenant::SourceKind};

/// The lists that a bundle can hold, by the name of the member.
const BUNDLED: &[(&str, SourceKind)] = &[
    ("conditionalAccessPolicies", SourceKind::Policies),
    ("caPolicies", SourceKind::Policies),
    ("policies", SourceKind::Policies),
    ("users", SourceKind::Users),
    ("groups", SourceKind::Groups),
    ("groupMembers", SourceKind::GroupMembers),
    ("groupMemberships", SourceKind::GroupMembers),
    ("namedLocations", SourceKind::NamedLocations),
    ("locations", SourceKind::NamedLocations),
    ("roles", SourceKind::Roles),
    ("directoryRoles", SourceKind::Roles),
    ("roleDefinitions", SourceKind::Roles),
    ("roleAssignments", SourceKind::Roles),
    ("servicePrincipals", SourceKind::Names),
    ("applications", SourceKind::Names),
    ("securityDefaults", SourceKind::SecurityDefaults),
    ("signIns", SourceKind::SignIns),
    ("auditLogs", SourceKind::AuditLogs),
    ("directoryAudits", SourceKind::AuditLogs),
];

const MEMBER_COUNTS: &str = "transitiveMemberCounts";

/// Reads values that stand side by side: documents of a file, or items of a list.
pub(super) fn values<'n>(
    views: impl Iterator<Item = View<'n>>,
    listed: Option<SourceKind>,
    haul: &mut Haul,
) -> Result<(), Problem> {
    let mut views = views.peekable();
    while let Some(view) = views.next() {
        let followed = views.peek().is_some_and(|next| is_next_page(&view, next));
        value(&view, listed, followed, haul)?;
    }
    Ok(())
}

/// Whether two pages that stand side by side are of one list.
fn is_next_page(page: &View<'_>, next: &View<'_>) -> bool {
    let context = page.annotation("@odata.context");
    next.has("value") && next.annotation("@odata.context") == context
}

fn value(view: &View<'_>, listed: Option<SourceKind>, followed: bool, haul: &mut Haul) -> Result<(), Problem> {
    match view.node {
        Node::Array(_) => list(view, listed, haul),
        Node::Object(_) => object(view, listed, followed, haul),
        _ => {
            haul.stranger(&view.at, may_be_policy(listed, haul));
            Ok(())
        }
    }
}

/// A list of records of this kind, where it is known; else each record tells its own.
pub(super) fn list(view: &View<'_>, listed: Option<SourceKind>, haul: &mut Haul) -> Result<(), Problem> {
    match listed {
        Some(kind) => haul.meet(kind),
        None if view.items().next().is_none() => haul.meet_empty(),
        None => {}
    }
    values(view.items(), listed, haul)
}

fn object(view: &View<'_>, listed: Option<SourceKind>, followed: bool, haul: &mut Haul) -> Result<(), Problem> {
    if let Some(code) = graph_error(view) {
        return Err(problems::graph_error(code));
    }
    if let Some(found) = recognise::record(view, listed.or_else(|| context_kind(view))) {
        return record(view, found, listed, haul);
    }
    if tools::read(view, haul)? || page(view, listed, followed, haul)? || bundle(view, haul)? {
        return Ok(());
    }
    haul.stranger(&view.at, may_be_policy(listed, haul));
    Ok(())
}

/// Among policies, what is not recognised may have been one.
fn may_be_policy(listed: Option<SourceKind>, haul: &Haul) -> bool {
    listed.map_or(!haul.policies.is_empty(), SourceKind::holds_policies)
}

/// The code of an error that was saved in place of an answer.
fn graph_error<'n>(view: &View<'n>) -> Option<&'n str> {
    let error = view.own("error")?;
    let alone = !(view.has("value") || view.has("tables"));
    error.text("code").filter(|_| alone && error.has("message"))
}

fn context_kind(view: &View<'_>) -> Option<SourceKind> {
    match context::listed(view.annotation("@odata.context")?)? {
        Listed::Records(kind) => Some(kind),
        _ => None,
    }
}

/// Reads one record of a known kind.
pub(super) fn record(
    view: &View<'_>,
    record: Record,
    listed: Option<SourceKind>,
    haul: &mut Haul,
) -> Result<(), Problem> {
    if let Record::Policy(dialect) = record {
        return policy_record(view, dialect, listed, haul);
    }
    let kind = match record {
        Record::SignIn => SourceKind::SignIns,
        Record::Audit => SourceKind::AuditLogs,
        Record::NamesOnly => {
            haul.note(problems::names_not_ids(&view.at));
            return Ok(());
        }
        _ => {
            duplicates::refuse(view)?;
            directory_record(view, record, haul)
        }
    };
    haul.count(kind);
    Ok(())
}

fn directory_record(view: &View<'_>, record: Record, haul: &mut Haul) -> SourceKind {
    match record {
        Record::SecurityDefaults => {
            directory::security_defaults(view, &mut haul.facts);
            SourceKind::SecurityDefaults
        }
        Record::Location => {
            directory::location(view, &mut haul.facts);
            SourceKind::NamedLocations
        }
        Record::Role => {
            directory::role(view, &mut haul.facts);
            SourceKind::Roles
        }
        Record::Group => {
            directory::group(view, haul);
            SourceKind::Groups
        }
        Record::GroupMembers => {
            directory::group(view, haul);
            SourceKind::GroupMembers
        }
        Record::User => {
            directory::user(view, &mut haul.facts);
            SourceKind::Users
        }
        Record::Named => {
            directory::named(view, &mut haul.facts);
            SourceKind::Names
        }
        _ => SourceKind::Roles,
    }
}
