//! 明细: every finding, a row each, on as many sheets as it takes.

use std::collections::HashMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{Done, Linked, Sheet, sheet_name};
use crate::parts::detail::{self, COLUMNS, Kind};
use crate::parts::labels;
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::Severity;
use huashu_model::language::Language;

/// Agents, and rules, that lead to their first finding and back; names of a workbook stay in memory.
const MOST_LINKED: usize = 10_000;

pub(super) struct Findings {
    language: Language,
    most_rows: u32,
    sheets: Vec<Sheet>,
    written: u64,
    pub(super) places: Places,
}

/// The first finding of each agent and rule.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) agents: FirstPlaces,
    pub(super) rules: FirstPlaces,
}

/// Where what has a name stands first, numbered in the order of finding.
#[derive(Debug, Default)]
pub(super) struct FirstPlaces(HashMap<String, (usize, String)>);

impl FirstPlaces {
    /// Returns the number and the place of the first finding.
    pub(super) fn get(&self, name: &str) -> Option<&(usize, String)> {
        self.0.get(name)
    }

    /// Notes a place, unless one is known; returns its number where it is the first.
    fn note(&mut self, name: &str, place: impl FnOnce() -> String) -> Option<usize> {
        if self.0.contains_key(name) || self.0.len() >= MOST_LINKED {
            return None;
        }
        let number = self.0.len() + 1;
        self.0.insert(name.to_owned(), (number, place()));
        Some(number)
    }
}

/// Returns the name that the workbook gives the row of an agent.
pub(super) fn agent_name(number: usize) -> String {
    format!("huashu_agent_{number}")
}

/// Returns the name that the workbook gives the row of a rule.
pub(super) fn rule_name(number: usize) -> String {
    format!("huashu_rule_{number}")
}

impl Findings {
    pub(super) fn new(workbook: &mut Workbook, language: Language, most_rows: u32) -> Result<Findings, XlsxError> {
        let mut findings =
            Findings { language, most_rows, sheets: Vec::new(), written: 0, places: Places::default() };
        findings.begin(workbook)?;
        Ok(findings)
    }

    /// Returns the name of the sheet that is written now.
    fn name(&self, number: usize) -> String {
        let name = sheet_name("明细", self.language);
        if number > 1 { format!("{name}{number}") } else { name.to_owned() }
    }

    fn begin(&mut self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let heads: Vec<_> = COLUMNS.iter().map(|column| (column.head(self.language), column.kind)).collect();
        let name = self.name(self.sheets.len() + 1);
        self.sheets.push(Sheet::new(workbook, &name, &heads)?);
        Ok(())
    }

    pub(super) fn push(&mut self, workbook: &mut Workbook, evaluation: &Evaluation) -> Result<(), XlsxError> {
        let rows = detail::rows(evaluation, self.written + 1, self.language);
        for (row, finding) in rows.zip(&evaluation.findings) {
            if self.sheets.last().is_none_or(|sheet| sheet.rows() >= self.most_rows) {
                self.begin(workbook)?;
            }
            let name = self.name(self.sheets.len());
            let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
            let place = || format!("'{name}'!A{}", sheet.rows() + 1);
            let agent = finding.agent.as_deref().and_then(|agent| self.places.agents.note(agent, place));
            let rule = self.places.rules.note(&finding.rule.id, place);
            sheet.push(COLUMNS.iter().map(|column| {
                let leads_to = match column.kind {
                    Kind::Agent => agent.map(agent_name),
                    Kind::Rule => rule.map(rule_name),
                    _ => None,
                };
                Linked { cell: (column.cell)(&row), leads_to }
            }))?;
            self.written += 1;
        }
        Ok(())
    }

    /// Returns the sheets.
    pub(super) fn finish(self) -> Result<Vec<Done>, XlsxError> {
        let worst = labels::severity(Severity::Error, self.language);
        let finish = |mut sheet: Sheet| {
            for (column, at) in COLUMNS.iter().zip(0..) {
                match column.kind {
                    Kind::Severity => sheet.mark(at, worst)?,
                    Kind::Points => sheet.bars(at)?,
                    Kind::Score => sheet.shades(at)?,
                    _ => {}
                }
            }
            sheet.finish()
        };
        self.sheets.into_iter().map(finish).collect()
    }
}
