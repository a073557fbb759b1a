//! Canned replies in JSON, or one JSON value a line.

use super::Library;
use super::tree::collect;
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};
use crate::record::context::ParseContext;
use crate::record::messages;
use crate::record::shape::looks_like_json;
use crate::record::tree::parse_json as parse;

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
    let Some(text) = library.read_whole(text, options) else { return library.into_chunks() };
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
