//! JSON Lines: one conversation a line, or one message a line.
//!
//! The reader only cuts at line ends; parsing is left to whoever takes the chunk.

use serde::de::IgnoredAny;

use crate::chunk::{Chunk, Chunks, Content};
use crate::format::{Format, Head, Input};
use crate::options::Options;
use crate::record::context::ParseContext;
use crate::record::shape::{Shape, is_blank, looks_like_json, probe};
use crate::record_limit::RecordLimit;
use crate::source::decode::{BLOCK, Text};
use crate::source::lines::{Line, TextLines};
use crate::source::origin::Source;
use crate::table::rows;

/// Bytes aimed at in one chunk.
const CHUNK: usize = 256 * 1024;
/// Room for a chunk, with the block that completes it.
const ROOM: usize = CHUNK + 2 * BLOCK;

/// JSON Lines.
pub(crate) struct JsonLines;

impl Format for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        let mut lines = head.whole_lines();
        let named = self.extensions().contains(&head.extension);
        if named {
            // A single value spread over lines is JSON whatever the file is called.
            return !matches!(lines.next().map(str::trim), Some("{" | "["));
        }
        if !looks_like_json(head.text) {
            return false;
        }
        let several = head.lines().nth(1).is_some();
        let good =
            |line: &str, opening| line.starts_with(opening) && serde_json::from_str::<IgnoredAny>(line).is_ok();
        let first: Vec<&str> = lines.take(5).map(str::trim).collect();
        let Some(top) = first.first() else { return false };
        // Lines within a JSON list or object may be good by themselves; the first line tells. It may be a bad
        // record, but must look like a whole one. A list on the first line alone has something behind it.
        let whole = |line: &str| line.starts_with('{') && line.ends_with('}');
        let objects = whole(top) && first.iter().any(|line| good(line, '{'));
        several && (objects || (first.len() > 1 && first.iter().all(|line| good(line, '['))))
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let Input { source, text, options, head, head_is_whole } = input;
        let seen = Head { text: &head, whole: head_is_whole, extension: "", options };
        match probe(seen.whole_lines().take(16), options, &source.name) {
            Shape::Conversations => Chunks::new(Lines::new(text, options.max_record)),
            Shape::Messages => read_messages(source, text, options),
        }
    }
}

/// JSON Lines of single messages; found by itself through [`JsonLines`], or asked for.
pub(crate) struct Messages;

impl Format for Messages {
    fn name(&self) -> &'static str {
        "messages"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn matches(&self, _: &Head<'_>) -> bool {
        false
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let Input { source, text, options, .. } = input;
        read_messages(source, text, options)
    }
}

fn read_messages(source: Source, text: Text, options: &Options) -> Chunks<'_> {
    let again = source.clone();
    rows::read(source, options, line_rows(text, options), move || {
        Ok(line_rows(Text::open(&again, options.encoding)?, options))
    })
}

/// Reads lines of single messages.
fn line_rows<'o>(text: Text, options: &'o Options) -> rows::Rows<'o> {
    let context = ParseContext::new(options, &text.file);
    Box::new(LineRows { lines: TextLines::new(text, options.max_record), context })
}

struct LineRows<'o> {
    lines: TextLines,
    context: ParseContext<'o>,
}

impl rows::RowReader for LineRows<'_> {
    fn next_row(&mut self) -> Option<rows::RowEvent<'_>> {
        if !self.lines.more() {
            let (problems, remarks) = self.lines.notes();
            return rows::RowEvent::end_notes(problems, remarks);
        }
        match self.lines.next_line() {
            Some((number, Line::Whole(line))) if !is_blank(line) => {
                Some(rows::row_from_json(line, number, &self.context))
            }
            Some((number, Line::TooLong)) => {
                let problem = self.context.options.max_record.problem(&self.context.file, number);
                Some(rows::RowEvent::Failed(Box::new(problem)))
            }
            _ => Some(rows::RowEvent::Blank),
        }
    }
}

/// Cuts a text into chunks at line ends.
pub(crate) struct Lines {
    text: Text,
    /// The longest line that is given on.
    most: RecordLimit,
    buffer: Vec<u8>,
    line: u64,
    at: u64,
    ended: bool,
}

impl Lines {
    pub(crate) fn new(text: Text, most: RecordLimit) -> Self {
        let at = text.first_byte();
        Lines { text, most, buffer: Vec::with_capacity(ROOM), line: 1, at, ended: false }
    }

    /// Passes over the rest of a line that is too long, of which nothing is kept; returns a chunk that says so.
    fn pass_over(&mut self) -> Chunk {
        let mut chunk = Chunk::of_long_line(&self.text.file, self.most, self.line);
        self.line += 1;
        loop {
            let passed = self.buffer.len() as u64;
            self.buffer.clear();
            self.at += passed;
            self.ended = !self.text.fill(&mut self.buffer);
            let end = memchr::memchr(b'\n', &self.buffer).map(|newline| newline + 1);
            if let Some(end) = end {
                self.at += end as u64;
                self.buffer.drain(..end);
            }
            if self.ended || end.is_some() {
                break;
            }
        }
        chunk.diagnostics.take_notes(&mut self.text);
        chunk
    }
}

impl Iterator for Lines {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        let mut searched = 0;
        let end = loop {
            let newline = memchr::memrchr(b'\n', &self.buffer[searched..]);
            if let Some(newline) = newline
                && self.buffer.len() >= CHUNK
            {
                break searched + newline + 1;
            }
            if newline.is_none() {
                // A long line is not searched again each time it grows.
                searched = self.buffer.len();
                if self.most.is_exceeded_by(searched) && searched >= CHUNK {
                    return Some(self.pass_over());
                }
            }
            if !self.text.fill(&mut self.buffer) {
                self.ended = true;
                break self.buffer.len();
            }
        };
        let mut rest = Vec::with_capacity(if self.ended { 0 } else { ROOM });
        rest.extend_from_slice(&self.buffer[end..]);
        self.buffer.truncate(end);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        let length = bytes.len() as u64;
        let content = Content::Lines { bytes, line: self.line, at: self.at };
        let mut chunk = Chunk::new(&self.text.file, content);
        chunk.diagnostics.take_notes(&mut self.text);
        self.line += lines;
        self.at += length;
        Some(chunk)
    }
}
