//! The grammar of phrases: literal text with slots in braces.
//!
//! `{any:0..4}` `{han:0..4}` `{num}` `{a|b|}` `{a|b?}` `{terms:NAME}` `{NAME}` `{NAME?}` `{NAME*}` `{NAME+}`
//! `{var:NAME}` `{date}` `{particles}`, and `{hit}` in exceptions; alternatives nest. Parsing folds the literal text,
//! so that a phrase is compared as the conversation is.

use std::ops::Range;

use huashu_model::language::Message;
use huashu_model::text::{EMOJI_MARK, Span, fold, fold_phrase, is_significant};

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Folded text that must stand so.
    Text(String),
    /// Any punctuation or space, or none.
    Break,
    /// So many characters of any kind within a sentence.
    Any(Range<usize>),
    /// So many Han characters.
    Han(Range<usize>),
    /// A number, in digits or Chinese numerals, or its mask.
    Number,
    /// A day, in digits.
    Date,
    /// Up to three modal particles.
    Particles,
    /// One of several sequences.
    Choice(Vec<Vec<Piece>>),
    /// Any phrase of a shared matcher.
    Terms(String),
    /// A sequence, so many times in a row, as often as it can.
    Repeat(Vec<Piece>, Range<usize>),
    /// The hit that an exception is written around.
    Hit,
}

/// What is wrong with a phrase, and where in it (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseError {
    /// Bytes in the phrase.
    pub span: Span,
    /// What is wrong.
    pub message: Message,
}

/// What the names in a phrase stand for.
#[derive(Clone, Copy)]
pub struct PhraseNames<'n> {
    /// The text of `{var:NAME}`.
    pub variable: &'n dyn Fn(&str) -> Option<String>,
    /// Whether there are terms of a name, so that `{NAME}` is short for `{terms:NAME}`.
    pub is_terms: &'n dyn Fn(&str) -> bool,
}

const MOST_NESTED: usize = 8;
/// How often terms marked `*` or `+` may stand in a row.
pub(crate) const MOST_REPEATS: usize = 4;
const LONGEST_GAP: usize = 200;
/// Bytes of a phrase with its variables put in. Nobody says more in one breath, and a variable named a thousand times
/// would make a text that fills the memory.
const LONGEST: usize = 64 * 1024;

/// Parses a phrase that names no terms by the short form; `variables` gives the text of `{var:NAME}`.
pub fn parse(phrase: &str, variables: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Piece>, PhraseError> {
    parse_with(phrase, PhraseNames { variable: variables, is_terms: &|_| false })
}

/// Parses a phrase; `names` says what the names in it stand for.
pub fn parse_with(phrase: &str, names: PhraseNames<'_>) -> Result<Vec<Piece>, PhraseError> {
    let mut parser = Parser { phrase, at: 0, depth: 0, filled_in: 0, has_hit: false, names };
    parser.check_length(0..phrase.len())?;
    let pieces = parser.sequence()?;
    if parser.at < phrase.len() {
        let message = huashu_model::message!("多出来的「}}」", "unmatched `}}`");
        return Err(parser.error(parser.at..parser.at + 1, message));
    }
    Ok(pieces)
}

struct Parser<'p> {
    phrase: &'p str,
    at: usize,
    depth: usize,
    /// Bytes of variables put in so far.
    filled_in: usize,
    /// Whether `{hit}` was met.
    has_hit: bool,
    names: PhraseNames<'p>,
}

/// How often what stands in braces may stand there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Once,
    /// `?`
    Optional,
    /// `*`
    Any,
    /// `+`
    Some,
}

impl Times {
    /// Splits `NAME?`, `NAME*` and `NAME+`.
    fn split(inner: &str) -> (&str, Times) {
        let marks = [('?', Times::Optional), ('*', Times::Any), ('+', Times::Some)];
        let marked = marks.into_iter().find_map(|(mark, times)| Some((inner.strip_suffix(mark)?, times)));
        marked.filter(|(name, _)| !name.is_empty()).unwrap_or((inner, Times::Once))
    }

    fn applied_to(self, piece: Piece) -> Piece {
        match self {
            Times::Once => piece,
            Times::Optional => Piece::Choice(vec![vec![piece], Vec::new()]),
            Times::Any => Piece::Repeat(vec![piece], 0..MOST_REPEATS),
            Times::Some => Piece::Repeat(vec![piece], 1..MOST_REPEATS),
        }
    }
}

impl Parser<'_> {
    /// Reads up to `}` or `?}`, to `|` inside alternatives, or to the end.
    fn sequence(&mut self) -> Result<Vec<Piece>, PhraseError> {
        let mut pieces = Vec::new();
        let mut literal = self.at..self.at;
        while let Some(next) = self.phrase[self.at..].chars().next() {
            match next {
                '{' => {
                    self.flush(literal, &mut pieces)?;
                    pieces.push(self.slot()?);
                    literal = self.at..self.at;
                    continue;
                }
                '}' => break,
                '?' if self.depth > 0 && self.phrase[self.at..].starts_with("?}") => break,
                '|' if self.depth > 0 => break,
                '|' | '｜' => return Err(self.bar_outside(next)),
                _ => {}
            }
            self.at += next.len_utf8();
            literal.end = self.at;
        }
        self.flush(literal, &mut pieces)?;
        Ok(pieces)
    }

    fn bar_outside(&self, bar: char) -> PhraseError {
        let message = huashu_model::message!(
            "「{bar}」写在花括号外面，不会分成几种说法：写成 {{甲|乙}}，或分成几条短语",
            "`{bar}` outside of braces does not separate wordings: write {{a|b}}, or a phrase for each"
        );
        self.error(self.at..self.at + bar.len_utf8(), message)
    }

    fn slot(&mut self) -> Result<Piece, PhraseError> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MOST_NESTED {
            let message = huashu_model::message!("花括号套得太深", "braces nested too deeply");
            return Err(self.error(start..start + 1, message));
        }
        self.at += 1;
        let piece = match self.named_slot(start)? {
            Some(piece) => piece,
            None => self.choice(start)?,
        };
        self.depth -= 1;
        Ok(piece)
    }

    /// Reads `{any:0..4}` and its like; `None` when the braces hold alternatives.
    fn named_slot(&mut self, start: usize) -> Result<Option<Piece>, PhraseError> {
        let rest = &self.phrase[self.at..];
        let Some(close) = rest.find(['}', '|', '{']) else { return Ok(None) };
        if !rest[close..].starts_with('}') {
            return Ok(None);
        }
        let bytes = start..self.at + close + 1;
        let (inner, times) = Times::split(&rest[..close]);
        let piece = match inner.split_once(':').unwrap_or((inner, "")) {
            ("hit", "") => self.hit(times, bytes.clone())?,
            (name, argument) => match self.simple_slot(name, argument.trim(), bytes.clone())? {
                Some(piece) => piece,
                None if (self.names.is_terms)(inner.trim()) => Piece::Terms(inner.trim().to_owned()),
                None if times == Times::Optional => return Ok(None),
                None => return Err(self.unknown_slot(&rest[..close], bytes)),
            },
        };
        if matches!(times, Times::Any | Times::Some) && !matches!(piece, Piece::Terms(_)) {
            return Err(self.unknown_slot(&rest[..close], bytes));
        }
        self.at = bytes.end;
        Ok(Some(times.applied_to(piece)))
    }

    /// Returns what a slot of a name of its own stands for.
    fn simple_slot(
        &mut self,
        name: &str,
        argument: &str,
        bytes: Range<usize>,
    ) -> Result<Option<Piece>, PhraseError> {
        Ok(Some(match name {
            "num" => Piece::Number,
            "date" => Piece::Date,
            "particles" => Piece::Particles,
            "any" => Piece::Any(self.range(argument, bytes)?),
            "han" => Piece::Han(self.range(argument, bytes)?),
            "terms" => Piece::Terms(argument.to_owned()),
            "var" => match (self.names.variable)(argument) {
                Some(text) => {
                    self.filled_in += text.len();
                    self.check_length(bytes)?;
                    Piece::Text(fold_phrase(&text))
                }
                None => {
                    let message =
                        huashu_model::message!("[vars] 里没有「{argument}」", "no variable `{argument}` in [vars]");
                    return Err(self.error(bytes, message));
                }
            },
            _ => return Ok(None),
        }))
    }

    /// Reads `{hit}`, which stands once and not within other braces.
    fn hit(&mut self, times: Times, bytes: Range<usize>) -> Result<Piece, PhraseError> {
        if self.depth > 1 || self.has_hit || times != Times::Once {
            let message = huashu_model::message!(
                "{{hit}} 在一条短语里只写一次，不放进别的花括号，也不加 ?、*、+",
                "{{hit}} stands once in a phrase, not within other braces, and without ?, * or +"
            );
            return Err(self.error(bytes, message));
        }
        self.has_hit = true;
        Ok(Piece::Hit)
    }

    fn check_length(&self, bytes: Range<usize>) -> Result<(), PhraseError> {
        if self.phrase.len() + self.filled_in <= LONGEST {
            return Ok(());
        }
        let message =
            huashu_model::message!("短语太长，最多 {} 字节", "the phrase is too long, at most {} bytes", LONGEST);
        Err(self.error(bytes, message))
    }

    fn unknown_slot(&self, inner: &str, bytes: Range<usize>) -> PhraseError {
        let message = huashu_model::message!(
            "不认识的槽位「{{{inner}}}」；可用 any、han、num、date、particles、var、hit、[terms] 里的名字（可加 ?、*、+），或用 | 列出几种说法、用 {{…?}} 表示可有可无",
            "unknown slot `{{{inner}}}`; one of any, han, num, date, particles, var, hit, a name of [terms] (with ?, * or +), alternatives with |, or {{…?}} for what may be absent"
        );
        self.error(bytes, message)
    }

    fn choice(&mut self, start: usize) -> Result<Piece, PhraseError> {
        let mut branches = vec![self.sequence()?];
        while self.phrase[self.at..].starts_with('|') {
            self.at += 1;
            branches.push(self.sequence()?);
        }
        if self.phrase[self.at..].starts_with("?}") {
            self.at += 1;
            branches.push(Vec::new());
        }
        if !self.phrase[self.at..].starts_with('}') {
            let message = huashu_model::message!("「{{」没有配对的「}}」", "`{{` has no matching `}}`");
            return Err(self.error(start..start + 1, message));
        }
        self.at += 1;
        Ok(Piece::Choice(branches))
    }

    fn range(&self, argument: &str, bytes: Range<usize>) -> Result<Range<usize>, PhraseError> {
        let parsed = argument
            .split_once("..")
            .and_then(|(low, high)| Some((low.trim().parse::<usize>().ok()?, high.trim().parse::<usize>().ok()?)));
        match parsed {
            Some((low, high)) if low <= high && high <= LONGEST_GAP => Ok(low..high),
            _ => {
                let message = huashu_model::message!(
                    "范围要写成 0..4 这样，且不超过 {}",
                    "write the range like 0..4, at most {}",
                    LONGEST_GAP
                );
                Err(self.error(bytes, message))
            }
        }
    }

    /// Adds what stands at some bytes to the pieces; punctuation in it becomes a break.
    fn flush(&self, literal: Range<usize>, pieces: &mut Vec<Piece>) -> Result<(), PhraseError> {
        let written = &self.phrase[literal.clone()];
        let folded = fold_phrase(written);
        // A phrase keeps what talk would turn into an emoji, such as [微笑], and would look for it in vain.
        if !written.contains(EMOJI_MARK) && fold(written).text().contains(EMOJI_MARK) {
            return Err(self.particular_emoji(literal));
        }
        let mut text = String::new();
        for c in folded.chars() {
            if is_break(c) {
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                if pieces.last() != Some(&Piece::Break) {
                    pieces.push(Piece::Break);
                }
            } else {
                text.push(c);
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(())
    }

    fn particular_emoji(&self, bytes: Range<usize>) -> PhraseError {
        let message = huashu_model::message!(
            "比较之前所有表情都变成同一个记号，分不出是哪一个；要找任何表情，用 pattern = '\\x{{FFFC}}'",
            "all emoji become one and the same mark before anything is compared, so none can be told from another; for any emoji use pattern = '\\x{{FFFC}}'"
        );
        self.error(bytes, message)
    }

    fn error(&self, bytes: Range<usize>, message: Message) -> PhraseError {
        PhraseError { span: Span::new(bytes.start, bytes.end), message }
    }
}

/// Symbols such as `[`, `*` and `%` belong to what is sought; only what separates words is a break.
fn is_break(c: char) -> bool {
    !is_significant(c) && (c.is_whitespace() || "，,。.！!？?；;：:、…~～—-“”\"‘’'「」『』（）()《》".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(phrase: &str) -> Result<Vec<Piece>, PhraseError> {
        let names = PhraseNames { variable: &|_| None, is_terms: &|name| matches!(name, "adverb" | "副词") };
        parse_with(phrase, names)
    }

    fn text(words: &str) -> Piece {
        Piece::Text(words.to_owned())
    }

    fn optional(piece: Piece) -> Piece {
        Piece::Choice(vec![vec![piece], Vec::new()])
    }

    #[test]
    fn short_forms_stand_for_longer_ones() {
        let terms = |name: &str| Piece::Terms(name.to_owned());
        for (phrase, expected) in [
            ("{adverb}好", vec![terms("adverb"), text("好")]),
            ("{terms:other}", vec![terms("other")]),
            ("{副词?}好", vec![optional(terms("副词")), text("好")]),
            ("{adverb*}", vec![Piece::Repeat(vec![terms("adverb")], 0..4)]),
            ("{terms:adverb+}", vec![Piece::Repeat(vec![terms("adverb")], 1..4)]),
            ("{真的?}好", vec![optional(text("真的")), text("好")]),
            ("{num?}", vec![optional(Piece::Number)]),
            ("{甲|乙?}", vec![Piece::Choice(vec![vec![text("甲")], vec![text("乙")], Vec::new()])]),
            ("{甲|乙？}", vec![Piece::Choice(vec![vec![text("甲")], vec![text("乙"), Piece::Break]])]),
            ("您{adverb}{hit}的", vec![text("您"), terms("adverb"), Piece::Hit, text("的")]),
            ("好?", vec![text("好"), Piece::Break]),
        ] {
            assert_eq!(parsed(phrase), Ok(expected), "{phrase}");
        }
    }

    #[test]
    fn what_would_be_silently_dead_is_an_error_with_its_place() {
        for (phrase, place) in [
            ("抱歉|对不起", "|"),
            ("抱歉｜对不起", "｜"),
            ("好的🙄", "好的🙄"),
            ("{好的|[微笑]}", "[微笑]"),
            ("{adverbs}好", "{adverbs}"),
            ("{真的*}", "{真的*}"),
            ("{num+}", "{num+}"),
            ("{您{hit}|我}", "{hit}"),
            ("{hit?}", "{hit?}"),
            ("{hit}和{hit}", "{hit}"),
        ] {
            let error = parsed(phrase).expect_err(phrase);
            assert_eq!(phrase.get(error.span.range()), Some(place), "{phrase}");
        }
    }
}
