//! One value of a column as the text that a cell of another table would hold.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, RunEndIndexType, Time32MillisecondType,
    Time32SecondType, Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_schema::{DataType, TimeUnit};

use super::nested;
use super::time::{Zones, write_clock, write_date, write_duration};

/// Bytes that are no UTF-8 stand where a text should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotText;

/// Returns whether values of a type can be read: lists of numbers, such as embeddings, say nothing about a talk.
pub(super) fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _)
            if field.data_type().is_numeric() =>
        {
            false
        }
        DataType::Interval(_) | DataType::Union(..) | DataType::ListView(_) | DataType::LargeListView(_) => false,
        DataType::Dictionary(_, values) => is_readable(values),
        DataType::RunEndEncoded(_, values) => is_readable(values.data_type()),
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
            is_readable(field.data_type())
        }
        DataType::Map(field, _) => is_readable(field.data_type()),
        // Fields of other types are left out where the struct is written.
        DataType::Struct(fields) => fields.iter().any(|field| is_readable(field.data_type())),
        _ => true,
    }
}

/// Returns the value in a row as text; nothing stands for a null. The row must be one of the array's.
pub(super) fn text<'a>(array: &'a dyn Array, row: usize, zones: &Zones) -> Result<Cow<'a, str>, NotText> {
    if array.is_null(row) {
        return Ok(Cow::Borrowed(""));
    }
    Ok(match array.data_type() {
        DataType::Utf8 => Cow::Borrowed(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cow::Borrowed(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Cow::Borrowed(array.as_string_view().value(row)),
        DataType::Binary => utf8(array.as_binary::<i32>().value(row))?,
        DataType::LargeBinary => utf8(array.as_binary::<i64>().value(row))?,
        DataType::BinaryView => utf8(array.as_binary_view().value(row))?,
        DataType::FixedSizeBinary(_) => fixed(array.as_fixed_size_binary().value(row))?,
        DataType::Boolean => Cow::Borrowed(if array.as_boolean().value(row) { "true" } else { "false" }),
        DataType::Dictionary(keys, _) => return in_dictionary(array, keys, row, zones),
        DataType::RunEndEncoded(ends, _) => return in_runs(array, ends.data_type(), row, zones),
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::FixedSizeList(..)
        | DataType::Struct(_)
        | DataType::Map(..) => {
            let mut json = String::new();
            nested::write(array, row, zones, &mut json)?;
            Cow::Owned(json)
        }
        kind => Cow::Owned(number(array, kind, row, zones)),
    })
}

/// Returns bytes of a fixed number as text; sixteen that are none are a UUID, which is written as people know it.
fn fixed(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    match <[u8; 16]>::try_from(bytes) {
        Ok(uuid) if !bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') => {
            let hex = format!("{:032x}", u128::from_be_bytes(uuid));
            Ok(Cow::Owned([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")))
        }
        _ => utf8(bytes),
    }
}

/// Returns bytes as text, if that is what they are.
fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    simdutf8::basic::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| NotText)
}

fn in_dictionary<'a>(
    array: &'a dyn Array,
    keys: &DataType,
    row: usize,
    zones: &Zones,
) -> Result<Cow<'a, str>, NotText> {
    let Some((values, at)) = dictionary_value(array, keys, row) else { return Ok(Cow::Borrowed("")) };
    text(values, at, zones)
}

fn in_runs<'a>(array: &'a dyn Array, ends: &DataType, row: usize, zones: &Zones) -> Result<Cow<'a, str>, NotText> {
    let Some((values, at)) = run_value(array, ends, row) else { return Ok(Cow::Borrowed("")) };
    text(values, at, zones)
}

/// Returns the values of a dictionary, and which of them stands in a row.
pub(super) fn dictionary_value<'a>(
    array: &'a dyn Array,
    keys: &DataType,
    row: usize,
) -> Option<(&'a dyn Array, usize)> {
    fn of<K: ArrowDictionaryKeyType>(array: &dyn Array, row: usize) -> Option<(&dyn Array, usize)> {
        let dictionary = array.as_dictionary_opt::<K>()?;
        Some((dictionary.values().as_ref(), dictionary.key(row)?))
    }
    match keys {
        DataType::Int8 => of::<Int8Type>(array, row),
        DataType::Int16 => of::<Int16Type>(array, row),
        DataType::Int32 => of::<Int32Type>(array, row),
        DataType::Int64 => of::<Int64Type>(array, row),
        DataType::UInt8 => of::<UInt8Type>(array, row),
        DataType::UInt16 => of::<UInt16Type>(array, row),
        DataType::UInt32 => of::<UInt32Type>(array, row),
        DataType::UInt64 => of::<UInt64Type>(array, row),
        _ => None,
    }
}

/// Returns the values of runs, and which of them stands in a row.
pub(super) fn run_value<'a>(array: &'a dyn Array, ends: &DataType, row: usize) -> Option<(&'a dyn Array, usize)> {
    fn of<R: RunEndIndexType>(array: &dyn Array, row: usize) -> Option<(&dyn Array, usize)> {
        let runs = array.as_run_opt::<R>()?;
        Some((runs.values().as_ref(), runs.get_physical_index(row)))
    }
    match ends {
        DataType::Int16 => of::<Int16Type>(array, row),
        DataType::Int32 => of::<Int32Type>(array, row),
        DataType::Int64 => of::<Int64Type>(array, row),
        _ => None,
    }
}

/// Returns a number, date or time as text.
fn number(array: &dyn Array, kind: &DataType, row: usize, zones: &Zones) -> String {
    match kind {
        DataType::Int8 => of::<Int8Type>(array, row).to_string(),
        DataType::Int16 => of::<Int16Type>(array, row).to_string(),
        DataType::Int32 => of::<Int32Type>(array, row).to_string(),
        DataType::Int64 => of::<Int64Type>(array, row).to_string(),
        DataType::UInt8 => of::<UInt8Type>(array, row).to_string(),
        DataType::UInt16 => of::<UInt16Type>(array, row).to_string(),
        DataType::UInt32 => of::<UInt32Type>(array, row).to_string(),
        DataType::UInt64 => of::<UInt64Type>(array, row).to_string(),
        // Shortest digits that mean the same number, and never an exponent; pandas writes NaN for nothing.
        DataType::Float16 => float(f64::from(of::<Float16Type>(array, row)).to_string()),
        DataType::Float32 => float(of::<Float32Type>(array, row).to_string()),
        DataType::Float64 => float(of::<Float64Type>(array, row).to_string()),
        DataType::Decimal32(..) => array.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        DataType::Date32 => write_date(of::<Date32Type>(array, row).into()),
        DataType::Date64 => date_of_millis(of::<Date64Type>(array, row), zones),
        DataType::Time32(unit) | DataType::Time64(unit) => write_clock(clock(array, *unit, row), *unit),
        DataType::Timestamp(unit, zone) => {
            zones.write_timestamp(timestamp(array, *unit, row), *unit, zone.as_deref())
        }
        DataType::Duration(unit) => write_duration(duration(array, *unit, row), *unit),
        // Types that cannot be read are left out where the columns are listed.
        _ => String::new(),
    }
}

fn of<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

fn float(digits: String) -> String {
    if digits == "NaN" { String::new() } else { digits }
}

fn date_of_millis(millis: i64, zones: &Zones) -> String {
    const DAY: i64 = 86_400_000;
    if millis.rem_euclid(DAY) == 0 {
        write_date(millis / DAY)
    } else {
        zones.write_timestamp(millis, TimeUnit::Millisecond, None)
    }
}

fn clock(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => of::<Time32SecondType>(array, row).into(),
        TimeUnit::Millisecond => of::<Time32MillisecondType>(array, row).into(),
        TimeUnit::Microsecond => of::<Time64MicrosecondType>(array, row),
        TimeUnit::Nanosecond => of::<Time64NanosecondType>(array, row),
    }
}

fn timestamp(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => of::<TimestampSecondType>(array, row),
        TimeUnit::Millisecond => of::<TimestampMillisecondType>(array, row),
        TimeUnit::Microsecond => of::<TimestampMicrosecondType>(array, row),
        TimeUnit::Nanosecond => of::<TimestampNanosecondType>(array, row),
    }
}

fn duration(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => of::<DurationSecondType>(array, row),
        TimeUnit::Millisecond => of::<DurationMillisecondType>(array, row),
        TimeUnit::Microsecond => of::<DurationMicrosecondType>(array, row),
        TimeUnit::Nanosecond => of::<DurationNanosecondType>(array, row),
    }
}
