//! The sign-ins of a bundle: an object whose members are lists of several kinds.
//!
//! Everything but the values of the members that hold sign-ins is blanked, byte for byte, so that what is
//! left is a log like any other and every place in it is one in the file. Memory does not depend on size.

use alloc::vec::Vec;

use super::{
    encoding::Recoder,
    splitter::{Sink, Splitter},
};
use crate::intake::holds_sign_ins;

/// Reads the sign-ins of a bundle, chunk by chunk.
#[derive(Debug)]
pub(super) struct Bundle {
    recoder: Recoder,
    blanks: Blanks,
    splitter: Splitter,
}

impl Bundle {
    pub(super) fn new() -> Self {
        Self { recoder: Recoder::new(), blanks: Blanks::default(), splitter: Splitter::new() }
    }

    /// Takes the next bytes of the file.
    pub(super) fn push(&mut self, chunk: &[u8], sink: Sink<'_>) {
        self.recode(chunk, false, sink);
    }

    /// Takes the end of the file.
    pub(super) fn finish(&mut self, sink: Sink<'_>) {
        self.recode(&[], true, sink);
        self.splitter.finish(sink);
    }

    fn recode(&mut self, chunk: &[u8], last: bool, sink: Sink<'_>) {
        let Self { recoder, blanks, splitter } = self;
        recoder.push(chunk, last, &mut |text| splitter.push(blanks.apply(text), sink));
    }

    /// The length of the byte order mark; `None` where bytes of the text are not those of the file.
    pub(super) fn mark(&self) -> Option<u64> {
        self.recoder.is_utf8().then(|| u64::try_from(self.recoder.mark).unwrap_or(0))
    }
}

/// Whether a text begins as a bundle with sign-ins among its first members.
pub(crate) fn begins_as_bundle(start: &str) -> bool {
    Blanks::default().apply(start.as_bytes()).iter().any(|byte| !byte.is_ascii_whitespace())
}

/// How long a name can be that is one of those looked for.
const LONGEST: usize = 64;

/// Blanks what holds no sign-ins.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Blanks {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Whether the next string in the outermost object names a member.
    expects_name: bool,
    /// The name of the member, as far as it was read.
    name: Vec<u8>,
    /// Whether the value of the member is handed on.
    passes: bool,
    text: Vec<u8>,
}

impl Blanks {
    fn apply(&mut self, text: &[u8]) -> &[u8] {
        self.text.clear();
        let mut rest = text;
        while !rest.is_empty() {
            let (dull, after) = rest.split_at(self.dull(rest));
            self.hand_on(dull, self.passes);
            let (next, after) = after.split_at(after.len().min(1));
            let passes = next.first().is_some_and(|byte| self.step(*byte));
            self.hand_on(next, passes);
            rest = after;
        }
        &self.text
    }

    /// How many bytes come before the next one that can change anything.
    fn dull(&self, rest: &[u8]) -> usize {
        let next = match (self.in_string, self.depth) {
            (true, _) if self.escaped || self.in_name() => Some(0),
            (true, _) => memchr::memchr2(b'"', b'\\', rest),
            (false, 1) => {
                rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b':' | b','))
            }
            (false, _) => rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']')),
        };
        next.unwrap_or(rest.len())
    }

    fn hand_on(&mut self, bytes: &[u8], passes: bool) {
        if passes {
            self.text.extend_from_slice(bytes);
        } else {
            self.text.extend(bytes.iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }));
        }
    }

    const fn in_name(&self) -> bool {
        self.depth == 1 && self.expects_name
    }

    /// Whether the byte is one of a value that is handed on.
    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            return self.string(byte);
        }
        match byte {
            b'"' => {
                self.in_string = true;
                if self.in_name() {
                    self.name.clear();
                }
                self.passes
            }
            b'{' | b'[' => {
                self.depth += 1;
                self.expects_name |= self.depth == 1 && byte == b'{';
                self.passes
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                let passes = self.passes && self.depth >= 1;
                self.passes = passes;
                passes
            }
            b':' if self.in_name() => {
                self.expects_name = false;
                self.passes = core::str::from_utf8(&self.name).is_ok_and(holds_sign_ins);
                false
            }
            b',' if self.depth == 1 => {
                (self.expects_name, self.passes) = (true, false);
                false
            }
            _ => self.passes,
        }
    }

    fn string(&mut self, byte: u8) -> bool {
        let ends = byte == b'"' && !self.escaped;
        if self.in_name() && !ends && self.name.len() < LONGEST {
            self.name.push(byte);
        }
        self.escaped = byte == b'\\' && !self.escaped;
        self.in_string = !ends;
        self.passes
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    fn blanked(text: &str, size: usize) -> String {
        let mut blanks = Blanks::default();
        let parts: Vec<u8> =
            text.as_bytes().chunks(size).flat_map(|part| blanks.apply(part).to_vec()).collect();
        String::from_utf8_lossy(&parts).into_owned()
    }

    /// The text, blank but for these parts of it.
    fn only(text: &str, parts: &[&str]) -> String {
        let blank = |text: &str| text.replace(|character| character != '\n', " ");
        let (mut rest, mut left) = (text, String::new());
        for part in parts {
            let (before, after) = rest.split_once(part).unwrap_or((rest, ""));
            left += &blank(before);
            left += part;
            rest = after;
        }
        left + &blank(rest)
    }

    #[test]
    fn only_the_values_that_hold_sign_ins_are_left() {
        for (text, parts) in [
            (r#"{"a":[{"signIns":[1]}],"signIns":[{"b":"}]\""}],"c":1}"#, &[r#"[{"b":"}]\""}]"#][..]),
            ("{\"sign_ins\" :\n {\"value\":[]}, \"x\":\"signIns\"}", &["{\"value\":[]}"]),
            (r#"{"SignIns":[1]}{"nonInteractiveSignIns":[2]}"#, &["[1]", "[2]"]),
            (r#"["signIns",{"signIns":[1]}]"#, &[]),
        ] {
            for size in [1, 2, 5, 100] {
                assert_eq!(blanked(text, size), only(text, parts), "{size}");
            }
        }
    }
}
