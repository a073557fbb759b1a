//! Review sheets for people: a workbook, CSV or JSON Lines.

use std::io;

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use huashu_model::finding::{ContextLine, Finding, Location};
use huashu_model::json::to_string;
use huashu_model::language::Language;
use huashu_model::text::{Span, visible};
use huashu_report::labels;

use super::column::{Column, Row};
use super::sample::{Drawn, DrawnWhat, control_name};

/// How a sheet is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// A workbook of Excel.
    Xlsx,
    /// Comma-separated values with a byte order mark.
    Csv,
    /// An object a line.
    JsonLines,
}

/// Characters that a cell may hold in every spreadsheet, with room for what is put in front.
const MOST_IN_A_CELL: usize = 32_000;
/// Characters of an utterance on either side of the words.
const REACH: usize = 1_000;
/// Digits beyond which spreadsheets round a number.
const LONGEST_NUMBER: usize = 11;

/// Writes what was drawn as a sheet with empty columns for people.
///
/// # Errors
/// Fails where `out` does, and where a workbook would have more rows than Excel reads.
pub fn write_sheet(
    drawn: &[Drawn],
    format: SheetFormat,
    language: Language,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let rows: Vec<Row> = drawn.iter().map(|drawn| row(drawn, language)).collect();
    match format {
        SheetFormat::Xlsx => out.write_all(&workbook(&rows, language).map_err(io::Error::other)?),
        SheetFormat::Csv => write_csv(&rows, language, out),
        SheetFormat::JsonLines => write_json(&rows, out),
    }
}

fn row(drawn: &Drawn, language: Language) -> Row {
    let mut row = match &drawn.what {
        DrawnWhat::Finding(finding) => finding_row(finding, language),
        DrawnWhat::Control(location, agent, lines) => control_row(location, agent.as_deref(), lines, language),
    };
    row.set(Column::StandsFor, format!("{}", (drawn.stands_for * 100.0).round() / 100.0));
    row
}

fn finding_row(finding: &Finding, language: Language) -> Row {
    let mut row = Row::default();
    row.set(Column::Kind, language.pick("发现", "finding"));
    row.set(Column::Conversation, &*finding.location.conversation);
    let (place, number) = (finding.location.place(), finding.utterance + 1);
    row.set(Column::Place, huashu_model::say!(language, "{place} 第 {number} 句", "{place} utterance {number}"));
    row.set(Column::Agent, finding.agent.as_deref().unwrap_or_default());
    row.set(Column::Title, finding.headline(language));
    let is_absence = finding.absence.is_some();
    let words = if is_absence { language.pick("（该说没说）", "(not said)") } else { finding.matched() };
    row.set(Column::Words, words);
    let (text, span) = around(&finding.text, finding.span);
    if !is_absence {
        let before = text.get(..span.start).unwrap_or_default().chars().count();
        row.set(Column::Start, (before + 1).to_string());
    }
    row.set(Column::Text, text);
    row.set(Column::Context, context(finding, language));
    row.set(Column::Rule, finding.rule.id.as_str());
    row.set(Column::Confidence, labels::confidence(finding.confidence, language));
    row.set(Column::Fingerprint, finding.fingerprint.as_str());
    row
}

fn control_row(location: &Location, agent: Option<&str>, lines: &[ContextLine], language: Language) -> Row {
    let mut row = Row::default();
    row.set(Column::Kind, language.pick("对照", "control"));
    row.set(Column::Conversation, &*location.conversation);
    row.set(Column::Place, location.place());
    row.set(Column::Agent, agent.unwrap_or_default());
    let all: Vec<String> = lines.iter().map(|line| said(line, language)).collect();
    row.set(Column::Context, cut(&all.join("\n")));
    row.set(Column::Fingerprint, control_name(location));
    row
}

/// Returns the utterances around a finding, and a line of dots where its own stands.
fn context(finding: &Finding, language: Language) -> String {
    let before = finding.context.iter().filter(|line| line.utterance < finding.utterance);
    let after = finding.context.iter().filter(|line| line.utterance > finding.utterance);
    let lines = before.map(|line| said(line, language)).chain(["……".to_owned()]);
    let lines: Vec<String> = lines.chain(after.map(|line| said(line, language))).collect();
    if finding.context.is_empty() { String::new() } else { cut(&lines.join("\n")) }
}

fn said(line: &ContextLine, language: Language) -> String {
    format!("{}{}{}", labels::role(line.role, language), labels::colon(language), line.text)
}

/// Returns the text near the words, and where they stand in it.
fn around(text: &str, span: Span) -> (String, Span) {
    let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    let from = before.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(REACH).map_or(text.len(), |(at, _)| span.end + at);
    let (open, close) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let shift = |at: usize| (at + open.len()).saturating_sub(from);
    let part = text.get(from..to).unwrap_or_default();
    (format!("{open}{part}{close}"), Span::new(shift(span.start), shift(span.end)))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_IN_A_CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns a cell as it is shown: what would be obeyed or hidden is made visible, line ends stay.
fn shown(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| visible(line.trim_end_matches('\r'))).collect();
    lines.join("\n")
}

/// Returns a cell that is text in every spreadsheet, neither a formula nor a number that would be rounded.
fn guarded(text: &str) -> String {
    let text = shown(text);
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_number = digits > 0 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'e' | 'E' | '.'));
    let is_rounded =
        digits > LONGEST_NUMBER || text.contains(['e', 'E']) || (text.len() > 1 && text.starts_with('0'));
    if is_formula || (is_number && is_rounded && !text.starts_with("0.")) { format!("'{text}") } else { text }
}

fn write_csv(rows: &[Row], language: Language, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(Column::written().map(|column| column.heading(language)))?;
    for row in rows {
        writer.write_record(Column::written().map(|column| guarded(row.get(column))))?;
    }
    writer.flush()
}

fn write_json(rows: &[Row], out: &mut dyn io::Write) -> io::Result<()> {
    for row in rows {
        let object: serde_json::Map<String, serde_json::Value> =
            Column::written().map(|column| (column.key().to_owned(), row.get(column).into())).collect();
        writeln!(out, "{}", to_string(&object)?)?;
    }
    Ok(())
}

fn workbook(rows: &[Row], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(language.pick("抽查", "sample"))?;
    let heading = Format::new().set_bold().set_background_color("#E8EEF4").set_border_bottom(FormatBorder::Thin);
    let to_fill = heading.clone().set_background_color("#FFF2CC");
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    for (at, column) in (0u16..).zip(Column::written()) {
        let format = if column.is_for_people() { &to_fill } else { &heading };
        sheet.write_string_with_format(0, at, column.heading(language), format)?;
        sheet.set_column_width(at, column.width())?;
        sheet.set_column_format(at, &text)?;
    }
    for (line, row) in (1u32..).zip(rows) {
        for (at, column) in (0u16..).zip(Column::written()) {
            let cell = row.get(column);
            match cell.is_empty() {
                true => sheet.write_blank(line, at, &text)?,
                false => sheet.write_string_with_format(line, at, cut(&shown(cell)), &text)?,
            };
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1);
    let columns: Vec<Column> = Column::written().collect();
    let verdict = columns.iter().position(|column| *column == Column::Verdict).unwrap_or_default() as u16;
    sheet.add_data_validation(1, verdict, last, verdict, &verdicts(language)?)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last, columns.len() as u16 - 1)?;
    instructions(workbook.add_worksheet(), language)?;
    workbook.save_to_buffer()
}

fn verdicts(language: Language) -> Result<DataValidation, XlsxError> {
    let list = match language {
        Language::Chinese => ["对", "错", "存疑"],
        Language::English => ["right", "wrong", "unsure"],
    };
    let title = language.pick("判定", "verdict");
    let help = language.pick("对、错或存疑；空着就是还没看", "right, wrong or unsure; empty means not judged yet");
    DataValidation::new().allow_list_strings(&list)?.set_input_title(title)?.set_input_message(help)
}

/// Says on a second sheet how the first one is filled in.
fn instructions(sheet: &mut Worksheet, language: Language) -> Result<(), XlsxError> {
    sheet.set_name(language.pick("怎么填", "how to fill in"))?;
    sheet.set_column_width(0, 90)?;
    let lines: &[&str] = match language {
        Language::Chinese => &[
            "只填黄色表头的几列，其余的不要改；可以排序、筛选、加列。",
            "判定：这条发现对不对。对、错、存疑三选一，空着就是还没看。",
            "类型是“对照”的行是没有任何发现的会话：通读上下文，没有漏就填“对”；有漏就填“错”，并在“漏判”里写漏了哪条规则或哪句话，几处用分号隔开。",
            "用时：看这一行花了几分钟，可以不填。复核人：谁看的；两个人各看一份，可以算出一致程度。",
            "填好后存成 xlsx 或 csv，运行：huashu review import 抽查.xlsx --marks marks.jsonl",
        ],
        Language::English => &[
            "Fill in the columns with yellow headings and leave the others; sorting, filtering and added columns are fine.",
            "verdict: is the finding right? One of right, wrong, unsure; empty means not judged yet.",
            "Rows of the kind “control” are conversations without a finding: read the context; “right” if nothing was missed, else “wrong” and in “missed” the rules or the words, separated by semicolons.",
            "minutes: what the row took, if you like. reviewer: who judged; two people with a copy each tell how far they agree.",
            "Save it as xlsx or csv and run: huashu review import sample.xlsx --marks marks.jsonl",
        ],
    };
    let wrapped = Format::new().set_text_wrap();
    for (at, line) in (0u32..).zip(lines) {
        sheet.write_string_with_format(at, 0, *line, &wrapped)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_or_is_rounded_in_a_spreadsheet() {
        for text in ["=1+1", "＋1", "-1", "@SUM(A1)", " =1", "1234567890123456", "12e4567890123456", "007"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["1024", "0.5", "3a9e567890123456", "好=坏", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn long_texts_are_cut_around_the_words() {
        let text = format!("{}不知道{}", "前".repeat(3_000), "后".repeat(3_000));
        let (part, span) = around(&text, Span::new(9_000, 9_009));
        assert_eq!((span.of(&part), part.chars().count()), ("不知道", 1_001 + 3 + 1_000 + 2));
        assert_eq!(around("这个我不知道", Span::new(9, 18)), ("这个我不知道".to_owned(), Span::new(9, 18)));
    }
}
