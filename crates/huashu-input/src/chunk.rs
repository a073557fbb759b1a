//! Pieces of input, and what comes of parsing one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Options;
use super::assemble::assemble;
use super::context::{Context, Notes};
use super::json_lines;
use super::raw::RawSession;
use huashu_model::problem::Problem;
use huashu_model::transcript::Conversation;

/// Chunks of one source, in order. Taking the next one blocks on reading.
pub struct Chunks<'o> {
    inner: Box<dyn Iterator<Item = Chunk> + Send + 'o>,
}

impl std::fmt::Debug for Chunks<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chunks")
    }
}

impl<'o> Chunks<'o> {
    pub(super) fn new(inner: impl Iterator<Item = Chunk> + Send + 'o) -> Self {
        Chunks { inner: Box::new(inner) }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        self.inner.next()
    }
}

/// A piece of a source that can be parsed by itself, on any thread.
#[derive(Debug)]
pub struct Chunk {
    pub(super) file: Arc<str>,
    pub(super) content: Content,
    /// Records counted by the reader: rows, where several make a conversation.
    pub(super) rows: u64,
    /// What the reader noted: rows that failed are counted there.
    pub(super) notes: Notes,
}

#[derive(Debug)]
pub(super) enum Content {
    /// Nothing but notes.
    Nothing,
    /// Whole lines of JSON, one record each.
    Lines {
        bytes: Vec<u8>,
        /// Number of the first line.
        line: u64,
        /// Where `bytes` begins in the file.
        at: u64,
    },
    /// JSON values lifted out of a list: byte ranges of `bytes` and their lines.
    Values { bytes: Vec<u8>, values: Vec<(usize, usize, u64)> },
    /// Conversations gathered by the reader.
    Sessions(Vec<RawSession<'static>>),
}

/// What came of a chunk.
#[derive(Debug, Default)]
pub struct Parsed<'c> {
    /// What could be read, in input order.
    pub conversations: Vec<Conversation<'c>>,
    /// What could not, and other trouble on the way.
    pub problems: Vec<Problem>,
    /// Records met: lines, list elements, rows or blocks, as the format has it.
    pub records: u64,
    /// Records that could not be read; each has a problem, though not every problem is a lost record.
    pub failed: u64,
    /// Remarks about the reading; equal ones mean the same and are worth showing once.
    pub remarks: Vec<huashu_model::language::Message>,
    /// What was left out and why, by a stable name such as `private-note`.
    pub skipped: BTreeMap<&'static str, u64>,
}

impl Chunk {
    pub(super) fn new(file: &Arc<str>, content: Content) -> Self {
        Chunk { file: Arc::clone(file), content, rows: 0, notes: Notes::default() }
    }

    /// Returns the source's name.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Returns about how many bytes the chunk holds, for progress.
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Nothing => 0,
            Content::Lines { bytes, .. } | Content::Values { bytes, .. } => bytes.len(),
            Content::Sessions(sessions) => sessions
                .iter()
                .flat_map(|session| &session.messages)
                .map(|message| 32 + message.text.as_ref().map_or(0, |text| text.len()))
                .sum(),
        }
    }

    /// Parses the chunk. Pure work: no IO, and the same result on any thread.
    pub fn parse<'c>(&'c self, options: &Options) -> Parsed<'c> {
        let context = Context::new(options, &self.file);
        let (conversations, records) = match &self.content {
            Content::Nothing => (Vec::new(), 0),
            Content::Lines { bytes, line, at } => json_lines::parse_lines(bytes, *line, *at, &context),
            Content::Values { bytes, values } => json_lines::parse_values(bytes, values, &context),
            Content::Sessions(sessions) => {
                let conversations =
                    sessions.iter().filter_map(|session| assemble(&mut session.borrow(), &context)).collect();
                (conversations, 0)
            }
        };
        let notes = context.into_notes();
        let mut parsed = Parsed {
            conversations,
            problems: self.notes.problems.clone(),
            records: records + self.rows,
            failed: self.notes.failed + notes.failed,
            remarks: self.notes.remarks.iter().cloned().chain(notes.remarks).collect(),
            skipped: self.notes.skipped.clone(),
        };
        parsed.problems.extend(notes.problems);
        for (reason, count) in notes.skipped {
            *parsed.skipped.entry(reason).or_default() += count;
        }
        parsed
    }
}
