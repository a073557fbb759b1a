//! Lines of plain text that say who speaks: `[time] name: text`, a name and a time, a time and a name.
//!
//! Knows single lines; what they come to is the text reader's.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::options::Options;
use crate::record::names::NAMES;
use huashu_model::text::is_han;

const TIME: &str = concat!(
    r"(?:(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[-/]\d{1,2}|\d{1,2}月\d{1,2}[日号])",
    r"[,，]?[ T]*)?(?:(?:今天|昨天|星期[一二三四五六日天]|周[一二三四五六日天])\s*)?(?:(?:上午|下午|中午|凌晨|早上|晚上)\s*)?",
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\.?(?-u:\b))?(?:Z|[+-]\d{2}:?\d{2})?"
);

/// Compiles one of the patterns below; they are constants, so that this cannot fail but in a test.
fn pattern(text: &str) -> Option<Regex> {
    Regex::new(&text.replace("TIME", &format!("(?:{TIME})"))).ok()
}

pub(super) static PREFIX: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^[\s\u{200e}\u{200f}\u{feff}]*(?:[\[【(（]?(?P<t1>TIME)[\]】)）]?\s*)?(?P<who>[^:：\[【(（#]{1,24}?)\s*",
        r"(?:[(（\[【]\s*(?P<id>[0-9A-Za-z_-]{1,32})\s*[)）\]】]|#\s*(?P<id3>[0-9A-Za-z_-]{1,32}))?",
        r"\s*(?:[\[【(（]?(?P<t2>TIME)[\]】)）]?)?",
        r"\s*(?:#(?P<id2>[0-9A-Za-z_-]{1,32}))?\s*[:：](?P<text>.*)$"
    ))
});
static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(?P<who>[^:：，。！？,!?(（]{1,40}?)\s*(?:[(（]\s*(?P<id>[0-9A-Za-z_-]{1,32})\s*[)）])?",
        r"\s*[\[【(（]?(?P<t1>TIME)[\]】)）]?\s*[:：]?\s*$"
    ))
});
static HEADER_REVERSED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*[\[【(（]?(?P<t1>TIME)[\]】)）]?\s+(?P<who>[^:：，。！？,!?(（\d][^:：，。！？,!?(（]{0,39}?)",
        r"\s*(?:[(（]\s*(?P<id>[0-9A-Za-z_-]{1,32})\s*[)）])?\s*[:：]?\s*$"
    ))
});
static STAMP: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(r"^\s*[\[【(（]?TIME(?:[\]】)）\s]|$)"));
pub(super) static SEPARATOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"^\s*(?:={3,}|-{3,}|—{2,}|\*{3,})\s*(?P<id>[^=*—]*?)\s*(?:={3,}|-{3,}|—{2,}|\*{3,})?\s*$")
});
pub(super) static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^[-—=\s]*(?:日期[:：])?\s*(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?)[\s星期周一二三四五六日天]*[-—=\s]*$",
    )
});
/// `会话1`, `【第2通】`, `Conversation 3:` on a line of its own.
pub(super) static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*(?:#+\s*)?[【\[(（]?\s*(?P<id>(?:会话|对话|通话|聊天记录|录音|(?i:conversation|session|chat|call|dialogue))\s*#?\d{1,9}",
        r"|第\s*\d{1,9}\s*(?:通|段|个会话|条会话|轮会话))\s*[】\])）]?\s*[:：]?\s*$"
    ))
});
pub(super) static FIELD: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^\s*(?P<key>[^:：\s]{1,20})\s*[:：]\s*(?P<value>.+?)\s*$"));

/// What a line says about who speaks.
pub(super) struct Spoken<'l> {
    pub(super) who: &'l str,
    pub(super) id: Option<&'l str>,
    pub(super) time: Option<&'l str>,
    pub(super) text: &'l str,
}

impl<'l> Spoken<'l> {
    pub(super) fn from(captures: &Captures<'l>) -> Self {
        let get = |name| captures.name(name).map(|part| part.as_str());
        Spoken {
            who: get("who").unwrap_or_default().trim(),
            id: get("id").or_else(|| get("id2")).or_else(|| get("id3")),
            time: get("t1").or_else(|| get("t2")),
            text: get("text").unwrap_or_default().trim(),
        }
    }
}

pub(super) fn capture<'l>(pattern: &LazyLock<Option<Regex>>, line: &'l str) -> Option<Captures<'l>> {
    pattern.as_ref()?.captures(line)
}

pub(super) fn prefix<'l>(line: &'l str, names: &[String], options: &Options) -> Option<Spoken<'l>> {
    let captures = capture(&PREFIX, line).filter(|captures| !cuts_a_clock(line, captures))?;
    let spoken = Spoken::from(&captures);
    let who = spoken.who;
    if who.starts_with("**") {
        return None;
    }
    let known = options.roles.find(who).is_some()
        || names.iter().any(|name| name == who)
        || (options.roles.find_named(who).is_some() && is_name(who, options));
    known.then_some(spoken)
}

pub(super) fn header<'l>(line: &'l str, options: &Options) -> Option<Spoken<'l>> {
    if line.len() > 200 {
        return None;
    }
    let spoken = Spoken::from(&capture(&HEADER, line).or_else(|| capture(&HEADER_REVERSED, line))?);
    let (who, time) = (spoken.who, spoken.time?);
    // What stands behind a name is what was said, not more of the name.
    if who.contains('\t') || (who.contains(char::is_whitespace) && who.contains(is_han)) {
        return None;
    }
    // An hour alone may end any sentence; then the speaker must be one we know.
    let dated = is_dated(time);
    let known = options.roles.find(who).is_some();
    let named = is_name(who, options) && (dated || options.roles.find_speaker(who).is_some());
    (known || named).then_some(spoken)
}

/// Returns whether a line begins with a time, or has a name and a time, as the beginning of a message does.
pub(super) fn is_stamped(line: &str, options: &Options) -> bool {
    let named = |captures: &Captures<'_>| is_name(captures["who"].trim(), options);
    let prefixed = || {
        capture(&PREFIX, line)
            .is_some_and(|found| found.name("t2").is_some() && named(&found) && !cuts_a_clock(line, &found))
    };
    // An hour alone may end any sentence.
    let dated = |time: &str| is_dated(time) || time.matches([':', '：']).count() == 2;
    let headed =
        || line.len() <= 200 && capture(&HEADER, line).is_some_and(|found| dated(&found["t1"]) && named(&found));
    capture(&STAMP, line).is_some() || prefixed() || headed()
}

/// Returns what a stamped line says that is by nobody we know.
pub(super) fn by_a_stranger(line: &str) -> Spoken<'_> {
    let whole = Spoken { who: "", id: None, time: None, text: line.trim() };
    let captures = capture(&PREFIX, line).filter(|captures| !cuts_a_clock(line, captures));
    let spoken = captures.map(|captures| Spoken::from(&captures));
    let header = || {
        let captures = capture(&HEADER, line).or_else(|| capture(&HEADER_REVERSED, line))?;
        Some(Spoken::from(&captures))
    };
    spoken.filter(|spoken| spoken.time.is_some()).or_else(header).unwrap_or(whole)
}

/// Returns whether a time has its date.
pub(super) fn is_dated(time: &str) -> bool {
    time.contains(['-', '/', '年', '月']) || time.matches('.').count() > 1
}

/// Returns whether the colon behind the speaker stands in the middle of a clock: `客户|09:30:05|在吗` says no `05|在吗`.
pub(super) fn cuts_a_clock(line: &str, captures: &Captures<'_>) -> bool {
    let Some(text) = captures.name("text") else { return false };
    let before = line[..text.start()].trim_end_matches([':', '：']);
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let behind = text.as_str();
    let pair = behind.len() >= 2 && behind.bytes().take(2).all(|byte| byte.is_ascii_digit());
    let next = behind.get(2..).and_then(|rest| rest.chars().next());
    if !pair || !(1..=2).contains(&digits) || next.is_some_and(|next| next.is_ascii_digit()) {
        return false;
    }
    let in_clock = before[..before.len() - digits].ends_with([':', '：']);
    in_clock || next.is_none_or(|next| !next.is_alphanumeric() || matches!(next, 'A' | 'a' | 'P' | 'p'))
}

/// Returns whether a text may be a speaker's name.
fn is_name(who: &str, options: &Options) -> bool {
    let length = who.chars().count();
    (1..=20).contains(&length) && !NAMES.is_not_a_name(who) && options.columns.find(who).is_none()
}
