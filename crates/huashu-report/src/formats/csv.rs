//! CSV for spreadsheets: opens rightly in Excel, and runs nothing there. The columns are those of the workbook.

use std::borrow::Cow;
use std::io;

use csv::{Terminator, WriterBuilder};

use crate::parts::arithmetic::points;
use crate::parts::detail::{self, BESIDE, COLUMNS, Cell, seen};
use crate::renderer::{Needs, Output, Renderer};
use huashu_model::evaluation::Evaluation;
use huashu_model::language::Language;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "csv",
    zh: "电子表格，Excel 可直接打开，列与 xlsx 的明细相同",
    en: "for spreadsheets; opens in Excel, with the columns of xlsx",
    extensions: &["csv"],
    open: |run| Box::new(Csv { language: run.language, written: 0 }),
};

/// Without it, Excel takes the file for the system's old encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
/// Digits beyond which Excel rounds a number or shows it with an exponent.
const LONGEST_NUMBER: usize = 11;

struct Csv {
    language: Language,
    /// Findings written.
    written: u64,
}

impl Renderer for Csv {
    fn needs(&self) -> Needs {
        Needs { context: BESIDE, ..Needs::default() }
    }

    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(BYTE_ORDER_MARK)?;
        let header = COLUMNS.iter().map(|column| column.head(self.language).into()).collect();
        write(out, std::iter::once(header))
    }

    fn evaluation(&mut self, out: &mut dyn io::Write, evaluation: &Evaluation) -> io::Result<()> {
        if evaluation.findings.is_empty() {
            return Ok(());
        }
        let rows = detail::rows(evaluation, self.written + 1, self.language);
        write(out, rows.map(|row| COLUMNS.iter().map(|column| written((column.cell)(&row))).collect()))?;
        self.written += evaluation.findings.len() as u64;
        Ok(())
    }
}

/// Returns a cell as CSV holds it.
fn written(cell: Option<Cell<'_>>) -> Cow<'_, str> {
    match cell {
        None => "".into(),
        Some(Cell::Text(text)) => inert(text),
        Some(Cell::Count(count)) => count.to_string().into(),
        Some(Cell::Points(value)) => points(value).into(),
        Some(Cell::Day(day)) => day.to_string().into(),
        Some(Cell::Hour(_, text)) => text.into(),
    }
}

fn write<'f>(out: &mut dyn io::Write, rows: impl Iterator<Item = Vec<Cow<'f, str>>>) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    for row in rows {
        writer.write_record(row.iter().map(|cell| cell.as_bytes()))?;
    }
    writer.flush()
}

/// Returns a cell that spreadsheets show as it is: neither run as a formula nor rounded as a number.
fn inert(text: Cow<'_, str>) -> Cow<'_, str> {
    if starts_formula(&text) || would_be_rounded(&text) {
        return format!("'{}", seen(&text)).into();
    }
    match seen(&text) {
        Cow::Owned(text) => text.into(),
        Cow::Borrowed(_) => text,
    }
}

fn starts_formula(text: &str) -> bool {
    let dangerous = |c: char| "=+-@\t\r＝＋－＠".contains(c);
    text.starts_with(dangerous) || text.trim_start().starts_with(dangerous)
}

/// Whether a spreadsheet would take an identifier for a number and lose digits of it.
fn would_be_rounded(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let numeral = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'e' | 'E' | '.'));
    let exponent = text.contains(['e', 'E']);
    let leading_zero = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    numeral && (digits > LONGEST_NUMBER || exponent || leading_zero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{empty, findings, printed, run};

    #[test]
    fn excel_finds_mark_header_and_rows() {
        let text = printed("csv", &run(Language::Chinese));
        assert!(text.starts_with("\u{FEFF}编号,文件,"));
        let shown = text.trim_start_matches('\u{FEFF}').replace("\r\n", "␍\n").replace('\u{1b}', "␛");
        insta::assert_snapshot!("csv", shown.replace('\u{202E}', "\\u{202e}"));
        assert!(empty("csv", &run(Language::English)).starts_with("\u{FEFF}number,file,"));
    }

    #[test]
    fn rows_read_back() {
        let text = printed("csv", &run(Language::Chinese));
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("is CSV");
        assert_eq!(rows.len(), findings().len());
        for (row, finding) in rows.iter().zip(findings()) {
            assert_eq!(row[14].trim_start_matches('\''), seen(finding.text.trim_start_matches('\'')));
        }
    }

    #[test]
    fn nothing_runs_in_a_spreadsheet() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1+1"] {
            assert_eq!(inert(text.into()), format!("'{}", seen(text)));
        }
        assert_eq!(inert("好=坏".into()), "好=坏");
        assert_eq!(inert("好\r\n\u{1b}[2J坏\u{202e}".into()), "好\n␛[2J坏\\u{202e}");
    }

    #[test]
    fn identifiers_keep_their_digits() {
        for text in ["007", "202611200930050001", "12e4567890123456", "1e5"] {
            assert_eq!(inert(text.into()), format!("'{text}"));
        }
        for text in ["1024", "0", "0.5", "3a9e", "c1", ""] {
            assert_eq!(inert(text.into()), text);
        }
    }
}
