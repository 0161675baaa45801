//! Dates and times in RFC 3339. The parser of `jiff` reads much more and brings the words of every error that it
//! knows, which is a tenth of the plugin.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

/// Reads a moment: a date, a time and an offset. `None` where the text is anything else.
///
/// ```
/// let moment = flowlock_core::timestamp("2026-07-02T23:00:00+02:00").expect("a moment");
/// assert_eq!(moment.to_string(), "2026-07-02T21:00:00Z");
/// assert_eq!(flowlock_core::timestamp("2026-07-02"), None);
/// ```
pub fn timestamp(text: &str) -> Option<Timestamp> {
    let (local, offset) = written(text)?;
    offset?.to_timestamp(local).ok()
}

/// The same, in UTC if no offset is written, and at midnight if no time is.
pub(crate) fn timestamp_or_utc(text: &str) -> Option<Timestamp> {
    let (local, offset) = written(text)?;
    offset.unwrap_or(Offset::UTC).to_timestamp(local).ok()
}

/// Reads a date such as `2026-12-31`.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut rest = Rest(text.as_bytes());
    rest.date().filter(|_| rest.0.is_empty())
}

fn written(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let mut rest = Rest(text.as_bytes());
    let date = rest.date()?;
    let (mut time, mut offset) = (Time::midnight(), None);
    if rest.one_of(b"Tt ").is_some() {
        time = rest.time()?;
        offset = match rest.one_of(b"Zz+-") {
            None => None,
            Some(b'+') => Some(rest.offset(1)?),
            Some(b'-') => Some(rest.offset(-1)?),
            Some(_) => Some(Offset::UTC),
        };
    }
    rest.0.is_empty().then(|| (date.to_datetime(time), offset))
}

/// What is left to read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn date(&mut self) -> Option<Date> {
        let year = i16::try_from(self.number(4)?).ok()?;
        let month = self.after(b"-")?;
        Date::new(year, month, self.after(b"-")?).ok()
    }

    /// Hours and minutes, then seconds and a fraction if they are there.
    fn time(&mut self) -> Option<Time> {
        let (hour, minute) = (self.pair()?, self.after(b":")?);
        let (mut second, mut nanosecond) = (0, 0);
        if self.0.starts_with(b":") {
            // A leap second is the end of the second before it.
            second = self.after(b":").map(|second| if second == 60 { 59 } else { second })?;
            nanosecond = self.fraction()?;
        }
        Time::new(hour, minute, second, nanosecond).ok()
    }

    /// Nanoseconds, if there is a point.
    fn fraction(&mut self) -> Option<i32> {
        if self.one_of(b".").is_none() {
            return Some(0);
        }
        let digits = self.0.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let scale = 10_i32.pow(9 - u32::try_from(digits).ok()?);
        if digits == 0 { None } else { Some(self.number(digits)? * scale) }
    }

    /// What follows the sign; databases leave the minutes out.
    fn offset(&mut self, sign: i32) -> Option<Offset> {
        let hours = self.pair().filter(|hours| *hours < 24)?;
        let minutes = if self.0.is_empty() { 0 } else { self.after(b":").filter(|minutes| *minutes < 60)? };
        Offset::from_seconds(sign * (i32::from(hours) * 3600 + i32::from(minutes) * 60)).ok()
    }

    /// Two digits after this separator.
    #[inline]
    fn after(&mut self, separator: &[u8]) -> Option<i8> {
        self.one_of(separator)?;
        self.pair()
    }

    #[inline]
    fn pair(&mut self) -> Option<i8> {
        i8::try_from(self.number(2)?).ok()
    }

    /// This many digits, at most nine.
    #[inline]
    fn number(&mut self, digits: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i32::from(digit - b'0'))
        })
    }

    #[inline]
    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first().filter(|(first, _)| bytes.contains(first))?;
        self.0 = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use super::*;

    const FORMS: [&str; 12] = [
        "2026-01-02T03:04:05.678Z",
        "2026-01-02t03:04:05.6789z",
        "2026-01-02 03:04+02:00",
        "2026-01-02 03:04:05+00",
        "2026-01-02T03:04:05-02:30",
        "2026-02-28T23:59:60+23:59",
        "2024-02-29T23:59:60.5Z",
        "0000-01-01T00:00:00Z",
        "9999-12-30T22:00:00.999999999Z",
        "9999-12-31T23:59:59-23:59",
        "2026-01-02T03:04:05",
        "2026-12-31",
    ];

    /// Every form with some of its letters lost, doubled or changed.
    fn texts(count: usize) -> impl Iterator<Item = String> {
        let mut state = 1_u64;
        let mut below = move |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % limit
        };
        (0..count).map(move |_| {
            let mut text: Vec<char> = FORMS.get(below(FORMS.len())).unwrap_or(&"").chars().collect();
            for _ in 0..below(4) {
                let letters: Vec<char> = "0123456789-+:.,TtZz []!=_/aBé".chars().collect();
                let (at, letter) = (below(text.len()), letters.get(below(letters.len())).copied());
                match below(3) {
                    0 if text.len() > 1 => drop(text.remove(at)),
                    1 => text.splice(at..=at, letter).for_each(drop),
                    _ => text.splice(at..at, letter).for_each(drop),
                }
            }
            text.into_iter().collect()
        })
    }

    /// Whether RFC 3339 has this form, or one of those that leave a part of it out.
    fn is_plain(text: &str) -> bool {
        let shape: String =
            text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).collect();
        let Some(rest) = shape.strip_prefix("0000-00-00") else { return false };
        let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else { return rest.is_empty() };
        let (clock, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        let is_clock = clock == "00:00:00" || (clock == "00:00" && !rest.contains('.'));
        let is_fraction = matches!(fraction.len(), 1..=9) && fraction.bytes().all(|digit| digit == b'0');
        let is_offset = matches!(offset.get(1..), None | Some("" | "00" | "00:00"));
        let hours = text.get(text.len() - offset.len()..).and_then(|offset| offset.get(1..3));
        is_clock && is_fraction && is_offset && hours.is_none_or(|hours| hours < "24")
    }

    #[test]
    fn rfc_3339_is_read_as_jiff_reads_it_and_nothing_else_is() {
        let mut read = 0;
        for text in FORMS.map(String::from).into_iter().chain(texts(300_000)) {
            let moment: Option<Timestamp> = text.parse().ok().filter(|_| is_plain(&text));
            assert_eq!(timestamp(&text), moment, "{text}");
            let local: Option<DateTime> = text.parse().ok().filter(|_| is_plain(&text));
            let as_utc = local.and_then(|local| Offset::UTC.to_timestamp(local).ok());
            assert_eq!(timestamp_or_utc(&text), moment.or(as_utc), "{text}");
            read += usize::from(moment.is_some());
        }
        assert!(read > 30_000, "only {read} of these texts are moments");
    }

    #[test]
    fn a_date_is_a_date_alone() {
        assert_eq!(date("2024-02-29"), Date::new(2024, 2, 29).ok());
        for text in ["2026-02-29", "2026-2-9", "20260209", "2026-12-31T00:00:00Z", ""] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
