//! Tables of a tool that a preset describes: one message a row.

use std::collections::HashMap;

use crate::chunk::Chunks;
use crate::format::Input;
use crate::formats::preset_gather::Gathered;
use crate::preset::extract::{Extracted, Extractor, Participants};
use crate::preset::path::Scope;
use crate::preset::rules::{FieldRule, Preset};
use crate::record::columns::{Field, plain};
use crate::record::tree::{Node, Spot};
use crate::table::reader::{Table, Wanted};

/// Reads a source by a preset.
pub(crate) fn read<'o>(input: Input<'o>, preset: &Preset) -> Chunks<'o> {
    let Input { source, text, options, head, .. } = input;
    let mut gathered = Gathered::new(&source.name, preset, options);
    let columns = columns(preset);
    let find = |name: &str| columns.get(&plain(name)).copied();
    let wanted = Wanted { find: &find, single_column: false };
    let mut table = match Table::open(&source, text, delimiter(&head, &columns), options, &wanted) {
        Ok(table) => table,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    let extractor = Extractor::new(preset, options, true);
    let mut places: HashMap<Option<String>, usize> = HashMap::new();
    let headers = table.headers.clone();
    let nobody = Participants::new();
    while let Some(row) = table.next_row() {
        let (line, cells) = match row {
            Ok(row) => row,
            Err(problem) => {
                gathered.diagnostics.problems.push(*problem);
                gathered.diagnostics.failed += 1;
                continue;
            }
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            gathered.diagnostics.skip("empty-row", 1);
            continue;
        }
        let pairs = headers
            .iter()
            .zip(cells)
            .map(|(name, cell)| (name.clone(), Spot { line, node: Node::Text(cell.into_owned()) }));
        let row = Spot { line, node: Node::Table(pairs.collect()) };
        let scope = Scope { record: &row, conversation: &row, here: &row };
        let conversation = extractor.conversation(scope);
        let Some(Extracted { message, common }) = extractor.message(scope, &nobody, &conversation) else {
            gathered.diagnostics.skip("left-out-by-preset", 1);
            continue;
        };
        let key = common.or_else(|| conversation.id.as_ref().map(ToString::to_string));
        let at = *places.entry(key.clone()).or_insert_with(|| gathered.begin(conversation, key));
        gathered.add(at, message);
    }
    let (problems, remarks) = table.notes();
    gathered.diagnostics.problems.extend(problems);
    gathered.diagnostics.remarks.extend(remarks);
    gathered.into_chunks()
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
    columns.extend(names(&message.text).into_iter().map(|name| (name, Field::Text)));
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
