//! The command line, inside the interpreter that was started for it.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Does what a command line says, the program's name first, and returns the exit status.
#[pyfunction]
pub(crate) fn run_command_line(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| huashu::cli::run(&arguments))
}
