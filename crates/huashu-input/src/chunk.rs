//! Pieces of input, and what comes of parsing one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::Diagnostics;
use crate::recognised::Recognised;
use crate::record::raw::RawConversation;
use crate::record_limit::RecordLimit;
use huashu_model::problem::{Level, Problem};
use huashu_model::transcript::Conversation;

/// Records at hand that are parsed at once.
const LINES: usize = 64;

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
    pub(crate) fn new(inner: impl Iterator<Item = Chunk> + Send + 'o) -> Self {
        Chunks { inner: Box::new(inner) }
    }

    /// Returns one chunk that holds nothing but a problem.
    pub(crate) fn of_problem(file: &Arc<str>, problem: Problem) -> Self {
        let mut chunk = Chunk::new(file, Content::Nothing);
        chunk.diagnostics.tell(problem);
        Chunks::new(std::iter::once(chunk))
    }

    /// Returns one chunk that holds a record which could not be read: the whole source.
    pub(crate) fn of_unread(file: &Arc<str>, problem: Problem) -> Self {
        let mut chunk = Chunk::new(file, Content::Nothing);
        chunk.rows = 1;
        chunk.diagnostics.fail(problem);
        Chunks::new(std::iter::once(chunk))
    }
}

impl<'o> Chunks<'o> {
    /// Cuts records at hand, one JSON object a line, into chunks; `first` is the number of the first line, from 1.
    pub fn of_lines(file: &Arc<str>, records: &str, first: u64) -> Chunks<'static> {
        let lines: Vec<&str> = records.split_inclusive('\n').collect();
        let mut at = 0;
        let mut chunks = Vec::new();
        for (number, lines) in lines.chunks(LINES).enumerate() {
            let bytes = lines.concat().into_bytes();
            let length = bytes.len() as u64;
            chunks.push(Chunk::of_line(file, bytes, first + (number * LINES) as u64, at));
            at += length;
        }
        Chunks::new(chunks.into_iter())
    }

    /// Puts what a source was recognised as before its chunks.
    pub(crate) fn recognised_as(self, recognised: Recognised) -> Chunks<'o> {
        let mut first = Chunk::new(&recognised.file, Content::Nothing);
        first.recognised = Some(recognised);
        Chunks::new(std::iter::once(first).chain(self))
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
    pub(crate) file: Arc<str>,
    pub(crate) content: Content,
    /// Records counted by the reader: rows, where several make a conversation.
    pub(crate) rows: u64,
    /// What the reader noted: rows that failed are counted there.
    pub(crate) diagnostics: Diagnostics,
    /// What the source was recognised as, in its first chunk.
    pub(crate) recognised: Option<Recognised>,
}

#[derive(Debug)]
pub(crate) enum Content {
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
    Conversations(Vec<RawConversation<'static>>),
}

/// What came of a chunk.
#[derive(Debug, Default)]
pub struct Parsed<'c> {
    /// What could be read, in input order.
    pub conversations: Vec<Conversation<'c>>,
    /// What could not, and other trouble on the way.
    pub problems: Vec<Problem>,
    /// Problems beyond those, by code and level, which are only counted: a file that is no log has one a line.
    pub untold: BTreeMap<(&'static str, Level), u64>,
    /// Records met: lines, list elements, rows or blocks, as the format has it.
    pub records: u64,
    /// Records that could not be read; each has a problem, though not every problem is a lost record.
    pub failed: u64,
    /// Remarks about the reading; equal ones mean the same and are worth showing once.
    pub remarks: Vec<huashu_model::language::Message>,
    /// What was left out and why, by a stable name such as `private-note`.
    pub skipped: BTreeMap<&'static str, u64>,
    /// What a source, a sheet or an entry of an archive was recognised as; in the first chunk of each.
    pub recognised: Option<Recognised>,
}

impl Chunk {
    pub(crate) fn new(file: &Arc<str>, content: Content) -> Self {
        Chunk { file: Arc::clone(file), content, rows: 0, diagnostics: Diagnostics::default(), recognised: None }
    }

    /// Makes a chunk of one line of JSON without its line end: a conversation, or a message that stands alone. `line` counts
    /// from 1, `at` is the byte of the source at which the line begins.
    pub fn of_line(file: &Arc<str>, bytes: Vec<u8>, line: u64, at: u64) -> Chunk {
        Chunk::new(file, Content::Lines { bytes, line, at })
    }

    /// Makes a chunk of a line that is longer than a record may be, of which nothing was kept.
    pub fn of_long_line(file: &Arc<str>, most: RecordLimit, line: u64) -> Chunk {
        let mut chunk = Chunk::new(file, Content::Nothing);
        chunk.rows = 1;
        chunk.diagnostics.fail(most.problem(file, line));
        chunk
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
            Content::Conversations(sessions) => sessions
                .iter()
                .flat_map(|session| &session.messages)
                .map(|message| 32 + message.text.as_ref().map_or(0, |text| text.len()))
                .sum(),
        }
    }
}
