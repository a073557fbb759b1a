//! The last touches of a message that was put right: one form of address, no word twice, one lead.

use huashu_model::text::{is_han, is_significant};
use huashu_rulebook::Lead;

use super::message::{is_greeting, is_mark};

/// Polite words that two wordings may both bring.
const DOUBLED: &[(&str, &str)] = &[
    ("请您请您", "请您"),
    ("请您麻烦您", "麻烦您"),
    ("麻烦您请您", "麻烦您"),
    ("麻烦您麻烦您", "麻烦您"),
    ("请您请", "请您"),
    ("麻烦您请", "麻烦您"),
    ("请您您", "请您"),
    ("麻烦您您", "麻烦您"),
    ("帮您帮您", "帮您"),
    ("为您为您", "为您"),
    ("您您", "您"),
    ("现在目前", "目前"),
    ("目前现在", "目前"),
    ("目前目前", "目前"),
    ("现在现在", "现在"),
    ("但是但是", "但是"),
    ("您好您好", "您好"),
    ("您好，您好", "您好"),
    ("请麻烦您", "麻烦您"),
    ("麻烦您麻烦", "麻烦您"),
    ("很抱歉抱歉", "很抱歉"),
    ("很抱歉很抱歉", "很抱歉"),
    ("好吗好吗", "好吗"),
    ("一下一下", "一下"),
];

/// Clauses that apologise, and nothing else.
const APOLOGIES: &[&str] =
    &["非常抱歉", "很抱歉", "十分抱歉", "真的很抱歉", "抱歉", "不好意思", "真不好意思", "对不起", "实在抱歉"];

/// Takes away polite words that stand twice, and clauses that stand twice in a row but in the original.
pub(super) fn without_doubles(text: &str, original: &str) -> String {
    let mut text = text.to_owned();
    for (twice, once) in DOUBLED {
        while text.contains(twice) {
            text = text.replace(twice, once);
        }
    }
    without_second_apology(without_repeated_clauses(text, original))
}

/// Takes away clauses that say at once again what the one before them said.
fn without_repeated_clauses(text: String, original: &str) -> String {
    let original = formal(original);
    let mut out = String::with_capacity(text.len());
    let (mut before, mut rest) = ("", text.as_str());
    while !rest.is_empty() {
        let end = rest.find(is_mark).unwrap_or(rest.len());
        let (words, behind) = rest.split_at(end);
        let marks = behind.len() - behind.trim_start_matches(is_mark).len();
        let is_long = words.chars().filter(|c| is_han(*c)).count() > 2;
        if words == before && is_long && original.matches(&*formal(words)).count() < 2 {
            // The last mark counts: the sentence ends, or goes on.
            out.truncate(out.trim_end_matches(is_mark).len());
        } else {
            out.push_str(words);
        }
        out.push_str(&behind[..marks]);
        (before, rest) = (words, &behind[marks..]);
    }
    out
}

/// Takes away clauses of apology behind the first one.
fn without_second_apology(text: String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut apologised = false;
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let end = rest.find(is_mark).unwrap_or(rest.len());
        let (words, behind) = rest.split_at(end);
        let marks = behind.len() - behind.trim_start_matches(is_mark).len();
        let is_apology = APOLOGIES.contains(&words);
        if !(is_apology && apologised) {
            out.push_str(words);
            out.push_str(&behind[..marks]);
        } else if behind[..marks].starts_with(['。', '！', '？']) {
            // The sentence ends all the same.
            let before = out.trim_end_matches(['，', ',', ' ']).len();
            out.truncate(before);
            out.push_str(&behind[..marks]);
        }
        apologised |= is_apology;
        rest = &behind[marks..];
    }
    out
}

/// Puts the words that rules want in front of a message there, behind its greeting; once, an apology before all others.
pub(super) fn with_lead(text: &str, leads: &[Lead]) -> String {
    let chosen = leads.iter().find(|lead| matches!(lead, Lead::Text(_)));
    let chosen = chosen.or_else(|| leads.iter().find(|lead| **lead == Lead::Apology)).or(leads.first());
    let (words, known): (&str, &[&str]) = match chosen {
        Some(Lead::Apology) => ("很抱歉", &["抱歉", "不好意思", "对不起", "理解您"]),
        Some(Lead::Empathy) => ("我理解您的心情", &["理解", "抱歉", "不好意思", "对不起", "体谅"]),
        Some(Lead::Text(words)) => (words.trim_end_matches(is_mark), &[]),
        None => return text.to_owned(),
    };
    if text.contains(words) || known.iter().any(|known| text.contains(known)) {
        return text.to_owned();
    }
    let at = behind_greeting(text);
    let (greeting, rest) = text.split_at(at);
    let joint = if is_latin(words) { ", " } else { "，" };
    format!("{greeting}{words}{joint}{rest}")
}

/// Returns where the words behind a greeting begin.
fn behind_greeting(text: &str) -> usize {
    let mut at = 0;
    while let Some(end) = text[at..].find(is_mark) {
        let words = &text[at..at + end];
        if !words.contains(is_significant) || !is_greeting(words) {
            break;
        }
        at += end + (text[at + end..].len() - text[at + end..].trim_start_matches(is_mark).len());
    }
    at
}

fn is_latin(words: &str) -> bool {
    words.is_ascii()
}

/// Words with 你 that is nobody, or a greeting, or a name.
const KEPT: &[&str] =
    &["迷你", "你我", "有你一路", "感谢有你", "感恩有你", "遇见你", "如你所愿", "你来我往", "好想你"];
/// What a customer may be quoted in.
const QUOTES: &[(char, char)] =
    &[('“', '”'), ('「', '」'), ('『', '』'), ('‘', '’'), ('《', '》'), ('{', '}'), ('"', '"')];

/// Writes 您 for 你, but in quotations, in 你好 and where it speaks to nobody.
pub(super) fn formal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let kept = kept_at(rest);
        if kept > 0 {
            out.push_str(&rest[..kept]);
            rest = &rest[kept..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '你' | '妳' => {
                out.push('您');
                rest = rest.strip_prefix(['们', '們']).unwrap_or(rest);
            }
            '您' => {
                out.push('您');
                rest = rest.strip_prefix(['们', '們']).unwrap_or(rest);
            }
            c => out.push(c),
        }
    }
    out
}

/// Returns the bytes at the beginning of a text that stay as they are.
fn kept_at(text: &str) -> usize {
    let first = text.chars().next();
    if let Some((_, close)) = QUOTES.iter().find(|(open, _)| first == Some(*open)) {
        let inside = first.map_or(0, char::len_utf8);
        return text[inside..].find(*close).map_or(0, |at| inside + at + close.len_utf8());
    }
    if let Some(behind) = text.strip_prefix("你好") {
        let is_greeting = !behind.starts_with(['久', '像', '几', '运', '好', '多', '些', '不']);
        return if is_greeting { "你好".len() } else { 0 };
    }
    KEPT.iter().find(|kept| text.starts_with(**kept)).map_or(0, |kept| kept.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_customer_is_addressed_as_one() {
        for (text, formal_text) in [
            ("你们的快递和你的钱", "您的快递和您的钱"),
            ("你好，你好久没来了", "你好，您好久没来了"),
            ("您们几位", "您几位"),
            ("页面写着“给你好看”，你看", "页面写着“给你好看”，您看"),
            ("迷你款你要吗", "迷你款您要吗"),
        ] {
            assert_eq!(formal(text), formal_text);
        }
    }

    #[test]
    fn nothing_polite_stands_twice() {
        assert_eq!(without_doubles("请您请您稍等", ""), "请您稍等");
        assert_eq!(without_doubles("请您麻烦您麻烦您稍等", ""), "麻烦您稍等");
        assert_eq!(without_doubles("您好，您好，我看一下", ""), "您好，我看一下");
        let twice = "我说明一下。我说明一下，这叫定金";
        assert_eq!(without_doubles(twice, ""), "我说明一下，这叫定金");
        assert_eq!(without_doubles(twice, twice), twice);
        assert_eq!(without_doubles("很抱歉，这个。很抱歉，那个", ""), "很抱歉，这个。那个");
        assert_eq!(without_doubles("很抱歉，这个，抱歉。", ""), "很抱歉，这个。");
    }

    #[test]
    fn a_lead_stands_behind_the_greeting_once() {
        assert_eq!(with_lead("您好，亲，这个", &[Lead::Apology]), "您好，亲，很抱歉，这个");
        assert_eq!(with_lead("不好意思，这个", &[Lead::Apology]), "不好意思，这个");
        assert_eq!(with_lead("这个", &[Lead::Empathy, Lead::Apology]), "很抱歉，这个");
        assert_eq!(with_lead("sorry", &[Lead::Text("I see.".to_owned())]), "I see, sorry");
    }
}
