//! Bytes to text: UTF-8 and UTF-16, with a byte order mark or without.

use alloc::{borrow::Cow, string::String};

use super::problems;
use crate::problem::Problem;

/// How a file encodes its text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Encoding {
    Utf8,
    /// With the order of the bytes of a unit.
    Utf16(fn([u8; 2]) -> u16),
}

/// Reads the whole text; the offset of the first byte that is no text otherwise.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
    let (encoding, start) = detect(bytes);
    let body = bytes.get(start..).unwrap_or_default();
    match encoding {
        Encoding::Utf8 => core::str::from_utf8(body)
            .map(Cow::Borrowed)
            .map_err(|error| problems::not_text(start + error.valid_up_to())),
        Encoding::Utf16(unit) => {
            utf16(body, unit).map(Cow::Owned).map_err(|at| problems::not_text(start + at))
        }
    }
}

/// Reads as much as there is, whatever the rest is: for the first bytes of a file.
pub(crate) fn decode_lossy(bytes: &[u8]) -> Cow<'_, str> {
    let (encoding, start) = detect(bytes);
    let body = bytes.get(start..).unwrap_or_default();
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(body),
        Encoding::Utf16(unit) => {
            char::decode_utf16(units(body, unit)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
    }
}

/// Tells the encoding by the byte order mark, or by the NUL beside the first character, which in
/// JSON is always ASCII; and how long the mark is.
pub(crate) fn detect(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16(u16::from_le_bytes), 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16(u16::from_be_bytes), 2),
        [1..=255, 0, ..] => (Encoding::Utf16(u16::from_le_bytes), 0),
        [0, 1..=255, ..] => (Encoding::Utf16(u16::from_be_bytes), 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// The text, or the offset of the first unit that is not text.
fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, usize> {
    let mut text = String::with_capacity(body.len() / 2);
    let mut at = 0;
    for decoded in char::decode_utf16(units(body, unit)) {
        let character = decoded.map_err(|_| at)?;
        text.push(character);
        at += 2 * character.len_utf16();
    }
    if body.len().is_multiple_of(2) { Ok(text) } else { Err(body.len() - 1) }
}

fn units(body: &[u8], unit: fn([u8; 2]) -> u16) -> impl Iterator<Item = u16> {
    body.as_chunks::<2>().0.iter().map(move |pair| unit(*pair))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use alloc::{borrow::ToOwned, vec::Vec};

    use super::*;

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(decode(b"{}").unwrap(), "{}");
        assert_eq!(decode(b"\xEF\xBB\xBF{}").unwrap(), "{}");
    }

    #[test]
    fn utf16_in_both_orders_with_and_without_mark() {
        let big: Vec<u8> = "[\u{1F512}]".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little("\u{FEFF}[\u{1F512}]")).unwrap(), "[\u{1F512}]");
        assert_eq!(decode(&little("[\u{1F512}]")).unwrap(), "[\u{1F512}]");
        assert_eq!(decode(&big).unwrap(), "[\u{1F512}]");
        assert_eq!(decode(&[b"\xFE\xFF".to_vec(), big].concat()).unwrap(), "[\u{1F512}]");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_offset() {
        let problem = decode(b"{\"a\": \"\xFF\"}").unwrap_err();
        assert_eq!((problem.code.as_str(), problem.message.contains("byte 7")), ("not-text", true));
        let mut odd = little("\u{FEFF}{}");
        odd.push(b'x');
        assert!(decode(&odd).unwrap_err().message.contains("byte 6"));
        assert!(decode(b"{\0\0\xD8").is_err(), "a lone surrogate");
    }

    #[test]
    fn a_cut_prefix_is_read_as_far_as_it_goes() {
        assert!(decode_lossy(b"{\"a\xC3").starts_with("{\"a"));
        assert_eq!(decode_lossy(&little("\u{FEFF}{}")), "{}".to_owned());
    }
}
