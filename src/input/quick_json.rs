//! A quick reader of well-formed JSON, for serde.
//!
//! It knows no messages for what is wrong: whoever is refused here asks
//! `serde_json`, which then says what and where. It accepts nothing that
//! `serde_json` refuses, and reads nothing otherwise than `serde_json` does:
//! numbers that are more than a few digits are handed to it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Depth from which on `serde_json` is asked, which sets the limit.
const DEEPEST: u8 = 64;

/// Says only that `serde_json` must be asked.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    #[cold]
    fn custom<T: fmt::Display>(_: T) -> Self {
        Refused
    }
}

/// Reads one JSON value, which must be all of the text.
pub(super) fn read<'c, S: DeserializeSeed<'c>>(text: &'c str, seed: S) -> Result<S::Value, Refused> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = seed.deserialize(&mut reader)?;
    match reader.skip_blanks() {
        None => Ok(value),
        Some(_) => Err(Refused),
    }
}

/// A text and how far it was read.
struct Reader<'c> {
    text: &'c str,
    at: usize,
    depth: u8,
}

impl<'c> Reader<'c> {
    /// Returns the next byte that is not blank, without passing it.
    #[inline]
    fn skip_blanks(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Passes over the string at the position; returns where its inside ends, and whether it has escapes.
    #[inline]
    fn string_end(&self) -> Result<(usize, bool), Refused> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        let mut escaped = false;
        loop {
            at += ordinary_length(&bytes[at..]);
            match bytes.get(at) {
                Some(b'"') => return Ok((at, escaped)),
                Some(b'\\') => {
                    escaped = true;
                    // What follows is an ASCII character in all escapes there are.
                    at += 2;
                    if at > bytes.len() {
                        return Err(Refused);
                    }
                }
                _ => return Err(Refused),
            }
        }
    }

    /// Reads the string at the position.
    #[inline]
    fn string<V: Visitor<'c>>(&mut self, visitor: V) -> Result<V::Value, Refused> {
        let (end, escaped) = self.string_end()?;
        let start = std::mem::replace(&mut self.at, end + 1);
        if escaped {
            return visitor.visit_string(unescape(&self.text[start + 1..end])?);
        }
        visitor.visit_borrowed_str(&self.text[start + 1..end])
    }

    #[inline]
    fn number<V: Visitor<'c>>(&mut self, visitor: V) -> Result<V::Value, Refused> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
            .count();
        let token = &self.text[self.at..self.at + length];
        self.at += length;
        let simple =
            length <= 18 && (length == 1 || rest[0] != b'0') && token.bytes().all(|byte| byte.is_ascii_digit());
        if simple {
            return visitor.visit_u64(token.bytes().fold(0, |number, byte| number * 10 + u64::from(byte - b'0')));
        }
        let mut deserializer = serde_json::Deserializer::from_str(token);
        let value = deserializer.deserialize_any(visitor).map_err(|_| Refused)?;
        deserializer.end().map_err(|_| Refused)?;
        Ok(value)
    }

    #[inline]
    fn word(&mut self, word: &str) -> Result<(), Refused> {
        let found = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        found.then_some(()).ok_or(Refused)
    }

    #[inline]
    fn enter(&mut self) -> Result<(), Refused> {
        self.at += 1;
        self.depth += 1;
        if self.depth < DEEPEST { Ok(()) } else { Err(Refused) }
    }

    /// Passes the bracket that ends a list or an object.
    #[inline]
    fn leave(&mut self, bracket: u8) -> Result<(), Refused> {
        if self.skip_blanks() != Some(bracket) {
            return Err(Refused);
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    /// Passes the comma before an element, where there is to be one; `false` at the end.
    #[inline]
    fn next_element(&mut self, first: &mut bool, bracket: u8) -> Result<Option<u8>, Refused> {
        let next = self.skip_blanks().ok_or(Refused)?;
        if next == bracket {
            return Ok(None);
        }
        if std::mem::take(first) {
            return Ok(Some(next));
        }
        if next != b',' {
            return Err(Refused);
        }
        self.at += 1;
        match self.skip_blanks() {
            Some(next) if next != bracket => Ok(Some(next)),
            _ => Err(Refused),
        }
    }
}

/// Returns how many bytes of a string come before its end, an escape or a control character.
#[inline]
fn ordinary_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    let mut rest = bytes;
    while let Some((eight, after)) = rest.split_first_chunk::<8>() {
        let found = marks(u64::from_le_bytes(*eight));
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
        rest = after;
    }
    length + rest.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count()
}

/// Marks the first byte that is a quotation mark, a backslash or a control character by its highest bit.
///
/// A difference borrows where a byte is smaller; behind the first mark, borrowing may leave false ones.
#[inline]
fn marks(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    let quote = word ^ (ONES * b'"' as u64);
    let escape = word ^ (ONES * b'\\' as u64);
    // Of bytes below 0x80, the flipped ones are no smaller than those that are subtracted.
    let equal = quote.wrapping_sub(ONES) | escape.wrapping_sub(ONES) | word.wrapping_sub(ONES * b' ' as u64);
    equal & !word & HIGHS
}

/// Resolves the escapes of a string.
fn unescape(text: &str) -> Result<String, Refused> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let bytes = &rest.as_bytes()[at + 1..];
        let (character, length) = match bytes.first().ok_or(Refused)? {
            mark @ (b'"' | b'\\' | b'/') => (char::from(*mark), 1),
            b'b' => ('\u{8}', 1),
            b'f' => ('\u{c}', 1),
            b'n' => ('\n', 1),
            b'r' => ('\r', 1),
            b't' => ('\t', 1),
            b'u' => match unit(bytes).ok_or(Refused)? {
                high @ 0xd800..0xdc00 => {
                    let low = bytes.get(5).filter(|byte| **byte == b'\\').and_then(|_| unit(&bytes[6..]));
                    let low = low.filter(|low| (0xdc00..0xe000).contains(low)).ok_or(Refused)?;
                    let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                    (char::from_u32(code).ok_or(Refused)?, 11)
                }
                code => (char::from_u32(code).ok_or(Refused)?, 5),
            },
            _ => return Err(Refused),
        };
        out.push(character);
        rest = &rest[at + 1 + length..];
    }
    out.push_str(rest);
    Ok(out)
}

/// Reads `uXXXX`.
fn unit(bytes: &[u8]) -> Option<u32> {
    let (b'u', digits) = bytes.split_first().and_then(|(first, rest)| Some((*first, rest.first_chunk::<4>()?)))?
    else {
        return None;
    };
    digits.iter().try_fold(0, |code, byte| Some(code * 16 + char::from(*byte).to_digit(16)?))
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Refused;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.skip_blanks().ok_or(Refused)? {
            b'"' => self.string(visitor),
            b'{' => {
                self.enter()?;
                let value = visitor.visit_map(Elements { reader: self, first: true })?;
                self.leave(b'}')?;
                Ok(value)
            }
            b'[' => {
                self.enter()?;
                let value = visitor.visit_seq(Elements { reader: self, first: true })?;
                self.leave(b']')?;
                Ok(value)
            }
            b'0'..=b'9' | b'-' => self.number(visitor),
            b't' => self.word("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.word("false").and_then(|()| visitor.visit_bool(false)),
            b'n' => self.word("null").and_then(|()| visitor.visit_unit()),
            _ => Err(Refused),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.skip_blanks() {
            Some(b'"') => self.string(visitor),
            _ => Err(Refused),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.skip_blanks() {
            Some(b'n') => self.word("null").and_then(|()| visitor.visit_none()),
            _ => visitor.visit_some(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The elements of a list or an object.
struct Elements<'r, 'c> {
    reader: &'r mut Reader<'c>,
    first: bool,
}

impl<'c> SeqAccess<'c> for Elements<'_, 'c> {
    type Error = Refused;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'c>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        match self.reader.next_element(&mut self.first, b']')? {
            Some(_) => seed.deserialize(&mut *self.reader).map(Some),
            None => Ok(None),
        }
    }
}

impl<'c> MapAccess<'c> for Elements<'_, 'c> {
    type Error = Refused;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'c>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        match self.reader.next_element(&mut self.first, b'}')? {
            Some(b'"') => seed.deserialize(&mut *self.reader).map(Some),
            Some(_) => Err(Refused),
            None => Ok(None),
        }
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'c>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        if self.reader.skip_blanks() != Some(b':') {
            return Err(Refused);
        }
        self.reader.at += 1;
        seed.deserialize(&mut *self.reader)
    }
}

#[cfg(test)]
mod tests {
    use std::marker::PhantomData;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn quick(text: &str) -> Result<Value, Refused> {
        read(text, PhantomData::<Value>)
    }

    /// Writes JSON by the pieces it is made of, so that most of it is nearly right.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[\\[\\]{},:]",
            2 => Just("\"a\":".to_owned()),
            2 => "\"[a好\\\\nu0-9\"/\t]{0,6}\"",
            1 => "\"\\\\u[dD][89a-fA-F0-9][0-9]{2}(\\\\u[dD][c-f][0-9]{2})?\"",
            2 => "-?[0-9]{1,24}(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?",
            1 => prop_oneof!["true", "false", "null", "tru", "nul"],
            1 => "[ \t\r\n]{1,3}",
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 64, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn nothing_is_read_otherwise(text in prop_oneof![pieces(), "\\PC{0,20}"]) {
            if let Ok(value) = quick(&text) {
                prop_assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value), "{}", text);
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_good_is_read(value in value(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.expect("can be written");
            let expected: Value = serde_json::from_str(&text).expect("is JSON");
            prop_assert_eq!(quick(&text).ok(), Some(expected), "{}", text);
        }
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a:1}",
            "[1 2]",
            "\"a",
            "\"\\",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\\ud800\\u0041\"",
            "\"\t\"",
            "01",
            "1.",
            "-",
            "+1",
            "1e",
            "tru",
            "truex",
            "1 2",
            "{} {}",
            "\u{feff}{}",
            "\"\\好\"",
        ] {
            assert!(quick(text).is_err(), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(quick(&deep).is_err());
    }
}
