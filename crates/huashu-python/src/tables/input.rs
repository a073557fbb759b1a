//! Record batches on their way in: from anything that speaks the Arrow PyCapsule interface.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use arrow_schema::{ArrowError, SchemaRef};
use huashu_input::{Field, Options};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

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

/// Names the columns that tell conversations apart and put their messages in order. Times need no name for that.
pub(super) fn name_columns(options: &mut Options, by: Option<&str>, order: Option<&str>) {
    if let Some(by) = by {
        options.columns.set(Field::Conversation, [by]);
    }
    let tells_time = |field| matches!(field, Field::Time | Field::Offset | Field::Micros);
    if let Some(order) = order.filter(|order| !options.columns.find(order).is_some_and(tells_time)) {
        options.columns.set(Field::Sequence, [order]);
    }
}
