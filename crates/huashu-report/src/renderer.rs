//! What every report is made by: a renderer, told about the run.
//!
//! Knows no format; the formats build on it.

use std::io;

use huashu_model::finding::{Finding, Severity};
use huashu_model::language::{Language, Message};
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;

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
    /// The lowest severity that makes the run fail; `None` when no finding does.
    pub fail_on: Option<Severity>,
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

    /// Returns whether the format tells the changes of a file that mend findings: finding them takes time.
    fn offers_fixes(&self) -> bool {
        false
    }

    /// Returns what whoever started the run has to be told when it is finished: what the report had no room for.
    fn remarks(&self) -> Vec<Message> {
        Vec::new()
    }
}

/// An output format, as `--format` names it.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// The name given to `--format`.
    pub name: &'static str,
    /// What it is for, in Chinese.
    pub zh: &'static str,
    /// What it is for, in English.
    pub en: &'static str,
    /// Makes a renderer for one run.
    pub open: fn(&Run) -> Box<dyn Renderer>,
}

impl Output {
    /// Returns what the format is for.
    pub fn description(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }
}
