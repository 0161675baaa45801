//! From documents to records: lists, pages, lines, bundles of several lists.

use super::{
    audits, bundle,
    context::{self, Listed},
    directory, duplicates,
    haul::Haul,
    inside,
    json::Node,
    policy, problems,
    reader::Dialect,
    recognise::{self, Record},
    tables, tools,
    view::View,
};
use crate::{limits::MAX_POLICIES, problem::Problem, tenant::SourceKind};

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

pub(super) fn value(
    view: &View<'_>,
    listed: Option<SourceKind>,
    followed: bool,
    haul: &mut Haul,
) -> Result<(), Problem> {
    match view.node {
        Node::Array(_) => list(view, listed, haul),
        Node::Object(_) => object(view, listed, followed, haul),
        _ => {
            haul.stranger(&view.at, may_be_policy(listed, haul));
            Ok(())
        }
    }
}

/// Something of no known kind, be it around records that are.
pub(super) fn unknown(view: &View<'_>, may_be_policy: bool, haul: &mut Haul) {
    haul.stranger(&view.at, may_be_policy);
    if let Some(found) = inside::find(view) {
        haul.note(problems::records_inside(&found, haul.documents > 1));
    }
}

/// A list of records of this kind, where it is known; else each record tells its own.
pub(super) fn list(view: &View<'_>, listed: Option<SourceKind>, haul: &mut Haul) -> Result<(), Problem> {
    if listed.is_none() && view.as_items().is_some_and(<[_]>::is_empty) {
        haul.meet_empty();
    }
    values(view.items(), listed, haul)
}

/// One item of a list of records of this kind.
pub(super) fn list_item(view: &View<'_>, listed: SourceKind, haul: &mut Haul) -> Result<(), Problem> {
    value(view, Some(listed), false, haul)
}

fn object(
    view: &View<'_>,
    listed: Option<SourceKind>,
    followed: bool,
    haul: &mut Haul,
) -> Result<(), Problem> {
    if let Some(code) = graph_error(view) {
        return Err(problems::graph_error(code));
    }
    if let Some(found) = recognise::record(view, listed.or_else(|| context_kind(view))) {
        return record(view, found, listed, haul);
    }
    if tools::read(view, haul)? || page(view, listed, followed, haul)? || bundle::read(view, haul)? {
        return Ok(());
    }
    unknown(view, may_be_policy(listed, haul), haul);
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

/// Reads one record.
fn record(
    view: &View<'_>,
    found: Record,
    listed: Option<SourceKind>,
    haul: &mut Haul,
) -> Result<(), Problem> {
    match found {
        Record::Policy(Dialect::Steampipe) => {
            let decoded = tables::decoded(view.node);
            policy_record(&View::new(&decoded, view.at.clone()), Dialect::Steampipe, listed, haul)?;
        }
        Record::Policy(dialect) => policy_record(view, dialect, listed, haul)?,
        Record::SignIn => haul.count(SourceKind::SignIns),
        Record::Audit => {
            duplicates::refuse(view)?;
            audits::read(view, haul);
            haul.count(SourceKind::AuditLogs);
        }
        Record::NamesOnly => haul.note(problems::names_not_ids(&view.at)),
        Record::Text(name) => written(view, name, listed, haul)?,
        Record::Undocumented => haul.note(problems::undocumented_shape(&view.at)),
        Record::Directory(kind) => {
            duplicates::refuse(view)?;
            directory::read(view, kind, haul);
            haul.count(kind);
        }
    }
    Ok(())
}

/// Reads what a member holds as JSON in a string, as if it stood there itself.
fn written(view: &View<'_>, name: &str, listed: Option<SourceKind>, haul: &mut Haul) -> Result<(), Problem> {
    duplicates::refuse_shallow(view)?;
    let Some(text) = view.own(name) else { return Ok(()) };
    let node = tables::cell_value(text.node);
    value(&View::new(&node, text.at), listed, false, haul)
}

/// Reads one policy, which counts as of the kind of its file.
pub(super) fn policy_record(
    view: &View<'_>,
    dialect: Dialect,
    listed: Option<SourceKind>,
    haul: &mut Haul,
) -> Result<(), Problem> {
    if haul.policies.len() == MAX_POLICIES {
        return Err(problems::too_many_policies());
    }
    let found = policy::read(view, dialect, haul)?;
    haul.policies.push(found);
    let applies = view.get("policyApplies").map(|member| member.node);
    haul.shows_not_applying |= applies == Some(&Node::Bool(false));
    let kind = match (listed, dialect) {
        (Some(tool @ (SourceKind::ScubaGear | SourceKind::Terraform)), _) => tool,
        (_, Dialect::Steampipe) => SourceKind::Steampipe,
        _ if applies.is_some() => SourceKind::WhatIf,
        _ => SourceKind::Policies,
    };
    haul.count(kind);
    Ok(())
}

/// A page of Graph, or a batch of Event Hub.
fn page(
    view: &View<'_>,
    listed: Option<SourceKind>,
    followed: bool,
    haul: &mut Haul,
) -> Result<bool, Problem> {
    let list = ["value", "records"].into_iter().find_map(|name| view.own(name));
    let Some(list) = list.filter(|list| list.as_items().is_some()) else { return Ok(false) };
    duplicates::refuse_shallow(view)?;
    let next = view.annotation("@odata.nextLink").map(|_| view.at.member("@odata.nextLink"));
    let context = view.annotation("@odata.context").and_then(context::listed);
    // The next document may be the next page. Of members nobody may be missed, so that is not enough.
    let members = matches!(context, Some(Listed::Members(_)));
    if let Some(at) = next.as_ref().filter(|_| !followed || members) {
        haul.lack(problems::next_page_missing(at));
    }
    match context {
        Some(Listed::DeletedPolicies) => haul.note(problems::deleted_policies()),
        Some(Listed::Members(of)) => {
            duplicates::refuse(&list)?;
            directory::page(&list, of, next.is_some(), haul);
        }
        Some(Listed::Records(kind)) => {
            haul.meet(kind);
            self::list(&list, Some(kind), haul)?;
        }
        None => self::list(&list, listed, haul)?,
    }
    Ok(true)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::format;

    use crate::{
        intake::testing::{codes, refused, source, tenant},
        tenant::SourceKind,
    };

    const POLICY: &str = r#"{"id":"p","state":"enabled","conditions":{}}"#;
    const CONTEXT: &str =
        r#""@odata.context":"https://x/v1.0/$metadata#identity/conditionalAccess/policies""#;

    #[test]
    fn a_policy_is_found_in_every_container() {
        for (file, at) in [
            (POLICY.into(), ""),
            (format!("[{POLICY}]"), "/0"),
            (format!(r#"{{"value":[{POLICY}]}}"#), "/value/0"),
            (format!(r#"[{{"value":[{POLICY}]}},{{"value":[]}}]"#), "/0/value/0"),
            (format!("{{\"value\":[]}}\n{{\"value\":[{POLICY}]}}"), "/1/value/0"),
            (format!("\u{feff}{POLICY}"), ""),
            (format!(r#"{{"Policies":[{POLICY}],"users":[]}}"#), "/Policies/0"),
            (
                format!(r#"{{"conditionalAccessPolicies":{{"value":[{POLICY}]}}}}"#),
                "/conditionalAccessPolicies/value/0",
            ),
        ] {
            let tenant = tenant(&[&file]);
            assert_eq!(tenant.policies[0].at.as_str(), at, "{file}");
            assert_eq!((tenant.sources[0].kind, tenant.sources[0].records), (SourceKind::Policies, 1));
            assert!(tenant.sources[0].complete && tenant.sources[0].problems.is_empty());
        }
    }

    #[test]
    fn a_policy_may_be_written_into_a_string() {
        let text = POLICY.replace('"', "\\\"");
        for (file, at) in [
            (
                format!(
                    r#"{{"Results":[{{"id":"p","builtInControls":"block","includeUsers":"All","rawjson":"{text}"}}]}}"#
                ),
                "/Results/0/rawjson",
            ),
            (format!(r#"{{"PartitionKey":"CATemplate","RowKey":"k","JSON":"{text}"}}"#), "/JSON"),
        ] {
            let tenant = tenant(&[&file]);
            assert_eq!(tenant.policies[0].at.as_str(), at);
            assert!(tenant.sources[0].complete && tenant.sources[0].problems.is_empty(), "{file}");
        }
        assert_eq!(source(r#"[{"rawjson":"{\"id\":"}]"#).kind, SourceKind::Ignored);
    }

    #[test]
    fn an_export_of_no_policies_is_one_and_an_empty_list_is_none() {
        let empty = source(&format!(r#"{{{CONTEXT},"value":[]}}"#));
        assert_eq!((empty.kind, empty.records, empty.problems.len()), (SourceKind::Policies, 0, 0));
        assert_eq!(source(r#"{"conditionalAccessPolicies":[]}"#).kind, SourceKind::Policies);
        for file in ["[]", r#"{"value":[]}"#] {
            let empty = source(file);
            assert_eq!((empty.kind, codes(&empty)), (SourceKind::Ignored, ["empty-list"].to_vec()));
        }
        let deleted =
            r#"{"@odata.context":"x/$metadata#identity/conditionalAccess/deletedItems/policies","value":[]}"#;
        assert_eq!(
            (source(deleted).kind, codes(&source(deleted))[0]),
            (SourceKind::Ignored, "deleted-policies")
        );
    }

    #[test]
    fn a_missing_page_is_told_unless_it_follows() {
        let first = format!(r#"{{{CONTEXT},"@odata.nextLink":"https://x","value":[{POLICY}]}}"#);
        let last = format!(r#"{{{CONTEXT},"value":[]}}"#);
        let cut = source(&first);
        assert_eq!((cut.complete, codes(&cut)), (false, ["next-page-missing"].to_vec()));
        assert!(source(&format!("{first}{last}")).complete);
        assert!(!source(&format!("{last}{first}")).complete);
    }

    #[test]
    fn an_error_of_graph_is_no_export() {
        let problem = refused(r#"{"error":{"code":"Authorization_RequestDenied","message":"no"}}"#);
        assert_eq!(problem.code.as_str(), "graph-error");
        assert!(
            problem.message.contains("`Authorization_RequestDenied`") && problem.help.contains("permission")
        );
        for (code, help) in [
            ("InvalidAuthenticationToken", "sign in again"),
            ("Authentication_RequestFromNonPremiumTenantOrB2CTenant", "portal"),
            ("TooManyRequests", "wait"),
            ("BadRequest", "address"),
        ] {
            let file = format!(r#"{{"error":{{"code":"{code}","message":"no"}}}}"#);
            assert!(refused(&file).help.contains(help), "{code}");
        }
    }

    #[test]
    fn sign_ins_and_audits_are_recognised_in_many_shapes() {
        for file in [
            r#"[{"id":"s","appliedConditionalAccessPolicies":[],"userPrincipalName":"u"}]"#,
            r#"{"records":[{"time":"t","category":"NonInteractiveUserSignInLogs","properties":{}}]}"#,
            "{\"category\":\"SignInLogs\"}\n{\"category\":\"SignInLogs\"}\n",
            r#"[{"ResultType":"0","ConditionalAccessPolicies":[]}]"#,
            r#"{"tables":[{"columns":[{"name":"AuthenticationProtocol"}],"rows":[["none"]]}]}"#,
            r#"[{"AccountObjectId":"u","EndpointCall":"e","ConditionalAccessPolicies":"[]"}]"#,
            "Date (UTC),Request ID,Correlation ID,User ID,Original transfer method\n",
        ] {
            let source = source(file);
            assert_eq!(
                (source.kind, codes(&source)),
                (SourceKind::SignIns, ["not-yet-read"].to_vec()),
                "{file}"
            );
            assert!(source.complete);
        }
        let audit = source(r#"[{"activityDisplayName":"a","targetResources":[]}]"#);
        assert_eq!((audit.kind, audit.records), (SourceKind::AuditLogs, 1));
    }

    #[test]
    fn what_is_none_of_ours_is_ignored() {
        for file in
            ["", "# read me", "name,id", "{}", r#"{"a":1,"a":2}"#, r#"[{"x":1}]"#, "[1]", r#"{"users":[{}]}"#]
        {
            let source = source(file);
            assert_eq!((source.kind, source.problems.len()), (SourceKind::Ignored, 0), "{file}");
        }
        for (file, code) in [
            (r#"{"schemaVersion":1,"control":{},"stage":"absent"}"#, "own-report"),
            (r#"{"emergencyAccess":{}}"#, "own-settings"),
            (r#"[{"IncludeUsers":["a@b"],"BuiltInControls":["block"]}]"#, "names-not-ids"),
            (r#"[{"policyType":18,"policyDetail":["{}"]}]"#, "undocumented-shape"),
            (
                r#"{"State":"Enabled","Conditions":{},"Controls":[{"Control":["Block"]}]}"#,
                "undocumented-shape",
            ),
        ] {
            assert_eq!((source(file).kind, codes(&source(file))), (SourceKind::Ignored, [code].to_vec()));
        }
    }

    #[test]
    fn comments_and_trailing_commas_are_read_over() {
        for file in [
            format!("// what we want\n[{POLICY}]"),
            format!("[{POLICY}, /* {POLICY} */]"),
            format!("[{{\"url\":\"https://x\"}},{POLICY},\n]"),
        ] {
            let source = source(&file);
            assert_eq!(
                (source.kind, source.records, codes(&source)[0]),
                (SourceKind::Policies, 1, "relaxed-json")
            );
        }
        for file in ["// a program\n[assembly: Title(\"x\")]", "/* no end {", "// nothing"] {
            assert_eq!((source(file).kind, source(file).problems.len()), (SourceKind::Ignored, 0), "{file}");
        }
        assert_eq!(refused("[1,]]").code.as_str(), "not-json");
    }

    #[test]
    fn a_file_that_was_cut_off_is_told_from_one_with_a_mistake() {
        let (cut, mistaken) = (refused("[{\"id\":\"p"), refused("[{\"id\":}]"));
        assert_eq!((cut.code, cut.line), (mistaken.code, Some(1)));
        assert_eq!(cut.message, "the file breaks off at line 1 column 9, before its JSON ends");
        assert!(mistaken.message.starts_with("the file is not valid JSON: "));
    }

    #[test]
    fn a_stranger_among_policies_may_have_been_one() {
        let source = source(&format!("[{POLICY},{{\"x\":1}},7]"));
        assert_eq!((source.complete, codes(&source)), (false, ["unknown-record"].to_vec()));
        assert!(source.problems[0].message.ends_with("(and 1 more like it)"));
    }

    #[test]
    fn members_of_a_container_may_not_stand_twice() {
        let file = format!(r#"{{"value":[],"value":[{POLICY}]}}"#);
        assert_eq!(refused(&file).pointer.as_deref(), Some("/value"));
    }

    #[test]
    fn a_what_if_response_lists_all_only_if_it_lists_what_does_not_apply() {
        let file = |applies: &str| {
            format!(
                r#"{{"value":[{{"id":"p","state":"enabled","conditions":{{}},"policyApplies":{applies}}}]}}"#
            )
        };
        let all = source(&file("false"));
        assert_eq!((all.kind, all.complete), (SourceKind::WhatIf, true));
        assert_eq!(codes(&source(&file("true"))), ["applying-only"]);
    }
}
