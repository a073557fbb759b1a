//! A rule's own examples: what must fire, exactly where, and what must stay silent.

use std::borrow::Cow;

use super::diagnostics::Diagnostics;
use super::kind::Kind;
use super::node::{Node, SourceSpan, Value};
use super::table_reader::TableReader;
use huashu_model::text::{Span, parse_marks};
use huashu_model::transcript::{Conversation, MessageKind, Role, Time, Utterance};

/// An example of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What the rule must say of it.
    pub expect: Expectation,
    /// The little conversation.
    pub conversation: Conversation<'static>,
    /// Where findings must fall: utterance and bytes of its text.
    pub marks: Vec<(usize, Span)>,
    /// The example as written, for messages.
    pub text: String,
    /// Where it is written.
    pub place: SourceSpan,
}

/// What a rule must say of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expectation {
    /// It fires, exactly at the marks where there are any.
    Bad,
    /// It stays silent.
    Good,
    /// Its condition does not arise.
    NotApplicable,
    /// It cannot be judged.
    NotCheckable,
    /// It should fire but is known not to.
    Todo,
}

/// The keys that hold examples, and what each expects.
pub const EXAMPLE_KEYS: &[(&str, Expectation)] = &[
    ("bad", Expectation::Bad),
    ("good", Expectation::Good),
    ("not-applicable", Expectation::NotApplicable),
    ("not-checkable", Expectation::NotCheckable),
    ("todo", Expectation::Todo),
];

/// Roles as they may be written before a line of dialogue.
const SPEAKERS: &[(&str, Role)] = &[
    ("客服", Role::Agent),
    ("坐席", Role::Agent),
    ("agent", Role::Agent),
    ("客户", Role::Customer),
    ("顾客", Role::Customer),
    ("customer", Role::Customer),
    ("机器人", Role::Bot),
    ("bot", Role::Bot),
    ("系统", Role::System),
    ("system", Role::System),
];

/// Reads all example keys of a rule; single utterances are spoken by `role`, as remarks or canned replies where the rule reads those.
pub(crate) fn read_examples(
    view: &TableReader<'_>,
    role: Role,
    kind: Option<&Kind>,
    sink: &mut Diagnostics,
) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for (key, expect) in EXAMPLE_KEYS {
        let Some(node) = view.node(key) else { continue };
        let Value::List(items) = &node.value else {
            sink.wrong_type(node, key, "列表", "a list");
            continue;
        };
        examples.extend(items.iter().filter_map(|item| read_example(item, *expect, role, sink)));
    }
    for utterance in examples.iter_mut().flat_map(|example| &mut example.conversation.utterances) {
        if kind.is_some_and(|kind| kind.reads_notes) {
            utterance.kind = MessageKind::Note;
        }
        utterance.template = kind.is_some_and(|kind| kind.reads_replies);
    }
    examples
}

/// Reads the examples of a guard: the marked words are the hit that is excused (`good`) or not (`bad`).
pub(crate) fn read_guard_examples(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<Example> {
    let mut examples = Vec::new();
    for (key, expect) in [("bad", Expectation::Bad), ("good", Expectation::Good)] {
        let Some(node) = view.node(key) else { continue };
        let Value::List(items) = &node.value else {
            sink.wrong_type(node, key, "列表", "a list");
            continue;
        };
        for item in items {
            let Some(example) = read_example(item, expect, Role::Agent, sink) else { continue };
            if example.marks.len() != 1 {
                let message = huashu_model::message!(
                    "护栏的例子要用 ⟦⟧ 标出一处命中",
                    "an example of a guard marks one hit with ⟦⟧"
                );
                sink.error("rulebook/bad-marks", example.place, message);
            }
            examples.push(example);
        }
    }
    examples
}

fn read_example(node: &Node, expect: Expectation, role: Role, sink: &mut Diagnostics) -> Option<Example> {
    let lines: Vec<&str> = match &node.value {
        Value::String(text) => return single(text, node.place, expect, role, sink),
        Value::List(items) => {
            let lines = items.iter().filter_map(|item| match &item.value {
                Value::String(line) => Some(line.as_ref()),
                _ => None,
            });
            lines.collect()
        }
        _ => Vec::new(),
    };
    if lines.is_empty() {
        sink.wrong_type(node, "example", "一句话，或几行对话的列表", "a text or a list of lines of dialogue");
        return None;
    }
    let mut conversation = Conversation::default();
    let mut marks = Vec::new();
    for line in &lines {
        if let Some(fields) = line.strip_prefix('@') {
            set_fields(&mut conversation, fields);
        } else {
            read_line(line, node.place, &mut conversation, &mut marks, sink);
        }
    }
    Some(Example { expect, conversation, marks, text: lines.join("\n"), place: node.place })
}

fn single(
    text: &str,
    place: SourceSpan,
    expect: Expectation,
    role: Role,
    sink: &mut Diagnostics,
) -> Option<Example> {
    let (plain, spans) = unmark(text, place, sink)?;
    let utterance = Utterance { role, text: Cow::Owned(plain), ..Utterance::default() };
    let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
    let marks = spans.into_iter().map(|span| (0, span)).collect();
    Some(Example { expect, conversation, marks, text: text.to_owned(), place })
}

fn unmark(text: &str, place: SourceSpan, sink: &mut Diagnostics) -> Option<(String, Vec<Span>)> {
    match parse_marks(text) {
        Ok(parsed) => Some(parsed),
        Err(_) => {
            let message = huashu_model::message!("⟦ 与 ⟧ 没有成对", "unbalanced marks ⟦ ⟧");
            sink.error("rulebook/bad-marks", place, message);
            None
        }
    }
}

/// Reads `@channel=voice @agent=1024 @agent.name=小李`.
fn set_fields(conversation: &mut Conversation<'static>, fields: &str) {
    for field in fields.split('@') {
        let Some((key, value)) = field.trim().split_once('=') else { continue };
        let value: Cow<'static, str> = Cow::Owned(value.trim().to_owned());
        match key.trim() {
            "channel" => conversation.channel = Some(value),
            "group" => conversation.group = Some(value),
            "agent" | "agent.id" => conversation.agent.id = Some(value),
            "agent.name" => conversation.agent.name = Some(value),
            "customer" | "customer.name" => conversation.customer.name = Some(value),
            "handed-over" => conversation.handed_over = parse_clock(&value),
            key => conversation.metadata.push((Cow::Owned(key.to_owned()), value)),
        }
    }
}

/// Reads `角色[ HH:MM[:SS]][ #工号][ 自动|撤回|备注]: 文本`.
fn read_line(
    line: &str,
    place: SourceSpan,
    conversation: &mut Conversation<'static>,
    marks: &mut Vec<(usize, Span)>,
    sink: &mut Diagnostics,
) {
    let Some((head, text)) = split_head(line) else {
        let message = huashu_model::message!(
            "对话行应写成「客服 09:30:05: 文本」，这里是「{line}」",
            "a line of dialogue is written `agent 09:30:05: text`, not `{line}`"
        );
        sink.error("rulebook/bad-dialogue", place, message);
        return;
    };
    let Some((plain, spans)) = unmark(text, place, sink) else { return };
    let mut utterance = Utterance { text: Cow::Owned(plain), ..Utterance::default() };
    for word in head.split_whitespace() {
        read_head_word(word, &mut utterance);
    }
    let index = conversation.utterances.len();
    marks.extend(spans.into_iter().map(|span| (index, span)));
    conversation.utterances.push(utterance);
}

/// Reads one word before the colon; `false` when it means nothing.
fn read_head_word(word: &str, utterance: &mut Utterance<'_>) -> bool {
    if let Some((_, role)) = SPEAKERS.iter().find(|(name, _)| *name == word) {
        utterance.role = *role;
    } else if let Some(number) = word.strip_prefix('#') {
        utterance.agent_id = Some(Cow::Owned(number.to_owned()));
    } else if word == "自动" || word == "auto" {
        utterance.auto = true;
    } else if word == "撤回" || word == "recalled" {
        utterance.recalled = true;
    } else if word == "备注" || word == "note" {
        utterance.kind = MessageKind::Note;
    } else if let Some(time) = parse_clock(word) {
        utterance.time = Some(time);
    } else {
        return false;
    }
    true
}

/// Returns the words before the colon of a line of dialogue that mean nothing, such as a time written 9点.
pub fn unread_words(line: &str) -> Vec<&str> {
    let Some((head, _)) = split_head(line) else { return Vec::new() };
    head.split_whitespace().filter(|word| !read_head_word(word, &mut Utterance::default())).collect()
}

/// Splits at the colon that ends the head: the first one outside a time of day.
fn split_head(line: &str) -> Option<(&str, &str)> {
    let speaker = SPEAKERS.iter().find(|(name, _)| line.starts_with(name))?;
    let mut from = speaker.0.len();
    loop {
        let at = from + line.get(from..)?.find([':', '：'])?;
        let colon = line[at..].chars().next().map_or(1, char::len_utf8);
        let between_digits = line[..at].ends_with(|c: char| c.is_ascii_digit())
            && line[at + colon..].starts_with(|c: char| c.is_ascii_digit());
        if !between_digits {
            return Some((&line[..at], line[at + colon..].trim_start()));
        }
        from = at + colon;
    }
}

/// A day in Shanghai on which all example clocks run: 2026-11-20.
const EXAMPLE_DAY_MILLIS: i64 = 1_795_132_800_000;
const SHANGHAI_SECONDS: i32 = 8 * 3600;

fn parse_clock(word: &str) -> Option<Time> {
    let mut parts = word.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds: i64 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    let local = (hours * 3600 + minutes * 60 + seconds) * 1000;
    let millis = EXAMPLE_DAY_MILLIS + local - i64::from(SHANGHAI_SECONDS) * 1000;
    Some(Time::clock(millis, SHANGHAI_SECONDS))
}
