//! What a file is, by its first bytes.

use alloc::vec::Vec;

use super::{
    json,
    reader::Dialect,
    recognise::{self, Record},
    view::View,
};
use crate::{entra::Pointer, sign_ins, tenant::SourceKind};

/// Recognises the first record that the text holds to its end.
pub(super) fn peek(text: &str) -> Option<SourceKind> {
    if !text.trim_start().starts_with(['{', '[']) {
        return sign_ins::is_sign_ins(text).then_some(SourceKind::SignIns);
    }
    records(text).find_map(|(around, record)| {
        let documents = json::parse(record).ok()?;
        let view = View::new(documents.first()?, Pointer::root());
        let kind = kind(recognise::record(&view, None)?)?;
        // A log is read by the names of its lists: sign-ins in a list of another name are no log.
        let is_read = around.is_none_or(|object| sign_ins::holds_records(object.as_bytes()));
        (kind != SourceKind::SignIns || is_read).then_some(kind)
    })
}

fn kind(record: Record) -> Option<SourceKind> {
    match record {
        Record::Policy(Dialect::Steampipe) => Some(SourceKind::Steampipe),
        Record::Policy(_) => Some(SourceKind::Policies),
        Record::SignIn => Some(SourceKind::SignIns),
        Record::Audit => Some(SourceKind::AuditLogs),
        Record::Directory(kind) => Some(kind),
        Record::NamesOnly | Record::Undocumented | Record::Text(_) => None,
    }
}

/// The objects that can be records: a document of its own, an item of a list, or an item of a
/// list in an object: each with what comes before it in that object, up to where the list opens. In the
/// order in which they end.
fn records(text: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut string = Inside::Nothing;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        string = string.after(byte);
        match byte {
            _ if string != Inside::Nothing => None,
            b'{' | b'[' => {
                open.push((byte, at));
                None
            }
            b'}' | b']' => {
                let (opened, start) = open.pop()?;
                let outer: Vec<u8> = open.iter().take(3).map(|(byte, _)| *byte).collect();
                let is_record = opened == b'{' && matches!(outer.as_slice(), b"" | b"[" | b"{[");
                let list = open.get(1).and_then(|(_, list)| text.get(..=*list));
                is_record.then(|| Some((list, text.get(start..=at)?))).flatten()
            }
            _ => None,
        }
    })
}

/// Where in a string the scan is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    String,
    Escape,
}

impl Inside {
    const fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Nothing, b'"') | (Self::Escape, _) => Self::String,
            (Self::String, b'"') => Self::Nothing,
            (Self::String, b'\\') => Self::Escape,
            (inside, _) => inside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_whole_record_tells() {
        let sign_in = r#"{"id":"a\"}","appliedConditionalAccessPolicies":[{"id":"p"}]}"#;
        for start in ["", "[", "{\"value\":[", "{\"records\": ["] {
            assert_eq!(peek(&alloc::format!("{start}{sign_in},{{\"id\":")), Some(SourceKind::SignIns));
        }
        assert_eq!(peek(r#"[{"conditions":{"users":{}},"state":"enabled"},"#), Some(SourceKind::Policies));
    }

    #[test]
    fn a_bundle_without_policies_is_no_log() {
        for name in ["conditional_access_policies", "conditionalAccessPolicies"] {
            let bundle = alloc::format!(r#"{{"{name}":[],"scuba_config":{{}}}}"#);
            assert!(!crate::Intake::is_log(bundle.as_bytes()), "{name}");
        }
    }

    #[test]
    fn sign_ins_in_a_list_of_another_name_are_no_log() {
        let list = |name: &str| {
            alloc::format!(r#"{{"a":{{}},"{name}" : [{{"conditionalAccessStatus":"success"}}]}}"#)
        };
        for name in ["value", "Records", "signIns", "nonInteractiveSignIns"] {
            assert_eq!(peek(&list(name)), Some(SourceKind::SignIns), "{name}");
        }
        for name in ["events", "items", "hits"] {
            assert_eq!(peek(&list(name)), None, "{name}");
            assert!(!crate::Intake::is_log(list(name).as_bytes()), "{name}");
        }
    }

    #[test]
    fn nothing_is_told_of_what_is_cut_or_unknown() {
        for text in ["", "[", "[{\"id\":\"a\"", "{\"a\":[{\"b\":1}]}", "]]}", "plain text"] {
            assert_eq!(peek(text), None, "{text}");
        }
    }
}
