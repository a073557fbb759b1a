//! Pages as a workbook: a sheet a table, charts beside the head of the page.

use std::io;
use std::ops::Range;

use huashu_model::text::display_width;
use rust_xlsxwriter::{
    Chart as Drawing, ChartEmptyCells, ChartMarker, ChartMarkerType, Format, FormatAlign, Sparkline, Workbook,
    Worksheet, XlsxError,
};

use super::content::{Cell, Chart, Page, Table};
use super::format::plain;

/// Columns of a sheet are no wider, in characters.
const WIDEST: usize = 60;
/// Rows that a chart covers.
const ROWS_OF_CHART: u32 = 16;

/// Returns the bytes of the workbook (`.xlsx`).
pub fn workbook(page: &Page) -> io::Result<Vec<u8>> {
    filled(page).and_then(|mut book| book.save_to_buffer()).map_err(io::Error::other)
}

fn filled(page: &Page) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let first = book.add_worksheet();
    first.set_name(page.language.pick("说明", "about"))?;
    head(first, page)?;
    for table in page.tables.iter().filter(|table| !table.rows.is_empty()) {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.title)?;
        figures(sheet, table)?;
    }
    Ok(book)
}

fn head(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    sheet.set_column_width(0, 18)?.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, &page.title, &bold)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    let mut row = 2;
    for (label, words) in &page.facts {
        sheet.write_string_with_format(row, 0, label, &bold)?;
        sheet.write_string_with_format(row, 1, words, &wrapped)?;
        row += 1;
    }
    for note in &page.notes {
        sheet.write_string_with_format(row, 0, page.language.pick("注意", "note"), &bold)?;
        sheet.write_string_with_format(row, 1, note, &wrapped)?;
        row += 1;
    }
    for chart in &page.charts {
        let Some(table) = page.tables.get(chart.table).filter(|table| !table.rows.is_empty()) else { continue };
        sheet.insert_chart(row + 1, 0, &drawing(chart, table))?;
        row += ROWS_OF_CHART;
    }
    Ok(())
}

fn drawing(chart: &Chart, table: &Table) -> Drawing {
    let (sheet, last, column) = (table.title.as_str(), table.rows.len() as u32, chart.column as u16);
    let mut drawing = Drawing::new_line();
    let name = table.columns.get(chart.column).map(String::as_str).unwrap_or_default();
    drawing
        .add_series()
        .set_name(name)
        .set_categories((sheet, 1, 0, last, 0))
        .set_values((sheet, 1, column, last, column))
        .set_marker(ChartMarker::new().set_type(ChartMarkerType::Circle));
    if table.rows.iter().any(|row| matches!(row.get(chart.column), Some(Cell::Share(_)))) {
        drawing.y_axis().set_num_format("0.0%");
    }
    drawing.title().set_name(&chart.title);
    drawing.legend().set_hidden();
    drawing.show_empty_cells_as(ChartEmptyCells::Gaps);
    drawing.set_width(760).set_height(300).set_alt_text(&chart.title);
    drawing
}

fn figures(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let (rows, columns) = (table.rows.len() as u32, table.columns.len() as u16);
    for (column, name) in (0u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, name, &header)?;
        sheet.set_column_width(column, width(table, usize::from(column)) as f64)?;
    }
    for (at, row) in (1u32..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(row) {
            write(sheet, table, (at, column), cell, row)?;
        }
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 1)?;
    sheet.autofilter(0, 0, rows, columns.saturating_sub(1))?;
    Ok(())
}

fn width(table: &Table, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| Some(display_width(&plain(row.get(column)?, row))));
    let widest = cells.chain(table.columns.get(column).map(|name| display_width(name))).max().unwrap_or_default();
    widest.clamp(6, WIDEST) + 3
}

fn write(
    sheet: &mut Worksheet,
    table: &Table,
    (row, column): (u32, u16),
    cell: &Cell,
    cells: &[Cell],
) -> Result<(), XlsxError> {
    let in_format = |format: &str| Format::new().set_num_format(format);
    match cell {
        Cell::Empty => {}
        Cell::Text(_) | Cell::Quote(_) => {
            let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
            sheet.write_string_with_format(row, column, plain(cell, cells), &wrapped)?;
        }
        Cell::Count(count) => {
            sheet.write_number_with_format(row, column, *count as f64, &in_format("#,##0"))?;
        }
        Cell::Decimal(value) => {
            sheet.write_number_with_format(row, column, *value, &in_format("0.00"))?;
        }
        Cell::Share(value) => {
            sheet.write_number_with_format(row, column, *value, &in_format("0.0%"))?;
        }
        Cell::Change(value) => {
            sheet.write_number_with_format(row, column, *value, &in_format("+0.00;-0.00;0.00"))?;
        }
        Cell::Line(Range { start, end }) if end > start => {
            let range = (table.title.as_str(), row, *start as u16, row, *end as u16 - 1);
            sheet.add_sparkline(row, column, &Sparkline::new().set_range(range))?;
        }
        Cell::Line(_) => {}
    }
    Ok(())
}
