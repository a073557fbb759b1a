//! What is said bit by bit: see `huashu_core::Stream`.

use std::sync::{Mutex, PoisonError};

use huashu_core::{Pushed, Stream};
use huashu_model::language::Language;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::linter::NativeLinter;
use crate::records::{FindingRecord, FindingRecords};

/// A text that comes bit by bit.
#[pyclass(frozen, module = "huashu._huashu", name = "Stream")]
#[derive(Debug)]
pub(crate) struct NativeStream {
    /// `None` when it has ended.
    stream: Mutex<Option<Stream>>,
    language: Language,
}

/// What may be sent, and what is wrong.
type Answer = (String, Vec<FindingRecord>);

#[pymethods]
impl NativeStream {
    #[new]
    fn new(py: Python<'_>, linter: &NativeLinter) -> NativeStream {
        let stream = py.detach(|| linter.stream());
        NativeStream { stream: Mutex::new(Some(stream)), language: linter.manner.language }
    }

    /// Takes the next piece.
    fn push(&self, py: Python<'_>, piece: &str) -> PyResult<Answer> {
        py.detach(|| {
            let mut stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
            let stream = stream.as_mut().ok_or_else(ended)?;
            Ok(self.answer(&stream.push(piece)))
        })
    }

    /// Ends the text.
    fn finish(&self, py: Python<'_>) -> PyResult<Answer> {
        py.detach(|| {
            let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner).take();
            Ok(self.answer(&stream.ok_or_else(ended)?.finish()))
        })
    }
}

impl NativeStream {
    fn answer(&self, pushed: &Pushed) -> Answer {
        (pushed.safe.clone(), FindingRecords::new(self.language).of(&pushed.findings))
    }
}

fn ended() -> PyErr {
    PyRuntimeError::new_err("the text was ended before by finish()")
}
