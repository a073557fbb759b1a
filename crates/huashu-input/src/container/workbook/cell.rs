//! What the cells of spreadsheets hold, as text: numbers as written, dates and times as clocks show them.
//!
//! Knows cells one by one, and neither sheets nor messages.

use calamine::{Data, ExcelDateTime};

/// Whole numbers from here on have more digits than Excel keeps: it stores fifteen and zeros after them.
const ROUNDED_FROM: f64 = 1e15;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// What the number format of a cell says of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seconds {
    /// The format shows seconds, or it is not known.
    Shown,
    /// The format stops at minutes: a whole minute may be any second of it.
    NotShown,
}

impl Seconds {
    /// Returns what a number format such as `yyyy/m/d h:mm` says.
    pub(super) fn of_format(code: &str) -> Self {
        let mut quoted = false;
        let hour = |character: char| matches!(character, 'h' | 'H');
        let second = |character: char| matches!(character, 's' | 'S');
        let plain: Vec<char> = code
            .chars()
            .filter(|character| {
                quoted ^= *character == '"';
                !quoted
            })
            .collect();
        if plain.iter().any(|c| hour(*c)) && !plain.iter().any(|c| second(*c)) {
            Seconds::NotShown
        } else {
            Seconds::Shown
        }
    }
}

/// Returns the text of a cell; nothing stands for an empty one.
pub(super) fn text_of(value: Data, seconds: Seconds) -> String {
    match value {
        Data::String(text) => text,
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(number),
        Data::Bool(truth) => if truth { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(time) => time_text(time, seconds),
        Data::DateTimeIso(text) => text,
        Data::DurationIso(text) => iso_duration_text(&text).unwrap_or(text),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// Returns whether a cell holds a number whose last digits Excel has turned into zeros.
pub(super) fn is_rounded(value: &Data) -> bool {
    match value {
        Data::Float(number) => number.fract() == 0.0 && number.abs() >= ROUNDED_FROM,
        Data::Int(number) => number.unsigned_abs() >= ROUNDED_FROM as u64,
        _ => false,
    }
}

fn number_text(number: f64) -> String {
    // Shortest digits that mean the same number, and never an exponent.
    number.to_string()
}

/// Writes a date, a time of the day or a length of time.
fn time_text(time: ExcelDateTime, seconds: Seconds) -> String {
    let value = time.as_f64();
    if !value.is_finite() || !(0.0..2_958_466.0).contains(&value) {
        return number_text(value);
    }
    if time.is_duration() || value < 1.0 {
        return clock_text(value, seconds);
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if value.fract() == 0.0 && seconds == Seconds::Shown {
        return date;
    }
    format!("{date} {}", parts_text([hour.into(), minute.into(), second.into(), milli.into()], seconds))
}

/// Writes days as hours, minutes and seconds.
fn clock_text(days: f64, seconds: Seconds) -> String {
    let millis = (days * DAY * 1000.0).round() as u64;
    parts_text([millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60, millis % 1000], seconds)
}

fn parts_text([hour, minute, second, milli]: [u64; 4], seconds: Seconds) -> String {
    if milli > 0 {
        format!("{hour:02}:{minute:02}:{second:02}.{milli:03}")
    } else if second > 0 || seconds == Seconds::Shown {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}")
    }
}

/// Writes `PT10H05M03S`, a time of the day in OpenDocument, as `10:05:03`.
fn iso_duration_text(text: &str) -> Option<String> {
    let mut rest = text.strip_prefix("PT")?;
    let mut parts = [0.0_f64; 3];
    for (unit, part) in ['H', 'M', 'S'].into_iter().zip(&mut parts) {
        if let Some((number, after)) = rest.split_once(unit) {
            *part = number.replace(',', ".").parse().ok().filter(|number| (0.0..1e6).contains(number))?;
            rest = after;
        }
    }
    let seconds = parts[0] * 3600.0 + parts[1] * 60.0 + parts[2];
    rest.is_empty().then(|| clock_text(seconds / DAY, Seconds::Shown))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::*;

    fn date(value: f64, is_1904: bool) -> Data {
        Data::DateTime(ExcelDateTime::new(value, DateTime, is_1904))
    }

    #[test]
    fn cells_are_written_as_they_are_meant() {
        let day = 46_346.0;
        let clock = |hour: u32, minute: u32, second: u32| f64::from(hour * 3600 + minute * 60 + second) / DAY;
        for (value, seconds, text) in [
            (date(day + clock(10, 0, 5), false), Seconds::Shown, "2026-11-20 10:00:05"),
            (date(day + clock(10, 0, 5), false), Seconds::NotShown, "2026-11-20 10:00:05"),
            (date(day + clock(10, 5, 0), false), Seconds::NotShown, "2026-11-20 10:05"),
            (date(day + clock(10, 5, 0), false), Seconds::Shown, "2026-11-20 10:05:00"),
            (date(day + clock(10, 5, 0) + 0.25 / DAY, false), Seconds::Shown, "2026-11-20 10:05:00.250"),
            (date(day - 1462.0 + clock(10, 0, 5), true), Seconds::Shown, "2026-11-20 10:00:05"),
            (date(day, false), Seconds::Shown, "2026-11-20"),
            (date(day, false), Seconds::NotShown, "2026-11-20 00:00"),
            (date(clock(9, 30, 0), false), Seconds::NotShown, "09:30"),
            (date(clock(9, 30, 7), false), Seconds::Shown, "09:30:07"),
            (Data::DateTime(ExcelDateTime::new(1.5, TimeDelta, false)), Seconds::Shown, "36:00:00"),
            (date(-3.0, false), Seconds::Shown, "-3"),
            (Data::DurationIso("PT10H05M03S".into()), Seconds::Shown, "10:05:03"),
            (Data::DurationIso("PT5M".into()), Seconds::Shown, "00:05:00"),
            (Data::DurationIso("P1D".into()), Seconds::Shown, "P1D"),
            (Data::Float(1024.0), Seconds::Shown, "1024"),
            (Data::Float(0.5), Seconds::Shown, "0.5"),
            (Data::Float(1.23457e19), Seconds::Shown, "12345700000000000000"),
            (Data::String("2026/11/20 10:00".into()), Seconds::Shown, "2026/11/20 10:00"),
            (Data::Bool(true), Seconds::Shown, "TRUE"),
            (Data::Empty, Seconds::Shown, ""),
        ] {
            assert_eq!(text_of(value.clone(), seconds), text, "{value:?}");
        }
    }

    #[test]
    fn formats_that_stop_at_minutes_are_told() {
        for (code, seconds) in [
            ("yyyy/m/d h:mm", Seconds::NotShown),
            ("yyyy-mm-dd hh:mm:ss", Seconds::Shown),
            ("yyyy\"s\"mm hh:mm", Seconds::NotShown),
            ("yyyy/m/d", Seconds::Shown),
            ("General", Seconds::Shown),
        ] {
            assert_eq!(Seconds::of_format(code), seconds, "{code}");
        }
    }

    #[test]
    fn long_numbers_are_known_to_be_rounded() {
        assert!(is_rounded(&Data::Float(1.23457e19)));
        assert!(is_rounded(&Data::Float(1e15)));
        assert!(!is_rounded(&Data::Float(999_999_999_999_999.0)));
        assert!(!is_rounded(&Data::String("12345678901234567890".into())));
    }
}
