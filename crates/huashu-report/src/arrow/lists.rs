//! Columns of lists and structs, put together of columns of plain values.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};

/// Returns the type of lists of something.
pub(super) fn list_of(kind: DataType) -> DataType {
    DataType::List(item(kind))
}

/// Returns the type of structs with such fields: name, type, whether they may be null.
pub(super) fn struct_of<const N: usize>(fields: [(&str, DataType, bool); N]) -> DataType {
    let fields = fields.map(|(name, kind, nullable)| Field::new(name, kind, nullable));
    DataType::Struct(Fields::from(fields.to_vec()))
}

fn item(kind: DataType) -> FieldRef {
    // The name that every writer gives to what lists hold.
    Arc::new(Field::new("item", kind, true))
}

/// Returns a column of lists: how many values each row has, and the values of all.
pub(super) fn lists(lengths: &mut Vec<usize>, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let offsets = OffsetBuffer::from_lengths(std::mem::take(lengths));
    let field = item(values.data_type().clone());
    Ok(Arc::new(ListArray::try_new(field, offsets, values, None)?))
}

/// Returns a column of structs of a type that [`struct_of`] made; `present` says in which rows there is one.
pub(super) fn structs(
    kind: DataType,
    columns: Vec<ArrayRef>,
    present: Option<Vec<bool>>,
) -> Result<ArrayRef, ArrowError> {
    let DataType::Struct(fields) = kind else {
        return Err(ArrowError::SchemaError(format!("{kind} is no struct")));
    };
    Ok(Arc::new(StructArray::try_new(fields, columns, present.map(NullBuffer::from))?))
}

/// A column of lists of texts.
#[derive(Debug, Default)]
pub(super) struct TextLists {
    lengths: Vec<usize>,
    values: StringBuilder,
}

impl TextLists {
    /// Adds a row.
    pub(super) fn push<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        let mut length = 0;
        for text in texts {
            self.values.append_value(text);
            length += 1;
        }
        self.lengths.push(length);
    }

    pub(super) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let values = Arc::new(self.values.finish());
        lists(&mut self.lengths, values)
    }
}
