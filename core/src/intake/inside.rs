//! Records inside something of no known kind. They are not read, since nothing says whether they are the
//! tenant's or, say, what somebody wants them to be; but where they stand is told.

use alloc::{format, string::String, vec::Vec};

use super::{
    json::Node,
    view::{View, members},
};
use crate::entra::Pointer;

/// Where records stand, and what they look like.
pub(super) struct Inside {
    /// What they look like, in the plural.
    pub(super) what: &'static str,
    /// The list of them, or the single one.
    pub(super) at: Pointer,
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
    let what = search(view.node, &mut steps)?;
    // Whoever takes them out takes the list, and not its first item.
    let last = usize::from(matches!(steps.first(), Some(Step::Item(_))));
    let at = steps.iter().skip(last).rev().fold(view.at.clone(), |at, step| match step {
        Step::Member(key) => at.member(key),
        Step::Item(index) => at.item(*index),
    });
    Some(Inside { what, at })
}

/// Leaves the steps behind, the last one first. The nesting limit bounds the depth.
fn search<'n>(node: &'n Node<'n>, steps: &mut Vec<Step<'n>>) -> Option<&'static str> {
    let mut into = |inner: &'n Node<'n>, step: Step<'n>| {
        let what = looks_like(inner).or_else(|| search(inner, steps))?;
        steps.push(step);
        Some(what)
    };
    match node {
        Node::Array(items) => items.iter().enumerate().find_map(|(at, item)| into(item, Step::Item(at))),
        _ => members(node).find_map(|(key, value)| into(value, Step::Member(key))),
    }
}

fn looks_like(node: &Node<'_>) -> Option<&'static str> {
    // Recorders of HTTP keep answers as text.
    if let Node::String(text) = node {
        return (text.contains("\"grantControls\"") && text.contains("\"conditions\"")).then_some("policies");
    }
    let view = View::new(node, Pointer::root());
    let is_policy = view.has("conditions") && (view.has("state") || view.has("grantControls"));
    let is_sign_in = || view.has("appliedConditionalAccessPolicies") || view.has("conditionalAccessStatus");
    if is_policy { Some("policies") } else { is_sign_in().then_some("sign-ins") }
}

/// The pointer as a path of jq; `None` where a shell or jq would want quotes.
pub(super) fn jq_path(at: &Pointer) -> Option<String> {
    let is_plain = |token: &&str| {
        token.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let tokens: Vec<&str> = at.as_str().split('/').skip(1).collect();
    (!tokens.is_empty() && tokens.iter().all(is_plain)).then(|| format!(".{}", tokens.join(".")))
}

#[cfg(test)]
mod tests {
    use crate::{
        intake::testing::{codes, source},
        tenant::SourceKind,
    };

    #[test]
    fn where_they_stand_is_told_and_they_are_not_read() {
        let policy = r#"{"id":"p","state":"enabled","conditions":{}}"#;
        for (file, at, help) in [
            (r#"{"run":{"wanted":[1,POLICY]}}"#, "/run/wanted", "jq .run.wanted"),
            (
                r#"{"log":[{"text":"{\"conditions\":{},\"grantControls\":{}}"}]}"#,
                "/log/0/text",
                "a file of its own",
            ),
            (r#"{"some id":POLICY}"#, "/some id", "a file of its own"),
            (r#"[{"_source":{"conditionalAccessStatus":"success"}}]"#, "/0/_source", "a file of its own"),
        ] {
            let source = source(&file.replace("POLICY", policy));
            assert_eq!((source.kind, codes(&source)), (SourceKind::Ignored, ["records-inside"].to_vec()));
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
