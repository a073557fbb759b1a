//! Times of utterances: clock times with a zone, hours of a day whose date is not known, offsets from the start.

use jiff::tz::TimeZone;

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// When something was said.
///
/// Differences are taken between times of one form only; how long something
/// took is asked with [`Time::lapse_since`], which knows how finely the log
/// writes its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Time {
    /// A point on the clock.
    Clock {
        /// Milliseconds since 1970-01-01T00:00:00Z.
        millis: i64,
        /// Seconds east of UTC: the log's, or the configured zone's, so that the hour is the one the agent saw.
        offset: i32,
        /// How finely it was written.
        precision: Precision,
    },
    /// An hour of the day in a log that does not give the date, or not its year.
    Dateless {
        /// Milliseconds since the midnight before the conversation's first day, or before the year.
        millis: i64,
        /// How finely it was written.
        precision: Precision,
    },
    /// Milliseconds since the conversation began.
    Elapsed(i64),
}

/// How finely a time was written: what was meant lies between it and so much later.
///
/// Limits are given in seconds, and so a time in whole seconds is taken as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Precision {
    millis: u32,
}

impl Precision {
    /// In whole seconds or finer.
    pub const SECOND: Precision = Precision { millis: 0 };
    /// In whole minutes: 10:00 may be 10:00:59.
    pub const MINUTE: Precision = Precision { millis: 60_000 };
    /// A date alone.
    pub const DAY: Precision = Precision { millis: 86_400_000 };

    /// Makes the precision of times that are known to so many milliseconds; up to a second counts as exact.
    pub fn of_millis(millis: u32) -> Self {
        if millis <= 1000 { Precision::SECOND } else { Precision { millis } }
    }

    /// Returns by how many milliseconds later than written something may have happened; 0 is exact.
    pub fn millis(self) -> i64 {
        i64::from(self.millis)
    }
}

/// How long something took, as far as the log's times tell: from `least` to `most` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    /// It took no less.
    pub least: i64,
    /// It took no more.
    pub most: i64,
}

impl Lapse {
    /// Returns whether it took longer than `limit` milliseconds; `None` where the times do not tell.
    pub fn exceeds(self, limit: i64) -> Option<bool> {
        match (self.least > limit, self.most > limit) {
            (true, _) => Some(true),
            (_, false) => Some(false),
            (false, true) => None,
        }
    }
}

impl Time {
    /// Makes a point on the clock, exact to the second: milliseconds since the epoch, seconds east of UTC.
    pub const fn clock(millis: i64, offset: i32) -> Time {
        Time::Clock { millis, offset, precision: Precision::SECOND }
    }

    /// Returns the milliseconds from `earlier` to `self` as written; `None` for times of different forms.
    pub fn since(self, earlier: Time) -> Option<i64> {
        match (self, earlier) {
            (Time::Clock { millis: a, .. }, Time::Clock { millis: b, .. })
            | (Time::Dateless { millis: a, .. }, Time::Dateless { millis: b, .. })
            | (Time::Elapsed(a), Time::Elapsed(b)) => a.checked_sub(b),
            _ => None,
        }
    }

    /// Returns how long it was from `earlier` to `self`; `None` for times of different forms.
    pub fn lapse_since(self, earlier: Time) -> Option<Lapse> {
        let written = self.since(earlier)?;
        // The ends themselves are out of reach: 10:00 is never 10:01:00.
        let inside = |precision: Precision| (precision.millis() - 1).max(0);
        Some(Lapse {
            least: written.checked_sub(inside(earlier.precision()))?,
            most: written.checked_add(inside(self.precision()))?,
        })
    }

    /// Returns how finely the log wrote it.
    pub fn precision(self) -> Precision {
        match self {
            Time::Clock { precision, .. } | Time::Dateless { precision, .. } => precision,
            Time::Elapsed(_) => Precision::SECOND,
        }
    }

    /// Returns the local second of the day as written, 0 to 86,399; `None` for an offset and for a date alone.
    pub fn second_of_day(self) -> Option<u32> {
        if self.precision() >= Precision::DAY {
            return None;
        }
        let seconds = match self {
            Time::Clock { millis, offset, .. } => millis.div_euclid(1000).checked_add(i64::from(offset))?,
            Time::Dateless { millis, .. } => millis.div_euclid(1000),
            Time::Elapsed(_) => return None,
        };
        u32::try_from(seconds.rem_euclid(86_400)).ok()
    }

    /// Returns whether it lies between two seconds of the day, the second excluded; over midnight where `from` is later.
    ///
    /// `None` where the hour is not known, or not finely enough.
    pub fn is_between(self, from: u32, to: u32) -> Option<bool> {
        let earliest = self.second_of_day()?;
        let blur = u32::try_from((self.precision().millis() - 1).max(0) / 1000).ok()?;
        let latest = (earliest + blur) % 86_400;
        let ends_inside = (is_between(earliest, from, to), is_between(latest, from, to));
        // Between two moments of one kind the other kind may still lie, if it is short.
        let passes = |border: u32| is_between(border % 86_400, earliest + 1, (latest + 1) % 86_400);
        let crosses = blur > 0 && (passes(from) || passes(to));
        match ends_inside {
            (inside, other) if inside == other && !crosses => Some(inside),
            _ => None,
        }
    }
}

/// Returns whether a second of the day lies between two others, over midnight where the first is later.
pub fn is_between(second: u32, from: u32, to: u32) -> bool {
    if from <= to { (from..to).contains(&second) } else { second >= from || second < to }
}

/// The zone of clock times that name none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(pub TimeZone);

impl Default for Zone {
    /// China's time, also where the machine has no zone database.
    fn default() -> Self {
        let zone = TimeZone::get("Asia/Shanghai");
        Zone(zone.unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_minutes_leave_open() {
        let minutes = |minutes: i64| Time::Dateless { millis: minutes * 60_000, precision: Precision::MINUTE };
        let cases = [
            (1, 30, None),
            (1, 119, None),
            (1, 120, Some(false)),
            (2, 60, Some(true)),
            (5, 60, Some(true)),
            (0, 60, Some(false)),
            (0, 30, None),
        ];
        for (taken, limit, expected) in cases {
            let lapse = minutes(600 + taken).lapse_since(minutes(600));
            assert_eq!(
                lapse.and_then(|lapse| lapse.exceeds(limit * 1000)),
                expected,
                "{taken} min, limit {limit} s"
            );
        }
        let exact = Time::clock(61_000, 0).lapse_since(Time::clock(1000, 0));
        assert_eq!(exact, Some(Lapse { least: 60_000, most: 60_000 }));
        assert_eq!(Time::Elapsed(5).lapse_since(Time::clock(0, 0)), None);
    }

    #[test]
    fn hours_that_minutes_leave_open() {
        let at = |hour: i64, minute: i64| Time::Dateless {
            millis: (hour * 60 + minute) * 60_000,
            precision: Precision::MINUTE,
        };
        let hours = |from: u32, to: u32| (from * 3600, to * 3600);
        let cases = [
            (at(9, 0), hours(9, 18), Some(true)),
            (at(8, 59), hours(9, 18), Some(false)),
            (at(17, 59), hours(9, 18), Some(true)),
            (at(18, 0), hours(9, 18), Some(false)),
            (at(23, 59), hours(22, 6), Some(true)),
            (at(6, 0), hours(22, 6), Some(false)),
            (at(12, 0), (12 * 3600 + 30, 13 * 3600), None),
            (at(12, 0), (12 * 3600 + 10, 12 * 3600 + 20), None),
            (Time::Elapsed(0), hours(9, 18), None),
        ];
        for (time, (from, to), expected) in cases {
            assert_eq!(time.is_between(from, to), expected, "{time:?} in {from}..{to}");
        }
        let day = Time::Clock { millis: 0, offset: 0, precision: Precision::DAY };
        assert_eq!(day.is_between(0, 86_400), None);
    }
}
