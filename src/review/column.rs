//! The columns of a review sheet, in both languages.

use huashu_model::language::Language;

/// A column of a review sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Whether the row is a finding or a conversation without any.
    Kind,
    /// The conversation.
    Conversation,
    /// File, line and utterance (from 1).
    Place,
    /// The agent.
    Agent,
    /// The rule's title.
    Title,
    /// The words that were found.
    Words,
    /// The utterance.
    Text,
    /// The character of the utterance with which the words begin, from 1.
    Start,
    /// What was said around it, or all of a conversation.
    Context,
    /// Right, wrong or unsure: for people.
    Verdict,
    /// What was missed, in a conversation without findings: for people.
    Missed,
    /// A remark: for people.
    Note,
    /// Who judged: for people.
    Reviewer,
    /// Minutes it took: for people.
    Minutes,
    /// The day of the judgement; not on the sheet, read where somebody adds it.
    Date,
    /// The rule's identifier.
    Rule,
    /// How sure the finding is.
    Confidence,
    /// How many findings or conversations the row stands for.
    StandsFor,
    /// The finding's name.
    Fingerprint,
}

/// A column's names and its width in a workbook.
struct Names {
    column: Column,
    /// Key in JSON.
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    /// What else it may be called.
    others: &'static [&'static str],
    width: f64,
}

const fn names(
    column: Column,
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    others: &'static [&'static str],
    width: f64,
) -> Names {
    Names { column, key, zh, en, others, width }
}

/// Every column, in the order of the enumeration.
const ALL: [Names; 19] = [
    names(Column::Kind, "kind", "类型", "kind", &["type"], 8.0),
    names(Column::Conversation, "conversation", "会话", "conversation", &["会话id", "会话编号"], 18.0),
    names(Column::Place, "place", "位置", "place", &["location"], 24.0),
    names(Column::Agent, "agent", "客服", "agent", &["坐席", "工号"], 12.0),
    names(Column::Title, "title", "规则标题", "rule title", &["规则名称", "title"], 24.0),
    names(Column::Words, "words", "命中", "words", &["matched"], 18.0),
    names(Column::Text, "text", "原话", "text", &["utterance"], 48.0),
    names(Column::Start, "start", "起（字）", "start", &["第几字"], 8.0),
    names(Column::Context, "context", "上下文", "context", &[], 48.0),
    names(Column::Verdict, "verdict", "判定", "verdict", &["对错", "结论", "judgement", "judgment"], 8.0),
    names(Column::Missed, "missed", "漏判", "missed", &["漏报", "漏检"], 24.0),
    names(Column::Note, "note", "备注", "note", &["说明", "notes", "remark", "comment"], 24.0),
    names(Column::Reviewer, "reviewer", "复核人", "reviewer", &["质检员", "审核人", "judge"], 10.0),
    names(Column::Minutes, "minutes", "用时（分钟）", "minutes", &["用时", "耗时", "time spent"], 10.0),
    names(Column::Date, "date", "日期", "date", &["复核日期", "判定日期"], 12.0),
    names(Column::Rule, "rule", "规则", "rule", &["规则id", "rule id"], 24.0),
    names(Column::Confidence, "confidence", "把握", "confidence", &[], 10.0),
    names(Column::StandsFor, "stands_for", "代表", "stands for", &["权重", "weight"], 8.0),
    names(Column::Fingerprint, "fingerprint", "指纹", "fingerprint", &["finding id"], 20.0),
];

impl Column {
    /// The columns that are written, in their order.
    pub fn written() -> impl Iterator<Item = Column> {
        ALL.iter().map(|names| names.column).filter(|column| *column != Column::Date)
    }

    fn names(self) -> &'static Names {
        &ALL[self as usize]
    }

    /// Returns its heading.
    pub fn heading(self, language: Language) -> &'static str {
        language.pick(self.names().zh, self.names().en)
    }

    /// Returns its key in JSON.
    pub fn key(self) -> &'static str {
        self.names().key
    }

    /// Returns its width in a workbook, in characters.
    pub fn width(self) -> f64 {
        self.names().width
    }

    /// Returns whether people fill it in.
    pub fn is_for_people(self) -> bool {
        matches!(self, Column::Verdict | Column::Missed | Column::Note | Column::Reviewer | Column::Minutes)
    }

    /// Returns the column of a heading in either language, however it is spaced and whatever stands in brackets.
    pub fn of_heading(heading: &str) -> Option<Column> {
        let plain = super::words::plain(heading);
        let bare = plain.split('(').next().unwrap_or_default().trim_end();
        let is = |name: &str| {
            let name = super::words::plain(name);
            name == plain || name.split('(').next().is_some_and(|name| name == bare)
        };
        let names = ALL.iter().find(|names| {
            is(names.key) || is(names.zh) || is(names.en) || names.others.iter().any(|other| is(other))
        });
        names.map(|names| names.column)
    }
}

/// A row of a review sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    cells: [String; ALL.len()],
}

impl Row {
    /// Returns a cell; an empty text where nothing was written.
    pub fn get(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// Fills a cell.
    pub fn set(&mut self, column: Column, text: impl Into<String>) {
        self.cells[column as usize] = text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_the_enumeration_has_them_and_are_known_by_their_names() {
        for (at, names) in ALL.iter().enumerate() {
            assert_eq!(names.column as usize, at);
            for name in [names.key, names.zh, names.en].into_iter().chain(names.others.iter().copied()) {
                assert_eq!(Column::of_heading(name), Some(names.column), "{name}");
            }
        }
        for (heading, column) in
            [(" 判 定 ", Column::Verdict), ("用时(分)", Column::Minutes), ("ＶＥＲＤＩＣＴ", Column::Verdict)]
        {
            assert_eq!(Column::of_heading(heading), Some(column), "{heading}");
        }
        assert_eq!(Column::of_heading("部门"), None);
    }
}
