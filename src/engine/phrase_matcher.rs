//! Matching one phrase at one place, without a regular expression.
//!
//! Most phrases are a literal with a few bounded slots around it. Where the
//! automaton has found the literal, walking the slots is far cheaper than
//! starting an expression, and nothing has to be compiled first. Alternatives
//! are tried in their order and gaps take as little as they can, exactly as
//! the expression of [`super::phrase::expression`] would.

use super::phrase::{ordered, takes_most};
use crate::rulebook::Piece;
use crate::text::{EMOJI_MARK, is_han, is_significant};

/// A phrase as steps to walk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PhraseMatcher {
    steps: Vec<Step>,
    /// Fewest and most characters that may stand before the gate.
    pub(super) before_gate: (usize, usize),
}

/// One step; `next` is the number of the step that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Text(Box<str>, usize),
    /// So many characters of a class; `most` when it takes all it may.
    Gap {
        class: CharacterClass,
        low: usize,
        high: usize,
        most: bool,
        next: usize,
    },
    /// Alternatives in the order in which they are tried.
    Choice(Box<[usize]>),
    Match,
}

/// Characters that may fill a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CharacterClass {
    /// Anything within a sentence.
    WithinSentence,
    Han,
    Particle,
    /// Punctuation, symbols, spaces.
    Break,
}

impl CharacterClass {
    fn holds(self, c: char) -> bool {
        match self {
            CharacterClass::WithinSentence => !matches!(c, '。' | '！' | '!' | '？' | '?' | '；' | ';' | '\n'),
            CharacterClass::Han => is_han(c),
            CharacterClass::Particle => "呢哦啊呀哈嘛吧哟喔噢呐哒啦的了".contains(c),
            CharacterClass::Break => c == EMOJI_MARK || !(is_significant(c) || c.is_control() && !c.is_whitespace()),
        }
    }
}

/// What became of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Walk {
    /// The phrase stands here; the end in bytes.
    Match(usize),
    /// It does not.
    Not,
    /// Too many ways to try; the expression decides.
    TooLong,
}

/// Steps of one walk after which the expression, which is linear, is the better way.
const MOST_STEPS: usize = 4_000;

/// Returns the steps of a phrase, or `None` when it has slots that only an expression can match.
pub(super) fn compile(pieces: &[Piece]) -> Option<PhraseMatcher> {
    let mut matcher = PhraseMatcher { steps: vec![Step::Match], before_gate: (0, 0) };
    let first = matcher.sequence(pieces, 0, true)?;
    matcher.steps.push(Step::Choice(Box::new([first])));
    Some(matcher)
}

impl PhraseMatcher {
    /// Adds the steps of a sequence, last first, and returns the number of its first one.
    fn sequence(&mut self, pieces: &[Piece], next: usize, outermost: bool) -> Option<usize> {
        let mut next = next;
        for (index, piece) in pieces.iter().enumerate().rev() {
            let most = outermost && index + 1 == pieces.len() && takes_most(piece);
            let step = match piece {
                Piece::Text(text) => Step::Text(text.as_str().into(), next),
                Piece::Break => gap(CharacterClass::Break, 0, 2, true, next),
                Piece::Particles => gap(CharacterClass::Particle, 0, 3, true, next),
                Piece::Any(range) => gap(CharacterClass::WithinSentence, range.start, range.end, most, next),
                Piece::Han(range) => gap(CharacterClass::Han, range.start, range.end, most, next),
                Piece::Choice(branches) => {
                    let mut firsts = Vec::new();
                    for branch in ordered(branches) {
                        firsts.push(self.sequence(branch, next, false)?);
                    }
                    Step::Choice(firsts.into())
                }
                Piece::Number | Piece::Date | Piece::Terms(_) => return None,
            };
            self.steps.push(step);
            next = self.steps.len() - 1;
        }
        Some(next)
    }

    /// Walks the phrase from byte `at` of `text`.
    pub(super) fn walk(&self, text: &str, at: usize) -> Walk {
        let mut left = MOST_STEPS;
        match self.step(self.steps.len() - 1, text, at, &mut left) {
            Some(end) => Walk::Match(end),
            None if left == 0 => Walk::TooLong,
            None => Walk::Not,
        }
    }

    fn step(&self, number: usize, text: &str, at: usize, left: &mut usize) -> Option<usize> {
        *left = left.checked_sub(1)?;
        match &self.steps[number] {
            Step::Match => Some(at),
            Step::Text(words, next) => {
                let rest = text.get(at..)?;
                if rest.starts_with(&**words) { self.step(*next, text, at + words.len(), left) } else { None }
            }
            Step::Choice(firsts) => firsts.iter().find_map(|first| self.step(*first, text, at, left)),
            Step::Gap { class, low, high, most, next } => {
                if *most {
                    return self.longest_gap(*class, (*low, *high), *next, text, at, left);
                }
                let mut end = at;
                let mut characters = text.get(at..)?.chars();
                for taken in 0..=*high {
                    if taken >= *low
                        && let Some(found) = self.step(*next, text, end, left)
                    {
                        return Some(found);
                    }
                    let c = characters.next().filter(|c| class.holds(*c))?;
                    end += c.len_utf8();
                }
                None
            }
        }
    }

    /// Takes all that a gap may and gives back until the rest fits.
    fn longest_gap(
        &self,
        class: CharacterClass,
        (low, high): (usize, usize),
        next: usize,
        text: &str,
        at: usize,
        left: &mut usize,
    ) -> Option<usize> {
        let mut ends = vec![at];
        for c in text.get(at..)?.chars().take(high).take_while(|c| class.holds(*c)) {
            ends.push(ends[ends.len() - 1] + c.len_utf8());
        }
        let enough = ends.get(low..)?;
        enough.iter().rev().find_map(|end| self.step(next, text, *end, left))
    }
}

fn gap(class: CharacterClass, low: usize, high: usize, most: bool, next: usize) -> Step {
    Step::Gap { class, low, high, most, next }
}
