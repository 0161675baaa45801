//! Comments and trailing commas, which JSON does not have and which people and some tools write: `DCToolbox`
//! deletes lines from an export, and with the last member of an object goes what its comma stood before.

use alloc::{string::String, vec::Vec};

/// The text with blanks in place of comments and trailing commas, so that every byte stays where it was;
/// `None` where there are none.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut scan =
        Scan { rest: text.as_bytes(), out: Vec::with_capacity(text.len()), comma: None, changed: false };
    while let Some((byte, rest)) = scan.rest.split_first() {
        match byte {
            b'"' => scan.keep(string(scan.rest)),
            b'/' if matches!(rest.first(), Some(b'/' | b'*')) => scan.blank(comment_length(scan.rest)),
            b',' => scan.comma(),
            b']' | b'}' => scan.close(),
            _ if byte.is_ascii_whitespace() => scan.pass(1),
            _ => scan.keep(1),
        }
    }
    scan.changed.then_some(scan.out).and_then(|out| String::from_utf8(out).ok())
}

struct Scan<'t> {
    rest: &'t [u8],
    out: Vec<u8>,
    /// Where a comma stands behind a value, with nothing but blanks and comments after it.
    comma: Option<usize>,
    changed: bool,
}

impl Scan<'_> {
    /// Takes so many bytes as they are.
    fn pass(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.out.extend_from_slice(taken);
        self.rest = rest;
    }

    /// Takes bytes that say something, so that a comma before them separates.
    fn keep(&mut self, bytes: usize) {
        self.comma = None;
        self.pass(bytes);
    }

    fn blank(&mut self, bytes: usize) {
        let (taken, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.out.extend(taken.iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }));
        self.rest = rest;
        self.changed = true;
    }

    /// A comma behind an opening bracket or another comma is a mistake, not one too many.
    fn comma(&mut self) {
        let before = self.out.iter().rev().find(|byte| !byte.is_ascii_whitespace());
        let follows_value = !matches!(before, None | Some(b'[' | b'{' | b',' | b':'));
        self.comma = follows_value.then_some(self.out.len());
        self.pass(1);
    }

    fn close(&mut self) {
        if let Some(comma) = self.comma.take().and_then(|at| self.out.get_mut(at)) {
            *comma = b' ';
            self.changed = true;
        }
        self.pass(1);
    }
}

/// How long the string is that the text begins with.
fn string(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(next) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        at += next + 1;
        match text.get(at - 1) {
            Some(b'"') => return at,
            _ => at += 1,
        }
    }
    text.len()
}

/// How long the comment is that the text begins with, without the line break behind it.
pub(crate) fn comment_length(text: &[u8]) -> usize {
    if text.starts_with(b"//") {
        return memchr::memchr(b'\n', text).unwrap_or(text.len());
    }
    // `memmem` would bring three kilobytes to the plugin.
    let end = text.windows(2).skip(2).position(|pair| pair == b"*/");
    end.map_or(text.len(), |end| end + 4)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_become_blanks() {
        for (text, without) in [
            ("[1, // one,]\n2]", "[1,2]"),
            ("/* \u{e4}\n*/{}", "{}"),
            (r#"{"a": [1, ], /* x */ }"#, r#"{"a":[1]}"#),
            (r#"{"a": "b", // c"#, r#"{"a":"b","#),
            ("[1,\r\n]", "[1]"),
            ("[1 /* ", "[1"),
            ("[1 /*/", "[1"),
        ] {
            let out = plain(text).unwrap();
            assert_eq!((out.len(), out.lines().count()), (text.len(), text.lines().count()), "{text}");
            assert_eq!(out.split_ascii_whitespace().collect::<String>(), without);
        }
    }

    #[test]
    fn strings_and_mistakes_stay() {
        for text in [
            r#"{"url": "https://x/*", "a": "b,]", "c": "\\", "d": "\" // \\"}"#,
            "[,]",
            "[1,,]",
            "{\"a\":,}",
            "[1,2]",
            "\"//",
            "/ /",
            "",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
