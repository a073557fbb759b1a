//! What a time leaves open by itself is settled by the other times of its conversation, or stays not understood.

use super::clock::{Clock, date_of};
use super::time::{DAY, Precision, Time};

/// A time as a log wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Written {
    /// A full time, a date or a clear offset.
    Time(Time),
    /// An hour without a date, in milliseconds; with seconds it may as well be an offset.
    Hour {
        /// Milliseconds since midnight, or since the start.
        millis: i64,
        /// How finely it was written.
        precision: Precision,
    },
    /// A date of which the year is missing or the order open, with its hour.
    Date {
        /// The numbers as they stand; 0 for a year that is missing.
        numbers: [i64; 3],
        /// What they may be.
        orders: &'static [DateOrder],
        /// Milliseconds since midnight.
        millis: i64,
        /// How finely it was written.
        precision: Precision,
    },
    /// A small number: seconds since the start, or days as spreadsheets count them.
    Number {
        /// The number.
        value: f64,
        /// How many digits stood after its point.
        decimals: u8,
    },
    /// The log says that there is none (empty, `0`, `-1`).
    Missing,
    /// Something else.
    Unknown,
}

/// The order in which a date's numbers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 20/11/2026.
    DayMonthYear,
    /// 11/20/2026.
    MonthDayYear,
    /// 20/11.
    DayMonth,
    /// 11-20.
    MonthDay,
}

impl DateOrder {
    /// Returns year, month and day.
    fn arrange(self, [first, second, third]: [i64; 3]) -> (i64, i64, i64) {
        let (month, day) = match self {
            DateOrder::DayMonthYear | DateOrder::DayMonth => (second, first),
            DateOrder::MonthDayYear | DateOrder::MonthDay => (first, second),
        };
        let year = match (self.has_year(), month, day) {
            (true, _, _) => third,
            (false, 2, 29) => LEAP_YEAR,
            (false, _, _) => YEAR,
        };
        (year, month, day)
    }

    fn has_year(self) -> bool {
        matches!(self, DateOrder::DayMonthYear | DateOrder::MonthDayYear)
    }
}

/// The year in which days without one are counted: a short one, so that a wait is never made longer than it was.
const YEAR: i64 = 2023;
const LEAP_YEAR: i64 = 2024;
/// Days of that year.
const YEAR_LENGTH: i64 = 365;
const HOUR: i64 = 3_600_000;

impl Clock<'_> {
    /// Decides over one conversation's times, in their order, what each by itself leaves open.
    ///
    /// Afterwards each is a [`Written::Time`], [`Written::Missing`] or
    /// [`Written::Unknown`]; what several readings remain for is not
    /// understood. `is_call` says that the conversation is known to be a call,
    /// whose times count from its start.
    pub fn settle(&self, times: &mut [Written], is_call: bool) {
        let (mut hours, mut dates, mut numbers) = (false, false, false);
        for time in times.iter() {
            hours |= matches!(time, Written::Hour { .. });
            dates |= matches!(time, Written::Date { .. });
            numbers |= matches!(time, Written::Number { .. });
        }
        if hours {
            settle_hours(times, is_call);
        }
        if dates {
            self.settle_dates(times);
        }
        if numbers {
            self.settle_numbers(times);
        }
    }

    fn settle_dates(&self, times: &mut [Written]) {
        let open = times.iter().filter_map(|time| match time {
            Written::Date { numbers, orders, .. } => Some((*numbers, *orders)),
            _ => None,
        });
        let Some((first, all)) = open.clone().next() else { return };
        let fits = |order: &&DateOrder| {
            open.clone()
                .all(|(numbers, orders)| orders.contains(order) && date_of(order.arrange(numbers)).is_some())
        };
        let fitting: Vec<DateOrder> = all.iter().filter(fits).copied().collect();
        let same_day = open.clone().all(|(numbers, _)| numbers == first);
        let agree =
            fitting.iter().all(|order| open.clone().all(|(n, _)| order.arrange(n) == fitting[0].arrange(n)));
        let order = fitting.first().copied().filter(|_| agree);
        let is_open = !fitting.is_empty() && same_day;
        let mut calendar = Calendar::default();
        for time in times.iter_mut() {
            let Written::Date { numbers, millis, precision, .. } = *time else { continue };
            *time = match order {
                // Whatever the day is, it is the same for all.
                None if is_open => dateless(millis, precision),
                None => Written::Unknown,
                Some(order) => match date_of(order.arrange(numbers)) {
                    None => Written::Unknown,
                    Some(date) if order.has_year() => {
                        self.at(date, millis, precision).map_or(Written::Unknown, Written::Time)
                    }
                    Some(date) => dateless(calendar.day(date) * DAY + millis, precision),
                },
            };
        }
    }

    fn settle_numbers(&self, times: &mut [Written]) {
        let mut reading = NumberReading::of(times);
        for time in times.iter_mut() {
            let Written::Number { value, .. } = *time else { continue };
            *time = match &mut reading {
                NumberReading::Unknown => Written::Unknown,
                NumberReading::Seconds => Written::Time(Time::Elapsed((value * 1000.0).round() as i64)),
                NumberReading::Days(decimals) => {
                    let (day, millis, precision) = spreadsheet_day(value, *decimals);
                    let date = FIRST_DAY.checked_add(jiff::Span::new().days(day)).ok();
                    let time = date.and_then(|date| self.at(date, millis, precision));
                    time.map_or(Written::Unknown, Written::Time)
                }
                NumberReading::Hours(decimals) => {
                    let (_, millis, precision) = spreadsheet_day(value, *decimals);
                    dateless(millis, precision)
                }
            };
        }
    }
}

/// Counts days without a year over the turns of the year.
#[derive(Default)]
struct Calendar {
    years: i64,
    last: i64,
}

impl Calendar {
    fn day(&mut self, date: jiff::civil::Date) -> i64 {
        let day = i64::from(date.day_of_year());
        // From December to January a year has passed.
        self.years += i64::from(day + 180 < self.last);
        self.last = day;
        day + self.years * YEAR_LENGTH
    }
}

fn dateless(millis: i64, precision: Precision) -> Written {
    Written::Time(Time::Dateless { millis, precision })
}

/// Decides whether hours without a date are hours of the day, as in chats, or offsets, as in calls.
fn settle_hours(times: &mut [Written], is_call: bool) {
    let hours = times.iter().filter_map(|time| match time {
        Written::Hour { millis, .. } => Some(*millis),
        _ => None,
    });
    let Some(first) = hours.clone().next() else { return };
    // From the first hour of a night to its sixth there may be talk, or a piece of a long recording.
    let are_offsets = is_call || first < HOUR || hours.clone().any(|millis| millis >= DAY);
    let start = if first < HOUR || is_call { 0 } else { first };
    let are_relative = are_offsets || first < 6 * HOUR;
    let (mut days, mut last) = (0, first);
    for time in times.iter_mut() {
        let Written::Hour { millis, precision } = *time else { continue };
        if !are_offsets && millis + 12 * HOUR < last {
            days += DAY;
        }
        last = millis;
        *time = match (precision >= Precision::MINUTE, are_offsets, are_relative) {
            // 00:10 may be ten past midnight, and ten seconds.
            (true, true, _) => Written::Unknown,
            (false, _, true) => Written::Time(Time::Elapsed(millis + days - start)),
            _ => dateless(millis + days, precision),
        };
    }
}

/// The day that spreadsheets call 0.
const FIRST_DAY: jiff::civil::Date = jiff::civil::date(1899, 12, 30);
/// The days of this century as spreadsheets count them.
const CENTURY: std::ops::Range<f64> = 36_526.0..73_051.0;

/// What the small numbers of a conversation count.
enum NumberReading {
    Unknown,
    /// Seconds since the start.
    Seconds,
    /// Days, to so many decimals.
    Days(u8),
    /// Parts of a day, to so many decimals.
    Hours(u8),
}

impl NumberReading {
    fn of(times: &[Written]) -> Self {
        let numbers = times.iter().filter_map(|time| match time {
            Written::Number { value, decimals } => Some((*value, *decimals)),
            _ => None,
        });
        let decimals = numbers.clone().map(|(_, decimals)| decimals).max().unwrap_or(0);
        let least = numbers.clone().map(|(value, _)| value).fold(f64::INFINITY, f64::min);
        let most = numbers.clone().map(|(value, _)| value).fold(0.0, f64::max);
        let several = numbers.clone().nth(1).is_some();
        if decimals == 0 {
            // Seconds, milliseconds, days: whole numbers do not tell.
            return NumberReading::Unknown;
        }
        if CENTURY.contains(&least) && CENTURY.contains(&most) {
            let finely = decimals >= 4 || (most - least < 1.0 && decimals >= 2);
            return if finely { NumberReading::Days(decimals) } else { NumberReading::Unknown };
        }
        if decimals >= 4 && most < 1.0 {
            // Nobody has a talk within a second.
            let daytime = least >= 0.25 && several;
            return if daytime { NumberReading::Hours(decimals) } else { NumberReading::Unknown };
        }
        NumberReading::Seconds
    }
}

/// Returns the day, the milliseconds since its midnight and how finely they are known.
fn spreadsheet_day(value: f64, decimals: u8) -> (i64, i64, Precision) {
    let width = DAY as f64 / 10_f64.powi(i32::from(decimals));
    let millis = (value.fract() * DAY as f64).round() as i64;
    let day = value.trunc() as i64;
    let precision = Precision::of_millis(width.round() as u32);
    if precision == Precision::SECOND {
        // What was written was a whole second.
        return (day, (millis + 500).div_euclid(1000) * 1000, precision);
    }
    // A rounded number lies in the middle of what it may be.
    (day, millis - (width / 2.0) as i64, precision)
}
