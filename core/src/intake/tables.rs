//! Tables: rows with columns beside them, as Log Analytics and Steampipe write them.

use alloc::{borrow::Cow, vec::Vec};

use super::{
    duplicates,
    haul::Haul,
    json::{self, Node},
    recognise,
    view::View,
    walk,
};
use crate::{problem::Problem, tenant::SourceKind};

/// Reads a table, or several; `false` where the file holds none.
pub(super) fn read(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    if let Some(tables) = view.own("tables").filter(|tables| tables.as_items().is_some()) {
        duplicates::refuse_shallow(view)?;
        for item in tables.items() {
            table(&item, haul)?;
        }
        return Ok(true);
    }
    table(view, haul)
}

fn table(view: &View<'_>, haul: &mut Haul) -> Result<bool, Problem> {
    let (Some(columns), Some(rows)) = (view.own("columns"), view.own("rows")) else { return Ok(false) };
    duplicates::refuse_shallow(view)?;
    if !rows.items().any(|row| row.as_items().is_some()) {
        let listed = steampipe(&columns);
        if let Some(kind) = listed {
            haul.meet(kind);
        }
        walk::list(&rows, listed, haul)?;
        return Ok(true);
    }
    match recognise::table(columns.items().filter_map(|column| column.text("name"))) {
        Some(SourceKind::AuditLogs) => return named(&columns, &rows, haul).map(|()| true),
        Some(kind) => haul.count_all(kind, u64::try_from(rows.items().count()).unwrap_or(u64::MAX)),
        None => haul.stranger(&rows.at, false),
    }
    Ok(true)
}

/// Reads rows whose cells have no names of their own, each as the object that it stands for.
fn named(columns: &View<'_>, rows: &View<'_>, haul: &mut Haul) -> Result<(), Problem> {
    let names: Vec<&str> = columns.items().map(|column| column.text("name").unwrap_or_default()).collect();
    for row in rows.items() {
        let cells = row.as_items().unwrap_or_default().iter();
        let members = names.iter().zip(cells).map(|(name, cell)| (Cow::Borrowed(*name), cell.clone()));
        let object = Node::Object(members.collect());
        let view = View::new(&object, row.at.clone());
        walk::list_item(&view, SourceKind::AuditLogs, haul)?;
    }
    Ok(())
}

/// The rows of Steampipe's table of policies name their columns themselves; where there are no
/// rows, the columns tell.
fn steampipe(columns: &View<'_>) -> Option<SourceKind> {
    let is_policies = columns.items().any(|column| column.text("name") == Some("built_in_controls"));
    is_policies.then_some(SourceKind::Steampipe)
}

/// The row with what its cells hold: old versions of Steampipe write JSON as a string.
pub(super) fn decoded<'n>(row: &'n Node<'n>) -> Node<'n> {
    let Node::Object(members) = row else { return row.clone() };
    Node::Object(members.iter().map(|(key, cell)| (key.clone(), cell_value(cell))).collect())
}

/// What a cell holds, be it written as JSON in a string.
pub(super) fn cell_value<'n>(cell: &'n Node<'n>) -> Node<'n> {
    let Node::String(text) = cell else { return cell.clone() };
    let is_json = text.trim_start().starts_with(['{', '[']);
    let parsed = is_json.then(|| json::parse(text).ok()).flatten();
    match parsed.map(<[Node<'n>; 1]>::try_from) {
        Some(Ok([value])) => value,
        _ => cell.clone(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::format;

    use crate::{
        intake::testing::{codes, policy, shown, source, unknown},
        tenant::SourceKind,
    };

    const ROW: &str = r#"{"id":"p","display_name":"d","state":"enabled","users":{"includeUsers":["All"]},
        "applications":"{\"includeApplications\":[\"All\"]}","built_in_controls":["block"],"client_app_types":["all"],
        "locations":null,"tenant_id":"t","additional_data":{}}"#;

    #[test]
    fn a_row_of_steampipe_hides_the_flow() {
        for file in [format!("[{ROW}]"), format!(r#"{{"columns":[{{"name":"id"}}],"rows":[{ROW}]}}"#)] {
            let policy = policy(&file);
            assert!(policy.blocks() && policy.users.include.users.has("All"));
            assert_eq!(shown(&policy.applications.include).0, "All");
            assert_eq!(
                unknown(&policy),
                [
                    "conditions.authenticationFlows",
                    "conditions.devices",
                    "conditions.insiderRiskLevels",
                    "conditions.users.excludeGuestsOrExternalUsers"
                ]
            );
            let source = source(&file);
            assert_eq!((source.kind, source.complete), (SourceKind::Steampipe, false));
            assert_eq!(codes(&source), ["flow-not-shown"]);
        }
    }

    #[test]
    fn additional_data_may_show_it() {
        let data = r#""additional_data":{"authenticationFlows":{"transferMethods":"deviceCodeFlow"},"times":{"a":1}}"#;
        let policy = policy(&ROW.replace(r#""additional_data":{}"#, data));
        assert!(policy.is_candidate());
        assert!(unknown(&policy).contains(&"conditions.times"));
        assert!(!unknown(&policy).contains(&"conditions.authenticationFlows"));
    }
}
