//! Record batches on their way in: from anything that speaks the Arrow PyCapsule interface.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, SchemaRef};
use huashu_input::arrow::RowOrder;
use huashu_input::{Chunks, Field, Options};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::linter::NativeLinter;

/// How a table is to be read.
#[derive(Debug, Clone, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Reading {
    /// What the table is called in findings.
    name: String,
    /// The column that tells conversations apart; none where each row is a conversation.
    by: Option<String>,
    /// The columns that put messages in order, the first one deciding first; their times where there are none.
    order: Vec<String>,
    pub(super) threads: usize,
}

/// Batches, and a count of their rows as they are taken.
pub(super) struct Counted {
    inner: Box<dyn RecordBatchReader + Send>,
    rows: Arc<AtomicU64>,
}

impl Counted {
    /// Counts the rows of batches in the second of what is returned.
    pub(super) fn new(inner: Box<dyn RecordBatchReader + Send>) -> (Counted, Arc<AtomicU64>) {
        let rows = Arc::new(AtomicU64::new(0));
        (Counted { inner, rows: Arc::clone(&rows) }, rows)
    }
}

impl Iterator for Counted {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.inner.next()?;
        if let Ok(batch) = &batch {
            self.rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
        }
        Some(batch)
    }
}

impl RecordBatchReader for Counted {
    fn schema(&self) -> SchemaRef {
        self.inner.schema()
    }
}

/// Takes a table: a stream of batches, or one batch.
pub(super) fn batches(table: &Bound<'_, PyAny>) -> PyResult<Box<dyn RecordBatchReader + Send>> {
    if table.hasattr("__arrow_c_stream__")? {
        return Ok(Box::new(RecordBatchStreamReader::from_pyarrow_bound(table)?));
    }
    if table.hasattr("__arrow_c_array__")? {
        let batch = RecordBatch::from_pyarrow_bound(table)?;
        let schema = batch.schema();
        return Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
    }
    let kind = table.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "a table has to speak Arrow (`__arrow_c_stream__`), as those of pyarrow, Polars, DuckDB, Daft and pandas do; {kind} does not"
    )))
}

impl Reading {
    /// Reads a table whose rows are messages or conversations; `options` are those of [`Reading::options`].
    pub(super) fn read<'o>(&self, batches: Counted, options: &'o Options) -> Chunks<'o> {
        let order = match (&self.by, self.order.as_slice()) {
            (None, _) => RowOrder::Conversations,
            (Some(_), []) => RowOrder::Together,
            (Some(_), columns) => RowOrder::Sorted(columns.to_vec()),
        };
        huashu_input::arrow::read(Box::new(batches), &self.name, &order, options)
    }

    /// Returns how the columns are called: as they are elsewhere, but for the one that tells conversations apart.
    pub(super) fn options(&self, linter: &NativeLinter) -> Options {
        let mut options = linter.table_options();
        if let Some(by) = &self.by {
            options.columns.set(Field::Conversation, [by]);
        }
        options
    }
}
