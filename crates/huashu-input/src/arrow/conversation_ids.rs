//! The conversations that rows belong to, read by themselves to tell how the rows lie.

use std::sync::Arc;

use arrow_schema::Schema;

use super::batch_rows::cell;
use super::batches::Batches;
use super::column::{Column, Held, columns};
use super::time::Zones;
use crate::options::Options;
use crate::table::rows::hashed;

/// What stands for the conversation of each row; nothing for a row that names none.
pub(super) struct ConversationIds {
    batches: Batches,
    columns: Vec<Column>,
    zones: Zones,
    held: Vec<Held>,
    rows: usize,
    next: usize,
}

impl ConversationIds {
    /// Reads the columns of some names.
    pub(super) fn new(batches: Batches, names: &[String], options: &Options) -> Self {
        let schema: Arc<Schema> = batches.schema();
        let mut columns = columns(&schema);
        columns.retain(|column| names.contains(&column.name));
        let zones = Zones::of(&schema, &options.zone);
        ConversationIds { batches, columns, zones, held: Vec::new(), rows: 0, next: 0 }
    }
}

impl Iterator for ConversationIds {
    type Item = Option<u64>;

    fn next(&mut self) -> Option<Option<u64>> {
        while self.next == self.rows {
            // An error ends this reading; the one that follows meets it again, and tells it.
            let batch = self.batches.next()?.ok()?;
            (self.rows, self.next) = (batch.num_rows(), 0);
            self.held = self.columns.iter().map(|column| column.of(&batch)).collect();
        }
        let row = self.next;
        self.next += 1;
        // As in rows that are read whole, the last of several columns counts.
        let cells = self.held.iter().rev().filter_map(|held| cell(held, row, &self.zones).ok());
        let mut names = cells.filter(|cell| !cell.trim().is_empty());
        Some(names.next().map(|name| hashed(name.trim())))
    }
}
