//! Rows of a [`Table`] on their way into record batches, column by column.

use std::fmt::Debug;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};

use super::columns::{CountsOf, Fill, PartOf, Table, TextOf, TextsOf, Value, fields, utc, whole};

/// Rows at which a batch is full.
const FULL_ROWS: usize = 16 * 1024;
/// Bytes of text at which a batch is full.
const FULL_BYTES: usize = 32 << 20;

/// A batch in the making.
#[derive(Debug)]
pub(super) struct Rows<T: Table> {
    rows: usize,
    bytes: usize,
    columns: Vec<ColumnBuilder<T>>,
}

/// What a column holds so far, and what a row adds to it.
#[derive(Debug)]
enum ColumnBuilder<T: Table> {
    Text(StringBuilder, TextOf<T>),
    Whole(Int64Builder, Value<T, i64>),
    Number(Float64Builder, Value<T, f64>),
    Truth(BooleanBuilder, Value<T, bool>),
    Moment(TimestampMicrosecondBuilder, Value<T, i64>),
    Texts(ListBuilder<StringBuilder>, TextsOf<T>),
    Counts(ListBuilder<Int64Builder>, CountsOf<T>),
    Nested(Box<dyn NestedColumn<T>>),
}

/// A column of things that have columns of their own.
pub(super) trait NestedColumn<T: Table>: Debug + Send {
    /// Adds a row; returns the bytes of text that it takes.
    fn push(&mut self, row: &T::Row<'_>) -> usize;

    /// Adds a row that holds nothing.
    fn push_null(&mut self);

    /// Returns the column and begins the next one.
    fn finish(&mut self) -> Result<ArrayRef, ArrowError>;
}

impl<T: Table> Rows<T> {
    pub(super) fn new() -> Self {
        let columns = T::COLUMNS.iter().map(|column| ColumnBuilder::of(&column.fill)).collect();
        Rows { rows: 0, bytes: 0, columns }
    }

    /// Returns how many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// Returns whether the batch should be finished: some thousand rows, or some megabytes of text.
    pub(super) fn is_full(&self) -> bool {
        self.rows >= FULL_ROWS || self.bytes >= FULL_BYTES
    }

    /// Adds a row; returns the bytes of text that it takes.
    pub(super) fn push(&mut self, row: &T::Row<'_>) -> usize {
        let bytes = self.columns.iter_mut().map(|column| column.push(row)).sum();
        self.rows += 1;
        self.bytes += bytes;
        bytes
    }

    /// Returns the rows and begins anew; fails only where a column does not fit the schema.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns = self.take()?;
        RecordBatch::try_new(schema::<T>(), columns)
    }

    fn push_null(&mut self) {
        self.rows += 1;
        self.columns.iter_mut().for_each(ColumnBuilder::push_null);
    }

    fn take(&mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        (self.rows, self.bytes) = (0, 0);
        self.columns.iter_mut().map(ColumnBuilder::finish).collect()
    }
}

/// Returns the schema of a table.
pub(super) fn schema<T: Table>() -> SchemaRef {
    Arc::new(Schema::new(fields::<T>()))
}

impl<T: Table> ColumnBuilder<T> {
    fn of(fill: &Fill<T>) -> Self {
        match *fill {
            Fill::Text(value) => ColumnBuilder::Text(StringBuilder::default(), value),
            Fill::Whole(value) => ColumnBuilder::Whole(Int64Builder::default(), value),
            Fill::Number(value) => ColumnBuilder::Number(Float64Builder::default(), value),
            Fill::Truth(value) => ColumnBuilder::Truth(BooleanBuilder::default(), value),
            Fill::Moment(value) => {
                ColumnBuilder::Moment(TimestampMicrosecondBuilder::default().with_data_type(utc()), value)
            }
            Fill::Texts(values) => ColumnBuilder::Texts(ListBuilder::default(), values),
            Fill::Counts(values) => ColumnBuilder::Counts(ListBuilder::default(), values),
            Fill::Nested(_, begin) => ColumnBuilder::Nested(begin()),
        }
    }

    /// Adds a row; returns the bytes of text that it takes.
    fn push(&mut self, row: &T::Row<'_>) -> usize {
        match self {
            ColumnBuilder::Text(column, value) => {
                let text = value(row);
                column.append_option(text.as_deref());
                return text.map_or(0, |text| text.len());
            }
            ColumnBuilder::Whole(column, value) => column.append_option(value(row)),
            ColumnBuilder::Number(column, value) => column.append_option(value(row)),
            ColumnBuilder::Truth(column, value) => column.append_option(value(row)),
            ColumnBuilder::Moment(column, value) => column.append_option(value(row)),
            ColumnBuilder::Texts(column, values) => {
                let texts = values(row);
                texts.iter().for_each(|text| column.values().append_value(text));
                column.append(true);
                return texts.iter().map(|text| text.len()).sum();
            }
            ColumnBuilder::Counts(column, values) => {
                values(row).iter().for_each(|count| column.values().append_option(whole(*count)));
                column.append(true);
            }
            ColumnBuilder::Nested(column) => return column.push(row),
        }
        0
    }

    /// Adds a row that holds nothing.
    fn push_null(&mut self) {
        match self {
            ColumnBuilder::Text(column, _) => column.append_null(),
            ColumnBuilder::Whole(column, _) => column.append_null(),
            ColumnBuilder::Number(column, _) => column.append_null(),
            ColumnBuilder::Truth(column, _) => column.append_null(),
            ColumnBuilder::Moment(column, _) => column.append_null(),
            ColumnBuilder::Texts(column, _) => column.append(false),
            ColumnBuilder::Counts(column, _) => column.append(false),
            ColumnBuilder::Nested(column) => column.push_null(),
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            ColumnBuilder::Text(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Whole(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Number(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Truth(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Moment(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Texts(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Counts(column, _) => Arc::new(column.finish()),
            ColumnBuilder::Nested(column) => column.finish()?,
        })
    }
}

/// A column of lists of structs.
#[derive(Debug)]
pub(super) struct ListColumn<P: Table> {
    lengths: Vec<usize>,
    parts: Rows<P>,
}

impl<P: Table> ListColumn<P> {
    pub(super) fn new() -> Self {
        ListColumn { lengths: Vec::new(), parts: Rows::new() }
    }
}

impl<T: Table, P: PartOf<T>> NestedColumn<T> for ListColumn<P> {
    fn push(&mut self, row: &T::Row<'_>) -> usize {
        let before = self.parts.len();
        let bytes = P::parts(row).map(|part| self.parts.push(&part)).sum();
        self.lengths.push(self.parts.len() - before);
        bytes
    }

    fn push_null(&mut self) {
        self.lengths.push(0);
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let offsets = OffsetBuffer::from_lengths(std::mem::take(&mut self.lengths));
        let structs = StructArray::try_new(fields::<P>(), self.parts.take()?, None)?;
        let item = Field::new("item", structs.data_type().clone(), true);
        Ok(Arc::new(ListArray::try_new(item.into(), offsets, Arc::new(structs), None)?))
    }
}

/// A column of structs, of which a row has one or none.
#[derive(Debug)]
pub(super) struct StructColumn<P: Table> {
    present: Vec<bool>,
    parts: Rows<P>,
}

impl<P: Table> StructColumn<P> {
    pub(super) fn new() -> Self {
        StructColumn { present: Vec::new(), parts: Rows::new() }
    }
}

impl<T: Table, P: PartOf<T>> NestedColumn<T> for StructColumn<P> {
    fn push(&mut self, row: &T::Row<'_>) -> usize {
        let part = P::parts(row).next();
        self.present.push(part.is_some());
        match part {
            Some(part) => self.parts.push(&part),
            None => {
                self.parts.push_null();
                0
            }
        }
    }

    fn push_null(&mut self) {
        self.present.push(false);
        self.parts.push_null();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let present = NullBuffer::from(std::mem::take(&mut self.present));
        Ok(Arc::new(StructArray::try_new(fields::<P>(), self.parts.take()?, Some(present))?))
    }
}
