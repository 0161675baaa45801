//! Dates and times as RFC 3339 and those who extend it write them: what `jiff` reads, to the same moment. Its own
//! parser brings the words of every error that it knows, which is a tenth of the plugin.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

/// Reads a moment: a date, a time and an offset.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    written(text)?.timestamp()
}

/// The same, in UTC if no offset is written, and at midnight if no time is.
pub(crate) fn timestamp_or_utc(text: &str) -> Option<Timestamp> {
    let written = written(text)?;
    written.timestamp().or_else(|| Offset::UTC.to_timestamp(written.local).ok())
}

/// Reads a date such as `2026-12-31`.
pub(crate) fn date(text: &str) -> Option<Date> {
    let mut rest = Rest(text.as_bytes());
    rest.date().filter(|_| rest.0.is_empty())
}

/// What is written; the offset in seconds.
struct Written {
    local: DateTime,
    offset: Option<i32>,
}

impl Written {
    fn timestamp(&self) -> Option<Timestamp> {
        Offset::from_seconds(self.offset?).ok()?.to_timestamp(self.local).ok()
    }
}

fn written(text: &str) -> Option<Written> {
    let mut rest = Rest(text.as_bytes());
    let date = rest.date()?;
    let (mut time, mut offset) = (Time::midnight(), None);
    if rest.one_of(b"Tt ").is_some() {
        time = rest.time()?;
        offset = match rest.one_of(b"Zz+-") {
            Some(b'+') => Some(rest.offset()?),
            Some(b'-') => Some(-rest.offset()?),
            zulu => zulu.map(|_| 0),
        };
    }
    rest.annotations()?;
    rest.0.is_empty().then(|| Written { local: date.to_datetime(time), offset })
}

/// What is left to read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn date(&mut self) -> Option<Date> {
        let year = self.year()?;
        let has_separator = self.one_of(b"-").is_some();
        let month = self.pair()?;
        if self.one_of(b"-").is_some() != has_separator {
            return None;
        }
        Date::new(year, month, self.pair()?).ok()
    }

    /// Four digits, or a sign and six.
    fn year(&mut self) -> Option<i16> {
        let sign = self.one_of(b"+-");
        let year = i16::try_from(self.number(if sign.is_some() { 6 } else { 4 })?).ok()?;
        if sign == Some(b'-') { (year != 0).then_some(-year) } else { Some(year) }
    }

    fn time(&mut self) -> Option<Time> {
        let ([hour, minute, second], nanosecond) = self.clock()?;
        let before_leap = if second == 60 { 59 } else { second };
        Time::new(hour, minute, before_leap, nanosecond).ok()
    }

    /// The seconds of what follows the sign.
    fn offset(&mut self) -> Option<i32> {
        let ([hours, minutes, seconds], nanoseconds) = self.clock()?;
        let is_offset = hours <= 25 && minutes < 60 && seconds < 60;
        let rounded_up = i32::from(nanoseconds >= 500_000_000);
        is_offset.then(|| i32::from(hours) * 3600 + i32::from(minutes) * 60 + i32::from(seconds) + rounded_up)
    }

    /// Hours, minutes, seconds and nanoseconds; nothing must follow the hours.
    fn clock(&mut self) -> Option<([i8; 3], i32)> {
        let mut parts = [self.pair()?, 0, 0];
        let has_separator = self.0.starts_with(b":");
        for part in parts.iter_mut().skip(1) {
            let is_next = if has_separator { self.one_of(b":").is_some() } else { self.is_at_pair() };
            if !is_next {
                return Some((parts, 0));
            }
            *part = self.pair()?;
        }
        Some((parts, self.fraction()?))
    }

    /// Nanoseconds, if there is a point.
    fn fraction(&mut self) -> Option<i32> {
        if self.one_of(b".,").is_none() {
            return Some(0);
        }
        let digits = self.0.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let scale = 10_i32.pow(9 - u32::try_from(digits).ok()?);
        if digits == 0 { None } else { Some(self.number(digits)? * scale) }
    }

    /// Passes what RFC 9557 lets follow in brackets: a time zone, then what is of no concern here unless it says so.
    fn annotations(&mut self) -> Option<()> {
        let mut is_first = true;
        while self.one_of(b"[").is_some() {
            let is_critical = self.one_of(b"!").is_some();
            let end = self.0.iter().position(|byte| *byte == b']')?;
            let (inner, _) = self.0.split_at_checked(end)?;
            self.0 = self.0.get(end + 1..)?;
            if !(is_first && is_zone(inner)) && (is_critical || !is_tag(inner)) {
                return None;
            }
            is_first = false;
        }
        Some(())
    }

    fn is_at_pair(&self) -> bool {
        self.0.get(..2).is_some_and(|pair| pair.iter().all(u8::is_ascii_digit))
    }

    fn pair(&mut self) -> Option<i8> {
        i8::try_from(self.number(2)?).ok()
    }

    /// This many digits, at most nine.
    fn number(&mut self, digits: usize) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i32::from(digit - b'0'))
        })
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first().filter(|(first, _)| bytes.contains(first))?;
        self.0 = rest;
        Some(*first)
    }
}

/// `Europe/Berlin`, or `+02:00`, which has no seconds.
fn is_zone(inner: &[u8]) -> bool {
    let mut rest = Rest(inner);
    if rest.one_of(b"+-").is_some() {
        return inner.len() <= 6 && rest.offset().is_some() && rest.0.is_empty();
    }
    inner.split(|byte| *byte == b'/').all(|name| {
        name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || b"_.".contains(byte))
            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.+-".contains(byte))
    })
}

/// `u-ca=iso8601`.
fn is_tag(inner: &[u8]) -> bool {
    let mut parts = inner.splitn(2, |byte| *byte == b'=');
    let (Some(key), Some(values)) = (parts.next(), parts.next()) else { return false };
    key.first().is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'_')
        && key.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(byte))
        && values
            .split(|byte| *byte == b'-')
            .all(|value| !value.is_empty() && value.iter().all(u8::is_ascii_alphanumeric))
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use super::*;

    const FORMS: [&str; 20] = [
        "2026-01-02T03:04:05.678Z",
        "2026-01-02t03:04:05,6789z",
        "2026-01-02 03:04+02:00",
        "20260102T030405-0230",
        "2026-02-29T23:59:60+25:59:59.5",
        "2024-02-29T24",
        "20240229T23Z",
        "+012026-01-02T03:04:05Z",
        "-000001-12-31T00:00:00+00",
        "-009999-01-02T01:59:59Z",
        "9999-12-30T22:00:00.999999999Z",
        "9999-12-31T23:59:59-25:59:59",
        "2026-01-02T03:04:05Z[Europe/Berlin][u-ca=iso8601-a]",
        "2026-01-02T03:04:05[!+02:00][!_a=b]",
        "2026-01-02T03:04:05+02[-0130]",
        "2026-01-02[a/b=c]",
        "2026-12-31",
        "20261231",
        "-000000-01-01",
        "2026-01-02T03:04:05.0000000001Z",
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

    #[test]
    fn texts_are_read_as_jiff_reads_them() {
        let mut read = 0;
        for text in FORMS.map(String::from).into_iter().chain(texts(300_000)) {
            let expected: Option<Timestamp> = text.parse().ok();
            assert_eq!(timestamp(&text), expected, "{text}");
            let local: Option<DateTime> = text.parse().ok();
            let as_utc = local.and_then(|local| Offset::UTC.to_timestamp(local).ok());
            assert_eq!(timestamp_or_utc(&text), expected.or(as_utc), "{text}");
            if text.len() <= "2026-12-31".len() {
                assert_eq!(date(&text), text.parse().ok(), "{text}");
            }
            read += usize::from(expected.is_some());
        }
        assert!(read > 30_000, "only {read} of these texts are moments");
    }
}
