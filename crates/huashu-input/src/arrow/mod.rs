//! Tables of Arrow record batches, wherever they come from: a file, or an engine that hands its own over.
//!
//! A table of messages is read like every other table: `batch_rows` makes rows of cells of it. Where a column
//! holds lists of structs, each row is a whole conversation, and is read as the line of JSON that says the same
//! (`json_rows`). Files are the business of `files` alone; what columns mean is known elsewhere.

#[cfg(feature = "parquet")]
mod background;
mod batch_rows;
mod batches;
mod column;
#[cfg(feature = "parquet")]
mod conversation_ids;
#[cfg(feature = "parquet")]
pub(crate) mod files;
mod json_rows;
mod nested;
#[cfg(feature = "parquet")]
mod partitions;
mod sorted;
mod sound;
#[cfg(feature = "parquet")]
mod stream;
mod time;
mod value;

use std::io;
use std::sync::Arc;

use arrow_schema::Schema;

use crate::chunk::Chunks;
use crate::format::{Head, Holds};
use crate::formats::{canned, preset_table};
use crate::options::Options;
use crate::preset::choose::preset_of;
use crate::preset::rules::Preset;
use crate::recognised::Recognised;
use crate::source::messages::{REPORT_COLUMNS, own_report};
use crate::source::origin::Source;
use crate::table::cells::CellRows;
use crate::table::guard::Backwards;
use crate::table::messages;
use crate::table::reader::Table;
#[cfg(feature = "parquet")]
pub use background::READER_THREAD;
use batch_rows::BatchRows;
use batches::Batches;
#[cfg(feature = "parquet")]
use conversation_ids::ConversationIds;
use huashu_model::problem::Problem;
use json_rows::JsonRows;
use sound::Sound;

/// How the rows of a table of messages lie.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RowOrder {
    /// Anyhow: those of one conversation are gathered from wherever they stand, which holds all rows in memory where
    /// the table cannot be read twice.
    #[default]
    Any,
    /// The rows of each conversation stand together and in order, so that they stream. Where they do not, reading ends
    /// with an error (`input/rows-apart`, `input/rows-out-of-order`) that names the conversation and both rows, and a
    /// row without a conversation is one that cannot be read.
    ///
    /// The order is that of the column given as [`Field::Sequence`](crate::Field::Sequence), and of the times where
    /// there is none.
    Together,
    /// Each row is a conversation: a column holds its messages, as lists of structs, as JSON or as a talk line by line.
    Conversations,
    /// As `Together`, but the order is that of columns of the table, whatever they hold: where two rows are equal in the
    /// first, the second decides. A name that no column has is an error (`input/no-order-column`).
    Sorted(Vec<String>),
}

/// Reads a table that was handed over in record batches, of messages or of whole conversations.
///
/// `name` stands for it in places; rows count from 1. Its columns are recognised, mapped by the options and told of
/// as those of any other table.
pub fn read<'o>(batches: Batches, name: &str, order: &RowOrder, options: &'o Options) -> Chunks<'o> {
    let source = Source::elsewhere(name);
    read_table(&source, "arrow", Box::new(Sound(batches)), order, options, None)
}

/// Gives the batches of a table once more: all columns, or those of some names alone.
pub(crate) type Reopen<'o> = Box<dyn FnOnce(Option<&[String]>) -> io::Result<Batches> + 'o>;

/// Reads a table of batches; `reopen` is there where they can be read twice.
pub(crate) fn read_table<'o>(
    source: &Source,
    format: &'static str,
    batches: Batches,
    order: &RowOrder,
    options: &'o Options,
    reopen: Option<Reopen<'_>>,
) -> Chunks<'o> {
    let schema = batches.schema();
    let columns = column::columns(&schema);
    let named = |name: &str| (name.to_owned(), options.columns.find(name).map(|field| field.name()));
    let names = columns.iter().map(|column| named(&column.name)).collect();
    if order == &RowOrder::Any && REPORT_COLUMNS.iter().all(|name| schema.column_with_name(name).is_some()) {
        return Chunks::of_problem(&source.name, own_report(&source.name));
    }
    let mut recognised = Recognised { names, ..Recognised::of_file(&source.name, format) };
    if options.holds == Holds::Conversations
        && options.preset.is_none()
        && let Some(column) = json_rows::column_of_messages(&schema, options)
    {
        return Chunks::new(JsonRows::new(source, batches, column, options)).recognised_as(recognised);
    }
    let mut rows = BatchRows::new(source, batches, options);
    if let RowOrder::Sorted(by) = order
        && let Err(problem) = rows.require_sorted(by, options)
    {
        return Chunks::of_problem(&source.name, *problem);
    }
    let preset = match preset_of_rows(&mut rows, source, order, options) {
        Ok(preset) => preset,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    recognised.preset = preset.as_ref().map(|preset| (preset.name().to_owned(), preset.title().clone()));
    let rows: Box<dyn CellRows + 'o> = Box::new(rows);
    let file = &source.name;
    let chunks = if options.holds == Holds::CannedReplies {
        canned::table::open(rows, file, options).map(|table| canned::table::read_table(table, file, None))
    } else if let Some(preset) = preset {
        preset_table::open(rows, file, options, &preset)
            .map(|table| preset_table::read_table(table, options, &preset))
    } else {
        messages::open(rows, file, options).map(|table| match order {
            RowOrder::Any => any_order(source, options, table, &schema, reopen),
            RowOrder::Conversations => messages::read_conversations(source, options, table),
            RowOrder::Together => messages::read_together(source, options, table, Backwards::Refused),
            RowOrder::Sorted(_) => messages::read_together(source, options, table, Backwards::Watched),
        })
    };
    match chunks {
        Ok(chunks) => chunks.recognised_as(recognised),
        Err(problem) => Chunks::of_problem(&Arc::clone(file), *problem),
    }
}

/// Returns the preset by which the rows of a table are read, if there is one.
fn preset_of_rows(
    rows: &mut BatchRows<'_>,
    source: &Source,
    order: &RowOrder,
    options: &Options,
) -> Result<Option<Arc<Preset>>, Box<Problem>> {
    // What an engine hands over is seldom an export, and a preset holds all rows.
    if order != &RowOrder::Any && options.preset.is_none() {
        return Ok(None);
    }
    let text = rows.head();
    let preset = preset_of(&Head { text: &text, whole: false, extension: "", options }, source)?;
    Ok(preset.filter(|preset| preset.lines.is_none()))
}

/// Reads a table of messages whose rows may lie anyhow.
#[cfg_attr(not(feature = "parquet"), expect(unused_variables))]
fn any_order<'o>(
    source: &Source,
    options: &'o Options,
    table: Table<'o>,
    schema: &Schema,
    reopen: Option<Reopen<'_>>,
) -> Chunks<'o> {
    #[cfg(feature = "parquet")]
    if let Some(reopen) = reopen {
        return messages::read_with_ids(source, options, table, |named| {
            let columns = column::columns(schema);
            let named: Vec<&column::Column> = named.iter().filter_map(|at| columns.get(*at)).collect();
            let of_table: Vec<String> = named.iter().map(|column| schema.field(column.at).name().clone()).collect();
            let names: Vec<String> = named.iter().map(|column| column.name.clone()).collect();
            Ok(ConversationIds::new(reopen(Some(&of_table))?, &names, options))
        });
    }
    let none = || Err(io::ErrorKind::Unsupported.into());
    messages::read_table(source.clone(), options, table, none)
}
