//! Bytes of a file to UTF-8, piece by piece.

use alloc::vec::Vec;

/// How the file encodes its text.
#[derive(Clone, Copy, Debug)]
enum Encoding {
    /// Not enough bytes yet to tell.
    Open,
    Utf8,
    Utf16(fn([u8; 2]) -> u16),
}

/// Turns UTF-16 into UTF-8 and takes a byte order mark off; UTF-8 passes through unread.
#[derive(Debug)]
pub(super) struct Recoder {
    encoding: Encoding,
    /// The first bytes while the encoding is open, then half a unit.
    held: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    text: Vec<u8>,
    /// How long the byte order mark is.
    pub(super) mark: usize,
}

/// What no text holds stands for a unit that is no text: the record it is in will be told.
const NO_TEXT: u8 = 0xFF;

impl Recoder {
    pub(super) const fn new() -> Self {
        Self { encoding: Encoding::Open, held: Vec::new(), high: None, text: Vec::new(), mark: 0 }
    }

    /// Whether a byte of the text is a byte of the file, so far as is known.
    pub(super) const fn is_utf8(&self) -> bool {
        !matches!(self.encoding, Encoding::Utf16(_))
    }

    /// Hands on the text of these bytes. `last` says that no more follow.
    pub(super) fn push(&mut self, chunk: &[u8], last: bool, to: &mut dyn FnMut(&[u8])) {
        if matches!(self.encoding, Encoding::Open) {
            self.held.extend_from_slice(chunk);
            if self.held.len() < 4 && !last {
                return;
            }
            let held = core::mem::take(&mut self.held);
            let (encoding, mark) = detect(&held);
            (self.encoding, self.mark) = (encoding, mark);
            self.recode(held.get(mark..).unwrap_or_default(), to);
        } else {
            self.recode(chunk, to);
        }
        if last && (self.high.is_some() || !self.held.is_empty()) {
            to(&[NO_TEXT]);
        }
    }

    fn recode(&mut self, bytes: &[u8], to: &mut dyn FnMut(&[u8])) {
        let Encoding::Utf16(unit) = self.encoding else { return to(bytes) };
        self.text.clear();
        let mut bytes = bytes;
        if let (Some(first), Some((second, rest))) = (self.held.first().copied(), bytes.split_first()) {
            self.held.clear();
            self.unit(unit([first, *second]));
            bytes = rest;
        }
        let (pairs, half) = bytes.as_chunks::<2>();
        for pair in pairs {
            self.unit(unit(*pair));
        }
        self.held.extend_from_slice(half);
        to(&self.text);
    }

    fn unit(&mut self, unit: u16) {
        let high = self.high.take();
        match (high, unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                let code = 0x1_0000 + ((u32::from(high) - 0xD800) << 10) + (u32::from(unit) - 0xDC00);
                self.character(code);
            }
            (Some(_), _) => {
                self.text.push(NO_TEXT);
                self.unit(unit);
            }
            (None, 0xD800..=0xDBFF) => self.high = Some(unit),
            (None, 0..=0x7F) => self.text.push(u8::try_from(unit).unwrap_or(NO_TEXT)),
            (None, _) => self.character(u32::from(unit)),
        }
    }

    fn character(&mut self, code: u32) {
        match char::from_u32(code) {
            Some(character) => {
                self.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            None => self.text.push(NO_TEXT),
        }
    }
}

/// The encoding, and how long its byte order mark is.
fn detect(start: &[u8]) -> (Encoding, usize) {
    match start {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16(u16::from_le_bytes), 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16(u16::from_be_bytes), 2),
        [1..=255, 0, ..] => (Encoding::Utf16(u16::from_le_bytes), 0),
        [0, 1..=255, ..] => (Encoding::Utf16(u16::from_be_bytes), 0),
        _ => (Encoding::Utf8, 0),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    fn text(bytes: &[u8], size: usize) -> Vec<u8> {
        let (mut recoder, mut text) = (Recoder::new(), Vec::new());
        for chunk in bytes.chunks(size) {
            recoder.push(chunk, false, &mut |part| text.extend_from_slice(part));
        }
        recoder.push(&[], true, &mut |part| text.extend_from_slice(part));
        text
    }

    #[test]
    fn every_encoding_gives_the_same_text_however_it_is_cut() {
        let words = "[\"\u{1F512} é\"]";
        let marked: String = ["\u{FEFF}", words].concat();
        for written in [words, &marked] {
            let little: Vec<u8> = written.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = written.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for bytes in [written.as_bytes(), &little, &big] {
                for size in 1..=bytes.len() {
                    assert_eq!(text(bytes, size), words.as_bytes(), "{size}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_text_stays_so() {
        for bytes in [&b"{\0\0\xD8}\0"[..], b"{\0}\0x", b"{\0}\0\0\xD8"] {
            assert!(core::str::from_utf8(&text(bytes, 3)).is_err());
        }
    }
}
