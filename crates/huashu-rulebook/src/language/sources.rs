//! The files of rulebooks: their names, their texts and where lines begin in them.

use std::sync::{Arc, OnceLock};

use huashu_model::text::Span;
use huashu_rules as builtin;

use super::node::{SourceId, SourceSpan};
use super::reference::Reference;

/// The texts of every rulebook file that was read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// In the order read.
    files: Vec<SourceFile>,
    /// Where those that come with the program stand among them, by their numbers.
    shipped: Vec<Option<usize>>,
    /// Where the others stand.
    others: Vec<usize>,
}

#[derive(Debug, Clone)]
struct SourceFile {
    name: Arc<str>,
    /// Filled when it is first shown, where the file comes with the program.
    text: OnceLock<Arc<str>>,
    shipped_text: &'static str,
    /// Where lines begin, so that a file full of mistakes is not read from its start for each of them.
    lines: OnceLock<Arc<[usize]>>,
    /// Characters before each stretch of bytes, so that a long line is not counted from its start for each mistake in it.
    characters: OnceLock<Arc<[usize]>>,
}

/// Bytes of a stretch of which characters are counted at once.
const STRETCH: usize = 1024;

/// Counts the characters that begin in some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

impl SourceFile {
    /// Returns how many characters of the file stand before a byte.
    fn characters_before(&self, byte: usize) -> usize {
        let bytes = self.text().as_bytes();
        let before = self.characters.get_or_init(|| {
            let counts = bytes.chunks(STRETCH).scan(0, |sum, stretch| {
                let before = *sum;
                *sum += characters(stretch);
                Some(before)
            });
            counts.collect()
        });
        let byte = byte.min(bytes.len());
        let stretch = (byte / STRETCH).min(before.len().saturating_sub(1));
        before.get(stretch).copied().unwrap_or_default() + characters(&bytes[stretch * STRETCH..byte])
    }

    fn text(&self) -> &Arc<str> {
        self.text.get_or_init(|| Arc::from(self.shipped_text))
    }

    /// Returns the number of a byte's line, counting from 0, and where that line begins.
    fn line(&self, byte: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| {
            let ends = self.text().bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        });
        let number = lines.partition_point(|start| *start <= byte).saturating_sub(1);
        (number, lines.get(number).copied().unwrap_or_default())
    }
}

impl Sources {
    /// Adds a file of somebody's and returns its identifier.
    pub fn add(&mut self, name: &str, text: &str) -> SourceId {
        self.others.push(self.files.len());
        self.files.push(SourceFile {
            name: Arc::from(name),
            text: OnceLock::from(Arc::from(text)),
            shipped_text: "",
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        });
        SourceId(self.others.len() - 1)
    }

    /// Adds a file that comes with the program, by its number among them, and returns its identifier.
    pub(crate) fn add_shipped(&mut self, number: usize) -> SourceId {
        let (name, text) = builtin::BUILTINS.get(number).copied().unwrap_or_default();
        if self.shipped.len() <= number {
            self.shipped.resize(number + 1, None);
        }
        self.shipped[number] = Some(self.files.len());
        self.files.push(SourceFile {
            name: Arc::from(Reference::Builtin(name.to_owned()).to_string()),
            text: OnceLock::new(),
            shipped_text: text,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        });
        SourceId::of_shipped(number)
    }

    fn file(&self, source: SourceId) -> Option<&SourceFile> {
        let at = match source.shipped() {
            Some(number) => self.shipped.get(number).copied().flatten(),
            None => self.others.get(source.0).copied(),
        };
        self.files.get(at?)
    }

    /// Returns a file's name as the user gave it, or `builtin:NAME`.
    pub fn name(&self, source: SourceId) -> &str {
        self.file(source).map_or("", |file| &file.name)
    }

    /// Returns the names of all files, in the order read.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.name)
    }

    /// Returns the first file that was read, unless it comes with the program.
    pub fn first_of_others(&self) -> Option<SourceId> {
        (self.others.first() == Some(&0)).then(SourceId::default)
    }

    /// Returns whether a file comes with huashu, and so was tested with it.
    pub fn is_shipped(&self, source: SourceId) -> bool {
        source.shipped().is_some()
    }

    /// Returns a file's text.
    pub fn text(&self, source: SourceId) -> &str {
        self.file(source).map_or("", |file| file.text())
    }

    /// Returns the line of a place, counting from 1.
    pub fn line(&self, place: SourceSpan) -> u64 {
        self.file(place.source).map_or(0, |file| file.line(place.span.start).0) as u64 + 1
    }

    /// Returns the line of a place and its column in characters, both counting from 1, with the name and the text of
    /// the file.
    pub(super) fn shown(&self, place: SourceSpan) -> Option<(u64, u64, Arc<str>, Arc<str>)> {
        let file = self.file(place.source)?;
        let (line, line_start) = file.line(place.span.start);
        let before = file.characters_before(place.span.start) - file.characters_before(line_start);
        Some((line as u64 + 1, before as u64 + 1, Arc::clone(&file.name), Arc::clone(file.text())))
    }

    /// Returns the place in the file of a byte range inside a string value.
    ///
    /// Exact where the string is written without escapes; otherwise the whole value.
    pub fn inside(&self, node: SourceSpan, value: &str, inner: Span) -> SourceSpan {
        let Some(raw) = self.text(node.source).get(node.span.start..node.span.end) else {
            return node;
        };
        let Some(offset) = raw.find(value).filter(|offset| *offset <= 5) else {
            return node;
        };
        let start = node.span.start + offset + inner.start;
        SourceSpan { span: Span::new(start, start + (inner.end - inner.start)), ..node }
    }
}
