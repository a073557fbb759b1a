//! How times are written, in one place: RFC 3339 for programs, date and hour for people.

use std::fmt;

use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};

use super::time::{DAY, Precision, Time};

static PRINTER: DateTimePrinter = DateTimePrinter::new();

impl Time {
    /// Returns `2026-11-20T09:30:05+08:00`; `None` where the log does not give both the date and the hour.
    pub fn rfc3339(self) -> Option<String> {
        let (timestamp, offset) = self.point()?;
        (self.precision() < Precision::DAY).then(|| PRINTER.timestamp_with_offset_to_string(&timestamp, offset))
    }

    /// Returns the date on the agent's clock; `None` where it is not known.
    pub fn date(self) -> Option<civil::Date> {
        let (timestamp, offset) = self.point()?;
        Some(offset.to_datetime(timestamp).date())
    }

    /// Returns `09:30:05`, or `09:30` where the log gives no seconds; `None` for an offset and for a date alone.
    pub fn time_of_day(self) -> Option<String> {
        let (hour, minute, second) = split(i64::from(self.second_of_day()?));
        Some(match self.precision() >= Precision::MINUTE {
            true => format!("{hour:02}:{minute:02}"),
            false => format!("{hour:02}:{minute:02}:{second:02}"),
        })
    }

    /// Returns what a person reads beside a message: the time of day, the time since the start, `+01:05`, or the date.
    pub fn short(self) -> String {
        if let Time::Elapsed(millis) = self {
            let (hour, minute, second) = split(millis.div_euclid(1000).max(0));
            return match hour {
                0 => format!("+{minute:02}:{second:02}"),
                _ => format!("+{hour}:{minute:02}:{second:02}"),
            };
        }
        self.time_of_day().unwrap_or_else(|| self.date().map(|date| date.to_string()).unwrap_or_default())
    }

    /// Returns `2026-11-20 09:30:05`, as spreadsheets read it, or what of it is known; `0:01:05` since the start.
    pub fn spreadsheet(self) -> String {
        if let Time::Elapsed(millis) = self {
            // Without the hours, a spreadsheet would take the minutes for hours.
            let (hour, minute, second) = split(millis.div_euclid(1000).max(0));
            return format!("{hour}:{minute:02}:{second:02}");
        }
        let date = self.date().map(|date| date.to_string());
        [date, self.time_of_day()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Returns the milliseconds since the start; `None` for a clock time.
    pub fn elapsed(self) -> Option<i64> {
        match self {
            Time::Elapsed(millis) => Some(millis),
            Time::Clock { .. } | Time::Dateless { .. } => None,
        }
    }

    fn point(self) -> Option<(Timestamp, Offset)> {
        match self {
            Time::Clock { millis, offset, .. } => {
                Some((Timestamp::from_millisecond(millis).ok()?, Offset::from_seconds(offset).ok()?))
            }
            Time::Dateless { .. } | Time::Elapsed(_) => None,
        }
    }
}

impl fmt::Display for Time {
    /// Writes a clock time as RFC 3339 and the others as `HH:MM:SS`, with milliseconds where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = match *self {
            Time::Clock { millis, .. } => match self.rfc3339().or_else(|| Some(self.date()?.to_string())) {
                Some(written) => return f.write_str(&written),
                None => return write!(f, "{millis} ms"),
            },
            Time::Dateless { millis, .. } => millis.rem_euclid(DAY),
            Time::Elapsed(millis) => millis,
        };
        let (hour, minute, second) = split(millis.saturating_abs() / 1000);
        let sign = if millis < 0 { "-" } else { "" };
        write!(f, "{sign}{hour:02}:{minute:02}:{second:02}")?;
        match millis.saturating_abs() % 1000 {
            0 => Ok(()),
            rest => write!(f, ".{rest:03}"),
        }
    }
}

/// Splits seconds into hours, minutes and seconds.
fn split(seconds: i64) -> (i64, i64, i64) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_in_every_writing() {
        let clock = |millis, offset, precision| Time::Clock { millis, offset, precision };
        let second = Precision::SECOND;
        let cases = [
            (
                clock(1_795_138_205_000, 28_800, second),
                Some("2026-11-20T09:30:05+08:00"),
                "09:30:05",
                "2026-11-20 09:30:05",
            ),
            (
                clock(1_795_138_200_000, 28_800, Precision::MINUTE),
                Some("2026-11-20T09:30:00+08:00"),
                "09:30",
                "2026-11-20 09:30",
            ),
            (clock(1_795_104_000_000, 28_800, Precision::DAY), None, "2026-11-20", "2026-11-20"),
            (clock(-250, 0, second), Some("1969-12-31T23:59:59.75+00:00"), "23:59:59", "1969-12-31 23:59:59"),
            (Time::Dateless { millis: 34_205_000, precision: second }, None, "09:30:05", "09:30:05"),
            (Time::Dateless { millis: DAY + 60_000, precision: Precision::MINUTE }, None, "00:01", "00:01"),
            (Time::Elapsed(65_250), None, "+01:05", "0:01:05"),
            (Time::Elapsed(3_600_000), None, "+1:00:00", "1:00:00"),
        ];
        for (time, rfc3339, short, spreadsheet) in cases {
            assert_eq!(time.rfc3339().as_deref(), rfc3339, "{time:?}");
            assert_eq!(time.short(), short, "{time:?}");
            assert_eq!(time.spreadsheet(), spreadsheet, "{time:?}");
        }
        assert_eq!(Time::Elapsed(65_250).elapsed(), Some(65_250));
        assert_eq!(Time::Elapsed(65_250).to_string(), "00:01:05.250");
        assert_eq!(clock(i64::MAX, 0, second).rfc3339(), None);
    }
}
