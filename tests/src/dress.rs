//! The same JSON in other clothes: casing of keys, order of keys, case of ids.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::random::Random;

/// How a tool writes the keys of Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casing {
    /// `includeUsers`, as Graph itself.
    Camel,
    /// `IncludeUsers`, as the PowerShell modules.
    Pascal,
    /// `include_users`, as Steampipe and Terraform.
    Snake,
}

/// The same value with every key in this casing.
pub fn recased(value: &Value, casing: Casing) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| recased(item, casing)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(key, value)| (recased_key(key, casing), recased(value, casing)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}

fn recased_key(key: &str, casing: Casing) -> String {
    if key.contains(['@', '#']) {
        return key.to_owned();
    }
    let mut recased = String::new();
    for (index, letter) in key.char_indices() {
        match casing {
            Casing::Pascal if index == 0 => recased.push(letter.to_ascii_uppercase()),
            Casing::Snake if letter.is_ascii_uppercase() => {
                recased.extend(['_', letter.to_ascii_lowercase()]);
            }
            _ => recased.push(letter),
        }
    }
    recased
}

/// The same value with every object id in upper case.
pub fn with_upper_ids(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(with_upper_ids).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(key, value)| (key.clone(), with_upper_ids(value))).collect::<Map<_, _>>().into()
        }
        Value::String(text) if looks_like_id(text) => text.to_uppercase().into(),
        other => other.clone(),
    }
}

fn looks_like_id(text: &str) -> bool {
    text.len() == 36 && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

/// The value as text, its keys in random order, with random white space.
pub fn shuffled(value: &Value, random: &mut Random) -> String {
    let mut text = String::new();
    write_shuffled(&mut text, value, random);
    text
}

fn write_shuffled(text: &mut String, value: &Value, random: &mut Random) {
    match value {
        Value::Array(items) => write_all(text, "[]", items.len(), random, |text, index, random| {
            write_shuffled(text, &items[index], random);
        }),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            random.shuffle(&mut members);
            write_all(text, "{}", members.len(), random, |text, index, random| {
                let (key, value) = members[index];
                write!(text, "{}:", Value::from(key.as_str())).expect("a string takes all");
                write_shuffled(text, value, random);
            });
        }
        scalar => write!(text, "{scalar}").expect("a string takes all"),
    }
}

fn write_all(
    text: &mut String,
    brackets: &str,
    count: usize,
    random: &mut Random,
    mut write: impl FnMut(&mut String, usize, &mut Random),
) {
    text.push_str(&brackets[..1]);
    for index in 0..count {
        text.push_str(if index > 0 { "," } else { "" });
        text.push_str(random.pick(&["", "", " ", "\n\t", "\r\n"]));
        write(text, index, random);
    }
    text.push_str(&brackets[1..]);
}
