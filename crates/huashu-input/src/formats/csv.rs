//! CSV and TSV: one message a row.

use crate::chunk::Chunks;
use crate::format::{Format, Head, Input};
use crate::record::columns::Field;
use crate::source::decode::Text;
use crate::table::cells::CellRows;
use crate::table::cells::HEADER_WITHIN;
use crate::table::delimited::{DelimitedRows, count_known, delimiter};
use crate::table::messages;

/// Comma-separated values; semicolons, bars and tabs are recognised too.
pub(crate) struct Csv;
/// Tab-separated values.
pub(crate) struct Tsv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        head.extension == "csv" || [b',', b';', b'|'].into_iter().any(|delimiter| looks_like_table(head, delimiter))
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let delimiter = delimiter(&input.head, input.options);
        read(input, delimiter)
    }
}

impl Format for Tsv {
    fn name(&self) -> &'static str {
        "tsv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tsv", "tab"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        self.extensions().contains(&head.extension) || looks_like_table(head, b'\t')
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        read(input, b'\t')
    }
}

/// Returns whether one of the first lines is a header: names we know, one of them the text's.
fn looks_like_table(head: &Head<'_>, delimiter: u8) -> bool {
    head.lines().take(HEADER_WITHIN).enumerate().any(|(index, line)| {
        let mut names = line.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"'));
        let (known, cells) = count_known(line, delimiter, head.options);
        // Below the first line, which may be a title, two names are too easily a sentence.
        known >= if index == 0 { 2 } else { 3 }
            && known * 2 >= cells
            && names.any(|name| head.options.columns.find(name) == Some(Field::Text))
    })
}

fn read(input: Input<'_>, delimiter: u8) -> Chunks<'_> {
    let Input { source, text, options, .. } = input;
    let rows = Box::new(DelimitedRows::new(&source, text, delimiter, options));
    let again = source.clone();
    messages::read(source, options, rows, move || {
        let text = Text::open(&again, options.encoding)?;
        Ok(Box::new(DelimitedRows::new(&again, text, delimiter, options)) as Box<dyn CellRows>)
    })
}
