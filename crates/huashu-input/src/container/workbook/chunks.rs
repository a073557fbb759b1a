//! The sheets of a workbook as tables: those with messages are read, the others named.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Workbook;
use super::rows::SheetCells;
use super::sheet::SheetRows;
use crate::chunk::{Chunk, Chunks, Content};
use crate::container::broken;
use crate::format::Holds;
use crate::formats::canned;
use crate::options::Options;
use crate::source::origin::Source;
use crate::table::cells::CellRows;
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
        let cells = match SheetRows::start(&self.workbook.shared, &sheet) {
            Ok(rows) => SheetCells::new(rows, &part),
            Err(error) => return Some(Chunks::of_problem(&part.name, broken(&part, &error.to_string()))),
        };
        if self.options.holds == Holds::CannedReplies {
            let table = canned::table::open(Box::new(cells), &part.name, self.options);
            return self.keep(sheet, table.map(|table| canned::table::read_table(table, &part.name)));
        }
        let table = messages::open(Box::new(cells), &part.name, self.options);
        let shared = Arc::clone(&self.workbook.shared);
        let (options, name) = (self.options, sheet.clone());
        let chunks = table.map(|table| {
            messages::read_table(part.clone(), options, table, move || {
                let rows = SheetRows::start(&shared, &name)?;
                Ok(Box::new(SheetCells::new(rows, &part)) as Box<dyn CellRows>)
            })
        });
        self.keep(sheet, chunks)
    }

    fn keep(&mut self, sheet: String, chunks: Result<Chunks<'o>, Box<Problem>>) -> Option<Chunks<'o>> {
        match chunks {
            Ok(chunks) => {
                self.read += 1;
                Some(chunks)
            }
            Err(problem) => {
                self.skipped.push((sheet, *problem));
                None
            }
        }
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
        chunk.diagnostics.problems.extend(self.skipped.drain(..).map(|(_, problem)| problem).take(MOST_PROBLEMS));
        if chunk.diagnostics.problems.is_empty() {
            let message = huashu_model::message!("文件里没有工作表", "the file holds no sheets");
            chunk.diagnostics.problems.push(Problem::error("input/empty", message).at(file, 1));
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

