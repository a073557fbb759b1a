//! Tables of messages, one a row: what the columns hold is put into its place.
//!
//! CSV, sheets and tables of web pages all pass through here. Knows no kind of file.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use crate::chunk::Chunks;
use crate::options::Options;
use crate::record::columns::Field;
use crate::record::raw::{RawConversation, RawMessage, Scalar};
#[cfg(feature = "parquet")]
use crate::source::messages::unreadable;
use crate::source::origin::Source;
use crate::table::cells::CellRows;
#[cfg(feature = "arrow")]
use crate::table::guard::{self, Backwards};
use crate::table::reader::{Heading, Table, Wanted};
use crate::table::rounded::RoundedNumbers;
use crate::table::rows::{self, Row, RowEvent, RowReader, Rows};
use crate::table::transcripts::{self, Blank};
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Reads a table of messages, or of whole talks, one a cell; `reopen` gives its rows once more.
pub(crate) fn read<'o>(
    source: Source,
    options: &'o Options,
    rows: Box<dyn CellRows + 'o>,
    reopen: impl FnOnce() -> io::Result<Box<dyn CellRows + 'o>>,
) -> Chunks<'o> {
    match open(rows, &source.name, options) {
        Ok(table) => read_table(source, options, table, reopen),
        Err(problem) => Chunks::of_problem(&source.name, *problem),
    }
}

/// Finds the header of a table of messages.
pub(crate) fn open<'o>(
    rows: Box<dyn CellRows + 'o>,
    file: &Arc<str>,
    options: &Options,
) -> Result<Table<'o>, Box<Problem>> {
    let find = |name: &str| options.columns.find(name);
    Table::open(rows, file, options, &Wanted { find: &find, single_column: false })
}

/// Reads a table whose header has been found.
pub(crate) fn read_table<'o>(
    source: Source,
    options: &'o Options,
    mut table: Table<'o>,
    reopen: impl FnOnce() -> io::Result<Box<dyn CellRows + 'o>>,
) -> Chunks<'o> {
    if let Some(column) = transcripts::column(&mut table, options) {
        return transcripts::read(table, column, Blank::Skipped, options);
    }
    let rows = match message_rows(table, &source, options) {
        Ok(rows) => rows,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    let again = source.clone();
    rows::read(source, options, rows, move || {
        let problem = |problem: Box<Problem>| io::Error::other(problem.message.en.clone());
        let table = open(reopen()?, &again.name, options).map_err(problem)?;
        message_rows(table, &again, options).map_err(problem)
    })
}

/// Reads a table whose header has been found and in which each row is a conversation. Where no column can hold its
/// messages, rows are read as messages, which whoever handed them over finds in what was counted.
#[cfg(feature = "arrow")]
pub(crate) fn read_conversations<'o>(source: &Source, options: &'o Options, table: Table<'o>) -> Chunks<'o> {
    match transcripts::likely_column(&table) {
        Some(column) => transcripts::read(table, column, Blank::Failed, options),
        None => read_together(source, options, table, Backwards::Refused),
    }
}

/// Reads a table whose header has been found and in which the rows of each conversation must stand together.
#[cfg(feature = "arrow")]
pub(crate) fn read_together<'o>(
    source: &Source,
    options: &'o Options,
    mut table: Table<'o>,
    backwards: Backwards,
) -> Chunks<'o> {
    if let Some(column) = transcripts::column(&mut table, options) {
        return transcripts::read(table, column, Blank::Skipped, options);
    }
    if !table.fields.contains(&Some(Field::Conversation)) {
        return Chunks::of_problem(&source.name, guard::no_conversation_column(&table, options));
    }
    match message_rows(table, source, options) {
        Ok(rows) => rows::read_together(source, options, rows, backwards),
        Err(problem) => Chunks::of_problem(&source.name, *problem),
    }
}

/// Reads a table whose header has been found; `ids` gives what stands for the conversation of each row, given the
/// columns that name it.
#[cfg(feature = "parquet")]
pub(crate) fn read_with_ids<'o, I: Iterator<Item = Option<u64>>>(
    source: &Source,
    options: &'o Options,
    mut table: Table<'o>,
    ids: impl FnOnce(&[usize]) -> io::Result<I>,
) -> Chunks<'o> {
    if let Some(column) = transcripts::column(&mut table, options) {
        return transcripts::read(table, column, Blank::Skipped, options);
    }
    let is_named = |at: &usize| table.fields[*at] == Some(Field::Conversation);
    let named: Vec<usize> = (0..table.fields.len()).filter(is_named).collect();
    let rows = match message_rows(table, source, options) {
        Ok(rows) => rows,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    match ids(&named) {
        Ok(ids) => rows::read_with_ids(source.clone(), options, rows, ids),
        Err(error) => Chunks::of_problem(&source.name, unreadable(&source.name, &error)),
    }
}

/// Reads the rows of a table as messages.
fn message_rows<'o>(mut table: Table<'o>, source: &Source, options: &Options) -> Result<Rows<'o>, Box<Problem>> {
    if !table.fields.contains(&Some(Field::Text)) {
        // 聊天记录 may be what was said in one message; without a speaker beside it, nobody knows.
        if !tells_speakers(&table) {
            return Err(Box::new(table.no_text_column(options)));
        }
        for field in table.fields.iter_mut().filter(|field| **field == Some(Field::Messages)) {
            *field = Some(Field::Text);
        }
    }
    let first = first_notes(&table, source, options);
    let columns: Vec<_> = table.fields.iter().copied().zip(table.heading.names.iter().cloned()).collect();
    let fills_down = table.may_be_merged() && table.fields.contains(&Some(Field::Conversation));
    let above = fills_down.then(FillDown::default);
    let heading = table.heading.clone();
    Ok(Box::new(MessageRows {
        table,
        heading,
        first,
        columns,
        above,
        is_empty: true,
        rounded: RoundedNumbers::default(),
        name: Arc::clone(&source.name),
    }))
}

/// Returns whether a column tells who speaks.
pub(super) fn tells_speakers(table: &Table<'_>) -> bool {
    let speaking = [Field::Role, Field::Sender, Field::SenderId, Field::FromUser, Field::Origin, Field::Kind];
    table.fields.iter().flatten().any(|field| speaking.contains(field))
}

struct MessageRows<'o> {
    table: Table<'o>,
    heading: Heading,
    /// What is said before the first row.
    first: Option<RowEvent<'static>>,
    /// What each column holds, and its name.
    columns: Vec<(Option<Field>, String)>,
    /// Where a column names conversations.
    above: Option<FillDown>,
    /// No row was read yet.
    is_empty: bool,
    rounded: RoundedNumbers,
    name: Arc<str>,
}

impl RowReader for MessageRows<'_> {
    fn next_row(&mut self) -> Option<RowEvent<'_>> {
        if let Some(notes) = self.first.take() {
            return Some(notes);
        }
        let mut notes_at_end = None;
        if self.table.is_at_end() {
            let (mut problems, mut remarks) = self.table.notes();
            problems.extend(self.rounded.problem(&self.name));
            remarks.extend(self.above.as_mut().and_then(|above| above.remark(&self.name)));
            if std::mem::take(&mut self.is_empty) {
                let words = huashu_model::message!("表里只有表头", "the table has a header and nothing else");
                problems.push(Problem::warning("input/empty", words).at(&self.name, 1));
            }
            notes_at_end = RowEvent::end_notes(problems, remarks);
        }
        let Some(row) = self.table.next_row() else { return notes_at_end };
        self.is_empty = false;
        Some(match row {
            Err(problem) => RowEvent::Failed(problem),
            Ok((_, cells)) if cells.iter().all(|cell| is_blank(cell)) => RowEvent::Skipped("empty-row"),
            Ok((_, cells)) if self.heading.is_repeated_in(&cells) => RowEvent::Skipped("repeated-header"),
            Ok((_, cells)) if is_rule(&cells) => RowEvent::Skipped("empty-row"),
            Ok((line, cells)) => {
                for (cell, (field, _)) in cells.iter().zip(&self.columns) {
                    self.rounded.note_if_exponent(*field, line, cell);
                }
                let mut row = message_row(line, cells, &self.columns);
                if let Some(above) = &mut self.above {
                    above.fill_down(&mut row);
                }
                RowEvent::Row(Box::new(row))
            }
        })
    }

    fn next_conversation(&mut self) -> Option<Option<u64>> {
        if self.first.take().is_some() {
            return Some(None);
        }
        let Ok((_, cells)) = self.table.next_row()? else { return Some(None) };
        if self.heading.is_repeated_in(&cells) {
            return Some(None);
        }
        let named = |(cell, (field, _)): &(&Cow<'_, str>, &(Option<Field>, String))| {
            *field == Some(Field::Conversation) && !is_blank(cell)
        };
        // As in rows that are read whole, the last of several columns counts.
        let name = cells.iter().zip(&self.columns).rfind(named);
        Some(name.map(|(cell, _)| rows::hashed(cell.trim())))
    }
}

/// Returns whether a row is the line that Markdown draws under a header.
fn is_rule(cells: &[Cow<'_, str>]) -> bool {
    let is_drawn = |cell: &str| cell.contains("--") && cell.bytes().all(|byte| matches!(byte, b'-' | b':' | b' '));
    cells.len() > 1
        && cells.iter().any(|cell| is_drawn(cell))
        && cells.iter().all(|cell| is_blank(cell) || is_drawn(cell))
}

pub(super) fn is_blank(cell: &str) -> bool {
    // Most cells begin with something.
    !cell.as_bytes().first().is_some_and(u8::is_ascii_graphic) && cell.trim().is_empty()
}

/// Warns when no column tells who speaks.
fn first_notes(table: &Table<'_>, source: &Source, options: &Options) -> Option<RowEvent<'static>> {
    if tells_speakers(table) {
        return None;
    }
    let names = options.columns.names_of(Field::Role).join("、");
    let found = table.heading.names.join("、");
    let message = huashu_model::message!(
        "没有角色列，消息没有按客服或客户检查；表头有：{found}",
        "no column tells who speaks, so nothing was checked as an agent's; the header has: {found}"
    );
    let help = huashu_model::message!(
        "查找过的列名：{names}。可在 [input.columns] 中用 role = \"列名\" 指明；若是话术库，请加 --as canned",
        "names looked for: {names}. Name yours under [input.columns] as role = \"…\"; for canned replies add --as canned"
    );
    let problem = Problem::warning("input/no-role-column", message).at(&source.name, 1).with_help(help);
    RowEvent::end_notes(vec![problem], Vec::new())
}

pub(super) fn message_row<'r>(
    line: u64,
    cells: Vec<Cow<'r, str>>,
    columns: &'r [(Option<Field>, String)],
) -> Row<'r> {
    let mut session = RawConversation { line, ..RawConversation::default() };
    let mut message = RawMessage { line: Some(line), ..RawMessage::default() };
    for (cell, (field, header)) in cells.into_iter().zip(columns) {
        let Some(field) = *field else {
            if !is_blank(&cell) && !header.is_empty() {
                session.metadata.push((header.as_str().into(), cell));
            }
            continue;
        };
        if field == Field::Text {
            // Of two text columns the first that says something counts.
            if message.text.as_deref().is_none_or(str::is_empty) {
                message.text = Some(cell);
            }
            continue;
        }
        if is_blank(&cell) {
            continue;
        }
        let value = Scalar::text(cell);
        if matches!(field, Field::AgentId | Field::AgentName | Field::Agent | Field::CustomerName | Field::Customer)
        {
            message.set(field, value.clone());
        }
        if !session.set(field, value.clone()) {
            message.set(field, value);
        }
    }
    Row { session, message }
}

/// The conversation of the row above, for merged cells: only their first row holds the value.
#[derive(Default)]
struct FillDown {
    session: Option<RawConversation<'static>>,
    filled: u64,
}

impl FillDown {
    fn fill_down(&mut self, row: &mut Row<'_>) {
        let session = &mut row.session;
        if session.id.is_some() {
            if !self.session.as_ref().is_some_and(|above| above.says_the_same(session)) {
                let metadata = std::mem::take(&mut session.metadata);
                self.session = Some(session.clone().into_owned());
                session.metadata = metadata;
            }
            return;
        }
        let Some(above) = &self.session else { return };
        self.filled += 1;
        let line = session.line;
        let metadata = std::mem::take(&mut session.metadata);
        let agent = row.message.agent_id.clone();
        row.session = RawConversation { line, metadata, ..above.clone() };
        if agent.is_some() {
            row.session.agent.id = agent;
        } else {
            row.message.agent_id = above.agent.id.clone();
        }
    }

    fn remark(&mut self, name: &str) -> Option<Message> {
        let filled = std::mem::take(&mut self.filled);
        (filled > 0).then(|| {
            huashu_model::message!(
                "{name}：{filled} 行的会话编号为空，取自上一行（合并单元格）",
                "{name}: {filled} rows without a conversation took it from the row above (merged cells)"
            )
        })
    }
}
