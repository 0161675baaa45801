//! JSON that people write: what is misspelt, stands twice or is of the wrong type is refused, with its
//! place, since what is silently not read would change an answer.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use crate::{
    catalogue::ProblemCode,
    entra::Pointer,
    intake::{Node, View, decode, duplicate_key, parse_json},
    nearest::nearest,
    problem::Problem,
};

/// Reads a file that holds one object; `name` is the host's name for it, and `invalid` what a file is refused as
/// that holds another number of them.
pub(crate) fn document<T>(
    name: &str,
    json: &[u8],
    invalid: ProblemCode,
    read: impl FnOnce(&View<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let read = |text: &str| match parse_json(text)?.as_slice() {
        [document] => read(&View::new(document, Pointer::root())),
        _ => Err(Problem::new(invalid, "the file does not hold one object", "write one JSON object")
            .at(Pointer::root())),
    };
    decode(json).and_then(|text| read(&text)).map_err(|problem| problem.in_source(name))
}

/// What is read, and what its problems are called.
#[derive(Debug)]
pub(crate) struct Kind {
    /// What one member is: "a setting".
    pub(crate) member: &'static str,
    pub(crate) unknown_key: ProblemCode,
    pub(crate) wrong_type: ProblemCode,
}

/// The members of an object, all of them known and none twice.
pub(crate) struct Members<'n> {
    kind: &'static Kind,
    found: Vec<(&'n str, View<'n>)>,
    /// Where the object stands.
    pub(crate) at: Pointer,
}

impl Kind {
    /// The members of an object, which must be among the known ones.
    pub(crate) fn object<'n>(&'static self, view: &View<'n>, known: &[&str]) -> Result<Members<'n>, Problem> {
        let Node::Object(all) = view.node else { return Err(self.wrong_type(&view.at, "an object")) };
        let mut members: Vec<(&str, View<'n>)> = Vec::new();
        for (key, value) in all {
            let at = view.at.member(key);
            if !known.contains(&key.as_ref()) {
                return Err(self.unknown_key(key, known, &at));
            }
            if members.iter().any(|(name, _)| name == key) {
                return Err(duplicate_key(&at));
            }
            members.push((key, View::new(value, at)));
        }
        Ok(Members { kind: self, found: members, at: view.at.clone() })
    }

    /// The items of a list.
    pub(crate) fn items<'n>(&self, view: &View<'n>) -> Result<Vec<View<'n>>, Problem> {
        match view.node {
            Node::Array(_) => Ok(view.items().collect()),
            _ => Err(self.wrong_type(&view.at, "a list")),
        }
    }

    /// A text, as it stands there.
    pub(crate) fn any_text<'n>(&self, view: &View<'n>) -> Result<&'n str, Problem> {
        match view.node {
            Node::String(text) => Ok(text),
            _ => Err(self.wrong_type(&view.at, "a text")),
        }
    }

    /// A text that says something.
    pub(crate) fn text(&self, view: &View<'_>) -> Result<String, Problem> {
        match view.node {
            Node::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            _ => Err(self.wrong_type(&view.at, "a text that is not empty")),
        }
    }

    /// A whole number.
    pub(crate) fn number(&self, view: &View<'_>) -> Result<u64, Problem> {
        match view.node {
            Node::Number(Some(number)) => Ok(*number),
            _ => Err(self.wrong_type(&view.at, "a whole number")),
        }
    }

    /// True or false.
    pub(crate) fn flag(&self, view: &View<'_>) -> Result<bool, Problem> {
        match view.node {
            Node::Bool(flag) => Ok(*flag),
            _ => Err(self.wrong_type(&view.at, "true or false")),
        }
    }

    pub(crate) fn wrong_type(&self, at: &Pointer, expected: &str) -> Problem {
        let message = format!("`{at}` is not {expected}");
        Problem::new(self.wrong_type, message, format!("write {expected} here")).at(at.clone())
    }

    fn unknown_key(&self, key: &str, known: &[&str], at: &Pointer) -> Problem {
        let help = match nearest(key, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the members here are {}", known.join(", ")),
        };
        Problem::new(self.unknown_key, format!("`{key}` is not {}", self.member), help).at(at.clone())
    }
}

impl<'n> Members<'n> {
    pub(crate) fn get(&self, name: &str) -> Option<View<'n>> {
        self.found.iter().find(|(key, _)| *key == name).map(|(_, view)| view.clone())
    }

    /// The member, where it is there and not null.
    pub(crate) fn said(&self, name: &str) -> Option<View<'n>> {
        self.get(name).filter(|view| *view.node != Node::Null)
    }

    /// A text; `None` where it is absent or null.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        self.said(name).map(|view| self.kind.text(&view)).transpose()
    }

    /// A list of texts; empty where it is absent.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Problem> {
        let kind = self.kind;
        self.get(name)
            .map_or(Ok(Vec::new()), |view| kind.items(&view)?.iter().map(|item| kind.text(item)).collect())
    }
}
