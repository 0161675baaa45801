//! Records inside something of no known kind. They are not read, since nothing says whether they are the
//! tenant's or, say, what somebody wants them to be; but where they stand is told.

use alloc::{format, string::String, vec::Vec};

use super::{
    json::Node,
    view::{View, members},
};
use crate::{catalogue::ProblemCode, entra::Pointer};

/// Where records stand, and what they look like.
pub(super) struct Inside {
    /// What they look like.
    pub(super) looks: Looks,
    /// The list of them, or the single one.
    pub(super) at: Pointer,
}

/// What a value looks like.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    /// A kind of records, in the plural.
    pub(super) like: &'static str,
    /// What is said of them.
    pub(super) code: ProblemCode,
    /// Whether it is a text that holds JSON.
    as_text: bool,
}

impl Inside {
    /// How jq takes them out; `None` where a name in the path would need quotes of its own. Of `several`
    /// documents in a file jq reads one after the other.
    pub(super) fn jq(&self, several: bool) -> Option<String> {
        let mut path = String::new();
        for token in self.at.as_str().split('/').skip(1 + usize::from(several)) {
            path.push_str(&step(token)?);
        }
        let dot = if path.starts_with('[') { "." } else { "" };
        let parsed = if self.looks.as_text { " | fromjson?" } else { "" };
        (!path.is_empty()).then(|| format!("jq '{dot}{path}{parsed}' FILE > {}.json", self.looks.like))
    }
}

/// A step of a path of jq: every item of a list where the pointer names one.
fn step(token: &str) -> Option<String> {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    if token.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("[]".into());
    }
    let is_plain = token.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit());
    (is_plain && token.bytes().next().is_some_and(is_letter)).then(|| format!(".{token}"))
}

/// A step from a value to one inside it.
enum Step<'n> {
    Member(&'n str),
    Item(usize),
}

/// The first records inside the value. No pointer is written on the way to them: long keys would make it
/// grow beyond measure.
pub(super) fn find(view: &View<'_>) -> Option<Inside> {
    let mut steps = Vec::new();
    let looks = search(view.node, &mut steps)?;
    // Whoever takes them out takes the list, and not its first item.
    let last = usize::from(matches!(steps.first(), Some(Step::Item(_))));
    let at = steps.iter().skip(last).rev().fold(view.at.clone(), |at, step| match step {
        Step::Member(key) => at.member(key),
        Step::Item(index) => at.item(*index),
    });
    Some(Inside { looks, at })
}

/// Leaves the steps behind, the last one first. The nesting limit bounds the depth.
fn search<'n>(node: &'n Node<'n>, steps: &mut Vec<Step<'n>>) -> Option<Looks> {
    let mut into = |inner: &'n Node<'n>, step: Step<'n>| {
        let looks = looks_like(inner).or_else(|| search(inner, steps))?;
        steps.push(step);
        Some(looks)
    };
    match node {
        Node::Array(items) => items.iter().enumerate().find_map(|(at, item)| into(item, Step::Item(at))),
        _ => members(node).find_map(|(key, value)| into(value, Step::Member(key))),
    }
}

fn looks_like(node: &Node<'_>) -> Option<Looks> {
    let view = View::new(node, Pointer::root());
    // Recorders of HTTP and search engines keep what they were given as text.
    let (as_text, has): (bool, &dyn Fn(&str) -> bool) = match node {
        Node::String(text) => (true, &|name| text.contains(&format!("\"{name}\""))),
        _ => (false, &|name| view.has(name)),
    };
    let (like, code) = if has("conditions") && (has("grantControls") || !as_text && has("state")) {
        ("policies", ProblemCode::RecordsInside)
    } else if SIGN_IN.into_iter().any(has) {
        ("sign-ins", ProblemCode::SignInsInside)
    } else {
        return None;
    };
    Some(Looks { like, code, as_text })
}

/// Members that only a sign-in has.
const SIGN_IN: [&str; 3] =
    ["appliedConditionalAccessPolicies", "conditionalAccessStatus", "authenticationProtocol"];

#[cfg(test)]
mod tests {
    use crate::{
        intake::testing::{codes, source},
        tenant::SourceKind,
    };

    #[test]
    fn where_they_stand_is_told_and_they_are_not_read() {
        let policy = r#"{"id":"p","state":"enabled","conditions":{}}"#;
        for (code, file, at, help) in [
            (
                "records-inside",
                r#"{"run":{"wanted":[1,POLICY]}}"#,
                "/run/wanted",
                "`jq '.run.wanted' FILE > policies.json`",
            ),
            (
                "records-inside",
                r#"{"log":[{"text":"{\"conditions\":{},\"grantControls\":{}}"}]}"#,
                "/log/0/text",
                "`jq '.log[].text | fromjson?' FILE > policies.json`",
            ),
            ("records-inside", r#"{"some id":POLICY}"#, "/some id", "a file of its own"),
            (
                "sign-ins-inside",
                "{\"event\":{\"conditionalAccessStatus\":\"success\"}}\n{}",
                "/0/event",
                "`jq '.event' FILE > sign-ins.json`",
            ),
            (
                "sign-ins-inside",
                r#"[{"_source":{"conditionalAccessStatus":"success"}}]"#,
                "/0/_source",
                "`jq '.[]._source' FILE > sign-ins.json`",
            ),
        ] {
            let source = source(&file.replace("POLICY", policy));
            assert_eq!((source.kind, codes(&source)), (SourceKind::Ignored, [code].to_vec()));
            let problem = source
                .problems
                .first()
                .map(|problem| (problem.pointer.as_deref(), problem.help.contains(help)));
            assert_eq!(problem, Some((Some(at), true)), "{file}");
        }
    }

    #[test]
    fn what_holds_none_is_ignored_without_a_word() {
        assert!(source(r#"{"a":[{"b":{"conditions":{}}},{"c":null}]}"#).problems.is_empty());
    }
}
