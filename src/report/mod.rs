//! Reports: one small file an output format, each reading findings and nothing else.

use std::io;

use crate::finding::Finding;
use crate::language::Language;
use crate::problem::Problem;
use crate::summary::Summary;

/// What every renderer is told about the run before it starts.
#[derive(Debug, Clone)]
pub struct Run {
    /// Version of huashu.
    pub version: String,
    /// Identifier of the rulebook in force, and its version where stated.
    pub rulebook: String,
    /// Language of messages.
    pub language: Language,
    /// Whether colour may be used.
    pub colour: bool,
    /// Width of the terminal in columns, where known.
    pub width: Option<usize>,
    /// Whether `--statistics` was asked for.
    pub statistics: bool,
}

/// Writes findings as they come, in input order.
///
/// Calls come in this order: `start`, then `conversation` and `problem` any
/// number of times, then `finish`. Nothing may be held back that grows with
/// the number of findings unless the format demands it.
pub trait Renderer: Send {
    /// Writes what stands before the first finding.
    fn start(&mut self, _out: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the findings of one conversation, in order of place; never called with none.
    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()>;

    /// Writes or keeps one problem.
    fn problem(&mut self, _out: &mut dyn io::Write, _problem: &Problem) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands after the last finding.
    fn finish(&mut self, _out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}
