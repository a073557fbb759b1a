//! A table checked, and what it comes to.

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::Ordering;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use huashu::pipeline::{self, Event, Handling, Job};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;
use huashu_report::arrow::{ConversationBatches, FindingBatches, conversations_schema, findings_schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::export::ArrowTable;
use super::input::{Counted, Reading, batches};
use super::problem_rows;
use crate::linter::{NativeLinter, nobody};
use crate::problems::{ProblemRecord, records};

/// Conversations after which Python may want to be heard, for Ctrl-C.
const CONVERSATIONS_AT_ONCE: u64 = 1024;

/// What a table came to.
#[derive(Debug, IntoPyObject)]
pub(crate) struct CheckedTable {
    findings: ArrowTable,
    conversations: ArrowTable,
    problem_rows: ArrowTable,
    problems: Vec<ProblemRecord>,
    remarks: Vec<(String, String)>,
    ledger: Ledger,
}

/// What was read.
#[derive(Debug, Default, IntoPyObject)]
pub(crate) struct Ledger {
    /// Rows that the table handed over.
    rows: u64,
    conversations: u64,
    utterances: u64,
    findings: u64,
    /// Rows that could not be read.
    failed: u64,
    /// Problems that made the job incomplete.
    problems: u64,
    /// What was left out, by reason.
    skipped_reasons: Vec<(&'static str, u64)>,
}

impl Ledger {
    fn new(rows: u64, summary: &Summary) -> Ledger {
        let read = &summary.ledger;
        Ledger {
            rows,
            conversations: read.conversations,
            utterances: read.utterances.values().sum(),
            findings: summary.total_findings(),
            failed: read.problems,
            problems: summary.problems,
            skipped_reasons: read.skipped.iter().map(|(reason, count)| (*reason, *count)).collect(),
        }
    }
}

/// Gathers what is found in batches.
pub(super) struct Gathered {
    findings: FindingBatches,
    conversations: ConversationBatches,
    full: (Vec<RecordBatch>, Vec<RecordBatch>),
    pub(super) problems: Vec<Problem>,
    seen: u64,
}

impl Gathered {
    pub(super) fn new(linter: &NativeLinter) -> Gathered {
        let rules: Vec<_> = linter.loaded.linter.engine().rules().cloned().collect();
        Gathered {
            findings: FindingBatches::new(linter.manner.language),
            conversations: ConversationBatches::new(&rules),
            full: Default::default(),
            problems: Vec::new(),
            seen: 0,
        }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<(), ArrowError> {
        match event {
            Event::Conversation(evaluation) => {
                self.seen += 1;
                self.findings.extend(&evaluation.findings);
                self.conversations.push(evaluation);
                if self.findings.is_full() {
                    self.full.0.push(self.findings.finish()?);
                }
                if self.conversations.is_full() {
                    self.full.1.push(self.conversations.finish()?);
                }
            }
            Event::Problem(problem) => self.problems.push((*problem).clone()),
            Event::Written(..) => {}
        }
        Ok(())
    }

    /// Returns the findings and conversations so far, and begins anew.
    pub(super) fn tables(&mut self) -> Result<(ArrowTable, ArrowTable), ArrowError> {
        let (mut findings, mut conversations) = std::mem::take(&mut self.full);
        if !self.findings.is_empty() {
            findings.push(self.findings.finish()?);
        }
        if !self.conversations.is_empty() {
            conversations.push(self.conversations.finish()?);
        }
        Ok((ArrowTable::new(findings_schema(), findings), ArrowTable::new(conversations_schema(), conversations)))
    }
}

/// Checks a table of messages, or of conversations.
#[pyfunction]
pub(crate) fn check_table(
    py: Python<'_>,
    linter: &NativeLinter,
    table: &Bound<'_, PyAny>,
    reading: Reading,
) -> PyResult<CheckedTable> {
    let (batches, rows) = Counted::new(batches(table)?);
    py.detach(|| {
        let options = reading.options(linter);
        let threads = NonZeroUsize::new(reading.threads).unwrap_or(NonZeroUsize::MIN);
        let job = Job { options: &options, ..linter.job(&[], threads) };
        let chunks = reading.read(batches, &options);
        let mut gathered = Gathered::new(linter);
        let mut failure = Ok(());
        let summary = pipeline::run_chunks(job, chunks, Handling::default(), &mut |event| {
            failure = gathered.take(&event).map_err(|error| failed(&error));
            if gathered.seen % CONVERSATIONS_AT_ONCE == CONVERSATIONS_AT_ONCE - 1 && failure.is_ok() {
                failure = Python::attach(|py| py.check_signals());
            }
            if failure.is_ok() { Ok(()) } else { Err(io::ErrorKind::Interrupted.into()) }
        });
        failure?;
        table_of(linter, gathered, summary?, rows.load(Ordering::Relaxed))
    })
}

/// Returns the tables of findings, conversations and problems where there are none, for their columns.
#[pyfunction]
pub(crate) fn empty_tables() -> PyResult<(ArrowTable, ArrowTable, ArrowTable)> {
    let problems = problem_rows::table(&[], Language::default()).map_err(|error| failed(&error))?;
    let empty = |schema| ArrowTable::new(schema, Vec::new());
    Ok((empty(findings_schema()), empty(conversations_schema()), problems))
}

/// Returns what rows came to in all.
pub(super) fn table_of(
    linter: &NativeLinter,
    mut gathered: Gathered,
    mut summary: Summary,
    rows: u64,
) -> PyResult<CheckedTable> {
    if let Some(problem) = nobody(&summary) {
        summary.problems += u64::from(problem.level == Level::Error);
        gathered.problems.push(problem);
    }
    let (findings, conversations) = gathered.tables().map_err(|error| failed(&error))?;
    let problem_rows = problem_rows::table(&gathered.problems, linter.manner.language);
    Ok(CheckedTable {
        findings,
        conversations,
        problem_rows: problem_rows.map_err(|error| failed(&error))?,
        problems: records(&gathered.problems),
        remarks: remarks(&summary),
        ledger: Ledger::new(rows, &summary),
    })
}

/// Returns what the readers remarked, in Chinese and in English.
fn remarks(summary: &Summary) -> Vec<(String, String)> {
    summary.ledger.remarks.iter().map(|remark| (remark.zh.clone(), remark.en.clone())).collect()
}

/// Returns the exception for what a column cannot hold.
pub(super) fn failed(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
