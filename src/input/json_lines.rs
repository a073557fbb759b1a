//! JSON Lines: one conversation a line.
//!
//! The reader only cuts at line ends; parsing is left to whoever takes the chunk.

use std::borrow::Cow;

use super::assemble::assemble;
use super::chunk::{Chunk, Content};
use super::context::Context;
use super::decode::Text;
use super::raw::RawSession;
use super::record::{self, Record};
use super::trouble;
use crate::transcript::Conversation;

/// Bytes aimed at in one chunk.
const CHUNK: usize = 512 * 1024;

/// What the records of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Conversations. A lone message is a conversation of one utterance.
    Conversations,
    /// Canned replies.
    Canned,
}

/// Cuts a text into chunks at line ends.
pub(super) struct Lines {
    text: Text,
    buffer: Vec<u8>,
    line: u64,
    at: u64,
    ended: bool,
    shape: Shape,
}

impl Lines {
    pub(super) fn new(text: Text, shape: Shape) -> Self {
        let at = text.first_byte();
        Lines { text, buffer: Vec::new(), line: 1, at, ended: false, shape }
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
        let rest = self.buffer.split_off(end);
        let bytes = std::mem::replace(&mut self.buffer, rest);
        let lines = memchr::memchr_iter(b'\n', &bytes).count() as u64;
        let length = bytes.len() as u64;
        let content = Content::Lines { bytes, line: self.line, at: self.at, shape: self.shape };
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
    shape: Shape,
    context: &Context<'_>,
) -> (Vec<Conversation<'c>>, u64) {
    let mut conversations = Vec::new();
    let mut records = 0;
    let whole = std::str::from_utf8(bytes).ok();
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
            conversations.extend(parse_text(text, number, shape, context));
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
    shape: Shape,
    context: &Context<'_>,
) -> (Vec<Conversation<'c>>, u64) {
    let mut conversations = Vec::new();
    for (start, end, line) in values.iter().copied() {
        let text = String::from_utf8_lossy(bytes.get(start..end).unwrap_or_default());
        conversations.extend(parse_text(text, line, shape, context));
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
        let problem = trouble::bad_bytes(context.language(), &context.file, line, at, "UTF-8");
        let lossy = String::from_utf8_lossy(bytes);
        context.trouble(trouble::show(problem, &lossy, error.valid_up_to(), 3));
    }
    String::from_utf8_lossy(bytes)
}

fn parse_text<'c>(text: Cow<'c, str>, line: u64, shape: Shape, context: &Context<'_>) -> Option<Conversation<'c>> {
    match text {
        Cow::Borrowed(text) => parse_record(text, line, shape, context),
        Cow::Owned(text) => parse_record(&text, line, shape, context).map(own),
    }
}

fn parse_record<'c>(text: &'c str, line: u64, shape: Shape, context: &Context<'_>) -> Option<Conversation<'c>> {
    let text = text.trim_start_matches('\u{feff}');
    match record::read(text, context) {
        Ok(record) => {
            let session = session(record, line, context)?;
            assemble(session, context)
        }
        Err(error) => {
            let _ = shape;
            context.fail(trouble::bad_json(context, &error, text, line));
            None
        }
    }
}

/// Takes a record as a conversation; a lone message becomes a conversation of one.
fn session<'c>(mut record: Record<'c>, line: u64, context: &Context<'_>) -> Option<RawSession<'c>> {
    if record.has_messages {
        return Some(record.into_session(line));
    }
    if record.message.text.is_none() {
        context.fail(trouble::no_messages(context, line, &record.keys));
        return None;
    }
    let mut message = std::mem::take(&mut record.message);
    message.line = Some(line);
    let mut session = record.into_single();
    session.line = line;
    session.messages.push(message);
    Some(session)
}

/// Copies what a conversation borrows.
fn own(conversation: Conversation<'_>) -> Conversation<'static> {
    fn text(text: Cow<'_, str>) -> Cow<'static, str> {
        Cow::Owned(text.into_owned())
    }
    fn party(party: crate::transcript::Party<'_>) -> crate::transcript::Party<'static> {
        crate::transcript::Party { id: party.id.map(text), name: party.name.map(text) }
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
            .map(|utterance| crate::transcript::Utterance {
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
