//! Times as logs write them: Arrow's counts of units since 1970 as dates and hours.

use arrow_schema::{DataType, Schema, TimeUnit};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use huashu_model::language::Message;
use huashu_model::transcript::Zone;

/// The zones that the columns of a table name.
pub(super) struct Zones {
    /// Names, and the zone where it is known.
    named: Vec<(String, TimeZone)>,
    unknown: Vec<String>,
    /// The zone of times that name none.
    configured: TimeZone,
}

/// Names of the zone that engines keep moments in: it says nothing of where anybody was.
const UTC: &[&str] = &["UTC", "Etc/UTC", "Z", "+00:00", "+0000", "GMT", "Etc/GMT", "UCT", "Etc/UCT", "Zulu"];

impl Zones {
    /// Finds the zones of a table.
    pub(super) fn of(schema: &Schema, configured: &Zone) -> Zones {
        let mut zones = Zones { named: Vec::new(), unknown: Vec::new(), configured: configured.0.clone() };
        schema.fields().iter().for_each(|field| zones.add(field.data_type()));
        zones
    }

    fn add(&mut self, kind: &DataType) {
        match kind {
            DataType::Timestamp(_, Some(name)) if !self.named.iter().any(|(known, _)| **known == **name) => {
                let zone = if UTC.contains(&&**name) { None } else { zone(name) };
                if zone.is_none() && !UTC.contains(&&**name) {
                    self.unknown.push(name.to_string());
                }
                self.named.push((name.to_string(), zone.unwrap_or_else(|| self.configured.clone())));
            }
            DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
                self.add(field.data_type());
            }
            DataType::Map(field, _) => self.add(field.data_type()),
            DataType::Struct(fields) => fields.iter().for_each(|field| self.add(field.data_type())),
            DataType::Dictionary(_, values) => self.add(values),
            DataType::RunEndEncoded(_, values) => self.add(values.data_type()),
            _ => {}
        }
    }

    /// Writes a moment in RFC 3339: in its column's zone, in the configured one where that is UTC, and without a zone
    /// where the column has none.
    pub(super) fn write_timestamp(&self, count: i64, unit: TimeUnit, zone: Option<&str>) -> String {
        let (seconds, nanos) = split(count, unit);
        let Ok(moment) = Timestamp::new(seconds, nanos) else { return unknown(count, unit) };
        let offset = zone.map(|name| self.find(name).map_or(Offset::UTC, |zone| zone.to_offset(moment)));
        let mut text = String::with_capacity(35);
        write_date_time(&mut text, offset.unwrap_or(Offset::UTC).to_datetime(moment));
        if let Some(offset) = offset {
            write_offset(&mut text, offset.seconds());
        }
        text
    }

    fn find(&self, name: &str) -> Option<&TimeZone> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, zone)| zone)
    }

    /// Remarks on zones that nobody knows, once.
    pub(super) fn remark(&mut self, file: &str) -> Option<Message> {
        let unknown = std::mem::take(&mut self.unknown);
        (!unknown.is_empty()).then(|| {
            let names = unknown.join("、");
            huashu_model::message!(
                "{file}：不认识时区 {names}，这些列的时间按 [input] 的时区显示",
                "{file}: the time zones {names} are not known; the times of those columns are shown in the zone of [input]"
            )
        })
    }
}

/// Names that Java and Windows give to the zone of China, and one that people do.
const CHINA: &[&str] = &["CTT", "China Standard Time", "Asia/Beijing"];

/// Reads a zone: `Asia/Shanghai`, `+08:00`, `+0800`, `GMT+8`.
fn zone(name: &str) -> Option<TimeZone> {
    let named = if CHINA.contains(&name) { "Asia/Shanghai" } else { name };
    if let Ok(zone) = TimeZone::get(named) {
        return Some(zone);
    }
    let offset = ["GMT", "UTC", "UT"].into_iter().find_map(|zero| name.strip_prefix(zero)).unwrap_or(name);
    let (sign, digits) = offset.split_at_checked(1).filter(|(sign, _)| matches!(*sign, "+" | "-"))?;
    let digits = digits.replace(':', "");
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
    let number = |from: usize| digits.get(from..from + 2).map_or(Some(0), |pair| pair.parse::<i32>().ok());
    let seconds = number(0)? * 3600 + number(2)? * 60;
    Offset::from_seconds(if sign == "-" { -seconds } else { seconds }).ok().map(TimeZone::fixed)
}

/// Returns whole seconds, and the nanoseconds beyond them.
fn split(count: i64, unit: TimeUnit) -> (i64, i32) {
    let (per_second, nanos) = match unit {
        TimeUnit::Second => (1, 1_000_000_000),
        TimeUnit::Millisecond => (1000, 1_000_000),
        TimeUnit::Microsecond => (1_000_000, 1000),
        TimeUnit::Nanosecond => (1_000_000_000, 1),
    };
    // What is left over is less than a second, which fits.
    (count.div_euclid(per_second), (count.rem_euclid(per_second) * nanos) as i32)
}

/// Writes days since 1970 as a date.
pub(super) fn write_date(days: i64) -> String {
    let Some(moment) = days.checked_mul(86_400).and_then(|seconds| Timestamp::from_second(seconds).ok()) else {
        return format!("{days} days");
    };
    let mut text = String::with_capacity(10);
    push_date(&mut text, Offset::UTC.to_datetime(moment));
    text
}

/// Writes the hour of a day.
pub(super) fn write_clock(count: i64, unit: TimeUnit) -> String {
    let (seconds, nanos) = split(count, unit);
    let mut text = String::with_capacity(18);
    push_clock(&mut text, [seconds / 3600, seconds / 60 % 60, seconds % 60], nanos);
    text
}

/// Writes a length of time in milliseconds, as logs count offsets.
pub(super) fn write_duration(count: i64, unit: TimeUnit) -> String {
    let (seconds, nanos) = split(count, unit);
    (i128::from(seconds) * 1000 + i128::from(nanos / 1_000_000)).to_string()
}

/// What is beyond every calendar is shown as it is, so that nobody takes it for a time.
fn unknown(count: i64, unit: TimeUnit) -> String {
    format!("{count} {unit:?}s since 1970")
}

fn write_date_time(text: &mut String, time: DateTime) {
    push_date(text, time);
    text.push('T');
    let clock = [time.hour(), time.minute(), time.second()].map(i64::from);
    push_clock(text, clock, time.subsec_nanosecond());
}

fn push_date(text: &mut String, time: DateTime) {
    let year = i64::from(time.year());
    if year < 0 {
        text.push('-');
    }
    push_two(text, year.abs() / 100);
    push_two(text, year.abs() % 100);
    text.push('-');
    push_two(text, time.month().into());
    text.push('-');
    push_two(text, time.day().into());
}

fn push_clock(text: &mut String, [hour, minute, second]: [i64; 3], nanos: i32) {
    push_two(text, hour);
    text.push(':');
    push_two(text, minute);
    text.push(':');
    push_two(text, second);
    if nanos > 0 {
        let digits = format!(".{nanos:09}");
        text.push_str(digits.trim_end_matches('0'));
    }
}

fn write_offset(text: &mut String, seconds: i32) {
    text.push(if seconds < 0 { '-' } else { '+' });
    push_two(text, i64::from(seconds.abs() / 3600));
    text.push(':');
    push_two(text, i64::from(seconds.abs() / 60 % 60));
}

fn push_two(text: &mut String, number: i64) {
    for digit in [number / 10 % 10, number % 10] {
        text.extend(char::from_digit(digit as u32, 10));
    }
}
