//! Every problem that reading can meet: its stable code, what was found, what to do.

use alloc::{format, string::String};

use super::inside::Inside;
use crate::{
    catalogue::ProblemCode,
    entra::Pointer,
    limits::{MAX_DOCUMENT_BYTES, MAX_NESTING, MAX_POLICIES, MAX_POLICY_CHANGES, MAX_STRING_BYTES},
    problem::Problem,
};

const EXPORT_AGAIN: &str = "export it again, and leave the file as it is";

pub(super) const HOW_TO_EXPORT: &str = "export the policies with `az rest --method get --url \
    https://graph.microsoft.com/beta/identity/conditionalAccess/policies > policies.json`";

pub(super) fn not_text(byte: usize) -> Problem {
    Problem::new(
        ProblemCode::NotText,
        format!("the file is neither UTF-8 nor UTF-16: byte {byte} is no text"),
        "save it as UTF-8, or export it again",
    )
}

/// `found` is what the parser says, which is about syntax and holds nothing of the file.
pub(super) fn not_json(found: &str) -> Problem {
    Problem::new(ProblemCode::NotJson, format!("the file is not valid JSON: {found}"), EXPORT_AGAIN)
}

pub(super) fn breaks_off(line: usize, column: usize) -> Problem {
    let message = format!("the file breaks off at line {line} column {column}, before its JSON ends");
    Problem::new(ProblemCode::NotJson, message, "it was cut off: copy it again, or export it again")
}

pub(super) fn relaxed_json() -> Problem {
    Problem::new(
        ProblemCode::RelaxedJson,
        "the file has comments or trailing commas, which JSON does not have; they were read over",
        "nothing to do; other tools may refuse the file",
    )
}

pub(super) fn too_deep() -> Problem {
    Problem::new(
        ProblemCode::TooDeep,
        format!("objects and arrays are nested more than {MAX_NESTING} deep"),
        "no export is nested like this; check where the file comes from",
    )
}

pub(super) fn too_long() -> Problem {
    Problem::new(
        ProblemCode::TooLong,
        format!("a string is longer than {MAX_STRING_BYTES} bytes"),
        "no export holds such a string; check where the file comes from",
    )
}

pub(super) fn too_large() -> Problem {
    Problem::new(
        ProblemCode::TooLarge,
        format!("the file has more than {} MiB, decompressed", MAX_DOCUMENT_BYTES >> 20),
        "split it, or export less",
    )
}

pub(super) fn too_many_policies() -> Problem {
    Problem::new(
        ProblemCode::TooManyPolicies,
        format!("there are more than {MAX_POLICIES} policies"),
        "evaluate one tenant at a time",
    )
}

pub(crate) fn duplicate_key(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::DuplicateKey,
        format!("the member `{at}` stands twice in one object, so that it has no certain value"),
        "find out which of the two is right and where the other comes from, or export again",
    )
    .at(at.clone())
}

pub(super) fn graph_error(code: &str) -> Problem {
    let code: String = code.chars().take(80).collect();
    Problem::new(
        ProblemCode::GraphError,
        format!("the file holds an error of Graph, `{code}`, not an export"),
        after_error(&code),
    )
}

pub(super) fn log_in_page() -> Problem {
    Problem::new(
        ProblemCode::GraphError,
        "the file holds a log-in page of Microsoft, not an export",
        after_error("Unauthorized"),
    )
}

/// What to do after an error of this code.
fn after_error(code: &str) -> &'static str {
    match code {
        _ if code.contains("NonPremiumTenant") => {
            "Graph gives sign-ins to tenants with Entra ID P1; download the log from the portal, as JSON"
        }
        "InvalidAuthenticationToken" | "Unauthorized" | "ExpiredAuthenticationToken" => {
            "sign in again and export again"
        }
        "TooManyRequests" | "ServiceUnavailable" | "UnknownError" | "GatewayTimeout" => {
            "wait a little and export again"
        }
        "BadRequest" | "ResourceNotFound" | "Request_ResourceNotFound" | "NotFound" => {
            "check the address of the request, and export again"
        }
        _ => "grant the permission that the error asks for, such as Policy.Read.All, and export again",
    }
}

pub(super) fn empty_list() -> Problem {
    Problem::new(
        ProblemCode::EmptyList,
        "the list is empty, and nothing says what it is a list of",
        "keep `@odata.context` when exporting, or leave the file out",
    )
}

pub(super) fn next_page_missing(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::NextPageMissing,
        "the list goes on: `@odata.nextLink` says that there is another page",
        "follow `@odata.nextLink` until it is gone and put all pages, one after the other, into one file",
    )
    .at(at.clone())
}

pub(super) fn foreign_table() -> Problem {
    Problem::new(
        ProblemCode::ForeignTable,
        "the file looks like a log of sign-ins from the portal, in a language that is not read",
        "set the language of the portal to English and download it again, or download JSON",
    )
}

pub(super) fn not_yet_read(what: &str) -> Problem {
    Problem::new(
        ProblemCode::NotYetRead,
        format!("{what} are recognised, but this version does not read them"),
        "nothing to do; the verdict on the policies does not depend on them",
    )
}

pub(super) fn sign_ins_beside() -> Problem {
    Problem::new(
        ProblemCode::NotYetRead,
        "sign-ins that stand among other records, or inside an answer, are not read",
        "give them as a file of their own; the verdict on the policies does not depend on them, the review does",
    )
}

pub(super) fn archive() -> Problem {
    Problem::new(
        ProblemCode::ArchiveNotRead,
        "the file is a zip archive, into which nothing looks",
        "unpack it and give the folder",
    )
}

pub(super) fn too_many_changes() -> Problem {
    Problem::new(
        ProblemCode::TooManyChanges,
        format!(
            "the audit log tells of more than {MAX_POLICY_CHANGES} changes of policies; the rest was left out"
        ),
        "export the audit log of fewer days",
    )
}

pub(super) fn flow_not_shown(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::FlowNotShown,
        "this export cannot show whether authentication flows are a condition of a policy",
        "export with Graph itself (`az rest`, Graph Explorer) or with a current version of the tool",
    )
    .at(at.clone())
}

pub(super) fn truncated_export(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::TruncatedExport,
        format!("`{at}` is a text where an object or a list belongs: the export was cut off at a depth"),
        "export again with `ConvertTo-Json -Depth 10`",
    )
    .at(at.clone())
}

pub(super) fn wrong_type(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::WrongType,
        format!("`{at}` is not of the type that belongs there"),
        EXPORT_AGAIN,
    )
    .at(at.clone())
}

pub(super) fn missing_member(at: &Pointer, name: &str) -> Problem {
    Problem::new(
        ProblemCode::MissingMember,
        format!("a policy has no `{name}`, so that nothing can be said of what it does"),
        "export whole policies, without `$select`",
    )
    .at(at.clone())
}

pub(super) fn no_id(policies: usize) -> Problem {
    let have =
        if policies == 1 { "a policy has no id".into() } else { format!("{policies} policies have no ids") };
    Problem::new(
        ProblemCode::NoId,
        format!("{have}: this may be a template, which shows what would be and not what the tenant holds"),
        "for a verdict on a tenant, give an export of the tenant, which has ids",
    )
}

pub(super) fn not_an_id(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::NotAnId,
        format!("`{at}` holds a name or a placeholder where an id belongs; it is taken for the id of something unknown"),
        "put the ids in, or give an export of the tenant, which has them",
    )
    .at(at.clone())
}

pub(super) fn unknown_state(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::UnknownState,
        "a policy does not say whether it is enabled, report-only or disabled",
        "export whole policies; a state that Graph added lately needs a newer version of Flowlock",
    )
    .at(at.clone())
}

pub(super) fn bad_date(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::BadDate,
        format!("`{at}` is not a date and time that can be read, and counts as missing"),
        "export again without changing the format of dates; RFC 3339 is read for certain",
    )
    .at(at.clone())
}

pub(super) fn unknown_record(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::UnknownRecord,
        "a record among others that were read is of no known kind, and was left out",
        "check whether the record was cut off or belongs elsewhere",
    )
    .at(at.clone())
}

pub(super) fn records_inside(found: &Inside, several: bool) -> Problem {
    let help = match found.jq(several) {
        Some(jq) => format!("if they are the tenant's, take them out: `{jq}`"),
        None => format!("if they are the tenant's, give `{}` as a file of its own", found.at),
    };
    let message = format!("{} stand inside something of no known kind, and were not read", found.looks.like);
    Problem::new(found.looks.code, message, help).at(found.at.clone())
}

pub(super) fn deleted_policies() -> Problem {
    Problem::new(
        ProblemCode::DeletedPolicies,
        "the file lists deleted policies, which block nothing",
        "nothing to do; give the export of `/identity/conditionalAccess/policies` for the verdict",
    )
}

pub(super) fn names_not_ids(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::NamesNotIds,
        "an export of Microsoft365DSC, or a configuration snapshot, holds names instead of ids, and is not evaluated",
        "export the policies with Graph or with EntraExporter",
    )
    .at(at.clone())
}

pub(super) fn undocumented_shape(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::UndocumentedShape,
        "policies of Azure AD Graph, as ROADtools and AADInternals keep them, are not read",
        HOW_TO_EXPORT,
    )
    .at(at.clone())
}

/// `what` stands in the place of the object of a sentence.
pub(super) fn other_syntax(what: &str, help: &str) -> Problem {
    Problem::new(ProblemCode::OtherSyntax, format!("the file holds {what}, and is not read"), help)
}

pub(super) fn no_policies_in(what: &str) -> Problem {
    Problem::new(
        ProblemCode::NoPoliciesInIt,
        format!("{what} without any Conditional Access policy says nothing of the tenant's policies"),
        "export the policies with Graph",
    )
}

pub(super) fn plan(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::PlanNotTenant,
        "this is a plan: it shows what Terraform would make, not what the tenant holds",
        "apply the plan and give the output of `terraform show -json`, or an export of the tenant",
    )
    .at(at.clone())
}

pub(super) fn state(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::StateNotTenant,
        "a Terraform state holds the policies that Terraform manages, as of its last refresh",
        "give an export of the tenant beside it, if policies are also made by hand",
    )
    .at(at.clone())
}

pub(super) fn collection_failed(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::CollectionFailed,
        "the tool says that it could not fetch the policies",
        "grant the tool the permission Policy.Read.All and run it again",
    )
    .at(at.clone())
}

pub(super) fn applying_only() -> Problem {
    Problem::new(
        ProblemCode::ApplyingOnly,
        "every policy of this What If response applies: those that do not may have been left out",
        "ask with `appliedPoliciesOnly` set to false, or give an export of all policies",
    )
}

pub(super) fn own_report() -> Problem {
    Problem::new(
        ProblemCode::OwnReport,
        "this is a report of Flowlock, not an export",
        "leave it out; evaluate the exports it was made from",
    )
}

pub(super) fn own_settings() -> Problem {
    Problem::new(
        ProblemCode::OwnSettings,
        "these are settings of Flowlock, which are not taken from among the exports",
        "pass the file with `--settings`",
    )
}

pub(super) fn own_decisions() -> Problem {
    Problem::new(
        ProblemCode::OwnDecisions,
        "these are decisions of Flowlock, which do not count unless they are asked for",
        "pass the file with `--decisions`",
    )
}

pub(super) fn group_unknown(at: &Pointer) -> Problem {
    Problem::new(
        ProblemCode::GroupUnknown,
        "members of a group are listed, but nothing says of which group",
        "give them as {\"groupId\": \"...\", \"transitiveMembers\": [...]}",
    )
    .at(at.clone())
}

pub(super) fn membership_differs(group: &str) -> Problem {
    Problem::new(
        ProblemCode::MembershipDiffers,
        format!("two exports disagree on who is in the group `{group}`, or one lacks a page"),
        "give one whole export of `/groups/<id>/transitiveMembers`",
    )
}

pub(super) fn duplicate_policy(id: &str, other: &str) -> Problem {
    Problem::new(
        ProblemCode::DuplicatePolicy,
        format!("the policy `{id}` stands in `{other}` too; this copy was taken"),
        "nothing to do if both are exports of the same tenant",
    )
}

pub(super) fn policy_conflict(id: &str, one: &str, other: &str) -> Problem {
    Problem::new(
        ProblemCode::PolicyConflict,
        format!("`{one}` and `{other}` disagree on the policy `{id}`, and neither is known to be newer"),
        "leave out the older export",
    )
}
