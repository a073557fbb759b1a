//! Labels as people wrote them: JSON Lines, one utterance or one conversation a line.
//!
//! Rows that cannot be read become problems with their line; the others are
//! kept. Knows no findings and no files: it is given text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::text::char_column;

/// Labels of any number of files.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels {
    /// Labelled utterances.
    pub utterances: Vec<UtteranceLabel>,
    /// Labelled conversations.
    pub conversations: Vec<ConversationLabel>,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPlace {
    /// The labels file.
    pub file: Arc<str>,
    /// Its line, counting from 1.
    pub line: u64,
}

/// What was judged of one utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UtteranceLabel {
    /// Where the row stands.
    pub place: RowPlace,
    /// Name of the log file without folders and extensions, where the row says.
    pub source: Option<String>,
    /// The conversation's identifier, as findings give it.
    pub conversation: String,
    /// The utterance, counting from 0.
    pub utterance: usize,
    /// Rules it breaches.
    pub violations: BTreeSet<String>,
    /// Rules on which judges were in doubt: never counted.
    pub borderline: BTreeSet<String>,
}

/// What was judged of one conversation as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationLabel {
    /// Where the row stands.
    pub place: RowPlace,
    /// Name of the log file without folders and extensions, where the row says.
    pub source: Option<String>,
    /// The conversation's identifier, as findings give it.
    pub conversation: String,
    /// Verdicts on elements required once, by rule.
    pub elements: BTreeMap<String, Verdict>,
    /// Verdicts on elements that an utterance calls for.
    pub anchored: Vec<Anchored>,
}

/// A verdict on an element that an utterance calls for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchored {
    /// The rule.
    pub rule: String,
    /// The utterance that calls for the element, counting from 0.
    pub utterance: usize,
    /// Whether the element was there.
    pub verdict: Verdict,
}

/// What judges held of a required element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was there.
    Pass,
    /// It was missing.
    Fail,
    /// They were in doubt: never counted.
    Borderline,
    /// Nothing called for it: never counted.
    NotApplicable,
}

/// A row before it is known to be complete.
#[derive(Debug, Deserialize)]
struct Row {
    source: Option<String>,
    conversation: Option<Value>,
    utterance: Option<usize>,
    violations: Option<Vec<String>>,
    borderline: Option<Vec<String>>,
    elements: Option<BTreeMap<String, Verdict>>,
    anchored: Option<Vec<Anchored>>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// The keys of a row.
const KEYS: [&str; 7] = ["source", "conversation", "utterance", "violations", "borderline", "elements", "anchored"];

impl Labels {
    /// Adds the rows of a file; returns what is wrong with the others.
    pub fn add(&mut self, file: &str, text: &str) -> Vec<Problem> {
        let file: Arc<str> = Arc::from(file);
        let mut problems = Vec::new();
        let before = self.len();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1u64..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            let place = RowPlace { file: Arc::clone(&file), line: number };
            if let Err(problem) = self.add_row(line, &place) {
                problems.push(*problem);
            }
        }
        if self.len() == before && problems.is_empty() {
            let message = huashu_model::message!("标注文件是空的", "the labels file is empty");
            problems.push(Problem::error("labels/empty", message).at(&file, 1));
        }
        problems
    }

    /// Returns the number of labelled utterances and conversations.
    pub fn len(&self) -> usize {
        self.utterances.len() + self.conversations.len()
    }

    /// Returns whether there are no labels.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn add_row(&mut self, line: &str, place: &RowPlace) -> Result<(), Box<Problem>> {
        let wrong = |message: Message, help: Message| {
            let problem = Problem::error("labels/bad-row", message).at(&place.file, place.line);
            Box::new(problem.with_help(help))
        };
        let row: Row = serde_json::from_str(line).map_err(|error| {
            let detail = error.to_string();
            let detail = detail.rsplit_once(" at line ").map_or(detail.as_str(), |(detail, _)| detail);
            let message =
                huashu_model::message!("这一行标注读不懂（{detail}）", "this label cannot be read ({detail})");
            let mut problem = wrong(message, form());
            // The reader counts bytes.
            let column = char_column(line, error.column().saturating_sub(1)) + 1;
            problem.place.column = u64::try_from(column).ok();
            problem
        })?;
        if let Some((key, near)) = row.rest.keys().find_map(|key| Some((key, misspelt(key)?))) {
            let message = huashu_model::message!("不认识的键「{key}」", "unknown key `{key}`");
            let help = huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?");
            return Err(wrong(message, help));
        }
        let Some(conversation) = row.conversation.as_ref().and_then(identifier) else {
            let message =
                huashu_model::message!("这一行没有写明会话 conversation", "this label names no conversation");
            return Err(wrong(message, form()));
        };
        self.keep(row, conversation, place).map_err(|(zh, en)| wrong(Message::new(zh, en), form()))
    }

    fn keep(
        &mut self,
        row: Row,
        conversation: String,
        place: &RowPlace,
    ) -> Result<(), (&'static str, &'static str)> {
        let of_utterance = row.violations.is_some() || row.borderline.is_some();
        let of_conversation = row.elements.is_some() || row.anchored.is_some();
        if !of_utterance && !of_conversation {
            return Err(("这一行什么也没有判断", "this label judges nothing"));
        }
        if of_utterance {
            let utterance =
                row.utterance.ok_or(("这一行没有写明第几句 utterance", "this label names no utterance"))?;
            let label = UtteranceLabel {
                place: place.clone(),
                source: row.source.clone(),
                conversation: conversation.clone(),
                utterance,
                violations: row.violations.into_iter().flatten().collect(),
                borderline: row.borderline.into_iter().flatten().collect(),
            };
            if !label.violations.is_disjoint(&label.borderline) {
                return Err(("同一条规则既是违反又是存疑", "a rule is both a violation and borderline"));
            }
            self.utterances.push(label);
        }
        if of_conversation {
            self.conversations.push(ConversationLabel {
                place: place.clone(),
                source: row.source,
                conversation,
                elements: row.elements.unwrap_or_default(),
                anchored: row.anchored.unwrap_or_default(),
            });
        }
        Ok(())
    }

    /// Returns every rule that occurs, with the first row that names it.
    pub(super) fn rules(&self) -> BTreeMap<&str, &RowPlace> {
        let mut rules = BTreeMap::new();
        for label in &self.utterances {
            for rule in label.violations.iter().chain(&label.borderline) {
                rules.entry(rule.as_str()).or_insert(&label.place);
            }
        }
        for label in &self.conversations {
            for rule in label.elements.keys().chain(label.anchored.iter().map(|anchored| &anchored.rule)) {
                rules.entry(rule.as_str()).or_insert(&label.place);
            }
        }
        rules
    }
}

/// Returns an identifier written as a text or as a number.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns the key meant by one that differs in a letter or two; keys of one's own are left alone.
fn misspelt(key: &str) -> Option<&'static str> {
    KEYS.into_iter().find(|known| strsim::levenshtein(key, known) <= 2)
}

/// Returns what rows look like.
fn form() -> Message {
    Message::new(
        r#"每行一个 JSON 对象：{"conversation":"c1","utterance":3,"violations":["…"],"borderline":[]}，或 {"conversation":"c1","elements":{"…":"fail"},"anchored":[{"rule":"…","utterance":3,"verdict":"fail"}]}"#,
        r#"one JSON object a line: {"conversation":"c1","utterance":3,"violations":["…"],"borderline":[]} or {"conversation":"c1","elements":{"…":"fail"},"anchored":[{"rule":"…","utterance":3,"verdict":"fail"}]}"#,
    )
}
