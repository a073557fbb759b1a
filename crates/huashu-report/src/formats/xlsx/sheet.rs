//! A sheet that is a table: heads that stay in sight, a filter, one look a column, rows written from top to bottom.

use huashu_model::language::Language;
use std::borrow::Cow;

use jiff::civil::Date;
use rust_xlsxwriter::{
    ConditionalFormat2ColorScale, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar,
    ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, IgnoreError, Url, Workbook, Worksheet,
    XlsxError,
};

use crate::parts::detail::{Cell, Kind, seen};

/// UTF-16 units that a cell holds.
const LONGEST: usize = 32_767;
/// Links that a sheet holds; Excel takes some more.
const MOST_LINKS: usize = 60_000;
/// Points of the height of a row: two lines of text, and the rest on a click.
const ROW_HEIGHT: f64 = 30.0;

/// Colours that stay apart for the colour-blind and in print.
pub(super) const BLUE: u32 = 0x2F_6D_A8;
pub(super) const ORANGE: u32 = 0xD9_6B_1F;
const PALE_BLUE: u32 = 0x9F_C3_E3;
const PALE_ORANGE: u32 = 0xF3_C0_98;
const HEAD: u32 = 0xE8_ED_F2;

/// A table in the making.
pub(super) struct Sheet {
    worksheet: Worksheet,
    kinds: Vec<Kind>,
    looks: Looks,
    next: u32,
    links: usize,
    cut: u64,
}

/// A table that is whole.
pub(super) struct Done {
    pub(super) worksheet: Worksheet,
    /// Cells that were cut.
    pub(super) cut: u64,
}

/// What stands in a cell, and the place it leads to: `'规则'!A5`, or a name of the workbook.
pub(super) struct Linked<'c> {
    pub(super) cell: Option<Cell<'c>>,
    pub(super) leads_to: Option<String>,
}

/// Looks that differ from those of the column.
struct Looks {
    link: Format,
    minutes: Format,
}

/// Returns cells that lead nowhere.
pub(super) fn cells<'c>(cells: impl IntoIterator<Item = Option<Cell<'c>>>) -> impl Iterator<Item = Linked<'c>> {
    cells.into_iter().map(|cell| Linked { cell, leads_to: None })
}

/// Returns a text as a cell holds it, and whether it was cut.
pub(super) fn fitting(text: &str) -> (Cow<'_, str>, bool) {
    let shown = seen(text);
    // No text has more units than bytes.
    if shown.len() <= LONGEST || shown.encode_utf16().count() <= LONGEST {
        return (shown, false);
    }
    let mut units = 0;
    let kept: String = shown
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units < LONGEST
        })
        .collect();
    (format!("{kept}…").into(), true)
}

/// Returns the look of a head.
pub(super) fn head_look() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(HEAD)
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// Returns the look of a column. Words are text, so that editing a cell makes neither a number nor a formula of them.
pub(super) fn look(kind: Kind) -> Format {
    let top = Format::new().set_align(FormatAlign::Top);
    match kind {
        Kind::Count => top.set_num_format("#,##0"),
        Kind::Points => top,
        Kind::Score => top.set_num_format("0.00"),
        Kind::Share => top.set_num_format("0.0%"),
        Kind::Day => top.set_num_format("yyyy-mm-dd"),
        Kind::Hour => top.set_num_format("[hh]:mm:ss"),
        Kind::Word | Kind::Agent | Kind::Rule | Kind::Severity => top.set_num_format("@"),
        Kind::Sentence => top.set_num_format("@").set_text_wrap(),
    }
}

/// Returns a day as spreadsheets count it; `None` before 1900, where they know of none.
fn date(day: Date) -> Option<ExcelDateTime> {
    let (month, day_of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, month, day_of_month).ok()
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Count | Kind::Points | Kind::Score | Kind::Share | Kind::Severity => 9.0,
        Kind::Day | Kind::Hour => 11.0,
        Kind::Agent => 13.0,
        Kind::Word => 15.0,
        Kind::Rule => 24.0,
        Kind::Sentence => 42.0,
    }
}

impl Sheet {
    /// Begins a table whose rows are not kept in memory.
    pub(super) fn new(workbook: &mut Workbook, name: &str, heads: &[(&str, Kind)]) -> Result<Sheet, XlsxError> {
        let mut worksheet = workbook.new_worksheet_with_constant_memory()?;
        worksheet.set_name(name)?.set_freeze_panes(1, 0)?.set_default_row_height(ROW_HEIGHT);
        worksheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let head = head_look();
        for ((text, kind), column) in heads.iter().zip(0..) {
            worksheet.set_column_width(column, width(*kind))?.set_column_format(column, &look(*kind))?;
            worksheet.write_string_with_format(0, column, *text, &head)?;
        }
        let link = look(Kind::Word).set_font_color(BLUE).set_underline(FormatUnderline::Single);
        let looks = Looks { link, minutes: look(Kind::Hour).set_num_format("hh:mm") };
        let kinds = heads.iter().map(|(_, kind)| *kind).collect();
        Ok(Sheet { worksheet, kinds, looks, next: 1, links: 0, cut: 0 })
    }

    /// Returns the rows written, the heads among them.
    pub(super) fn rows(&self) -> u32 {
        self.next
    }

    /// Writes the next row.
    pub(super) fn push<'c>(&mut self, cells: impl Iterator<Item = Linked<'c>>) -> Result<(), XlsxError> {
        let row = self.next;
        self.next += 1;
        for (Linked { cell, leads_to }, column) in cells.zip(0..) {
            if let Some(cell) = cell {
                self.cell(row, column, cell, leads_to)?;
            }
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, cell: Cell<'_>, leads_to: Option<String>) -> Result<(), XlsxError> {
        let number = match cell {
            Cell::Text(text) => return self.text(row, column, &text, leads_to),
            Cell::Count(count) => count as f64,
            Cell::Points(points) => points,
            Cell::Day(day) => match date(day) {
                Some(date) => date.to_excel(),
                None => return self.text(row, column, &day.to_string(), None),
            },
            Cell::Hour(seconds, text) => {
                let days = seconds as f64 / 86_400.0;
                if text.matches(':').count() == 1 {
                    return self
                        .worksheet
                        .write_number_with_format(row, column, days, &self.looks.minutes)
                        .map(|_| ());
                }
                days
            }
        };
        self.worksheet.write_number(row, column, number).map(|_| ())
    }

    fn text(&mut self, row: u32, column: u16, text: &str, leads_to: Option<String>) -> Result<(), XlsxError> {
        let (shown, cut) = fitting(text);
        self.cut += u64::from(cut);
        match leads_to {
            Some(place) if self.links < MOST_LINKS => {
                self.links += 1;
                let (url, look) = (Url::new(format!("internal:{place}")), &self.looks.link);
                self.worksheet.write_url_with_options(row, column, url, shown, "", Some(look)).map(|_| ())
            }
            _ => self.worksheet.write_string(row, column, shown).map(|_| ()),
        }
    }

    /// Draws a bar in every cell of a column.
    pub(super) fn bars(&mut self, column: u16) -> Result<(), XlsxError> {
        let bars = ConditionalFormatDataBar::new().set_fill_color(PALE_BLUE).set_solid_fill(true);
        let last = self.last_row();
        self.worksheet.add_conditional_format(1, column, last, column, &bars).map(|_| ())
    }

    /// Colours the cells of a column, the lowest the strongest.
    pub(super) fn shades(&mut self, column: u16) -> Result<(), XlsxError> {
        let scale =
            ConditionalFormat2ColorScale::new().set_minimum_color(PALE_ORANGE).set_maximum_color(0xFF_FF_FF);
        let last = self.last_row();
        self.worksheet.add_conditional_format(1, column, last, column, &scale).map(|_| ())
    }

    /// Colours the cells of a column that hold `word`.
    pub(super) fn mark(&mut self, column: u16, word: &str) -> Result<(), XlsxError> {
        let look = Format::new().set_font_color(ORANGE).set_bold();
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(word)).set_format(look);
        let last = self.last_row();
        self.worksheet.add_conditional_format(1, column, last, column, &rule).map(|_| ())
    }

    /// Adds the filter, now that it is known how far it reaches.
    pub(super) fn finish(mut self) -> Result<Done, XlsxError> {
        let (last, right) = (self.last_row(), self.kinds.len().saturating_sub(1) as u16);
        self.worksheet.autofilter(0, 0, last, right)?;
        self.worksheet.ignore_error_range(1, 0, last, right, IgnoreError::NumberStoredAsText)?;
        Ok(Done { worksheet: self.worksheet, cut: self.cut })
    }

    fn last_row(&self) -> u32 {
        self.next.saturating_sub(1).max(1)
    }
}

/// Returns the name of a sheet.
pub(super) fn sheet_name(sheet: &'static str, language: Language) -> &'static str {
    let english = match sheet {
        "总览" => "Overview",
        "客服" => "Agents",
        "规则" => "Rules",
        "明细" => "Findings",
        "未能检查" => "Not checked",
        _ => "Problems",
    };
    language.pick(sheet, english)
}
