//! The table of findings (明细) of workbooks and CSV: the same columns in both.
//!
//! A row holds what an appeal needs: who, when, what was said around it, the rule and its source, the points, what to
//! say instead. Utterances count from 1. Knows no format of reports.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::parts::annotations::evidence;
use crate::parts::display::{around, citations, cut, one_line, suggestions};
use crate::parts::labels;
use huashu_model::evaluation::{AgentPart, Evaluation};
use huashu_model::finding::{ContextLine, Finding};
use huashu_model::language::Language;
use huashu_model::score::Score;
use huashu_model::text::{Span, visible};
use huashu_model::transcript::Time;

/// Utterances told on either side of a finding.
pub(crate) const BESIDE: usize = 2;

/// Characters of the utterance on either side of the start of a finding that a cell holds.
///
/// Spreadsheets cut cells of more than 32,767 characters, and a row for each of many findings in one long text would
/// repeat all of it.
const REACH: usize = 1_000;

/// Characters of an utterance beside.
const LONGEST_BESIDE: usize = 300;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'f> {
    /// Words, or an identifier, exactly as they are; never a number or a formula, whatever they look like.
    Text(Cow<'f, str>),
    /// A number of something.
    Count(u64),
    /// Points.
    Points(f64),
    /// A day.
    Day(Date),
    /// An hour of the day or a time since the start, in seconds, and as people write it.
    Hour(i64, String),
}

/// What a column holds, which says how wide it is and how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number of something.
    Count,
    /// Points.
    Points,
    /// A score.
    Score,
    /// A share from 0 to 1.
    Share,
    /// A day.
    Day,
    /// An hour.
    Hour,
    /// A word or an identifier.
    Word,
    /// A number or name of an agent.
    Agent,
    /// The identifier of a rule.
    Rule,
    /// A severity.
    Severity,
    /// A sentence or more.
    Sentence,
}

/// One column.
pub(crate) struct Column {
    zh: &'static str,
    en: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Returns its cell; `None` where there is nothing to say.
    pub cell: for<'f> fn(&Row<'f>) -> Option<Cell<'f>>,
}

/// One finding, and what its row tells beside.
pub(crate) struct Row<'f> {
    number: u64,
    evaluation: &'f Evaluation,
    finding: &'f Finding,
    points: f64,
    language: Language,
}

/// Every column, in order.
pub(crate) const COLUMNS: &[Column] = &[
    column("编号", "number", Kind::Count, |row| Some(Cell::Count(row.number))),
    column("文件", "file", Kind::Word, |row| text(&row.finding.location.file)),
    column("行（单元格）", "line (cell)", Kind::Word, |row| {
        let location = &row.finding.location;
        location.cell.as_deref().map_or(Some(Cell::Count(location.line)), text)
    }),
    column("会话", "conversation", Kind::Word, |row| text(&row.finding.location.conversation)),
    column("技能组", "group", Kind::Word, |row| text(row.evaluation.group.as_deref()?)),
    column("渠道", "channel", Kind::Word, |row| text(row.evaluation.channel.as_deref()?)),
    column("日期", "day", Kind::Day, |row| row.finding.time.and_then(Time::date).map(Cell::Day)),
    column("时间", "time", Kind::Hour, |row| hour(row.finding.time?)),
    column("工号", "agent number", Kind::Agent, |row| text(row.agent_number()?)),
    column("客服姓名", "agent name", Kind::Agent, |row| text(row.agent_name()?)),
    column("客户", "customer", Kind::Word, |row| text(row.evaluation.customer.as_deref()?)),
    column("第几句（从 1 起）", "utterance (from 1)", Kind::Count, |row| {
        Some(Cell::Count(row.finding.utterance as u64 + 1))
    }),
    column("角色", "role", Kind::Word, |row| text(labels::role(row.finding.role, row.language))),
    column("之前说的", "said before", Kind::Sentence, |row| beside(row, |line, finding| line < finding)),
    column("原话", "utterance text", Kind::Sentence, |row| said(row.finding)),
    column("命中的话", "matched", Kind::Word, |row| match row.finding.absence {
        // An absence has no matched words: the text is only where they belonged.
        Some(_) => None,
        None => text(row.finding.matched()),
    }),
    column("之后说的", "said after", Kind::Sentence, |row| beside(row, |line, finding| line > finding)),
    column("规则", "rule", Kind::Rule, |row| text(&row.finding.rule.id)),
    column("说明", "title", Kind::Sentence, |row| owned(row.finding.headline(row.language))),
    column("级别", "severity", Kind::Severity, |row| {
        text(labels::severity(row.finding.rule.severity, row.language))
    }),
    column("类别", "class", Kind::Word, |row| text(labels::class(row.finding.rule.class, row.language))),
    column("一票否决", "fatal", Kind::Word, |row| {
        row.finding.rule.fatal.then(|| row.language.pick("是", "yes")).and_then(text)
    }),
    column("扣分", "points off", Kind::Points, |row| Some(Cell::Points(row.points))),
    column("把握", "confidence", Kind::Word, |row| {
        text(labels::confidence(row.finding.confidence, row.language))
    }),
    column("把握的理由", "grounds", Kind::Word, |row| {
        owned(labels::grounds(&row.finding.grounds, row.language))
    }),
    column("为什么", "why", Kind::Sentence, |row| text(row.finding.rule.why.get(row.language))),
    column("依据", "source", Kind::Sentence, |row| {
        owned(citations(&row.finding.rule).collect::<Vec<_>>().join("\n"))
    }),
    column("改说", "say instead", Kind::Sentence, |row| {
        let wordings = suggestions(row.finding).iter().map(|suggestion| suggestion.text.as_str());
        owned(wordings.collect::<Vec<_>>().join("\n"))
    }),
    column("查过哪里、最接近的说法", "searched, nearest", Kind::Sentence, |row| {
        let notes = evidence(row.finding, row.language).into_iter().map(|note| note.label + &note.text);
        owned(notes.collect::<Vec<_>>().join("\n"))
    }),
    column("会话得分", "score", Kind::Score, |row| Some(Cell::Points(row.evaluation.score.value))),
    column("等级", "band", Kind::Word, |row| text(row.evaluation.score.band.as_deref()?)),
    column("合格", "passed", Kind::Word, |row| {
        let passed = row.evaluation.score.passed?;
        text(if passed { row.language.pick("是", "yes") } else { row.language.pick("否", "no") })
    }),
    column("指纹", "fingerprint", Kind::Word, |row| text(&row.finding.fingerprint)),
];

const fn column(
    zh: &'static str,
    en: &'static str,
    kind: Kind,
    cell: for<'f> fn(&Row<'f>) -> Option<Cell<'f>>,
) -> Column {
    Column { zh, en, kind, cell }
}

impl Column {
    /// Returns what stands above the column.
    pub(crate) fn head(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }
}

impl<'f> Row<'f> {
    /// Returns the agent the finding is charged to, as the conversation knows them.
    fn agent(&self) -> Option<&'f AgentPart> {
        let key = self.finding.agent.as_deref()?;
        self.evaluation.agents.iter().find(|agent| &*agent.key == key)
    }

    fn agent_number(&self) -> Option<&'f str> {
        let key = self.finding.agent.as_deref()?;
        let is_name = self.agent().is_some_and(|agent| agent.name.as_deref() == Some(key));
        (!is_name).then_some(key)
    }

    fn agent_name(&self) -> Option<&'f str> {
        self.agent()?.name.as_deref()
    }
}

/// Returns the rows of a conversation's findings, numbered from `first`.
pub(crate) fn rows(evaluation: &Evaluation, first: u64, language: Language) -> impl Iterator<Item = Row<'_>> {
    let taken_off = points(&evaluation.score, evaluation.findings.len());
    let findings = evaluation.findings.iter().zip(taken_off);
    findings.zip(first..).map(move |((finding, points), number)| Row {
        number,
        evaluation,
        finding,
        points,
        language,
    })
}

/// Returns the points that each finding took off. Those of a rule that counts once stand at its first finding, those up
/// to a cap at the first ones, so that they add up to what the rule took off.
fn points(score: &Score, findings: usize) -> Vec<f64> {
    let mut taken_off = vec![0.0; findings];
    for deduction in &score.deductions {
        let mut rest = deduction.points;
        for index in deduction.findings.iter().take(deduction.times) {
            let share = rest.min(deduction.each);
            rest -= share;
            if let Some(points) = taken_off.get_mut(*index) {
                *points += share;
            }
        }
    }
    taken_off
}

fn text(text: &str) -> Option<Cell<'_>> {
    (!text.is_empty()).then_some(Cell::Text(text.into()))
}

fn owned(text: String) -> Option<Cell<'static>> {
    (!text.is_empty()).then(|| Cell::Text(text.into()))
}

/// Returns a text with what is hidden in it made visible; a cell may hold several lines.
pub(crate) fn seen(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return visible(text);
    }
    let lines: Vec<Cow<'_, str>> =
        text.split('\n').map(|line| visible(line.strip_suffix('\r').unwrap_or(line))).collect();
    lines.join("\n").into()
}

fn hour(time: Time) -> Option<Cell<'static>> {
    if let Time::Elapsed(millis) = time {
        return Some(Cell::Hour(millis.div_euclid(1000).max(0), time.spreadsheet()));
    }
    Some(Cell::Hour(i64::from(time.second_of_day()?), time.time_of_day()?))
}

/// Returns the utterance; of one that is too long for a cell, the part around the finding.
fn said(finding: &Finding) -> Option<Cell<'_>> {
    let part = around(&finding.text, finding.span, REACH);
    if part == Span::whole(&finding.text) {
        return text(&finding.text);
    }
    let before = if part.start > 0 { "…" } else { "" };
    let after = if part.end < finding.text.len() { "…" } else { "" };
    owned(format!("{before}{}{after}", &finding.text[part.start..part.end]))
}

/// Returns the utterances around that `wanted` accepts, a line each with its speaker.
fn beside(row: &Row<'_>, wanted: fn(usize, usize) -> bool) -> Option<Cell<'static>> {
    let place = row.finding.utterance;
    let near = |line: &&ContextLine| wanted(line.utterance, place) && line.utterance.abs_diff(place) <= BESIDE;
    let lines = row.finding.context.iter().filter(near).map(|line| {
        let (role, colon) = (labels::role(line.role, row.language), labels::colon(row.language));
        format!("{role}{colon}{}", cut(&one_line(&line.text), LONGEST_BESIDE))
    });
    owned(lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{findings, scored};
    use huashu_model::score::Deduction;
    use std::sync::Arc;

    fn cells(evaluation: &Evaluation, head: &str) -> Vec<Option<String>> {
        let column = COLUMNS.iter().find(|column| column.zh == head).expect("a column");
        let rows = rows(evaluation, 7, Language::Chinese);
        let shown = rows.map(|row| {
            (column.cell)(&row).map(|cell| match cell {
                Cell::Text(text) => text.into_owned(),
                Cell::Count(count) => count.to_string(),
                Cell::Points(points) => points.to_string(),
                Cell::Day(day) => day.to_string(),
                Cell::Hour(_, text) => text,
            })
        });
        shown.collect()
    }

    fn one(evaluation: &Evaluation, head: &str) -> String {
        cells(evaluation, head).remove(0).unwrap_or_default()
    }

    #[test]
    fn a_row_tells_what_an_appeal_needs() {
        let evaluation = scored();
        for (head, expected) in [
            ("编号", "7"),
            ("行（单元格）", "1"),
            ("会话", "c1"),
            ("技能组", "售后"),
            ("日期", "2026-11-20"),
            ("时间", "09:30:05"),
            ("工号", "1024"),
            ("客服姓名", "李测试"),
            ("客户", "客户甲"),
            ("第几句（从 1 起）", "4"),
            ("之前说的", "客户：请问什么时候发货？"),
            ("原话", "这个我不知道哦"),
            ("命中的话", "不知道"),
            ("之后说的", "客户：……"),
            ("规则", "attitude/dont-know"),
            ("扣分", "5"),
            ("会话得分", "95"),
            ("合格", "是"),
        ] {
            assert_eq!(one(&evaluation, head), expected, "{head}");
        }
    }

    #[test]
    fn who_is_told_by_a_name_has_no_number() {
        let mut evaluation = scored();
        evaluation.agents[0].key = Arc::from("李测试");
        evaluation.findings[0].agent = Some("李测试".to_owned());
        assert_eq!((one(&evaluation, "工号"), one(&evaluation, "客服姓名")), (String::new(), "李测试".to_owned()));
    }

    #[test]
    fn points_of_a_rule_add_up_over_its_findings() {
        let deduction = |times, points| Deduction {
            rule: Arc::clone(&findings()[0].rule),
            each: 5.0,
            times,
            points,
            capped: false,
            findings: vec![0, 2, 3],
        };
        let taken_off = |deduction| points(&Score { deductions: vec![deduction], ..Score::default() }, 4);
        assert_eq!(taken_off(deduction(1, 5.0)), [5.0, 0.0, 0.0, 0.0]);
        assert_eq!(taken_off(deduction(3, 15.0)), [5.0, 0.0, 5.0, 5.0]);
        assert_eq!(taken_off(deduction(3, 7.0)), [5.0, 0.0, 2.0, 0.0]);
    }

    #[test]
    fn an_absence_has_no_matched_words_and_tells_what_came_near() {
        let mut evaluation = scored();
        evaluation.findings = vec![findings().remove(4)];
        assert_eq!(cells(&evaluation, "命中的话"), [None]);
        assert!(one(&evaluation, "查过哪里、最接近的说法").contains("第 12 句「不好意」"));
    }
}
