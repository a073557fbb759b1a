//! Clauses and sentences of a folded text.
//!
//! Chat is punctuated carelessly, so any of the usual marks ends a clause,
//! and so does a space that touches a Han character: agents type spaces for
//! commas, and exports join bubbles with them. The spaces of a Latin sentence
//! end nothing.

use super::character::{EMOJI_MARK, is_han, is_significant};
use super::span::Span;

/// The clauses and sentences of one text.
///
/// An area lies between separators and does not include them, begins and
/// ends with something other than a space, and is never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences {
    clauses: Vec<Span>,
    sentences: Vec<Span>,
    /// Where the text begins behind its labels, in bytes.
    body: usize,
    len: usize,
}

/// The most characters of a label within its brackets.
const LONGEST_LABEL: usize = 12;

/// What chat tools write in square brackets in place of something shown, or of a speaker. Other brackets, such as those
/// of a mask, hold words of the sentence.
const LABELS: &[&str] = &[
    "图片",
    "视频",
    "语音",
    "文件",
    "链接",
    "位置",
    "名片",
    "截图",
    "小程序",
    "聊天记录",
    "引用",
    "转账",
    "红包",
    "自动回复",
    "系统消息",
    "系统提示",
    "机器人",
    "客服",
    "人工客服",
    "坐席",
    "商家",
    "卖家",
    "店铺",
];

/// How strongly a character separates what stands on its sides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    None,
    Clause,
    Sentence,
}

impl Sentences {
    /// Finds the areas of a folded text.
    pub fn new(folded: &str) -> Self {
        let mut areas = Sentences { len: folded.len(), ..Sentences::default() };
        let (mut clause, mut sentence) = (0, 0);
        let mut before = None;
        let (mut is_blank, mut label_end) = (true, 0);
        let mut chars = folded.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let mut strength = break_at(before, c, chars.peek().map(|&(_, next)| next));
            if let Some(length) = label_length(c, &folded[at..]).filter(|_| is_blank) {
                label_end = at + length;
                strength = Break::Sentence;
                if !folded[areas.body..at].contains(is_significant) {
                    areas.body = label_end;
                }
            }
            if at + c.len_utf8() == label_end {
                strength = Break::Sentence;
            }
            is_blank = strength >= Break::Clause || is_blank && c.is_whitespace();
            let after = at + c.len_utf8();
            if strength >= Break::Clause {
                push(&mut areas.clauses, folded, clause, at);
                clause = after;
            }
            if strength == Break::Sentence {
                push(&mut areas.sentences, folded, sentence, at);
                sentence = after;
            }
            before = Some(c);
        }
        push(&mut areas.clauses, folded, clause, folded.len());
        push(&mut areas.sentences, folded, sentence, folded.len());
        // They may be kept for long, and there are many.
        areas.clauses.shrink_to_fit();
        areas.sentences.shrink_to_fit();
        areas
    }

    /// The clause around a byte.
    ///
    /// A byte on a separator belongs to the clause before it, or to the first
    /// clause when none stands before. Without any clause: an empty span.
    pub fn clause_at(&self, byte: usize) -> Span {
        area_at(&self.clauses, byte, self.len)
    }

    /// The sentence around a byte; see [`Sentences::clause_at`] for separators.
    pub fn sentence_at(&self, byte: usize) -> Span {
        area_at(&self.sentences, byte, self.len)
    }

    /// The sentence around a byte together with the marks that end it, so
    /// that a closing `？` can be seen.
    pub fn ended_sentence_at(&self, byte: usize) -> Span {
        let sentence = self.sentence_at(byte);
        let next = self.sentences.partition_point(|area| area.start < sentence.end);
        Span::new(sentence.start, self.sentences.get(next).map_or(self.len, |area| area.start))
    }

    /// Where the text begins behind the labels in front of it (`【客服】`, `[图片]`), in bytes; 0 where there are none.
    pub fn body(&self) -> usize {
        self.body
    }

    /// All clauses, in order.
    pub fn clauses(&self) -> impl ExactSizeIterator<Item = Span> + '_ {
        self.clauses.iter().copied()
    }

    /// All sentences, in order.
    pub fn sentences(&self) -> impl ExactSizeIterator<Item = Span> + '_ {
        self.sentences.iter().copied()
    }
}

/// The span without the insignificant characters at its ends: punctuation,
/// spaces, symbols, emoji. Empty, at the span's start, when nothing is left.
pub fn trim_to_significant(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let Some(first) = inside.find(is_significant) else {
        return Span::new(span.start, span.start);
    };
    let kept = inside.trim_end_matches(|c| !is_significant(c));
    Span::new(span.start + first, span.start + kept.len())
}

/// Whether a character ends a clause wherever it stands: a usual mark, a
/// newline, an emoji. Spaces and digits' dots depend on their neighbours.
pub(crate) fn is_clause_mark(c: char) -> bool {
    is_sentence_mark(c) || matches!(c, ',' | '，' | '.' | '．' | ':' | '：' | '、' | '~' | '～' | '〜' | EMOJI_MARK)
}

/// Whether a character ends a sentence wherever it stands.
pub(crate) fn is_sentence_mark(c: char) -> bool {
    matches!(c, '。' | '｡' | '!' | '！' | '?' | '？' | ';' | '；' | '…' | '\n')
}

/// The bytes of a label with its brackets, if a text begins with one: any words in 【】, a known name in [].
fn label_length(first: char, text: &str) -> Option<usize> {
    let close = match first {
        '【' => '】',
        '[' => ']',
        _ => return None,
    };
    let inside = &text[first.len_utf8()..];
    let length = inside.chars().take(LONGEST_LABEL).take_while(|c| *c != close).map(char::len_utf8).sum();
    let name = &inside[..length];
    let is_label = inside[length..].starts_with(close) && (first == '【' || LABELS.contains(&name));
    is_label.then(|| first.len_utf8() + length + close.len_utf8())
}

fn break_at(before: Option<char>, c: char, after: Option<char>) -> Break {
    if is_sentence_mark(c) {
        return Break::Sentence;
    }
    if c.is_whitespace() {
        let touches = |side: Option<char>| side.is_some_and(is_han);
        return if touches(before) || touches(after) { Break::Sentence } else { Break::None };
    }
    if !is_clause_mark(c) {
        return Break::None;
    }
    let digit = |side: Option<char>| side.is_some_and(|c| c.is_ascii_digit());
    let joins_digits = matches!(c, ',' | '.' | ':' | '．' | '：');
    if joins_digits && digit(before) && digit(after) { Break::None } else { Break::Clause }
}

fn push(areas: &mut Vec<Span>, text: &str, start: usize, end: usize) {
    let area = Span::new(start, end).of(text);
    let start = end - area.trim_start().len();
    let end = start + area.trim().len();
    if start < end {
        areas.push(Span::new(start, end));
    }
}

fn area_at(areas: &[Span], byte: usize, len: usize) -> Span {
    let after = areas.partition_point(|area| area.start <= byte);
    let at = byte.min(len);
    areas.get(after.saturating_sub(1)).copied().unwrap_or(Span::new(at, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clauses(text: &str) -> Vec<&str> {
        Sentences::new(text).clauses().map(|span| span.of(text)).collect()
    }

    fn sentences(text: &str) -> Vec<&str> {
        Sentences::new(text).sentences().map(|span| span.of(text)).collect()
    }

    #[test]
    fn the_usual_marks_end_clauses() {
        assert_eq!(
            clauses("亲,您好~请稍等：马上、就好\u{FFFC}谢谢"),
            ["亲", "您好", "请稍等", "马上", "就好", "谢谢"]
        );
        assert_eq!(sentences("亲,您好~请稍等。马上就好！谢谢"), ["亲,您好~请稍等", "马上就好", "谢谢"]);
    }

    #[test]
    fn labels_in_front_are_apart() {
        assert_eq!(clauses("【客服】您好，在吗"), ["客服", "您好", "在吗"]);
        assert_eq!(sentences("[图片] 您好。【温馨提示】亲"), ["图片", "您好", "温馨提示", "亲"]);
        assert_eq!(clauses("您的【订单】到了"), ["您的【订单】到了"]);
        assert_eq!(clauses("[姓名x]您好"), ["[姓名x]您好"]);
        assert_eq!(clauses("【一二三四五六七八九十一二三】好"), ["【一二三四五六七八九十一二三】好"]);
        let body = |text: &'static str| &text[Sentences::new(text).body()..];
        assert_eq!(body("【客服】[图片]您好"), "您好");
        assert_eq!(body("您好【客服】"), "您好【客服】");
        assert_eq!(body("[姓名x]您好"), "[姓名x]您好");
    }

    #[test]
    fn marks_between_digits_end_nothing() {
        assert_eq!(clauses("共1,299.50元,9:30到"), ["共1,299.50元", "9:30到"]);
        assert_eq!(clauses("1.先看"), ["1", "先看"]);
    }

    #[test]
    fn spaces_split_han_but_not_latin() {
        assert_eq!(
            sentences("您好 在的 please wait a moment 好吗"),
            ["您好", "在的", "please wait a moment", "好吗"]
        );
        assert_eq!(clauses("please wait"), ["please wait"]);
        assert_eq!(clauses("您好   在, ok "), ["您好", "在", "ok"]);
    }

    #[test]
    fn a_separator_belongs_to_what_it_ends() {
        let text = "，您好，在";
        let areas = Sentences::new(text);
        let of = |byte| areas.clause_at(byte).of(text);
        assert_eq!(of(0), "您好");
        assert_eq!(of(3), "您好");
        assert_eq!(of(9), "您好");
        assert_eq!(of(12), "在");
        assert_eq!(of(99), "在");
        assert_eq!(Sentences::new("，。").clause_at(3), Span::new(3, 3));
        assert_eq!(Sentences::new("").sentence_at(7), Span::new(0, 0));
    }

    #[test]
    fn the_end_of_a_sentence_can_be_seen() {
        let text = "可以吗？！好的。";
        let areas = Sentences::new(text);
        assert_eq!(areas.ended_sentence_at(0).of(text), "可以吗？！");
        assert_eq!(areas.ended_sentence_at(15).of(text), "好的。");
    }

    #[test]
    fn trimming_keeps_words() {
        let text = "~ 您好，在吗 ？";
        assert_eq!(trim_to_significant(text, Span::whole(text)).of(text), "您好，在吗");
        assert_eq!(trim_to_significant("…~", Span::new(0, 4)), Span::new(0, 0));
    }

    proptest! {
        #[test]
        fn areas_are_in_order_and_nested(text in "(\\PC|[您好 ，。,.~a1\u{FFFC}\n]){0,30}", byte in 0usize..99) {
            let areas = Sentences::new(&text);
            for spans in [areas.clauses().collect::<Vec<_>>(), areas.sentences().collect()] {
                prop_assert!(spans.iter().all(|span| text.get(span.range()).is_some()));
                prop_assert!(spans.iter().all(|span| !span.is_empty()));
                prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            }
            let (clause, sentence) = (areas.clause_at(byte), areas.sentence_at(byte));
            let byte = text.floor_char_boundary(byte);
            if text[byte..].starts_with(crate::text::is_significant) {
                prop_assert!(sentence.contains(clause));
                prop_assert!(clause.contains(Span::new(byte, byte + 1)));
            }
            let trimmed = trim_to_significant(&text, clause);
            prop_assert!(clause.contains(trimmed));
            prop_assert!(text.get(trimmed.range()).is_some());
        }
    }
}
