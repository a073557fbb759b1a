//! Tables as they are: the rows of a workbook's sheets, or of a delimited text, whatever their columns mean.
//!
//! For what people fill in and hand back. Knows encodings and delimiters, and no messages.

use std::borrow::Cow;
use std::sync::Arc;

use crate::container;
use crate::record_limit::RecordLimit;
use crate::source::decode::Text;
use crate::source::messages::unreadable;
use crate::source::origin::Source;
use crate::table::plain::PlainTable;
use crate::table::tokenizer::CsvTokenizer;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Bytes looked at to tell what parts cells.
const HEAD: usize = 8 * 1024;

/// What came of reading tables.
#[derive(Debug, Default)]
pub struct PlainTables {
    /// The tables, in the order of the file.
    pub tables: Vec<PlainTable>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// What to know about the reading, such as a guessed encoding.
    pub remarks: Vec<Message>,
}

/// Reads every table of a file.
pub fn read_plain(source: &Source) -> PlainTables {
    let mut read = PlainTables::default();
    let text = match Text::open(source, None) {
        Ok(text) => text,
        Err(error) => {
            read.problems.push(unreadable(&source.name, &error));
            return read;
        }
    };
    match container::recognise(&text.magic) {
        Some(container) => match container::plain_tables(container, source) {
            Ok(tables) => read.tables = tables,
            Err(problem) => read.problems.push(*problem),
        },
        None => read_text(text, source, &mut read),
    }
    read
}

fn read_text(mut text: Text, source: &Source, read: &mut PlainTables) {
    let delimiter = delimiter(&String::from_utf8_lossy(text.head(HEAD)));
    let mut rows = Vec::new();
    let mut reader = CsvTokenizer::new(text, delimiter, true, RecordLimit::default());
    while let Some(row) = reader.next_row() {
        let cells: Vec<String> = row.cells().into_iter().map(Cow::into_owned).collect();
        if row.is_open {
            let message = huashu_model::message!(
                "这一行的引号没有收尾，后面的都成了一格",
                "a quote that opens on this line is never closed"
            );
            read.problems.push(Problem::error("input/open-quote", message).at(&source.name, row.line));
        }
        if row.is_too_long {
            read.problems.push(RecordLimit::default().problem(&source.name, row.line));
        }
        let names_delimiter = rows.is_empty() && cells.first().is_some_and(|cell| cell.starts_with("sep="));
        if !names_delimiter && cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((row.line, cells));
        }
    }
    let (problems, remarks) = reader.notes();
    read.problems.extend(problems);
    read.remarks.extend(remarks);
    read.tables.push(PlainTable { file: Arc::clone(&source.name), rows });
}

/// Returns what parts the cells of the first line that holds something; a comma where nothing does.
fn delimiter(head: &str) -> u8 {
    if let Some(named) = head.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(u8::is_ascii) {
        return named;
    }
    let line = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let unquoted: String = line.split('"').step_by(2).collect();
    let count = |delimiter: u8| unquoted.bytes().filter(|byte| *byte == delimiter).count();
    // The comma comes last, so that it wins a tie.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: impl Into<Vec<u8>>) -> Vec<(u64, Vec<String>)> {
        let read = read_plain(&Source::memory("t.csv", bytes));
        assert_eq!(read.problems, []);
        read.tables.into_iter().next().map(|table| table.rows).unwrap_or_default()
    }

    #[test]
    fn tables_are_read_whatever_parts_their_cells_and_in_any_encoding() {
        let wanted = [(1, vec!["指纹", "判定，对错"]), (2, vec!["ab", "对\n错"])];
        let wanted: Vec<(u64, Vec<String>)> =
            wanted.map(|(line, cells)| (line, cells.into_iter().map(str::to_owned).collect())).into();
        for delimiter in [",", ";", "\t", "|"] {
            let text = format!("指纹{delimiter}判定，对错\r\nab{delimiter}\"对\r\n错\"\r\n");
            assert_eq!(rows(text.clone()), wanted, "{delimiter}");
            assert_eq!(rows(format!("\u{feff}{text}")), wanted);
            assert_eq!(rows(encoding_rs::GB18030.encode(&text).0), wanted);
            let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(rows(utf16), wanted);
        }
        assert_eq!(
            rows("sep=;\n指纹;判定，对错\nab;\"对\n错\"").iter().map(|row| row.0).collect::<Vec<_>>(),
            [2, 3]
        );
    }
}
