//! How the rules of one utterance begin, and how far they may reach: what has to be known of them to say that nothing
//! which was said so far can still become a breach.
//!
//! Lengths are counted in *units*: a run of Latin letters and digits, or of Chinese numerals, is one, every other
//! significant character is one, and marks and spaces are none. A phrase never has more units than characters, so that
//! whoever counts units backwards from the end of a text holds back more, not less.

use std::collections::{HashMap, HashSet};

use huashu_model::text::is_significant;
use huashu_rulebook::{Area, ConditionSpec, MatcherSpec, Piece, Rule, Rulebook, Surroundings};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Literal};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Units added to every length: particles, and what a fold may yet draw together.
const MARGIN: usize = 4;
/// Units of a number, a date, or what an entity is.
const NUMBER: usize = 8;
/// Units of an entity.
const ENTITY: usize = 24;

/// The beginnings of phrases: their first characters, three where they have three, and the units that may follow.
#[derive(Debug, Default)]
pub(super) struct Openings {
    by_characters: HashMap<Characters, Reach>,
    /// What begins with a number or a Latin letter.
    numbers: usize,
    /// What may begin with anything.
    anything: usize,
    /// What begins where the text does.
    at_start: usize,
    /// Rules whose hits may be decided by what is said much later in the utterance.
    pub(super) undecided: HashSet<String>,
    /// Rules whose hits have to stand somewhere in the utterance as a whole.
    pub(super) placed: HashSet<String>,
}

/// How far something reaches that is told by its first characters.
#[derive(Debug, Clone, Copy, Default)]
struct Reach {
    /// Units from those characters to the end.
    ahead: usize,
    /// Units before them: a gap with which a phrase begins.
    back: usize,
}

/// The first characters of a phrase.
type Characters = [Option<char>; 3];

/// Returns whether a character runs on from another of its sort within one unit.
fn is_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || "零〇一二三四五六七八九十百千万亿两*".contains(c)
}

/// Returns, for every character of a folded text, its byte and the units from it to the end.
pub(super) fn units_to_end(folded: &str) -> Vec<(usize, usize)> {
    let mut units = 0;
    let mut in_number = false;
    let mut counted: Vec<(usize, usize)> = Vec::new();
    for (at, c) in folded.char_indices().rev() {
        let number = is_number(c);
        if is_significant(c) && !(number && in_number) {
            units += 1;
        }
        in_number = number || in_number && !is_significant(c);
        counted.push((at, units));
    }
    counted.reverse();
    counted
}

impl Openings {
    /// Notes how the rules begin that are judged of one utterance.
    pub(super) fn of<'r>(rules: impl Iterator<Item = &'r Rule>, rulebook: &Rulebook) -> Openings {
        let mut openings = Openings::default();
        for rule in rules {
            for spec in rule.body.sought() {
                Reader { rulebook, openings: &mut openings }.add(spec, 0);
                if any_part(spec, rulebook, &|part| part.at.area == Some(Area::Utterance)) {
                    openings.placed.insert(rule.info.id.clone());
                }
                if is_undecided(spec) {
                    openings.undecided.insert(rule.info.id.clone());
                }
            }
        }
        openings
    }

    fn note(&mut self, opening: Opening, units: usize) {
        let known = match opening {
            Opening::Characters(characters, back) => {
                let reach = self.by_characters.entry(characters).or_default();
                reach.back = reach.back.max(back);
                &mut reach.ahead
            }
            Opening::Number => &mut self.numbers,
            Opening::Gap(gap) => return self.anything = self.anything.max(gap),
            Opening::Anything => &mut self.anything,
            Opening::AtStart => &mut self.at_start,
        };
        *known = units.max(*known);
    }

    /// Returns the first byte of a folded text from which something may still be going on.
    pub(super) fn first_alive(&self, folded: &str) -> usize {
        let units = units_to_end(folded);
        if units.first().is_some_and(|(_, all)| *all < self.at_start) {
            return 0;
        }
        let mut held = self.anything.max(MARGIN);
        let mut first = folded.len();
        for (at, left) in &units {
            let mut chars = folded[*at..].chars();
            let [c, second, third] = [chars.next(), chars.next(), chars.next()];
            let openings = [[c, None, None], [c, second, None], [c, second, third]];
            for reach in openings.iter().filter_map(|opening| self.by_characters.get(opening)) {
                if *left < reach.ahead {
                    held = held.max(left.saturating_add(reach.back));
                    first = first.min(*at);
                }
            }
            if c.is_some_and(is_number) && *left < self.numbers {
                held = held.max(*left);
            }
        }
        let is_held = |(at, left): &&(usize, usize)| *left <= held && folded[*at..].starts_with(is_significant);
        units.iter().find(is_held).map_or(folded.len(), |(at, _)| *at).min(first)
    }
}

/// How something may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Opening {
    /// With these characters, behind a gap of so many units.
    Characters(Characters, usize),
    Number,
    /// With a gap of so many units, behind which nothing was said yet.
    Gap(usize),
    Anything,
    AtStart,
}

/// Returns whether what is said anywhere in the utterance may decide on a hit that is there already.
fn is_undecided(spec: &MatcherSpec) -> bool {
    !spec.all_of.is_empty() || spec.at_least.is_some() || spec.given.iter().any(is_wide_condition)
}

fn is_wide_condition(condition: &ConditionSpec) -> bool {
    !matches!(condition.surroundings, Surroundings::Area(Area::Clause | Area::Sentence))
}

/// Returns the matchers that a matcher is made of.
fn parts<'s>(spec: &'s MatcherSpec, rulebook: &'s Rulebook) -> Vec<&'s MatcherSpec> {
    let named = spec.terms.iter().filter_map(|name| rulebook.terms.get(&*name.value)).map(|terms| &**terms);
    let together = spec.at_least.iter().flat_map(|(_, parts)| parts);
    spec.any_of.iter().chain(&spec.all_of).chain(together).chain(named).collect()
}

/// Returns whether something is true of a matcher, or of one that it is made of.
fn any_part(spec: &MatcherSpec, rulebook: &Rulebook, is_true: &dyn Fn(&MatcherSpec) -> bool) -> bool {
    is_true(spec) || parts(spec, rulebook).into_iter().any(|part| any_part(part, rulebook, is_true))
}

/// Reads matchers as written.
struct Reader<'r, 'o> {
    rulebook: &'r Rulebook,
    openings: &'o mut Openings,
}

impl Reader<'_, '_> {
    /// Notes the beginnings of what a matcher seeks, after which so many more units may matter.
    fn add(&mut self, spec: &MatcherSpec, more: usize) {
        let near =
            spec.near.iter().map(|near| near.distance + self.longest(&near.matcher)).max().unwrap_or_default();
        let more = more.saturating_add(near).saturating_add(MARGIN);
        for phrase in &spec.phrases {
            // What does not parse was reported when it was loaded.
            let Ok(pieces) = self.rulebook.pieces_of(phrase) else { continue };
            let units = self.length(&pieces).saturating_add(more);
            let found = if spec.homophones { HashSet::from([Opening::Anything]) } else { self.begin(&pieces) };
            found.into_iter().for_each(|opening| self.openings.note(opening, units));
        }
        for pattern in &spec.patterns {
            self.add_pattern(&pattern.value, more);
        }
        for entity in &spec.entities {
            let opening = if &*entity.value == "address" { Opening::Anything } else { Opening::Number };
            self.openings.note(opening, more.saturating_add(ENTITY));
            // Placeholders for an entity begin as a template writes them.
            ['{', '<', '[', '【', '〔', '$', '+', '('].into_iter().for_each(|mark| {
                self.openings.note(Opening::Characters([Some(mark), None, None], 0), more.saturating_add(ENTITY));
            });
        }
        if let Some(similar) = &spec.similar {
            let longest =
                similar.samples.iter().map(|sample| sample.value.chars().count()).max().unwrap_or_default();
            self.openings.note(Opening::Anything, more.saturating_add(longest.saturating_mul(2)));
        }
        for part in parts(spec, self.rulebook) {
            // Nobody is told of what becomes of a matcher within another.
            self.add(part, if is_undecided(part) { usize::MAX } else { more });
        }
    }

    fn add_pattern(&mut self, pattern: &str, more: usize) {
        let Ok(hir) = regex_syntax::parse(pattern) else { return };
        let units = pattern_length(&hir).saturating_add(more);
        pattern_openings(&hir).into_iter().for_each(|opening| self.openings.note(opening, units));
    }

    /// Returns the most units of whatever a matcher seeks.
    fn longest(&self, spec: &MatcherSpec) -> usize {
        let phrases = spec.phrases.iter().filter_map(|phrase| self.rulebook.pieces_of(phrase).ok());
        let phrases = phrases.map(|pieces| self.length(&pieces));
        let patterns = spec.patterns.iter().filter_map(|pattern| regex_syntax::parse(&pattern.value).ok());
        let patterns = patterns.map(|hir| pattern_length(&hir));
        let parts = parts(spec, self.rulebook).into_iter().map(|part| self.longest(part));
        let entities = spec.entities.iter().map(|_| ENTITY);
        phrases.chain(patterns).chain(parts).chain(entities).max().unwrap_or_default()
    }

    /// Returns the most units of a phrase.
    fn length(&self, pieces: &[Piece]) -> usize {
        let one = |piece: &Piece| match piece {
            Piece::Text(text) => text.chars().filter(|c| is_significant(*c)).count(),
            Piece::Break | Piece::Hit => 0,
            Piece::Any(range) | Piece::Han(range) => range.end,
            Piece::Number | Piece::Date => NUMBER,
            Piece::Particles => 3,
            Piece::Choice(ways) => ways.iter().map(|way| self.length(way)).max().unwrap_or_default(),
            Piece::Terms(name) => self.rulebook.terms.get(name).map_or(0, |terms| self.longest(terms)),
            Piece::Repeat(row, range) => self.length(row).saturating_mul(range.end),
        };
        pieces.iter().map(one).fold(0, usize::saturating_add)
    }

    /// Returns how a phrase may begin.
    fn begin(&self, pieces: &[Piece]) -> HashSet<Opening> {
        let starts = self.extend(HashSet::from([Start::default()]), pieces);
        starts.into_iter().flat_map(Start::openings).collect()
    }

    /// Puts pieces behind what phrases may begin with, as far as three characters.
    fn extend(&self, starts: HashSet<Start>, pieces: &[Piece]) -> HashSet<Start> {
        let mut starts = starts;
        for piece in pieces {
            if starts.iter().all(|start| start.is_done) {
                break;
            }
            let (mut next, open): (HashSet<Start>, HashSet<Start>) =
                starts.into_iter().partition(|start| start.is_done);
            for start in open {
                next.extend(self.behind(start, piece));
            }
            starts = next;
        }
        starts
    }

    fn behind(&self, start: Start, piece: &Piece) -> HashSet<Start> {
        let one = HashSet::from([start]);
        match piece {
            Piece::Text(text) => HashSet::from([text.chars().fold(start, Start::with)]),
            Piece::Number | Piece::Date => HashSet::from([Start { is_number: start.is_empty(), ..start.done() }]),
            Piece::Break | Piece::Hit => HashSet::from([start.behind_gap(1)]),
            Piece::Any(range) | Piece::Han(range) => HashSet::from([start.behind_gap(range.end)]),
            Piece::Particles => HashSet::from([start.behind_gap(3)]),
            Piece::Choice(ways) => ways.iter().flat_map(|way| self.extend(one.clone(), way)).collect(),
            Piece::Terms(name) => match self.rulebook.terms.get(name) {
                Some(terms) => self.behind_terms(start, terms),
                None => HashSet::from([start.done()]),
            },
            Piece::Repeat(row, range) => {
                let once = self.extend(one.clone(), row).into_iter().map(Start::done);
                once.chain(one.into_iter().filter(|_| range.start == 0)).collect()
            }
        }
    }

    fn behind_terms(&self, start: Start, spec: &MatcherSpec) -> HashSet<Start> {
        let mut starts = HashSet::new();
        for pieces in spec.phrases.iter().filter_map(|phrase| self.rulebook.pieces_of(phrase).ok()) {
            starts.extend(self.extend(HashSet::from([start]), &pieces));
        }
        for pattern in &spec.patterns {
            let openings =
                regex_syntax::parse(&pattern.value).map(|hir| pattern_openings(&hir)).unwrap_or_default();
            starts.extend(openings.into_iter().map(|opening| match opening {
                Opening::Characters(characters, _) => {
                    characters.into_iter().flatten().fold(start, Start::with).done()
                }
                _ => start.done(),
            }));
        }
        if !spec.entities.is_empty() || spec.similar.is_some() {
            starts.insert(start.done());
        }
        for part in parts(spec, self.rulebook) {
            starts.extend(self.behind_terms(start, part));
        }
        starts
    }
}

/// What a phrase was found to begin with so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Start {
    characters: Characters,
    is_number: bool,
    /// Units of the gap before the characters.
    gap: usize,
    /// Nothing more is known of what follows.
    is_done: bool,
}

impl Start {
    fn is_empty(&self) -> bool {
        self.characters[0].is_none()
    }

    fn done(self) -> Start {
        Start { is_done: true, ..self }
    }

    fn with(mut self, c: char) -> Start {
        if let Some(free) = self.characters.iter_mut().find(|known| known.is_none()).filter(|_| !self.is_done) {
            *free = Some(c);
        }
        self.is_done |= self.characters[2].is_some();
        self
    }

    /// Goes on behind a gap, of which nothing is known.
    fn behind_gap(self, units: usize) -> Start {
        if self.is_empty() { Start { gap: self.gap + units, ..self } } else { self.done() }
    }

    fn openings(self) -> Vec<Opening> {
        let own = match (self.characters[0], self.is_number) {
            (None, true) if self.gap == 0 => Opening::Number,
            (None, _) => Opening::Anything,
            (Some(_), _) => Opening::Characters(self.characters, self.gap),
        };
        if self.gap > 0 { vec![own, Opening::Gap(self.gap + MARGIN)] } else { vec![own] }
    }
}

/// Returns the most units of what a pattern matches.
fn pattern_length(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count(),
        HirKind::Class(class) => usize::from(holds_words(class)),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.map_or(usize::MAX, |most| most as usize);
            pattern_length(&repetition.sub).saturating_mul(most)
        }
        HirKind::Capture(capture) => pattern_length(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(pattern_length).fold(0, usize::saturating_add),
        HirKind::Alternation(ways) => ways.iter().map(pattern_length).max().unwrap_or_default(),
    }
}

/// Returns whether a class has characters that carry words; of those that are neither Han, nor Latin letters, nor digits,
/// no pattern of talk depends.
fn holds_words(class: &Class) -> bool {
    match class {
        Class::Unicode(class) => class.iter().any(|range| {
            let is_in = |from: char, to: char| range.start() <= to && from <= range.end();
            is_in('\u{4E00}', '\u{9FFF}') || is_in('a', 'z') || is_in('0', '9')
        }),
        Class::Bytes(_) => true,
    }
}

/// Returns how a pattern may begin.
fn pattern_openings(hir: &Hir) -> Vec<Opening> {
    if hir.properties().look_set_prefix().contains(Look::Start) {
        return vec![Opening::AtStart];
    }
    let literals = Extractor::new().kind(ExtractKind::Prefix).extract(hir);
    let Some(literals) = literals.literals() else { return vec![Opening::Anything] };
    let openings = literals.iter().flat_map(|literal: &Literal| {
        let text = String::from_utf8_lossy(literal.as_bytes()).into_owned();
        let whole = text.chars().take_while(|c| *c != char::REPLACEMENT_CHARACTER);
        whole.fold(Start::default(), Start::with).openings()
    });
    openings.collect()
}
