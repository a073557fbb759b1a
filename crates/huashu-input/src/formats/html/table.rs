//! Tables of web pages, and of files that only call themselves `.xls`.

use std::borrow::Cow;
use std::sync::Arc;

use super::tokens::{Piece, Shown, Tag, pieces};
use crate::record::columns::Field;
use crate::table::cells::{CellRows, RowResult};
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// A row: its line, its cells, and the columns filled from a cell above that spans several rows.
type Row = (u64, Vec<String>, Vec<usize>);

/// Most columns that one cell may span.
const MOST_SPANNED: usize = 1000;

/// Returns the tables of a page that have rows.
pub(super) fn tables(page: &str) -> Vec<Arc<[Row]>> {
    let mut open: Vec<Builder> = Vec::new();
    let mut tables = Vec::new();
    // Cells of XML spreadsheets may hold line ends; those of pages write them as tags.
    let keep_lines = page.trim_start().starts_with("<?xml");
    for piece in pieces(page) {
        match piece {
            Piece::Open(tag) if tag.name == "table" => open.push(Builder { keep_lines, ..Builder::default() }),
            Piece::Close(name) if name == "table" => tables.extend(open.pop().and_then(Builder::finish)),
            Piece::Open(tag) => {
                if let Some(table) = open.last_mut() {
                    table.open(&tag);
                }
            }
            Piece::Close(name) => {
                if let Some(table) = open.last_mut() {
                    table.close(&name);
                }
            }
            Piece::Text(text) => {
                if let Some(cell) = open.last_mut().and_then(|table| table.cell.as_mut()) {
                    cell.text.push(&text);
                }
            }
        }
    }
    tables.extend(open.into_iter().rev().filter_map(Builder::finish));
    tables
}

/// A table being read.
#[derive(Default)]
struct Builder {
    rows: Vec<Row>,
    row: Option<Row>,
    cell: Option<Cell>,
    /// Columns still spanned by a cell above: rows to go, and its text.
    spanned: Vec<Option<(u64, String)>>,
    keep_lines: bool,
}

struct Cell {
    text: Shown,
    /// The column in which it must stand, from 0.
    column: Option<usize>,
    rows: u64,
    columns: usize,
}

impl Builder {
    fn open(&mut self, tag: &Tag) {
        let number = |name: &str| tag.attribute(name).trim().parse::<usize>().ok().filter(|n| *n <= MOST_SPANNED);
        match tag.name.as_str() {
            "tr" | "row" => {
                self.end_row();
                self.row = Some((tag.line, Vec::new(), Vec::new()));
            }
            "td" | "th" | "cell" => {
                self.end_cell();
                let down = number("rowspan").or(number("ss:mergedown").map(|rows| rows + 1)).unwrap_or(1);
                let across = number("colspan").or(number("ss:mergeacross").map(|columns| columns + 1));
                let column = number("ss:index").and_then(|index| index.checked_sub(1));
                let text = Shown::new(self.keep_lines);
                self.cell = Some(Cell { text, column, rows: down as u64, columns: across.unwrap_or(1).max(1) });
                if tag.is_empty {
                    self.end_cell();
                }
            }
            name => {
                if let Some(cell) = &mut self.cell {
                    cell.text.tag(name, false);
                }
            }
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "tr" | "row" => self.end_row(),
            "td" | "th" | "cell" => self.end_cell(),
            name => {
                if let Some(cell) = &mut self.cell {
                    cell.text.tag(name, true);
                }
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(mut cell) = self.cell.take() else { return };
        self.fill_spanned(cell.column);
        let Some((_, cells, _)) = &mut self.row else { return };
        let text = cell.text.take();
        for index in 0..cell.columns {
            let column = cells.len();
            if cell.rows > 1 && index == 0 {
                if self.spanned.len() <= column {
                    self.spanned.resize(column + 1, None);
                }
                self.spanned[column] = Some((cell.rows, text.clone()));
            }
            cells.push(if index == 0 { text.clone() } else { String::new() });
        }
    }

    /// Puts the texts of cells that span this row before the next cell, up to the column where it stands.
    fn fill_spanned(&mut self, until: Option<usize>) {
        let Some((_, cells, filled)) = &mut self.row else { return };
        loop {
            let column = cells.len();
            match self.spanned.get(column) {
                Some(Some((_, text))) => {
                    filled.push(column);
                    cells.push(text.clone());
                }
                _ if until.is_some_and(|until| column < until) => cells.push(String::new()),
                _ => return,
            }
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.fill_spanned(None);
        let Some(row) = self.row.take() else { return };
        for spanned in &mut self.spanned {
            if let Some((rows, _)) = spanned {
                *rows -= 1;
                if *rows == 0 {
                    *spanned = None;
                }
            }
        }
        self.rows.push(row);
    }

    fn finish(mut self) -> Option<Arc<[Row]>> {
        self.end_row();
        (!self.rows.is_empty()).then(|| self.rows.into())
    }
}

/// The rows of one table.
pub(super) struct PageRows {
    rows: Arc<[Row]>,
    next: usize,
    fields: Vec<Option<Field>>,
}

impl PageRows {
    pub(super) fn new(rows: &Arc<[Row]>) -> Self {
        PageRows { rows: Arc::clone(rows), next: 0, fields: Vec::new() }
    }
}

impl CellRows for PageRows {
    fn next_row(&mut self) -> Option<RowResult<'_>> {
        let (line, cells, filled) = self.rows.get(self.next)?;
        self.next += 1;
        let mut cells: Vec<Cow<'_, str>> = cells.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect();
        for column in filled {
            // What was said once was not said in every row that its cell spans.
            if matches!(self.fields.get(*column), Some(Some(Field::Text | Field::Messages))) {
                cells[*column] = Cow::Borrowed("");
            }
        }
        Some(Ok((*line, cells)))
    }

    fn is_at_end(&mut self) -> bool {
        self.next >= self.rows.len()
    }

    fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        (Vec::new(), Vec::new())
    }

    fn set_columns(&mut self, fields: &[Option<Field>]) {
        self.fields = fields.to_vec();
    }
}
