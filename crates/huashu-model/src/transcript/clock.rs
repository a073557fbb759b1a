//! Reading of times: the written forms that logs use.
//!
//! The common forms are read by hand, since a log holds one time a message;
//! dates and zones are `jiff`'s. What one time leaves open by itself – a day
//! without its year, the order of day and month, a bare number – is settled
//! over the whole conversation (`settle`).

use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

use super::scanner::{Clockface, Scanner};
use super::settle::{DateOrder, Written};
use super::time::{DAY, Precision, Time, Zone};

/// Reads written times, with the zone's offset worked out once.
#[derive(Debug, Clone)]
pub struct Clock<'z> {
    zone: &'z Zone,
    /// Local seconds from which the offset no longer changes, and that offset.
    settled: Option<(i64, i32)>,
}

/// What a bare number counts in a field that is known to hold offsets from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OffsetUnit {
    /// Seconds, with or without fractions.
    Seconds,
    /// Milliseconds.
    Millis,
}

/// Dates with the months' English names, as mail, Java and Twitter write them; with an offset and without.
const NAMED_MONTHS: &[&str] = &[
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %b %Y %H:%M:%S %z",
    "%a %b %d %H:%M:%S %z %Y",
    "%a %b %d %H:%M:%S %Y",
    "%d %b %Y %H:%M:%S",
    "%d %b %Y, %H:%M:%S",
    "%b %d, %Y %I:%M:%S %p",
    "%b %d, %Y, %I:%M:%S %p",
];

impl<'z> Clock<'z> {
    /// Prepares reading of times that lie in `zone` unless they say otherwise.
    pub fn new(zone: &'z Zone) -> Self {
        let settled = match zone.0.to_fixed_offset() {
            Ok(offset) => Some((i64::MIN, offset.seconds())),
            Err(_) => zone.0.preceding(Timestamp::MAX).next().map(|last| {
                let offset = last.offset().seconds();
                // A day of margin keeps local times near the change away from the short cut.
                (last.timestamp().as_second() + i64::from(offset) + DAY / 1000, offset)
            }),
        };
        Clock { zone, settled }
    }

    /// Reads a written time: dates of every usual order with an hour, hours alone, epoch digits, spreadsheet days.
    pub fn parse(&self, text: &str) -> Written {
        if let Some(time) = self.parse_fixed(text.as_bytes()) {
            return Written::Time(time);
        }
        self.parse_any(text)
    }

    /// Reads a date and an hour that stand in two columns; either may hold both, or nothing.
    pub fn parse_joined(&self, date: &str, hour: &str) -> Written {
        // A spreadsheet gives a date its midnight, and an hour the day on which it begins to count.
        let day = date.trim().split_once([' ', 'T']).filter(|(_, rest)| rest.starts_with("00:00"));
        let day = day.map_or(date.trim(), |(day, _)| day);
        let alone = hour.trim().strip_prefix("1899-12-30").or_else(|| hour.trim().strip_prefix("1900-01-00"));
        let alone = alone.unwrap_or(hour).trim_start_matches(['T', ' ']);
        match self.parse(alone) {
            Written::Missing => self.parse(date),
            full @ Written::Time(_) => full,
            _ if day.is_empty() => self.parse(alone),
            Written::Number { value, decimals } => match day.parse::<f64>() {
                // Both columns count days.
                Ok(days) if value < 1.0 => Written::Number { value: days + value, decimals },
                _ => Written::Unknown,
            },
            _ => self.parse(&[day, " ", alone].concat()),
        }
    }

    /// Reads an offset from the start: `65.25`, `1:05`, `00:01:05.250`; `unit` says what a bare number counts.
    pub fn parse_offset(&self, text: &str, unit: OffsetUnit) -> Written {
        let text = text.trim();
        if text.is_empty() {
            return Written::Missing;
        }
        if let Ok(number) = text.parse::<f64>() {
            let millis = if unit == OffsetUnit::Seconds { number * 1000.0 } else { number };
            let valid = (0.0..1e12).contains(&millis);
            return if valid { Written::Time(Time::Elapsed(millis.round() as i64)) } else { Written::Unknown };
        }
        let mut rest = Scanner(text);
        let Some(clockface) = rest.clockface().filter(|_| rest.0.is_empty()) else {
            return minutes_and_seconds(text).unwrap_or(Written::Unknown);
        };
        // Of two parts the first are minutes.
        let scale = if clockface.seconds { 1 } else { 60 };
        Written::Time(Time::Elapsed(clockface.millis / scale))
    }

    fn parse_any(&self, text: &str) -> Written {
        // Phones put marks of direction around a time, and narrow spaces into it.
        let is_mark = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}');
        let text = text.trim_matches(|c: char| c.is_whitespace() || is_mark(c));
        if matches!(text, "" | "-1" | "-" | "--" | "null" | "NULL" | "None" | "无") {
            return Written::Missing;
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.parse_digits(text);
        }
        self.parse_date_time(text)
            .or_else(|| parse_hour(text))
            .or_else(|| minutes_and_seconds(text))
            .or_else(|| self.parse_decimal(text))
            .or_else(|| self.parse_named_month(text))
            .unwrap_or(Written::Unknown)
    }

    /// Reads a number: epoch seconds, milliseconds, microseconds or nanoseconds by magnitude.
    pub fn from_number(&self, number: i64) -> Written {
        let millis = match number {
            -1 | 0 => return Written::Missing,
            1..1_000_000 => return Written::Number { value: number as f64, decimals: 0 },
            100_000_000..100_000_000_000 => number * 1000,
            100_000_000_000..100_000_000_000_000 => number,
            100_000_000_000_000..100_000_000_000_000_000 => number / 1000,
            100_000_000_000_000_000.. => number / 1_000_000,
            _ => return Written::Unknown,
        };
        Written::Time(self.instant(millis))
    }

    /// Reads a fractional number: epoch seconds or milliseconds; a small one waits for the others of its conversation.
    pub fn from_float(&self, number: f64) -> Written {
        // The shortest spelling has the digits that were written.
        self.parse_decimal(&number.to_string()).unwrap_or(if number == -1.0 {
            Written::Missing
        } else {
            Written::Unknown
        })
    }

    /// Makes a clock time of a local date and milliseconds since its midnight.
    pub(super) fn at(&self, date: civil::Date, millis_of_day: i64, precision: Precision) -> Option<Time> {
        let local = epoch_day(date)? * DAY + millis_of_day;
        let offset = self.offset_of_local(local.div_euclid(1000))?;
        Some(Time::Clock { millis: local - i64::from(offset) * 1000, offset, precision })
    }

    fn instant(&self, millis: i64) -> Time {
        Time::clock(millis, self.offset_at(millis))
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
        let date = date_of((pair(0) * 100 + pair(2), pair(5), pair(8)))?;
        let time = millis_of_day(pair(11), pair(14), pair(17))?;
        let offset = match zone {
            [] => return self.at(date, time, Precision::SECOND),
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
        let local = epoch_day(date)? * DAY + time;
        Some(Time::clock(local - i64::from(offset) * 1000, offset))
    }

    fn parse_digits(&self, text: &str) -> Written {
        let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<i64>().ok());
        if matches!(text.len(), 12 | 14)
            && (text.starts_with("19") || text.starts_with("20"))
            && let (Some(year), Some(month), Some(day)) = (part(0, 4), part(4, 6), part(6, 8))
            && let (Some(hour), Some(minute)) = (part(8, 10), part(10, 12))
            && let Some(date) = date_of((year, month, day))
            && let Some(time) = millis_of_day(hour, minute, part(12, 14).unwrap_or(0))
            && let Some(time) = self.at(date, time, precision(text.len() == 14))
        {
            return Written::Time(time);
        }
        text.parse().map_or(Written::Unknown, |number| self.from_number(number))
    }

    fn parse_decimal(&self, text: &str) -> Option<Written> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !(fraction.is_empty() || digits(fraction)) {
            return None;
        }
        let value: f64 = text.parse().ok()?;
        if value < 1e6 {
            let decimals = u8::try_from(fraction.len().max(1)).ok()?;
            return Some(Written::Number { value, decimals });
        }
        let millis = if value < 1e11 { (value * 1000.0).round() as i64 } else { return self.whole(whole) };
        Some(if value < 1e8 { Written::Unknown } else { Written::Time(self.instant(millis)) })
    }

    fn whole(&self, digits: &str) -> Option<Written> {
        Some(self.from_number(digits.parse().ok()?))
    }

    fn parse_named_month(&self, text: &str) -> Option<Written> {
        if !text.bytes().any(|byte| byte.is_ascii_alphabetic()) || text.len() > 40 {
            return None;
        }
        let text = text.replace(['\u{202f}', '\u{a0}'], " ");
        let broken = NAMED_MONTHS.iter().find_map(|format| strtime::parse(format, &text).ok())?;
        if let Some(offset) = broken.offset() {
            let timestamp = broken.to_timestamp().ok()?;
            return Some(Written::Time(Time::clock(timestamp.as_millisecond(), offset.seconds())));
        }
        let local = broken.to_datetime().ok()?;
        let since_midnight = civil_millis(local.time());
        self.at(local.date(), since_midnight, Precision::SECOND).map(Written::Time)
    }

    fn parse_date_time(&self, text: &str) -> Option<Written> {
        let mut rest = Scanner(text);
        let date = WrittenDate::read(&mut rest)?;
        if rest.0.is_empty() {
            // A day without its year, or of uncertain order, may as well be a fraction or a version.
            let WrittenDate::Full(date) = date else { return None };
            return self.at(date, 0, Precision::DAY).map(Written::Time);
        }
        let parted = rest.between_date_and_hour();
        if !parted && !matches!(date, WrittenDate::Full(_)) {
            return None;
        }
        let clockface = rest.clockface()?;
        let time = Some(clockface.millis).filter(|millis| *millis <= DAY)?;
        let precision = precision(clockface.seconds);
        rest.spaces();
        match date {
            WrittenDate::Full(date) if rest.0.is_empty() => self.at(date, time, precision).map(Written::Time),
            WrittenDate::Full(date) => {
                let offset = rest.offset()?;
                let millis = epoch_day(date)? * DAY + time - i64::from(offset) * 1000;
                let offset = match rest.bracketed_zone() {
                    Some(zone) if offset == 0 => offset_in(zone, millis).unwrap_or(offset),
                    _ => offset,
                };
                rest.0.is_empty().then_some(Written::Time(Time::Clock { millis, offset, precision }))
            }
            WrittenDate::Open { numbers, orders } => {
                rest.0.is_empty().then_some(Written::Date { numbers, orders, millis: time, precision })
            }
        }
    }

    /// Returns the offset at a point in time, in seconds east of UTC.
    fn offset_at(&self, millis: i64) -> i32 {
        let seconds = millis.div_euclid(1000);
        if let Some((from, offset)) = self.settled
            && seconds.saturating_add(i64::from(offset)) >= from
        {
            return offset;
        }
        Timestamp::from_second(seconds).map_or(0, |timestamp| self.zone.0.to_offset(timestamp).seconds())
    }

    fn offset_of_local(&self, local: i64) -> Option<i32> {
        if let Some((from, offset)) = self.settled
            && local >= from
        {
            return Some(offset);
        }
        let civil = Offset::UTC.to_datetime(Timestamp::from_second(local).ok()?);
        let zoned = self.zone.0.to_ambiguous_zoned(civil).compatible().ok()?;
        Some(zoned.offset().seconds())
    }
}

/// A date as written.
enum WrittenDate {
    Full(civil::Date),
    /// Numbers of which it is not known which is which, or of which the year is missing.
    Open {
        numbers: [i64; 3],
        orders: &'static [DateOrder],
    },
}

impl WrittenDate {
    fn read(rest: &mut Scanner<'_>) -> Option<WrittenDate> {
        use DateOrder::{DayMonth, DayMonthYear, MonthDay, MonthDayYear};
        let start = rest.0;
        let first = rest.number(1, 4)?;
        let digits = start.len() - rest.0.len();
        let joint = rest.any(&["-", "/", ".", "年", "月"])?;
        let second = rest.number(1, 2)?;
        if digits == 4 {
            let again = rest.any(&["-", "/", ".", "月"])?;
            let day = rest.number(1, 2)?;
            let _ = rest.any(&["日", "号"]);
            return ((joint == "年") == (again == "月"))
                .then(|| date_of((first, second, day)).map(WrittenDate::Full))?;
        }
        if digits > 2 || joint == "年" {
            return None;
        }
        if joint == "月" {
            rest.any(&["日", "号"])?;
            return Some(WrittenDate::Open { numbers: [first, second, 0], orders: &[MonthDay] });
        }
        if rest.any(&[joint]).is_some() {
            let before = rest.0.len();
            let third = rest.number(2, 4)?;
            let orders: &[DateOrder] = match (before - rest.0.len(), joint) {
                (3, _) => return None,
                // Three pairs of digits may begin with the year, too; phones put a comma behind their dates.
                (2, _) if !rest.0.starts_with(',') => return None,
                (_, ".") => &[DayMonthYear],
                _ => &[DayMonthYear, MonthDayYear],
            };
            let year = if third < 100 { 2000 + third } else { third };
            return Some(WrittenDate::Open { numbers: [first, second, year], orders });
        }
        let orders: &[DateOrder] = match joint {
            "-" => &[MonthDay],
            "/" => &[MonthDay, DayMonth],
            _ => return None,
        };
        Some(WrittenDate::Open { numbers: [first, second, 0], orders })
    }
}

/// Reads an hour without a date: `09:30:05`, `9:30`, `下午 3:05`.
fn parse_hour(text: &str) -> Option<Written> {
    let mut rest = Scanner(text);
    let Clockface { millis, seconds } = rest.clockface()?;
    // Two parts beyond the day are no hour, and might be minutes.
    let whole = rest.0.is_empty() && (seconds || millis < DAY);
    whole.then_some(Written::Hour { millis, precision: precision(seconds) })
}

/// Reads `01:05.250`, which only minutes and seconds since the start are written like.
fn minutes_and_seconds(text: &str) -> Option<Written> {
    let mut rest = Scanner(text);
    let minutes = rest.number(1, 3)?;
    rest.any(&[":", "："])?;
    let seconds = rest.number(2, 2).filter(|seconds| *seconds < 60)?;
    rest.any(&[".", ","])?;
    let fraction = rest.fraction()?;
    rest.0.is_empty().then_some(Written::Time(Time::Elapsed((minutes * 60 + seconds) * 1000 + fraction)))
}

fn precision(seconds: bool) -> Precision {
    if seconds { Precision::SECOND } else { Precision::MINUTE }
}

fn millis_of_day(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let valid = hour < 24 && minute < 60 && second <= 60;
    valid.then_some(((hour * 60 + minute) * 60 + second) * 1000)
}

fn civil_millis(time: civil::Time) -> i64 {
    let seconds = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second());
    seconds * 1000 + i64::from(time.millisecond())
}

/// Returns the date of the Gregorian calendar, if there is such a one after the year 0.
#[inline]
pub(super) fn date_of((year, month, day): (i64, i64, i64)) -> Option<civil::Date> {
    let year = i16::try_from(year).ok().filter(|year| *year > 0)?;
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Returns the days from 1970-01-01 to a date.
#[inline]
fn epoch_day(date: civil::Date) -> Option<i64> {
    let midnight = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
    Some(midnight.as_millisecond().div_euclid(DAY))
}

/// Returns the offset of a named zone at a point in time.
fn offset_in(zone: &str, millis: i64) -> Option<i32> {
    let zone = TimeZone::get(zone).ok()?;
    Some(zone.to_offset(Timestamp::from_millisecond(millis).ok()?).seconds())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}
