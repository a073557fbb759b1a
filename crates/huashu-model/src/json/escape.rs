//! JSON that is safe to print: the same values, with what a terminal would obey or hide written as escapes.
//!
//! Programs read the text exactly as it was logged; people who look at the lines see what stands in them.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::text::is_hidden;

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, character) in fragment.char_indices().filter(|(_, character)| is_hidden(*character)) {
            writer.write_all(&fragment.as_bytes()[written..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

/// Writes a value as JSON on one line, with what a terminal would obey or hide as escapes; fails where writing does.
pub fn to_writer<T: ?Sized + Serialize>(writer: impl io::Write, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(writer, Escaping))
}

/// Returns a value as JSON on one line, with what a terminal would obey or hide as escapes.
pub fn to_string<T: ?Sized + Serialize>(value: &T) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    to_writer(&mut bytes, value)?;
    // What serde_json writes is UTF-8.
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_is_the_same_and_nothing_hides() {
        let text = "a\u{9b}31m\u{202e}好\u{200d}\u{e0041}\"\\\n\u{1b}\u{7f}😀";
        let written = to_string(text).expect("is JSON");
        assert_eq!(written, r#""a\u009b31m\u202e好\u200d\udb40\udc41\"\\\n\u001b\u007f😀""#);
        assert_eq!(serde_json::from_str::<String>(&written).expect("is JSON"), text);
    }
}
