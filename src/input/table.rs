//! Tables of comma- or tab-separated values: delimiter, header, quotes and lines.
//!
//! Knows Excel's habits and nothing of messages; `csv` and `canned` say what
//! the columns are for.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::columns::{Field, plain};
use super::decode::Text;
use super::{Options, Source, trouble};
use crate::language::Language;
use crate::problem::Problem;

/// Rows in which the header is looked for; exports like to put a title first.
const HEADER_WITHIN: usize = 10;

/// Most header names that a problem speaks of, and the longest of them in characters.
const MOST_HEADERS: usize = 100;
const LONGEST_NAME: usize = 40;

/// A table whose header has been found.
pub(super) struct Table<'o> {
    reader: ::csv::Reader<TextReader>,
    record: ::csv::StringRecord,
    delimiter: u8,
    pub(super) headers: Vec<String>,
    /// What each column holds.
    pub(super) fields: Vec<Option<Field>>,
    source: Source,
    options: &'o Options,
    /// Lines passed before this reader began.
    before: u64,
    /// Rows read while looking for a header that is not there.
    pending: VecDeque<(u64, Vec<String>)>,
    recovered: bool,
}

/// One row, or why it could not be read.
pub(super) type RowResult = Result<(u64, Vec<String>), Box<Problem>>;

/// What a header must have, and what its names stand for.
pub(super) struct Wanted<'w> {
    /// Returns what a column of this name holds.
    pub(super) find: &'w dyn Fn(&str) -> Option<Field>,
    /// A single column without a known header holds texts.
    pub(super) single_column: bool,
}

impl<'o> Table<'o> {
    /// Opens a table and finds its header; a table without a text column is a problem.
    pub(super) fn open(
        source: &Source,
        text: Text,
        delimiter: u8,
        options: &'o Options,
        wanted: &Wanted<'_>,
    ) -> Result<Table<'o>, Box<Problem>> {
        let mut table = Table {
            reader: reader(text, delimiter, true),
            record: ::csv::StringRecord::new(),
            delimiter,
            headers: Vec::new(),
            fields: Vec::new(),
            source: source.clone(),
            options,
            before: 0,
            pending: VecDeque::new(),
            recovered: false,
        };
        let mut first: Option<(u64, Vec<String>)> = None;
        for _ in 0..HEADER_WITHIN {
            let Some(row) = table.read_row() else { break };
            let (line, cells) = row?;
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
    pub(super) fn next_row(&mut self) -> Option<RowResult> {
        let row = match self.pending.pop_front() {
            Some(row) => Ok(row),
            None => self.read_row()?,
        };
        Some(row.and_then(|(line, cells)| self.fit(line, cells)))
    }

    /// Takes the problems and remarks of decoding.
    pub(super) fn notes(&mut self) -> (Vec<Problem>, Vec<String>) {
        let text = &mut self.reader.get_mut().text;
        (std::mem::take(&mut text.problems), text.remarks.drain(..).collect())
    }

    fn read_row(&mut self) -> Option<RowResult> {
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                let error = io::Error::other(error.to_string());
                let problem = trouble::unreadable(self.options.language, &self.source.name, &error);
                return Some(Err(Box::new(problem)));
            }
        }
        // Where the record begins is told from where it ended: `csv` counts blank lines before a record as its own.
        let inside = self.record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let (line, byte) = (self.reader.position().line(), self.reader.position().byte());
        // A carriage return ends a record without ending a line.
        let own_end = u64::from(!self.reader.get_mut().is_return(byte.saturating_sub(1)));
        let line = (self.before + line).saturating_sub(inside + own_end);
        if self.is_open_quote() {
            return Some(Err(Box::new(self.recover(line + 1))));
        }
        let mut cells: Vec<String> = self.record.iter().map(str::to_owned).collect();
        if self.recovered {
            for cell in &mut cells {
                if let Some(bare) = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                    *cell = bare.replace("\"\"", "\"");
                }
            }
        }
        Some(Ok((line, cells)))
    }

    /// Returns whether the last record ran to the end of the file because a quote was never closed.
    fn is_open_quote(&self) -> bool {
        let reader = self.reader.get_ref();
        let runs_on = self.record.iter().next_back().is_some_and(|cell| cell.contains('\n'));
        !self.recovered && runs_on && reader.ended && !reader.ends_in_quote
    }

    /// Goes on behind a quote that was never closed, taking quotes literally from there.
    fn recover(&mut self, line: u64) -> Problem {
        let language = self.options.language;
        let message = match language {
            Language::Chinese => "这一行的引号没有收尾".to_owned(),
            Language::English => "a quote that opens on this line is never closed".to_owned(),
        };
        let mut help =
            language.pick("其后各行的引号按普通字符读取", "quotes after this line were read as plain characters");
        let reopened = if self.source.can_reopen() { Text::open(&self.source, self.options).ok() } else { None };
        match reopened {
            Some(mut text) => {
                text.problems.clear();
                text.remarks.clear();
                let mut rest = TextReader::new(text);
                rest.skip_lines(line);
                self.reader = builder(self.delimiter, false).from_reader(rest);
                self.before = line;
            }
            None => help = language.pick("其后各行没有读取", "the lines after it were not read"),
        }
        self.recovered = true;
        Problem::error("input/open-quote", message).at(&self.source.name, line).with_help(help)
    }

    fn fit(&self, line: u64, mut cells: Vec<String>) -> RowResult {
        let width = self.headers.len();
        while cells.len() > width && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() > width && self.fields.last() == Some(&Some(Field::Text)) {
            // A text in the last column may hold the delimiter without harm.
            let rest = cells.split_off(width.saturating_sub(1));
            cells.push(rest.join(&char::from(self.delimiter).to_string()));
        }
        if cells.len() > width {
            let message = match self.options.language {
                Language::Chinese => format!("这一行有 {} 格，表头只有 {width} 格", cells.len()),
                Language::English => format!("this row has {} cells, the header {width}", cells.len()),
            };
            let help =
                self.options.language.pick("含有分隔符的文本要加引号", "texts that hold the delimiter need quotes");
            let problem = Problem::error("input/ragged-row", message).at(&self.source.name, line).with_help(help);
            let shown = cells.join(&char::from(self.delimiter).to_string());
            return Err(Box::new(trouble::show(problem, shown.lines().next().unwrap_or_default(), 0, shown.len())));
        }
        cells.resize(width, String::new());
        Ok((line, cells))
    }
}

fn builder(delimiter: u8, quoting: bool) -> ::csv::ReaderBuilder {
    let mut builder = ::csv::ReaderBuilder::new();
    builder.delimiter(delimiter).quoting(quoting).flexible(true).has_headers(false);
    builder
}

fn reader(text: Text, delimiter: u8, quoting: bool) -> ::csv::Reader<TextReader> {
    builder(delimiter, quoting).from_reader(TextReader::new(text))
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
    let message = match options.language {
        Language::Chinese => format!("没有消息内容列；表头有：{found}"),
        Language::English => format!("no column holds the text; the header has: {found}"),
    };
    let mut help = match options.language {
        Language::Chinese => format!("查找过的列名：{names}。可在 [input.columns] 中用 text = \"列名\" 指明"),
        Language::English => format!("names looked for: {names}. Name yours under [input.columns] as text = \"…\""),
    };
    if let Some((_, header, name)) = near {
        help = match options.language {
            Language::Chinese => format!("「{header}」是否就是「{name}」？{help}"),
            Language::English => format!("is `{header}` meant to be `{name}`? {help}"),
        };
    }
    let problem = Problem::error("input/no-text-column", message).at(&source.name, line).with_help(help);
    let shown = headers.join(",");
    trouble::show(problem, &shown, 0, shown.len())
}

/// Returns the delimiter that gives the first lines the most columns with known names.
pub(super) fn delimiter(head: &str, options: &Options) -> u8 {
    if let Some(named) = head.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
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
pub(super) fn count_known(line: &str, delimiter: u8, options: &Options) -> (usize, usize) {
    let cells: Vec<&str> = line.split(char::from(delimiter)).collect();
    let known = cells.iter().filter(|cell| options.columns.find(cell.trim().trim_matches('"')).is_some()).count();
    (known, cells.len())
}

/// Reads a text as bytes, for the `csv` crate: every line ends in a line feed alone, the last one too.
struct TextReader {
    text: Text,
    buffer: String,
    position: usize,
    ended: bool,
    ends_in_quote: bool,
    ends_in_line: bool,
    /// A carriage return at the end of a piece, whose line feed may come next.
    held_return: bool,
    /// Bytes before `buffer`, and how many were skipped before the first was read.
    passed: u64,
    skipped: u64,
    /// Where carriage returns stand by themselves, among the bytes passed and those in `buffer`.
    returns: VecDeque<u64>,
}

impl TextReader {
    fn new(text: Text) -> Self {
        TextReader {
            text,
            buffer: String::new(),
            position: 0,
            ended: false,
            ends_in_quote: false,
            ends_in_line: true,
            held_return: false,
            passed: 0,
            skipped: 0,
            returns: VecDeque::new(),
        }
    }

    fn fill(&mut self) -> bool {
        while self.position >= self.buffer.len() && !self.ended {
            self.passed += self.buffer.len() as u64;
            self.buffer.clear();
            self.position = 0;
            self.ended = !self.text.fill_text(&mut self.buffer);
            self.unify_line_ends();
            if let Some(last) = self.buffer.trim_end().chars().next_back() {
                self.ends_in_quote = last == '"';
            }
        }
        self.position < self.buffer.len()
    }

    fn unify_line_ends(&mut self) {
        if std::mem::take(&mut self.held_return) {
            self.buffer.insert(0, '\r');
        }
        if !self.ended && self.buffer.ends_with('\r') {
            self.buffer.pop();
            self.held_return = true;
        }
        if memchr::memchr(b'\r', self.buffer.as_bytes()).is_some() {
            self.buffer = self.buffer.replace("\r\n", "\n");
            let alone = memchr::memchr_iter(b'\r', self.buffer.as_bytes());
            self.returns.extend(alone.map(|at| self.passed + at as u64));
        }
        if let Some(last) = self.buffer.as_bytes().last() {
            self.ends_in_line = *last == b'\n';
        }
        if self.ended && !self.ends_in_line {
            self.buffer.push('\n');
            self.ends_in_line = true;
        }
    }

    /// Returns whether a carriage return stands at a byte of what was read; asked in ascending order.
    fn is_return(&mut self, byte: u64) -> bool {
        let byte = self.skipped + byte;
        while self.returns.front().is_some_and(|at| *at < byte) {
            self.returns.pop_front();
        }
        self.returns.front() == Some(&byte)
    }

    fn skip_lines(&mut self, count: u64) {
        for _ in 0..count {
            loop {
                if !self.fill() {
                    return;
                }
                match memchr::memchr(b'\n', &self.buffer.as_bytes()[self.position..]) {
                    Some(length) => {
                        self.position += length + 1;
                        break;
                    }
                    None => self.position = self.buffer.len(),
                }
            }
        }
        self.skipped = self.passed + self.position as u64;
    }
}

impl Read for TextReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.fill() {
            return Ok(0);
        }
        let rest = &self.buffer.as_bytes()[self.position..];
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.position += length;
        Ok(length)
    }
}
