//! Tables of a tool that a preset describes: one message a row.

use std::collections::HashMap;
use std::sync::Arc;

use crate::chunk::Chunks;
use crate::format::Input;
use crate::formats::preset_gather::Gathered;
use crate::options::Options;
use crate::preset::extract::{Extracted, Extractor, Participants};
use crate::preset::path::Scope;
use crate::preset::rules::{FieldRule, Preset};
use crate::record::columns::{Field, plain};
use crate::record::raw::{RawConversation, RawMessage};
use crate::record::tree::{Node, Spot};
use crate::table::cells::CellRows;
use crate::table::delimited::DelimitedRows;
use crate::table::reader::{Table, Wanted};
use huashu_model::problem::Problem;

/// Reads a source by a preset.
pub(crate) fn read<'o>(input: Input<'o>, preset: &Preset) -> Chunks<'o> {
    let Input { source, text, options, head, .. } = input;
    let delimiter = delimiter(&head, &columns(preset));
    let rows = Box::new(DelimitedRows::new(&source, text, delimiter, options));
    match open(rows, &source.name, options, preset) {
        Ok(table) => read_table(table, options, preset),
        Err(problem) => Chunks::of_problem(&source.name, *problem),
    }
}

/// Finds the header of a table of a tool.
pub(crate) fn open<'o>(
    rows: Box<dyn CellRows + 'o>,
    file: &Arc<str>,
    options: &Options,
    preset: &Preset,
) -> Result<Table<'o>, Box<Problem>> {
    let columns = columns(preset);
    let find = |name: &str| columns.get(&plain(name)).copied();
    Table::open(rows, file, options, &Wanted { find: &find, single_column: false })
}

/// Reads a table whose header has been found.
pub(crate) fn read_table<'o>(mut table: Table<'_>, options: &'o Options, preset: &Preset) -> Chunks<'o> {
    let mut gathered = Gathered::new(&table.file, preset, options);
    let extractor = Extractor::new(preset, options, true);
    let mut places: HashMap<Option<String>, usize> = HashMap::new();
    let heading = table.heading.clone();
    while let Some(row) = table.next_row() {
        let (line, cells) = match row {
            Ok(row) => row,
            Err(problem) => {
                gathered.diagnostics.fail(*problem);
                continue;
            }
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            gathered.diagnostics.skip("empty-row", 1);
            continue;
        }
        if heading.is_repeated_in(&cells) {
            gathered.diagnostics.skip("repeated-header", 1);
            continue;
        }
        let pairs = heading
            .names
            .iter()
            .zip(cells)
            .map(|(name, cell)| (name.clone(), Spot { line, node: Node::Text(cell.into_owned()) }));
        let row = Spot { line, node: Node::Table(pairs.collect()) };
        let scope = Scope { record: &row, conversation: &row, here: &row };
        let conversation = extractor.conversation(scope);
        let Some((messages, common)) = said(&extractor, scope, &conversation) else {
            gathered.diagnostics.skip("left-out-by-preset", 1);
            continue;
        };
        let key = common.or_else(|| conversation.id.as_ref().map(ToString::to_string));
        // A row that holds a whole exchange and names no conversation is one by itself.
        let at = if key.is_none() && !preset.message.turns.is_empty() {
            gathered.begin(conversation, None)
        } else {
            *places.entry(key.clone()).or_insert_with(|| gathered.begin(conversation, key))
        };
        messages.into_iter().for_each(|message| gathered.add(at, message));
    }
    let (problems, remarks) = table.notes();
    gathered.diagnostics.tell_all(problems);
    gathered.diagnostics.remarks.extend(remarks);
    gathered.into_chunks()
}

/// Returns what was said in a row, and what the row has in common with others of its conversation.
fn said(
    extractor: &Extractor<'_>,
    scope: Scope<'_>,
    conversation: &RawConversation<'_>,
) -> Option<(Vec<RawMessage<'static>>, Option<String>)> {
    if !extractor.preset.message.turns.is_empty() {
        return Some((extractor.turns(scope), extractor.common_of_record(scope)));
    }
    let Extracted { message, common } = extractor.message(scope, &Participants::new(), conversation)?;
    Some((vec![message], common))
}

/// Returns the columns that a preset reads, by their plain names.
fn columns(preset: &Preset) -> HashMap<String, Field> {
    let message = &preset.message;
    let names = |fields: &[FieldRule]| fields.iter().map(|field| plain(&field.path.written)).collect::<Vec<_>>();
    let keys = preset.recognize.keys.iter().map(|key| plain(key));
    let mut columns: HashMap<String, Field> = keys.map(|key| (key, Field::Metadata)).collect();
    for fields in [&message.time, &message.role, &message.sender_id, &message.name] {
        columns.extend(names(fields).into_iter().map(|name| (name, Field::Metadata)));
    }
    for fields in std::iter::once(&message.text).chain(message.turns.iter().map(|turn| &turn.text)) {
        columns.extend(names(fields).into_iter().map(|name| (name, Field::Text)));
    }
    columns
}

/// Returns the delimiter that gives the first lines the most columns of the preset.
fn delimiter(head: &str, columns: &HashMap<String, Field>) -> u8 {
    let known = |line: &str, delimiter: u8| {
        let names = line.split(char::from(delimiter)).map(|name| plain(name.trim().trim_matches('"')));
        names.filter(|name| columns.contains_key(name)).count()
    };
    let most = |delimiter: u8| head.lines().take(20).map(|line| known(line, delimiter)).max().unwrap_or_default();
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|delimiter| most(*delimiter)).unwrap_or(b',')
}
