//! Texts of findings as people read them: the same few phrases in every format.
//!
//! Whatever comes from a log and goes to a terminal passes through here, so
//! that control characters in it are shown and not obeyed.

use std::borrow::Cow;

use huashu_model::finding::{Finding, RuleInfo};
use huashu_model::suggestion::Suggestion;
use huashu_model::text::{Span, visible};

/// Returns `text` on one line, with hidden and control characters shown.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return visible(text);
    }
    let joined = text.replace("\r\n", "↵").replace(['\n', '\r'], "↵");
    Cow::Owned(visible(&joined).into_owned())
}

/// Returns the first `longest` characters of a text.
pub(crate) fn cut(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Returns the part of `text` within `reach` characters before the start of a span and as many after it.
pub(crate) fn around(text: &str, span: Span, reach: usize) -> Span {
    let start = text.floor_char_boundary(span.start);
    let before = text[..start].char_indices().rev().take(reach).last();
    let after = text[start..].char_indices().nth(reach);
    Span::new(before.map_or(start, |(byte, _)| byte), after.map_or(text.len(), |(byte, _)| start + byte))
}

/// Returns the suggestions that apply to this finding.
pub(crate) fn suggestions(finding: &Finding) -> &[Suggestion] {
    &finding.rule.suggestions
}

/// Returns where a rule's norm stands, as people can look it up: the rulebook's own marks, such as `S4 §6`, are left out.
pub(crate) fn citations(rule: &RuleInfo) -> impl Iterator<Item = &str> {
    let is_own = |source: &str| {
        let mark = source.split_whitespace().next().and_then(|word| word.strip_prefix('S'));
        mark.is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
    };
    rule.source.iter().map(String::as_str).filter(move |source| !is_own(source))
}

/// Returns `#c1:4`: the conversation and the utterance, counting from 1 as in every text; JSON counts from 0.
pub(crate) fn utterance_id(finding: &Finding) -> String {
    let conversation = finding.location.conversation.as_ref();
    let hash = if conversation.starts_with('#') { "" } else { "#" };
    format!("{hash}{conversation}:{}", finding.utterance + 1)
}

/// Returns the path with forward slashes and without a leading `./`, as services compare it with that of a change.
pub(crate) fn path(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

/// Returns the path as a URI reference: relative where the path is, percent-encoded.
pub(crate) fn uri(path: &str) -> String {
    let path = self::path(path);
    let drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let mut uri = String::with_capacity(path.len() + 8);
    if drive {
        uri.push_str("file:///");
    } else if path.starts_with('/') {
        uri.push_str("file://");
    }
    for (index, byte) in path.bytes().enumerate() {
        let kept = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || (drive && index == 1);
        if kept {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_and_encoded() {
        assert_eq!(uri("./logs/十一月 a.jsonl"), "logs/%E5%8D%81%E4%B8%80%E6%9C%88%20a.jsonl");
        assert_eq!(uri("a:b%.csv"), "a%3Ab%25.csv");
        assert_eq!(uri("日:b#?.csv"), "%E6%97%A5%3Ab%23%3F.csv");
        assert_eq!(uri("/var/log/a.jsonl"), "file:///var/log/a.jsonl");
        assert_eq!(uri("C:\\logs\\a b.csv"), "file:///C:/logs/a%20b.csv");
    }

    #[test]
    fn citations_are_those_that_people_can_look_up() {
        let mut rule = crate::samples::wording();
        let sources = ["S0 §6(8)", "S2", "《消费者权益保护法》第二十条", "SB/T 10000", "S2 online 5"];
        rule.source = sources.map(str::to_owned).to_vec();
        let expected = ["《消费者权益保护法》第二十条", "SB/T 10000"];
        assert_eq!(citations(&rule).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn parts_lie_on_character_boundaries() {
        let text = "一二三四五六七";
        assert_eq!(around(text, Span::new(9, 12), 2), Span::new(3, 15));
        assert_eq!(around(text, Span::new(10, 12), 100), Span::new(0, 21));
        assert_eq!(around("", Span::new(4, 9), 3), Span::new(0, 0));
        assert_eq!(cut(text, 2), "一二…");
        assert_eq!(cut(text, 7), text);
    }

    #[test]
    fn line_breaks_become_signs() {
        assert_eq!(one_line("您好\r\n在吗\n"), "您好↵在吗↵");
    }
}
