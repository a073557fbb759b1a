//! Matching one phrase at one place, without a regular expression.
//!
//! Most phrases are a literal with a few bounded slots around it. Where the
//! automaton has found the literal, walking the slots is far cheaper than
//! starting an expression, and nothing has to be compiled first. Alternatives
//! are tried in their order and gaps take as little as they can, exactly as
//! the expression of [`super::phrase::expression`] would.

use std::ops::Range;

use super::phrase::{ordered, takes_most};
use huashu_model::text::{EMOJI_MARK, is_han, is_significant};
use huashu_rulebook::Piece;

/// A phrase as steps to walk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PhraseMatcher {
    steps: Vec<Step>,
    /// What each step may begin with.
    firsts: Vec<FirstCharacters>,
    /// Of all readings from one place the longest is wanted, not the first.
    longest: bool,
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
    /// A number, in digits or Chinese numerals, or its mask.
    Number(usize),
    /// Alternatives in the order in which they are tried.
    Choice(Box<[usize]>),
    Match,
}

/// Characters that may fill a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharacterClass {
    /// Anything within a sentence.
    WithinSentence,
    Han,
    Particle,
    /// Punctuation, symbols, spaces.
    Break,
}

/// Words that say nothing, as they end a clause.
const PARTICLES: &str = "呢哦啊呀哈嘛吧哟喔噢呐哒啦的了";

impl CharacterClass {
    pub(super) fn contains(self, c: char) -> bool {
        match self {
            CharacterClass::WithinSentence => !matches!(c, '。' | '！' | '!' | '？' | '?' | '；' | ';' | '\n'),
            CharacterClass::Han => is_han(c),
            CharacterClass::Particle => PARTICLES.contains(c),
            CharacterClass::Break => {
                c == EMOJI_MARK || !(is_significant(c) || c.is_control() && !c.is_whitespace())
            }
        }
    }
}

/// The characters with which something may begin, roughly: one may be taken for another, none is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FirstCharacters(u64);

impl FirstCharacters {
    /// Whatever stands there, or nothing.
    const ANY: FirstCharacters = FirstCharacters(u64::MAX);

    fn of(characters: impl IntoIterator<Item = char>) -> Self {
        FirstCharacters(characters.into_iter().fold(0, |bits, c| bits | FirstCharacters::bit(c)))
    }

    /// Fibonacci hashing: the high bits of the product are well mixed.
    fn bit(c: char) -> u64 {
        1 << (u32::from(c).wrapping_mul(0x9e37_79b1) >> 26)
    }

    fn or(self, other: FirstCharacters) -> Self {
        FirstCharacters(self.0 | other.0)
    }

    /// Returns whether what begins so may stand where `next` does; `None` at the end of a text.
    fn admit(self, next: Option<char>) -> bool {
        self == FirstCharacters::ANY || next.is_some_and(|next| self.0 & FirstCharacters::bit(next) != 0)
    }
}

/// What became of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    /// The phrase stands here; the end in bytes.
    Match(usize),
    /// It does not.
    Not,
    /// Too many readings to try; the expression decides.
    TooLong,
}

/// Steps of one walk after which the expression, which is linear, is the better choice.
const MOST_STEPS: usize = 4_000;

/// Returns the steps of a phrase, or `None` when it has slots that only an expression can match.
pub(crate) fn compile(pieces: &[Piece], longest: bool) -> Option<PhraseMatcher> {
    let mut matcher = PhraseMatcher { longest, ..PhraseMatcher::default() };
    matcher.push(Step::Match);
    let first = matcher.sequence(pieces, 0, true)?;
    matcher.push(Step::Choice(Box::new([first])));
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
                Piece::Number => Step::Number(next),
                Piece::Repeat(repeated, times) => {
                    next = self.repeat(repeated, times.clone(), next)?;
                    continue;
                }
                Piece::Date | Piece::Terms(_) | Piece::Hit => return None,
            };
            next = self.push(step);
        }
        Some(next)
    }

    /// Adds the steps of what stands several times in a row, as often as it can.
    fn repeat(&mut self, repeated: &[Piece], times: Range<usize>, next: usize) -> Option<usize> {
        let mut first = next;
        for taken in (0..times.end).rev() {
            let another = self.sequence(repeated, first, false)?;
            first = match taken < times.start {
                true => another,
                false => self.push(Step::Choice(Box::new([another, next]))),
            };
        }
        Some(first)
    }

    /// Adds a step of which what follows is there already, and returns its number.
    fn push(&mut self, step: Step) -> usize {
        self.firsts.push(self.first_of(&step));
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn first_of(&self, step: &Step) -> FirstCharacters {
        match step {
            Step::Match => FirstCharacters::ANY,
            Step::Text(words, next) => {
                let first = words.chars().next();
                first.map_or(self.firsts[*next], |first| FirstCharacters::of([first]))
            }
            Step::Number(_) => FirstCharacters::of(NUMBER_BEGINNINGS.chars()),
            Step::Choice(firsts) => {
                firsts.iter().fold(FirstCharacters(0), |all, first| all.or(self.firsts[*first]))
            }
            Step::Gap { class: CharacterClass::Particle, low, next, .. } => {
                let own = FirstCharacters::of(PARTICLES.chars());
                if *low == 0 { own.or(self.firsts[*next]) } else { own }
            }
            Step::Gap { .. } => FirstCharacters::ANY,
        }
    }

    /// Returns whether the phrase may begin where a character stands; `None` at the end of a text.
    pub(crate) fn may_begin_with(&self, next: Option<char>) -> bool {
        self.firsts.last().is_some_and(|first| first.admit(next))
    }

    /// Walks the phrase from byte `at` of `text`.
    pub(crate) fn walk(&self, text: &str, at: usize) -> Walk {
        let mut walker = Walker { phrase: self, text, left: MOST_STEPS, longest: self.longest.then_some(None) };
        let first = walker.step(self.steps.len() - 1, at);
        let found = walker.longest.flatten().or(first);
        match found {
            _ if walker.left == 0 => Walk::TooLong,
            Some(end) => Walk::Match(end),
            None => Walk::Not,
        }
    }
}

/// One walk over a text.
struct Walker<'w> {
    phrase: &'w PhraseMatcher,
    text: &'w str,
    left: usize,
    /// Where the longest is wanted: the farthest end so far.
    longest: Option<Option<usize>>,
}

impl Walker<'_> {
    /// Returns the end of the first reading to finish from a step; where the longest is wanted, notes every end.
    fn step(&mut self, number: usize, at: usize) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let (phrase, text) = (self.phrase, self.text);
        match &phrase.steps[number] {
            Step::Match => match &mut self.longest {
                Some(farthest) => {
                    *farthest = (*farthest).max(Some(at));
                    None
                }
                None => Some(at),
            },
            Step::Text(words, next) => {
                let fits = text.get(at..)?.starts_with(&**words);
                if fits { self.step(*next, at + words.len()) } else { None }
            }
            Step::Choice(firsts) => {
                let next = text.get(at..)?.chars().next();
                let may_stand = |first: &&usize| phrase.firsts[**first].admit(next);
                firsts.iter().filter(may_stand).find_map(|first| self.step(*first, at))
            }
            Step::Number(next) => {
                let ends = number_ends(text.get(at..)?);
                ends.into_iter().rev().find_map(|length| self.step(*next, at + length))
            }
            Step::Gap { class, low, high, most: true, next } => self.longest_gap(*class, (*low, *high), *next, at),
            Step::Gap { class, low, high, most: false, next } => {
                let mut end = at;
                let mut characters = text.get(at..)?.chars();
                let follows = phrase.firsts[*next];
                for taken in 0..=*high {
                    let c = characters.next();
                    if taken >= *low
                        && follows.admit(c)
                        && let Some(found) = self.step(*next, end)
                    {
                        return Some(found);
                    }
                    let c = c.filter(|c| class.contains(*c))?;
                    end += c.len_utf8();
                }
                None
            }
        }
    }

    /// Takes all that a gap may and gives back until the rest fits.
    fn longest_gap(
        &mut self,
        class: CharacterClass,
        (low, high): (usize, usize),
        next: usize,
        at: usize,
    ) -> Option<usize> {
        let mut ends = vec![at];
        for c in self.text.get(at..)?.chars().take(high).take_while(|c| class.contains(*c)) {
            ends.push(ends[ends.len() - 1] + c.len_utf8());
        }
        let enough = ends.get(low..)?;
        enough.iter().rev().find_map(|end| self.step(next, *end))
    }
}

fn gap(class: CharacterClass, low: usize, high: usize, most: bool, next: usize) -> Step {
    Step::Gap { class, low, high, most, next }
}

/// What the numbers of [`number_ends`] may begin with.
const NUMBER_BEGINNINGS: &str = "0123456789[*x零〇一二两俩仨三四五六七八九十百千万半几";

/// Returns the lengths in bytes of the numbers a text may begin with, ranges and approximations too, the shortest first.
pub(super) fn number_ends(text: &str) -> Vec<usize> {
    let mut ends = single_number_ends(text);
    if let Some(longest) = ends.last().copied() {
        let rest = &text[longest..];
        let second = range_sign(rest).map(|length| (longest + length, single_number_ends(&rest[length..])));
        if let Some((from, second)) = second {
            ends.extend(second.into_iter().map(|end| from + end));
        }
    }
    let about = |end: &usize| text[*end..].starts_with(['来', '多', '余', '几']).then(|| end + '来'.len_utf8());
    let about: Vec<usize> = ends.iter().filter_map(about).collect();
    ends.extend(about);
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Returns the bytes of a sign between the two ends of a range, the spaces around it included.
fn range_sign(text: &str) -> Option<usize> {
    let unspaced = |text: &str| text.strip_prefix(' ').map_or(0, |_| 1);
    let before = unspaced(text);
    let sign = &text[before..];
    let length = match sign.starts_with(['到', '至']) {
        true => '到'.len_utf8(),
        false => sign.chars().take(2).take_while(|c| "-~～–—".contains(*c)).map(char::len_utf8).sum(),
    };
    (length > 0).then(|| before + length + unspaced(&sign[length..]))
}

/// Returns the lengths in bytes of the single numbers a text may begin with, the shortest first.
fn single_number_ends(text: &str) -> Vec<usize> {
    let is_numeral = |c: char| "零〇一二两俩仨三四五六七八九十百千万半几".contains(c);
    let is_digit = |c: char| "零〇一二两三四五六七八九".contains(c);
    let run = |belongs: &dyn Fn(char) -> bool| -> Vec<usize> {
        let characters = text.char_indices().take_while(|(_, c)| belongs(*c));
        characters.map(|(at, c)| at + c.len_utf8()).collect()
    };
    let Some(first) = text.chars().next() else { return Vec::new() };
    match first {
        '0'..='9' => {
            let mut ends = run(&|c| c.is_ascii_digit() || c == '.' || c == ',');
            ends.retain(|end| text[..*end].ends_with(|c: char| c.is_ascii_digit()));
            ends
        }
        '[' => {
            let inner = text[1..].chars().take_while(|c| is_han(*c) || c.is_ascii_lowercase());
            let length: usize = inner.clone().map(char::len_utf8).sum();
            let closed = text[1 + length..].starts_with(']') && (1..=8).contains(&inner.count());
            if closed { vec![length + 2] } else { Vec::new() }
        }
        '*' | 'x' => run(&|c| c == '*' || c == 'x').split_off(1),
        _ => {
            let mut ends = run(&is_numeral);
            if let Some(whole) = ends.last().copied()
                && let Some(fraction) = text[whole..].strip_prefix('点')
            {
                let point = whole + '点'.len_utf8();
                let digits = fraction.char_indices().take_while(|(_, c)| is_digit(*c));
                ends.extend(digits.map(|(at, c)| point + at + c.len_utf8()));
            }
            ends
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::phrase::expression;
    use super::*;
    use huashu_rulebook::parse_phrase;
    use proptest::prelude::*;

    /// Returns where the phrase ends when it begins at `at`: walked, and as its expression has it.
    fn ends(phrase: &str, text: &str, at: usize) -> Option<(Walk, Walk)> {
        let pieces = parse_phrase(phrase, &|_| None).ok()?;
        let matcher = compile(&pieces, false)?;
        let mut source = String::new();
        expression(&pieces, &mut |_| String::new(), &mut source);
        let regex = regex::Regex::new(&format!("^(?:{source})")).ok()?;
        let found = regex.find(&text[at..]).map_or(Walk::Not, |found| Walk::Match(at + found.end()));
        Some((matcher.walk(text, at), found))
    }

    #[test]
    fn walks_end_where_expressions_do() {
        for (phrase, text, end) in [
            ("甲{any:0..3}乙", "甲一乙乙", Some("甲一乙")),
            ("甲{any:0..3}乙", "甲。乙", None),
            ("甲{han:0..2}", "甲一二三", Some("甲一二")),
            ("甲，乙", "甲！？乙", Some("甲！？乙")),
            ("{甲|甲乙}丙", "甲乙丙", Some("甲乙丙")),
            ("甲{num}天", "甲1.5天", Some("甲1.5天")),
            ("甲{num}天", "甲3-5天", Some("甲3-5天")),
            ("甲{num}天", "甲3 - 5天", Some("甲3 - 5天")),
            ("甲{num}天", "甲3~5天", Some("甲3~5天")),
            ("甲{num}天", "甲3到5天", Some("甲3到5天")),
            ("甲{num}天", "甲三至五天", Some("甲三至五天")),
            ("甲{num}天", "甲三五天", Some("甲三五天")),
            ("甲{num}分钟", "甲十来分钟", Some("甲十来分钟")),
            ("甲{num}分钟", "甲20几分钟", Some("甲20几分钟")),
            ("甲{num}小时", "甲一点五小时", Some("甲一点五小时")),
            ("甲{num}小时", "甲俩小时", Some("甲俩小时")),
            ("甲{num}小时", "甲[数字x]-[数字x]小时", Some("甲[数字x]-[数字x]小时")),
            ("甲{num}到", "甲3到", Some("甲3到")),
            ("甲{num}点", "甲三点", Some("甲三点")),
            ("甲{num}天", "甲[数字x]天", Some("甲[数字x]天")),
            ("甲{particles}", "甲的呢吧啊", Some("甲的呢吧")),
        ] {
            let expected = end.map_or(Walk::Not, |end| Walk::Match(end.len()));
            assert_eq!(ends(phrase, text, 0), Some((expected, expected)), "{phrase}");
        }
    }

    proptest! {
        #[test]
        fn walking_agrees_with_the_expression(
            phrase in "(甲|乙丙|，|\\{甲\\|乙丙\\|\\}|\\{terms:a\\*\\}|\\{terms:a\\+\\}|\\{num\\}|\\{particles\\}|\\{any:0\\.\\.3\\}|\\{han:1\\.\\.2\\}){1,5}",
            text in "(甲|乙|丙|的|，|。|！| |\u{FFFC}|1|2|\\.|三|\\[数字x\\]|\\*|x|a|-|到|点|来|几){0,10}",
        ) {
            for (at, _) in text.char_indices() {
                if let Some((walked, expressed)) = ends(&phrase, &text, at) {
                    prop_assert!(walked == Walk::TooLong || walked == expressed, "{phrase} {text} {at}: {walked:?} {expressed:?}");
                }
            }
        }
    }
}
