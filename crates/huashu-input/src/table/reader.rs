//! Tables of comma- or tab-separated values: delimiter, header, quotes and lines.
//!
//! Knows Excel's habits and nothing of messages; `csv` and `canned` say what
//! the columns are for.

use std::borrow::Cow;
use std::sync::Arc;

use crate::options::Options;
use crate::record::columns::{Field, plain};
use crate::source::decode::Text;
use crate::source::messages::show;
use crate::source::origin::Source;
use crate::table::tokenizer::CsvTokenizer;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Rows in which the header is looked for; exports like to put a title first.
const HEADER_WITHIN: usize = 10;

/// Most header names that a problem speaks of, and the longest of them in characters.
const MOST_HEADERS: usize = 100;
const LONGEST_NAME: usize = 40;

/// A table whose header has been found.
pub(crate) struct Table<'o> {
    reader: CsvTokenizer,
    delimiter: u8,
    pub(crate) headers: Vec<String>,
    /// What each column holds.
    pub(crate) fields: Vec<Option<Field>>,
    source: Source,
    options: &'o Options,
    /// Rows read while looking for a header that is not there.
    pending: std::collections::VecDeque<(u64, Vec<String>)>,
    recovered: bool,
}

/// One row, or why it could not be read.
pub(crate) type RowResult<'r> = Result<(u64, Vec<Cow<'r, str>>), Box<Problem>>;

/// What a header must have, and what its names stand for.
pub(crate) struct Wanted<'w> {
    /// Returns what a column of this name holds.
    pub(crate) find: &'w dyn Fn(&str) -> Option<Field>,
    /// A single column without a known header holds texts.
    pub(crate) single_column: bool,
}

impl<'o> Table<'o> {
    /// Opens a table and finds its header; a table without a text column is a problem.
    pub(crate) fn open(
        source: &Source,
        text: Text,
        delimiter: u8,
        options: &'o Options,
        wanted: &Wanted<'_>,
    ) -> Result<Table<'o>, Box<Problem>> {
        let mut table = Table {
            reader: CsvTokenizer::new(text, delimiter, true),
            delimiter,
            headers: Vec::new(),
            fields: Vec::new(),
            source: source.clone(),
            options,
            pending: std::collections::VecDeque::new(),
            recovered: false,
        };
        let mut first: Option<(u64, Vec<String>)> = None;
        for _ in 0..HEADER_WITHIN {
            let Some(row) = table.read_row() else { break };
            let (line, cells) = row?;
            let cells: Vec<String> = cells.into_iter().map(Cow::into_owned).collect();
            let headers = split_headers(&cells);
            let fields = fields(&headers, wanted);
            let known = fields.iter().flatten().count();
            let enough =
                known >= 2 || headers.len() == 1 || headers.iter().filter(|cell| !cell.is_empty()).count() == known;
            if fields.contains(&Some(Field::Text)) && enough {
                table.headers = headers;
                table.fields = fields;
                table.pending.clear();
                return Ok(table);
            }
            table.pending.push_back((line, cells.clone()));
            first.get_or_insert((line, cells));
        }
        let (line, headers) = first.unwrap_or((1, Vec::new()));
        if wanted.single_column && headers.len() == 1 {
            table.headers = vec![String::new()];
            table.fields = vec![Some(Field::Text)];
            return Ok(table);
        }
        Err(Box::new(no_text_column(&split_headers(&headers), source, line, options)))
    }

    /// Returns the next row with as many cells as there are headers; blank rows are left to the caller.
    pub(crate) fn next_row(&mut self) -> Option<RowResult<'_>> {
        let shape = Shape {
            width: self.headers.len(),
            ends_in_text: self.fields.last() == Some(&Some(Field::Text)),
            delimiter: self.delimiter,
        };
        let file = Arc::clone(&self.source.name);
        let row = match self.pending.pop_front() {
            Some((line, cells)) => Ok((line, cells.into_iter().map(Cow::Owned).collect())),
            None => self.read_row()?,
        };
        Some(row.and_then(|(line, cells)| shape.fit(line, cells, &file)))
    }

    /// Returns whether no row is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.pending.is_empty() && self.reader.is_at_end()
    }

    /// Takes the problems and remarks of decoding.
    pub(crate) fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        self.reader.notes()
    }

    fn read_row(&mut self) -> Option<RowResult<'_>> {
        let recovered = self.recovered;
        let row = self.reader.next_row()?;
        if row.is_open && !recovered {
            let line = row.line;
            return Some(Err(Box::new(self.recover(line))));
        }
        let row = self.reader.row();
        let mut cells = row.cells();
        if recovered {
            for cell in &mut cells {
                if let Some(bare) = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                    *cell = Cow::Owned(bare.replace("\"\"", "\""));
                }
            }
        }
        Some(Ok((row.line, cells)))
    }

    /// Goes on behind a quote that was never closed, taking quotes literally from there.
    fn recover(&mut self, line: u64) -> Problem {
        let message =
            huashu_model::message!("这一行的引号没有收尾", "a quote that opens on this line is never closed");
        let mut help = huashu_model::message!(
            "其后各行的引号按普通字符读取",
            "quotes after this line were read as plain characters"
        );
        let reopened =
            if self.source.can_reopen() { Text::open(&self.source, self.options.encoding).ok() } else { None };
        match reopened {
            Some(mut text) => {
                text.problems.clear();
                text.remarks.clear();
                self.reader = CsvTokenizer::new(text, self.delimiter, false);
                self.reader.skip_lines(line);
            }
            None => help = huashu_model::message!("其后各行没有读取", "the lines after it were not read"),
        }
        self.recovered = true;
        Problem::error("input/open-quote", message).at(&self.source.name, line).with_help(help)
    }
}

/// What rows are to look like.
struct Shape {
    width: usize,
    ends_in_text: bool,
    delimiter: u8,
}

impl Shape {
    /// Returns a row with as many cells as there are headers.
    fn fit<'r>(&self, line: u64, mut cells: Vec<Cow<'r, str>>, file: &Arc<str>) -> RowResult<'r> {
        let width = self.width;
        while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() > width && self.ends_in_text {
            // A text in the last column may hold the delimiter without harm.
            let rest = cells.split_off(width.saturating_sub(1));
            cells.push(Cow::Owned(rest.join(&*char::from(self.delimiter).to_string())));
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
            let shown = cells.join(&*char::from(self.delimiter).to_string());
            return Err(Box::new(show(problem, shown.lines().next().unwrap_or_default(), 0, shown.len())));
        }
        cells.resize(width, Cow::Borrowed(""));
        Ok((line, cells))
    }
}

/// Header names; a full-width comma separates them as well.
fn split_headers(cells: &[String]) -> Vec<String> {
    cells.iter().flat_map(|cell| cell.split('，')).map(|name| name.trim().to_owned()).collect()
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

fn no_text_column(headers: &[String], source: &Source, line: u64, options: &Options) -> Problem {
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
        "查找过的列名：{names}。可在 [input.columns] 中用 text = \"列名\" 指明",
        "names looked for: {names}. Name yours under [input.columns] as text = \"…\""
    );
    if let Some((_, header, name)) = near {
        help = {
            let Message { zh, en } = help;
            huashu_model::message!(
                "「{header}」是否就是「{name}」？{zh}",
                "is `{header}` meant to be `{name}`? {en}"
            )
        };
    }
    let problem = Problem::error("input/no-text-column", message).at(&source.name, line).with_help(help);
    let shown = headers.join(",");
    show(problem, &shown, 0, shown.len())
}

/// Returns the delimiter that gives the first lines the most columns with known names.
pub(crate) fn delimiter(head: &str, options: &Options) -> u8 {
    if let Some(named) = head.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(u8::is_ascii) {
        return named;
    }
    let score = |delimiter: u8| {
        let lines = head.lines().filter(|line| !line.trim().is_empty()).take(HEADER_WITHIN);
        lines.map(|line| count_known(line, delimiter, options)).max().unwrap_or_default()
    };
    // The comma comes last, so that it wins a tie.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

/// Returns how many known names a line has when it is cut at a delimiter, then how many cells.
pub(crate) fn count_known(line: &str, delimiter: u8, options: &Options) -> (usize, usize) {
    let cells: Vec<&str> = line.split(char::from(delimiter)).collect();
    let known = cells.iter().filter(|cell| options.columns.find(cell.trim().trim_matches('"')).is_some()).count();
    (known, cells.len())
}
