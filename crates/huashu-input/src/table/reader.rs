//! Tables, wherever their cells come from: the header is found, and rows are made to fit it.
//!
//! Knows Excel's habits and nothing of messages; `csv` and `canned` say what
//! the columns are for.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::options::Options;
use crate::record::columns::{Field, plain};
use crate::source::messages::show;
use crate::table::cells::{CellRows, RowResult};
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Most header names that a problem speaks of, and the longest of them in characters.
const MOST_HEADERS: usize = 100;
const LONGEST_NAME: usize = 40;

/// A row that was read before it was asked for.
type ReadAhead = Result<(u64, Vec<String>), Box<Problem>>;

/// A table whose header has been found.
pub(crate) struct Table<'o> {
    rows: Box<dyn CellRows + 'o>,
    pub(crate) heading: Heading,
    /// What each column holds.
    pub(crate) fields: Vec<Option<Field>>,
    pub(crate) file: Arc<str>,
    /// Rows that were read ahead.
    pending: VecDeque<ReadAhead>,
    short: Arc<ShortRows>,
}

/// The header of a table, and what stands above it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heading {
    /// Names of the columns.
    pub(crate) names: Vec<String>,
    /// The header's row.
    line: u64,
    /// The rows above the header: titles, as a rule.
    above: Vec<Vec<String>>,
}

impl Heading {
    /// Returns whether a row says again what stands in the header or above it, as in files put together.
    pub(crate) fn is_repeated_in(&self, cells: &[Cow<'_, str>]) -> bool {
        let repeats = |above: &[String]| {
            let longest = above.len().max(cells.len());
            (0..longest).all(|index| {
                let held = above.get(index).map_or("", |cell| cell.trim());
                let cell = cells.get(index).map_or("", |cell| cell.trim());
                held == cell || is_same_but_for_digits(held, cell)
            })
        };
        let says_something = |above: &[String]| above.iter().any(|cell| !cell.trim().is_empty());
        let header = self.names.len() > 1 && repeats(&self.names);
        header || self.above.iter().any(|above| says_something(above) && repeats(above))
    }
}

/// What a header must have, and what its names stand for.
pub(crate) struct Wanted<'w> {
    /// Returns what a column of this name holds.
    pub(crate) find: &'w dyn Fn(&str) -> Option<Field>,
    /// A single column without a known header holds texts.
    pub(crate) single_column: bool,
}

impl<'o> Table<'o> {
    /// Finds the header of a table; a table without a column of texts is a problem.
    pub(crate) fn open(
        rows: Box<dyn CellRows + 'o>,
        file: &Arc<str>,
        options: &Options,
        wanted: &Wanted<'_>,
    ) -> Result<Table<'o>, Box<Problem>> {
        let mut table = Table {
            rows,
            heading: Heading::default(),
            fields: Vec::new(),
            file: Arc::clone(file),
            pending: VecDeque::new(),
            short: Arc::default(),
        };
        // The row that comes nearest to a header, by the number of names we know.
        let mut nearest: Option<(usize, u64, Vec<String>)> = None;
        for _ in 0..table.rows.header_within() {
            let Some(row) = table.rows.next_row() else { break };
            let (line, cells) = row?;
            let cells: Vec<String> = cells.into_iter().map(Cow::into_owned).collect();
            let headers = split_headers(&cells, wanted);
            let fields = fields(&headers, wanted);
            let known = fields.iter().flatten().count();
            let enough =
                known >= 2 || headers.len() == 1 || headers.iter().filter(|cell| !cell.is_empty()).count() == known;
            if has_text(&fields) && enough {
                table.rows.set_columns(&fields);
                table.fields = fields;
                let above = table.pending.drain(..).flatten().map(|(_, cells)| cells).collect();
                table.heading = Heading { names: headers, line, above };
                return Ok(table);
            }
            if nearest.as_ref().is_none_or(|(most, ..)| *most < known) {
                nearest = Some((known, line, cells.clone()));
            }
            table.pending.push_back(Ok((line, cells)));
        }
        let (_, line, headers) = nearest.unwrap_or((0, 1, Vec::new()));
        if wanted.single_column && headers.len() == 1 {
            table.heading.names = vec![String::new()];
            table.fields = vec![Some(Field::Text)];
            return Ok(table);
        }
        Err(Box::new(no_text_column(&split_headers(&headers, wanted), file, line, options)))
    }

    /// Returns the next row with as many cells as there are headers; blank rows are left to the caller.
    pub(crate) fn next_row(&mut self) -> Option<RowResult<'_>> {
        let shape = Shape {
            width: self.heading.names.len(),
            ends_in_text: self.fields.last() == Some(&Some(Field::Text)),
            delimiter: self.rows.delimiter(),
            short: Arc::clone(&self.short),
        };
        let file = &self.file;
        let row = match self.pending.pop_front() {
            Some(row) => row.map(|(line, cells)| (line, cells.into_iter().map(Cow::Owned).collect())),
            None => self.rows.next_row()?,
        };
        Some(row.and_then(|(line, cells)| shape.fit(line, cells, file)))
    }

    /// Returns up to `count` of the next rows without using them up.
    pub(crate) fn look_ahead(&mut self, count: usize) -> impl Iterator<Item = &[String]> {
        while self.pending.len() < count {
            let Some(row) = self.rows.next_row() else { break };
            let row = row.map(|(line, cells)| (line, cells.into_iter().map(Cow::into_owned).collect()));
            self.pending.push_back(row);
        }
        self.pending.iter().take(count).flatten().map(|(_, cells)| cells.as_slice())
    }

    /// Returns the problem of a table without a column of texts.
    pub(crate) fn no_text_column(&self, options: &Options) -> Problem {
        no_text_column(&self.heading.names, &self.file, self.heading.line, options)
    }

    /// Returns whether an empty cell may stand for the one above.
    pub(crate) fn may_be_merged(&self) -> bool {
        self.rows.may_be_merged()
    }

    /// Returns whether no row is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.pending.is_empty() && self.rows.is_at_end()
    }

    /// Takes the problems and remarks of reading.
    pub(crate) fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        let (mut problems, remarks) = self.rows.notes();
        let count = self.short.count.swap(0, Ordering::Relaxed);
        if count > 0 {
            let line = self.short.first.load(Ordering::Relaxed);
            problems.push(short_rows(count).at(&self.file, line));
        }
        (problems, remarks)
    }
}

/// Returns whether a column holds what was said.
fn has_text(fields: &[Option<Field>]) -> bool {
    fields.contains(&Some(Field::Text)) || fields.contains(&Some(Field::Messages))
}

/// Returns whether two texts differ in digits alone, as the dates of two exports do.
fn is_same_but_for_digits(a: &str, b: &str) -> bool {
    let same = |(a, b): (char, char)| a == b || (a.is_ascii_digit() && b.is_ascii_digit());
    a.chars().count() == b.chars().count()
        && a.chars().any(char::is_alphabetic)
        && a.chars().zip(b.chars()).all(same)
}

/// What rows are to look like.
struct Shape {
    width: usize,
    ends_in_text: bool,
    delimiter: Option<u8>,
    short: Arc<ShortRows>,
}

/// Rows with fewer cells than the header: how many, and the line of the first.
#[derive(Debug, Default)]
struct ShortRows {
    count: AtomicU64,
    first: AtomicU64,
}

impl Shape {
    /// Returns a row with as many cells as there are headers.
    fn fit<'r>(&self, line: u64, mut cells: Vec<Cow<'r, str>>, file: &Arc<str>) -> RowResult<'r> {
        let width = self.width;
        while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        let delimiter = char::from(self.delimiter.unwrap_or(b' '));
        if cells.len() > width && self.ends_in_text {
            // A text in the last column may hold the delimiter without harm.
            let rest = cells.split_off(width.saturating_sub(1));
            cells.push(Cow::Owned(rest.join(&*delimiter.to_string())));
        }
        if cells.len() > width {
            let count = cells.len();
            let message = huashu_model::message!(
                "这一行有 {count} 格，表头只有 {width} 格",
                "this row has {count} cells, the header {width}"
            );
            let help =
                huashu_model::message!("含有分隔符的文本要加引号", "texts that hold the delimiter need quotes");
            let problem = Problem::error("input/ragged-row", message).at(file, line).with_help(help);
            let shown = cells.join(&*delimiter.to_string());
            return Err(Box::new(show(problem, shown.lines().next().unwrap_or_default(), 0, shown.len())));
        }
        // A sheet has no cells where nothing was written; a text that lacks some may be cut.
        let is_text = self.delimiter.is_some();
        if is_text && cells.len() < width && cells.iter().any(|cell| !cell.trim().is_empty()) {
            self.short.count.fetch_add(1, Ordering::Relaxed);
            let _ = self.short.first.compare_exchange(0, line, Ordering::Relaxed, Ordering::Relaxed);
        }
        cells.resize(width, Cow::Borrowed(""));
        Ok((line, cells))
    }
}

fn short_rows(count: u64) -> Problem {
    let message = huashu_model::message!(
        "{count} 行的格数比表头少，缺的格按空格读取",
        "{count} rows have fewer cells than the header; the missing ones were read as empty"
    );
    let help = huashu_model::message!(
        "请检查导出是否完整；单元格里的换行、引号要放在引号里",
        "make sure that the export is complete; cells with line breaks or quotes must be quoted"
    );
    Problem::warning("input/short-rows", message).with_help(help)
}

/// Header names; a full-width comma separates them as well.
///
/// But a name may hold such a comma: it separates only what are names on both sides, or a header that is all one cell.
fn split_headers(cells: &[String], wanted: &Wanted<'_>) -> Vec<String> {
    let is_list =
        |cell: &str| cells.len() == 1 || cell.split('，').all(|name| (wanted.find)(name.trim()).is_some());
    let names = cells.iter().flat_map(|cell| match is_list(cell) && (wanted.find)(cell.trim()).is_none() {
        true => cell.split('，').map(|name| name.trim().to_owned()).collect(),
        false => vec![cell.trim().to_owned()],
    });
    names.collect()
}

fn fields(headers: &[String], wanted: &Wanted<'_>) -> Vec<Option<Field>> {
    let mut fields: Vec<Option<Field>> = headers.iter().map(|name| (wanted.find)(name)).collect();
    let is_weak = |name: &str| plain(name) == "id";
    let strong =
        headers.iter().zip(&fields).any(|(name, field)| *field == Some(Field::Conversation) && !is_weak(name));
    if strong {
        for (name, field) in headers.iter().zip(&mut fields) {
            if *field == Some(Field::Conversation) && is_weak(name) {
                *field = Some(Field::Message);
            }
        }
    }
    fields
}

fn no_text_column(headers: &[String], file: &Arc<str>, line: u64, options: &Options) -> Problem {
    let looked = options.columns.names_of(Field::Text);
    let plain_names: Vec<(String, &str)> = looked.iter().map(|name| (plain(name), *name)).collect();
    // What is no table may have a cell for every comma, and cells as long as the file.
    let likely = headers.iter().filter(|header| (1..=LONGEST_NAME).contains(&header.chars().take(99).count()));
    let likely: Vec<&str> = likely.take(MOST_HEADERS).map(String::as_str).collect();
    let near = likely
        .iter()
        .map(|header| (plain(header), *header))
        .flat_map(|(plain_header, header)| {
            let score = move |plain_name: &str| strsim::normalized_damerau_levenshtein(&plain_header, plain_name);
            plain_names.iter().map(move |(plain_name, name)| (score(plain_name), header, *name))
        })
        .filter(|(score, ..)| *score >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let rest = if likely.len() < headers.len() && !likely.is_empty() { "…" } else { "" };
    let (found, names) = (likely.join("、") + rest, looked.join("、"));
    let message = huashu_model::message!(
        "没有消息内容列；表头有：{found}",
        "no column holds the text; the header has: {found}"
    );
    let mut help = huashu_model::message!(
        "查找过的列名：{names}。可在 [input.columns] 中用 text = \"列名\" 指明；huashu inspect {file} 列出认出了什么",
        "names looked for: {names}. Name yours under [input.columns] as text = \"…\"; `huashu inspect {file}` shows what was recognised"
    );
    if let Some((_, header, name)) = near.filter(|(_, header, name)| header != name) {
        help = {
            let Message { zh, en } = help;
            huashu_model::message!(
                "「{header}」是否就是「{name}」？{zh}",
                "is `{header}` meant to be `{name}`? {en}"
            )
        };
    }
    let problem = Problem::error("input/no-text-column", message).at(file, line).with_help(help);
    let shown = headers.join(",");
    show(problem, &shown, 0, shown.len())
}
