//! Review sheets as they come back: from Excel, WPS, LibreOffice or a text editor.
//!
//! Columns are known by their names, wherever they stand; others are left aside.

use std::sync::Arc;

use huashu_input::{PlainTable, Source, read_plain};
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use serde_json::Value;

use super::column::{Column, Row};

/// A row of a sheet and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The file, and the sheet of a workbook.
    pub file: Arc<str>,
    /// Its number, from 1.
    pub line: u64,
    /// What it holds.
    pub row: Row,
}

/// Rows in which the headings may stand.
const HEADINGS_WITHIN: usize = 10;
/// Without these columns a table is no review sheet.
const WANTED: [Column; 3] = [Column::Fingerprint, Column::Rule, Column::Verdict];

/// Reads the rows of a review sheet; also returns what could not be read and what to know about the reading.
pub fn read_sheet(source: &Source) -> (Vec<SheetRow>, Vec<Problem>, Vec<Message>) {
    let (mut rows, mut unlike, mut found) = (Vec::new(), Vec::new(), false);
    if let Some(text) = json_lines(source) {
        let mut problems = Vec::new();
        read_json(source, &text, &mut rows, &mut problems);
        return (rows, problems, Vec::new());
    }
    let read = read_plain(source);
    let mut problems = read.problems;
    for table in &read.tables {
        match headings(table) {
            Ok((from, columns)) => {
                found = true;
                rows.extend(table.rows.iter().skip(from + 1).map(|(line, cells)| SheetRow {
                    file: Arc::clone(&table.file),
                    line: *line,
                    row: row(&columns, cells),
                }));
            }
            Err(missing) => unlike.push((table, missing)),
        }
    }
    if !found {
        problems.extend(unlike.first().map(|(table, missing)| no_sheet(table, missing)));
    }
    (rows, problems, read.remarks)
}

/// Finds the headings: the row that names the most columns. The error is what it lacks.
fn headings(table: &PlainTable) -> Result<(usize, Vec<Option<Column>>), Vec<Column>> {
    let mut nearest = WANTED.to_vec();
    for (at, (_, cells)) in table.rows.iter().take(HEADINGS_WITHIN).enumerate() {
        let columns: Vec<Option<Column>> = cells.iter().map(|cell| Column::of_heading(cell)).collect();
        let missing: Vec<Column> = WANTED.into_iter().filter(|wanted| !columns.contains(&Some(*wanted))).collect();
        if missing.is_empty() {
            return Ok((at, columns));
        }
        if missing.len() < nearest.len() {
            nearest = missing;
        }
    }
    Err(nearest)
}

/// Puts cells under their columns; of two columns of one name the first that holds something counts.
fn row(columns: &[Option<Column>], cells: &[String]) -> Row {
    let mut row = Row::default();
    for (column, cell) in columns.iter().zip(cells) {
        if let Some(column) = column
            && row.get(*column).trim().is_empty()
        {
            row.set(*column, unguarded(cell));
        }
    }
    row
}

/// Takes away the apostrophe that keeps a cell from being run or rounded.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(|c: char| "=+-@＝＋－＠".contains(c) || c.is_ascii_digit()) => {
            rest
        }
        _ => cell,
    }
}

/// Returns the text of a file that holds JSON.
fn json_lines(source: &Source) -> Option<String> {
    let text = String::from_utf8(std::fs::read(&*source.name).ok()?).ok()?;
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{').then_some(text)
}

/// Reads the rows of a sheet that was written as JSON Lines.
fn read_json(source: &Source, text: &str, rows: &mut Vec<SheetRow>, problems: &mut Vec<Problem>) {
    for (line, text) in (1u64..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<serde_json::Map<String, Value>>(text) {
            Ok(object) => {
                let mut row = Row::default();
                for (key, value) in &object {
                    let Some(column) = Column::of_heading(key) else { continue };
                    match value {
                        Value::String(text) => row.set(column, text.as_str()),
                        Value::Null => {}
                        other => row.set(column, other.to_string()),
                    }
                }
                rows.push(SheetRow { file: Arc::clone(&source.name), line, row });
            }
            Err(error) => {
                let message = huashu_model::message!("不是一行 JSON：{error}", "not a line of JSON: {error}");
                problems.push(Problem::error("review/bad-row", message).at(&source.name, line));
            }
        }
    }
}

fn no_sheet(table: &PlainTable, missing: &[Column]) -> Problem {
    use huashu_model::language::Language::{Chinese, English};
    let names = |language| missing.iter().map(|column| column.heading(language)).collect::<Vec<_>>();
    let (zh, en) = (names(Chinese).join("、"), names(English).join(", "));
    let message =
        huashu_model::message!("不是抽查表：没有这些列：{zh}", "not a review sheet: it lacks the columns {en}");
    let help = huashu_model::message!(
        "用 huashu sample 写出的表；列可以换次序，列名要留着",
        "use a sheet that `huashu sample` wrote; columns may be reordered, their names must stay"
    );
    Problem::error("review/no-sheet", message).at(&table.file, 1).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_wherever_they_stand() {
        let text = "抽查结果,,,\n判定,部门,Rule,指纹,用时(分)\n对,售后,a/b,'12e4567890123456,3\n";
        let (rows, problems, _) = read_sheet(&Source::memory("t.csv", text));
        assert_eq!(problems, []);
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3]);
        let cell = |column| rows[0].row.get(column);
        assert_eq!(
            [Column::Verdict, Column::Rule, Column::Fingerprint, Column::Minutes].map(cell),
            ["对", "a/b", "12e4567890123456", "3"]
        );
        let (_, problems, _) = read_sheet(&Source::memory("t.csv", "判定,规则\n对,a/b\n"));
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["review/no-sheet"]);
        assert!(problems[0].message.zh.contains("指纹") && !problems[0].message.zh.contains("规则"));
    }
}
