//! The formats, and which of them a source is in.

use std::fmt;

use super::chunk::{Chunk, Chunks, Content};
use super::decode::Text;
use super::json_lines::{Lines, Shape};
use super::trouble;
use super::{Options, Source};

/// A format of input. One file a format; [`FORMATS`] lists them.
pub trait Format: Sync {
    /// Returns the name used by options and configurations.
    fn name(&self) -> &'static str;
    /// Returns the extensions, in lower case, that suggest the format.
    fn extensions(&self) -> &'static [&'static str];
}

impl fmt::Debug for dyn Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

struct JsonLines;
impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson"]
    }
}

/// Every format, in the order in which they are tried.
pub const FORMATS: &[&dyn Format] = &[&JsonLines];

/// Returns the format that options call `name`.
pub fn format_from_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// Opens a source and reads it in its format.
pub(super) fn read<'o>(source: &Source, options: &'o Options) -> Chunks<'o> {
    match Text::open(source, options) {
        Ok(text) => Chunks::new(Lines::new(text, Shape::Conversations)),
        Err(error) => {
            let mut chunk = Chunk::new(&source.name, Content::Nothing);
            chunk.notes.problems.push(trouble::unreadable(options.language, &source.name, &error));
            Chunks::new(std::iter::once(chunk))
        }
    }
}
