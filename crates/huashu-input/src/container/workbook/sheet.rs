//! The rows of one sheet, read on a thread of their own, so that memory stays flat.
//!
//! What reads a sheet borrows the workbook for as long as it reads, and what
//! asks for rows wants them one at a time: the thread stands between the two.
//! Should the reader of workbooks panic on a broken file, the thread ends, and
//! the sheet is one that could not be read to its end.

use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

use calamine::{Data, DataType, Dimensions, Reader, Sheets, Xlsx};

use super::cell::{Seconds, is_rounded, text_of};
use super::merged::MergedCells;
use crate::source::origin::Seekable;

/// A workbook that one reader at a time may use.
pub(super) type Shared = Arc<Mutex<Opened>>;

/// An open workbook, and what was found out about its sheets.
pub(super) struct Opened {
    pub(super) sheets: Sheets<Box<dyn Seekable>>,
    /// Merged regions by sheet: they stand behind the cells, and are looked for once.
    merged: HashMap<String, Vec<Dimensions>>,
}

impl Opened {
    pub(super) fn new(sheets: Sheets<Box<dyn Seekable>>) -> Self {
        Opened { sheets, merged: HashMap::new() }
    }

    /// Returns the merged regions of a sheet.
    fn merged(&mut self, sheet: &str) -> Result<MergedCells, Failure> {
        if let Some(regions) = self.merged.get(sheet) {
            return Ok(MergedCells::new(regions.clone()));
        }
        let regions = match &mut self.sheets {
            Sheets::Xlsx(workbook) => {
                workbook.merge_cells_by_sheet_name(sheet).map_err(|error| error.to_string())?
            }
            Sheets::Xls(workbook) => workbook.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
            _ => Vec::new(),
        };
        self.merged.insert(sheet.to_owned(), regions.clone());
        Ok(MergedCells::new(regions))
    }
}

/// Rows handed over at once, and batches that may wait.
const BATCH: usize = 256;
const WAITING: usize = 2;

/// Columns that a sheet of Excel can have; cells beyond them are a broken file's.
const MOST_COLUMNS: u32 = 16_384;

/// Why a sheet could not be read (on), in the words of its reader.
pub(super) type Failure = String;

/// One row that holds something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// The row's number, from 1, as Excel shows it.
    pub(super) number: u64,
    /// The texts of its cells, the first column's first.
    pub(super) cells: Vec<String>,
    /// Columns filled from a merged cell above.
    pub(super) filled: Vec<usize>,
    /// Columns whose number Excel has rounded.
    pub(super) rounded: Vec<usize>,
}

impl SheetRow {
    fn new(index: u32) -> Self {
        SheetRow { number: u64::from(index) + 1, ..SheetRow::default() }
    }

    fn put(&mut self, column: u32, value: Data, seconds: Seconds) {
        if column >= MOST_COLUMNS || value.is_empty() {
            return;
        }
        let column = column as usize;
        if is_rounded(&value) {
            self.rounded.push(column);
        }
        self.reach(column);
        self.cells[column] = text_of(value, seconds);
    }

    /// Puts a text into a cell, where that is empty.
    pub(super) fn fill(&mut self, column: usize, text: &str) {
        self.reach(column);
        if self.cells[column].is_empty() {
            text.clone_into(&mut self.cells[column]);
            self.filled.push(column);
        }
    }

    fn reach(&mut self, column: usize) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
    }
}

/// The rows of a sheet that hold something, from top to bottom.
pub(super) struct SheetRows {
    batches: Option<Receiver<Vec<SheetRow>>>,
    batch: std::vec::IntoIter<SheetRow>,
    reader: Option<JoinHandle<Result<(), Failure>>>,
}

impl SheetRows {
    /// Begins to read a sheet.
    pub(super) fn start(workbook: &Shared, sheet: &str) -> io::Result<SheetRows> {
        let (send, batches) = sync_channel(WAITING);
        let (workbook, sheet) = (Arc::clone(workbook), sheet.to_owned());
        let reader = Builder::new().name("sheet".to_owned()).spawn(move || {
            let mut workbook = workbook.lock().map_err(|_| "broken workbook".to_owned())?;
            let mut rows = RowSender { send, batch: Vec::new() };
            let merged = workbook.merged(&sheet)?;
            match &mut workbook.sheets {
                Sheets::Xlsx(workbook) => stream(workbook, &sheet, merged, &mut rows),
                workbook => walk(workbook, &sheet, merged, &mut rows),
            }
        })?;
        Ok(SheetRows { batches: Some(batches), batch: Vec::new().into_iter(), reader: Some(reader) })
    }

    /// Returns the next row; after a failure there is none.
    pub(super) fn next_row(&mut self) -> Option<Result<SheetRow, Failure>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Some(Ok(row));
            }
            match self.batches.as_ref()?.recv() {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(_) => {
                    self.batches = None;
                    let end = self.reader.take()?.join().unwrap_or_else(|_| Err("broken workbook".to_owned()));
                    return end.err().map(Err);
                }
            }
        }
    }
}

impl Drop for SheetRows {
    fn drop(&mut self) {
        // Nobody asks for rows any more, which ends the reader and frees the workbook.
        self.batches = None;
        if let Some(reader) = self.reader.take() {
            drop(reader.join());
        }
    }
}

/// Hands rows over in batches.
struct RowSender {
    send: SyncSender<Vec<SheetRow>>,
    batch: Vec<SheetRow>,
}

impl RowSender {
    /// Takes a row; `false` when nobody wants more.
    fn row(&mut self, row: SheetRow) -> bool {
        if row.cells.iter().all(String::is_empty) {
            return true;
        }
        self.batch.push(row);
        self.batch.len() < BATCH || self.flush()
    }

    fn flush(&mut self) -> bool {
        self.batch.is_empty() || self.send.send(std::mem::take(&mut self.batch)).is_ok()
    }
}

/// Reads a sheet cell by cell.
fn stream(
    workbook: &mut Xlsx<Box<dyn Seekable>>,
    sheet: &str,
    mut merged: MergedCells,
    rows: &mut RowSender,
) -> Result<(), Failure> {
    let failure = |error: calamine::XlsxError| error.to_string();
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(failure)?;
    let seconds: Vec<Seconds> = cells
        .styles()
        .iter()
        .map(|style| {
            style.number_format.as_ref().map_or(Seconds::Shown, |format| Seconds::of_format(&format.format_code))
        })
        .collect();
    let mut row: Option<SheetRow> = None;
    let outcome = loop {
        match cells.next_cell_with_style_id() {
            Ok(Some((cell, style))) => {
                let (index, column) = cell.get_position();
                if let Some(mut last) = row.take_if(|row| row.number != u64::from(index) + 1) {
                    merged.fill_down(&mut last);
                    if !rows.row(last) {
                        return Ok(());
                    }
                }
                let seconds = seconds.get(style).copied().unwrap_or(Seconds::Shown);
                let row = row.get_or_insert_with(|| SheetRow::new(index));
                row.put(column, Data::from(cell.get_value().clone()), seconds);
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(failure(error)),
        }
    };
    if let Some(mut last) = row {
        merged.fill_down(&mut last);
        rows.row(last);
    }
    rows.flush();
    outcome
}

/// Walks through a sheet whose format can only be read as a whole.
fn walk(
    workbook: &mut Sheets<Box<dyn Seekable>>,
    sheet: &str,
    mut merged: MergedCells,
    rows: &mut RowSender,
) -> Result<(), Failure> {
    let range = workbook.worksheet_range(sheet).map_err(|error| error.to_string())?;
    let Some((first_row, first_column)) = range.start() else { return Ok(()) };
    let whole_minutes = columns_of_whole_minutes(&range);
    for (index, cells) in (first_row..).zip(range.rows()) {
        let mut row = SheetRow::new(index);
        for ((column, value), minutes) in (first_column..).zip(cells).zip(&whole_minutes) {
            let seconds = if *minutes { Seconds::NotShown } else { Seconds::Shown };
            row.put(column, value.clone(), seconds);
        }
        merged.fill_down(&mut row);
        if !rows.row(row) {
            return Ok(());
        }
    }
    rows.flush();
    Ok(())
}

/// Returns for each column whether it holds times none of which has seconds.
///
/// Where the formats of cells are not known, that tells as much.
fn columns_of_whole_minutes(range: &calamine::Range<Data>) -> Vec<bool> {
    const MINUTE: i64 = 60_000;
    let mut clocks = vec![false; range.width()];
    let mut seconds = vec![false; range.width()];
    for row in range.rows() {
        for (column, value) in row.iter().enumerate() {
            let Data::DateTime(time) = value else { continue };
            let millis = (time.as_f64() * 86_400_000.0).round() as i64;
            clocks[column] |= millis % (24 * 60 * MINUTE) != 0;
            seconds[column] |= millis % MINUTE != 0;
        }
    }
    clocks.into_iter().zip(seconds).map(|(clock, second)| clock && !second).collect()
}
