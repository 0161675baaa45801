//! JSON text stepped over and checked, byte by byte where it must be and eight at a time where it can.
//!
//! What is accepted here is JSON and UTF-8 for certain. What is not may still be: the caller asks
//! serde then.

/// The deepest nesting that is followed.
const MAX_DEPTH: u32 = 32;

/// Is told of everything that a text holds, in the order of the text.
pub(super) trait Visitor {
    /// The name of a member from here to there, without its quotes.
    fn key(&mut self, _start: usize, _end: usize) {}

    /// An object or a list begins.
    fn open(&mut self, _start: usize, _is_object: bool) {}

    /// The innermost object or list has ended before this byte.
    fn close(&mut self, _end: usize) {}

    /// A string, number or word from here to there.
    #[inline]
    fn scalar(&mut self, _start: usize, _end: usize) {}
}

/// Nobody wants to know.
impl Visitor for () {}

/// A string, number or word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    /// Behind its last byte.
    pub(super) end: usize,
    /// Whether reading it as text, number or nothing cannot fail: it has no escapes and no exponent,
    /// and does not look like JSON in a string.
    pub(super) tame: bool,
}

/// Steps over the value that begins at this byte; tells where it ends.
///
/// `None` where it is no JSON, no UTF-8, nested deeply, or has a member whose name is not plain.
pub(super) fn walk(text: &[u8], start: usize, visitor: &mut impl Visitor) -> Option<usize> {
    let (mut at, mut open) = (start, Open::default());
    loop {
        match *text.get(at)? {
            b'{' => {
                visitor.open(at, true);
                open.push(text, at)?;
                at = blanks(text, at + 1);
                if *text.get(at)? != b'}' {
                    at = key(text, at, visitor)?;
                    continue;
                }
            }
            b'[' => {
                visitor.open(at, false);
                open.push(text, at)?;
                at = blanks(text, at + 1);
                if *text.get(at)? != b']' {
                    continue;
                }
            }
            _ => {
                let end = scalar(text, at)?.end;
                visitor.scalar(at, end);
                at = end;
            }
        }
        loop {
            if open.depth == 0 {
                return Some(at);
            }
            at = blanks(text, at);
            match (*text.get(at)?, open.is_object()) {
                (b',', true) => {
                    at = key(text, blanks(text, at + 1), visitor)?;
                    break;
                }
                (b',', false) => {
                    at = blanks(text, at + 1);
                    break;
                }
                (b'}', true) | (b']', false) => {
                    open.pop();
                    at += 1;
                    visitor.close(at);
                }
                _ => return None,
            }
        }
    }
}

/// The open brackets, the innermost in the lowest bit: whether it is a `{`.
#[derive(Default)]
struct Open {
    bits: u64,
    depth: u32,
}

impl Open {
    /// A brace at the very start of a line in an object is left to the splitter, which takes it for
    /// the beginning of another record.
    fn push(&mut self, text: &[u8], at: usize) -> Option<()> {
        let brace = text.get(at) == Some(&b'{');
        let begins_line = || at.checked_sub(1).is_some_and(|before| text.get(before) == Some(&b'\n'));
        if self.depth == MAX_DEPTH || (brace && self.is_object() && begins_line()) {
            return None;
        }
        self.bits = self.bits << 1 | u64::from(brace);
        self.depth += 1;
        Some(())
    }

    const fn pop(&mut self) {
        self.bits >>= 1;
        self.depth -= 1;
    }

    const fn is_object(&self) -> bool {
        self.bits & 1 == 1
    }
}

/// The first byte from here on that is not blank.
#[inline]
pub(super) fn blanks(text: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = text.get(at) {
        at += 1;
    }
    at
}

/// Steps over a name and its colon; tells where the value begins.
fn key(text: &[u8], at: usize, visitor: &mut impl Visitor) -> Option<usize> {
    if *text.get(at)? != b'"' {
        return None;
    }
    let string = string(text, at)?;
    if string.escapes {
        return None;
    }
    visitor.key(at + 1, string.end - 1);
    let at = blanks(text, string.end);
    (*text.get(at)? == b':').then(|| blanks(text, at + 1))
}

/// Steps over a string, number or word.
pub(super) fn scalar(text: &[u8], at: usize) -> Option<Scalar> {
    let word = |word: &[u8]| {
        let end = at + word.len();
        (text.get(at..end)? == word).then_some(Scalar { end, tame: true })
    };
    match *text.get(at)? {
        b'"' => {
            let string = string(text, at)?;
            let content = text.get(at + 1..string.end - 1)?;
            let looks_like_json = || matches!(content.trim_ascii_start().first(), Some(b'{' | b'[' | 0x80..));
            Some(Scalar { end: string.end, tame: !string.escapes && !looks_like_json() })
        }
        b't' => word(b"true"),
        b'f' => word(b"false"),
        b'n' => word(b"null"),
        _ => number(text, at),
    }
}

/// A number that is longer or has an exponent may be beyond what can be read.
const TAME_NUMBER: usize = 32;

fn number(text: &[u8], start: usize) -> Option<Scalar> {
    let digits = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let some_digits = |at: usize| Some(digits(at)).filter(|end| *end > at);
    let first = start + usize::from(text.get(start) == Some(&b'-'));
    let mut end = if text.get(first) == Some(&b'0') { first + 1 } else { some_digits(first)? };
    if text.get(end) == Some(&b'.') {
        end = some_digits(end + 1)?;
    }
    let has_exponent = matches!(text.get(end), Some(b'e' | b'E'));
    if has_exponent {
        let signed = matches!(text.get(end + 1), Some(b'+' | b'-'));
        end = some_digits(end + 1 + usize::from(signed))?;
    }
    Some(Scalar { end, tame: !has_exponent && end - start <= TAME_NUMBER })
}

struct Str {
    /// Behind the quote that ends it.
    end: usize,
    escapes: bool,
}

const LOW: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Steps over the string whose first quote stands at this byte.
#[inline]
fn string(text: &[u8], start: usize) -> Option<Str> {
    // Which bytes beyond ASCII stop the search: all of them, until one was found.
    let (mut at, mut beyond, mut escapes) = (start + 1, HIGH, false);
    loop {
        at = special(text, at, beyond)?;
        match *text.get(at)? {
            b'"' => break,
            b'\\' => {
                at = escape(text, at + 1)?;
                escapes = true;
            }
            0x80.. => beyond = 0,
            _ => return None,
        }
    }
    let is_text = beyond != 0 || core::str::from_utf8(text.get(start..at)?).is_ok();
    is_text.then_some(Str { end: at + 1, escapes })
}

/// The next quote, backslash, control character or, where asked for, byte beyond ASCII.
#[inline]
fn special(text: &[u8], mut at: usize, beyond: u64) -> Option<usize> {
    let mut rest = text.get(at..)?;
    while let Some((word, tail)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let hits = any(word, b'"') | any(word, b'\\') | control(word) | (word & beyond);
        if hits != 0 {
            return Some(at + usize::try_from(hits.trailing_zeros() / 8).unwrap_or(0));
        }
        rest = tail;
        at += 8;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20) || (*byte >= 0x80 && beyond != 0);
    Some(at + rest.iter().position(is_special)?)
}

/// The high bit of each byte of the word that is this one; the lowest one set is always right.
#[inline]
const fn any(word: u64, byte: u8) -> u64 {
    let zero = word ^ u64::from_le_bytes([byte; 8]);
    zero.wrapping_sub(LOW) & !zero & HIGH
}

/// The same for each byte below a blank.
#[inline]
const fn control(word: u64) -> u64 {
    word.wrapping_sub(u64::from_le_bytes([0x20; 8])) & !word & HIGH
}

/// Steps over what follows a backslash.
fn escape(text: &[u8], at: usize) -> Option<usize> {
    match *text.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => text.get(at + 1..at + 5)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}
