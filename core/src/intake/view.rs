//! A value and where it stands, with members looked up whatever the casing of the export.

use alloc::{string::String, vec::Vec};
use core::iter;

use super::json::Node;
use crate::entra::Pointer;

/// The members into which SDKs put what their version has no property for.
const OVERFLOWS: [&str; 2] = ["additionalProperties", "additionalData"];

static NOTHING: Node<'static> = Node::Null;

/// A value of a document, and the pointer to it, spelled as the file spells it.
#[derive(Clone, Debug)]
pub(crate) struct View<'n> {
    /// The value.
    pub(crate) node: &'n Node<'n>,
    /// Where it stands.
    pub(crate) at: Pointer,
}

impl<'n> View<'n> {
    /// The value at this place.
    pub(crate) fn new(node: &'n Node<'n>, at: Pointer) -> Self {
        Self { node, at }
    }

    /// What stands for an object that is not configured, so that reading goes on and finds nothing.
    pub(super) fn nothing(at: Pointer) -> Self {
        Self { node: &NOTHING, at }
    }

    /// Every member that is no annotation, with its place.
    pub(crate) fn own_members(&self) -> impl Iterator<Item = (&'n str, View<'n>)> + use<'n> {
        let at = self.at.clone();
        members(self.node).map(move |(key, node)| (key, View::new(node, at.member(key))))
    }

    /// The same, with what stands in an overflow in place of the overflow.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'n str, View<'n>)> + use<'n> {
        let objects: Vec<_> = iter::once(self.clone()).chain(self.overflows()).collect();
        objects.into_iter().flat_map(|object| object.own_members()).filter(|(key, _)| !is_overflow(key))
    }

    /// The member of this name: its own if that says anything, else one in an overflow.
    pub(super) fn get(&self, name: &str) -> Option<View<'n>> {
        let own = self.own(name);
        if own.as_ref().is_some_and(|view| !view.is_blank()) {
            return own;
        }
        self.overflows().find_map(|overflow| overflow.own(name)).or(own)
    }

    /// Whether there is a member of this name, be it blank.
    pub(super) fn has(&self, name: &str) -> bool {
        self.own_node(name).is_some() || self.overflows().any(|overflow| overflow.own_node(name).is_some())
    }

    /// Whether a member of this name says anything.
    pub(super) fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|member| !member.is_blank())
    }

    /// The member of this name that stands in the object itself.
    pub(super) fn own(&self, name: &str) -> Option<View<'n>> {
        self.own_node(name).map(|(key, node)| View::new(node, self.at.member(key)))
    }

    fn own_node(&self, name: &str) -> Option<(&'n str, &'n Node<'n>)> {
        members(self.node).find(|(key, _)| same_name(key, name))
    }

    /// Whether the object, as SDKs dump it, has a place for what their version does not know.
    pub(super) fn has_overflow(&self) -> bool {
        self.overflows().next().is_some()
    }

    /// The objects of what the writer's version had no property for.
    pub(super) fn overflows(&self) -> impl Iterator<Item = View<'n>> {
        OVERFLOWS.iter().filter_map(|name| self.own(name))
    }

    /// An `OData` annotation by its whole key, such as `@odata.nextLink`.
    pub(super) fn annotation(&self, key: &str) -> Option<&'n str> {
        let find = |object: &View<'n>| all_members(object.node).find(|(own, _)| *own == key);
        let found = find(self).or_else(|| self.overflows().find_map(|overflow| find(&overflow)));
        found.and_then(|(_, node)| text(node))
    }

    /// The type that `@odata.type` names, without its namespace.
    pub(super) fn odata_type(&self) -> Option<&'n str> {
        self.annotation("@odata.type").and_then(|name| name.rsplit('.').next())
    }

    /// The text of a member; `None` where it is blank or no text.
    pub(super) fn text(&self, name: &str) -> Option<&'n str> {
        self.get(name).and_then(|view| view.as_text()).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The value as text.
    pub(super) fn as_text(&self) -> Option<&'n str> {
        text(self.node)
    }

    /// The items, where the value is an array.
    pub(super) fn as_items(&self) -> Option<&'n [Node<'n>]> {
        match self.node {
            Node::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The items of an array with their places; none where the value is no array.
    pub(crate) fn items(&self) -> impl Iterator<Item = View<'n>> + use<'n> {
        let at = self.at.clone();
        let items = self.as_items().unwrap_or_default();
        items.iter().enumerate().map(move |(index, item)| View::new(item, at.item(index)))
    }

    /// Whether the value is null.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.node, Node::Null)
    }

    /// Whether the value is an object.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.node, Node::Object(_))
    }

    /// Whether the value says that nothing is configured.
    pub(super) fn is_blank(&self) -> bool {
        is_blank(self.node)
    }
}

/// The members of an object that are no annotations.
pub(crate) fn members<'n>(node: &'n Node<'n>) -> impl Iterator<Item = (&'n str, &'n Node<'n>)> + use<'n> {
    all_members(node).filter(|(key, _)| !is_annotation(key))
}

fn all_members<'n>(node: &'n Node<'n>) -> impl Iterator<Item = (&'n str, &'n Node<'n>)> + use<'n> {
    let members = match node {
        Node::Object(members) => members.as_slice(),
        _ => &[],
    };
    members.iter().map(|(key, value)| (key.as_ref(), value))
}

fn text<'n>(node: &'n Node<'n>) -> Option<&'n str> {
    match node {
        Node::String(text) => Some(text),
        _ => None,
    }
}

/// Whether the value says that nothing is configured: exports write that as null, as nothing at
/// all, as arrays of nulls or as objects full of such.
pub(super) fn is_blank(node: &Node<'_>) -> bool {
    match node {
        Node::Null => true,
        Node::Bool(_) | Node::Number(_) => false,
        Node::String(text) => text.trim().is_empty(),
        Node::Array(items) => items.iter().all(|item| matches!(item, Node::Null)),
        Node::Object(members) => members.iter().all(|(key, value)| is_annotation(key) || is_blank(value)),
    }
}

/// Whether a key is metadata, or an action link: neither says anything of the record.
fn is_annotation(key: &str) -> bool {
    key.contains('@') || key.starts_with('#')
}

pub(super) fn is_overflow(key: &str) -> bool {
    OVERFLOWS.iter().any(|name| same_name(key, name))
}

/// Whether a key is this name in camel, Pascal or snake case.
///
/// A key of more than twice the length is none, so that no pointer grows beyond measure.
pub(crate) fn same_name(key: &str, name: &str) -> bool {
    key.len() <= 2 * name.len() && folded(key).eq(folded(name))
}

/// The name in the form in which keys are compared.
pub(super) fn fold(key: &str) -> Vec<u8> {
    folded(key).collect()
}

fn folded(key: &str) -> impl Iterator<Item = u8> + '_ {
    key.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}

/// A key in the casing of Graph.
pub(super) fn camel(key: &str) -> String {
    let mut words = key.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let rest = words.flat_map(|word| with_first(word, char::to_ascii_uppercase).collect::<Vec<_>>());
    with_first(first, char::to_ascii_lowercase).chain(rest).collect()
}

fn with_first(word: &str, change: fn(&char) -> char) -> impl Iterator<Item = char> + '_ {
    word.chars().enumerate().map(move |(at, letter)| if at == 0 { change(&letter) } else { letter })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::intake::json::parse;

    #[test]
    fn members_are_found_in_every_casing() {
        for key in ["displayName", "DisplayName", "display_name", "DISPLAYNAME"] {
            let text = alloc::format!(r#"{{"{key}":"x"}}"#);
            let documents = parse(&text).unwrap();
            let view = View::new(&documents[0], Pointer::root());
            assert_eq!(view.text("displayName"), Some("x"));
            assert_eq!(view.get("displayName").unwrap().at, Pointer::root().member(key));
        }
    }

    #[test]
    fn a_blank_member_gives_way_to_an_overflow() {
        let text =
            r##"{"A":null,"B":"own","AdditionalProperties":{"a":"spilt","@odata.type":"#m.graph.user"}}"##;
        let documents = parse(text).unwrap();
        let view = View::new(&documents[0], Pointer::root());
        assert_eq!((view.text("a"), view.text("b")), (Some("spilt"), Some("own")));
        assert_eq!(view.get("a").unwrap().at.as_str(), "/AdditionalProperties/a");
        assert_eq!(view.odata_type(), Some("user"));
        assert_eq!(view.members().map(|(key, _)| key).collect::<Vec<_>>(), ["A", "B", "a"]);
    }

    #[test]
    fn blank_comes_in_many_forms() {
        for text in
            ["null", "\"\"", "\" \"", "[]", "{}", "{\"A\":{\"B\":null,\"b@odata.type\":\"#X\"}}", "[null]"]
        {
            assert!(is_blank(&parse(text).unwrap()[0]), "{text}");
        }
        for text in ["0", "false", "\"none\"", "[\"x\"]", "[{}]", "[[]]", "{\"a\":{\"b\":0}}"] {
            assert!(!is_blank(&parse(text).unwrap()[0]), "{text}");
        }
    }

    #[test]
    fn keys_are_given_in_the_casing_of_graph() {
        assert_eq!(camel("IncludeFoo"), "includeFoo");
        assert_eq!(camel("include_foo_bars"), "includeFooBars");
        assert_eq!(camel("times"), "times");
    }
}
