//! Findings as JSON objects, as other programs read them.
//!
//! The shape is a promise: fields may be added, never renamed or removed.
//! A log may have millions of findings of a hundred rules, so what is the same
//! for all findings of a rule is written once and copied.

use std::collections::HashMap;
use std::sync::Arc;

use crate::parts::display::{headline, matched};
use crate::parts::escaped_json::to_writer;
use crate::parts::record::CharSpan;
use huashu_model::finding::{Absence, Finding, RuleInfo};
use huashu_model::language::Language;
use huashu_model::text::is_hidden;
use huashu_model::transcript::Time;

/// Writes findings as JSON objects, in one language.
#[derive(Debug)]
pub(crate) struct FindingWriter {
    language: Language,
    /// By the rule's place in memory, which stays taken while the rule is kept here.
    rules: HashMap<usize, Constant>,
}

/// What is the same for all findings of a rule.
#[derive(Debug)]
struct Constant {
    rule: Arc<RuleInfo>,
    /// Up to the conversation.
    head: Vec<u8>,
    /// The message of a finding that says nothing in particular.
    message: Vec<u8>,
    /// From the suggestions to the fingerprint.
    tail: Vec<u8>,
}

impl FindingWriter {
    /// Makes a writer that has seen no rule yet.
    pub(crate) fn new(language: Language) -> Self {
        FindingWriter { language, rules: HashMap::new() }
    }

    /// Appends a finding, whose span was counted in characters.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, finding: &Finding, span: CharSpan) {
        let language = self.language;
        let constant = self
            .rules
            .entry(Arc::as_ptr(&finding.rule).addr())
            .or_insert_with(|| Constant::new(&finding.rule, finding, language));
        debug_assert!(Arc::ptr_eq(&constant.rule, &finding.rule));
        out.extend_from_slice(&constant.head);
        string(out, &finding.location.conversation);
        number(out, ",\"utterance\":", finding.utterance as u64);
        out.extend_from_slice(b",\"role\":\"");
        out.extend_from_slice(finding.role.name().as_bytes());
        out.push(b'"');
        if let Some(agent) = &finding.agent {
            out.extend_from_slice(b",\"agent\":");
            string(out, agent);
        }
        time(out, finding);
        out.extend_from_slice(b",\"file\":");
        string(out, &finding.location.file);
        number(out, ",\"line\":", finding.location.line);
        number(out, ",\"span\":{\"start\":", span.start as u64);
        number(out, ",\"end\":", span.end as u64);
        out.extend_from_slice(b"},\"text\":");
        string(out, matched(finding));
        if let Some(anchor) = finding.anchor {
            number(out, ",\"anchor\":", anchor as u64);
        }
        if let Some(absence) = &finding.absence {
            write_absence(out, absence);
        }
        out.extend_from_slice(b",\"message\":");
        if finding.message.get(language).is_empty() {
            out.extend_from_slice(&constant.message);
        } else {
            string(out, &headline(finding, language));
        }
        confidence(out, finding);
        out.extend_from_slice(&constant.tail);
        string(out, &finding.fingerprint);
        out.push(b'}');
    }
}

impl Constant {
    /// Writes the parts of `rule`, one finding of which is `example`.
    fn new(rule: &Arc<RuleInfo>, example: &Finding, language: Language) -> Self {
        let (mut head, mut message, mut tail) = (Vec::new(), Vec::new(), Vec::new());
        head.extend_from_slice(b"{\"rule\":");
        string(&mut head, &rule.id);
        head.extend_from_slice(b",\"severity\":\"");
        head.extend_from_slice(rule.severity.name().as_bytes());
        head.extend_from_slice(b"\",\"class\":\"");
        head.extend_from_slice(rule.class.name().as_bytes());
        head.extend_from_slice(b"\",\"conversation\":");
        let plain = Finding { message: huashu_model::language::Bilingual::default(), ..example.clone() };
        string(&mut message, &headline(&plain, language));
        tail.extend_from_slice(b",\"suggestions\":[");
        for (index, suggestion) in rule.suggestions.iter().enumerate() {
            tail.extend_from_slice(if index == 0 { b"{\"text\":" } else { b",{\"text\":" });
            string(&mut tail, &suggestion.text);
            tail.extend_from_slice(b",\"applicability\":\"");
            tail.extend_from_slice(suggestion.applicability.name().as_bytes());
            tail.extend_from_slice(b"\"}");
        }
        tail.extend_from_slice(b"],\"fingerprint\":");
        Constant { rule: Arc::clone(rule), head, message, tail }
    }
}

fn confidence(out: &mut Vec<u8>, finding: &Finding) {
    out.extend_from_slice(b",\"confidence\":\"");
    out.extend_from_slice(finding.confidence.name().as_bytes());
    out.extend_from_slice(b"\",\"grounds\":[");
    for (index, ground) in finding.grounds.iter().enumerate() {
        out.extend_from_slice(if index == 0 { &b"\""[..] } else { &b",\""[..] });
        out.extend_from_slice(ground.name().as_bytes());
        out.push(b'"');
    }
    out.push(b']');
}

fn time(out: &mut Vec<u8>, finding: &Finding) {
    let Some(time) = finding.time else { return };
    if let Some(time) = time.rfc3339() {
        out.extend_from_slice(b",\"time\":\"");
        out.extend_from_slice(time.as_bytes());
        out.push(b'"');
    }
    if let (Time::Dateless { .. }, Some(time)) = (time, time.time_of_day()) {
        out.extend_from_slice(b",\"time_of_day\":\"");
        out.extend_from_slice(time.as_bytes());
        out.push(b'"');
    }
    if let Some(elapsed) = time.elapsed() {
        out.extend_from_slice(b",\"elapsed_ms\":");
        if elapsed < 0 {
            out.push(b'-');
        }
        number(out, "", elapsed.unsigned_abs());
    }
}

fn write_absence(out: &mut Vec<u8>, absence: &Absence) {
    out.extend_from_slice(b",\"absence\":{\"searched\":[");
    for (index, utterance) in absence.searched.iter().enumerate() {
        number(out, if index == 0 { "" } else { "," }, *utterance as u64);
    }
    out.extend_from_slice(b"],\"nearest\":");
    match &absence.nearest {
        None => out.extend_from_slice(b"null"),
        Some(nearest) => {
            number(out, "{\"utterance\":", nearest.utterance as u64);
            out.extend_from_slice(b",\"text\":");
            string(out, &nearest.text);
            out.extend_from_slice(b",\"phrase\":");
            string(out, &nearest.phrase);
            out.extend_from_slice(b",\"score\":");
            value(out, &((nearest.score * 1000.0).round() / 1000.0));
            out.push(b'}');
        }
    }
    out.push(b'}');
}

/// Appends a text in quotation marks, with escapes where JSON wants them and for what would not be seen.
fn string(out: &mut Vec<u8>, text: &str) {
    let escaped = |c: char| matches!(c, '"' | '\\') || is_hidden(c);
    if is_plain(text.as_bytes()) || !text.contains(escaped) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        value(out, text);
    }
}

/// Returns whether a text holds nothing but printable ASCII, what lies from U+3000 to U+D7FF and full-width forms, as nearly
/// all talk does, and so nothing that needs an escape. Without a way out in the middle, the compiler looks at many bytes
/// at once.
fn is_plain(text: &[u8]) -> bool {
    let usual =
        |byte: u8| matches!(byte, b' '..=b'~' | 0x80..=0xbf | 0xe3..=0xed | 0xef) & !matches!(byte, b'"' | b'\\');
    let bytes = text.iter().fold(true, |all, byte| all & usual(*byte));
    // Of those, U+3164 and what begins with EF but is no full-width form may be hidden.
    let hides =
        |lead: u8, next: u8| (lead == 0xe3) & (next == 0x85) | (lead == 0xef) & !matches!(next, 0xbc | 0xbd);
    let pairs = text.iter().zip(text.iter().skip(1));
    bytes & pairs.fold(true, |all, (lead, next)| all & !hides(*lead, *next))
}

/// Appends a value as JSON; neither texts nor numbers can fail, nor memory.
fn value<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let _ = to_writer(out, value);
}

/// Appends some text and a number.
fn number(out: &mut Vec<u8>, before: &str, mut number: u64) {
    out.extend_from_slice(before.as_bytes());
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::parts::record::char_spans;
    use crate::samples::{at, findings, wording};
    use huashu_model::transcript::Time;

    fn written(finding: &Finding) -> Value {
        let mut out = Vec::new();
        let (finding, span) = char_spans(std::slice::from_ref(finding)).next().expect("one");
        FindingWriter::new(Language::Chinese).write(&mut out, finding, span);
        serde_json::from_slice(&out).expect("is JSON")
    }

    proptest! {
        #[test]
        fn whatever_a_log_holds_is_read_back(
            before in any::<String>(),
            words in "[\\x00-\\x7f\\PC]{1,8}",
            file in any::<String>(),
            numbers in any::<(u64, i64)>(),
        ) {
            let text = format!("{before}{words}");
            let mut finding = at(wording(), &text, &words);
            finding.location.file = file.as_str().into();
            finding.location.conversation = before.as_str().into();
            finding.location.line = numbers.0;
            finding.agent = Some(words.clone());
            finding.time = Some(Time::Elapsed(numbers.1));
            let value = written(&finding);
            prop_assert_eq!(&value["text"], &words);
            prop_assert_eq!(&value["agent"], &words);
            prop_assert_eq!(&value["file"], &file);
            prop_assert_eq!(&value["conversation"], &before);
            prop_assert_eq!(&value["line"], numbers.0);
            prop_assert_eq!(&value["elapsed_ms"], numbers.1);
        }
    }

    proptest! {
        #[test]
        fn what_is_plain_needs_no_escape(text in any::<String>(), c in any::<char>()) {
            for text in [text, c.to_string()] {
                prop_assert!(!is_plain(text.as_bytes()) || !text.contains(|c| matches!(c, '"' | '\\') || is_hidden(c)));
            }
        }
    }

    #[test]
    fn every_hidden_character_is_told_from_plain_ones() {
        for c in ('\0'..=char::MAX).filter(|c| is_hidden(*c)) {
            assert!(!is_plain(c.to_string().as_bytes()), "{c:?}");
        }
        assert!(is_plain("您好，請問「訂單」123～　한국어".as_bytes()));
    }

    #[test]
    fn rules_are_told_apart_and_messages_too() {
        let mut writer = FindingWriter::new(Language::English);
        let twice = [findings(), findings()].concat();
        for (finding, span) in char_spans(&twice) {
            let mut out = Vec::new();
            writer.write(&mut out, finding, span);
            let value: Value = serde_json::from_slice(&out).expect("is JSON");
            assert_eq!(value["rule"], finding.rule.id.as_str());
            assert_eq!(value["message"], headline(finding, Language::English));
            assert_eq!(value["suggestions"].as_array().map(Vec::len), Some(finding.rule.suggestions.len()));
        }
    }
}
