//! Phrases written around a hit: `{customer}{adverb*}{hit}`, `{hit}的话`.
//!
//! What stands before must end where the hit begins, what stands behind must
//! begin where it ends. Both sides are walked outward from the hit, and only
//! when there is one: nothing of them is sought in texts beforehand. All
//! readings count, and no state of a walk is visited twice.

use hashbrown::HashSet;
use smallvec::SmallVec;

use super::phrase::{LONGEST_NUMBER, longest};
use super::phrase_matcher::{CharacterClass, number_ends};
use huashu_model::text::Span;
use huashu_rulebook::Piece;

/// A phrase around a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AroundPhrase {
    before: Side,
    behind: Side,
}

/// What stands on one side of a hit, as steps to walk outward.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Side {
    direction: Direction,
    steps: Vec<Step>,
    /// Literals one of which stands in every reading; none where nothing is sure to.
    required: Vec<Box<str>>,
    /// No reading takes more bytes.
    reach: usize,
}

/// Which way a side is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// Towards the beginning of the text, from what stands before the hit.
    Back,
    /// Towards its end.
    Forth,
}

/// One step; the number is that of the step that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Text(Box<str>, usize),
    /// So many characters of a class.
    Gap {
        class: CharacterClass,
        low: usize,
        high: usize,
        next: usize,
    },
    Number(usize),
    Choice(SmallVec<[usize; 4]>),
    /// Where the outermost words begin, seen from the hit.
    Cue(usize),
    End,
}

/// One way to read a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The outer edge, in bytes.
    pub(crate) edge: usize,
    /// The outermost words, up to the first gap: what the phrase is recognised by. Empty where there are none.
    pub(crate) cue: Span,
}

/// The readings of a side; seldom more than one.
pub(crate) type Readings = SmallVec<[Reading; 2]>;

/// Most literals looked for before a side is walked.
const MOST_REQUIRED: usize = 64;

impl AroundPhrase {
    /// Makes the steps of a phrase of which every name is resolved; `None` when it has slots that cannot be walked, or
    /// no `{hit}`.
    pub(crate) fn new(pieces: &[Piece]) -> Option<Self> {
        let hit = pieces.iter().position(|piece| *piece == Piece::Hit)?;
        let before = Side::new(Direction::Back, &pieces[..hit])?;
        Some(AroundPhrase { before, behind: Side::new(Direction::Forth, &pieces[hit + 1..])? })
    }

    /// Returns every way to read what stands before the hit, within an area.
    pub(crate) fn before(&self, text: &str, area: Span, hit: Span) -> Readings {
        self.before.readings(text, area, hit.start)
    }

    /// Returns every way to read what stands behind the hit, within an area.
    pub(crate) fn behind(&self, text: &str, area: Span, hit: Span) -> Readings {
        self.behind.readings(text, area, hit.end)
    }
}

/// Returns literals one of which stands wherever the pieces do: those of the first piece that is sure to have some.
fn required(pieces: &[Piece]) -> Vec<Box<str>> {
    let literals = |piece: &Piece| match piece {
        Piece::Text(words) => Some(vec![words.as_str().into()]),
        Piece::Choice(branches) => {
            let each: Option<Vec<Vec<Box<str>>>> =
                branches.iter().map(|branch| Some(required(branch)).filter(|found| !found.is_empty())).collect();
            each.map(|each| each.concat()).filter(|all| all.len() <= MOST_REQUIRED)
        }
        _ => None,
    };
    pieces.iter().find_map(literals).unwrap_or_default()
}

impl Side {
    fn new(direction: Direction, pieces: &[Piece]) -> Option<Self> {
        let reach = if has_number(pieces) { usize::MAX } else { longest(pieces) * char::MAX_LEN_UTF8 };
        let mut side = Side { direction, steps: vec![Step::End], required: required(pieces), reach };
        let mut next = 0;
        let mut in_cue = true;
        // The outermost piece is walked last and its step made first.
        for piece in side.outermost_first(pieces) {
            if in_cue && is_gap(piece) {
                in_cue = false;
                next = side.push(Step::Cue(next));
            }
            next = side.piece(piece, next)?;
        }
        if in_cue {
            next = side.push(Step::Cue(next));
        }
        // The walk begins at the last step.
        side.push(Step::Choice(SmallVec::from_slice(&[next])));
        Some(side)
    }

    fn outermost_first<'p>(&self, pieces: &'p [Piece]) -> Box<dyn Iterator<Item = &'p Piece> + 'p> {
        match self.direction {
            Direction::Back => Box::new(pieces.iter()),
            Direction::Forth => Box::new(pieces.iter().rev()),
        }
    }

    fn push(&mut self, step: Step) -> usize {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn sequence(&mut self, pieces: &[Piece], mut next: usize) -> Option<usize> {
        for piece in self.outermost_first(pieces) {
            next = self.piece(piece, next)?;
        }
        Some(next)
    }

    /// Adds the steps of a piece and returns the number of its first.
    fn piece(&mut self, piece: &Piece, next: usize) -> Option<usize> {
        let gap = |class, low, high| Step::Gap { class, low, high, next };
        let step = match piece {
            Piece::Text(text) => Step::Text(text.as_str().into(), next),
            Piece::Break => gap(CharacterClass::Break, 0, 2),
            Piece::Particles => gap(CharacterClass::Particle, 0, 3),
            Piece::Any(range) => gap(CharacterClass::WithinSentence, range.start, range.end),
            Piece::Han(range) => gap(CharacterClass::Han, range.start, range.end),
            Piece::Number => Step::Number(next),
            Piece::Choice(branches) => {
                let firsts: Option<_> = branches.iter().map(|branch| self.sequence(branch, next)).collect();
                Step::Choice(firsts?)
            }
            Piece::Repeat(repeated, times) => return self.repeat(repeated, times.clone(), next),
            Piece::Date | Piece::Terms(_) | Piece::Hit => return None,
        };
        Some(self.push(step))
    }

    fn repeat(&mut self, repeated: &[Piece], times: std::ops::Range<usize>, next: usize) -> Option<usize> {
        let mut first = next;
        for taken in (0..times.end).rev() {
            let another = self.sequence(repeated, first)?;
            first = match taken < times.start {
                true => another,
                false => self.push(Step::Choice(SmallVec::from_slice(&[another, next]))),
            };
        }
        Some(first)
    }

    /// Returns whether a literal that every reading holds stands within reach on this side of the hit.
    fn may_be_read(&self, text: &str, area: Span, from: usize) -> bool {
        let part = match self.direction {
            Direction::Back => {
                text.get(text.ceil_char_boundary(from.saturating_sub(self.reach).max(area.start))..from)
            }
            Direction::Forth => {
                text.get(from..text.floor_char_boundary(from.saturating_add(self.reach).min(area.end)))
            }
        };
        self.required.is_empty()
            || part.is_some_and(|part| self.required.iter().any(|words| part.contains(&**words)))
    }

    fn readings(&self, text: &str, area: Span, from: usize) -> Readings {
        let mut readings = Readings::new();
        if !self.may_be_read(text, area, from) {
            return readings;
        }
        let mut visited: HashSet<(usize, usize, usize)> = HashSet::new();
        // The step, where it begins, and where the cue begins.
        let mut open: SmallVec<[(usize, usize, usize); 8]> = SmallVec::new();
        open.push((self.steps.len() - 1, from, from));
        while let Some((number, at, cue)) = open.pop() {
            let mut go = |next: usize, to: usize| open.push((next, to, cue));
            match &self.steps[number] {
                Step::End => {
                    let cue = Span::new(cue.min(at), cue.max(at));
                    let reading = Reading { edge: at, cue };
                    if !readings.contains(&reading) {
                        readings.push(reading);
                    }
                }
                Step::Cue(next) => open.push((*next, at, at)),
                Step::Text(words, next) => {
                    if let Some(to) = self.past(words, text, area, at) {
                        go(*next, to);
                    }
                }
                Step::Number(next) => {
                    self.numbers(text, area, at).into_iter().for_each(|to| go(*next, to));
                }
                // Only here do ways part and may meet again.
                Step::Choice(firsts) => {
                    if visited.insert((number, at, cue)) {
                        firsts.iter().rev().for_each(|first| go(*first, at));
                    }
                }
                Step::Gap { class, low, high, next } => {
                    if visited.insert((number, at, cue)) {
                        self.gap_ends(*class, (*low, *high), text, area, at).for_each(|to| go(*next, to));
                    }
                }
            }
        }
        readings
    }

    /// Returns the place beyond some words that stand next.
    fn past(&self, words: &str, text: &str, area: Span, at: usize) -> Option<usize> {
        match self.direction {
            Direction::Forth => text.get(at..area.end)?.starts_with(words).then(|| at + words.len()),
            Direction::Back => text.get(area.start..at)?.ends_with(words).then(|| at - words.len()),
        }
    }

    /// Returns the places beyond the numbers that may stand next.
    fn numbers(&self, text: &str, area: Span, at: usize) -> Vec<usize> {
        match self.direction {
            Direction::Forth => {
                let lengths = text.get(at..area.end).map(number_ends).unwrap_or_default();
                lengths.into_iter().map(|length| at + length).collect()
            }
            Direction::Back => {
                let before = text.get(area.start..at).unwrap_or_default();
                let starts = before.char_indices().rev().take(LONGEST_NUMBER).map(|(start, _)| area.start + start);
                starts.filter(|start| number_ends(&text[*start..at]).contains(&(at - start))).collect()
            }
        }
    }

    /// Returns the places where a gap may end, the nearest first.
    fn gap_ends<'t>(
        &self,
        class: CharacterClass,
        (low, high): (usize, usize),
        text: &'t str,
        area: Span,
        at: usize,
    ) -> Box<dyn Iterator<Item = usize> + 't> {
        let (here, beyond): (_, Box<dyn Iterator<Item = (usize, char)> + 't>) = match self.direction {
            Direction::Forth => {
                let rest = text.get(at..area.end).unwrap_or_default();
                (at, Box::new(rest.char_indices().map(move |(start, c)| (at + start + c.len_utf8(), c))))
            }
            Direction::Back => {
                let rest = text.get(area.start..at).unwrap_or_default();
                (at, Box::new(rest.char_indices().rev().map(move |(start, c)| (area.start + start, c))))
            }
        };
        let taken = beyond.take_while(move |(_, c)| class.contains(*c)).map(|(to, _)| to);
        Box::new(std::iter::once(here).chain(taken).take(high + 1).skip(low))
    }
}

/// Returns whether a number, however long, stands in pieces.
fn has_number(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Number => true,
        Piece::Choice(branches) => branches.iter().any(|branch| has_number(branch)),
        Piece::Repeat(repeated, _) => has_number(repeated),
        _ => false,
    })
}

/// Returns whether a piece stands for words that say nothing by themselves.
fn is_gap(piece: &Piece) -> bool {
    matches!(piece, Piece::Any(_) | Piece::Han(_) | Piece::Break | Piece::Particles)
}

#[cfg(test)]
mod tests {
    use super::super::phrase::expression;
    use super::*;
    use huashu_rulebook::parse_phrase;
    use proptest::prelude::*;

    const HIT: &str = "甲";

    fn pieces(phrase: &str) -> Vec<Piece> {
        parse_phrase(phrase, &|_| None).expect("a phrase")
    }

    fn covers(phrase: &str, text: &str, hit: Span) -> Option<(usize, usize)> {
        let phrase = AroundPhrase::new(&pieces(phrase)).expect("a phrase around a hit");
        let area = Span::whole(text);
        let start = phrase.before(text, area, hit).iter().map(|reading| reading.edge).min()?;
        Some((start, phrase.behind(text, area, hit).iter().map(|reading| reading.edge).max()?))
    }

    #[test]
    fn sides_are_read_outward_from_the_hit() {
        for (phrase, text, covered) in [
            ("您{hit}", "您甲", Some("您甲")),
            ("您{any:0..2}{hit}", "您乙丙甲", Some("您乙丙甲")),
            ("您{any:0..2}{hit}", "您。甲", None),
            ("{hit}的{地方|话}", "甲的话", Some("甲的话")),
            ("{您|您们}{hit}{的?}", "您们甲的", Some("您们甲的")),
            ("{num}{hit}{num}天", "12甲三天", Some("12甲三天")),
            ("{hit}，乙", "甲！？乙", Some("甲！？乙")),
            ("您{hit}", "你甲", None),
        ] {
            let at = text.find(HIT).expect("a hit");
            let found = covers(phrase, text, Span::new(at, at + HIT.len()));
            assert_eq!(found.map(|(start, end)| &text[start..end]), covered, "{phrase}");
        }
    }

    #[test]
    fn the_cue_is_what_stands_outermost() {
        let phrase = AroundPhrase::new(&pieces("{不|没}{any:0..3}{hit}{any:0..3}的话")).expect("a phrase");
        let text = "他没敢甲了的话";
        let hit = Span::new(9, 12);
        let cues = |readings: Readings| readings.iter().map(|reading| reading.cue.of(text)).collect::<Vec<_>>();
        assert_eq!(cues(phrase.before(text, Span::whole(text), hit)), ["没"]);
        assert_eq!(cues(phrase.behind(text, Span::whole(text), hit)), ["的话"]);
    }

    proptest! {
        #[test]
        fn a_phrase_around_a_hit_is_what_is_written_out_by_hand(
            before in "(乙|丙丁|，|\\{乙\\|丙丁\\|\\}|\\{num\\}|\\{particles\\}|\\{any:0\\.\\.3\\}|\\{han:1\\.\\.2\\}|\\{丙\\?\\}){0,4}",
            behind in "(乙|丙丁|，|\\{乙\\|丙丁\\|\\}|\\{num\\}|\\{particles\\}|\\{any:0\\.\\.3\\}|\\{han:1\\.\\.2\\}){0,4}",
            text in "(乙|丙|丁|的|，|。|！| |1|2|三){0,6}甲(乙|丙|丁|的|，|。|！| |1|2|三){0,6}",
        ) {
            let at = text.find(HIT).expect("a hit");
            let side = |phrase: &str| {
                let mut source = String::new();
                expression(&pieces(phrase), &mut |_| String::new(), &mut source);
                source
            };
            let by_hand = format!("(?:{})(?P<hit>{HIT})(?:{})", side(&before), side(&behind));
            let by_hand = regex::Regex::new(&by_hand).expect("an expression");
            let stands = text.char_indices().any(|(from, _)| {
                let captures = by_hand.captures_at(&text, from);
                captures.and_then(|captures| captures.name("hit")).is_some_and(|hit| hit.start() == at)
            });
            let phrase = format!("{before}{{hit}}{behind}");
            prop_assert_eq!(covers(&phrase, &text, Span::new(at, at + HIT.len())).is_some(), stands, "{} {}", phrase, text);
        }
    }
}
