//! Canned replies in JSON, or one JSON value a line.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::tree::{Node, Spot, collect};
use super::{Library, read_all};
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};
use crate::record::context::ParseContext;
use crate::record::messages;
use crate::record::shape::looks_like_json;

/// JSON, or JSON Lines.
pub(crate) struct JsonLibrary;

impl Format for JsonLibrary {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "jsonl", "ndjson"]
    }

    fn holds(&self) -> Holds {
        Holds::CannedReplies
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        self.extensions().contains(&head.extension) || looks_like_json(head.text)
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        read(input)
    }
}

fn read(input: Input<'_>) -> Chunks<'_> {
    let Input { source, text, options, .. } = input;
    let mut library = Library::new(&source.name);
    let text = read_all(text, &mut library.diagnostics);
    match parse(&text, 1) {
        Ok(spots) => {
            for spot in spots {
                collect(spot, None, None, options, &mut library);
            }
        }
        Err(whole) => {
            // Lines that are good by themselves are read though others are not.
            let lines: Vec<_> = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
            let results: Vec<_> =
                lines.iter().map(|(number, line)| (*number, *line, parse(line, *number))).collect();
            let context = ParseContext::new(options, &source.name);
            if !results.iter().any(|(_, line, result)| line.trim_start().starts_with('{') && result.is_ok()) {
                library.fail(messages::bad_json(&context, &whole, &text, 1));
                return library.into_chunks();
            }
            for (number, line, result) in results {
                match result {
                    Ok(spots) => {
                        spots.into_iter().for_each(|spot| collect(spot, None, None, options, &mut library))
                    }
                    Err(error) => library.fail(messages::bad_json(&context, &error, line, number)),
                }
            }
        }
    }
    library.into_chunks()
}

/// Parses values one after the other.
fn parse(text: &str, first: u64) -> Result<Vec<Spot>, serde_json::Error> {
    let line = Cell::new(first);
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
