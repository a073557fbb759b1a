//! A sheet's rows as rows of a table.

use std::borrow::Cow;
use std::io;

use super::sheet::{Shared, SheetRow, SheetRows};
use crate::container::problems::broken;
use crate::record::columns::Field;
use crate::source::origin::Source;
use crate::table::cells::{CellRows, RowResult};
use crate::table::rounded::RoundedNumbers;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// The rows of a sheet.
pub(super) struct SheetCells {
    rows: SheetRows,
    part: Source,
    /// The next row, once it has been looked for.
    next: Option<Option<Result<SheetRow, Box<Problem>>>>,
    /// What the columns hold, once that is known.
    fields: Vec<Option<Field>>,
    rounded: RoundedNumbers,
    /// Rows with cells that no header stands above.
    beyond: u64,
}

impl SheetCells {
    /// Begins to read a sheet; `part` is the source that stands for it in places.
    pub(super) fn start(workbook: &Shared, sheet: &str, part: &Source) -> io::Result<Self> {
        let (rows, part) = (SheetRows::start(workbook, sheet)?, part.clone());
        let rounded = RoundedNumbers::default();
        Ok(SheetCells { rows, part, next: None, fields: Vec::new(), rounded, beyond: 0 })
    }

    fn look(&mut self) -> &mut Option<Result<SheetRow, Box<Problem>>> {
        let (rows, part) = (&mut self.rows, &self.part);
        self.next
            .get_or_insert_with(|| rows.next_row().map(|row| row.map_err(|reason| Box::new(broken(part, &reason)))))
    }

    /// Makes a row fit the header.
    fn fit(&mut self, row: &mut SheetRow) {
        if self.fields.is_empty() {
            return;
        }
        if row.cells.iter().skip(self.fields.len()).any(|cell| !cell.trim().is_empty()) {
            self.beyond += 1;
        }
        row.cells.truncate(self.fields.len());
        for column in row.filled.drain(..) {
            // What was said once was not said in every row that its cell spans.
            if matches!(self.fields.get(column), Some(Some(Field::Text | Field::Messages))) {
                row.cells[column].clear();
            }
        }
        for column in row.rounded.drain(..) {
            if let Some(field) = self.fields.get(column) {
                self.rounded.note(*field, row.number, &row.cells[column]);
            }
        }
    }
}

impl CellRows for SheetCells {
    fn next_row(&mut self) -> Option<RowResult<'_>> {
        self.look();
        let row = self.next.take()??;
        Some(row.map(|mut row| {
            self.fit(&mut row);
            (row.number, row.cells.into_iter().map(Cow::Owned).collect())
        }))
    }

    fn is_at_end(&mut self) -> bool {
        self.look().is_none()
    }

    fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        let (file, beyond) = (&self.part.name, std::mem::take(&mut self.beyond));
        let mut remarks = Vec::new();
        if beyond > 0 {
            remarks.push(huashu_model::message!(
                "{file}：{beyond} 行在表头右边还有内容，没有读取",
                "{file}: {beyond} rows have cells right of the header, which were not read"
            ));
        }
        (self.rounded.problem(file).into_iter().collect(), remarks)
    }

    fn set_columns(&mut self, fields: &[Option<Field>]) {
        self.fields = fields.to_vec();
    }
}
