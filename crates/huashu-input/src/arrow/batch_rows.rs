//! Record batches as the rows of a table: the names of the columns, and then row by row its cells.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, Schema};

use super::batches::Batches;
use super::column::{Column, Held, columns, unreadable};
use super::sorted::SortedRows;
use super::time::Zones;
use super::value::{NotText, text};
use crate::options::Options;
use crate::record::columns::Field;
use crate::source::messages::broken_table;
use crate::source::origin::Source;
use crate::table::cells::{CellRows, RowResult};
use crate::table::rounded::RoundedNumbers;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Rows shown to whoever tells exports of tools apart.
const HEAD_ROWS: usize = 9;

/// Whole numbers from here on are not exact: the mantissas have 53 and 24 bits.
const INEXACT: f64 = 9_007_199_254_740_992.0;
const INEXACT_SINGLE: f32 = 16_777_216.0;

/// The rows of a table of record batches.
pub(super) struct BatchRows<'o> {
    batches: Batches,
    file: Arc<str>,
    columns: Vec<Column>,
    zones: Zones,
    /// The names were not given yet.
    is_at_header: bool,
    /// What the columns hold in the present batch, how many rows it has, and which is next.
    held: Vec<Held>,
    rows: usize,
    next: usize,
    /// Rows of the batches before.
    before: u64,
    /// Why reading cannot go on, until that was told.
    failure: Option<Box<Problem>>,
    has_ended: bool,
    /// What the columns hold, once that is known.
    fields: Vec<Option<Field>>,
    /// Where the rows were to be sorted by columns.
    sorted: Option<SortedRows<'o>>,
    rounded: RoundedNumbers,
    /// Bytes that are no text in columns whose meaning is not known.
    not_text: u64,
    unreadable: Vec<String>,
}

impl<'o> BatchRows<'o> {
    pub(super) fn new(source: &Source, batches: Batches, options: &Options) -> Self {
        let schema: Arc<Schema> = batches.schema();
        BatchRows {
            columns: columns(&schema),
            zones: Zones::of(&schema, &options.zone),
            unreadable: unreadable(&schema),
            batches,
            file: Arc::clone(&source.name),
            is_at_header: true,
            held: Vec::new(),
            rows: 0,
            next: 0,
            before: 0,
            failure: None,
            has_ended: false,
            fields: Vec::new(),
            sorted: None,
            rounded: RoundedNumbers::of_floats(),
            not_text: 0,
        }
    }

    /// Makes a row of a conversation that is before the row above it, by the columns of some names, an error behind which
    /// nothing is read.
    pub(super) fn require_sorted(&mut self, names: &[String], options: &'o Options) -> Result<(), Box<Problem>> {
        self.sorted = Some(SortedRows::new(names, &self.columns, &self.file, options)?);
        Ok(())
    }

    /// Returns the names of the columns and the first rows as text, without using them up.
    pub(super) fn head(&mut self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let mut head = names.join("\t");
        self.look();
        for row in 0..self.rows.min(HEAD_ROWS) {
            let cells = self.held.iter().map(|held| cell(held, row, &self.zones).unwrap_or_default());
            let cells: Vec<String> = cells.map(|cell| cell.replace(['\n', '\t'], " ")).collect();
            head.push('\n');
            head += &cells.join("\t");
        }
        head.push('\n');
        head
    }

    /// Makes sure that the next row, if there is one, is in the present batch.
    fn look(&mut self) {
        while self.next == self.rows && !self.has_ended {
            match self.batches.next() {
                Some(Ok(batch)) => self.take(&batch),
                Some(Err(error)) => self.fail(&error),
                None => self.has_ended = true,
            }
        }
    }

    fn take(&mut self, batch: &RecordBatch) {
        self.before += self.rows as u64;
        (self.rows, self.next) = (batch.num_rows(), 0);
        self.held = self.columns.iter().map(|column| column.of(batch)).collect();
    }

    fn fail(&mut self, error: &ArrowError) {
        self.has_ended = true;
        self.failure = Some(Box::new(broken_table(&self.file, &error.to_string())));
    }

    /// Notes identifiers that a column of floating-point numbers cannot keep.
    fn note_rounded(&mut self, row: usize, line: u64) {
        for ((held, column), field) in self.held.iter().zip(&self.columns).zip(&self.fields) {
            let values = &held.values;
            let is_inexact = match column.kind {
                DataType::Float64 => values.as_primitive::<Float64Type>().value(row).abs() >= INEXACT,
                DataType::Float32 => values.as_primitive::<Float32Type>().value(row).abs() >= INEXACT_SINGLE,
                _ => false,
            };
            if is_inexact && values.is_valid(row) && !held.is_hidden(row) {
                self.rounded.note(*field, line, &cell(held, row, &self.zones).unwrap_or_default());
            }
        }
    }
}

/// Returns the text of a cell.
pub(super) fn cell<'h>(held: &'h Held, row: usize, zones: &Zones) -> Result<Cow<'h, str>, NotText> {
    if held.is_hidden(row) { Ok(Cow::Borrowed("")) } else { text(&held.values, row, zones) }
}

impl CellRows for BatchRows<'_> {
    fn next_row(&mut self) -> Option<RowResult<'_>> {
        if std::mem::take(&mut self.is_at_header) {
            let names = self.columns.iter().map(|column| Cow::Borrowed(column.name.as_str()));
            return Some(Ok((1, names.collect())));
        }
        self.look();
        if let Some(problem) = self.failure.take() {
            return Some(Err(problem));
        }
        if self.next == self.rows {
            return None;
        }
        let row = self.next;
        let line = self.before + row as u64 + 1;
        self.next += 1;
        self.note_rounded(row, line);
        let mut cells = Vec::with_capacity(self.held.len());
        for (at, held) in self.held.iter().enumerate() {
            match cell(held, row, &self.zones) {
                Ok(cell) => cells.push(cell),
                Err(NotText) if self.fields.get(at).is_some_and(Option::is_some) => {
                    return Some(Err(Box::new(no_text(&self.file, line, &self.columns[at].name))));
                }
                Err(NotText) => {
                    self.not_text += 1;
                    cells.push(Cow::Borrowed(""));
                }
            }
        }
        let backwards = self.sorted.as_mut().and_then(|sorted| sorted.look(&self.file, line, &cells, &self.fields));
        if let Some(problem) = backwards {
            (self.next, self.has_ended) = (self.rows, true);
            return Some(Err(problem));
        }
        Some(Ok((line, cells)))
    }

    fn is_at_end(&mut self) -> bool {
        if self.is_at_header {
            return false;
        }
        self.look();
        self.next == self.rows && self.failure.is_none()
    }

    fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        let mut remarks: Vec<Message> = Vec::new();
        let not_text = std::mem::take(&mut self.not_text);
        if not_text > 0 {
            let file = &self.file;
            remarks.push(huashu_model::message!(
                "{file}：{not_text} 个二进制值不是文本，没有读取",
                "{file}: {not_text} binary values are no text and were not read"
            ));
        }
        remarks.extend(not_read(&self.file, &std::mem::take(&mut self.unreadable)));
        remarks.extend(self.zones.remark(&self.file));
        (self.rounded.problem(&self.file).into_iter().collect(), remarks)
    }

    fn set_columns(&mut self, fields: &[Option<Field>]) {
        self.fields = fields.to_vec();
    }

    fn header_within(&self) -> usize {
        1
    }

    fn may_be_merged(&self) -> bool {
        false
    }
}

/// Returns the problem of a row whose cell in a known column holds bytes that are no text.
pub(super) fn no_text(file: &Arc<str>, line: u64, column: &str) -> Problem {
    let message = huashu_model::message!(
        "「{column}」列这一行的二进制值不是 UTF-8 文本",
        "the column {column} holds bytes in this row that are no UTF-8 text"
    );
    let help = huashu_model::message!("请把该列存为字符串（UTF-8）", "store the column as strings (UTF-8)");
    Problem::error("input/bad-encoding", message).at(file, line).with_help(help)
}

/// Remarks on columns of types that cannot be read.
pub(super) fn not_read(file: &Arc<str>, columns: &[String]) -> Option<Message> {
    (!columns.is_empty()).then(|| {
        let columns = columns.join("、");
        huashu_model::message!(
            "{file}：这些列的类型不能读取：{columns}",
            "{file}: these columns are of types that are not read: {columns}"
        )
    })
}
