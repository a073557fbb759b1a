//! Canned replies in CSV and TSV, one a row.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Entry, Library, field};
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};
use crate::formats::csv;
use crate::options::Options;
use crate::record::columns::Field;
use crate::table::cells::CellRows;
use crate::table::delimited::{DelimitedRows, delimiter};
use crate::table::reader::{Table, Wanted};
use huashu_model::problem::Problem;

/// Comma-separated values; semicolons, bars and tabs are recognised too.
pub(crate) struct CsvLibrary;
/// Tab-separated values.
pub(crate) struct TsvLibrary;

impl Format for CsvLibrary {
    fn name(&self) -> &'static str {
        csv::Csv.name()
    }

    fn extensions(&self) -> &'static [&'static str] {
        csv::Csv.extensions()
    }

    fn holds(&self) -> Holds {
        Holds::CannedReplies
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        csv::Csv.matches(head)
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let delimiter = delimiter(&input.head, input.options);
        read(input, delimiter)
    }
}

impl Format for TsvLibrary {
    fn name(&self) -> &'static str {
        csv::Tsv.name()
    }

    fn extensions(&self) -> &'static [&'static str] {
        csv::Tsv.extensions()
    }

    fn holds(&self) -> Holds {
        Holds::CannedReplies
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        csv::Tsv.matches(head)
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        read(input, b'\t')
    }
}

fn read(input: Input<'_>, delimiter: u8) -> Chunks<'_> {
    let Input { source, text, options, .. } = input;
    let rows = DelimitedRows::new(&source, text, delimiter, options);
    match open(Box::new(rows), &source.name, options) {
        Ok(table) => read_table(table, &source.name, None),
        Err(problem) => Chunks::of_problem(&source.name, *problem),
    }
}

/// Finds the header of a table of canned replies.
pub(crate) fn open<'o>(
    rows: Box<dyn CellRows + 'o>,
    file: &Arc<str>,
    options: &Options,
) -> Result<Table<'o>, Box<Problem>> {
    let find = |name: &str| field(name, options);
    Table::open(rows, file, options, &Wanted { find: &find, single_column: true })
}

/// Reads a table of canned replies whose header has been found; of a sheet, whose name is the group where no column is.
pub(crate) fn read_table<'o>(mut table: Table<'o>, file: &Arc<str>, sheet: Option<&str>) -> Chunks<'o> {
    let mut library = Library::new(file);
    let mut group = sheet.filter(|name| !is_default_name(name)).map(str::to_owned);
    let (heading, fields) = (table.heading.clone(), table.fields.clone());
    while let Some(row) = table.next_row() {
        match row {
            Err(problem) => library.fail(*problem),
            Ok((_, cells)) if cells.iter().all(|cell| cell.trim().is_empty()) => {
                library.diagnostics.skip("empty-row", 1);
            }
            Ok((_, cells)) if heading.is_repeated_in(&cells) => library.diagnostics.skip("repeated-header", 1),
            Ok((line, cells)) => {
                let mut entry = entry(line, cells, &heading.names, &fields);
                entry.breaks_lines = sheet.is_none();
                entry.cell =
                    entry.column.filter(|_| sheet.is_some()).map(|column| format!("{}{line}", letters(column)));
                // Only the first row of merged cells holds the group.
                if entry.group.is_some() {
                    group.clone_from(&entry.group);
                } else {
                    entry.group.clone_from(&group);
                }
                library.add(entry);
            }
        }
    }
    let (problems, remarks) = table.notes();
    library.diagnostics.tell_all(problems);
    library.diagnostics.remarks.extend(remarks);
    library.into_chunks()
}

/// Returns whether programs give sheets such a name by themselves.
fn is_default_name(name: &str) -> bool {
    let rest =
        ["sheet", "工作表"].iter().find_map(|start| name.to_lowercase().strip_prefix(start).map(str::to_owned));
    rest.is_some_and(|rest| rest.trim().bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns the letters of a column, counting from 0: `A`, `Z`, `AA`.
fn letters(column: usize) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    let before = if column < 26 { String::new() } else { letters(column / 26 - 1) };
    format!("{before}{letter}")
}

fn entry(line: u64, cells: Vec<Cow<'_, str>>, headers: &[String], fields: &[Option<Field>]) -> Entry {
    let mut entry = Entry { line, ..Entry::default() };
    for (column, (cell, (field, header))) in cells.into_iter().zip(fields.iter().zip(headers)).enumerate() {
        if cell.trim().is_empty() {
            continue;
        }
        let cell = cell.into_owned();
        match field {
            Some(Field::Text) if entry.content.is_empty() => {
                entry.content = cell;
                entry.column = Some(column);
            }
            Some(Field::Group) => entry.group = Some(cell),
            Some(Field::Title) => entry.title = Some(cell),
            Some(Field::Code) => entry.code = Some(cell),
            _ => entry.others.push((header.clone(), cell)),
        }
    }
    entry
}
