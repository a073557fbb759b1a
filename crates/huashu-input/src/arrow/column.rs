//! The columns of a table: those of its schema, with the fields of structs as columns of their own.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field, Fields, Schema};

use super::value::is_readable;

/// A column that can be read.
pub(super) struct Column {
    /// Its name: of a struct's field, behind the struct's, as in `agent.id`.
    pub(super) name: String,
    /// Where it stands: the column of the table, and the fields of structs that lead to it.
    pub(super) at: usize,
    fields: Vec<usize>,
    pub(super) kind: DataType,
}

/// What a column holds in one batch.
pub(super) struct Held {
    pub(super) values: ArrayRef,
    /// Where the structs around it are null, which their fields do not know.
    around: Option<NullBuffer>,
}

/// Returns the columns that can be read, in order.
pub(super) fn columns(schema: &Schema) -> Vec<Column> {
    let mut columns = Vec::new();
    add(&mut columns, "", &[], schema.fields());
    columns
}

fn add(columns: &mut Vec<Column>, before: &str, path: &[usize], fields: &Fields) {
    for (at, field) in fields.iter().enumerate() {
        let name = if before.is_empty() { field.name().clone() } else { format!("{before}.{}", field.name()) };
        let path = [path, &[at]].concat();
        match field.data_type() {
            DataType::Struct(fields) => add(columns, &name, &path, fields),
            kind if is_readable(kind) => {
                columns.push(Column { name, at: path[0], fields: path[1..].to_vec(), kind: kind.clone() });
            }
            _ => {}
        }
    }
}

/// Returns the names and types of columns that cannot be read.
pub(super) fn unreadable(schema: &Schema) -> Vec<String> {
    fn add(names: &mut Vec<String>, fields: &Fields) {
        let shown = |field: &Field| format!("{} ({})", field.name(), field.data_type());
        for field in fields {
            match field.data_type() {
                DataType::Struct(fields) => add(names, fields),
                DataType::List(item) | DataType::LargeList(item) => match item.data_type() {
                    DataType::Struct(fields) => add(names, fields),
                    _ if is_readable(field.data_type()) => {}
                    _ => names.push(shown(field)),
                },
                kind if is_readable(kind) => {}
                _ => names.push(shown(field)),
            }
        }
    }
    let mut names = Vec::new();
    add(&mut names, schema.fields());
    names
}

impl Column {
    /// Returns what the column holds in a batch of its table.
    pub(super) fn of(&self, batch: &RecordBatch) -> Held {
        let mut held = Held { values: batch.column(self.at).clone(), around: None };
        for at in &self.fields {
            let around = NullBuffer::union(held.around.as_ref(), held.values.nulls());
            held = Held { values: held.values.as_struct().column(*at).clone(), around };
        }
        held
    }
}

impl Held {
    /// Returns whether a struct around the value is null.
    pub(super) fn is_hidden(&self, row: usize) -> bool {
        self.around.as_ref().is_some_and(|around| around.is_null(row))
    }
}
