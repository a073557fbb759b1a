//! How logs write times, and what is understood of it.

use proptest::prelude::*;

use super::{Clock, OffsetUnit, Precision, Time, Written, Zone};

/// Reads times of one conversation and writes what was understood.
fn read_all(texts: &[&str], is_call: bool) -> Vec<String> {
    let zone = Zone::default();
    let clock = Clock::new(&zone);
    let mut times: Vec<Written> = texts.iter().map(|text| clock.parse(text)).collect();
    clock.settle(&mut times, is_call);
    times.iter().map(shown).collect()
}

fn shown(written: &Written) -> String {
    match written {
        Written::Time(time @ Time::Dateless { .. }) => format!("?T{}{}", time, mark(*time)),
        Written::Time(time @ Time::Elapsed(_)) => format!("+{time}"),
        Written::Time(time) => format!("{}{}", time, mark(*time)),
        Written::Missing => "missing".to_owned(),
        Written::Unknown => "unknown".to_owned(),
        open => panic!("{open:?} was not settled"),
    }
}

fn mark(time: Time) -> String {
    match time.precision() {
        Precision::SECOND => String::new(),
        Precision::MINUTE => " to the minute".to_owned(),
        Precision::DAY => " to the day".to_owned(),
        precision => format!(" to {} ms", precision.millis()),
    }
}

fn read(text: &str) -> String {
    read_all(&[text], false).remove(0)
}

#[test]
fn the_same_moment_in_every_form() {
    for text in [
        "2026-11-20T09:30:05+08:00",
        "2026-11-20T09:30:05.000+0800",
        "2026-11-20T09:30:05+08:00[Asia/Shanghai]",
        "2026-11-20T01:30:05Z[Asia/Shanghai]",
        "2026-11-20 09:30:05",
        "2026-11-20 09:30:05 UTC+8",
        "2026/11/20 9:30:05",
        "2026.11.20 09:30:05",
        "2026年11月20日 09:30:05",
        "2026年11月20日09时30分05秒",
        "2026年11月20日 星期五 上午9:30:05",
        "2026/11/20 周五 9:30:05",
        "2026/11/20（五） 9:30:05",
        "2026-11-20, 9:30:05 AM",
        "2026-11-20 9:30:05 a.m.",
        "20/11/2026, 9:30:05\u{202f}AM",
        "\u{200e}20/11/26, 09:30:05",
        "11/20/2026 9:30:05 AM",
        "20.11.2026 09:30:05",
        "Fri, 20 Nov 2026 09:30:05 +0800",
        "Fri Nov 20 09:30:05 +0800 2026",
        "Nov 20, 2026, 9:30:05\u{202f}AM",
        "20261120093005",
        "1795138205",
        "1795138205.0",
        "1795138205000",
        "1795138205000.25",
        "1795138205000000",
        " 2026-11-20 09:30:05 ",
        "\u{3000}2026-11-20 09:30:05\u{a0}",
    ] {
        assert_eq!(read(text), "2026-11-20T09:30:05+08:00", "{text}");
    }
}

#[test]
fn what_is_written_and_what_is_understood() {
    let cases = [
        ("2026-11-20T01:30:05Z", "2026-11-20T01:30:05+00:00"),
        ("2026-11-20T01:30:05Z[UTC]", "2026-11-20T01:30:05+00:00"),
        ("2026-11-20T01:30:05Z[Etc/Nowhere]", "2026-11-20T01:30:05+00:00"),
        ("2026-07-20T09:30:05-04:00[America/New_York]", "2026-07-20T09:30:05-04:00"),
        ("2026-11-20 09:30:05.25", "2026-11-20T09:30:05.25+08:00"),
        ("1795138205.123", "2026-11-20T09:30:05.123+08:00"),
        ("2026/11/20 09:30", "2026-11-20T09:30:00+08:00 to the minute"),
        ("2026/11/20 下午 3:05", "2026-11-20T15:05:00+08:00 to the minute"),
        ("2026/11/20 下午3:05:22", "2026-11-20T15:05:22+08:00"),
        ("2026年11月20日 晚上8:05", "2026-11-20T20:05:00+08:00 to the minute"),
        ("2026/11/20 12:05 AM", "2026-11-20T00:05:00+08:00 to the minute"),
        ("2026/11/20 12:05 PM", "2026-11-20T12:05:00+08:00 to the minute"),
        ("2026/11/20 15:05 PM", "2026-11-20T15:05:00+08:00 to the minute"),
        ("2026-11-20T09:30", "2026-11-20T09:30:00+08:00 to the minute"),
        ("202611200930", "2026-11-20T09:30:00+08:00 to the minute"),
        ("2026-11-20", "2026-11-20 to the day"),
        ("2026年11月20日", "2026-11-20 to the day"),
        ("14/10/2026, 3:34:09\u{202f}PM", "2026-10-14T15:34:09+08:00"),
        ("10/14/2026, 3:34:09 PM", "2026-10-14T15:34:09+08:00"),
        ("14/10/26, 15:34", "2026-10-14T15:34:00+08:00 to the minute"),
        ("11-20 15:05:22", "?T15:05:22"),
        ("11-20 15:05", "?T15:05:00 to the minute"),
        ("11月20日 下午3:05", "?T15:05:00 to the minute"),
        ("15:05", "?T15:05:00 to the minute"),
        ("9：30", "?T09:30:00 to the minute"),
        ("下午3:05", "?T15:05:00 to the minute"),
        ("3:05:22 PM", "?T15:05:22"),
        ("09:30:05", "?T09:30:05"),
        ("00:01:05", "+00:01:05"),
        ("01:05.250", "+00:01:05.250"),
        ("12.5", "+00:00:12.500"),
        ("46346.4188", "2026-11-20T10:03:00+08:00 to 8640 ms"),
        ("46346.395833", "2026-11-20T09:30:00+08:00"),
        ("46346.3958912037", "2026-11-20T09:30:05+08:00"),
    ];
    for (written, expected) in cases {
        assert_eq!(read(written), expected, "{written}");
    }
}

#[test]
fn what_is_not_there_and_what_is_not_understood() {
    for text in ["", " ", "0", "-1", "--", "null", "无"] {
        assert_eq!(read(text), "missing", "{text:?}");
    }
    for text in [
        "昨天",
        "2026-13-01 00:00:00",
        "2026-02-30 00:00:00",
        "2026-11-20 25:00:00",
        "2026-11-20 晚上 2:05",
        "2026/11/20 上午 15:05",
        "25:70:99",
        "75:10",
        "00:10",
        "17",
        "46346",
        "0.39583",
        "40000.5 s",
        "11/20",
        "3/4",
        "26/11/20 09:30:05",
        "13/13/2026 09:30:05",
        "Fri Nov 20 09:30:05 CST 2026",
        "9",
        "v1.2.3",
    ] {
        assert_eq!(read(text), "unknown", "{text:?}");
    }
}

/// What one time leaves open, the others of its conversation may settle.
#[test]
fn times_settle_each_other() {
    let cases: &[(&[&str], &[&str])] = &[
        // Day and month: one number beyond twelve tells the order of all.
        (
            &["10/11/2026 09:30:05", "13/11/2026 09:31:05"],
            &["2026-11-10T09:30:05+08:00", "2026-11-13T09:31:05+08:00"],
        ),
        (
            &["11/10/2026 09:30:05", "11/13/2026 09:31:05"],
            &["2026-11-10T09:30:05+08:00", "2026-11-13T09:31:05+08:00"],
        ),
        // The same day, whichever it is: the hours are known.
        (&["10/11/2026 09:30:05", "10/11/2026 09:31:05"], &["?T09:30:05", "?T09:31:05"]),
        (&["10/11/2026 09:30:05", "11/11/2026 09:31:05"], &["unknown", "unknown"]),
        (&["13/11/2026 09:30:05", "11/13/2026 09:31:05"], &["unknown", "unknown"]),
        (
            &["11/11/2026 09:30:05", "12/12/2026 09:31:05"],
            &["2026-11-11T09:30:05+08:00", "2026-12-12T09:31:05+08:00"],
        ),
        (&["11/10 09:30:05", "11/10 09:31:05"], &["?T09:30:05", "?T09:31:05"]),
        // Two parts: an hour by day, open in the first hour of the day.
        (&["09:30", "10:05"], &["?T09:30:00 to the minute", "?T10:05:00 to the minute"]),
        (&["00:00", "00:10", "10:05"], &["unknown", "unknown", "unknown"]),
        (&["00:00:01", "00:10:05"], &["+00:00:01", "+00:10:05"]),
        (&["03:00:00", "03:00:10"], &["+00:00:00", "+00:00:10"]),
        // Small numbers.
        (&["0.5", "3.25", "90000.5"], &["+00:00:00.500", "+00:00:03.250", "+25:00:00.500"]),
        (&["5", "10.5"], &["+00:00:05", "+00:00:10.500"]),
        (&["5", "10"], &["unknown", "unknown"]),
        (&["0.39583", "0.39931"], &["?T09:30:00", "?T09:35:00"]),
        (&["0.1234", "0.1235"], &["unknown", "unknown"]),
        (&["40000.5", "40123.5"], &["unknown", "unknown"]),
        (&["46346.5", "46346.500058"], &["2026-11-20T12:00:00+08:00", "2026-11-20T12:00:05+08:00"]),
    ];
    for (written, expected) in cases {
        assert_eq!(read_all(written, false), *expected, "{written:?}");
    }
    assert_eq!(read_all(&["10:00:00", "10:00:05"], true), ["+10:00:00", "+10:00:05"]);
    assert_eq!(read_all(&["10:05", "10:10"], true), ["unknown", "unknown"]);
}

#[test]
fn days_without_a_year_go_on_over_the_turn_of_the_year() {
    let zone = Zone::default();
    let clock = Clock::new(&zone);
    let lapses = [
        (["23:59:50", "00:00:10"], 20_000),
        (["12-31 23:59:50", "01-01 00:00:10"], 20_000),
        (["11-20 23:59:50", "11-21 00:00:10"], 20_000),
        (["02-28 23:59:50", "03-01 00:00:10"], 20_000),
        (["11-20 09:00:00", "11-22 09:00:00"], 172_800_000),
    ];
    for (texts, expected) in lapses {
        let mut times = texts.map(|text| clock.parse(text));
        clock.settle(&mut times, false);
        let [Written::Time(from), Written::Time(to)] = times else { panic!("{texts:?} was not read") };
        assert_eq!(to.since(from), Some(expected), "{texts:?}");
    }
}

#[test]
fn dates_and_hours_in_two_columns() {
    let zone = Zone::default();
    let clock = Clock::new(&zone);
    let cases = [
        ("2026-11-20", "09:30:05", "2026-11-20T09:30:05+08:00"),
        ("2026/11/20", "09:30", "2026-11-20T09:30:00+08:00 to the minute"),
        ("2026-11-20 00:00:00", "1899-12-30 09:30:05", "2026-11-20T09:30:05+08:00"),
        ("2026-11-20", "下午 3:05", "2026-11-20T15:05:00+08:00 to the minute"),
        ("2026-11-20", "2026-11-21 09:30:05", "2026-11-21T09:30:05+08:00"),
        ("", "2026-11-21 09:30:05", "2026-11-21T09:30:05+08:00"),
        ("", "09:30:05", "?T09:30:05"),
        ("2026-11-20", "", "2026-11-20 to the day"),
        ("46346", "0.395833", "2026-11-20T09:30:00+08:00"),
        ("2026-11-20", "上班前", "unknown"),
    ];
    for (date, hour, expected) in cases {
        let mut joined = [clock.parse_joined(date, hour)];
        clock.settle(&mut joined, false);
        assert_eq!(shown(&joined[0]), expected, "{date:?} {hour:?}");
    }
}

#[test]
fn offsets_where_a_log_is_known_to_hold_them() {
    let zone = Zone::default();
    let clock = Clock::new(&zone);
    let cases = [
        ("65.25", OffsetUnit::Seconds, "+00:01:05.250"),
        ("65250", OffsetUnit::Millis, "+00:01:05.250"),
        ("0", OffsetUnit::Millis, "+00:00:00"),
        ("01:05", OffsetUnit::Seconds, "+00:01:05"),
        ("01:05.250", OffsetUnit::Seconds, "+00:01:05.250"),
        ("00:01:05,250", OffsetUnit::Seconds, "+00:01:05.250"),
        ("26:00:00", OffsetUnit::Seconds, "+26:00:00"),
        ("-5", OffsetUnit::Seconds, "unknown"),
        ("1795138205000", OffsetUnit::Millis, "unknown"),
        ("", OffsetUnit::Seconds, "missing"),
        ("later", OffsetUnit::Seconds, "unknown"),
    ];
    for (text, unit, expected) in cases {
        assert_eq!(shown(&clock.parse_offset(text, unit)), expected, "{text:?}");
    }
}

#[test]
fn numbers_as_json_has_them() {
    let zone = Zone::default();
    let clock = Clock::new(&zone);
    let cases = [
        (1_795_138_205.0, "2026-11-20T09:30:05+08:00"),
        (1_795_138_205.5, "2026-11-20T09:30:05.5+08:00"),
        (1_795_138_205_000.0, "2026-11-20T09:30:05+08:00"),
        (46_346.395_833, "2026-11-20T09:30:00+08:00"),
        (12.5, "+00:00:12.500"),
        (0.0, "+00:00:00"),
        (-1.0, "missing"),
        (-2.5, "unknown"),
        (f64::NAN, "unknown"),
        (f64::INFINITY, "unknown"),
        (5e7, "unknown"),
    ];
    for (number, expected) in cases {
        let mut written = [clock.from_float(number)];
        clock.settle(&mut written, false);
        assert_eq!(shown(&written[0]), expected, "{number}");
    }
}

#[test]
fn zones_that_change_are_asked() {
    let Ok(zone) = jiff::tz::TimeZone::get("America/New_York").map(Zone) else { return };
    let clock = Clock::new(&zone);
    for (text, expected) in
        [("2026-07-01 12:00:00", "2026-07-01T12:00:00-04:00"), ("2026-12-01 12:00:00", "2026-12-01T12:00:00-05:00")]
    {
        assert_eq!(shown(&clock.parse(text)), expected);
    }
}

proptest! {
    /// What was read and written again is read as the same.
    #[test]
    fn times_survive_being_written(seconds in 0..4_000_000_000_i64, offset in (-18 * 60..18 * 60_i32)) {
        let zone = Zone::default();
        let time = Time::clock(seconds * 1000, offset * 60);
        prop_assert_eq!(Clock::new(&zone).parse(&time.to_string()), Written::Time(time));
    }

    #[test]
    fn nothing_written_makes_it_panic(texts in prop::collection::vec("[0-9:/.年月日时分 上下午TZ+\\[\\]-]{0,20}|\\PC{0,12}", 1..4)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        read_all(&texts, false);
        read_all(&texts, true);
    }
}
