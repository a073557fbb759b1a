//! Tables that hold a whole talk in one cell, line by line: each row is a conversation.
//!
//! The cell is read as a text log would be; the other columns say what they
//! say about the conversation. Recognised by the cells, not by the header alone.

use std::borrow::Cow;
use std::sync::Arc;

use crate::chunk::{Chunk, Chunks, Content};
use crate::format::{Format, Input};
use crate::formats::{json, text};
use crate::options::Options;
use crate::record::columns::Field;
use crate::record::context::ParseContext;
use crate::record::json_record;
use crate::record::raw::RawConversation;
use crate::record::shape::looks_like_json;
use crate::record::tree::quote_long_numbers;
use crate::source::decode::Text;
use crate::source::origin::Source;
use crate::table::messages::{is_blank, message_row, tells_speakers};
use crate::table::reader::{Heading, Table};
use huashu_model::problem::Problem;

/// Rows looked at to tell whether their cells hold talks.
const SAMPLE: usize = 20;
/// Conversations in one chunk.
const CHUNK: usize = 64;
/// Bytes of talk that end a chunk of fewer conversations.
const CHUNK_BYTES: usize = 1024 * 1024;

/// Returns the column whose cells hold whole talks, if there is one.
pub(super) fn column(table: &mut Table<'_>, options: &Options) -> Option<usize> {
    let column = likely_column(table)?;
    let cells = table.look_ahead(SAMPLE).filter_map(|cells| cells.get(column)).filter(|cell| !is_blank(cell));
    let (mut talks, mut others) = (0, 0);
    for cell in cells {
        *if is_talk(cell, options) { &mut talks } else { &mut others } += 1;
    }
    (talks > others).then_some(column)
}

/// Returns the column that holds whole talks, if one does, whatever its cells are.
pub(super) fn likely_column(table: &Table<'_>) -> Option<usize> {
    let find = |field| table.fields.iter().position(|held| *held == Some(field));
    find(Field::Messages).or_else(|| find(Field::Text).filter(|_| !tells_speakers(table)))
}

/// Returns whether a cell holds what several people said.
fn is_talk(cell: &str, options: &Options) -> bool {
    looks_like_json(cell) || text::is_log(cell, options)
}

/// What becomes of a row without a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// It is no conversation: sheets have such rows.
    Skipped,
    /// It cannot be read: every row was to be one.
    #[cfg(feature = "arrow")]
    Failed,
}

/// Reads the rows of a table, each a conversation.
pub(super) fn read<'o>(table: Table<'o>, column: usize, blank: Blank, options: &'o Options) -> Chunks<'o> {
    let columns = table.fields.iter().copied().zip(table.heading.names.iter().cloned());
    let columns = columns.enumerate().map(|(index, (field, name))| match field {
        // A second column of texts says something about the conversation.
        Some(Field::Text | Field::Messages) if index != column => (None, name),
        Some(Field::Text | Field::Messages) => (Some(Field::Text), name),
        field => (field, name),
    });
    let columns = columns.collect();
    let reader = Transcripts { heading: table.heading.clone(), columns, table, column, blank, options };
    let mut reader = Some(reader);
    Chunks::new(std::iter::from_fn(move || {
        let (chunk, more) = reader.as_mut()?.chunk();
        if !more {
            reader = None;
        }
        Some(chunk)
    }))
}

struct Transcripts<'o> {
    table: Table<'o>,
    heading: Heading,
    /// What each column holds, and its name.
    columns: Vec<(Option<Field>, String)>,
    column: usize,
    blank: Blank,
    options: &'o Options,
}

impl Transcripts<'_> {
    /// Reads the next conversations; `false` when there are no more.
    fn chunk(&mut self) -> (Chunk, bool) {
        let file = Arc::clone(&self.table.file);
        let mut chunk = Chunk::new(&file, Content::Nothing);
        let context = ParseContext::new(self.options, &file);
        let mut conversations = Vec::new();
        let (mut more, mut bytes) = (true, 0);
        while conversations.len() < CHUNK && bytes < CHUNK_BYTES {
            let Some(row) = self.table.next_row() else {
                more = false;
                break;
            };
            let (line, cells) = match row {
                Ok(row) => row,
                Err(problem) => {
                    chunk.rows += 1;
                    chunk.diagnostics.fail(*problem);
                    continue;
                }
            };
            if self.heading.is_repeated_in(&cells) {
                chunk.diagnostics.skip("repeated-header", 1);
                continue;
            }
            let Some(cell) = cells.get(self.column).filter(|cell| !is_blank(cell)) else {
                #[cfg(feature = "arrow")]
                if self.blank == Blank::Failed {
                    chunk.rows += 1;
                    chunk.diagnostics.fail(no_talk(&file, line));
                    continue;
                }
                let is_empty = cells.iter().all(|cell| is_blank(cell));
                chunk.diagnostics.skip(if is_empty { "empty-row" } else { "empty-transcript" }, 1);
                continue;
            };
            chunk.rows += 1;
            let cell = cell.clone().into_owned();
            bytes += cell.len();
            let read = talk_in_json(&cell, &context);
            match read.or_else(|| talk(&file, line, &cell, self.options, &mut chunk)) {
                Some(talk) => conversations.push(join(talk, line, cells, &self.columns)),
                None => {
                    chunk.diagnostics.fail(no_talk(&file, line));
                }
            }
        }
        if !more {
            let (problems, remarks) = self.table.notes();
            chunk.diagnostics.tell_all(problems);
            chunk.diagnostics.remarks.extend(remarks);
        }
        chunk.diagnostics.add(context.into_diagnostics());
        chunk.content = Content::Conversations(conversations);
        (chunk, more)
    }
}

/// Reads the talk in a cell that is one JSON value which holds messages.
fn talk_in_json(cell: &str, context: &ParseContext<'_>) -> Option<RawConversation<'static>> {
    if !looks_like_json(cell) {
        return None;
    }
    let mut record = json_record::read(cell, context).ok()?;
    if context.had_long_number()
        && let Cow::Owned(quoted) = quote_long_numbers(cell)
    {
        return talk_in_json(&quoted, context);
    }
    if !record.has_messages || record.has_two_lists || record.session.messages.is_empty() {
        return None;
    }
    record.keep_loose_fields();
    context.skip_many("not-a-message", record.not_messages);
    Some(record.session.into_owned())
}

/// Reads the talk in a cell.
fn talk(
    file: &Arc<str>,
    line: u64,
    cell: &str,
    options: &Options,
    chunk: &mut Chunk,
) -> Option<RawConversation<'static>> {
    if !is_talk(cell, options) {
        return None;
    }
    let source = Source::memory(file, cell.as_bytes());
    let text = Text::open(&source, Some(encoding_rs::UTF_8)).ok()?;
    let input = Input { source, text, options, head: cell.to_owned(), head_is_whole: true };
    let chunks = if looks_like_json(cell) { json::Json.read(input) } else { text::PlainText.read(input) };
    let mut talk: Option<RawConversation<'static>> = None;
    for part in chunks {
        for mut problem in part.diagnostics.problems {
            problem.place.line = Some(line);
            chunk.diagnostics.tell(problem);
        }
        chunk.diagnostics.remarks.extend(part.diagnostics.remarks);
        for (reason, count) in part.diagnostics.skipped {
            chunk.diagnostics.skip(reason, count);
        }
        let Content::Conversations(parts) = part.content else { continue };
        for part in parts {
            match &mut talk {
                Some(talk) => talk.messages.extend(part.messages),
                None => talk = Some(part),
            }
        }
    }
    talk.filter(|talk| !talk.messages.is_empty())
}

/// Puts what the row says about the conversation around the talk.
fn join(
    talk: RawConversation<'static>,
    line: u64,
    mut cells: Vec<Cow<'_, str>>,
    columns: &[(Option<Field>, String)],
) -> RawConversation<'static> {
    for (cell, (field, _)) in cells.iter_mut().zip(columns) {
        if *field == Some(Field::Text) {
            *cell = Cow::Borrowed("");
        }
    }
    let row = message_row(line, cells, columns);
    let mut conversation = row.session.into_owned();
    conversation.id = conversation.id.or(talk.id);
    conversation.metadata.extend(talk.metadata);
    conversation.messages = talk.messages;
    for message in &mut conversation.messages {
        message.line = Some(line);
    }
    conversation
}

fn no_talk(file: &Arc<str>, line: u64) -> Problem {
    let message = huashu_model::message!("这一格里没有认出逐行的对话", "no talk was recognised in this row's cell");
    let help = huashu_model::message!(
        "每行应以说话人开头，如「客服：…」「客户：…」；说话人可在 [input.roles] 中写明",
        "each line should begin with its speaker, such as `客服：…`; speakers can be named under [input.roles]"
    );
    Problem::error("input/no-talk", message).at(file, line).with_help(help)
}
