//! Findings as JSON objects, written quickly: the same bytes as `finding` gives through serde.
//!
//! A log may have millions of findings of a hundred rules, so what is the same
//! for all findings of a rule is written once and copied.

use std::collections::HashMap;
use std::sync::Arc;

use super::escape::to_writer;
use super::finding::{CharSpan, rounded};
use crate::finding::{Absence, Finding, RuleInfo};
use crate::language::{Bilingual, Language};
use crate::text::is_hidden;
use crate::transcript::Time;

/// Writes findings as JSON objects, in one language: what a finding's own `Serialize` gives, for millions of them.
#[derive(Debug)]
pub struct FindingWriter {
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
    pub fn new(language: Language) -> Self {
        FindingWriter { language, rules: HashMap::new() }
    }

    /// Appends a finding, whose span was counted in characters.
    pub fn write(&mut self, out: &mut Vec<u8>, finding: &Finding, span: CharSpan) {
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
        if let Some(cell) = &finding.location.cell {
            out.extend_from_slice(b",\"cell\":");
            string(out, cell);
        }
        number(out, ",\"span\":{\"start\":", span.start as u64);
        number(out, ",\"end\":", span.end as u64);
        out.extend_from_slice(b"},\"text\":");
        string(out, finding.matched());
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
            string(out, &finding.headline(language));
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
        let plain = Finding { message: Bilingual::default(), ..example.clone() };
        string(&mut message, &plain.headline(language));
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
            value(out, &rounded(nearest.score));
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

    use super::*;
    use crate::finding::{Class, Location, Nearest, Severity};
    use crate::json::{InLanguage, char_spans, to_string};
    use crate::suggestion::{Applicability, Suggestion};
    use crate::text::Span;
    use crate::transcript::{Precision, Role};

    fn written(finding: &Finding, language: Language) -> String {
        let mut out = Vec::new();
        let (finding, span) = char_spans(std::slice::from_ref(finding)).next().expect("one");
        FindingWriter::new(language).write(&mut out, finding, span);
        String::from_utf8(out).expect("UTF-8")
    }

    fn bilingual(zh: &str) -> Bilingual {
        Bilingual { zh: Some(zh.to_owned()), en: None }
    }

    fn finding(text: &str, span: Span) -> Finding {
        let suggestion =
            |applicability| Suggestion { text: "我帮您核实\u{200b}一下".to_owned(), applicability };
        let rule = RuleInfo {
            id: "attitude/dont-know".to_owned(),
            severity: Severity::Error,
            class: Class::Customer,
            points: 5.0,
            fatal: false,
            title: Bilingual {
                zh: Some("不说不知道".to_owned()), en: Some("never “I don't know”".to_owned())
            },
            why: Bilingual::default(),
            source: Vec::new(),
            suggestions: vec![suggestion(Applicability::Review), suggestion(Applicability::Advice)],
            confidence: crate::confidence::Confidence::Certain,
        };
        let location = Location { file: "a.jsonl".into(), line: 1, conversation: "c1".into(), cell: None };
        let mut finding = Finding::new(Arc::new(rule), location, 3, Role::Agent, text, span);
        finding.fingerprint = "00c0ffee00c0ffee".to_owned();
        finding
    }

    fn times() -> impl Strategy<Value = Option<Time>> {
        prop_oneof![
            Just(None),
            any::<i64>().prop_map(|millis| Some(Time::Elapsed(millis))),
            (0..86_400_000_i64).prop_map(|millis| Some(Time::Dateless { millis, precision: Precision::SECOND })),
            (0..4_000_000_000_000_i64, -64_800..64_800_i32)
                .prop_map(|(millis, offset)| Some(Time::clock(millis, offset))),
        ]
    }

    proptest! {
        #[test]
        fn both_ways_write_the_same_and_it_is_read_back(
            before in any::<String>(),
            words in "[\\x00-\\x7f\\PC]{1,8}",
            file in any::<String>(),
            line in any::<u64>(),
            time in times(),
            nearest in any::<Option<(String, f64)>>(),
            anchor in any::<Option<usize>>(),
        ) {
            let text = format!("{before}{words}");
            let mut finding = finding(&text, Span::new(before.len(), text.len()));
            finding.location = Location { file: file.as_str().into(), line, conversation: before.as_str().into(), cell: None };
            finding.agent = anchor.map(|_| words.clone());
            finding.time = time;
            finding.anchor = anchor;
            finding.message = nearest.as_ref().map(|_| bilingual(&words)).unwrap_or_default();
            finding.absence = nearest.map(|(text, score)| Absence {
                searched: vec![1, 2, 30],
                nearest: Some(Nearest { utterance: 2, text, phrase: words.clone(), score }),
            });
            for language in [Language::Chinese, Language::English] {
                let quick = written(&finding, language);
                prop_assert_eq!(&quick, &to_string(&InLanguage(&finding, language)).expect("is JSON"));
                let value: serde_json::Value = serde_json::from_str(&quick).expect("is JSON");
                prop_assert_eq!(&value["text"], &words);
                prop_assert_eq!(&value["file"], &file);
                prop_assert_eq!(&value["conversation"], &before);
                prop_assert_eq!(&value["line"], line);
                prop_assert_eq!(&value["span"]["end"], text.chars().count());
            }
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
        let plain = finding("这个我不知道哦", Span::new(9, 18));
        let mut particular = plain.clone();
        particular.message = bilingual("第二次");
        let mut other = plain.clone();
        other.rule =
            Arc::new(RuleInfo { id: "other/rule".to_owned(), suggestions: Vec::new(), ..(*plain.rule).clone() });
        for finding in [&plain, &particular, &other, &plain, &particular] {
            let mut out = Vec::new();
            writer.write(&mut out, finding, CharSpan::of(finding));
            let expected = to_string(&InLanguage(finding, Language::English)).expect("is JSON");
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
        }
    }
}
