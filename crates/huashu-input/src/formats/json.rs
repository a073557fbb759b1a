//! JSON: a list of conversations or messages, an object that holds one, or values one after the other.
//!
//! Values are cut out of the text as it comes, so that a long list needs no
//! more memory than its longest element.

use crate::chunk::{Chunk, Chunks, Content};
use crate::format::{Format, Head, Input};
use crate::options::Options;
use crate::record::columns::{Field, plain};
use crate::record::context::ParseContext;
use crate::record::names::NAMES;
use crate::record::shape::{Shape, looks_like_json, probe};
use crate::source::decode::Text;
use crate::table::rows;
use huashu_model::problem::Problem;

/// JSON in one piece.
pub(crate) struct Json;

/// Bytes of values in one chunk.
const CHUNK: usize = 512 * 1024;
/// Bytes looked at to tell whether an object holds a list of conversations.
const LOOK_AHEAD: usize = 1024 * 1024;
/// Objects within objects in which a list is looked for.
const DEPTH: usize = 4;
impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        matches!(head.extension, "json" | "jsonl" | "ndjson") || looks_like_json(head.text)
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let Input { source, text, options, .. } = input;
        let mut values = Values::new(text, options);
        let samples = values.look(16);
        let shape = probe(samples.iter().map(String::as_str), options, &source.name);
        match shape {
            Shape::Conversations => Chunks::new(values),
            Shape::Messages => {
                let reopen = source.clone();
                rows::read(source, options, values.rows(options), move || {
                    let text = Text::open(&reopen, options.encoding)?;
                    Ok(Values::new(text, options).rows(options))
                })
            }
        }
    }
}

/// Where the cutting stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Inside {
    List,
    Object,
}

/// The values of a JSON text.
pub(crate) struct Values<'o> {
    text: Text,
    options: &'o Options,
    buffer: Vec<u8>,
    position: usize,
    line: u64,
    /// What stands before the position on its line.
    indent: Vec<u8>,
    stack: Vec<Inside>,
    ended: bool,
    finished: bool,
    problems: Vec<Problem>,
    /// Lists of the wrapper under names that mean nothing.
    lists_passed_over: u64,
    /// Values cut before their turn, to look at them.
    waiting: std::collections::VecDeque<(Vec<u8>, u64)>,
}

impl<'o> Values<'o> {
    pub(crate) fn new(text: Text, options: &'o Options) -> Self {
        Values {
            text,
            options,
            buffer: Vec::new(),
            position: 0,
            line: 1,
            indent: Vec::new(),
            stack: Vec::new(),
            ended: false,
            finished: false,
            problems: Vec::new(),
            lists_passed_over: 0,
            waiting: std::collections::VecDeque::new(),
        }
    }

    /// Returns copies of the first values.
    fn look(&mut self, count: usize) -> Vec<String> {
        while self.waiting.len() < count
            && let Some(value) = self.cut()
        {
            self.waiting.push_back(value);
        }
        self.waiting.iter().map(|(bytes, _)| String::from_utf8_lossy(bytes).into_owned()).collect()
    }

    fn next_value(&mut self) -> Option<(Vec<u8>, u64)> {
        self.waiting.pop_front().or_else(|| self.cut())
    }

    /// Makes rows of the values, for lists of messages.
    fn rows(self, options: &'o Options) -> rows::Rows<'o> {
        let context = ParseContext::new(options, &self.text.file);
        Box::new(ValueRows { values: self, context, value: String::new() })
    }

    fn more(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.buffer.drain(..self.position);
        self.position = 0;
        // Doubling keeps the work linear when one value is very long.
        let wanted = self.buffer.len() * 2 + 1;
        let mut text = String::new();
        while self.buffer.len() + text.len() < wanted {
            if !self.text.fill_text(&mut text) {
                self.ended = true;
                break;
            }
        }
        self.buffer.extend_from_slice(text.as_bytes());
        true
    }

    /// Moves over `count` bytes, counting lines.
    fn advance(&mut self, count: usize) {
        let end = (self.position + count).min(self.buffer.len());
        let passed = &self.buffer[self.position..end];
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        let line = match memchr::memrchr(b'\n', passed) {
            Some(newline) => {
                self.indent.clear();
                &passed[newline + 1..]
            }
            None => passed,
        };
        self.indent.extend(line.iter().take(256 - self.indent.len().min(256)));
        self.position = end;
    }

    fn skip(&mut self, also: &[u8]) -> Option<u8> {
        loop {
            let rest = &self.buffer[self.position..];
            let mark = if rest.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
            let blank =
                rest[mark..].iter().take_while(|byte| byte.is_ascii_whitespace() || also.contains(byte)).count();
            self.advance(mark + blank);
            if let Some(byte) = self.buffer.get(self.position) {
                return Some(*byte);
            }
            if !self.more() {
                return None;
            }
        }
    }

    /// Returns the length of the value at the position; `None` when it has no end.
    fn value_length(&mut self) -> Option<usize> {
        loop {
            match value_length(&self.buffer[self.position..], self.ended) {
                Ok(length) => return Some(length),
                Err(Stop::Broken) => return None,
                Err(Stop::More) if !self.more() => return value_length(&self.buffer[self.position..], true).ok(),
                Err(Stop::More) => {}
            }
        }
    }

    fn take(&mut self, length: usize) -> (Vec<u8>, u64) {
        let line = self.line;
        let bytes = self.buffer[self.position..self.position + length].to_vec();
        self.advance(length);
        (bytes, line)
    }

    /// Cuts the next value out.
    fn cut(&mut self) -> Option<(Vec<u8>, u64)> {
        loop {
            let inside = self.stack.last().copied();
            let Some(byte) = self.skip(if inside.is_some() { b"," } else { b"" }) else {
                if inside.is_some() && !self.finished {
                    self.finished = true;
                    self.problems.push(self.unfinished());
                }
                return None;
            };
            match (inside, byte) {
                (Some(Inside::List), b']') | (Some(Inside::Object), b'}') => {
                    self.stack.pop();
                    self.advance(1);
                }
                (None, b'[') => {
                    self.stack.push(Inside::List);
                    self.advance(1);
                }
                (None, b'{') if self.is_wrapper() => {
                    self.stack.push(Inside::Object);
                    self.advance(1);
                }
                (Some(Inside::Object), b'"') => self.enter_field()?,
                _ => return Some(self.cut_value()),
            }
        }
    }

    /// Reads a key of a wrapper and enters its value, or passes over it.
    fn enter_field(&mut self) -> Option<()> {
        let Some(length) = self.value_length() else { return self.end_early() };
        let (key, _) = self.take(length);
        if self.skip(b":").is_none() {
            return self.end_early();
        }
        let wraps = is_wrapper_name(&key);
        match self.buffer.get(self.position) {
            Some(b'[') if wraps => {
                self.stack.push(Inside::List);
                self.advance(1);
            }
            Some(b'{') if wraps => {
                self.stack.push(Inside::Object);
                self.advance(1);
            }
            first => {
                self.lists_passed_over += u64::from(first == Some(&b'['));
                let length = self.value_length().unwrap_or(self.buffer.len() - self.position);
                self.advance(length.max(1));
            }
        }
        Some(())
    }

    /// Notes that the text ends within a key.
    fn end_early(&mut self) -> Option<()> {
        if !self.finished {
            self.finished = true;
            let problem = self.unfinished();
            self.problems.push(problem);
        }
        None
    }

    fn cut_value(&mut self) -> (Vec<u8>, u64) {
        if let Some(length) = self.value_length() {
            return self.take(length.max(1));
        }
        // The value never ends: give up this one, and go on at the next line that begins like it.
        let opening = self.buffer.get(self.position).copied().unwrap_or(b'{');
        let length = loop {
            let rest = &self.buffer[self.position..];
            let alike = memchr::memchr_iter(b'\n', rest).find(|newline| {
                rest[newline + 1..]
                    .strip_prefix(self.indent.as_slice())
                    .is_some_and(|line| line.first() == Some(&opening))
            });
            if let Some(newline) = alike {
                break newline + 1;
            }
            if !self.more() {
                break self.buffer.len() - self.position;
            }
        };
        self.take(length)
    }

    /// Returns whether the object at the position only holds lists of conversations.
    fn is_wrapper(&mut self) -> bool {
        while !self.ended && self.buffer.len() - self.position < LOOK_AHEAD {
            if let Some(answer) = wraps(&self.buffer[self.position..], self.options, DEPTH) {
                return answer;
            }
            self.more();
        }
        wraps(&self.buffer[self.position..], self.options, DEPTH).unwrap_or(false)
    }

    fn unfinished(&self) -> Problem {
        Problem::error(
            "input/truncated",
            huashu_model::message!("JSON 在中途结束，没有收尾的括号", "the JSON ends without its closing bracket"),
        )
        .at(&self.text.file, self.line)
        .with_help(huashu_model::message!(
            "已读出的记录照常检查；请重新导出",
            "what could be read was checked; export the file again"
        ))
    }
}

/// Values read as rows.
struct ValueRows<'o> {
    values: Values<'o>,
    context: ParseContext<'o>,
    /// The value read last.
    value: String,
}

impl rows::RowReader for ValueRows<'_> {
    fn next_row(&mut self) -> Option<rows::RowEvent<'_>> {
        let values = &mut self.values;
        let Some((bytes, line)) = values.next_value() else {
            let mut problems = std::mem::take(&mut values.problems);
            problems.append(&mut values.text.problems);
            let remarks: Vec<_> = values.text.remarks.drain(..).collect();
            return rows::RowEvent::end_notes(problems, remarks);
        };
        self.value = String::from_utf8_lossy(&bytes).into_owned();
        Some(rows::row_from_json(&self.value, line, &self.context))
    }
}

impl Iterator for Values<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let mut bytes = Vec::new();
        let mut values = Vec::new();
        while bytes.len() < CHUNK
            && let Some((value, line)) = self.next_value()
        {
            values.push((bytes.len(), bytes.len() + value.len(), line));
            bytes.extend_from_slice(&value);
        }
        self.problems.append(&mut self.text.problems);
        if values.is_empty() && self.problems.is_empty() && self.text.remarks.is_empty() {
            return None;
        }
        let mut chunk = Chunk::new(&self.text.file, Content::Values { bytes, values });
        chunk.diagnostics.problems.append(&mut self.problems);
        chunk.diagnostics.skip("list-passed-over", std::mem::take(&mut self.lists_passed_over));
        chunk.diagnostics.remarks.extend(self.text.remarks.drain(..));
        Some(chunk)
    }
}

fn is_wrapper_name(key: &[u8]) -> bool {
    let key = plain(&String::from_utf8_lossy(key));
    NAMES.is_wrapper(key.trim_matches('"'))
}

/// Looks at an object's fields in turn; `None` when the bytes end before the answer.
fn wraps(bytes: &[u8], options: &Options, depth: usize) -> Option<bool> {
    let mut position = 1;
    loop {
        position += blank(&bytes[position..], b",");
        match bytes.get(position)? {
            b'"' => {}
            _ => return Some(false),
        }
        let key = match value_length(&bytes[position..], false) {
            Ok(length) => &bytes[position..position + length],
            Err(Stop::More) => return None,
            Err(Stop::Broken) => return Some(false),
        };
        position += key.len();
        position += blank(&bytes[position..], b":");
        let value = bytes.get(position..)?;
        let first = *value.first()?;
        let name = String::from_utf8_lossy(key);
        let is_messages = options.columns.find(name.trim_matches('"')) == Some(Field::Messages);
        match first {
            b'[' if is_messages => return Some(false),
            b'[' if is_wrapper_name(key) => return Some(true),
            b'{' if depth > 0 && is_wrapper_name(key) && wraps(value, options, depth - 1)? => return Some(true),
            _ => {}
        }
        match value_length(value, false) {
            Ok(length) => position += length,
            Err(Stop::More) => return None,
            Err(Stop::Broken) => return Some(false),
        }
    }
}

fn blank(bytes: &[u8], also: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace() || also.contains(byte)).count()
}

/// Why a value has no end.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Stop {
    /// More bytes are needed.
    More,
    /// Its brackets do not match.
    Broken,
}

/// Returns the length of the JSON value at the start.
fn value_length(bytes: &[u8], ended: bool) -> Result<usize, Stop> {
    match bytes.first().ok_or(Stop::More)? {
        b'"' => string_length(bytes),
        b'{' | b'[' => brackets_length(bytes),
        _ => {
            let end = bytes.iter().position(|byte| matches!(byte, b',' | b']' | b'}' | b'\n'));
            end.or(if ended { Some(bytes.len()) } else { None }).ok_or(Stop::More)
        }
    }
}

fn brackets_length(bytes: &[u8]) -> Result<usize, Stop> {
    let mut open = Vec::new();
    let mut position = 0;
    loop {
        match bytes.get(position).ok_or(Stop::More)? {
            b'"' => {
                position += string_length(&bytes[position..])?;
                continue;
            }
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            closing @ (b'}' | b']') => {
                if open.pop() != Some(*closing) {
                    return Err(Stop::Broken);
                }
                if open.is_empty() {
                    return Ok(position + 1);
                }
            }
            _ => {}
        }
        position += 1;
    }
}

fn string_length(bytes: &[u8]) -> Result<usize, Stop> {
    let mut position = 1;
    loop {
        let rest = bytes.get(position..).ok_or(Stop::More)?;
        position += memchr::memchr2(b'"', b'\\', rest).ok_or(Stop::More)?;
        if bytes[position] == b'"' {
            return Ok(position + 1);
        }
        position += 2;
    }
}
