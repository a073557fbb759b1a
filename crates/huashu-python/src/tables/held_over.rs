//! Batches of a table that come one after another: what is complete is checked, the rest is held over.
//!
//! The reader pulls batches, whoever has them pushes: so it runs on a thread of its own, which asks for a batch when it
//! is done with the one before. Nothing is left to chance: a push returns when the reader asks for more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use huashu::pipeline::{self, Handling, Job};
use huashu_model::summary::Summary;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use super::checked::{CheckedTable, Gathered, failed, table_of};
use super::export::ArrowTable;
use super::input::{Counted, Reading, batches};
use crate::linter::NativeLinter;
use crate::problems::{ProblemRecord, records};

/// Checks batches that come one after another.
#[pyclass(frozen, module = "huashu._huashu", name = "TableChecker")]
pub(crate) struct TableChecker {
    linter: Py<NativeLinter>,
    reading: Reading,
    state: Mutex<State>,
}

enum State {
    Idle,
    Running(Running),
    Ended,
}

/// The thread that reads, and how it is spoken to.
struct Running {
    schema: SchemaRef,
    give: Sender<RecordBatch>,
    /// Says that another batch is wanted; closed when the reader has ended.
    wanted: Receiver<()>,
    gathered: Arc<Mutex<Gathered>>,
    rows: Arc<AtomicU64>,
    thread: JoinHandle<PyResult<Summary>>,
}

/// Batches as they are pushed.
struct Pushed {
    schema: SchemaRef,
    batches: Receiver<RecordBatch>,
    want: Sender<()>,
}

impl Iterator for Pushed {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.want.send(()).ok()?;
        self.batches.recv().ok().map(Ok)
    }
}

impl RecordBatchReader for Pushed {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

/// What a push comes to: findings, conversations, problems.
type Complete = (ArrowTable, ArrowTable, Vec<ProblemRecord>);

#[pymethods]
impl TableChecker {
    #[new]
    fn new(linter: Py<NativeLinter>, reading: Reading) -> TableChecker {
        TableChecker { linter, reading, state: Mutex::new(State::Idle) }
    }

    /// Takes the next rows and returns what the conversations come to that are complete.
    fn push(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Complete> {
        let batches = batches(table)?;
        let schema = batches.schema();
        let linter = self.linter.clone_ref(py);
        py.detach(|| {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if matches!(*state, State::Idle) {
                *state = State::Running(Running::start(linter, self.reading.clone(), schema)?);
            }
            let State::Running(running) = &*state else { return Err(ended()) };
            for batch in batches {
                running.push(batch.map_err(|error| failed(&error))?)?;
            }
            let mut gathered = running.gathered();
            let problems = records(&gathered.problems);
            let (findings, conversations) = gathered.tables().map_err(|error| failed(&error))?;
            Ok((findings, conversations, problems))
        })
    }

    /// Ends the rows; returns what is left, every problem, and what was read in all.
    fn finish(&self, py: Python<'_>) -> PyResult<CheckedTable> {
        let state = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *state, State::Ended)
        };
        let linter = self.linter.get();
        py.detach(|| match state {
            State::Idle => table_of(linter, Gathered::new(linter), Summary::default(), 0),
            State::Running(running) => running.finish(linter),
            State::Ended => Err(ended()),
        })
    }
}

fn ended() -> PyErr {
    PyRuntimeError::new_err("the rows were ended before by finish()")
}

impl Running {
    fn start(linter: Py<NativeLinter>, reading: Reading, schema: SchemaRef) -> PyResult<Running> {
        let (give, batches) = channel();
        let (want, wanted) = channel();
        let gathered = Arc::new(Mutex::new(Gathered::new(linter.get())));
        let pushed = Pushed { schema: SchemaRef::clone(&schema), batches, want };
        let (counted, rows) = Counted::new(Box::new(pushed));
        let into = Arc::clone(&gathered);
        let work = move || check(linter.get(), &reading, counted, &into);
        let thread = std::thread::Builder::new().spawn(work)?;
        // The reader asks for its first batch, or has ended already.
        let _ = wanted.recv();
        Ok(Running { schema, give, wanted, gathered, rows, thread })
    }

    fn push(&self, batch: RecordBatch) -> PyResult<()> {
        if batch.schema() != self.schema {
            return Err(PyValueError::new_err("every batch has to have the columns of the first"));
        }
        // A reader that has ended wants no more; its problems say why.
        if self.give.send(batch).is_ok() {
            let _ = self.wanted.recv();
        }
        Ok(())
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(self, linter: &NativeLinter) -> PyResult<CheckedTable> {
        let Running { give, wanted, gathered, rows, thread, .. } = self;
        drop((give, wanted));
        let summary = thread.join().map_err(|_| PyRuntimeError::new_err("the reader panicked"))??;
        let gathered =
            std::mem::replace(&mut *gathered.lock().unwrap_or_else(PoisonError::into_inner), Gathered::new(linter));
        table_of(linter, gathered, summary, rows.load(Ordering::Relaxed))
    }
}

/// Reads and checks until there are no more batches.
fn check(linter: &NativeLinter, reading: &Reading, batches: Counted, into: &Mutex<Gathered>) -> PyResult<Summary> {
    let options = reading.options(linter);
    let job = Job { options: &options, ..linter.job(&[], std::num::NonZeroUsize::MIN) };
    let chunks = reading.read(batches, &options);
    let summary = pipeline::run_chunks(job, chunks, Handling::default(), &mut |event| {
        let mut gathered = into.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.take(&event).map_err(std::io::Error::other)
    });
    Ok(summary?)
}
