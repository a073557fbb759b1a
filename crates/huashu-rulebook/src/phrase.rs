//! The grammar of phrases: literal text with slots in braces.
//!
//! `{any:0..4}` `{han:0..4}` `{num}` `{a|b|}` `{terms:NAME}` `{var:NAME}`
//! `{date}` `{particles}`; alternatives nest. Parsing folds the literal text, so that a
//! phrase is compared as the conversation is.

use std::ops::Range;

use huashu_model::language::Message;
use huashu_model::text::{Span, fold_phrase, is_significant};

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
}

/// What is wrong with a phrase, and where in it (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseError {
    /// Bytes in the phrase.
    pub span: Span,
    /// What is wrong.
    pub message: Message,
}

const MOST_NESTED: usize = 8;
const LONGEST_GAP: usize = 200;
/// Bytes of a phrase with its variables put in. Nobody says more in one breath, and a variable named a thousand times
/// would make a text that fills the memory.
const LONGEST: usize = 64 * 1024;

/// Parses a phrase; `variables` gives the text of `{var:NAME}`.
pub fn parse(phrase: &str, variables: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Piece>, PhraseError> {
    let mut parser = Parser { phrase, at: 0, depth: 0, filled_in: 0, variables };
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
    variables: &'p dyn Fn(&str) -> Option<String>,
}

impl Parser<'_> {
    /// Reads up to `}`, to `|` inside alternatives, or to the end.
    fn sequence(&mut self) -> Result<Vec<Piece>, PhraseError> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        while let Some(next) = self.phrase[self.at..].chars().next() {
            match next {
                '{' => {
                    flush(&mut literal, &mut pieces);
                    pieces.push(self.slot()?);
                }
                '}' => break,
                '|' if self.depth > 0 => break,
                _ => {
                    literal.push(next);
                    self.at += next.len_utf8();
                }
            }
        }
        flush(&mut literal, &mut pieces);
        Ok(pieces)
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
        let inner = &rest[..close];
        let (name, argument) = inner.split_once(':').unwrap_or((inner, ""));
        let end = self.at + close + 1;
        let piece = match name {
            "num" => Piece::Number,
            "date" => Piece::Date,
            "particles" => Piece::Particles,
            "any" => Piece::Any(self.range(argument, start..end)?),
            "han" => Piece::Han(self.range(argument, start..end)?),
            "terms" => Piece::Terms(argument.trim().to_owned()),
            "var" => match (self.variables)(argument.trim()) {
                Some(text) => {
                    self.filled_in += text.len();
                    self.check_length(start..end)?;
                    Piece::Text(fold_phrase(&text))
                }
                None => {
                    let message =
                        huashu_model::message!("[vars] 里没有「{argument}」", "no variable `{argument}` in [vars]");
                    return Err(self.error(start..end, message));
                }
            },
            _ => return self.unknown_slot(inner, start..end),
        };
        self.at = end;
        Ok(Some(piece))
    }

    fn check_length(&self, bytes: Range<usize>) -> Result<(), PhraseError> {
        if self.phrase.len() + self.filled_in <= LONGEST {
            return Ok(());
        }
        let message =
            huashu_model::message!("短语太长，最多 {} 字节", "the phrase is too long, at most {} bytes", LONGEST);
        Err(self.error(bytes, message))
    }

    fn unknown_slot(&self, inner: &str, bytes: Range<usize>) -> Result<Option<Piece>, PhraseError> {
        let message = huashu_model::message!(
            "不认识的槽位「{{{inner}}}」；可用 any、han、num、date、particles、terms、var，或用 | 列出几种说法",
            "unknown slot `{{{inner}}}`; one of any, han, num, date, particles, terms, var, or alternatives with |"
        );
        Err(self.error(bytes, message))
    }

    fn choice(&mut self, start: usize) -> Result<Piece, PhraseError> {
        let mut branches = vec![self.sequence()?];
        while self.phrase[self.at..].starts_with('|') {
            self.at += 1;
            branches.push(self.sequence()?);
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

    fn error(&self, bytes: Range<usize>, message: Message) -> PhraseError {
        PhraseError { span: Span::new(bytes.start, bytes.end), message }
    }
}

/// Moves collected literal text into pieces; punctuation in it becomes a break.
fn flush(literal: &mut String, pieces: &mut Vec<Piece>) {
    let folded = fold_phrase(literal);
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
    literal.clear();
}

/// Symbols such as `[`, `*` and `%` belong to what is sought; only what separates words is a break.
fn is_break(c: char) -> bool {
    !is_significant(c) && (c.is_whitespace() || "，,。.！!？?；;：:、…~～—-“”\"‘’'「」『』（）()《》".contains(c))
}
