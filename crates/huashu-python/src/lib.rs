//! The native half of the Python package `huashu`: the checking core and the command line, as Python calls them.
//!
//! It hands over texts, numbers and lists; what they are to Python (frozen classes, exceptions, warnings) is written in
//! Python, under `python/huashu/`, and nobody but that package calls this module. Knows no rules of its own.

mod command_line;
mod linter;
mod problems;
mod records;
mod rulebooks;
mod shipping;
mod stream;
mod tables;

/// Checking allocates little but often, on many threads; this allocator is made for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What `huashu` imports.
#[pyo3::pymodule(gil_used = false)]
mod _huashu {
    #[pymodule_export]
    use super::command_line::run_command_line;
    #[pymodule_export]
    use super::linter::NativeLinter;
    #[pymodule_export]
    use super::rulebooks::toml_from_json;

    #[pymodule_export]
    use super::stream::NativeStream;
    #[pymodule_export]
    use super::tables::{ArrowTable, TableChecker, check_table, empty_tables};

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
