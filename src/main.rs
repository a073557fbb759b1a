//! The command line of huashu.

use std::ffi::OsString;
use std::process::ExitCode;

/// Checking allocates little but often, on many threads; this allocator is made for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    ExitCode::from(huashu::cli::run(&arguments))
}
