//! Batches read on a thread of their own, a few ahead of whoever takes them.
//!
//! Should the reader of a format panic on a broken file, the thread ends, and the table is one that could not be read
//! to its end.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};

use super::batches::Batches;

/// The name of the threads that read; whoever tells of panics may leave theirs out.
pub const READER_THREAD: &str = "batches";

/// Batches that may wait.
const WAITING: usize = 1;

type Result<T> = std::result::Result<T, ArrowError>;

/// Batches as a thread gives them.
struct Background {
    schema: SchemaRef,
    batches: Option<Receiver<Result<RecordBatch>>>,
    reader: Option<JoinHandle<Result<()>>>,
}

/// Opens batches on a thread of their own.
pub(super) fn start(open: impl FnOnce() -> Result<Batches> + Send + 'static) -> Result<Batches> {
    let (send_schema, schema) = sync_channel(1);
    let (send, batches) = sync_channel(WAITING);
    let reader = Builder::new().name(READER_THREAD.to_owned()).spawn(move || {
        let opened = open()?;
        // Nobody waits any more where this fails, which the next step finds, too.
        let _ = send_schema.send(opened.schema());
        give(opened, &send);
        Ok(())
    })?;
    match schema.recv() {
        Ok(schema) => Ok(Box::new(Background { schema, batches: Some(batches), reader: Some(reader) })),
        Err(_) => Err(end(reader).err().unwrap_or_else(broken)),
    }
}

fn give(opened: Batches, send: &SyncSender<Result<RecordBatch>>) {
    for batch in opened {
        if send.send(batch).is_err() {
            return;
        }
    }
}

fn end(reader: JoinHandle<Result<()>>) -> Result<()> {
    reader.join().unwrap_or_else(|_| Err(broken()))
}

fn broken() -> ArrowError {
    ArrowError::ParseError("broken table".to_owned())
}

impl Iterator for Background {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Result<RecordBatch>> {
        match self.batches.as_ref()?.recv() {
            Ok(batch) => Some(batch),
            Err(_) => {
                self.batches = None;
                end(self.reader.take()?).err().map(Err)
            }
        }
    }
}

impl RecordBatchReader for Background {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // Nobody asks for batches any more, which ends the reader and closes the file.
        self.batches = None;
        if let Some(reader) = self.reader.take() {
            drop(reader.join());
        }
    }
}
