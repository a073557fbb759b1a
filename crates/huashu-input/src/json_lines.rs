//! JSON Lines: one conversation a line, or one message a line.
//!
//! The reader only cuts at line ends; parsing is left to whoever takes the chunk.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::IgnoredAny;

use super::assemble::assemble;
use super::chunk::{Chunk, Chunks, Content};
use super::context::Context;
use super::decode::{BLOCK, Text};
use super::json::looks_like_json;
use super::lines::TextLines;
use super::record::{self, Record};
use super::sniff::{Format, Head, Input};
use super::{Options, Source, canned, rows, trouble};
use huashu_model::transcript::Conversation;

/// Bytes aimed at in one chunk.
const CHUNK: usize = 256 * 1024;
/// Room for a chunk, with the block that completes it.
const ROOM: usize = CHUNK + 2 * BLOCK;

/// JSON Lines.
pub(super) struct JsonLines;

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
        if input.options.canned {
            return canned::json::read(input);
        }
        let Input { source, text, options, head, head_is_whole } = input;
        let seen = Head { text: &head, whole: head_is_whole, extension: "", options };
        match probe(seen.whole_lines().take(16), options, &source.name) {
            Shape::Conversations => Chunks::new(Lines::new(text)),
            Shape::Messages => read_messages(source, text, options),
        }
    }
}

/// JSON Lines of single messages; found by itself through [`JsonLines`], or asked for.
pub(super) struct Messages;

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
        Ok(line_rows(Text::open(&again, options)?, options))
    })
}

/// What the records of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Conversations, or messages that each stand alone.
    Conversations,
    /// Messages that belong to conversations.
    Messages,
}

/// Tells from some records what the records of a file are.
pub(super) fn probe<'s>(records: impl Iterator<Item = &'s str>, options: &Options, file: &Arc<str>) -> Shape {
    let context = Context::new(options, file);
    let mut messages = 0;
    for text in records {
        let Ok(record) = record::read(text, &context) else { continue };
        if record.has_messages {
            return Shape::Conversations;
        }
        let speaks =
            record.message.role.is_some() || record.message.told.is_some() || record.message.sender.is_some();
        let belongs = record.session.id.is_some() || speaks;
        messages += usize::from(record.message.text.is_some() && belongs);
    }
    if messages > 0 { Shape::Messages } else { Shape::Conversations }
}

/// Reads lines of single messages.
fn line_rows<'o>(text: Text, options: &'o Options) -> rows::Rows<'o> {
    let context = Context::new(options, &text.file);
    Box::new(LineRows { lines: TextLines::new(text), context })
}

struct LineRows<'o> {
    lines: TextLines,
    context: Context<'o>,
}

impl rows::RowReader for LineRows<'_> {
    fn next_row(&mut self) -> Option<rows::RowEvent<'_>> {
        if !self.lines.more() {
            let (problems, remarks) = self.lines.notes();
            return rows::RowEvent::end_notes(problems, remarks);
        }
        match self.lines.next_line() {
            Some((number, line)) if !is_blank(line) => Some(rows::row_from_json(line, number, &self.context)),
            _ => Some(rows::RowEvent::Blank),
        }
    }
}

/// Cuts a text into chunks at line ends.
pub(super) struct Lines {
    text: Text,
    buffer: Vec<u8>,
    line: u64,
    at: u64,
    ended: bool,
}

impl Lines {
    pub(super) fn new(text: Text) -> Self {
        let at = text.first_byte();
        Lines { text, buffer: Vec::with_capacity(ROOM), line: 1, at, ended: false }
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
        chunk.notes.problems.append(&mut self.text.problems);
        chunk.notes.remarks.extend(self.text.remarks.drain(..));
        self.line += lines;
        self.at += length;
        Some(chunk)
    }
}

/// Parses whole lines; returns the conversations and the number of records.
pub(super) fn parse_lines<'c>(
    bytes: &'c [u8],
    first: u64,
    at: u64,
    context: &Context<'_>,
) -> (Vec<Conversation<'c>>, u64) {
    let mut conversations = Vec::new();
    let mut reader = Records { context, record: Record::default() };
    let mut records = 0;
    let whole = simdutf8::basic::from_utf8(bytes).ok();
    let mut start = 0;
    let mut number = first;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        let text = match whole {
            Some(whole) => Cow::Borrowed(&whole[start..end]),
            None => repair(&bytes[start..end], number, at + start as u64, context),
        };
        if !is_blank(&text) {
            records += 1;
            conversations.extend(reader.parse(text, number));
        }
        start = end + 1;
        number += 1;
    }
    (conversations, records)
}

/// Parses values whose places are known.
pub(super) fn parse_values<'c>(
    bytes: &'c [u8],
    values: &[(usize, usize, u64)],
    context: &Context<'_>,
) -> (Vec<Conversation<'c>>, u64) {
    let mut conversations = Vec::new();
    let mut reader = Records { context, record: Record::default() };
    for (start, end, line) in values.iter().copied() {
        let bytes = bytes.get(start..end).unwrap_or_default();
        let text = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        };
        conversations.extend(reader.parse(text, line));
    }
    (conversations, values.len() as u64)
}

fn is_blank(text: &str) -> bool {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}').is_empty()
}

/// Replaces bytes that are not UTF-8 and says where they are.
fn repair<'c>(bytes: &'c [u8], line: u64, at: u64, context: &Context<'_>) -> Cow<'c, str> {
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = at + error.valid_up_to() as u64;
        let problem = trouble::bad_bytes(&context.file, line, at, "UTF-8");
        let lossy = String::from_utf8_lossy(bytes);
        context.trouble(trouble::show(problem, &lossy, error.valid_up_to(), 3));
    }
    String::from_utf8_lossy(bytes)
}

/// Reads the records of one chunk, in the room of those before.
struct Records<'c, 'x, 'o> {
    context: &'x Context<'o>,
    record: Record<'c>,
}

impl<'c> Records<'c, '_, '_> {
    fn parse(&mut self, text: Cow<'c, str>, line: u64) -> Option<Conversation<'c>> {
        match text {
            Cow::Borrowed(text) => parse_record(&mut self.record, text, line, self.context),
            Cow::Owned(text) => parse_record(&mut Record::default(), &text, line, self.context).map(own),
        }
    }
}

fn parse_record<'c>(
    record: &mut Record<'c>,
    text: &'c str,
    line: u64,
    context: &Context<'_>,
) -> Option<Conversation<'c>> {
    let text = text.trim_start_matches('\u{feff}');
    if let Err(error) = record::read_into(record, text, context) {
        context.fail(trouble::bad_json(context, &error, text, line));
        return None;
    }
    context.skip_many("not-a-message", record.not_messages);
    record.session.line = line;
    if record.has_messages {
        record.keep_loose_fields();
        return assemble(&mut record.session, context);
    }
    // A lone message becomes a conversation of one.
    if record.message.text.is_none() {
        context.fail(trouble::no_messages(context, line, &record::keys(text)));
        return None;
    }
    let mut message = std::mem::take(&mut record.message);
    message.line = Some(line);
    record.session.messages.push(message);
    assemble(&mut record.session, context)
}

/// Copies what a conversation borrows.
fn own(conversation: Conversation<'_>) -> Conversation<'static> {
    fn text(text: Cow<'_, str>) -> Cow<'static, str> {
        Cow::Owned(text.into_owned())
    }
    fn party(party: huashu_model::transcript::Party<'_>) -> huashu_model::transcript::Party<'static> {
        huashu_model::transcript::Party { id: party.id.map(text), name: party.name.map(text) }
    }
    Conversation {
        id: conversation.id.map(text),
        channel: conversation.channel.map(text),
        group: conversation.group.map(text),
        agent: party(conversation.agent),
        customer: party(conversation.customer),
        handed_over: conversation.handed_over,
        metadata: conversation.metadata.into_iter().map(|(key, value)| (text(key), text(value))).collect(),
        utterances: conversation
            .utterances
            .into_iter()
            .map(|utterance| huashu_model::transcript::Utterance {
                role: utterance.role,
                agent_id: utterance.agent_id.map(text),
                name: utterance.name.map(text),
                time: utterance.time,
                kind: utterance.kind,
                auto: utterance.auto,
                recalled: utterance.recalled,
                text: text(utterance.text),
                line: utterance.line,
            })
            .collect(),
        place: conversation.place,
    }
}
