//! Dates as exports write them.

use alloc::borrow::Cow;

use jiff::Timestamp;

use crate::rfc3339;

/// Reads RFC 3339 with any number of fractional digits, the same without an offset (UTC), with a
/// space for the `T`, and the `/Date(ms)/` of Windows PowerShell.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let inner = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/"));
    inner.map_or_else(|| iso(text), milliseconds)
}

/// The number may be followed by an offset, which does not change the moment.
fn milliseconds(inner: &str) -> Option<Timestamp> {
    let digits = inner.get(1..).and_then(|rest| rest.find(['+', '-'])).map_or(inner, |at| {
        // The search began behind a sign or the first digit.
        inner.get(..=at).unwrap_or(inner)
    });
    Timestamp::from_millisecond(digits.parse().ok()?).ok()
}

fn iso(text: &str) -> Option<Timestamp> {
    let (head, tail) = split_fraction(text);
    let is_whole = head.len() + tail.len() == text.len();
    let text = if is_whole { Cow::Borrowed(text) } else { Cow::Owned(alloc::format!("{head}{tail}")) };
    rfc3339::timestamp_or_utc(&text)
}

/// Cuts off the fractional digits beyond nanoseconds.
fn split_fraction(text: &str) -> (&str, &str) {
    let Some((_, fraction)) = text.split_once('.') else { return (text, "") };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let start = text.len() - fraction.len();
    let keep = text.get(..start + digits.min(9)).unwrap_or(text);
    (keep, text.get(start + digits..).unwrap_or_default())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn every_form_gives_the_same_moment() {
        for text in [
            "2026-01-02T03:04:05.678Z",
            "2026-01-02T03:04:05.6780000Z",
            "2026-01-02T03:04:05.67800000000Z",
            "2026-01-02T05:04:05.678+02:00",
            "2026-01-02T03:04:05.678",
            "2026-01-02 03:04:05.678Z",
            " 2026-01-02 03:04:05.678 ",
            "/Date(1767323045678)/",
            "/Date(1767323045678+0200)/",
        ] {
            assert_eq!(parse(text).unwrap().to_string(), "2026-01-02T03:04:05.678Z", "{text}");
        }
        assert_eq!(parse("/Date(-1)/").unwrap().to_string(), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "soon", "3/12/2025 7:22:01 AM", "/Date()/", "/Date(x)/", "2026-13-01T00:00:00Z", "."]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
