//! Libraries put right in place: an entry's text changes, and every other byte stays.
//!
//! A library is read as `check` reads it; the wording of an entry is sought in the file as the file writes it, replaced,
//! and the result is read again: only where it holds the same entries with the new wordings is it worth writing. Knows
//! no terminal and writes no file.

mod encoding;
mod proposals;
mod splice;

use std::borrow::Cow;
use std::sync::Arc;

use huashu_core::engine::{Engine, Session};
use huashu_core::reword::{Judged, Reworded, reword};
use huashu_input::{Options, Source};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::Message;
use huashu_model::problem::Level;
use huashu_model::suggestion::Applicability;
use huashu_model::text::is_significant;
use huashu_model::text::slots::{masked, slots};
use huashu_model::transcript::{Conversation, Role, Utterance};

pub use encoding::Decoded;
pub use proposals::Proposals;
pub use splice::{Replacement, splice};

/// One entry of a library, or a draft.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its line, counting from 1.
    pub line: u64,
    /// What it says.
    pub text: String,
    conversation: Conversation<'static>,
}

/// Why a file is not put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It holds what customers said as well: a log is evidence, and is never rewritten.
    Log,
    /// It cannot be read, not wholly, or holds no entry.
    Unreadable,
}

/// Reads the entries of a file.
pub fn entries(name: &str, text: &str, options: &Options) -> Result<Vec<Entry>, Refusal> {
    let mut entries = Vec::new();
    let source = Source::memory(name, text.as_bytes());
    for chunk in huashu_input::read(&source, options) {
        let parsed = chunk.parse(options);
        // Whatever the reader could not make out is told by `check`; a file read in part is not rewritten.
        if parsed.failed > 0 || parsed.problems.iter().any(|problem| problem.level == Level::Error) {
            return Err(Refusal::Unreadable);
        }
        for conversation in &parsed.conversations {
            let [utterance] = conversation.utterances.as_slice() else { return Err(Refusal::Unreadable) };
            let alone = Conversation { utterances: Vec::new(), ..owned(conversation) };
            let line = conversation.place.line;
            entries.push(Entry { line, text: utterance.text.clone().into_owned(), conversation: alone });
        }
    }
    if entries.is_empty() { Err(Refusal::Unreadable) } else { Ok(entries) }
}

/// Returns whether a file shows signs of a log: speakers or times, which no library has.
///
/// In doubt it is one: a library that is refused is told so, a log that is rewritten is evidence lost.
pub fn is_log(name: &str, text: &str, options: &Options) -> bool {
    let source = Source::memory(name, text.as_bytes());
    let mut chunks = huashu_input::read(&source, options);
    text.lines().filter(|line| has_time_at_edge(line)).nth(1).is_some()
        || chunks.any(|chunk| {
            let parsed = chunk.parse(options);
            let mut said = parsed.conversations.iter().flat_map(|conversation| &conversation.utterances);
            said.any(|one| {
                one.role != Role::Unknown || one.time.is_some() || one.name.is_some() || one.agent_id.is_some()
            })
        })
}

/// Returns whether a line begins with a date or a clock time, or ends with one to the second, as headings of messages do.
fn has_time_at_edge(line: &str) -> bool {
    let is_number = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let clock = |word: &str, least: usize| {
        let parts: Vec<&str> = word.split(':').collect();
        (least..=3).contains(&parts.len()) && parts.iter().all(|part| is_number(part, 2))
    };
    let date = |word: &str| {
        let parts: Vec<&str> = word.split(['-', '/', '.']).collect();
        parts.len() == 3 && parts.iter().all(|part| is_number(part, 4)) && parts.iter().any(|part| part.len() == 4)
    };
    let mut words =
        line.split([' ', '\t', '[', ']', '(', ')', '（', '）', ',', '，']).filter(|word| !word.is_empty());
    let first = words.next();
    first.is_some_and(|word| clock(word, 2) || date(word)) || words.next_back().is_some_and(|word| clock(word, 3))
}

/// Returns what is known of a conversation besides what was said.
fn owned(conversation: &Conversation<'_>) -> Conversation<'static> {
    let copy = |text: &Option<Cow<'_, str>>| text.as_ref().map(|text| Cow::Owned(text.clone().into_owned()));
    let metadata = conversation.metadata.iter();
    Conversation {
        id: copy(&conversation.id),
        channel: copy(&conversation.channel),
        group: copy(&conversation.group),
        metadata: metadata
            .map(|(key, value)| (Cow::Owned(key.to_string()), Cow::Owned(value.to_string())))
            .collect(),
        place: conversation.place.clone(),
        ..Conversation::default()
    }
}

/// Puts entries right.
pub struct Fixer {
    engine: Arc<Engine>,
    session: Session,
    /// Whether changes are made that a person should look at.
    pub reviewed: bool,
}

impl Fixer {
    /// Makes a fixer that changes what is safe, and with `reviewed` also what a person should look at.
    pub fn new(engine: &Arc<Engine>, reviewed: bool) -> Self {
        Fixer { engine: Arc::clone(engine), session: engine.session(), reviewed }
    }

    /// Returns an entry put right, and what is wrong with it as it was and as it will be.
    ///
    /// Where variables of the entry would be lost it stays as it is.
    pub fn fix(&mut self, entry: &Entry) -> Reworded {
        let whole = self.reworded(entry, |_| true);
        let safe = whole.text != entry.text && !whole.needs_review;
        if (safe || self.reviewed) && keeps_variables(&entry.text, &whole.text) {
            return whole;
        }
        let mut part = self.reworded(entry, |finding| finding.rule.suggestions.iter().any(is_safe));
        part.findings = whole.findings;
        if part.text == entry.text || !part.placeholders.is_empty() || !keeps_variables(&entry.text, &part.text) {
            part.text.clone_from(&entry.text);
        }
        part.left = self.judge(entry, &part.text);
        // An entry that is still a breach is for a person: 您 in a rude sentence mends nothing.
        if part.left.iter().any(|finding| finding.rule.severity > Severity::Info) {
            part.text.clone_from(&entry.text);
            part.left = part.findings.clone();
        }
        part
    }

    fn reworded(&mut self, entry: &Entry, wanted: impl Fn(&Finding) -> bool) -> Reworded {
        let engine = Arc::clone(&self.engine);
        reword(&entry.text, &mut |text: &str| {
            let findings = self.judge(entry, text).into_iter().filter(|finding| wanted(finding));
            Judged::new(findings.collect(), &engine)
        })
    }

    /// Returns what is wrong with an entry that says `text`.
    fn judge(&mut self, entry: &Entry, text: &str) -> Vec<Finding> {
        let said = Utterance { template: true, ..Utterance::new(Role::Agent, text) };
        let conversation = Conversation { utterances: vec![said], ..entry.conversation.clone() };
        self.session.check(&conversation, 0).findings
    }
}

fn is_safe(suggestion: &huashu_model::suggestion::Suggestion) -> bool {
    suggestion.applicability == Applicability::Safe
}

/// Returns whether every variable of a text still stands in the other, which says something besides: `{客户名}`, `${name}`,
/// `【姓名】`, `#订单号#`, `%s`.
fn keeps_variables(old: &str, new: &str) -> bool {
    variables(old) == variables(new) && masked(new).is_none_or(|rest| rest.contains(is_significant))
}

fn variables(text: &str) -> Vec<&str> {
    const ENDS: [(&str, &str); 5] = [("{{", "}}"), ("{", "}"), ("【", "】"), ("#", "#"), ("<", ">")];
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((start, (open, close))) =
        ENDS.iter().filter_map(|ends| Some((rest.find(ends.0)?, *ends))).min_by_key(|(start, _)| *start)
    {
        let inside = &rest[start + open.len()..];
        match inside.find(close) {
            Some(end) => {
                found.push(&rest[start..start + open.len() + end + close.len()]);
                rest = &inside[end + close.len()..];
            }
            None => rest = inside,
        }
    }
    // What is to be filled in, 〔时间〕, a fix may bring.
    let known = slots(text).into_iter().map(|slot| slot.span.of(text));
    found.extend(known.filter(|variable| variable.starts_with('%')));
    found.sort_unstable();
    found
}

/// Why a wording could not be put into its file.
pub fn unplaced() -> Message {
    huashu_model::message!(
        "在文件里找不到这一条的原文，没有改",
        "the entry's wording was not found in the file as it is read; it was left alone"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_messages_have_a_time_at_their_edge() {
        for line in [
            "小李 10:00:01",
            "2026-11-20 10:00 小李",
            "[10:05] 王女士：在吗",
            "（2026/11/20 9:30:00）",
            "11/20/26 1:02:03",
        ] {
            assert!(has_time_at_edge(line), "{line}");
        }
        for line in ["营业时间 9:00-18:00", "早上9:30开门", "您好，请问有什么可以帮您？", "1.5小时内", "3-5 天"]
        {
            assert!(!has_time_at_edge(line), "{line}");
        }
    }

    #[test]
    fn variables_are_seen_in_every_form() {
        assert_eq!(
            variables("亲{客户名}，{{订单号}} ${name} 【姓名】 #订单号# %s"),
            ["#订单号#", "%s", "{name}", "{{订单号}}", "{客户名}", "【姓名】"]
        );
        assert!(keeps_variables("你好{a}", "您好{a}") && !keeps_variables("你好{a}", "您好"));
        assert!(!keeps_variables("{a}，怪你", "{a}") && !keeps_variables("%1$s元", "元"));
    }
}
