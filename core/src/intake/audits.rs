//! Directory audit logs, as far as they tell of changes of policies.
//!
//! `Add`, `Update` and `Delete conditional access policy` name the policy as their target, with the
//! whole of it before and after as JSON in a string: `targetResources[].modifiedProperties[]` whose
//! `displayName` is `ConditionalAccessPolicy`. Graph, the portal, Azure Monitor and Log Analytics
//! write the same members, around which only the envelope differs.

use super::{
    dates,
    haul::Haul,
    json::{self, Node},
    policy, problems,
    reader::Dialect,
    tables,
    view::View,
};
use crate::{
    entra::{Id, Pointer, Policy},
    limits::MAX_POLICY_CHANGES,
    tenant::PolicyChange,
};

/// What activities about policies are called, whatever was done.
const ABOUT_POLICIES: &str = "conditional access policy";

/// The member that holds the policy before and after.
const PROPERTY: &str = "ConditionalAccessPolicy";

/// Reads one audit event; what is not about policies, or did not succeed, says nothing.
pub(super) fn read(record: &View<'_>, haul: &mut Haul) {
    let decoded = record.get("properties").map(|inner| tables::cell_value(inner.node));
    let inner = decoded.as_ref().map(|node| View::new(node, record.at.member("properties")));
    let event = inner.filter(|inner| inner.has("targetResources"));
    let event = event.as_ref().unwrap_or(record);
    if !is_about_policies(event) && !is_about_policies(record) || failed(event) {
        return;
    }
    let at = ["activityDateTime", "timeGenerated", "time"].into_iter().find_map(|name| {
        let text = event.text(name).or_else(|| record.text(name));
        text.and_then(dates::parse)
    });
    let Some(targets) = event.get("targetResources") else { return };
    let targets_node = tables::cell_value(targets.node);
    for target in View::new(&targets_node, targets.at).items() {
        if haul.changes.len() == MAX_POLICY_CHANGES {
            return haul.note(problems::too_many_changes());
        }
        let change = change(&target, haul);
        haul.changes.extend(change.map(|change| PolicyChange { at, ..change }));
    }
}

fn is_about_policies(event: &View<'_>) -> bool {
    let names = ["activityDisplayName", "operationName"].into_iter().filter_map(|name| event.text(name));
    names.map(str::to_ascii_lowercase).any(|name| name.contains(ABOUT_POLICIES))
}

/// Whether the event says that nothing was changed.
fn failed(event: &View<'_>) -> bool {
    event.text("result").is_some_and(|result| result.eq_ignore_ascii_case("failure"))
}

/// What was done to one target; `None` where it names none.
fn change(target: &View<'_>, haul: &mut Haul) -> Option<PolicyChange> {
    let mut versions = [None, None];
    for property in target.get("modifiedProperties").iter().flat_map(View::items) {
        if property.text("displayName").is_some_and(|name| name.eq_ignore_ascii_case(PROPERTY)) {
            versions = ["oldValue", "newValue"].map(|name| property.get(name));
        }
    }
    let added = versions.iter().all(Option::is_some) && says_nothing(versions.first()?.as_ref());
    let [before, after] = versions.map(|value| version(&value?, haul));
    let of_version = || before.as_ref().or(after.as_ref()).map(|policy| policy.id.clone());
    let policy = target.text("id").map(Id::new).or_else(of_version)?;
    let source = haul.name.clone();
    Some(PolicyChange { policy, at: None, added, before, after, source })
}

/// Whether there is no policy before the change: null, nothing, or `{}` in a string.
fn says_nothing(value: Option<&View<'_>>) -> bool {
    value.is_none_or(|value| {
        let text = value.as_text().unwrap_or_default().trim();
        value.is_blank() || matches!(text, "{}" | "null" | "\"\"")
    })
}

/// The policy that a value holds as JSON in a string; `None` where it holds none that can be read in
/// full.
fn version(value: &View<'_>, haul: &Haul) -> Option<Policy> {
    let text = value.as_text()?;
    let documents = json::parse(text).ok()?;
    let [Node::Object(_)] = documents.as_slice() else { return None };
    let view = View::new(documents.first()?, Pointer::root());
    let mut aside = Haul::new(&haul.name);
    let found = policy::read(&view, Dialect::Graph, &mut aside).ok()?;
    (aside.is_whole() && found.identified && found.shows_all).then_some(found.policy)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
        vec::Vec,
    };

    use crate::{
        intake::testing::{codes, source, tenant},
        tenant::{PolicyChange, SourceKind},
    };

    const BEFORE: &str = r#"{"id":"p","displayName":"n","createdDateTime":"2026-01-01T00:00:00+00:00","state":"disabled","conditions":{"users":{"includeUsers":["All"]}},"grantControls":{"operator":"OR","builtInControls":["block"]}}"#;

    fn after() -> String {
        BEFORE.replace(
            r#""state":"disabled""#,
            r#""modifiedDateTime":"2026-01-05T10:00:00.1234567+00:00","state":"enabled""#,
        )
    }

    fn text(json: &str) -> String {
        serde_json::Value::String(json.into()).to_string()
    }

    fn targets() -> String {
        let (before, after) = (text(BEFORE), text(&after()));
        format!(
            r#"[{{"id":"P","displayName":"n","type":"Policy","modifiedProperties":[{{"displayName":"ConditionalAccessPolicy","oldValue":{before},"newValue":{after}}}]}}]"#
        )
    }

    fn graph() -> String {
        format!(
            r#"{{"id":"e","category":"Policy","result":"success","activityDisplayName":"Update conditional access policy","activityDateTime":"2026-01-05T10:00:01Z","initiatedBy":{{}},"targetResources":{}}}"#,
            targets()
        )
    }

    fn shown(change: &PolicyChange) -> String {
        let state = |policy: Option<&crate::entra::Policy>| policy.and_then(|policy| policy.state);
        format!(
            "{} {:?} {} {:?} {:?}",
            change.policy,
            change.at.map(|at| at.to_string()),
            change.added,
            state(change.before.as_ref()),
            state(change.after.as_ref())
        )
    }

    #[test]
    fn a_change_is_read_from_every_envelope() {
        let (graph, targets) = (graph(), targets());
        let pascal = graph
            .replace("\"activity", "\"Activity")
            .replace("\"targetR", "\"TargetR")
            .replace("\"modifiedP", "\"ModifiedP");
        let row = format!(
            r#""TimeGenerated":"2026-01-05T10:00:01Z","OperationName":"Update conditional access policy","Category":"Policy","Result":"success","InitiatedBy":"{{}}","TargetResources":{}"#,
            text(&targets)
        );
        for file in [
            format!("[{graph}]"),
            format!(r#"{{"@odata.context":"x/$metadata#auditLogs/directoryAudits","value":[{graph}]}}"#),
            format!(r#"{{"auditLogs":[{graph}],"users":[]}}"#),
            pascal,
            format!(
                "{{\"time\":\"t\",\"category\":\"AuditLogs\",\"operationName\":\"x\",\"properties\":{graph}}}\n"
            ),
            format!(
                r#"{{"records":[{{"time":"2026-01-05T10:00:01Z","category":"AuditLogs","operationName":"Update conditional access policy","properties":{{"result":"success","targetResources":{targets}}}}}]}}"#
            ),
            format!(r"[{{{row}}}]"),
            format!(
                r#"{{"tables":[{{"name":"PrimaryResult","columns":[{{"name":"TimeGenerated"}},{{"name":"OperationName"}},{{"name":"InitiatedBy"}},{{"name":"TargetResources"}}],"rows":[["2026-01-05T10:00:01Z","Update conditional access policy","{{}}",{}]]}}]}}"#,
                text(&targets)
            ),
        ] {
            let tenant = tenant(&[&file]);
            let expected = "P Some(\"2026-01-05T10:00:01Z\") false Some(Disabled) Some(Enabled)";
            let changes: Vec<String> = tenant.changes.iter().map(shown).collect();
            assert_eq!(changes, [expected], "{file}");
            let source = source(&file);
            assert_eq!(
                (source.kind, source.records, codes(&source).len()),
                (SourceKind::AuditLogs, 1, 0),
                "{file}"
            );
        }
    }

    #[test]
    fn what_was_added_or_deleted_has_one_side() {
        let added = graph().replace(&text(BEFORE), "null");
        let deleted = graph().replace(&text(&after()), "null");
        let change = |file: &str| shown(&tenant(&[file]).changes[0]);
        assert!(change(&added).ends_with("true None Some(Enabled)"));
        assert!(change(&deleted).ends_with("false Some(Disabled) None"));
    }

    #[test]
    fn what_cannot_be_read_in_full_is_no_version() {
        for broken in [
            "\"{\\\"id\\\":\\\"p\\\",\\\"state\"",
            "\"{}{}\"",
            "7",
            "\"[]\"",
            "\"{\\\"id\\\":\\\"p\\\",\\\"id\\\":\\\"p\\\"}\"",
        ] {
            let changes = tenant(&[&graph().replace(&text(&after()), broken)]).changes;
            assert!(
                changes[0].after.is_none() && changes[0].before.is_some() && !changes[0].added,
                "{broken}"
            );
        }
    }

    #[test]
    fn what_failed_or_is_about_something_else_changes_nothing() {
        for (old, new) in
            [("\"success\"", "\"failure\""), ("Update conditional access policy", "Add member to group")]
        {
            let tenant = tenant(&[&format!("[{}]", graph().replace(old, new))]);
            assert_eq!((tenant.changes.len(), tenant.sources[0].kind), (0, SourceKind::AuditLogs));
        }
    }
}
