//! A proposed change as something to run: a request of `az rest`, of Graph PowerShell, a Terraform block.
//!
//! Names come from the tenant, and a name may hold quotes, `$(…)`, line breaks or what turns text around.
//! So a body is written as JSON of plain ASCII in which everything that a shell could read stands as an
//! escape of JSON; there is nothing left that a shell could read. Addresses hold an object id and nothing
//! else. Nothing is sent anywhere: this makes text.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

use serde::Serialize;
use serde_json::Value;

use super::terraform;
use crate::report::{Change, PolicyBody, Proposal};

/// For what a change is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The body of the request, for Graph; a JSON batch where there are several.
    Graph,
    /// `az rest`, quoted for bash.
    Az,
    /// Graph PowerShell.
    PowerShell,
    /// Terraform's `azuread_conditional_access_policy`.
    Terraform,
}

/// The changes of a proposal, written for this tool.
///
/// ```
/// use flowlock_core::{File, Settings, evaluate_files, render::{self, Tool}};
///
/// let files = [File { name: "policies.json".into(), bytes: r#"{"conditionalAccessPolicies": []}"# }];
/// let settings = r#"{"emergencyAccess": {"users": ["7d1c0000-0000-4000-8000-0000000000b1"]}}"#;
/// let settings = Settings::parse("settings.json", settings.as_bytes())?;
/// let report = evaluate_files(&files, &settings, "2026-01-31T00:00:00Z".parse().expect("a time"))?;
/// let proposal = report.next_step.proposal.expect("a policy to create");
/// assert!(render::commands(&proposal, Tool::Az).contains("az rest --method POST"));
/// # Ok::<(), flowlock_core::Problem>(())
/// ```
pub fn commands(proposal: &Proposal, tool: Tool) -> String {
    if tool == Tool::Graph {
        return graph(&proposal.changes);
    }
    let one = |change: &Change| match tool {
        Tool::Az => az(change),
        Tool::PowerShell => powershell(change),
        Tool::Graph | Tool::Terraform => terraform::block(change),
    };
    let head = match tool {
        Tool::Az => AZ_HEAD,
        Tool::PowerShell => POWERSHELL_HEAD,
        Tool::Graph | Tool::Terraform => terraform::HEAD,
    };
    let written: Vec<String> = proposal.changes.iter().map(one).collect();
    format!("{head}\n{}", written.join("\n"))
}

const AZ_HEAD: &str = "\
# Needs a sign-in that may write policies: Policy.ReadWrite.ConditionalAccess
# and Policy.Read.All, as a service principal may have them. The Azure CLI's own
# sign-in of a user does not get them.
# Quoted for bash. Elsewhere write the body to a file with `--format graph
# --output body.json`, and give --body \"@body.json\" in place of the body here,
# with double quotes around the address.
";

const POWERSHELL_HEAD: &str = "\
Connect-MgGraph -Scopes 'Policy.ReadWrite.ConditionalAccess', 'Policy.Read.All', 'Application.Read.All'
";

/// The address of batches of requests.
const VERSION: &str = "https://graph.microsoft.com/v1.0";

/// One body, or a batch for `POST https://graph.microsoft.com/v1.0/$batch`.
fn graph(changes: &[Change]) -> String {
    match changes {
        [only] => pretty(&only.body),
        several => {
            let numbered = several.iter().enumerate();
            let requests = numbered.map(|(at, change)| Request::new(at + 1, change)).collect();
            pretty(&Batch { requests })
        }
    }
}

/// A JSON batch of Graph.
#[derive(Serialize)]
struct Batch<'c> {
    requests: Vec<Request<'c>>,
}

#[derive(Serialize)]
struct Request<'c> {
    id: String,
    method: &'c str,
    url: String,
    headers: Headers,
    body: &'c PolicyBody,
}

impl<'c> Request<'c> {
    fn new(number: usize, change: &'c Change) -> Self {
        Self {
            id: number.to_string(),
            method: &change.method,
            url: change.url.strip_prefix(VERSION).unwrap_or(&change.url).to_string(),
            headers: Headers { content_type: "application/json" },
            body: &change.body,
        }
    }
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "Content-Type")]
    content_type: &'static str,
}

fn pretty(value: &impl Serialize) -> String {
    // A body has nothing that JSON cannot say.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

fn az(change: &Change) -> String {
    format!(
        "{}az rest --method {} \\\n  --url '{}' \\\n  --headers 'Content-Type=application/json' \\\n  --body '{}'\n",
        comment(change),
        change.method,
        change.url,
        ascii(&change.body)
    )
}

/// The cmdlets of Graph PowerShell leave out what is null or empty, so such a body goes as it is.
fn powershell(change: &Change) -> String {
    let body = serde_json::to_value(&change.body).unwrap_or_default();
    let Some(id) = &change.policy_id else {
        return format!(
            "{}New-MgIdentityConditionalAccessPolicy -BodyParameter {}\n",
            comment(change),
            literal(&body, 0)
        );
    };
    if holds_nothing(&body) {
        return format!(
            "{}Invoke-MgGraphRequest -Method PATCH -ContentType 'application/json' `\n  -Uri '{}' `\n  -Body '{}'\n",
            comment(change),
            change.url,
            ascii(&change.body)
        );
    }
    format!(
        "{}Update-MgIdentityConditionalAccessPolicy -ConditionalAccessPolicyId '{id}' `\n  -BodyParameter {}\n",
        comment(change),
        literal(&body, 1)
    )
}

fn holds_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty() || items.iter().any(holds_nothing),
        Value::Object(members) => members.values().any(holds_nothing),
        _ => false,
    }
}

/// The policy by name and what changes, as comments.
pub(super) fn comment(change: &Change) -> String {
    let mut out = String::new();
    for words in core::iter::once(&change.display_name).chain(&change.words) {
        let words: String = crate::clean::name(words).chars().filter(|letter| !letter.is_control()).collect();
        let _ = writeln!(out, "# {words}");
    }
    out
}

/// JSON of ASCII without quotes and other signs that a shell could read.
fn ascii(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::new();
    for letter in json.chars() {
        // Such a sign stands in a string, where JSON can write it as an escape.
        if letter.is_ascii() && !letter.is_ascii_control() && !"'`$&<>%!^|;".contains(letter) {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// A literal of PowerShell, without null.
fn literal(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item, depth)).collect();
            format!("@({})", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{indent}  {} = {}\n", quoted(name), literal(value, depth + 1))
            };
            let members: String = members.iter().map(member).collect();
            format!("@{{\n{members}{indent}}}")
        }
        other => quoted(&other.to_string()),
    }
}

/// A string of PowerShell between single quotes, in which nothing but a quote has a meaning. To PowerShell
/// the four typographic ones are quotes as well.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    for letter in text.chars() {
        if matches!(letter, '\'' | '\u{2018}'..='\u{201b}') {
            out.push(letter);
        }
        out.push(letter);
    }
    out.push('\'');
    out
}
