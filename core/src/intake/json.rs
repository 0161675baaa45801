//! JSON text to a tree that keeps duplicate members, within the limits.
//!
//! Several documents may follow one another, with or without line breaks: JSON lines, or pages
//! that were appended to one file.

use alloc::{borrow::Cow, string::ToString, vec::Vec};
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::problems;
use crate::{
    limits::{MAX_NESTING, MAX_STRING_BYTES},
    problem::Problem,
};

/// A JSON value. Unlike `serde_json::Value` it borrows, and it keeps members that stand twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number; none but whole ones that are not negative are ever read.
    Number(Option<u64>),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Node<'a>>),
    /// An object, in the order of the text.
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Reads every document of the text.
pub(crate) fn parse(text: &str) -> Result<Vec<Node<'_>>, Problem> {
    serde_json::Deserializer::from_str(text)
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|error| explain(&error))
}

/// Reads the one document of a text whose strings hold whole files, so that they may be of any length.
pub(crate) fn parse_one(text: &str) -> Result<Node<'_>, Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed { depth: 0, longest: usize::MAX };
    let node = seed.deserialize(&mut deserializer);
    node.and_then(|node| deserializer.end().map(|()| node)).map_err(|error| explain(&error))
}

/// What serde's errors say of a limit: they carry nothing but text.
const TOO_DEEP: &str = "too-deep";
const TOO_LONG: &str = "too-long";

fn explain(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let problem = if error.is_data() && message.starts_with(TOO_DEEP) {
        problems::too_deep()
    } else if error.is_data() && message.starts_with(TOO_LONG) {
        problems::too_long()
    } else if error.is_eof() {
        problems::breaks_off(error.line(), error.column())
    } else {
        problems::not_json(&message)
    };
    problem.in_line(u64::try_from(error.line()).unwrap_or(u64::MAX))
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Seed { depth: 0, longest: MAX_STRING_BYTES }.deserialize(deserializer)
    }
}

/// Reads one value at a depth.
#[derive(Clone, Copy)]
struct Seed {
    depth: usize,
    /// The longest string that is read.
    longest: usize,
}

impl Seed {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_NESTING {
            Err(E::custom(TOO_DEEP))
        } else {
            Ok(Self { depth: self.depth + 1, ..self })
        }
    }
}

/// A text within the limit.
fn short<E: Error>(text: Cow<'_, str>, longest: usize) -> Result<Cow<'_, str>, E> {
    if text.len() > longest { Err(E::custom(TOO_LONG)) } else { Ok(text) }
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(Some(value)))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(None))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(None))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Node<'de>, E> {
        short(Cow::Borrowed(text), self.longest).map(Node::String)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node<'de>, E> {
        short(Cow::Owned(text.into()), self.longest).map(Node::String)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let seed = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(seed)? {
            items.push(item);
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let seed = self.deeper()?;
        let mut members = Vec::new();
        while let Some(key) = access.next_key_seed(Key)? {
            members.push((key, access.next_value_seed(seed)?));
        }
        Ok(Node::Object(members))
    }
}

/// Reads the key of a member.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        short(Cow::Borrowed(text), MAX_STRING_BYTES)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        short(Cow::Owned(text.into()), MAX_STRING_BYTES)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read_and_duplicates_stay() {
        let documents = parse(r#"{"a":[null,true,7,-1,1.5,"x\n"],"a":{}}"#).unwrap();
        let Node::Object(members) = &documents[0] else { unreachable!("an object") };
        assert_eq!(members.len(), 2);
        let text = Node::String("x\n".into());
        let numbers = [Node::Number(Some(7)), Node::Number(None), Node::Number(None)];
        let [seven, minus, half] = numbers;
        let items = alloc::vec![Node::Null, Node::Bool(true), seven, minus, half, text];
        assert_eq!(members[0], ("a".into(), Node::Array(items)));
    }

    #[test]
    fn documents_may_follow_one_another() {
        assert_eq!(parse("{}\n{}\n").unwrap().len(), 2);
        assert_eq!(parse("{}[]{}").unwrap().len(), 3);
        assert_eq!(parse(" \r\n").unwrap().len(), 0);
    }

    #[test]
    fn a_syntax_error_names_its_line() {
        let problem = parse("{}\n{\"a\":}").unwrap_err();
        assert_eq!((problem.code.as_str(), problem.line), ("not-json", Some(2)));
        assert!(problem.message.contains("line 2"), "{}", problem.message);
    }

    #[test]
    fn nesting_and_long_strings_stop_at_the_limit() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(parse(&nested(MAX_NESTING)).is_ok());
        assert_eq!(parse(&nested(MAX_NESTING + 1)).unwrap_err().code.as_str(), "too-deep");
        assert_eq!(parse(&"[".repeat(1_000_000)).unwrap_err().code.as_str(), "too-deep");
        let long = |bytes: usize| ["[\"", &"x".repeat(bytes), "\"]"].concat();
        assert!(parse(&long(MAX_STRING_BYTES)).is_ok());
        assert_eq!(parse(&long(MAX_STRING_BYTES + 1)).unwrap_err().code.as_str(), "too-long");
    }
}
