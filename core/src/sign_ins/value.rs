//! Values of members, read leniently as to their type and strictly as to their syntax.

use alloc::{borrow::Cow, string::String};
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::intake::same_name;

/// What serde's error says where a member that is read stands twice.
pub(super) const STANDS_TWICE: &str = "stands twice";

/// A plain value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Plain<'a> {
    /// Null, or something that is no plain value.
    #[default]
    Nothing,
    Bool(bool),
    Number(i64),
    Text(Cow<'a, str>),
}

impl<'a> Plain<'a> {
    /// The text, where there is any.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text),
            Self::Number(number) => Some(Cow::Owned(alloc::format!("{number}"))),
            _ => None,
        }
    }

    /// The number, be it written as text.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Nothing | Self::Bool(_) => None,
        }
    }

    /// Whether it is true, be it written as text or number.
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            Self::Number(number) => Some(*number != 0),
            Self::Text(text) if text.trim().eq_ignore_ascii_case("true") || text.trim() == "1" => Some(true),
            Self::Text(text) if text.trim().eq_ignore_ascii_case("false") || text.trim() == "0" => {
                Some(false)
            }
            _ => None,
        }
    }
}

/// Reads a plain value; lists and objects are stepped over.
pub(super) struct PlainSeed;

impl<'de> DeserializeSeed<'de> for PlainSeed {
    type Value = Plain<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PlainSeed {
    type Value = Plain<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Plain<'de>, E> {
        Ok(Plain::Nothing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Plain<'de>, E> {
        Ok(Plain::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Plain<'de>, E> {
        Ok(i64::try_from(value).map_or(Plain::Nothing, Plain::Number))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Plain<'de>, E> {
        Ok(Plain::Number(value))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Plain<'de>, E> {
        Ok(Plain::Nothing)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Plain<'de>, E> {
        Ok(Plain::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Plain<'de>, E> {
        Ok(Plain::Text(Cow::Owned(text.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Plain<'de>, A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Plain::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Plain<'de>, A::Error> {
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Plain::Nothing)
    }
}

/// Something that is read from objects and lists.
pub(super) trait Filled {
    /// What tells one member that is read from another.
    type Key;

    /// The member of this name, if it is read; what is no object reads none.
    fn key(&self, _: &str) -> Option<Self::Key> {
        None
    }

    /// Reads the value of a member.
    fn member<'de, A: MapAccess<'de>>(&mut self, _: Self::Key, _: &mut A) -> Result<(), A::Error> {
        Ok(())
    }

    /// Reads the items of a list; steps over them where no list belongs.
    fn items<'de, A: SeqAccess<'de>>(&mut self, access: &mut A) -> Result<(), A::Error> {
        while access.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    /// Takes a text that is no JSON.
    fn text(&mut self, _: &str) {}
}

/// Reads the name of a member.
struct Name<'f, F>(&'f F);

impl<'de, F: Filled> DeserializeSeed<'de> for Name<'_, F> {
    type Value = Option<F::Key>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F: Filled> Visitor<'_> for Name<'_, F> {
    type Value = Option<F::Key>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.key(name))
    }
}

/// Fills something from an object or a list, or from the same as JSON in a string.
pub(super) struct Fill<'f, F>(pub(super) &'f mut F);

impl<'de, F: Filled> DeserializeSeed<'de> for Fill<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: Filled> Visitor<'de> for Fill<'_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if !begins_as_json(text) {
            self.0.text(text);
            return Ok(());
        }
        let mut inner = serde_json::Deserializer::from_str(text);
        // One string in another is as deep as exports go.
        let read = inner.deserialize_any(self).and_then(|()| inner.end());
        read.map_err(|error| {
            let twice = error.is_data();
            E::custom(if twice { STANDS_TWICE } else { "no JSON in the string" })
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        self.0.items(&mut access)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(key) = access.next_key_seed(Name(&*self.0))? {
            match key {
                Some(key) => self.0.member(key, &mut access)?,
                None => {
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Whether a text begins as JSON that holds an object or a list. `[redacted]` and `{PII Removed by Microsoft}`
/// begin with the same brackets, and are words.
fn begins_as_json(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| !letter.is_ascii_whitespace());
    match letters.next() {
        Some('{') => matches!(letters.next(), None | Some('"' | '}')),
        Some('[') => matches!(letters.next(), None | Some('{' | '[' | '"' | ']' | '-' | '0'..='9')),
        _ => false,
    }
}

/// Which members of one object have been read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen(pub(super) u128);

impl Seen {
    /// Refuses a member that was read before.
    pub(super) fn first<E: Error>(&mut self, bit: u128) -> Result<(), E> {
        if self.0 & bit != 0 {
            return Err(E::custom(STANDS_TWICE));
        }
        self.0 |= bit;
        Ok(())
    }
}

/// One plain member of an object; a text in place of the object can stand for it.
#[derive(Debug)]
pub(super) struct Pick {
    name: &'static str,
    seen: Seen,
    /// Its value.
    pub(super) found: Option<String>,
    /// The text in place of the object.
    pub(super) instead: Option<String>,
}

impl Pick {
    pub(super) const fn new(name: &'static str) -> Self {
        Self { name, seen: Seen(0), found: None, instead: None }
    }
}

impl Filled for Pick {
    type Key = ();

    fn key(&self, name: &str) -> Option<()> {
        same_name(name, self.name).then_some(())
    }

    fn member<'de, A: MapAccess<'de>>(&mut self, (): (), access: &mut A) -> Result<(), A::Error> {
        self.seen.first(1)?;
        self.found = access.next_value_seed(PlainSeed)?.text().map(Cow::into_owned);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.instead = Some(text.trim().into()).filter(|text: &String| !text.is_empty());
    }
}

/// Whether a text names this token: one of several between commas, whatever its casing and blanks.
#[inline]
pub(super) fn names(text: &str, token: &str) -> bool {
    let same = |part: &str| {
        let letters = part.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
        letters.eq(token.bytes().map(|byte| byte.to_ascii_lowercase()))
    };
    text.len() >= token.len() && text.split(',').any(same)
}
