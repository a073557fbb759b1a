//! CSV for spreadsheets: opens rightly in Excel, and runs nothing there.

use std::borrow::Cow;
use std::io;

use csv::{Terminator, WriterBuilder};

use crate::parts::annotations::evidence;
use crate::parts::display::{around, suggestions};
use crate::parts::labels;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::Finding;
use huashu_model::json::{CharSpan, char_spans};
use huashu_model::language::Language;
use huashu_model::text::{Span, visible};
use huashu_model::transcript::Time;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "csv",
    zh: "电子表格，Excel 可直接打开",
    en: "for spreadsheets; opens in Excel",
    extensions: &["csv"],
    open: |run| Box::new(Csv { language: run.language }),
};

/// Without it, Excel takes the file for the system's old encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
/// Digits beyond which Excel rounds a number or shows it with an exponent.
const LONGEST_NUMBER: usize = 11;

/// Characters of an utterance on either side of a finding that a cell holds.
const CELL_REACH: usize = 1_000;

const COLUMNS: [(&str, &str); 23] = [
    ("规则", "rule"),
    ("级别", "severity"),
    ("类别", "class"),
    ("扣分", "points"),
    ("一票否决", "fatal"),
    ("说明", "message"),
    ("会话", "conversation"),
    ("消息序号（从 0 起）", "utterance (from 0)"),
    ("时间", "time"),
    ("角色", "role"),
    ("客服", "agent"),
    ("命中", "matched"),
    ("起（字）", "start (characters)"),
    ("止（字）", "end (characters)"),
    ("原话", "text"),
    ("依据", "evidence"),
    ("改法", "suggestions"),
    ("为什么", "why"),
    ("文件", "file"),
    ("行", "line"),
    ("指纹", "fingerprint"),
    ("把握", "confidence"),
    ("把握的理由", "grounds"),
];

struct Csv {
    language: Language,
}

impl Csv {
    fn row<'f>(&self, finding: &'f Finding, span: CharSpan) -> Vec<Cow<'f, str>> {
        let language = self.language;
        let rule = &finding.rule;
        let rewordings: Vec<&str> =
            suggestions(finding).iter().map(|suggestion| suggestion.text.as_str()).collect();
        let evidence: Vec<String> =
            evidence(finding, language).into_iter().map(|note| note.label + &note.text).collect();
        let fatal = if rule.fatal { language.pick("是", "yes") } else { "" };
        // An absence has no matched words: the text is only where they belonged.
        let (matched, start, end) = match finding.absence {
            Some(_) => ("", String::new(), String::new()),
            None => (finding.matched(), span.start.to_string(), span.end.to_string()),
        };
        vec![
            inert(&rule.id),
            labels::severity(rule.severity, language).into(),
            labels::class(rule.class, language).into(),
            rule.points.to_string().into(),
            fatal.into(),
            inert_owned(finding.headline(language)),
            inert(&finding.location.conversation),
            finding.utterance.to_string().into(),
            finding.time.map(Time::spreadsheet).unwrap_or_default().into(),
            labels::role(finding.role, language).into(),
            inert(finding.agent.as_deref().unwrap_or_default()),
            inert(matched),
            start.into(),
            end.into(),
            match said(finding) {
                Cow::Borrowed(text) => inert(text),
                Cow::Owned(text) => inert_owned(text),
            },
            inert_owned(evidence.join("\n")),
            inert_owned(rewordings.join("\n")),
            inert(rule.why.get(language)),
            file(finding),
            finding.location.line.to_string().into(),
            inert(&finding.fingerprint),
            labels::confidence(finding.confidence, language).into(),
            labels::grounds(&finding.grounds, language).into(),
        ]
    }
}

/// Returns the file, and the cell of a workbook.
fn file(finding: &Finding) -> Cow<'_, str> {
    let location = &finding.location;
    match &location.cell {
        Some(cell) => inert_owned(format!("{}!{cell}", location.file)),
        None => inert(&location.file),
    }
}

impl Renderer for Csv {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(BYTE_ORDER_MARK)?;
        let header = COLUMNS.iter().map(|(zh, en)| self.language.pick(zh, en).into()).collect();
        write(out, std::iter::once(header))
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        write(out, char_spans(findings).map(|(finding, span)| self.row(finding, span)))
    }
}

fn write<'f>(out: &mut dyn io::Write, rows: impl Iterator<Item = Vec<Cow<'f, str>>>) -> io::Result<()> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    for row in rows {
        writer.write_record(row.iter().map(|cell| cell.as_bytes()))?;
    }
    writer.flush()
}

/// Returns the utterance; of one that is too long for a cell, the part around the finding.
///
/// Spreadsheets cut cells of more than 32,767 characters, and a row for each of many findings in one long text would
/// repeat all of it.
fn said(finding: &Finding) -> Cow<'_, str> {
    let part = around(&finding.text, finding.span, CELL_REACH);
    if part == Span::whole(&finding.text) {
        return Cow::Borrowed(&finding.text);
    }
    let before = if part.start > 0 { "…" } else { "" };
    let after = if part.end < finding.text.len() { "…" } else { "" };
    Cow::Owned(format!("{before}{}{after}", &finding.text[part.start..part.end]))
}

/// Returns a cell that spreadsheets show as it is: neither run as a formula nor rounded as a number.
fn inert(text: &str) -> Cow<'_, str> {
    let guarded = starts_formula(text) || would_be_rounded(text);
    let text = seen(text);
    if guarded { format!("'{text}").into() } else { text }
}

/// Returns a text with what is hidden in it made visible; a cell may hold several lines.
fn seen(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return visible(text);
    }
    let lines: Vec<Cow<'_, str>> =
        text.split('\n').map(|line| visible(line.strip_suffix('\r').unwrap_or(line))).collect();
    lines.join("\n").into()
}

fn inert_owned(text: String) -> Cow<'static, str> {
    inert(&text).into_owned().into()
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
        assert!(text.starts_with("\u{FEFF}规则,级别,"));
        let shown = text.trim_start_matches('\u{FEFF}').replace("\r\n", "␍\n").replace('\u{1b}', "␛");
        insta::assert_snapshot!("csv", shown.replace('\u{202E}', "\\u{202e}"));
        assert!(empty("csv", &run(Language::English)).starts_with("\u{FEFF}rule,severity,"));
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
            assert_eq!(inert(text), format!("'{}", seen(text)));
        }
        assert_eq!(inert("好=坏"), "好=坏");
        assert_eq!(inert("好\r\n\u{1b}[2J坏\u{202e}"), "好\n␛[2J坏\\u{202e}");
    }

    #[test]
    fn identifiers_keep_their_digits() {
        for text in ["007", "202611200930050001", "12e4567890123456", "1e5"] {
            assert_eq!(inert(text), format!("'{text}"));
        }
        for text in ["1024", "0", "0.5", "3a9e", "c1", ""] {
            assert_eq!(inert(text), text);
        }
    }
}
