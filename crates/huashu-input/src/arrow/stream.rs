//! Arrow's format for pipes, which says where it ends: what was cut off between two batches looks whole but for that.

use std::io::{self, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_ipc::reader::StreamReader;
use arrow_schema::{ArrowError, SchemaRef};

/// How a stream ends: a message without a length.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/// The last bytes that were read.
type Last = Arc<Mutex<[u8; 8]>>;

/// Batches of a stream.
pub(super) struct Stream {
    inner: StreamReader<Watched>,
    last: Last,
    has_ended: bool,
}

/// Bytes of which the last ones are remembered.
struct Watched {
    inner: BufReader<Box<dyn Read + Send>>,
    last: Last,
}

/// Opens a stream, of which only some columns are read where any are given.
pub(super) fn open(bytes: impl Read + Send + 'static, columns: Option<Vec<usize>>) -> Result<Stream, ArrowError> {
    let last = Last::default();
    let watched = Watched { inner: BufReader::new(Box::new(bytes)), last: Arc::clone(&last) };
    Ok(Stream { inner: StreamReader::try_new(watched, columns)?, last, has_ended: false })
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let new = &buffer[count.saturating_sub(END.len())..count];
        last.rotate_left(new.len());
        let kept = last.len() - new.len();
        last[kept..].copy_from_slice(new);
        Ok(count)
    }
}

impl Iterator for Stream {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let batch = self.inner.next();
        if !matches!(batch, Some(Ok(_))) {
            self.has_ended = true;
        }
        let is_cut = || *self.last.lock().unwrap_or_else(PoisonError::into_inner) != END;
        if batch.is_none() && is_cut() {
            return Some(Err(ArrowError::ParseError(
                "the stream breaks off: it has no mark of its end".to_owned(),
            )));
        }
        batch
    }
}

impl RecordBatchReader for Stream {
    fn schema(&self) -> SchemaRef {
        self.inner.schema()
    }
}
