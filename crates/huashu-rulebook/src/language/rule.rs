//! One rule as written: the keys every kind shares, and the kind's own body.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::diagnostics::Diagnostics;
use super::example::{Example, read_examples};
use super::kind::{Body, KINDS, Kind};
use super::matcher::MatcherSpec;
use super::node::{Entry, Node, SourceSpan, Table, Value};
use super::packed::Packed;
use super::rewrite::RewriteSpec;
use super::scope::{RoleFilter, WhereSpec, read_roles, read_where};
use super::table_reader::{KnownKey, TableReader, choose, text_of};
use huashu_model::confidence::Confidence;
use huashu_model::finding::{Class, RuleInfo, Severity};
use huashu_model::suggestion::{Applicability, Suggestion};
use huashu_model::transcript::Role;

/// A rule as written and validated.
#[derive(Debug)]
pub struct Rule {
    /// What findings say about it.
    pub info: Arc<RuleInfo>,
    /// Whether it is on.
    pub enabled: bool,
    /// How it checks.
    pub kind: &'static Kind,
    /// The kind's own body.
    pub body: Packed<Body>,
    /// Whose words it reads.
    pub role: RoleFilter,
    /// Conversations it is for.
    pub conversations: WhereSpec,
    /// First and last day it is in force.
    pub effective: (Option<Date>, Option<Date>),
    /// Its own tests, once they are read.
    pub(super) examples: OnceLock<Vec<Example>>,
    /// How clauses that breach it are put right.
    pub rewrites: Packed<Vec<RewriteSpec>>,
    /// What is put in front of a message that was put right.
    pub lead: Option<Lead>,
    /// Where it is written.
    pub place: SourceSpan,
    /// Every key as written, overrides applied, for what looks at the writing itself.
    pub table: Packed<Table>,
}

/// What is put in front of a message that was put right, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// An apology.
    Apology,
    /// A word of understanding.
    Empathy,
    /// These words.
    Text(String),
}

const SEVERITIES: &[(&str, Option<Severity>)] = &[
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Info)),
    ("off", None),
];

const CONFIDENCES: &[(&str, Confidence)] =
    &[("certain", Confidence::Certain), ("likely", Confidence::Likely), ("possible", Confidence::Possible)];

const CLASSES: &[(&str, Class)] = &[
    ("customer", Class::Customer),
    ("business", Class::Business),
    ("compliance", Class::Compliance),
    ("minor", Class::Minor),
];

const APPLICABILITIES: &[(&str, Applicability)] =
    &[("safe", Applicability::Safe), ("review", Applicability::Review), ("advice", Applicability::Advice)];

impl Rule {
    /// Reads a rule from its table; `None` when it has no usable identifier or kind.
    pub fn read(table: Table, sink: &mut Diagnostics) -> Option<Rule> {
        let view = TableReader::new(&table);
        let rule = Rule::read_view(&view, sink)?;
        view.finish(sink);
        Some(Rule { table: table.into(), ..rule })
    }

    /// Returns the keys that a rule of `kind` may have, in the order they are read.
    pub fn keys_of(kind: &Kind) -> Vec<KnownKey> {
        let entry = |key: &str, value: &str| Entry {
            key: key.to_owned(),
            key_place: SourceSpan::default(),
            node: Node { value: Value::String(Arc::from(value)), place: SourceSpan::default() },
        };
        let table = Table { entries: vec![entry("id", "x"), entry("kind", kind.name)], ..Table::default() };
        let view = TableReader::new(&table);
        let _ = Rule::read_view(&view, &mut Diagnostics::default());
        view.asked()
    }

    /// Reads every key, leaving `table` empty.
    fn read_view(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<Rule> {
        let id = read_id(view, sink)?;
        let kind = read_kind(view, sink);
        let severity = view.choice("severity", SEVERITIES, sink).unwrap_or(Some(Severity::Error));
        let enabled = view.boolean("enabled", sink).unwrap_or(true) && severity.is_some();
        let info = RuleInfo {
            id,
            severity: severity.unwrap_or(Severity::Info),
            class: view.choice("class", CLASSES, sink).unwrap_or_default(),
            points: view.number("points", sink).unwrap_or(0.0),
            fatal: view.boolean("fatal", sink).unwrap_or(false),
            title: view.bilingual("title", sink),
            why: view.bilingual("why", sink),
            source: view.texts("source", sink).iter().map(|text| text.value.to_string()).collect(),
            suggestions: read_suggestions(view, sink),
            confidence: view.choice("confidence", CONFIDENCES, sink).unwrap_or_default(),
        };
        let role = read_roles(view, "role", sink).unwrap_or_else(RoleFilter::agent);
        let speaker = speaker(role);
        let conversations = read_where(view, "where", sink);
        let effective = read_effective(view, sink);
        let examples = OnceLock::from(read_examples(view, speaker, kind, sink));
        let rewrites = RewriteSpec::read_all(view, sink).into();
        let lead = view.text("lead", sink).map(|text| Lead::new(&text.value));
        let kind = kind?;
        let body = kind.read(view, sink).into();
        let place = id_place(view.table);
        let (info, table) = (Arc::new(info), Packed::default());
        Some(Rule {
            info,
            enabled,
            kind,
            body,
            role,
            conversations,
            effective,
            examples,
            rewrites,
            lead,
            place,
            table,
        })
    }

    /// Returns the rule's own tests. Those of a rule that comes with the program are read when they are first asked for.
    pub fn examples(&self) -> &[Example] {
        self.examples.get_or_init(|| {
            let view = TableReader::new(&self.table);
            read_examples(&view, speaker(self.role), Some(self.kind), &mut Diagnostics::default())
        })
    }

    /// Returns the rule's matchers, outermost first.
    pub fn matchers(&self) -> Vec<&MatcherSpec> {
        self.body.matchers()
    }
}

impl Lead {
    fn new(text: &str) -> Lead {
        match text {
            "apology" => Lead::Apology,
            "empathy" => Lead::Empathy,
            text => Lead::Text(text.to_owned()),
        }
    }
}

/// Returns who speaks in an example of one utterance.
fn speaker(role: RoleFilter) -> Role {
    role.first().unwrap_or(Role::Agent)
}

/// Returns where a rule's identifier is written, else where the rule begins.
pub(crate) fn id_place(table: &Table) -> SourceSpan {
    table.get("id").map_or(table.place, |entry| entry.node.place)
}

fn read_id(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<String> {
    let Some(id) = view.text("id", sink) else {
        if view.table.get("id").is_none() {
            let message = huashu_model::message!("规则缺少 `id`", "rule without an `id`");
            sink.error("rulebook/missing-id", view.place(), message);
        }
        return None;
    };
    let well_formed = |c: char| c.is_alphanumeric() || "-_/.".contains(c);
    if id.value.is_empty() || !id.value.chars().all(well_formed) {
        let word = &id.value;
        let message = huashu_model::message!(
            "规则 id「{word}」只能用字母、数字、汉字和 - _ / .",
            "rule id `{word}` may hold letters, digits and - _ / . only"
        );
        sink.error("rulebook/bad-id", id.place, message);
    }
    Some(id.value.to_string())
}

fn read_kind(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<&'static Kind> {
    let choices: Vec<(&'static str, &'static Kind)> = KINDS.iter().map(|kind| (kind.name, kind)).collect();
    match view.node("kind") {
        None => choices.first().map(|(_, kind)| *kind),
        Some(_) => view.choice("kind", &choices, sink),
    }
}

fn read_effective(view: &TableReader<'_>, sink: &mut Diagnostics) -> (Option<Date>, Option<Date>) {
    let Some(table) = view.table("effective", sink) else { return (None, None) };
    let mut day = |key| {
        let (date, place) = table.date(key, sink)?;
        let day = date.parse().ok();
        if day.is_none() {
            let message = huashu_model::message!("「{date}」不是日期", "`{date}` is not a date");
            sink.error("rulebook/bad-date", place, message);
        }
        day
    };
    let days = (day("from"), day("until"));
    table.finish(sink);
    days
}

fn read_suggestions(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<Suggestion> {
    let Some(node) = view.node("suggest") else { return Vec::new() };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut suggestions = Vec::new();
    for item in items {
        if let Value::Table(table) = &item.value {
            let view = TableReader::new(table);
            let applicability =
                view.choice("applicability", APPLICABILITIES, sink).unwrap_or(Applicability::Review);
            if let Some(text) = view.text("text", sink) {
                suggestions.push(Suggestion { text: text.value.to_string(), applicability });
            }
            view.finish(sink);
        } else if let Some(text) = text_of(item, "suggest", sink) {
            suggestions.push(Suggestion { text: text.value.to_string(), applicability: Applicability::Review });
        }
    }
    suggestions
}

/// Reads a severity word, for the command line and overrides; `off` is `Some(None)`.
pub fn parse_severity(word: &str) -> Option<Option<Severity>> {
    SEVERITIES.iter().find(|(name, _)| *name == word).map(|(_, severity)| *severity)
}

/// Checks that a string names a severity, reporting it otherwise.
pub(crate) fn check_severity(text: &super::table_reader::Text, sink: &mut Diagnostics) -> bool {
    choose(text, "severity", SEVERITIES, sink).is_some()
}
