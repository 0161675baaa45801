//! Bytes of a file to UTF-8, piece by piece.

use alloc::vec::Vec;

use crate::intake::{Encoding, detect_encoding};

/// Turns UTF-16 into UTF-8 and takes a byte order mark off; UTF-8 passes through unread.
#[derive(Debug)]
pub(super) struct Recoder {
    /// `None` while there are not enough bytes to tell.
    encoding: Option<Encoding>,
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
        Self { encoding: None, held: Vec::new(), high: None, text: Vec::new(), mark: 0 }
    }

    /// For what follows the beginning of a file that is UTF-8.
    pub(super) fn in_utf8() -> Self {
        Self { encoding: Some(Encoding::Utf8), ..Self::new() }
    }

    /// Whether bytes are known to pass through as they are.
    pub(super) const fn passes_through(&self) -> bool {
        matches!(self.encoding, Some(Encoding::Utf8))
    }

    /// Whether a byte of the text is a byte of the file, so far as is known.
    pub(super) const fn is_utf8(&self) -> bool {
        !matches!(self.encoding, Some(Encoding::Utf16(_)))
    }

    /// Hands on the text of these bytes. `last` says that no more follow.
    pub(super) fn push(&mut self, chunk: &[u8], last: bool, to: &mut dyn FnMut(&[u8])) {
        if self.encoding.is_none() {
            self.held.extend_from_slice(chunk);
            if self.held.len() < 4 && !last {
                return;
            }
            let held = core::mem::take(&mut self.held);
            let (encoding, mark) = detect_encoding(&held);
            (self.encoding, self.mark) = (Some(encoding), mark);
            self.recode(held.get(mark..).unwrap_or_default(), to);
        } else {
            self.recode(chunk, to);
        }
        if last && (self.high.is_some() || !self.held.is_empty()) {
            to(&[NO_TEXT]);
        }
    }

    fn recode(&mut self, bytes: &[u8], to: &mut dyn FnMut(&[u8])) {
        let Some(Encoding::Utf16(unit)) = self.encoding else { return to(bytes) };
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
