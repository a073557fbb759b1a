//! The workbook of a quality desk: what the day came to, agents, rules, every finding, what could not be checked, and
//! problems with the input.
//!
//! Rows go to a file without a name as they come, so that memory does not grow with the findings; the workbook is put
//! together at the end.

mod findings;
mod overview;
mod sheet;
mod tables;

#[cfg(test)]
mod tests;

use std::io::{self, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use self::findings::Findings;
use self::sheet::{Sheet, cells, sheet_name};
use crate::parts::annotations::problem_text;
use crate::parts::detail::{BESIDE, Cell, Kind};
use crate::parts::labels;
use crate::renderer::{Needs, Output, Renderer, Run};
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::Severity;
use huashu_model::language::{Language, Message};
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "xlsx",
    zh: "工作簿：总览、客服、规则、明细、未能检查、问题",
    en: "a workbook: overview, agents, rules, findings, what was not checked, problems",
    extensions: &["xlsx"],
    open: |run| Box::new(Xlsx { run: run.clone(), made: None, remarks: Vec::new() }),
};

/// Rows of a sheet, the heads among them.
const MOST_ROWS: u32 = 1_048_576;

/// What the library says where it could not write.
const NOT_WRITTEN: &str = "Couldn't write to";

struct Xlsx {
    run: Run,
    /// The workbook in the making, from the start of the run to its end.
    made: Option<Making>,
    remarks: Vec<Message>,
}

struct Making {
    workbook: Workbook,
    findings: Findings,
    problems: Sheet,
    /// Problems that the sheet had no room for.
    unlisted: u64,
}

/// Runs a step of the making. The library that makes workbooks expects no full disk, and panics there.
fn step<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| match error {
            XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => error,
            other => io::Error::other(other),
        }),
        Err(panic) if panic.downcast_ref::<String>().is_some_and(|words| words.starts_with(NOT_WRITTEN)) => {
            Err(io::ErrorKind::StorageFull.into())
        }
        Err(panic) => resume_unwind(panic),
    }
}

impl Making {
    fn new(language: Language, most_rows: u32) -> Result<Making, XlsxError> {
        let mut workbook = Workbook::new();
        // The same run gives the same bytes on any day.
        let properties = DocProperties::new()
            .set_title(language.pick("质检报告", "Quality report"))
            .set_author("huashu")
            .set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?);
        workbook.set_properties(&properties);
        let findings = Findings::new(&mut workbook, language, most_rows)?;
        let name = sheet_name("问题", language);
        let problems = Sheet::new(&mut workbook, name, &problem_heads(language))?;
        Ok(Making { workbook, findings, problems, unlisted: 0 })
    }

    fn problem(&mut self, problem: &Problem, language: Language) -> Result<(), XlsxError> {
        if self.problems.rows() >= MOST_ROWS {
            self.unlisted += 1;
            return Ok(());
        }
        let severity = if problem.level == Level::Error { Severity::Error } else { Severity::Warning };
        let place = &problem.place;
        self.problems.push(cells([
            Some(Cell::Text(labels::severity(severity, language).into())),
            place.file.as_deref().map(|file| Cell::Text(file.into())),
            place.line.map(Cell::Count),
            place.column.map(Cell::Count),
            Some(Cell::Text(problem_text(problem, language).into())),
            Some(Cell::Text(problem.code.into())),
        ]))
    }

    /// Puts the sheets in their order, and returns what there was no room for.
    fn finish(mut self, summary: &Summary, run: &Run) -> Result<(Workbook, Vec<Message>), XlsxError> {
        let workbook = &mut self.workbook;
        let places = &self.findings.places;
        let agents = tables::agents(workbook, summary, places, run.language)?;
        let rules = tables::rules(workbook, summary, places, run)?;
        let unchecked = tables::unchecked(workbook, summary, run)?;
        let mut tables = vec![agents, rules];
        let findings = self.findings.finish()?;
        let continued = findings.len() > 1;
        tables.extend(findings);
        tables.extend([unchecked, self.problems.finish()?]);
        let cut = tables.iter().map(|table| table.cut).sum();
        let remarks = remarks(cut, self.unlisted, continued);
        let overview: Worksheet = overview::sheet(summary, run, &remarks)?;
        workbook.push_worksheet(overview);
        tables.into_iter().for_each(|table| workbook.push_worksheet(table.worksheet));
        Ok((self.workbook, remarks))
    }
}

fn problem_heads(language: Language) -> [(&'static str, Kind); 6] {
    [
        (language.pick("级别", "severity"), Kind::Severity),
        (language.pick("文件", "file"), Kind::Word),
        (language.pick("行", "line"), Kind::Count),
        (language.pick("列", "column"), Kind::Count),
        (language.pick("问题、怎么办", "problem, what to do"), Kind::Sentence),
        (language.pick("代码", "code"), Kind::Word),
    ]
}

/// Returns what whoever reads the workbook has to know of it.
fn remarks(cut: u64, unlisted: u64, continued: bool) -> Vec<Message> {
    let mut remarks = Vec::new();
    if continued {
        remarks.push(Message::new(
            "一张工作表放不下全部明细，接着写在「明细2」等工作表里",
            "one sheet does not hold all findings; they go on in “Findings2” and so on",
        ));
    }
    if cut > 0 {
        remarks.push(huashu_model::message!(
            "{cut} 个单元格超过 Excel 的 32767 字上限，已截短，末尾有「…」",
            "cells longer than the 32,767 characters that Excel holds were cut, and end in “…”: {cut}"
        ));
    }
    if unlisted > 0 {
        remarks.push(huashu_model::message!(
            "还有 {unlisted} 个问题，工作表放不下",
            "problems that the sheet has no room for: {unlisted}"
        ));
    }
    remarks
}

impl Renderer for Xlsx {
    fn needs(&self) -> Needs {
        Needs { context: BESIDE, agents: true, ..Needs::default() }
    }

    fn shows_statistics(&self) -> bool {
        true
    }

    fn start(&mut self, _out: &mut dyn io::Write) -> io::Result<()> {
        self.made = Some(step(|| Making::new(self.run.language, MOST_ROWS))?);
        Ok(())
    }

    fn evaluation(&mut self, _out: &mut dyn io::Write, evaluation: &Evaluation) -> io::Result<()> {
        let Some(making) = &mut self.made else { return Ok(()) };
        step(|| making.findings.push(&mut making.workbook, evaluation))
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        let Some(making) = &mut self.made else { return Ok(()) };
        step(|| making.problem(problem, self.run.language))
    }

    fn finish(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()> {
        let Some(making) = self.made.take() else { return Ok(()) };
        // What is put together goes to a file first: the sink takes pieces in order only.
        let mut whole = tempfile::tempfile()?;
        self.remarks = step(|| {
            let (mut workbook, remarks) = making.finish(summary, &self.run)?;
            workbook.save_to_writer(io::BufWriter::new(&whole))?;
            Ok(remarks)
        })?;
        whole.rewind()?;
        io::copy(&mut whole, out).map(drop)
    }

    fn remarks(&self) -> Vec<Message> {
        self.remarks.clone()
    }
}
