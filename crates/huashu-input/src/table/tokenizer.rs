//! Cutting a table into rows and cells: delimiters, quotes, line ends.
//!
//! Quotes are read as spreadsheets write them: around a whole cell, doubled
//! inside of it. Knows no header and no messages.

use std::borrow::Cow;

use crate::record_limit::RecordLimit;
use crate::source::decode::Text;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Reads rows. Every line ends in a line feed or a carriage return; blank lines are passed over.
pub(crate) struct CsvTokenizer {
    pub(crate) text: Text,
    delimiter: u8,
    quoting: bool,
    buffer: String,
    position: usize,
    /// The line of `position`, counting from 1.
    line: u64,
    ended: bool,
    ends_in_quote: bool,
    cells: Vec<Cell>,
    /// The row cut last.
    row: RowState,
    /// The longest row that is given on.
    most: RecordLimit,
}

/// What is known of the row cut last.
#[derive(Debug, Clone, Copy)]
struct RowState {
    /// The line on which it begins, counting from 1.
    line: u64,
    /// A quote is open at its end.
    is_open: bool,
    is_too_long: bool,
}

/// Bytes of the buffer.
#[derive(Debug, Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    /// Whether it begins with a quote.
    is_quoted: bool,
    /// Quotes stand inside, doubled or behind the closing one.
    has_quotes: bool,
}

/// The cells of one row.
pub(crate) struct CellRow<'r> {
    /// The line on which the row begins, counting from 1.
    pub(crate) line: u64,
    /// A quote is open at the end of the file.
    pub(crate) is_open: bool,
    /// It is longer than a record may be, and its cells were not kept.
    pub(crate) is_too_long: bool,
    buffer: &'r str,
    cells: &'r [Cell],
}

/// Where a row ends.
struct End {
    next: usize,
    is_open: bool,
}

impl CsvTokenizer {
    /// Reads a text of rows of at most `most` bytes; without `quoting`, quotes are characters like others.
    pub(crate) fn new(text: Text, delimiter: u8, quoting: bool, most: RecordLimit) -> Self {
        CsvTokenizer {
            text,
            delimiter,
            quoting,
            buffer: String::new(),
            position: 0,
            line: 1,
            ended: false,
            ends_in_quote: false,
            cells: Vec::new(),
            row: RowState { line: 1, is_open: false, is_too_long: false },
            most,
        }
    }

    /// Returns whether no row is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        loop {
            self.skip_line_ends();
            if self.position < self.buffer.len() {
                return false;
            }
            if self.ended {
                return true;
            }
            self.fill();
        }
    }

    /// Returns the next row.
    pub(crate) fn next_row(&mut self) -> Option<CellRow<'_>> {
        let end = loop {
            self.skip_line_ends();
            if self.position < self.buffer.len()
                && let Some(end) = self.split()
            {
                break end;
            }
            if self.ended && self.position >= self.buffer.len() {
                return None;
            }
            if self.most.is_exceeded_by(self.buffer.len() - self.position) {
                return Some(self.pass_over());
            }
            self.fill();
        };
        self.row = RowState {
            line: self.line,
            is_open: end.is_open && !self.ends_in_quote,
            is_too_long: self.most.is_exceeded_by(end.next - self.position),
        };
        if self.cells.iter().any(|cell| cell.is_quoted) {
            self.advance(end.next);
        } else {
            self.line += u64::from(self.buffer.as_bytes().get(end.next.wrapping_sub(1)) == Some(&b'\n'));
            self.position = end.next;
        }
        Some(self.row())
    }

    /// Returns the row returned last once more.
    pub(crate) fn row(&self) -> CellRow<'_> {
        let RowState { line, is_open, is_too_long } = self.row;
        CellRow { line, is_open, is_too_long, buffer: &self.buffer, cells: &self.cells }
    }

    /// Passes over the row at the position, however long it is, of which nothing is kept.
    fn pass_over(&mut self) -> CellRow<'_> {
        let line = self.line;
        self.cells.clear();
        let mut passing = Passing { quoting: self.quoting, at: At::Start };
        loop {
            let rest = &self.buffer.as_bytes()[self.position..];
            if let Some(length) = passing.end(rest, self.delimiter) {
                self.advance(self.position + length);
                passing.at = At::Start;
                break;
            }
            self.advance(self.buffer.len());
            if self.ended {
                break;
            }
            self.fill();
        }
        let is_open = matches!(passing.at, At::Quoted) && !self.ends_in_quote;
        self.row = RowState { line, is_open, is_too_long: true };
        self.row()
    }

    /// Passes over so many lines.
    pub(crate) fn skip_lines(&mut self, count: u64) {
        while self.line <= count {
            match memchr::memchr(b'\n', &self.buffer.as_bytes()[self.position..]) {
                Some(length) => self.advance(self.position + length + 1),
                None if self.ended => return self.advance(self.buffer.len()),
                None => {
                    self.position = self.buffer.len();
                    self.fill();
                }
            }
        }
    }

    /// Takes the problems and remarks of decoding.
    pub(crate) fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        (std::mem::take(&mut self.text.problems), self.text.remarks.drain(..).collect())
    }

    fn advance(&mut self, to: usize) {
        self.line += memchr::memchr_iter(b'\n', &self.buffer.as_bytes()[self.position..to]).count() as u64;
        self.position = to;
    }

    fn skip_line_ends(&mut self) {
        while let Some(byte @ (b'\n' | b'\r')) = self.buffer.as_bytes().get(self.position) {
            self.line += u64::from(*byte == b'\n');
            self.position += 1;
        }
    }

    /// Finds the cells of the row at the position; `None` when more text is needed to tell.
    fn split(&mut self) -> Option<End> {
        let bytes = self.buffer.as_bytes();
        let mut at = self.position;
        self.cells.clear();
        loop {
            let mut cell = Cell { start: at, end: at, is_quoted: false, has_quotes: false };
            if self.quoting && bytes.get(at) == Some(&b'"') {
                cell.start += 1;
                cell.is_quoted = true;
                let Some(close) = closing_quote(bytes, &mut cell, self.ended) else {
                    if !self.ended {
                        return None;
                    }
                    cell.end = bytes.len();
                    self.cells.push(cell);
                    return Some(End { next: bytes.len(), is_open: true });
                };
                cell.end = close;
                at = close + 1;
            }
            let length = memchr::memchr3(self.delimiter, b'\n', b'\r', &bytes[at..]);
            let end = match length {
                Some(length) => at + length,
                None if self.ended => bytes.len(),
                None => return None,
            };
            if !cell.is_quoted {
                cell.end = end;
            } else if end > at {
                // Something stands behind the closing quote.
                cell.has_quotes = true;
                cell.end = end;
            }
            self.cells.push(cell);
            if bytes.get(end) != Some(&self.delimiter) {
                return Some(End { next: (end + 1).min(bytes.len()), is_open: false });
            }
            at = end + 1;
        }
    }

    /// Reads more text behind what is left; twice as much each time, so that a long row is not split again and again.
    fn fill(&mut self) {
        self.buffer.drain(..self.position);
        self.position = 0;
        let wanted = (self.buffer.len() * 2).min(self.most.bytes()).max(self.buffer.len()) + 1;
        while !self.ended && self.buffer.len() < wanted {
            self.ended = !self.text.fill_text(&mut self.buffer);
        }
        if self.ended && !self.buffer.is_empty() && !self.buffer.ends_with('\n') {
            self.buffer.push('\n');
        }
        if let Some(last) = self.buffer.trim_end().bytes().next_back() {
            self.ends_in_quote = last == b'"';
        }
    }
}

/// Finds the quote that closes a cell, and notes doubled ones; `None` when the text ends before.
fn closing_quote(bytes: &[u8], cell: &mut Cell, ended: bool) -> Option<usize> {
    let mut from = cell.start;
    loop {
        let quote = from + memchr::memchr(b'"', bytes.get(from..)?)?;
        match bytes.get(quote + 1) {
            Some(b'"') => {
                cell.has_quotes = true;
                from = quote + 2;
            }
            // The next quote may come with the next piece.
            None if !ended => return None,
            _ => return Some(quote),
        }
    }
}

/// The end of a row of which nothing is kept.
struct Passing {
    quoting: bool,
    at: At,
}

/// Where in a row it stands.
enum At {
    /// Where a cell begins.
    Start,
    /// In a cell without quotes, or behind the quotes of one.
    Bare,
    Quoted,
    /// Behind a quote that closes the cell, unless another follows.
    Quote,
}

impl Passing {
    /// Returns where the row ends in the next piece of it, behind its line end; `None` when it goes on.
    fn end(&mut self, piece: &[u8], delimiter: u8) -> Option<usize> {
        for (at, byte) in piece.iter().enumerate() {
            self.at = match (&self.at, *byte) {
                (At::Start, b'"') if self.quoting => At::Quoted,
                (At::Quote, b'"') => At::Quoted,
                (At::Quoted, b'"') => At::Quote,
                (At::Quoted, _) => At::Quoted,
                (_, b'\n' | b'\r') => return Some(at + 1),
                (_, byte) if byte == delimiter => At::Start,
                _ => At::Bare,
            };
        }
        None
    }
}

impl<'r> CellRow<'r> {
    /// Returns whether a cell goes over several lines.
    pub(crate) fn has_breaks(&self) -> bool {
        let quoted = self.cells.iter().filter(|cell| cell.is_quoted);
        quoted.into_iter().any(|cell| self.buffer.get(cell.start..cell.end).is_some_and(|text| text.contains('\n')))
    }

    /// Returns the texts of the cells.
    pub(crate) fn cells(&self) -> Vec<Cow<'r, str>> {
        let text = |cell: &Cell| {
            let raw = self.buffer.get(cell.start..cell.end).unwrap_or_default();
            let text = if cell.has_quotes { Cow::Owned(unquote(raw)) } else { Cow::Borrowed(raw) };
            // Outside of quotes there are no line ends.
            if cell.is_quoted && text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { text }
        };
        self.cells.iter().map(text).collect()
    }
}

/// Resolves the quotes of a cell whose opening quote has been passed.
///
/// What stands behind the closing quote is taken as it is.
fn unquote(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(quote) = rest.find('"') {
        out.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                out.push('"');
                rest = after;
            }
            None => break,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Source;

    fn rows(table: &str) -> Vec<(u64, Vec<String>)> {
        let text = Text::open(&Source::memory("t.csv", table), None).expect("is in memory");
        let mut reader = CsvTokenizer::new(text, b',', true, RecordLimit::default());
        let mut rows = Vec::new();
        while let Some(row) = reader.next_row() {
            rows.push((row.line, row.cells().into_iter().map(Cow::into_owned).collect()));
        }
        rows
    }

    #[test]
    fn quotes_lines_and_delimiters() {
        let expected = [(1, vec!["a", "b\nc", ""]), (4, vec!["d\"e", "f\"g", "h i"]), (5, vec!["", "x"])];
        let expected: Vec<_> =
            expected.map(|(line, cells)| (line, cells.into_iter().map(str::to_owned).collect())).into();
        assert_eq!(rows("a,\"b\r\nc\",\r\n\r\n\"d\"\"e\",f\"g,\"h\" i\r\n,x"), expected);
    }

    proptest! {
        #[test]
        fn rows_are_cut_as_the_csv_crate_cuts_them(table in "([a好]|,|\"|\"\"|\n|\r\n| ){0,40}") {
            let unified = format!("{}\n", table.replace("\r\n", "\n"));
            let mut builder = ::csv::ReaderBuilder::new();
            let mut reader = builder.flexible(true).has_headers(false).from_reader(unified.as_bytes());
            let expected: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.expect("is UTF-8").iter().map(str::to_owned).collect())
                .collect();
            let mut found: Vec<Vec<String>> = rows(&table).into_iter().map(|(_, cells)| cells).collect();
            // The line end that was added belongs to a quote left open, with the csv crate and here.
            if table.ends_with('\n') && expected != found {
                let last = found.last_mut().and_then(|row| row.last_mut());
                if let Some(last) = last { last.push('\n') }
            }
            prop_assert_eq!(found, expected);
        }
    }
}
