//! The sheets of a workbook as tables: those with messages are read, the others named.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use super::Workbook;
use super::rows::SheetCells;
use super::sheet::SheetRows;
use crate::chunk::{Chunk, Chunks, Content};
use crate::container::problems::broken;
use crate::format::{Head, Holds};
use crate::formats::{canned, preset_table};
use crate::options::Options;
use crate::preset::choose::preset_of;
use crate::preset::rules::Preset;
use crate::source::origin::Source;
use crate::table::cells::CellRows;
use crate::table::cells::HEADER_WITHIN;
use crate::table::messages;
use huashu_model::problem::Problem;

/// Chunks of all sheets, in the workbook's order; only one sheet is open at a time.
pub(super) struct SheetChunks<'o> {
    source: Source,
    workbook: Workbook,
    sheets: VecDeque<String>,
    options: &'o Options,
    /// The sheet being read.
    current: Option<Chunks<'o>>,
    read: usize,
    /// Sheets that hold no table we know, and why.
    skipped: Vec<(String, Problem)>,
    ended: bool,
}

impl<'o> SheetChunks<'o> {
    pub(super) fn new(source: &Source, mut workbook: Workbook, options: &'o Options) -> Self {
        let sheets = std::mem::take(&mut workbook.sheets);
        let source = source.clone();
        SheetChunks { source, workbook, sheets, options, current: None, read: 0, skipped: Vec::new(), ended: false }
    }

    /// Opens a sheet; what holds no messages is remembered.
    fn open(&mut self, sheet: String) -> Option<Chunks<'o>> {
        let part = self.source.part(&sheet);
        match self.table(&sheet, &part) {
            Ok(Ok(chunks)) => {
                self.read += 1;
                Some(chunks)
            }
            Ok(Err(problem)) => {
                self.skipped.push((sheet, *problem));
                None
            }
            Err(error) => Some(Chunks::of_problem(&part.name, broken(&part, &error.to_string()))),
        }
    }

    /// Reads a sheet as the table that it is; the inner error is that of a sheet without messages.
    fn table(&self, sheet: &str, part: &Source) -> io::Result<Result<Chunks<'o>, Box<Problem>>> {
        let (options, file) = (self.options, &part.name);
        let preset = match self.preset(sheet, part)? {
            Ok(preset) => preset,
            Err(problem) => return Ok(Err(problem)),
        };
        let rows = Box::new(SheetCells::start(&self.workbook.shared, sheet, part)?);
        if options.holds == Holds::CannedReplies {
            let table = canned::table::open(rows, file, options);
            return Ok(table.map(|table| canned::table::read_table(table, file, Some(sheet))));
        }
        if let Some(preset) = preset {
            let table = preset_table::open(rows, file, options, &preset);
            return Ok(table.map(|table| preset_table::read_table(table, options, &preset)));
        }
        let table = messages::open(rows, file, options);
        let (shared, sheet, part) = (Arc::clone(&self.workbook.shared), sheet.to_owned(), part.clone());
        Ok(table.map(|table| {
            messages::read_table(part.clone(), options, table, move || {
                Ok(Box::new(SheetCells::start(&shared, &sheet, &part)?) as Box<dyn CellRows>)
            })
        }))
    }

    /// Returns the preset that the first rows of a sheet are recognised by.
    fn preset(&self, sheet: &str, part: &Source) -> io::Result<Result<Option<Arc<Preset>>, Box<Problem>>> {
        let mut rows = SheetRows::start(&self.workbook.shared, sheet)?;
        let mut text = String::new();
        for _ in 0..HEADER_WITHIN {
            let Some(Ok(row)) = rows.next_row() else { break };
            text += &row.cells.join("\t").replace('\n', " ");
            text.push('\n');
        }
        let head = Head { text: &text, whole: false, extension: "", options: self.options };
        let preset = preset_of(&head, part);
        Ok(preset.map(|preset| preset.filter(|preset| preset.lines.is_none())))
    }

    /// Tells which sheets were not read; where none was, that is a problem.
    fn end(&mut self) -> Chunk {
        let mut chunk = Chunk::new(&self.source.name, Content::Nothing);
        let file = &self.source.name;
        if self.read > 0 {
            let names: Vec<String> = self.skipped.drain(..).map(|(sheet, _)| format!("「{sheet}」")).collect();
            if !names.is_empty() {
                chunk.diagnostics.skip("sheet-without-messages", names.len() as u64);
                let names = names.join("");
                chunk.diagnostics.remarks.insert(huashu_model::message!(
                    "{file}：工作表{names}里没有消息内容列，没有读取",
                    "{file}: no column of the sheets {names} holds texts; they were not read"
                ));
            }
            return chunk;
        }
        // The first sheet whose rows were read says what is missing; sheets without a cell say nothing.
        chunk.diagnostics.tell_all(self.skipped.drain(..).map(|(_, problem)| problem).take(MOST_PROBLEMS));
        if chunk.diagnostics.problems.is_empty() {
            let message = huashu_model::message!("文件里没有工作表", "the file holds no sheets");
            chunk.diagnostics.tell(Problem::error("input/empty", message).at(file, 1));
        }
        chunk
    }
}

/// Sheets without messages that are told one by one.
const MOST_PROBLEMS: usize = 3;

impl Iterator for SheetChunks<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        loop {
            if let Some(chunks) = &mut self.current {
                if let Some(chunk) = chunks.next() {
                    return Some(chunk);
                }
                // The sheet is closed before the next one is opened.
                self.current = None;
            }
            match self.sheets.pop_front() {
                Some(sheet) => self.current = self.open(sheet),
                None if self.ended => return None,
                None => {
                    self.ended = true;
                    return Some(self.end());
                }
            }
        }
    }
}
