//! What a page holds: facts, tables of cells, lines over time.

use std::ops::Range;

use huashu_model::language::Language;
use huashu_model::text::{Span, visible};

/// Characters that a cell holds at most; workbooks refuse more than 32,767.
const LONGEST_CELL: usize = 2_000;
/// Characters of what was said on either side of the words that are marked.
const BESIDE: usize = 40;
/// Characters of the marked words themselves.
const LONGEST_MARK: usize = 200;

/// What a reader is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What it is about.
    pub title: String,
    /// The language it is in.
    pub language: Language,
    /// What stands at its head: a label, and what it says.
    pub facts: Vec<(String, String)>,
    /// What has to be known before figures are compared.
    pub notes: Vec<String>,
    /// Lines over time, drawn where the format draws.
    pub charts: Vec<Chart>,
    /// The figures.
    pub tables: Vec<Table>,
}

/// Figures in rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it is about; also the name of a sheet.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// What was left out, where something was.
    pub note: Option<String>,
}

/// One figure, or some words.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words, with nothing hidden in them.
    Text(String),
    /// A number of things.
    Count(u64),
    /// A figure with two decimals.
    Decimal(f64),
    /// A share from 0 to 1, told in percent.
    Share(f64),
    /// A difference with its sign and two decimals.
    Change(f64),
    /// What was said, with some words marked.
    Quote(Quote),
    /// The figures of these columns of the row as a small line.
    Line(Range<usize>),
}

/// What was said, with some words marked; nothing is hidden in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    pub(super) before: String,
    pub(super) marked: String,
    pub(super) after: String,
}

/// The figures of one column, row by row, as a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The table, as an index into those of the page; its first column names the points.
    pub table: usize,
    /// The column, as an index.
    pub column: usize,
    /// Rows before which something changed, so that what stands on either side is not comparable.
    pub breaks: Vec<usize>,
}

impl Cell {
    /// Makes a cell of words, with what is hidden in them made visible.
    pub fn words(text: &str) -> Cell {
        Cell::Text(visible(&cut(text, LONGEST_CELL)).into_owned())
    }

    /// Makes a cell of a figure that may be unknown.
    pub fn known(value: Option<f64>, cell: fn(f64) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
    }

    /// Returns the number in the cell.
    pub fn number(&self) -> Option<f64> {
        match self {
            Cell::Count(count) => Some(*count as f64),
            Cell::Decimal(value) | Cell::Share(value) | Cell::Change(value) => Some(*value),
            Cell::Empty | Cell::Text(_) | Cell::Quote(_) | Cell::Line(_) => None,
        }
    }
}

impl Table {
    /// Takes out a column in which no row says anything; small lines must stand before it.
    pub fn without_if_empty(mut self, column: usize) -> Table {
        let is_empty = |cell: &Cell| matches!(cell, Cell::Empty) || *cell == Cell::Text(String::new());
        if self.rows.iter().all(|row| row.get(column).is_none_or(is_empty)) && column < self.columns.len() {
            self.columns.remove(column);
            self.rows.iter_mut().filter(|row| column < row.len()).for_each(|row| drop(row.remove(column)));
        }
        self
    }
}

impl Quote {
    /// Makes a quotation with the bytes of `span` marked; of a long text the part around them.
    pub fn new(text: &str, span: Option<Span>) -> Quote {
        let Some(span) = span else {
            let before = visible(&cut(text, BESIDE * 2)).into_owned();
            return Quote { before, marked: String::new(), after: String::new() };
        };
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end).max(start);
        let (before, after) = (&text[..start], &text[end..]);
        let from = before.char_indices().rev().nth(BESIDE - 1).map_or(0, |(byte, _)| byte);
        let ellipsis = if from > 0 { "…" } else { "" };
        Quote {
            before: format!("{ellipsis}{}", visible(&before[from..])),
            marked: visible(&cut(&text[start..end], LONGEST_MARK)).into_owned(),
            after: visible(&cut(after, BESIDE)).into_owned(),
        }
    }

    /// Returns the text with the marked words between two signs.
    pub(super) fn marked_by(&self, open: &str, close: &str, escaped: &dyn Fn(&str) -> String) -> String {
        let (before, marked, after) = (escaped(&self.before), escaped(&self.marked), escaped(&self.after));
        if marked.is_empty() { before + &after } else { format!("{before}{open}{marked}{close}{after}") }
    }
}

/// Returns the first characters of a text, with an ellipsis where there were more.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((byte, _)) => format!("{}…", &text[..byte]),
        None => text.to_owned(),
    }
}

/// Returns the numbers of the columns of a row that a small line shows.
pub(super) fn line_of(row: &[Cell], columns: &Range<usize>) -> Vec<Option<f64>> {
    row.get(columns.clone()).unwrap_or_default().iter().map(Cell::number).collect()
}
