//! One request in, one response out, both JSON: the whole of Flowlock for hosts that carry bytes.
//!
//! | request | response |
//! | --- | --- |
//! | `{"evaluate": …}`: exports, settings, decisions, the moment to speak of | `{"report": …}` |
//! | `{"diff": …}`: the same of two times | `{"diff": …}` |
//! | `{"locate": …}`: exports, and members that a report points at | `{"places": […]}`: lines and columns |
//! | `{"watch": …}`: exports of policies | `{"watch": "…"}`: what a log is to be read for |
//! | `{"summarise": …}`: a watch, and a part of a log of sign-ins | `{"summary": "…"}` |
//! | `{"merge": …}`: summaries | `{"summary": "…"}` |
//! | anything else | `{"error": …}`: a [`Problem`] |
//!
//! A log that one machine cannot hold goes in parts: [`Watch`] once, [`Summarise`] for each part,
//! [`Merge`] in any order and grouping, and [`Evaluate`] with the exports and what was merged.
//! Watches and summaries are texts that nobody but Flowlock reads: a host keeps them as they are.

mod answer;
mod describe;
mod parse;
mod part;
mod sealed;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use alloc::{borrow::Cow, boxed::Box, string::String, vec::Vec};

use schemars::JsonSchema;
use serde::Serialize;

pub use answer::{not_lent, respond};
pub use describe::describe;

use crate::{
    decisions::{Decisions, SignatureStanding, Signed, Signer},
    diff,
    locate::Placed,
    problem::Problem,
    report::Report,
    settings::Settings,
};

/// What is asked.
///
/// ```
/// use flowlock_core::request::{Content, Evaluate, Export, Request, respond};
///
/// let policies = r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies",
///     "value": []}"#;
/// let request = Request::Evaluate(Evaluate {
///     exports: vec![Export { name: "policies.json".into(), content: Content::Text(policies.into()) }],
///     as_of: Some("2026-01-31T00:00:00Z".into()),
///     ..Evaluate::default()
/// });
/// let response = respond(&serde_json::to_vec(&request)?);
/// assert!(response.starts_with(br#"{"report":{"schemaVersion":1,"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Request<'a> {
    /// The verdict on one tenant.
    Evaluate(Evaluate<'a>),
    /// What changed between two exports of one tenant.
    Diff(Box<Diff<'a>>),
    /// In which lines the members stand that a report points at.
    Locate(Locate<'a>),
    /// What a log of sign-ins is to be read for.
    Watch(Watch<'a>),
    /// What parts of a log of sign-ins say.
    Summarise(Summarise<'a>),
    /// What several summaries say together.
    Merge(Merge<'a>),
}

/// Asks for the verdict on one tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evaluate<'a> {
    /// The exports, logs of sign-ins among them, in whatever order.
    pub exports: Vec<Export<'a>>,
    /// What was summarised of logs that are not among the exports.
    #[schemars(default)]
    pub summaries: Vec<Cow<'a, str>>,
    /// What the tenant's owner accepts; without it, nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Declared<'a, Settings>>,
    /// Users and groups that are added to the emergency access of the settings. An object id that no export
    /// tells to be a user's or a group's is taken for either.
    #[schemars(default)]
    pub emergency_access: Vec<Cow<'a, str>>,
    /// What people decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<Declared<'a, Decisions>>,
    /// What the host found of their signatures. One that is not among them is not checked, and approves
    /// nothing.
    #[schemars(default)]
    pub checked: Vec<Checked>,
    /// Files that the host could not read, each named as the `source` of what is wrong with it.
    #[schemars(default)]
    pub unread: Vec<Problem>,
    /// The moment to speak of, RFC 3339; where it is left out, that of the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Cow<'a, str>>,
    /// What the host's clock says, RFC 3339: the moment to speak of where nothing else fixes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Cow<'a, str>>,
}

/// Settings or decisions, as a host has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Declared{T}")]
pub enum Declared<'a, T> {
    /// Read already.
    Object(Box<T>),
    /// The text of their file, in JSON.
    Text(Cow<'a, str>),
}

/// One signature, as a host found it. Cryptography is no part of the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// What was signed, and the signature, as they stand in the decision.
    #[serde(flatten)]
    pub signed: Signed,
    /// What was found.
    #[serde(flatten)]
    pub found: Found,
}

/// Whose key made a signature, or why it does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Found {
    /// Whose key it was.
    Signer(Signer),
    /// Why it does not count.
    Refused(SignatureStanding),
}

/// Asks what changed between two exports of one tenant. Give both sides the same settings, so that what differs
/// is the tenant, and files names that say of which side they are: changes are told by them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Diff<'a> {
    /// The older exports, and what held for them.
    pub before: Evaluate<'a>,
    /// The newer exports, and what holds for them.
    pub after: Evaluate<'a>,
}

/// Asks in which lines the members stand that a report points at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Locate<'a> {
    /// The exports that it points into.
    pub exports: Vec<Export<'a>>,
    /// The members: a `source` and a `pointer` of the report each.
    pub members: Vec<Member<'a>>,
}

/// One member of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Member<'a> {
    /// The file, by the name that the report has for it.
    pub source: Cow<'a, str>,
    /// The member, as a JSON pointer into that file.
    pub pointer: Cow<'a, str>,
}

/// Asks what a log of sign-ins is to be read for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Watch<'a> {
    /// The exports of policies that the log will be evaluated with, and of audit logs.
    pub exports: Vec<Export<'a>>,
    /// The settings that the log will be evaluated with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Declared<'a, Settings>>,
}

/// Asks what parts of a log of sign-ins say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Summarise<'a> {
    /// What to read the log for: the response to [`Watch`].
    pub watch: Cow<'a, str>,
    /// The parts: whole files, or whole records of one. Parts of one name become one source.
    pub logs: Vec<Export<'a>>,
}

/// Asks what several summaries say together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Merge<'a> {
    /// The summaries, in whatever order.
    pub summaries: Vec<Cow<'a, str>>,
}

/// One file of an export, or one part of a log, already decompressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Export<'a> {
    /// The host's name for it, usually a path.
    pub name: Cow<'a, str>,
    /// What is in it.
    #[serde(flatten)]
    pub content: Content<'a>,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Content<'a> {
    /// The text, where it is UTF-8.
    Text(Cow<'a, str>),
    /// The bytes in Base64 (RFC 4648, with padding), whatever their encoding.
    Base64(Cow<'a, str>),
}

/// What is answered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Response {
    /// The verdict, and everything it rests on.
    Report(Box<Report>),
    /// What changed.
    Diff(Box<diff::Diff>),
    /// Where members stand, sorted by file and pointer.
    Places(Vec<Placed>),
    /// What a log is to be read for; for [`Summarise`].
    Watch(String),
    /// What was read of a log; for [`Merge`] and [`Evaluate`].
    Summary(String),
    /// Why there is no answer.
    Error(Problem),
}
