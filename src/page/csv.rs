//! One table as CSV that spreadsheets open rightly and run nothing of.

use std::io;

use csv::{Terminator, WriterBuilder};

use super::content::{Cell, Table};
use super::format::plain;

/// Without it, Excel takes the file for the system's old encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
/// Digits beyond which Excel rounds a number.
const LONGEST_NUMBER: usize = 11;

/// Returns the table as CSV: numbers as they are, shares from 0 to 1, nothing where nothing is known.
pub fn csv(table: &Table) -> io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(&table.columns)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| field(cell, row)))?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn field(cell: &Cell, row: &[Cell]) -> String {
    match cell {
        Cell::Empty | Cell::Line(_) => String::new(),
        Cell::Share(value) => format!("{value:.4}"),
        Cell::Change(value) => format!("{value:.2}"),
        Cell::Text(_) | Cell::Quote(_) => inert(plain(cell, row)),
        Cell::Count(_) | Cell::Decimal(_) => plain(cell, row),
    }
}

/// Returns words that a spreadsheet neither runs as a formula nor rounds as a number.
fn inert(text: String) -> String {
    let is_formula = text.trim_start().starts_with(|c: char| "=+-@＝＋－＠".contains(c));
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_rounded = is_digits && (text.len() > LONGEST_NUMBER || text.len() > 1 && text.starts_with('0'));
    if is_formula || is_rounded { format!("'{text}") } else { text }
}
