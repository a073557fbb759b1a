//! From the rows of a filled-in sheet to marks; every row that cannot be read is a problem with its place.

use std::collections::BTreeMap;

use huashu_model::problem::Problem;
use huashu_model::text::example_marks::{CLOSE, OPEN};
use huashu_model::text::{Span, put_marks};

use super::column::Column;
use super::marks::{Mark, Verdict};
use super::sheet::SheetRow;
use super::words;

/// What came of a sheet.
#[derive(Debug, Default)]
pub struct Imported {
    /// The marks, in the order of the rows.
    pub marks: Vec<Mark>,
    /// Rows that nobody judged yet.
    pub blank: u64,
    /// Rows that could not be read.
    pub problems: Vec<Problem>,
}

/// Makes marks of rows; `reviewer` signs those that are not signed, `date` those that are not dated.
pub fn marks_of(rows: &[SheetRow], reviewer: &str, date: &str, keep_text: bool) -> Imported {
    let mut imported = Imported::default();
    let mut met: BTreeMap<(String, String, String), (Verdict, u64)> = BTreeMap::new();
    for row in rows {
        let mut mark = match read(row) {
            Ok(Some(mark)) => mark,
            Ok(None) => {
                imported.blank += 1;
                continue;
            }
            Err(problem) => {
                imported.problems.push(*problem);
                continue;
            }
        };
        if mark.reviewer.is_empty() {
            mark.reviewer = reviewer.to_owned();
        }
        if mark.date.is_empty() {
            mark.date = date.to_owned();
        }
        if !keep_text {
            mark.text.clear();
        }
        let key = (mark.fingerprint.clone(), mark.rule.clone(), mark.reviewer.clone());
        match met.get(&key) {
            Some((verdict, line)) if *verdict != mark.verdict => imported.problems.push(contradicts(row, *line)),
            Some(_) => {}
            None => {
                met.insert(key, (mark.verdict, row.line));
                imported.marks.push(mark);
            }
        }
    }
    imported
}

/// Reads a row; `None` where nobody judged it.
fn read(row: &SheetRow) -> Result<Option<Mark>, Box<Problem>> {
    let cell = |column| row.row.get(column).trim();
    let fingerprint = words::plain(cell(Column::Fingerprint));
    let missed = words::missed(cell(Column::Missed));
    let rule = cell(Column::Rule).to_owned();
    let verdict = match cell(Column::Verdict) {
        "" if rule.is_empty() && !missed.is_empty() => Verdict::Wrong,
        "" => return Ok(None),
        written => words::verdict(written).ok_or_else(|| no_verdict(row, written))?,
    };
    if fingerprint.len() != 16 || !fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(no_fingerprint(row));
    }
    let is_control = matches!(words::plain(cell(Column::Kind)).as_str(), "对照" | "control");
    if rule.is_empty() != is_control && !cell(Column::Kind).is_empty() {
        return Err(no_rule(row));
    }
    if rule.is_empty() && verdict == Verdict::Right && !missed.is_empty() {
        return Err(missed_nothing(row));
    }
    let minutes = match cell(Column::Minutes) {
        "" => None,
        written => Some(words::minutes(written).ok_or_else(|| no_minutes(row, written))?),
    };
    Ok(Some(Mark {
        fingerprint,
        verdict,
        reviewer: cell(Column::Reviewer).to_owned(),
        note: cell(Column::Note).to_owned(),
        date: cell(Column::Date).to_owned(),
        missed: if rule.is_empty() { missed } else { Vec::new() },
        minutes,
        stands_for: cell(Column::StandsFor)
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite() && *number >= 1.0),
        conversation: cell(Column::Conversation).to_owned(),
        text: marked(row),
        rule,
    }))
}

/// Returns the utterance with marks around the words.
///
/// The characters of marks do not survive every encoding, so that the sheet says by number where the words begin. An
/// utterance that itself holds such marks is left out.
fn marked(row: &SheetRow) -> String {
    let (text, words) = (row.row.get(Column::Text), row.row.get(Column::Words));
    if text.contains([OPEN, CLOSE]) {
        return String::new();
    }
    let number: Option<usize> = words::plain(row.row.get(Column::Start)).parse().ok();
    let start = number.and_then(|number| text.char_indices().nth(number.checked_sub(1)?)).map(|(at, _)| at);
    let is_there = |at: &usize| !words.is_empty() && text[*at..].starts_with(words);
    match start.filter(is_there) {
        Some(at) => put_marks(text, &[Span::new(at, at + words.len())]),
        None => text.to_owned(),
    }
}

fn bad(row: &SheetRow, message: huashu_model::language::Message) -> Problem {
    Problem::error("review/bad-row", message).at(&row.file, row.line)
}

fn no_verdict(row: &SheetRow, written: &str) -> Box<Problem> {
    let message = huashu_model::message!("判定「{written}」看不懂", "the verdict “{written}” is not understood");
    let help = huashu_model::message!("写 对、错 或 存疑", "write right, wrong or unsure");
    Box::new(bad(row, message).with_help(help))
}

fn no_fingerprint(row: &SheetRow) -> Box<Problem> {
    let written = row.row.get(Column::Fingerprint);
    let message = huashu_model::message!(
        "指纹「{written}」不是 16 位十六进制数，这一行没有收",
        "the fingerprint “{written}” is not 16 hexadecimal digits; the row was not taken"
    );
    let help = huashu_model::message!(
        "从原来的抽查表里把这一格抄回来（表格软件可能把它改成了数字）",
        "copy the cell from the sheet as it was written; a spreadsheet may have made a number of it"
    );
    Box::new(bad(row, message).with_help(help))
}

fn no_rule(row: &SheetRow) -> Box<Problem> {
    let message = huashu_model::message!(
        "类型和规则对不上：“发现”要有规则，“对照”没有",
        "kind and rule do not agree: a finding has a rule, a control has none"
    );
    let help = huashu_model::message!("从原来的抽查表里抄回来", "copy them from the sheet as it was written");
    Box::new(bad(row, message).with_help(help))
}

fn missed_nothing(row: &SheetRow) -> Box<Problem> {
    let message = huashu_model::message!(
        "判定是“对”，“漏判”里却写了东西",
        "the verdict is right, and yet something was missed"
    );
    let help = huashu_model::message!(
        "有漏就填“错”，没有漏就清空“漏判”",
        "write wrong, or empty the cell of what was missed"
    );
    Box::new(bad(row, message).with_help(help))
}

fn no_minutes(row: &SheetRow, written: &str) -> Box<Problem> {
    let message = huashu_model::message!("用时「{written}」看不懂", "the time “{written}” is not understood");
    let help = huashu_model::message!(
        "写分钟数，如 3、1.5 或 2:30（2 分 30 秒），最多 240 分钟",
        "write minutes, such as 3, 1.5 or 2:30 (two minutes and a half), 240 at most"
    );
    Box::new(bad(row, message).with_help(help))
}

fn contradicts(row: &SheetRow, line: u64) -> Problem {
    let message = huashu_model::message!(
        "同一个人对同一条发现的判定与第 {line} 行不一样，没有收",
        "the same reviewer judged the same finding otherwise in row {line}; this row was not taken"
    );
    let help =
        huashu_model::message!("只留一行，或写上另一位复核人", "keep one of them, or name the other reviewer");
    bad(row, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::super::sheet::read_sheet;
    use super::*;
    use huashu_input::Source;

    fn import(rows: &str) -> Imported {
        let text = format!("类型,指纹,规则,判定,漏判,用时,复核人,命中,起（字）,原话,代表\n{rows}");
        let (rows, problems, _) = read_sheet(&Source::memory("t.csv", text));
        assert_eq!(problems, []);
        marks_of(&rows, "丙", "", true)
    }

    #[test]
    fn rows_become_marks() {
        let imported = import(concat!(
            "发现,00000000000000AB,a/b,对,,2:30,甲,不知道,2,我不知道,2.5\n",
            "发现,00000000000000ab,a/b,×,,,,不知道,1,我不知道,\n",
            "发现,00000000000000ac,a/b,,,,甲,,,,\n",
            "对照,00000000000000ad,,,c/d；没道别,,甲,,,,40\n",
            "对照,00000000000000ae,,✓,无,,甲,,,,40\n",
        ));
        assert_eq!(imported.problems, []);
        assert_eq!(imported.blank, 1);
        let marks: Vec<_> =
            imported.marks.iter().map(|mark| (mark.verdict, &*mark.reviewer, mark.minutes)).collect();
        use Verdict::{Right, Wrong};
        assert_eq!(
            marks,
            [(Right, "甲", Some(2.5)), (Wrong, "丙", None), (Wrong, "甲", None), (Right, "甲", None)]
        );
        assert_eq!(imported.marks[2].missed, ["c/d", "没道别"]);
        assert_eq!([&*imported.marks[0].text, &*imported.marks[1].text], ["我⟦不知道⟧", "我不知道"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_row() {
        for (row, words) in [
            ("发现,00000000000000ab,a/b,大概对,,,甲,,", "大概对"),
            ("发现,1.23457E+15,a/b,对,,,甲,,", "1.23457E+15"),
            ("发现,00000000000000ab,,对,,,甲,,", "类型和规则"),
            ("对照,00000000000000ab,a/b,对,,,甲,,", "类型和规则"),
            ("对照,00000000000000ab,,对,没道别,,甲,,", "漏判"),
            ("发现,00000000000000ab,a/b,对,,一会儿,甲,,", "一会儿"),
        ] {
            let imported = import(row);
            let told: Vec<_> = imported
                .problems
                .iter()
                .map(|problem| (problem.place.line, problem.message.zh.contains(words)))
                .collect();
            assert_eq!(told, [(Some(2), true)], "{row}");
            assert_eq!(imported.marks.len(), 0);
        }
        let row = "发现,00000000000000ab,a/b,对,,,甲,,\n";
        assert_eq!(import(&format!("{row}{row}")).problems, []);
        let twice = import(&format!("{row}发现,00000000000000ab,a/b,错,,,甲,,\n"));
        assert_eq!((twice.marks.len(), twice.problems.len()), (1, 1));
    }
}
