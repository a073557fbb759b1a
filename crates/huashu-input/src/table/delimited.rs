//! Rows of comma- or tab-separated values: delimiter, quotes and lines.

use std::borrow::Cow;

use crate::options::Options;
use crate::record::columns::Field;
use crate::source::decode::Text;
use crate::source::origin::Source;
use crate::table::cells::HEADER_WITHIN;
use crate::table::cells::{CellRows, RowResult};
use crate::table::tokenizer::CsvTokenizer;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// The rows of a delimited text.
pub(crate) struct DelimitedRows<'o> {
    reader: CsvTokenizer,
    delimiter: u8,
    source: Source,
    options: &'o Options,
    /// Quotes are taken literally, since one was never closed.
    recovered: bool,
    /// The column that says who speaks.
    speaker: Option<usize>,
}

impl CellRows for DelimitedRows<'_> {
    fn next_row(&mut self) -> Option<RowResult<'_>> {
        let recovered = self.recovered;
        let row = self.reader.next_row()?;
        let line = row.line;
        if !recovered && (row.is_open || self.swallows_rows()) {
            return Some(Err(Box::new(self.recover(line))));
        }
        if self.reader.row().is_too_long {
            return Some(Err(Box::new(self.options.max_record.problem(&self.source.name, line))));
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

    fn is_at_end(&mut self) -> bool {
        self.reader.is_at_end()
    }

    fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        self.reader.notes()
    }

    fn delimiter(&self) -> Option<u8> {
        Some(self.delimiter)
    }

    fn set_columns(&mut self, fields: &[Option<Field>]) {
        let speaks = |field: &Option<Field>| matches!(field, Some(Field::Role | Field::Sender));
        self.speaker = fields.iter().position(speaks).filter(|_| fields.len() >= 3);
    }
}

impl<'o> DelimitedRows<'o> {
    pub(crate) fn new(source: &Source, text: Text, delimiter: u8, options: &'o Options) -> Self {
        let reader = CsvTokenizer::new(text, delimiter, true, options.max_record);
        DelimitedRows { reader, delimiter, source: source.clone(), options, recovered: false, speaker: None }
    }

    /// Returns whether a cell of the row holds whole rows: a stray quote opened it, and the next one closed it.
    fn swallows_rows(&self) -> bool {
        let Some(speaker) = self.speaker else { return false };
        let is_row = |line: &str| {
            let word = line.split(char::from(self.delimiter)).nth(speaker);
            word.is_some_and(|word| self.options.roles.find_speaker(word.trim()).is_some())
        };
        self.reader.row().has_breaks()
            && self.reader.row().cells().iter().any(|cell| cell.lines().skip(1).any(is_row))
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
                self.reader = CsvTokenizer::new(text, self.delimiter, false, self.options.max_record);
                self.reader.skip_lines(line);
            }
            None => help = huashu_model::message!("其后各行没有读取", "the lines after it were not read"),
        }
        self.recovered = true;
        Problem::error("input/open-quote", message).at(&self.source.name, line).with_help(help)
    }
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
