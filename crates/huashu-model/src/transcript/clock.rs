//! Reading and writing of times: the written forms that logs use.
//!
//! The common forms are read by hand, since a log holds one time a message.
//! The zone database is asked only for zones whose offset still changes.

use std::fmt;

use super::time::{Time, Zone};

/// Reads written times, with the zone's offset worked out once.
#[derive(Debug, Clone)]
pub struct Clock<'z> {
    zone: &'z Zone,
    /// Local seconds from which the offset no longer changes, and that offset.
    settled: Option<(i64, i32)>,
}

/// A time as a log wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Written {
    /// A full time or a clear offset.
    Time(Time),
    /// `HH:MM:SS` without a date, in milliseconds: an hour of the day or an offset, as the whole conversation shows.
    Bare(i64),
    /// The log says that there is none (empty, `0`, `-1`).
    Missing,
    /// Something else.
    Unknown,
}

const DAY: i64 = 86_400;

impl<'z> Clock<'z> {
    /// Prepares reading of times that lie in `zone` unless they say otherwise.
    pub fn new(zone: &'z Zone) -> Self {
        let settled = match zone.0.to_fixed_offset() {
            Ok(offset) => Some((i64::MIN, offset.seconds())),
            Err(_) => zone.0.preceding(jiff::Timestamp::MAX).next().map(|last| {
                let offset = last.offset().seconds();
                // A day of margin keeps local times near the change away from the short cut.
                (last.timestamp().as_second().saturating_add(i64::from(offset)).saturating_add(DAY), offset)
            }),
        };
        Clock { zone, settled }
    }

    /// Reads a written time: RFC 3339, `yyyy-MM-dd HH:mm[:ss[.fff]]` with `-`, `/`, `.` or 年月日, epoch digits, `HH:MM:SS`.
    pub fn parse(&self, text: &str) -> Written {
        if let Some(time) = self.parse_fixed(text.as_bytes()) {
            return Written::Time(time);
        }
        self.parse_any(text)
    }

    fn parse_any(&self, text: &str) -> Written {
        let text = text.trim().trim_matches('\u{3000}');
        let Some(first) = text.bytes().next() else { return Written::Missing };
        if !first.is_ascii_digit() {
            return if matches!(text, "-1" | "-" | "--" | "null" | "NULL" | "None" | "无") {
                Written::Missing
            } else {
                Written::Unknown
            };
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.parse_digits(text);
        }
        self.parse_date_time(text)
            .or_else(|| parse_bare(text))
            .or_else(|| parse_decimal(text))
            .unwrap_or(Written::Unknown)
    }

    /// Reads a number: epoch seconds, milliseconds, microseconds or nanoseconds by magnitude.
    pub fn from_number(&self, number: i64) -> Written {
        let millis = match number {
            -1 | 0 => return Written::Missing,
            100_000_000..100_000_000_000 => number * 1000,
            100_000_000_000..100_000_000_000_000 => number,
            100_000_000_000_000..100_000_000_000_000_000 => number / 1000,
            100_000_000_000_000_000.. => number / 1_000_000,
            _ => return Written::Unknown,
        };
        Written::Time(Time::Clock { millis, offset: self.offset_at(millis) })
    }

    /// Reads a fractional number: epoch seconds, or seconds since the start when it is small.
    pub fn from_float(&self, number: f64) -> Written {
        if !number.is_finite() || number < 0.0 {
            return if number == -1.0 { Written::Missing } else { Written::Unknown };
        }
        if number < 1e6 {
            return Written::Time(Time::Elapsed((number * 1000.0).round() as i64));
        }
        if number < 1e11 {
            let millis = (number * 1000.0).round() as i64;
            return Written::Time(Time::Clock { millis, offset: self.offset_at(millis) });
        }
        self.from_number(number as i64)
    }

    /// Makes a clock time from a local date (`yyyy, MM, dd`) and milliseconds since its midnight.
    pub fn at(&self, date: (i64, i64, i64), millis_of_day: i64) -> Option<Time> {
        let local = days_from_civil(date)? * DAY + millis_of_day.div_euclid(1000);
        let offset = self.offset_of_local(local)?;
        Some(Time::Clock { millis: (local - i64::from(offset)) * 1000 + millis_of_day.rem_euclid(1000), offset })
    }

    /// Reads `yyyy-MM-dd HH:mm:ss` and RFC 3339 without fractions, in which every digit has its place.
    ///
    /// Most logs hold nothing else. What is not just so is left to the ways that take more.
    #[inline]
    fn parse_fixed(&self, text: &[u8]) -> Option<Time> {
        let (written, zone) = text.split_first_chunk::<19>()?;
        let digit = |at: usize| written[at].wrapping_sub(b'0');
        let pair = |at: usize| i64::from(digit(at)) * 10 + i64::from(digit(at + 1));
        let digits = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18];
        let joints = [written[4], written[7], written[10], written[13], written[16]];
        if digits.into_iter().any(|at| digit(at) > 9)
            || !matches!(joints, [b'-', b'-', b' ' | b'T', b':', b':'] | [b'/', b'/', b' ', b':', b':'])
        {
            return None;
        }
        let date = (pair(0) * 100 + pair(2), pair(5), pair(8));
        let time = millis_of_day(pair(11), pair(14), pair(17), 0)?;
        let offset = match zone {
            [] => return self.at(date, time),
            [b'Z'] => 0,
            [sign @ (b'+' | b'-'), zone @ ..] => {
                let [a, b, b':', c, d] = zone else { return None };
                if ![a, b, c, d].into_iter().all(u8::is_ascii_digit) {
                    return None;
                }
                let number = |tens: u8, ones: u8| i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
                let (hours, minutes) = (number(*a, *b), number(*c, *d));
                if hours > 18 || minutes > 59 {
                    return None;
                }
                (hours * 3600 + minutes * 60) * if *sign == b'-' { -1 } else { 1 }
            }
            _ => return None,
        };
        let local = days_from_civil(date)? * DAY * 1000 + time;
        Some(Time::Clock { millis: local - i64::from(offset) * 1000, offset })
    }

    fn parse_digits(&self, text: &str) -> Written {
        if text.len() == 14 && (text.starts_with("19") || text.starts_with("20")) {
            let part = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap_or(99);
            let time = millis_of_day(part(8, 10), part(10, 12), part(12, 14), 0);
            if let Some(time) = time.and_then(|time| self.at((part(0, 4), part(4, 6), part(6, 8)), time)) {
                return Written::Time(time);
            }
        }
        text.parse().map_or(Written::Unknown, |number| self.from_number(number))
    }

    fn parse_date_time(&self, text: &str) -> Option<Written> {
        let mut rest = Rest(text);
        let year = rest.number(4, 4)?;
        rest.any(&["-", "/", ".", "年"])?;
        let month = rest.number(1, 2)?;
        rest.any(&["-", "/", ".", "月"])?;
        let day = rest.number(1, 2)?;
        let _ = rest.any(&["日", "号"]);
        if rest.0.is_empty() {
            return Some(Written::Missing);
        }
        let _ = rest.any(&["T", "t"]);
        rest.spaces();
        let hour = rest.number(1, 2)?;
        rest.any(&[":", "：", "时", "点"])?;
        let minute = rest.number(1, 2)?;
        let mut second = 0;
        let mut fraction = 0;
        if rest.any(&[":", "：", "分"]).is_some() && !rest.0.is_empty() {
            second = rest.number(1, 2)?;
            if rest.any(&[".", ","]).is_some() {
                fraction = rest.fraction()?;
            }
            let _ = rest.any(&["秒"]);
        }
        let time = millis_of_day(hour, minute, second, fraction)?;
        rest.spaces();
        if rest.0.is_empty() {
            return self.at((year, month, day), time).map(Written::Time);
        }
        let offset = rest.offset()?;
        let local = days_from_civil((year, month, day))? * DAY * 1000 + time;
        Some(Written::Time(Time::Clock { millis: local - i64::from(offset) * 1000, offset }))
    }

    /// Returns the offset at a point in time, in seconds east of UTC.
    fn offset_at(&self, millis: i64) -> i32 {
        let seconds = millis.div_euclid(1000);
        if let Some((from, offset)) = self.settled
            && seconds.saturating_add(i64::from(offset)) >= from
        {
            return offset;
        }
        jiff::Timestamp::from_second(seconds).map_or(0, |timestamp| self.zone.0.to_offset(timestamp).seconds())
    }

    fn offset_of_local(&self, local: i64) -> Option<i32> {
        if let Some((from, offset)) = self.settled
            && local >= from
        {
            return Some(offset);
        }
        let as_utc = jiff::Timestamp::from_second(local).ok()?;
        let civil = as_utc.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        let zoned = self.zone.0.to_ambiguous_zoned(civil).compatible().ok()?;
        Some(zoned.offset().seconds())
    }
}

/// What is left of a text being read from its start.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if length < least {
            return None;
        }
        let value = self.0.bytes().take(length).fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
        self.0 = &self.0[length..];
        Some(value)
    }

    fn any(&mut self, choices: &[&str]) -> Option<()> {
        let rest = choices.iter().find_map(|choice| self.0.strip_prefix(choice))?;
        self.0 = rest;
        Some(())
    }

    fn spaces(&mut self) {
        self.0 = self.0.trim_start();
    }

    /// Reads the digits after a decimal point as milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        let millis = (0..3).fold(0, |value, index| {
            let digit = self.0.as_bytes().get(index).filter(|_| index < length).map_or(0, |byte| byte - b'0');
            value * 10 + i64::from(digit)
        });
        self.0 = &self.0[length..];
        Some(millis)
    }

    /// Reads `Z`, `+08:00`, `+0800`, `+08`, an optional `UTC` or `GMT` before it; the text must end there.
    fn offset(&mut self) -> Option<i32> {
        if matches!(self.0, "Z" | "z" | "UTC" | "GMT") {
            return Some(0);
        }
        let _ = self.any(&["UTC", "GMT"]);
        let sign = if self.any(&["+"]).is_some() {
            1
        } else {
            self.any(&["-", "−"])?;
            -1
        };
        let hours = self.number(1, 2)?;
        let _ = self.any(&[":"]);
        let minutes = self.number(2, 2).unwrap_or(0);
        // RFC 9557 puts the zone's name behind, in brackets; the offset says all that matters.
        let ended = self.0.is_empty() || (self.0.starts_with('[') && self.0.ends_with(']'));
        (ended && hours <= 18 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) as i32)
    }
}

fn parse_bare(text: &str) -> Option<Written> {
    let mut rest = Rest(text);
    let first = rest.number(1, 3)?;
    rest.any(&[":", "："])?;
    let second = rest.number(2, 2)?;
    if rest.any(&[":", "："]).is_none() {
        let fraction = if rest.any(&["."]).is_some() { rest.fraction()? } else { 0 };
        // Two parts are minutes and seconds since the start.
        let whole = rest.0.is_empty() && second < 60;
        return whole.then_some(Written::Time(Time::Elapsed((first * 60 + second) * 1000 + fraction)));
    }
    let third = rest.number(2, 2)?;
    let fraction = if rest.any(&[".", ","]).is_some() { rest.fraction()? } else { 0 };
    let whole = rest.0.is_empty() && second < 60 && third < 60;
    whole.then_some(Written::Bare(((first * 60 + second) * 60 + third) * 1000 + fraction))
}

fn parse_decimal(text: &str) -> Option<Written> {
    let number: f64 = text.parse().ok()?;
    if number == 0.0 {
        return Some(Written::Missing);
    }
    if number < 1e6 {
        return Some(Written::Time(Time::Elapsed((number * 1000.0).round() as i64)));
    }
    None
}

fn millis_of_day(hour: i64, minute: i64, second: i64, millis: i64) -> Option<i64> {
    let valid = hour < 24 && minute < 60 && second <= 60;
    valid.then_some(((hour * 60 + minute) * 60 + second) * 1000 + millis)
}

/// Returns days since 1970-01-01 of a date of the Gregorian calendar.
#[inline]
fn days_from_civil((year, month, day): (i64, i64, i64)) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > length || !(1..=9999).contains(&year) {
        return None;
    }
    // Counting years from March puts the leap day last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(days + (153 * month + 2) / 5 + day - 1 - 719_468)
}

impl fmt::Display for Time {
    /// Writes a clock time as RFC 3339 and an offset as `HH:MM:SS`, with milliseconds where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Time::Clock { millis, offset } => {
                let local = millis.saturating_add(i64::from(offset) * 1000);
                let (year, month, day) = civil_from_days(local.div_euclid(DAY * 1000));
                write!(f, "{year:04}-{month:02}-{day:02}T")?;
                write_hours(f, local.rem_euclid(DAY * 1000))?;
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Time::Elapsed(millis) => {
                if millis < 0 {
                    f.write_str("-")?;
                }
                write_hours(f, millis.saturating_abs())
            }
        }
    }
}

fn write_hours(f: &mut fmt::Formatter<'_>, millis: i64) -> fmt::Result {
    let seconds = millis / 1000;
    write!(f, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    if millis % 1000 != 0 {
        write!(f, ".{:03}", millis % 1000)?;
    }
    Ok(())
}

/// Returns the date of the Gregorian calendar (`yyyy, MM, dd`) so many days after 1970-01-01.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = year_of_era + era * 400 + i64::from(month >= 10);
    (year, if month < 10 { month + 3 } else { month - 9 }, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Written {
        let zone = Zone::default();
        Clock::new(&zone).parse(text)
    }

    fn shown(text: &str) -> String {
        match read(text) {
            Written::Time(time) => time.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_same_moment_in_every_form() {
        for text in [
            "2026-11-20T09:30:05+08:00",
            "2026-11-20T09:30:05.000+0800",
            "2026-11-20 09:30:05",
            "2026/11/20 9:30:05",
            "2026.11.20 09:30:05",
            "2026年11月20日 09:30:05",
            "2026年11月20日09时30分05秒",
            "20261120093005",
            "1795138205",
            "1795138205000",
            "1795138205000000",
            " 2026-11-20 09:30:05 ",
        ] {
            assert_eq!(shown(text), "2026-11-20T09:30:05+08:00", "{text}");
        }
        assert_eq!(shown("2026-11-20T01:30:05Z"), "2026-11-20T01:30:05+00:00");
        assert_eq!(shown("2026/11/20 09:30"), "2026-11-20T09:30:00+08:00");
        assert_eq!(shown("2026-11-20 09:30:05.25"), "2026-11-20T09:30:05.250+08:00");
    }

    proptest! {
        #[test]
        fn the_quick_way_reads_the_same(
            date in (1900..2100_i64, 0..14_i64, 0..33_i64),
            time in (0..26_i64, 0..62_i64, 0..62_i64),
            joints in ("[-/.]", "[-/]", "[ T_]", "[:.]"),
            zone in prop_oneof![Just(String::new()), Just("Z".to_owned()), "[+-][0-2][0-9]:?[0-6][0-9]", "\\PC{0,4}"],
        ) {
            let (a, b, c, d) = joints;
            let ((year, month, day), (hour, minute, second)) = (date, time);
            let text = format!("{year:04}{a}{month:02}{b}{day:02}{c}{hour:02}{d}{minute:02}{d}{second:02}{zone}");
            let place = Zone::default();
            let clock = Clock::new(&place);
            if let Some(time) = clock.parse_fixed(text.as_bytes()) {
                prop_assert_eq!(clock.parse_any(&text), Written::Time(time), "{}", text);
            }
        }
    }

    #[test]
    fn the_quick_way_is_taken() {
        let zone = Zone::default();
        let clock = Clock::new(&zone);
        for text in
            ["2026-11-20 09:30:05", "2026/11/20 09:30:05", "2026-11-20T09:30:05Z", "2026-11-20T09:30:05-03:30"]
        {
            assert!(clock.parse_fixed(text.as_bytes()).is_some(), "{text}");
        }
    }

    #[test]
    fn offsets_and_missing_times() {
        assert_eq!(read("01:05"), Written::Time(Time::Elapsed(65_000)));
        assert_eq!(read("00:01:05"), Written::Bare(65_000));
        assert_eq!(read("12.5"), Written::Time(Time::Elapsed(12_500)));
        for text in ["", " ", "0", "-1", "2026-11-20"] {
            assert_eq!(read(text), Written::Missing, "{text:?}");
        }
        for text in ["昨天", "2026-13-01 00:00:00", "2026-02-30 00:00:00", "25:70:99", "17"] {
            assert_eq!(read(text), Written::Unknown, "{text:?}");
        }
    }

    #[test]
    fn zones_that_change_are_asked() {
        let Ok(zone) = jiff::tz::TimeZone::get("America/New_York").map(Zone) else { return };
        let clock = Clock::new(&zone);
        for (text, expected) in [
            ("2026-07-01 12:00:00", "2026-07-01T12:00:00-04:00"),
            ("2026-12-01 12:00:00", "2026-12-01T12:00:00-05:00"),
        ] {
            let Written::Time(time) = clock.parse(text) else { panic!("{text} was not read") };
            assert_eq!(time.to_string(), expected);
        }
    }

    #[test]
    fn days_and_dates_agree() {
        for days in (-800_000..800_000).step_by(97) {
            let date = civil_from_days(days);
            if (1..=9999).contains(&date.0) {
                assert_eq!(days_from_civil(date), Some(days));
            }
        }
    }
}
