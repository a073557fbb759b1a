//! `huashu review report`: what the marks say of the rules.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use huashu::review::{self, Reviewed};
use huashu_model::json::to_string;

use crate::cli::global::{CLEAN, Global, INCOMPLETE};
use crate::cli::marks::read;
use crate::cli::output;

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The file of marks
    #[arg(long, value_name = "FILE")]
    marks: PathBuf,

    /// Sentences shown of each rule that is to be mended
    #[arg(long, value_name = "N", default_value_t = 5)]
    sentences: usize,

    /// Format of the answer
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// One object, for programs
    Json,
}

/// Reports and returns the exit status.
pub(super) fn run(args: &ReportArgs, global: Global) -> io::Result<u8> {
    let marks = match read(&args.marks) {
        Ok(marks) => marks,
        Err(problems) => {
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let reviewed = Reviewed::of(&marks);
    let mut out = io::stdout().lock();
    match args.format {
        ReportFormat::Text => {
            out.write_all(review::text(&reviewed, args.sentences, global.language).as_bytes())?;
        }
        ReportFormat::Json => writeln!(out, "{}", to_string(&review::json(&reviewed))?)?,
    }
    out.flush()?;
    Ok(CLEAN)
}
