//! JSON: a list of conversations or messages, an object that holds one, or values one after the other.
//!
//! Values are cut out of the text as it comes, so that a long list needs no
//! more memory than its longest element.

use crate::chunk::{Chunk, Chunks, Content};
use crate::diagnostics::Diagnostics;
use crate::format::{Format, Head, Input};
use crate::formats::json_extent::{Passing, Stop, value_length};
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

/// How a value ends.
enum End {
    /// So many bytes behind its beginning.
    At(usize),
    /// Its brackets do not match, or the text ends within it.
    Nowhere,
    /// It is longer than a record may be.
    TooFar,
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
    /// What was noted since the last chunk; values that were too long are the records that failed.
    diagnostics: Diagnostics,
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
            diagnostics: Diagnostics::default(),
            waiting: std::collections::VecDeque::new(),
        }
    }

    /// Returns copies of the first values, not many more than [`LOOK_AHEAD`] bytes of them.
    fn look(&mut self, count: usize) -> Vec<String> {
        let mut bytes = 0;
        while self.waiting.len() < count
            && bytes < LOOK_AHEAD
            && let Some(value) = self.cut()
        {
            bytes += value.0.len();
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
        // Doubling keeps the work linear when one value is very long; more than a record may have is not wanted.
        let wanted = (self.buffer.len() * 2).min(self.options.max_record.bytes()).max(self.buffer.len()) + 1;
        let mut text = String::new();
        while self.buffer.len() < wanted {
            text.clear();
            self.ended = !self.text.fill_text(&mut text);
            self.buffer.extend_from_slice(text.as_bytes());
            if self.ended {
                break;
            }
        }
        true
    }

    /// Returns whether what is held from the position on is longer than a record may be.
    fn holds_too_much(&self) -> bool {
        self.options.max_record.is_exceeded_by(self.buffer.len() - self.position)
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

    /// Returns how the value at the position ends.
    fn value_end(&mut self) -> End {
        let most = self.options.max_record;
        let known = |length| if most.is_exceeded_by(length) { End::TooFar } else { End::At(length) };
        loop {
            match value_length(&self.buffer[self.position..], self.ended) {
                Ok(length) => return known(length),
                Err(Stop::Broken) => return End::Nowhere,
                Err(Stop::More) if self.holds_too_much() => return End::TooFar,
                Err(Stop::More) if !self.more() => {
                    return value_length(&self.buffer[self.position..], true).map_or(End::Nowhere, known);
                }
                Err(Stop::More) => {}
            }
        }
    }

    /// Passes over the value at the position, however long it is, of which nothing is kept.
    fn pass_over(&mut self) {
        let mut passing = Passing::default();
        loop {
            let rest = &self.buffer[self.position..];
            if let Some(length) = passing.end(rest) {
                return self.advance(length);
            }
            self.advance(rest.len());
            if !self.more() {
                return;
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
                    self.diagnostics.tell(self.unfinished());
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
                _ => match self.value_end() {
                    End::At(length) => return Some(self.take(length.max(1))),
                    End::Nowhere => return Some(self.cut_value()),
                    End::TooFar => self.refuse(),
                },
            }
        }
    }

    /// Reads a key of a wrapper and enters its value, or passes over it.
    fn enter_field(&mut self) -> Option<()> {
        let key = match self.value_end() {
            End::At(length) => self.take(length).0,
            End::TooFar => {
                self.pass_over();
                Vec::new()
            }
            End::Nowhere => return self.end_early(),
        };
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
                self.diagnostics.skip("list-passed-over", u64::from(first == Some(&b'[')));
                match self.value_end() {
                    End::At(length) => self.advance(length.max(1)),
                    End::Nowhere => self.advance((self.buffer.len() - self.position).max(1)),
                    End::TooFar => self.pass_over(),
                }
            }
        }
        Some(())
    }

    /// Notes that the text ends within a key.
    fn end_early(&mut self) -> Option<()> {
        if !self.finished {
            self.finished = true;
            self.diagnostics.tell(self.unfinished());
        }
        None
    }

    /// Passes over a value that is too long, and says so.
    fn refuse(&mut self) {
        self.diagnostics.fail(self.options.max_record.problem(&self.text.file, self.line));
        self.pass_over();
    }

    /// Cuts out a value that never ends: gives it up, and goes on at the next line that begins like it.
    fn cut_value(&mut self) -> (Vec<u8>, u64) {
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
            if self.holds_too_much() || !self.more() {
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
        let next = values.next_value();
        if values.diagnostics.failed > 0 || next.is_none() {
            // Values that were too long stand before the next one.
            let mut notes = std::mem::take(&mut values.diagnostics);
            notes.take_notes(&mut values.text);
            if let Some(next) = next {
                values.waiting.push_front(next);
            }
            return rows::RowEvent::notes(notes);
        }
        let (bytes, line) = next?;
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
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.take_notes(&mut self.text);
        if values.is_empty() && diagnostics.is_empty() {
            return None;
        }
        let mut chunk = Chunk::new(&self.text.file, Content::Values { bytes, values });
        chunk.rows = diagnostics.failed;
        chunk.diagnostics = diagnostics;
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
