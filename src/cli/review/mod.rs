//! `huashu sample` and `huashu review`: findings before the eyes of people, and back.

mod import;
mod learn;
mod report;
mod sample;

use std::io;

use clap::{Args, Subcommand};

use super::global::Global;

pub(super) use sample::{SampleArgs, run as run_sample};

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
enum ReviewCommand {
    /// Take in sheets that people have filled in
    Import(import::ImportArgs),
    /// Show what the marks say of the rules: precision, recall, agreement, time, rules to mend
    Report(report::ReportArgs),
    /// Make examples of marks, as a patch to a rulebook
    Learn(learn::LearnArgs),
}

/// Runs one of the commands and returns the exit status.
pub(super) fn run(args: &ReviewArgs, global: Global) -> io::Result<u8> {
    match &args.command {
        ReviewCommand::Import(args) => import::run(args, global),
        ReviewCommand::Report(args) => report::run(args, global),
        ReviewCommand::Learn(args) => learn::run(args, global),
    }
}
