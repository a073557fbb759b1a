//! Record batches as they are handed over.

use arrow_array::RecordBatchReader;

/// Batches of one schema.
pub(crate) type Batches = Box<dyn RecordBatchReader + Send>;
