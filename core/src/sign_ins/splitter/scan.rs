//! Where a JSON value ends, by its brackets and quotes alone.
//!
//! Whether the value is JSON, the reader says later; here it only matters that nobody takes two
//! values for one or one for two.

/// How far a value was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All bytes belong to the value, and it goes on.
    More,
    /// The value ends before this byte.
    End(usize),
    /// A list opens at this byte, in the outermost object.
    List(usize),
    /// At this byte it shows that the brackets or quotes are wrong.
    Broken(usize),
}

/// Follows one value from its opening bracket to the one that closes it.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Scan {
    /// For each open bracket, the innermost in the lowest bit, whether it is a `{`.
    open: u128,
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// Whether the last byte of the chunk before was a line break.
    after_break: bool,
    /// Whether lists in the outermost object are told.
    pub(super) tells_lists: bool,
}

/// The deepest nesting that is followed.
const MAX_DEPTH: u32 = 127;

impl Scan {
    /// A scan that begins inside an object.
    pub(super) const fn in_object() -> Self {
        Self { open: 1, depth: 1, in_string: false, escaped: false, after_break: false, tells_lists: false }
    }

    /// A scan that begins before a value.
    pub(super) const fn new(tells_lists: bool) -> Self {
        Self { open: 0, depth: 0, in_string: false, escaped: false, after_break: false, tells_lists }
    }

    /// Takes note of a list that was told and belongs to the value.
    pub(super) const fn open_list(&mut self) {
        self.open <<= 1;
        self.depth += 1;
    }

    /// Follows the value through these bytes.
    pub(super) fn run(&mut self, bytes: &[u8]) -> Step {
        let step = self.follow(bytes);
        self.after_break = bytes.last() == Some(&b'\n');
        step
    }

    fn follow(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        loop {
            if self.in_string {
                match self.string(bytes, at) {
                    Ok(Some(end)) => at = end,
                    Ok(None) => return Step::More,
                    Err(broken) => return Step::Broken(broken),
                }
            }
            let Some(found) = structure(bytes, at) else { return Step::More };
            let (position, byte) = found;
            at = position + 1;
            if byte == b'"' {
                self.in_string = true;
            } else if let Some(step) = self.bracket(byte, position, bytes) {
                return step;
            }
        }
    }

    fn bracket(&mut self, byte: u8, at: usize, bytes: &[u8]) -> Option<Step> {
        match byte {
            b'[' if self.tells_lists && self.depth == 1 && self.open & 1 == 1 => Some(Step::List(at)),
            b'{' | b'[' if self.depth == MAX_DEPTH => Some(Step::Broken(at)),
            b'{' if self.open & 1 == 1 && self.begins_line(at, bytes) => Some(Step::Broken(at)),
            b'{' | b'[' => {
                self.open = self.open << 1 | u128::from(byte == b'{');
                self.depth += 1;
                None
            }
            _ if self.depth == 0 || (self.open & 1 == 1) != (byte == b'}') => Some(Step::Broken(at)),
            _ => {
                self.open >>= 1;
                self.depth -= 1;
                (self.depth == 0).then_some(Step::End(at + 1))
            }
        }
    }

    /// In an object, a brace at the very start of a line begins another record: this one was cut off.
    fn begins_line(&self, at: usize, bytes: &[u8]) -> bool {
        at.checked_sub(1).map_or(self.after_break, |before| bytes.get(before) == Some(&b'\n'))
    }

    /// The byte behind the quote that ends the string; no string holds a line break.
    fn string(&mut self, bytes: &[u8], mut at: usize) -> Result<Option<usize>, usize> {
        loop {
            if self.escaped {
                let Some(byte) = bytes.get(at) else { return Ok(None) };
                if *byte == b'\n' {
                    return Err(at);
                }
                self.escaped = false;
                at += 1;
            }
            let Some((found, byte)) = special(bytes, at) else { return Ok(None) };
            at = found + 1;
            match byte {
                b'"' => {
                    self.in_string = false;
                    return Ok(Some(at));
                }
                b'\\' => self.escaped = true,
                _ => return Err(found),
            }
        }
    }
}

/// The next quote or bracket.
fn structure(bytes: &[u8], from: usize) -> Option<(usize, u8)> {
    let rest = bytes.get(from..)?;
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']'))?;
    rest.get(found).map(|byte| (from + found, *byte))
}

/// The next quote, backslash or line break: eight bytes at a time.
fn special(bytes: &[u8], mut at: usize) -> Option<(usize, u8)> {
    let mut rest = bytes.get(at..)?;
    while let Some((word, tail)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let hits = any(word, b'"') | any(word, b'\\') | any(word, b'\n');
        if hits != 0 {
            at += usize::try_from(hits.trailing_zeros() / 8).unwrap_or(0);
            return bytes.get(at).map(|byte| (at, *byte));
        }
        rest = tail;
        at += 8;
    }
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
    rest.get(found).map(|byte| (at + found, *byte))
}

/// The high bit of each byte of the word that is this one; the lowest one set is always right.
const fn any(word: u64, byte: u8) -> u64 {
    const LOW: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let zero = word ^ u64::from_le_bytes([byte; 8]);
    zero.wrapping_sub(LOW) & !zero & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Step {
        Scan::new(false).run(text.as_bytes())
    }

    #[test]
    fn a_value_ends_with_the_bracket_that_closes_it() {
        assert_eq!(end(r#"{"a":"}]\"\\","b":[{}]},"#), Step::End(23));
        assert_eq!(end("[1,[2]]"), Step::End(7));
        assert_eq!(end(r#"{"long string of text":"another one, }"#), Step::More);
    }

    #[test]
    fn wrong_brackets_and_line_breaks_in_strings_are_seen() {
        assert_eq!(end(r#"{"a":[}"#), Step::Broken(6));
        assert_eq!(end("{\"a\":\"twelve bytes\n\"}"), Step::Broken(18));
        assert_eq!(end("{\"a\\\n\"}"), Step::Broken(4));
    }

    #[test]
    fn a_list_in_the_outermost_object_is_told() {
        let mut scan = Scan::new(true);
        assert_eq!(scan.run(br#"{"a":{"b":[]},"c":["#), Step::List(18));
        scan.open_list();
        assert_eq!(scan.run(b"]}"), Step::End(2));
    }
}
