//! Values as trees that know their lines, for libraries and for tools whose logs a preset describes.
//!
//! Numbers and truth values are texts here: who needs them reads them out of these.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value and the line on which it stands.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) line: u64,
    pub(crate) node: Node,
}

/// A value of a tree.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Nothing,
    Text(String),
    List(Vec<Spot>),
    Table(Vec<(String, Spot)>),
}

impl Node {
    /// Returns the value of a key of a table.
    pub(crate) fn get(&self, key: &str) -> Option<&Spot> {
        match self {
            Node::Table(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Parses JSON values one after the other; `first` is the line on which the text begins.
pub(crate) fn parse_json(text: &str, first: u64) -> Result<Vec<Spot>, serde_json::Error> {
    let line = Cell::new(first);
    let text = quote_long_numbers(text);
    let counted = Counted { rest: text.as_bytes(), line: &line };
    let mut deserializer = serde_json::Deserializer::from_reader(counted);
    let mut spots = Vec::new();
    loop {
        match deserializer.end() {
            Ok(()) => return Ok(spots),
            Err(_) => spots.push(SpotSeed(&line).deserialize(&mut deserializer)?),
        }
    }
}

/// Counts the lines that the parser has read; it reads byte by byte, so that the count is exact.
struct Counted<'t, 'l> {
    rest: &'t [u8],
    line: &'l Cell<u64>,
}

impl Read for Counted<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let (Some(first), Some(place)) = (self.rest.first(), out.first_mut()) else { return Ok(0) };
        *place = *first;
        self.rest = &self.rest[1..];
        if *first == b'\n' {
            self.line.set(self.line.get() + 1);
        }
        Ok(1)
    }
}

struct SpotSeed<'l>(&'l Cell<u64>);

impl<'de> DeserializeSeed<'de> for SpotSeed<'_> {
    type Value = Spot;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spot, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl SpotSeed<'_> {
    fn text(&self, text: impl ToString) -> Spot {
        Spot { line: self.0.get(), node: Node::Text(text.to_string()) }
    }
}

impl<'de> Visitor<'de> for SpotSeed<'_> {
    type Value = Spot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a library of canned replies")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Spot, E> {
        Ok(self.text(text))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Spot, E> {
        Ok(self.text(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Spot, E> {
        Ok(self.text(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Spot, E> {
        Ok(self.text(number))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Spot, E> {
        Ok(self.text(truth))
    }

    fn visit_unit<E: Error>(self) -> Result<Spot, E> {
        Ok(Spot { line: self.0.get(), node: Node::Nothing })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Spot, A::Error> {
        let line = self.0.get();
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(SpotSeed(self.0))? {
            items.push(item);
        }
        Ok(Spot { line, node: Node::List(items) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Spot, A::Error> {
        let line = self.0.get();
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            pairs.push((key, map.next_value_seed(SpotSeed(self.0))?));
        }
        Ok(Spot { line, node: Node::Table(pairs) })
    }
}

/// Digits from which a number may not fit into 64 bits.
const LONG_NUMBER: usize = 19;

/// Puts whole numbers of very many digits into quotes, as they are names and must keep every digit.
pub(crate) fn quote_long_numbers(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut quoted = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'0'..=b'9' => {
                let start = at;
                at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let stands_alone =
                    start == 0 || matches!(bytes[start - 1], b' ' | b'\t' | b'\n' | b'\r' | b':' | b',' | b'[');
                let is_whole = !matches!(bytes.get(at), Some(b'.' | b'e' | b'E'));
                if at - start >= LONG_NUMBER && stands_alone && is_whole {
                    quoted.push_str(&text[copied..start]);
                    quoted.push('"');
                    quoted.push_str(&text[start..at]);
                    quoted.push('"');
                    copied = at;
                }
            }
            _ => at += 1,
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    quoted.push_str(&text[copied..]);
    Cow::Owned(quoted)
}

/// Returns where the string that begins at `start` has ended.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(length) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += length;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}
