//! CSV and TSV: one message a row.

use std::borrow::Cow;

use crate::chunk::Chunks;
use crate::format::{Format, Head, Input};
use crate::options::Options;
use crate::record::columns::Field;
use crate::record::raw::{RawConversation, RawMessage, Scalar};
use crate::source::decode::Text;
use crate::source::origin::Source;
use crate::table::reader::{Table, Wanted, count_known, delimiter};
use crate::table::rows::{self, Row, RowEvent, RowReader, Rows};
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Comma-separated values; semicolons, bars and tabs are recognised too.
pub(crate) struct Csv;
/// Tab-separated values.
pub(crate) struct Tsv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        head.extension == "csv" || [b',', b';', b'|'].into_iter().any(|delimiter| looks_like_table(head, delimiter))
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let delimiter = delimiter(&input.head, input.options);
        read(input, delimiter)
    }
}

impl Format for Tsv {
    fn name(&self) -> &'static str {
        "tsv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tsv", "tab"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        self.extensions().contains(&head.extension) || looks_like_table(head, b'\t')
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        read(input, b'\t')
    }
}

/// Returns whether the first line is a header: names we know, one of them the text's.
fn looks_like_table(head: &Head<'_>, delimiter: u8) -> bool {
    let Some(first) = head.lines().next() else { return false };
    let names = || first.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"'));
    let has_text = names().any(|name| head.options.columns.find(name) == Some(Field::Text));
    let (known, cells) = count_known(first, delimiter, head.options);
    has_text && known >= 2 && known * 2 >= cells
}

fn read(input: Input<'_>, delimiter: u8) -> Chunks<'_> {
    let Input { source, text, options, .. } = input;
    let rows = match message_rows(&source, text, delimiter, options) {
        Ok(rows) => rows,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    let again = source.clone();
    rows::read(source, options, rows, move || {
        let text = Text::open(&again, options.encoding)?;
        message_rows(&again, text, delimiter, options)
            .map_err(|problem| std::io::Error::other(problem.message.en.clone()))
    })
}

/// Reads the rows of a table as messages.
fn message_rows<'o>(
    source: &Source,
    text: Text,
    delimiter: u8,
    options: &'o Options,
) -> Result<Rows<'o>, Box<Problem>> {
    let find = |name: &str| options.columns.find(name);
    let table = Table::open(source, text, delimiter, options, &Wanted { find: &find, single_column: false })?;
    let first = first_notes(&table, source, options);
    let columns: Vec<_> = table.fields.iter().copied().zip(table.headers.iter().cloned()).collect();
    let above = table.fields.contains(&Some(Field::Conversation)).then(FillDown::default);
    Ok(Box::new(MessageRows {
        table,
        first,
        columns,
        above,
        is_empty: true,
        name: std::sync::Arc::clone(&source.name),
    }))
}

struct MessageRows<'o> {
    table: Table<'o>,
    /// What is said before the first row.
    first: Option<RowEvent<'static>>,
    /// What each column holds, and its name.
    columns: Vec<(Option<Field>, String)>,
    /// Where a column names conversations.
    above: Option<FillDown>,
    /// No row was read yet.
    is_empty: bool,
    name: std::sync::Arc<str>,
}

impl RowReader for MessageRows<'_> {
    fn next_row(&mut self) -> Option<RowEvent<'_>> {
        if let Some(notes) = self.first.take() {
            return Some(notes);
        }
        let mut notes_at_end = None;
        if self.table.is_at_end() {
            let (mut problems, mut remarks) = self.table.notes();
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
            Ok((line, cells)) => {
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
        let named = |(cell, (field, _)): &(&Cow<'_, str>, &(Option<Field>, String))| {
            *field == Some(Field::Conversation) && !is_blank(cell)
        };
        // As in rows that are read whole, the last of several columns counts.
        let name = cells.iter().zip(&self.columns).rfind(named);
        Some(name.map(|(cell, _)| rows::hashed(cell.trim())))
    }
}

fn is_blank(cell: &str) -> bool {
    // Most cells begin with something.
    !cell.as_bytes().first().is_some_and(u8::is_ascii_graphic) && cell.trim().is_empty()
}

/// Warns when no column tells who speaks.
fn first_notes(table: &Table<'_>, source: &Source, options: &Options) -> Option<RowEvent<'static>> {
    let speaking = [Field::Role, Field::Sender, Field::SenderId, Field::FromUser, Field::Origin, Field::Kind];
    if table.fields.iter().flatten().any(|field| speaking.contains(field)) {
        return None;
    }
    let names = options.columns.names_of(Field::Role).join("、");
    let found = table.headers.join("、");
    let message = huashu_model::message!(
        "没有角色列，消息没有按客服或客户检查；表头有：{found}",
        "no column tells who speaks, so nothing was checked as an agent's; the header has: {found}"
    );
    let help = huashu_model::message!(
        "查找过的列名：{names}。可在 [input.columns] 中用 role = \"列名\" 指明；若是话术库，请加 --as canned",
        "names looked for: {names}. Name yours under [input.columns] as role = \"…\"; for canned replies add --as canned"
    );
    let problem = Problem::warning("input/no-role-column", message).at(&source.name, 1).with_help(help);
    Some(RowEvent::Notes(vec![problem], Vec::new()))
}

fn message_row<'r>(line: u64, cells: Vec<Cow<'r, str>>, columns: &'r [(Option<Field>, String)]) -> Row<'r> {
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
