//! What a text of JSON records looks like, and parsing the records of a chunk.

use std::borrow::Cow;
use std::sync::Arc;

use crate::options::Options;
use crate::record::assemble::assemble;
use crate::record::context::ParseContext;
use crate::record::json_record::{self, Record};
use crate::record::messages;
use crate::record::tree::quote_long_numbers;
use crate::source::messages::{bad_bytes, show};
use huashu_model::transcript::Conversation;

/// Returns whether a text begins as JSON does, and not as a draft with brackets in it.
pub(crate) fn looks_like_json(text: &str) -> bool {
    let text = text.trim_start();
    let mut characters = text.chars();
    let first = characters.next();
    let next = characters.find(|character| !character.is_whitespace());
    match first {
        Some('{') => matches!(next, Some('"' | '}')),
        Some('[') => matches!(next, Some('{' | '"' | ']')) || (next == Some('[') && text.contains('"')),
        _ => false,
    }
}

/// What the records of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Conversations, or messages that each stand alone.
    Conversations,
    /// Messages that belong to conversations.
    Messages,
}

/// Tells from some records what the records of a file are.
pub(crate) fn probe<'s>(records: impl Iterator<Item = &'s str>, options: &Options, file: &Arc<str>) -> Shape {
    let context = ParseContext::new(options, file);
    let mut messages = 0;
    for text in records {
        let Ok(record) = json_record::read(text, &context) else { continue };
        if record.has_messages {
            return Shape::Conversations;
        }
        let speaks = record.message.role.is_some()
            || record.message.role_from_code.is_some()
            || record.message.sender.is_some();
        let belongs = record.session.id.is_some() || speaks;
        messages += usize::from(record.message.text.is_some() && belongs);
    }
    if messages > 0 { Shape::Messages } else { Shape::Conversations }
}

/// Parses whole lines; returns the conversations and the number of records.
pub(crate) fn parse_lines<'c>(
    bytes: &'c [u8],
    first: u64,
    at: u64,
    context: &ParseContext<'_>,
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
            let most = context.options.max_record;
            if most.is_exceeded_by(end - start) {
                context.fail(most.problem(&context.file, number));
            } else {
                conversations.extend(reader.parse(text, number));
            }
        }
        start = end + 1;
        number += 1;
    }
    (conversations, records)
}

/// Parses values whose places are known.
pub(crate) fn parse_values<'c>(
    bytes: &'c [u8],
    values: &[(usize, usize, u64)],
    context: &ParseContext<'_>,
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

pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}').is_empty()
}

/// Replaces bytes that are not UTF-8 and says where they are.
fn repair<'c>(bytes: &'c [u8], line: u64, at: u64, context: &ParseContext<'_>) -> Cow<'c, str> {
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = at + error.valid_up_to() as u64;
        let problem = bad_bytes(&context.file, line, at, "UTF-8");
        let lossy = String::from_utf8_lossy(bytes);
        context.trouble(show(problem, &lossy, error.valid_up_to(), 3));
    }
    String::from_utf8_lossy(bytes)
}

/// Reads the records of one chunk, in the room of those before.
struct Records<'c, 'x, 'o> {
    context: &'x ParseContext<'o>,
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
    context: &ParseContext<'_>,
) -> Option<Conversation<'c>> {
    let text = text.trim_start_matches('\u{feff}');
    if let Err(error) = json_record::read_into(record, text, context) {
        context.fail(messages::bad_json(context, &error, text, line));
        return None;
    }
    if context.had_long_number()
        && let Cow::Owned(quoted) = quote_long_numbers(text)
    {
        // Numbers beyond 64 bits are names; as texts they keep every digit.
        return parse_record(&mut Record::default(), &quoted, line, context).map(own);
    }
    if record.has_two_lists {
        context.fail(messages::two_lists(context, line));
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
        context.fail(messages::no_messages(context, line, &json_record::keys(text)));
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
                id: utterance.id.map(text),
                line: utterance.line,
                template: utterance.template,
            })
            .collect(),
        place: conversation.place,
    }
}
