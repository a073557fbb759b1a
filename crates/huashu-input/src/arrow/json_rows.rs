//! Whole conversations, one a row: each is the line of JSON that says the same.
//!
//! So a table with a column of lists of structs is read as the JSON Lines that an engine would write of it.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Schema};

use super::batch_rows::{no_text, not_read};
use super::batches::Batches;
use super::column::unreadable;
use super::nested::write_object;
use super::time::Zones;
use super::value::{NotText, is_readable};
use crate::chunk::{Chunk, Content};
use crate::options::Options;
use crate::record::columns::Field;
use crate::source::messages::broken_table;
use crate::source::origin::Source;
use huashu_model::language::Message;

/// Bytes of JSON in one chunk.
const CHUNK: usize = 512 * 1024;

/// Returns the column whose lists of structs are the messages of conversations: the one that is named so, or the only
/// one of its kind in a table without a column of texts.
pub(super) fn column_of_messages(schema: &Schema, options: &Options) -> Option<usize> {
    let fields = schema.fields();
    let lists: Vec<usize> = (0..fields.len()).filter(|at| is_list_of_structs(fields[*at].data_type())).collect();
    let found = |at: &usize| options.columns.find(fields[*at].name());
    let named = lists.iter().copied().find(|at| found(at) == Some(Field::Messages));
    let has_text = (0..fields.len()).any(|at| found(&at) == Some(Field::Text) && !lists.contains(&at));
    match *lists {
        _ if named.is_some() => named,
        [only] if !has_text => Some(only),
        _ => None,
    }
}

fn is_list_of_structs(kind: &DataType) -> bool {
    match kind {
        DataType::List(field) | DataType::LargeList(field) | DataType::FixedSizeList(field, _) => {
            matches!(field.data_type(), DataType::Struct(_) | DataType::Map(..)) && is_readable(field.data_type())
        }
        _ => false,
    }
}

/// Reads the rows of a table, each a conversation.
pub(super) struct JsonRows {
    batches: Batches,
    file: Arc<str>,
    zones: Zones,
    /// The name under which each column is written; none for what cannot be read.
    names: Vec<Option<String>>,
    /// What each column holds, which tells what a row cannot do without.
    fields: Vec<Option<Field>>,
    batch: RecordBatch,
    next: usize,
    /// Rows of the batches before.
    before: u64,
    remarks: Vec<Message>,
    has_ended: bool,
}

impl JsonRows {
    pub(super) fn new(source: &Source, batches: Batches, messages: usize, options: &Options) -> Self {
        let schema: Arc<Schema> = batches.schema();
        let fields: Vec<Option<Field>> =
            schema.fields().iter().map(|field| options.columns.find(field.name())).collect();
        let is_named = fields.get(messages) == Some(&Some(Field::Messages));
        let names = schema.fields().iter().enumerate().map(|(at, field)| {
            if at == messages && !is_named {
                return options.columns.names_of(Field::Messages).first().map(|name| (*name).to_owned());
            }
            is_readable(field.data_type()).then(|| field.name().clone())
        });
        let mut zones = Zones::of(&schema, &options.zone);
        let remarks = not_read(&source.name, &unreadable(&schema)).into_iter().chain(zones.remark(&source.name));
        JsonRows {
            remarks: remarks.collect(),
            zones,
            names: names.collect(),
            fields,
            batch: RecordBatch::new_empty(Arc::clone(&schema)),
            batches,
            file: Arc::clone(&source.name),
            next: 0,
            before: 0,
            has_ended: false,
        }
    }

    /// Makes sure that the present batch has a row left; `false` where there is none.
    fn look(&mut self, chunk: &mut Chunk) -> bool {
        while self.next == self.batch.num_rows() {
            match self.batches.next() {
                Some(Ok(batch)) => {
                    self.before += self.batch.num_rows() as u64;
                    (self.batch, self.next) = (batch, 0);
                }
                Some(Err(error)) => {
                    chunk.rows += 1;
                    chunk.diagnostics.fail(broken_table(&self.file, &error.to_string()));
                    return false;
                }
                None => return false,
            }
        }
        true
    }

    /// Writes the next row as a line of JSON.
    fn write(&mut self, chunk: &mut Chunk, json: &mut String) {
        let (row, start) = (self.next, json.len());
        self.next += 1;
        if self.write_columns(row, None, json).is_ok() {
            return;
        }
        // Bytes that are no text are left out where nobody asks for them, and fail the row elsewhere.
        json.truncate(start);
        let columns = self.batch.columns();
        let is_text = |at: &usize| {
            let mut json = String::new();
            super::nested::write(&columns[*at], row, &self.zones, &mut json) != Err(NotText)
        };
        let left: Vec<usize> = (0..columns.len()).filter(is_text).collect();
        let lost = (0..columns.len()).find(|at| !left.contains(at) && self.fields[*at].is_some());
        match lost {
            Some(at) => {
                chunk.rows += 1;
                let line = self.before + row as u64 + 1;
                chunk.diagnostics.fail(no_text(&self.file, line, self.names[at].as_deref().unwrap_or_default()));
            }
            None => {
                chunk.diagnostics.skip("binary-value", (columns.len() - left.len()) as u64);
                // What was left out is all that could go wrong.
                let _ = self.write_columns(row, Some(&left), json);
            }
        }
    }

    fn write_columns(&self, row: usize, only: Option<&[usize]>, json: &mut String) -> Result<(), NotText> {
        let columns = self.batch.columns().iter().enumerate();
        let wanted = columns.filter(|(at, _)| only.is_none_or(|only| only.contains(at)));
        let named = wanted.filter_map(|(at, values)| Some((self.names[at].as_deref()?, &**values)));
        write_object(named, row, &self.zones, json)
    }
}

impl Iterator for JsonRows {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if self.has_ended {
            return None;
        }
        let mut chunk = Chunk::new(&self.file, Content::Nothing);
        chunk.diagnostics.remarks.extend(std::mem::take(&mut self.remarks));
        let mut json = String::new();
        let mut line = None;
        while json.len() < CHUNK {
            if !self.look(&mut chunk) {
                self.has_ended = true;
                break;
            }
            line.get_or_insert(self.before + self.next as u64 + 1);
            self.write(&mut chunk, &mut json);
            json.push('\n');
        }
        if let Some(line) = line {
            chunk.content = Content::Lines { bytes: json.into_bytes(), line, at: 0 };
        }
        Some(chunk)
    }
}
