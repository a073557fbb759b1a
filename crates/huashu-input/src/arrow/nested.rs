//! Lists, structs and maps as JSON, in which a cell of a table may hold them.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_schema::DataType;

use super::time::Zones;
use super::value::{NotText, dictionary_value, is_readable, run_value, text};

/// Writes the value in a row as JSON. The row must be one of the array's.
///
/// Numbers and truth values are written as such, and so is null; dates, times and decimals are texts.
pub(super) fn write(array: &dyn Array, row: usize, zones: &Zones, json: &mut String) -> Result<(), NotText> {
    if array.is_null(row) {
        json.push_str("null");
        return Ok(());
    }
    match array.data_type() {
        DataType::List(_) => write_list(&*array.as_list::<i32>().value(row), zones, json),
        DataType::LargeList(_) => write_list(&*array.as_list::<i64>().value(row), zones, json),
        DataType::FixedSizeList(..) => write_list(&*array.as_fixed_size_list().value(row), zones, json),
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let fields = fields.iter().zip(columns).filter(|(field, _)| is_readable(field.data_type()));
            let named = fields.map(|(field, column)| (field.name().as_str(), &**column));
            write_object(named, row, zones, json)
        }
        DataType::Map(..) => write_map(array, row, zones, json),
        DataType::Dictionary(keys, _) => match dictionary_value(array, keys, row) {
            Some((values, at)) => write(values, at, zones, json),
            None => {
                json.push_str("null");
                Ok(())
            }
        },
        DataType::RunEndEncoded(ends, _) => match run_value(array, ends.data_type(), row) {
            Some((values, at)) => write(values, at, zones, json),
            None => {
                json.push_str("null");
                Ok(())
            }
        },
        kind => {
            let text = text(array, row, zones)?;
            let is_bare = kind.is_integer() || *kind == DataType::Boolean || kind.is_floating();
            match is_bare {
                true if matches!(&*text, "" | "inf" | "-inf") => json.push_str("null"),
                true => json.push_str(&text),
                false => push_string(json, &text),
            }
            Ok(())
        }
    }
}

fn write_list(values: &dyn Array, zones: &Zones, json: &mut String) -> Result<(), NotText> {
    json.push('[');
    for at in 0..values.len() {
        if at > 0 {
            json.push(',');
        }
        write(values, at, zones, json)?;
    }
    json.push(']');
    Ok(())
}

/// Writes the fields of an object; those that are null are left out, as in logs written by hand.
pub(super) fn write_object<'a>(
    fields: impl Iterator<Item = (&'a str, &'a dyn Array)>,
    row: usize,
    zones: &Zones,
    json: &mut String,
) -> Result<(), NotText> {
    json.push('{');
    let mut is_first = true;
    for (name, values) in fields.filter(|(_, values)| !values.is_null(row)) {
        if !std::mem::take(&mut is_first) {
            json.push(',');
        }
        push_string(json, name);
        json.push(':');
        write(values, row, zones, json)?;
    }
    json.push('}');
    Ok(())
}

fn write_map(array: &dyn Array, row: usize, zones: &Zones, json: &mut String) -> Result<(), NotText> {
    let entries = array.as_map().value(row);
    let (keys, values) = (entries.column(0), entries.column(1));
    json.push('{');
    for at in 0..entries.len() {
        if at > 0 {
            json.push(',');
        }
        push_string(json, &text(keys, at, zones)?);
        json.push(':');
        write(values, at, zones, json)?;
    }
    json.push('}');
    Ok(())
}

/// Writes a text in quotes.
fn push_string(json: &mut String, text: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        json.extend(["\"", text, "\""]);
    } else {
        json.push_str(&serde_json::Value::from(text).to_string());
    }
}
