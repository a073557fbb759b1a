//! Batches that were handed over: whoever made them may have called bytes texts that are none.
//!
//! What reads a file looks at its bytes. An engine that handed over its memory did not promise more than a type, and a
//! text that is no UTF-8 must not be taken for one: such a column is read as one of bytes.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, FixedSizeListArray, GenericBinaryArray, GenericListArray, GenericStringArray, OffsetSizeTrait,
    RecordBatch, RecordBatchReader, StringViewArray, StructArray,
};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};

use super::batches::Batches;

/// Batches in which columns of texts hold texts. Their schema stays that of the batches, whatever became of a column.
pub(super) struct Sound(pub(super) Batches);

impl Iterator for Sound {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.and_then(|batch| sound_batch(&batch)))
    }
}

impl RecordBatchReader for Sound {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }
}

fn sound_batch(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let is_packed = |kind: &DataType| matches!(kind, DataType::Map(..) | DataType::RunEndEncoded(..));
    for column in batch.columns().iter().filter(|column| is_packed(column.data_type())) {
        // Of these no row can be refused alone.
        column.to_data().validate_full()?;
    }
    let columns: Vec<Option<ArrayRef>> = batch.columns().iter().map(|column| sound(column)).collect();
    if columns.iter().all(Option::is_none) {
        return Ok(batch.clone());
    }
    let columns: Vec<ArrayRef> = columns
        .into_iter()
        .zip(batch.columns())
        .map(|(new, held)| new.unwrap_or_else(|| Arc::clone(held)))
        .collect();
    let schema = batch.schema();
    let fields = schema.fields().iter().zip(&columns).map(|(field, column)| retyped(field, column));
    RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns)
}

fn retyped(field: &FieldRef, column: &ArrayRef) -> FieldRef {
    Arc::new(Field::clone(field).with_data_type(column.data_type().clone()))
}

/// Returns what a column is in truth, where it is no longer what it was called.
fn sound(column: &ArrayRef) -> Option<ArrayRef> {
    match column.data_type() {
        DataType::Utf8 => strings::<i32>(column.as_string()),
        DataType::LargeUtf8 => strings::<i64>(column.as_string()),
        DataType::Utf8View => views(column.as_string_view()),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            Some(dictionary.with_values(sound(dictionary.values())?))
        }
        DataType::List(field) => list::<i32>(field, column.as_list()),
        DataType::LargeList(field) => list::<i64>(field, column.as_list()),
        DataType::FixedSizeList(field, size) => {
            let list = column.as_fixed_size_list();
            let values = sound(list.values())?;
            let field = retyped(field, &values);
            Some(Arc::new(FixedSizeListArray::try_new(field, *size, values, list.nulls().cloned()).ok()?))
        }
        DataType::Struct(fields) => {
            let held = column.as_struct();
            let columns: Vec<Option<ArrayRef>> = held.columns().iter().map(sound).collect();
            if columns.iter().all(Option::is_none) {
                return None;
            }
            let columns = columns.into_iter().zip(held.columns());
            let columns: Vec<ArrayRef> =
                columns.map(|(new, held)| new.unwrap_or_else(|| Arc::clone(held))).collect();
            let fields = fields.iter().zip(&columns).map(|(field, column)| retyped(field, column)).collect();
            Some(Arc::new(StructArray::try_new(fields, columns, held.nulls().cloned()).ok()?))
        }
        _ => None,
    }
}

fn list<O: OffsetSizeTrait>(field: &FieldRef, list: &GenericListArray<O>) -> Option<ArrayRef> {
    let values = sound(list.values())?;
    let (field, offsets) = (retyped(field, &values), list.offsets().clone());
    Some(Arc::new(GenericListArray::<O>::try_new(field, offsets, values, list.nulls().cloned()).ok()?))
}

/// Returns a column of bytes, where one of texts holds others.
fn strings<O: OffsetSizeTrait>(texts: &GenericStringArray<O>) -> Option<ArrayRef> {
    let (offsets, values) = (texts.value_offsets(), texts.values());
    let (first, last) = (offsets.first()?.as_usize(), offsets.last()?.as_usize());
    let used = values.get(first..last)?;
    // The first byte of a character begins no other, so that what begins a text tells it from the rest of one.
    let begins = |offset: &O| used.get(offset.as_usize() - first).is_none_or(|byte| byte & 0xc0 != 0x80);
    if simdutf8::basic::from_utf8(used).is_ok() && offsets.iter().all(begins) {
        return None;
    }
    let (offsets, values, nulls) = texts.clone().into_parts();
    Some(Arc::new(GenericBinaryArray::<O>::new(offsets, values, nulls)))
}

fn views(texts: &StringViewArray) -> Option<ArrayRef> {
    let bytes = texts.clone().to_binary_view();
    let is_text = |row: usize| bytes.is_null(row) || simdutf8::basic::from_utf8(bytes.value(row)).is_ok();
    if (0..bytes.len()).all(is_text) { None } else { Some(Arc::new(bytes)) }
}
