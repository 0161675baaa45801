//! Files about policies that are not JSON: what they are, and what to do. Nothing of them is read.

use alloc::string::String;

use super::problems;
use crate::{entra::Pointer, problem::Problem};

/// What a text is that begins so, if it is about policies.
pub(super) fn told(start: &str) -> Option<Problem> {
    // A text has none; an archive may hold any words.
    if start.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        return None;
    }
    let start = start.to_ascii_lowercase();
    let is_block = |line: &str| {
        let name = line.trim_start().strip_prefix("aadconditionalaccesspolicy ");
        name.is_some_and(|name| name.trim_start().starts_with(['"', '\'']))
    };
    if start.lines().any(is_block) {
        return Some(problems::names_not_ids(&Pointer::root()));
    }
    let (what, help) = syntax(&start)?;
    Some(problems::other_syntax(what, help))
}

fn syntax(start: &str) -> Option<(&'static str, &'static str)> {
    let is_member = |line: &str| line.trim_start().starts_with("grantcontrols:");
    Some(match start {
        _ if start.contains("resource \"") && start.contains("conditional_access_policy\"") => (
            "Terraform code, and not what the tenant holds",
            "give what it made: `terraform show -json > state.json`",
        ),
        _ if start.starts_with("<objs ") => (
            "objects that PowerShell kept as XML",
            "export again with `ConvertTo-Json -Depth 10` in place of `Export-Clixml`",
        ),
        _ if start.lines().any(is_member) => {
            ("a policy in YAML", "convert it: `yq -o json FILE > policy.json`; give all policies")
        }
        _ if is_table(start) => {
            ("a table of policies, which shows names and not all members", problems::HOW_TO_EXPORT)
        }
        _ => return None,
    })
}

/// Whether the first line has the columns in which tools list policies.
fn is_table(start: &str) -> bool {
    let letters = |line: &str| line.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let header =
        start.lines().next().filter(|line| line.contains([',', ';', '\t'])).map(letters).unwrap_or_default();
    let has = |name: &str| header.contains(name);
    has("state") && (has("includeusers") || has("usersinclude"))
        || has("builtincontrols")
        || has("grantcontrols")
}

/// Whether it begins with a word in brackets: a table of TOML or INI, or a link of Markdown. No JSON does.
pub(super) fn is_heading(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let inner = line.trim_start_matches('[');
    let is_word = inner.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!');
    let is_value = ["true", "false", "null"].iter().any(|value| inner.starts_with(value));
    inner.len() < line.len() && is_word && !is_value && inner.contains(']')
}

/// Whether it has a table that only settings of ours have, as TOML.
pub(super) fn is_settings(start: &str) -> bool {
    let tables =
        ["[emergencyAccess]", "[[exceptions]]", "[[meantToBeBlocked]]", "[reportOnlySince]", "[approvals."];
    start.lines().any(|line| tables.iter().any(|table| line.trim_start().starts_with(table)))
}

/// Whether the bytes are a zip archive, and no document of Office, which is one as well.
pub(super) fn is_archive(start: &str) -> bool {
    let of_office = ["[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/"];
    start.starts_with("PK\u{3}\u{4}") && !of_office.iter().any(|name| start.contains(name))
}

/// Whether it is the page on which Microsoft asks to log in, which a browser or a proxy was given in place of
/// an answer.
pub(super) fn is_log_in_page(start: &str) -> bool {
    let start = start.to_ascii_lowercase();
    let hosts = ["aadcdn.msauth.net", "aadcdn.msftauth.net", "login.microsoftonline.com"];
    start.contains("<html") && start.starts_with('<') && hosts.iter().any(|host| start.contains(host))
}

/// The code of an error that `az` printed, which a shell wrote into the file together with the answer.
pub(super) fn az_error(start: &str) -> Option<&str> {
    let (code, _) = start.strip_prefix("ERROR: ")?.split_once('(')?;
    (!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' '))
        .then_some(code)
}

/// What is wrong with a file that [`is_warned_of`].
pub(super) const WARNED_OF: &str = "a warning stands before it, as `2>&1` writes it";

/// Whether a shell wrote a warning of `az` into the file, before an answer about policies.
pub(super) fn is_warned_of(start: &str) -> bool {
    let mut lines = start.lines();
    let is_warning = lines.next().is_some_and(|line| line.starts_with("WARNING: "));
    let is_about = start.contains("conditionalAccess") || start.contains("\"grantControls\"");
    is_warning && is_about && lines.any(|line| line.starts_with(['{', '[']))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use crate::{
        intake::testing::{codes, refused, source},
        tenant::SourceKind,
    };

    #[test]
    fn what_it_is_and_what_to_do_is_told() {
        for (file, code, word) in [
            ("resource \"azuread_conditional_access_policy\" \"x\" {\n", "other-syntax", "Terraform code"),
            ("<Objs Version=\"1.1.0.1\">", "other-syntax", "XML"),
            ("displayName: x\nGrantControls:\n  Operator: OR\n", "other-syntax", "YAML"),
            ("\"Display Name\",\"State\",\"Include Users\"\n", "other-syntax", "table"),
            (
                "Configuration X {\n  AADConditionalAccessPolicy \"y\"\n  {",
                "names-not-ids",
                "Microsoft365DSC",
            ),
        ] {
            let source = source(file);
            assert_eq!((source.kind, codes(&source)), (SourceKind::Ignored, [code].to_vec()), "{file}");
            assert!(source.problems[0].message.contains(word), "{file}");
        }
    }

    #[test]
    fn an_error_of_az_is_one_of_graph() {
        let problem = refused("ERROR: Forbidden({\"error\":{\"code\":\"x\"}})");
        assert!(problem.code.as_str() == "graph-error" && problem.message.contains("`Forbidden`"));
    }

    #[test]
    fn a_log_in_page_is_no_export_and_any_other_page_is_passed_over() {
        let page = |head: &str| alloc::format!("<!DOCTYPE html>\n<HTML><head>{head}</head></html>");
        let preload = r#"<link rel="preconnect" href="https://aadcdn.msauth.net" crossorigin>"#;
        let problem = refused(&page(preload));
        assert!(problem.code.as_str() == "graph-error" && problem.help.starts_with("sign in again"));
        assert!(source(&page("<title>Baseline</title>")).problems.is_empty());
    }

    #[test]
    fn an_answer_behind_a_warning_is_not_passed_over() {
        let answer = "{\"@odata.context\":\"x/conditionalAccess/policies\",\"value\":[]}";
        let problem = refused(&alloc::format!("WARNING: it changed\n{answer}"));
        assert!(problem.code.as_str() == "not-json" && problem.message.contains("a warning"));
        assert!(source("WARNING: about conditionalAccess\n").problems.is_empty());
    }

    #[test]
    fn an_archive_is_told_and_a_document_of_office_is_not() {
        let file = |name: &str| alloc::format!("PK\u{3}\u{4}\u{14}\0{name}state,grantControls");
        assert_eq!(codes(&source(&file("policies/a.json"))), ["archive-not-read"]);
        assert!(source(&file("[Content_Types].xml")).problems.is_empty());
        assert!(source("\0\u{1}state,grantControls\n").problems.is_empty());
    }

    #[test]
    fn settings_in_toml_are_told_from_broken_json() {
        for file in [
            "[emergencyAccess]\nusers = []\n",
            "minObservationDays = 7\n\n  [[exceptions]]\nid = \"e\"\n",
            "# ours\n[approvals.turnOn]\nneeded = 2\n",
        ] {
            let source = source(file);
            assert_eq!(
                (source.kind, codes(&source)),
                (SourceKind::Ignored, ["own-settings"].to_vec()),
                "{file}"
            );
        }
        for file in ["[package]\nname = \"x\"\n", "[[bin]]\n", "[![badge](x)](y)\n", "[Home](index.md)\n"] {
            let source = source(file);
            assert!(source.kind == SourceKind::Ignored && source.problems.is_empty(), "{file}");
        }
        for file in ["[", "[true", "[nul", "[{\"id\":", "[[{]"] {
            assert_eq!(refused(file).code.as_str(), "not-json", "{file}");
        }
    }

    #[test]
    fn documents_that_mention_policies_are_passed_over() {
        for file in [
            "AADConditionalAccessPolicy is a resource",
            "# Baseline\n```json\n\"grantControls\": {}\n```",
            "name,state\n",
            "ERROR: it failed",
            "a: b\n",
        ] {
            assert!(source(file).problems.is_empty(), "{file}");
        }
    }
}
