//! Times as reports write them.

use jiff::Timestamp;
use jiff::tz::Offset;

use huashu_model::transcript::{Time, civil_from_days};

/// Returns `2026-11-20T09:30:05+08:00`; `None` for an offset from the start.
pub(crate) fn rfc3339(time: Time) -> Option<String> {
    if let Some(written) = whole_seconds(time) {
        return Some(written);
    }
    let (timestamp, offset) = clock(time)?;
    Some(timestamp.display_with_offset(offset).to_string())
}

/// Writes the times that nearly all logs hold: of years of four digits, in whole seconds, by whole minutes from UTC.
fn whole_seconds(time: Time) -> Option<String> {
    let Time::Clock { millis, offset } = time else { return None };
    let usual = (0..=253_000_000_000_000).contains(&millis) && millis % 1000 == 0;
    if !usual || offset % 60 != 0 || offset.abs() > 18 * 3600 {
        return None;
    }
    let local = millis / 1000 + i64::from(offset);
    let (year, month, day) = civil_from_days(local.div_euclid(86_400));
    let (hour, minute, second) = split(local.rem_euclid(86_400));
    let mut out = String::with_capacity(25);
    // `write!` takes ten times as long.
    let mut pair = |before: &str, number: i64| {
        out.push_str(before);
        for digit in [number / 10, number % 10] {
            out.push(char::from(b'0' + digit as u8));
        }
    };
    pair("", year / 100);
    pair("", year % 100);
    pair("-", month);
    pair("-", day);
    pair("T", hour);
    pair(":", minute);
    pair(":", second);
    let minutes = i64::from(offset.abs() / 60);
    pair(if offset < 0 { "-" } else { "+" }, minutes / 60);
    pair(":", minutes % 60);
    Some(out)
}

/// Returns the date on the agent's clock, `2026-11-20`; `None` for an offset from the start.
pub(crate) fn date(time: Time) -> Option<String> {
    let (timestamp, offset) = clock(time)?;
    Some(offset.to_datetime(timestamp).date().to_string())
}

/// Returns the time of day, `09:30:05`, or the time since the start, `+01:05`.
pub(crate) fn time_of_day(time: Time) -> String {
    match time {
        Time::Clock { .. } => {
            let seconds = time.second_of_day().unwrap_or_default();
            let (hour, minute, second) = split(i64::from(seconds));
            format!("{hour:02}:{minute:02}:{second:02}")
        }
        Time::Elapsed(millis) => {
            let (hour, minute, second) = split(millis.div_euclid(1000).max(0));
            if hour > 0 { format!("+{hour}:{minute:02}:{second:02}") } else { format!("+{minute:02}:{second:02}") }
        }
    }
}

/// Returns `2026-11-20 09:30:05`, as spreadsheets read it, or the time since the start.
pub(crate) fn spreadsheet(time: Time) -> String {
    if let Time::Clock { millis, offset } = time
        && let Some(written) = whole_seconds(Time::Clock { millis: millis - millis.rem_euclid(1000), offset })
        && let (Some(date), Some(time)) = (written.get(..10), written.get(11..19))
    {
        return [date, " ", time].concat();
    }
    match (time, date(time)) {
        // Without the hours, a spreadsheet would take the minutes for hours.
        (Time::Elapsed(millis), _) => {
            let (hour, minute, second) = split(millis.div_euclid(1000).max(0));
            format!("{hour}:{minute:02}:{second:02}")
        }
        (_, Some(date)) => format!("{date} {}", time_of_day(time)),
        (_, None) => String::new(),
    }
}

/// Returns the milliseconds since the start; `None` for a clock time.
pub(crate) fn elapsed(time: Time) -> Option<i64> {
    match time {
        Time::Elapsed(millis) => Some(millis),
        Time::Clock { .. } => None,
    }
}

fn clock(time: Time) -> Option<(Timestamp, Offset)> {
    match time {
        Time::Clock { millis, offset } => {
            Some((Timestamp::from_millisecond(millis).ok()?, Offset::from_seconds(offset).ok()?))
        }
        Time::Elapsed(_) => None,
    }
}

fn split(seconds: i64) -> (i64, i64, i64) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clock_times_keep_their_zone() {
        let time = Time::Clock { millis: 1_795_138_205_000, offset: 28_800 };
        assert_eq!(rfc3339(time).as_deref(), Some("2026-11-20T09:30:05+08:00"));
        assert_eq!(time_of_day(time), "09:30:05");
        assert_eq!(spreadsheet(time), "2026-11-20 09:30:05");
        let earlier = Time::Clock { millis: -250, offset: 0 };
        assert_eq!(rfc3339(earlier).as_deref(), Some("1969-12-31T23:59:59.75+00:00"));
    }

    proptest! {
        #[test]
        fn the_quick_way_writes_the_same(
            seconds in -100_000_000_000..260_000_000_000_i64,
            millis in prop_oneof![Just(0), 0..1000_i64],
            offset in prop_oneof![(-1600..1600_i32).prop_map(|minutes| minutes * 60), -90_000..90_000_i32],
        ) {
            let time = Time::Clock { millis: seconds * 1000 + millis, offset };
            if let Some(written) = whole_seconds(time) {
                let (timestamp, offset) = clock(time).expect("is in range");
                prop_assert_eq!(written, timestamp.display_with_offset(offset).to_string());
            }
        }
    }

    #[test]
    fn offsets_from_the_start_are_no_clock_times() {
        let time = Time::Elapsed(65_250);
        assert_eq!(rfc3339(time), None);
        assert_eq!(time_of_day(time), "+01:05");
        assert_eq!(elapsed(time), Some(65_250));
        assert_eq!(spreadsheet(time), "0:01:05");
        assert_eq!(time_of_day(Time::Elapsed(3_600_000)), "+1:00:00");
    }

    #[test]
    fn times_out_of_range_are_left_out() {
        assert_eq!(rfc3339(Time::Clock { millis: i64::MAX, offset: 0 }), None);
    }
}
