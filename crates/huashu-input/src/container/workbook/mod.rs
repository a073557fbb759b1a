//! Spreadsheets of Excel and OpenDocument: every sheet with messages is a table of its own.
//!
//! A sheet's rows are read like those of CSV; its name is part of the place,
//! as in `day.xlsx!Sheet1`, and lines are the rows that Excel shows. Sheets
//! without messages are named in a remark. Knows sheets and cells; what the
//! columns mean is the business of `formats::csv`.

mod cell;
mod chunks;
pub(super) mod kind;
mod merged;
mod rows;
mod sheet;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use calamine::{Ods, Reader, SheetType, Sheets, Xls, Xlsb, Xlsx};

use super::problems::{broken, locked};
use crate::chunk::Chunks;
use crate::options::Options;
use crate::source::messages::unreadable;
use crate::source::origin::{Seekable, Source};
use crate::table::plain::PlainTable;
use chunks::SheetChunks;
use huashu_model::problem::Problem;
use kind::Kind;
use sheet::{Opened, Shared, SheetRows};

/// A workbook whose list of sheets has been read.
pub(crate) struct Workbook {
    shared: Shared,
    /// Names of the sheets that have cells.
    sheets: VecDeque<String>,
}

/// Why a workbook cannot be opened.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It asks for a password.
    Locked,
    /// Its reader says why.
    Broken(String),
}

impl Workbook {
    /// Opens a workbook of a known kind.
    pub(crate) fn open(bytes: Box<dyn Seekable>, kind: Kind) -> Result<Workbook, Refusal> {
        // The readers of formats this old meet files that no program wrote; a panic in one is a broken file.
        let opened = std::thread::Builder::new().name("workbook".to_owned()).spawn(move || sheets(bytes, kind));
        let opened = opened.map_err(|error| Refusal::Broken(error.to_string()))?;
        let workbook = opened.join().unwrap_or_else(|_| Err(Refusal::Broken("broken workbook".to_owned())))?;
        let tables = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets = tables.map(|sheet| sheet.name.clone()).collect();
        Ok(Workbook { shared: Arc::new(Mutex::new(Opened::new(workbook))), sheets })
    }
}

fn sheets(bytes: Box<dyn Seekable>, kind: Kind) -> Result<Sheets<Box<dyn Seekable>>, Refusal> {
    let broken = |error: &dyn std::fmt::Display| Refusal::Broken(error.to_string());
    match kind {
        Kind::Xlsx => Xlsx::new(bytes).map(Sheets::Xlsx).map_err(|error| match error {
            calamine::XlsxError::Password => Refusal::Locked,
            error => broken(&error),
        }),
        Kind::Xlsb => Xlsb::new(bytes).map(Sheets::Xlsb).map_err(|error| match error {
            calamine::XlsbError::Password => Refusal::Locked,
            error => broken(&error),
        }),
        Kind::Xls => Xls::new(bytes).map(Sheets::Xls).map_err(|error| match error {
            calamine::XlsError::Password => Refusal::Locked,
            error => broken(&error),
        }),
        Kind::Ods => Ods::new(bytes).map(Sheets::Ods).map_err(|error| match error {
            calamine::OdsError::Password => Refusal::Locked,
            error => broken(&error),
        }),
    }
}

/// Reads the sheets of a workbook, one after the other.
pub(crate) fn read<'o>(source: &Source, kind: Kind, options: &'o Options) -> Chunks<'o> {
    let bytes = match source.open_seekable() {
        Ok(bytes) => bytes,
        Err(error) => return Chunks::of_problem(&source.name, unreadable(&source.name, &error)),
    };
    match Workbook::open(bytes, kind) {
        Ok(workbook) => Chunks::new(SheetChunks::new(source, workbook, options)),
        Err(Refusal::Locked) => Chunks::of_problem(&source.name, locked(source)),
        Err(Refusal::Broken(reason)) => Chunks::of_problem(&source.name, broken(source, &reason)),
    }
}

/// Reads every sheet as it is.
pub(super) fn plain_tables(source: &Source, kind: Kind) -> Result<Vec<PlainTable>, Box<Problem>> {
    let bytes = source.open_seekable().map_err(|error| unreadable(&source.name, &error))?;
    let workbook = match Workbook::open(bytes, kind) {
        Ok(workbook) => workbook,
        Err(Refusal::Locked) => return Err(Box::new(locked(source))),
        Err(Refusal::Broken(reason)) => return Err(Box::new(broken(source, &reason))),
    };
    let mut tables = Vec::new();
    for sheet in &workbook.sheets {
        let part = source.part(sheet);
        let started = SheetRows::start(&workbook.shared, sheet);
        let mut rows = started.map_err(|error| broken(&part, &error.to_string()))?;
        let mut table = PlainTable { file: part.name.clone(), rows: Vec::new() };
        while let Some(row) = rows.next_row() {
            let row = row.map_err(|reason| broken(&part, &reason))?;
            table.rows.push((row.number, row.cells));
        }
        tables.push(table);
    }
    Ok(tables)
}
