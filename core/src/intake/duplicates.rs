//! Members that stand twice: in a verdict, a duplicate key is an attack.

use alloc::{collections::BTreeMap, vec, vec::Vec};

use super::{
    json::Node,
    problems,
    view::{View, fold, is_blank, is_overflow, members},
};
use crate::{entra::Pointer, problem::Problem};

/// Refuses a record in which a member stands twice, at any depth, in whatever two casings.
///
/// A member and an `AdditionalProperties` beside it may name the same thing, unless both say something.
pub(crate) fn refuse(view: &View<'_>) -> Result<(), Problem> {
    let mut trail = Vec::new();
    if find(view.node, &mut trail) { Err(problems::duplicate_key(&pointer(view, &trail))) } else { Ok(()) }
}

/// Refuses an object in which a member stands twice, without a look at what the members hold.
pub(super) fn refuse_shallow(view: &View<'_>) -> Result<(), Problem> {
    match twice(view.node) {
        Some(keys) => {
            Err(problems::duplicate_key(&keys.iter().fold(view.at.clone(), |at, key| at.member(key))))
        }
        None => Ok(()),
    }
}

/// A step from a value to one inside it; the pointer is spelled out only if it is needed.
enum Step<'n> {
    Member(&'n str),
    Item(usize),
}

fn pointer(view: &View<'_>, trail: &[Step<'_>]) -> Pointer {
    trail.iter().fold(view.at.clone(), |at, step| match step {
        Step::Member(key) => at.member(key),
        Step::Item(index) => at.item(*index),
    })
}

/// Whether there is a duplicate; the trail then leads to it. As deep as the nesting limit at most.
fn find<'n>(node: &'n Node<'n>, trail: &mut Vec<Step<'n>>) -> bool {
    if let Some(keys) = twice(node) {
        trail.extend(keys.into_iter().map(Step::Member));
        return true;
    }
    match node {
        Node::Object(members) => members.iter().any(|(key, value)| enter(Step::Member(key), value, trail)),
        Node::Array(items) => {
            items.iter().enumerate().any(|(index, item)| enter(Step::Item(index), item, trail))
        }
        _ => false,
    }
}

fn enter<'n>(step: Step<'n>, node: &'n Node<'n>, trail: &mut Vec<Step<'n>>) -> bool {
    trail.push(step);
    let found = find(node, trail);
    if !found {
        trail.pop();
    }
    found
}

/// The way to the first member that stands a second time: its key, after that of an overflow.
fn twice<'n>(node: &'n Node<'n>) -> Option<Vec<&'n str>> {
    let mut seen = BTreeMap::new();
    for (key, value) in members(node) {
        if seen.insert(fold(key), is_blank(value)).is_some() {
            return Some(vec![key]);
        }
    }
    let said = |key: &str| seen.get(&fold(key)).is_some_and(|blank| !blank);
    members(node).filter(|(key, _)| is_overflow(key)).find_map(|(overflow, spilt)| {
        let mut clash = members(spilt).filter(|(key, value)| !is_blank(value) && said(key));
        clash.next().map(|(key, _)| vec![overflow, key])
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use alloc::{format, string::String};

    use super::*;
    use crate::intake::json::parse;

    fn found(text: &str) -> Option<String> {
        let documents = parse(text).unwrap();
        refuse(&View::new(&documents[0], Pointer::root())).err().and_then(|problem| problem.pointer)
    }

    #[test]
    fn duplicates_are_found_at_any_depth_and_in_two_casings() {
        assert_eq!(found(r#"{"a":1,"b":1}"#), None);
        assert_eq!(found(r#"{"a":1,"a":1}"#).as_deref(), Some("/a"));
        assert_eq!(found(r#"{"x":[{},{"userId":1,"user_id":2}]}"#).as_deref(), Some("/x/1/user_id"));
        assert_eq!(found(r#"{"Id":1,"id":1}"#).as_deref(), Some("/id"));
    }

    #[test]
    fn annotations_do_not_count() {
        assert_eq!(found(r##"{"a@odata.type":"#x","a":1,"@odata.id":"1","@odata.id":"2"}"##), None);
    }

    #[test]
    fn an_overflow_may_fill_in_but_not_contradict() {
        assert_eq!(found(r#"{"A":null,"AdditionalProperties":{"a":1}}"#), None);
        let clash = found(r#"{"A":2,"AdditionalProperties":{"a":1}}"#);
        assert_eq!(clash.as_deref(), Some("/AdditionalProperties/a"));
    }

    #[test]
    fn a_million_keys_take_no_quadratic_time() {
        let keys = (0..200_000).map(|at| format!("\"k{at}\":0,")).collect::<Vec<_>>().concat();
        assert_eq!(found(&format!("{{{keys}\"k7\":1}}")).as_deref(), Some("/k7"));
    }
}
