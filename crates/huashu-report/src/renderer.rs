//! What every report is made by: a renderer, told about the run.
//!
//! Knows no format; the formats build on it.

use std::io;
use std::sync::Arc;

use huashu_model::evaluation::Evaluation;
use huashu_model::finding::{Finding, RuleInfo, Severity};
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
    /// Sixteen hex digits that change when the rules do; scores of different rules are not comparable.
    pub fingerprint: String,
    /// The rules in force, in the order in which outcomes come.
    pub rules: Vec<Arc<RuleInfo>>,
    /// Language of messages.
    pub language: Language,
    /// Whether colour may be used.
    pub colour: bool,
    /// Width of the terminal in columns, where known.
    pub width: Option<usize>,
    /// Whether `--statistics` was asked for.
    pub statistics: bool,
    /// Utterances shown on either side of a finding, where the format shows any.
    pub context: usize,
    /// Findings shown in full, where the format is read from top to bottom; `None` for all.
    pub most_findings: Option<u64>,
    /// The lowest severity that makes the run fail; `None` when no finding does.
    pub fail_on: Option<Severity>,
}

/// Appends the findings of one conversation, in order of place and never none.
pub type Writer = Box<dyn FnMut(&[Finding], &mut Vec<u8>)>;

/// Makes writers, one for each thread.
pub type NewWriter = Box<dyn Fn() -> Writer + Sync>;

/// What a renderer wants to be told beside findings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Needs {
    /// Utterances on either side of a finding.
    pub context: usize,
    /// All that was said.
    pub transcript: bool,
    /// It has a table by agent, so that an agent without number and name is missed.
    pub agents: bool,
}

/// Writes findings as they come, in input order.
///
/// Calls come in this order: `start`, then `evaluation` and `problem` any
/// number of times, then `finish`. Nothing may be held back that grows with
/// the number of findings unless the format demands it.
pub trait Renderer: Send {
    /// Returns what it wants to be told.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Returns whether it shows figures by rule and agent where they are asked for.
    fn shows_statistics(&self) -> bool {
        false
    }

    /// Writes what stands before the first finding.
    fn start(&mut self, _out: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what one conversation came to; most formats write its findings and nothing else.
    fn evaluation(&mut self, out: &mut dyn io::Write, evaluation: &Evaluation) -> io::Result<()> {
        match evaluation.findings.as_slice() {
            [] => Ok(()),
            findings => self.conversation(out, findings),
        }
    }

    /// Writes the findings of one conversation, in order of place; never called with none.
    fn conversation(&mut self, _out: &mut dyn io::Write, _findings: &[Finding]) -> io::Result<()> {
        Ok(())
    }

    /// Returns what writes the findings of conversations where the format has nothing else of a conversation, and those of
    /// one do not depend on others: then any thread can write them, and what it wrote stands for `evaluation`.
    fn new_writer(&self) -> Option<NewWriter> {
        None
    }

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
    /// Endings of the files it is written to, without the dot; empty where the name says nothing.
    pub extensions: &'static [&'static str],
    /// Makes a renderer for one run.
    pub open: fn(&Run) -> Box<dyn Renderer>,
}

impl Output {
    /// Returns what the format is for.
    pub fn description(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }
}
