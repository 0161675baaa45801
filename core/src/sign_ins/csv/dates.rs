//! Dates as people's systems write them, of which some can be read in two ways.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

use crate::{intake::parse_date, rfc3339};

/// Which of day and month comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Day,
    Month,
}

/// A date, as far as its text alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    Known(Timestamp),
    /// Two numbers are day and month, in whichever order; `order` where only one makes a date.
    Either {
        day_first: Option<Timestamp>,
        month_first: Option<Timestamp>,
        order: Option<Order>,
    },
    /// No date, or one of an unknown time zone.
    Unknown,
}

impl Date {
    /// The moment, if the order of the file's dates is this.
    pub(super) fn at(self, order: Option<Order>) -> Option<Timestamp> {
        match self {
            Self::Known(at) => Some(at),
            Self::Either { day_first, month_first, .. } => match order {
                Some(Order::Day) => day_first,
                Some(Order::Month) => month_first,
                None => None,
            },
            Self::Unknown => None,
        }
    }
}

/// Reads a cell of a column whose times are in UTC, or are not known to be.
pub(super) fn date(text: &str, utc: bool) -> Date {
    let zoned = rfc3339::timestamp(text).is_some() || text.starts_with("/Date(");
    if !utc && !zoned {
        return Date::Unknown;
    }
    parse_date(text).map(Date::Known).or_else(|| local(text)).unwrap_or(Date::Unknown)
}

/// Day, month and year in the order of some country, then a time of 12 or 24 hours.
fn local(text: &str) -> Option<Date> {
    let (day, time) = text.split_once([',', ' '])?;
    let time = time.trim_start_matches([',', ' ']);
    let separator = day.chars().find(|character| !character.is_ascii_digit())?;
    let mut numbers = day.trim_end_matches(separator).split(separator);
    let (one, two, three) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() || !matches!(separator, '/' | '.' | '-') {
        return None;
    }
    let time = clock(time)?;
    let number = |text: &str| text.parse::<i8>().ok();
    let year = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 4);
    if let Some(year) = year(one) {
        return at(year, number(two)?, number(three)?, time).map(Date::Known);
    }
    let (one, two, year) = (number(one)?, number(two)?, year(three)?);
    let (day_first, month_first) = (at(year, two, one, time), at(year, one, two, time));
    // Whoever writes dots writes the day first.
    if separator == '.' || day_first == month_first {
        return day_first.map(Date::Known);
    }
    let order = match (day_first, month_first) {
        (None, None) => return None,
        (Some(_), None) => Some(Order::Day),
        (None, Some(_)) => Some(Order::Month),
        (Some(_), Some(_)) => None,
    };
    Some(Date::Either { day_first, month_first, order })
}

/// Hour, minute, second and nanosecond.
type Clock = (i8, i8, i8, i32);

fn at(year: i16, month: i8, day: i8, (hour, minute, second, nanosecond): Clock) -> Option<Timestamp> {
    let moment = DateTime::new(year, month, day, hour, minute, second, nanosecond).ok()?;
    Offset::UTC.to_timestamp(moment).ok()
}

/// `7:22:01 AM`, `07:22`, `19:22:01.391`.
fn clock(text: &str) -> Option<Clock> {
    let end = text.find(|character: char| !matches!(character, '0'..='9' | ':' | '.')).unwrap_or(text.len());
    let (digits, half) = text.split_at_checked(end)?;
    let (digits, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = digits.split(':').map(|part| part.parse::<i8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Some((of_day(hour, half)?, minute, second, nanoseconds(fraction)?))
}

fn nanoseconds(fraction: &str) -> Option<i32> {
    let digits = fraction.get(..fraction.len().min(9))?;
    let scale = u32::try_from(9 - digits.len()).ok()?;
    if digits.is_empty() { Some(0) } else { Some(digits.parse::<i32>().ok()? * 10_i32.pow(scale)) }
}

/// The hour of the day, if what follows the time says which half of it is meant.
fn of_day(hour: i8, half: &str) -> Option<i8> {
    let letters = || half.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase());
    let others =
        half.chars().any(|character| character.is_alphanumeric() && !character.is_ascii_alphabetic());
    let is = |name: &str| letters().eq(name.chars());
    match hour {
        _ if others => None,
        _ if is("") => Some(hour),
        1..=12 if is("am") => Some(hour % 12),
        1..=12 if is("pm") => Some(hour % 12 + 12),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use super::*;

    fn shown(text: &str, order: Option<Order>) -> String {
        date(text, true).at(order).map_or_else(|| "unknown".into(), |at| at.to_string())
    }

    #[test]
    fn dates_that_tell_are_read_alone() {
        for (text, expected) in [
            ("2025-03-12T07:22:01Z", "2025-03-12T07:22:01Z"),
            ("2025-03-12 07:22:01", "2025-03-12T07:22:01Z"),
            ("2025/03/12 07:22", "2025-03-12T07:22:00Z"),
            ("12.03.2025 19:22:01", "2025-03-12T19:22:01Z"),
            ("3/3/2025, 12:00:00.391 AM", "2025-03-03T00:00:00.391Z"),
            ("3/3/2025 12:00:00\u{202f}PM", "2025-03-03T12:00:00Z"),
            ("3/3/2025 1:00:00 p. m.", "2025-03-03T13:00:00Z"),
        ] {
            assert_eq!(shown(text, None), expected, "{text}");
        }
    }

    #[test]
    fn dates_that_can_be_read_in_two_ways_need_an_order() {
        let text = "3/12/2025 7:22:01 AM";
        assert_eq!(shown(text, None), "unknown");
        assert_eq!(shown(text, Some(Order::Day)), "2025-12-03T07:22:01Z");
        assert_eq!(shown(text, Some(Order::Month)), "2025-03-12T07:22:01Z");
        let order = |text: &str| match date(text, true) {
            Date::Either { order, .. } => order,
            _ => None,
        };
        assert_eq!(
            (order(text), order("13/12/2025 7:22"), order("12/13/2025 7:22")),
            (None, Some(Order::Day), Some(Order::Month))
        );
    }

    #[test]
    fn what_is_no_date_or_of_an_unknown_zone_is_unknown() {
        for text in [
            "",
            "soon",
            "13/13/2025 7:22",
            "3/12/25 7:22",
            "3/12/2025",
            "1/2/2025 13:00 PM",
            "1/2/2025 7:22 午後",
            "1/1/2025 7",
        ] {
            assert_eq!(date(text, true), Date::Unknown, "{text}");
        }
        assert_eq!(date("2025-03-12 07:22:01", false), Date::Unknown);
        assert!(matches!(date("2025-03-12T07:22:01+02:00", false), Date::Known(_)));
    }
}
