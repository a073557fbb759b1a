//! Which literals a phrase or a regular expression cannot do without.
//!
//! An expression is run only on utterances that hold what it needs, so that
//! rules which cannot concern an utterance cost it nothing. What is found here
//! may be too little, never too much: it decides about speed, not verdicts.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::rarity::Rarity;

/// Literals of which a text holds at least one.
pub(crate) type LiteralSet = Vec<String>;

/// Literals one of which stands in every match of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RequiredLiterals {
    /// At least one of these.
    AnyOf(LiteralSet),
    /// Nothing in particular.
    None,
}

/// What a text must hold for an expression to match it; empty when nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Requirement {
    /// A literal of each of these sets stands in the text, the rarest set first.
    pub(crate) all_of: Vec<LiteralSet>,
}

impl Requirement {
    /// Returns whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.all_of.is_empty()
    }
}

/// A class of more characters than this is taken for any character.
const LARGEST_CLASS: u32 = 24;
/// An alternation of more literals than this is not listed.
const MOST_LITERALS: usize = 400;

/// Neighbouring parts are taken together up to so many texts.
const MOST_SPELLINGS: usize = 160;

impl RequiredLiterals {
    fn rarity(&self) -> Rarity {
        match self {
            RequiredLiterals::AnyOf(literals) => Rarity::of_any(literals),
            RequiredLiterals::None => Rarity::NONE,
        }
    }
}

/// Returns the rarer of two sets that are both required.
fn rarer(a: RequiredLiterals, b: RequiredLiterals) -> RequiredLiterals {
    if b.rarity() > a.rarity() { b } else { a }
}

/// Returns a requirement that is quickly found, and not the rarest there is.
pub(crate) fn quick_requirement(hir: &Hir) -> Requirement {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        HirKind::Capture(capture) => return quick_requirement(&capture.sub),
        _ => std::slice::from_ref(hir),
    };
    let known = parts.iter().map(|part| required_literals(part, Neighbours::Apart));
    let sets = known.filter_map(|required| match required {
        RequiredLiterals::AnyOf(literals) => Some(literals),
        RequiredLiterals::None => None,
    });
    Requirement { all_of: sets.collect() }
}

/// How the parts of a sequence are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Neighbours {
    /// Each by itself, which is quick.
    Apart,
    /// With those next to it, for the rarest literals are often of several parts.
    Together,
}

/// Returns the literals an expression requires.
fn required_literals(hir: &Hir, neighbours: Neighbours) -> RequiredLiterals {
    let of = |hir: &Hir| required_literals(hir, neighbours);
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) if !text.is_empty() => RequiredLiterals::AnyOf(vec![text.to_owned()]),
            _ => RequiredLiterals::None,
        },
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) if neighbours == Neighbours::Together => {
            let parts: Vec<Part> = parts.iter().map(Part::of).collect();
            rarest(&parts).1
        }
        HirKind::Concat(parts) => parts.iter().map(of).fold(RequiredLiterals::None, rarer),
        HirKind::Alternation(branches) => any(branches.iter().map(of)),
        _ => RequiredLiterals::None,
    }
}

/// More alternatives than this are not told apart.
const MOST_REQUIREMENTS: usize = 48;
/// Of a set of more single characters than this one is in almost every text.
const MOST_CHARACTERS: usize = 24;

/// Returns the requirements of which one is met wherever an expression matches; empty when nothing in particular must
/// stand in a text.
pub(crate) fn requirements(hir: &Hir) -> Vec<Requirement> {
    let parts = flat(hir);
    let found = match parts.first().map(|part| part.kind()) {
        Some(HirKind::Alternation(branches)) if parts.len() == 1 => {
            let of_branches: Vec<Vec<Requirement>> = branches.iter().map(requirements).collect();
            if of_branches.iter().any(Vec::is_empty) { Vec::new() } else { merge_single_sets(of_branches.concat()) }
        }
        _ => vec![of_sequence(&parts.into_iter().map(Part::of).collect::<Vec<_>>())],
    };
    if found.len() <= MOST_REQUIREMENTS && !found.iter().any(Requirement::is_empty) {
        return found;
    }
    match required_literals(hir, Neighbours::Together) {
        RequiredLiterals::AnyOf(literals) => vec![Requirement { all_of: vec![literals] }],
        RequiredLiterals::None => Vec::new(),
    }
}

/// Makes one of the alternatives that require one set only.
fn merge_single_sets(alternatives: Vec<Requirement>) -> Vec<Requirement> {
    let (single, mut merged): (Vec<Requirement>, Vec<Requirement>) =
        alternatives.into_iter().partition(|requirement| requirement.all_of.len() == 1);
    let mut literals: LiteralSet =
        single.into_iter().flat_map(|requirement| requirement.all_of).flatten().collect();
    literals.sort_unstable();
    literals.dedup();
    if !literals.is_empty() {
        merged.push(Requirement { all_of: vec![literals] });
    }
    merged
}

/// Returns the parts of a sequence, groups within it opened.
fn flat(hir: &Hir) -> Vec<&Hir> {
    match hir.kind() {
        HirKind::Capture(capture) => flat(&capture.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(flat).collect(),
        _ => vec![hir],
    }
}

/// A part of a sequence.
#[derive(Debug)]
pub(crate) struct Part {
    /// What the part puts next to its neighbours.
    pub(crate) edge: Edge,
    /// What it requires by itself.
    pub(crate) required: RequiredLiterals,
}

/// What a part of a sequence puts next to its neighbours.
#[derive(Debug)]
pub(crate) enum Edge {
    /// The part is one of these texts.
    Whole(Vec<String>),
    /// The part is such texts one after another, at least one.
    Repeated(Vec<String>),
    /// Nothing in particular.
    Open,
}

impl Part {
    fn of(hir: &Hir) -> Part {
        let edge = match hir.kind() {
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                spellings(&repetition.sub).map_or(Edge::Open, Edge::Repeated)
            }
            _ => spellings(hir).map_or(Edge::Open, Edge::Whole),
        };
        // What has spellings requires nothing rarer than these.
        let required = match edge {
            Edge::Open => required_literals(hir, Neighbours::Together),
            Edge::Whole(_) | Edge::Repeated(_) => RequiredLiterals::None,
        };
        Part { edge, required }
    }

    fn texts(&self) -> Option<&[String]> {
        match &self.edge {
            Edge::Whole(texts) | Edge::Repeated(texts) => Some(texts),
            Edge::Open => None,
        }
    }
}

/// More sets than this hardly make a requirement rarer.
const MOST_SETS: usize = 6;

/// Returns what a sequence requires: the rarest set, then those of what stands before and after.
fn of_sequence(parts: &[Part]) -> Requirement {
    match rarest(parts) {
        (range, RequiredLiterals::AnyOf(literals)) => with_neighbours(parts, range, literals),
        (_, RequiredLiterals::None) => Requirement::default(),
    }
}

/// Returns a requirement of some parts' literals and of what stands on either side of them wherever a sequence matches.
pub(crate) fn with_neighbours(parts: &[Part], range: Range<usize>, literals: LiteralSet) -> Requirement {
    let mut all_of = vec![literals];
    let mut sides = vec![&parts[..range.start], &parts[range.end..]];
    let mut looked = 0;
    // However long a sequence is, only so many of its stretches are looked at.
    while let Some(side) = sides.get(looked).copied().filter(|_| looked < 2 * MOST_SETS) {
        looked += 1;
        let (range, RequiredLiterals::AnyOf(literals)) = rarest(side) else { continue };
        sides.extend([&side[..range.start], &side[range.end..]]);
        if is_telling(&literals) && all_of.len() <= MOST_SETS {
            all_of.push(literals);
        }
    }
    Requirement { all_of }
}

/// Returns whether not almost every text holds a literal of a set.
fn is_telling(literals: &[String]) -> bool {
    literals.len() <= MOST_CHARACTERS || literals.iter().all(|literal| literal.chars().nth(1).is_some())
}

/// Returns the rarest literals that a sequence requires, and the parts they are made of: one part, or a run of
/// neighbours, for 去 alone is met everywhere, 问去 and 办去 are not.
pub(crate) fn rarest(parts: &[Part]) -> (Range<usize>, RequiredLiterals) {
    let mut best = (0..0, RequiredLiterals::None);
    if let Some(run) = rarest_run(parts) {
        let texts = parts[run.clone()].iter().filter_map(Part::texts);
        let mut literals = texts.fold(vec![String::new()], |heads, tails| product(&heads, tails));
        literals.sort_unstable();
        literals.dedup();
        best = (run, RequiredLiterals::AnyOf(literals));
    }
    for (at, part) in parts.iter().enumerate() {
        if part.required.rarity() > best.1.rarity() {
            best = (at..at + 1, part.required.clone());
        }
    }
    best
}

/// More neighbours than this are not taken together.
const MOST_NEIGHBOURS: usize = 16;

/// Returns the neighbouring parts whose texts, taken together, are the rarest.
fn rarest_run(parts: &[Part]) -> Option<Range<usize>> {
    let known: Vec<Option<(Rarity, usize)>> =
        parts.iter().map(|part| part.texts().map(|texts| (Rarity::of_any(texts), texts.len()))).collect();
    let mut best = (Rarity::NONE, None);
    // What may be absent makes nothing rarer that it would begin.
    let tells = |first: &usize| known[*first].is_some_and(|(rarity, _)| rarity > Rarity::NONE);
    for first in (0..parts.len()).filter(tells) {
        let (mut rarities, mut count) = (Vec::new(), 1);
        for (at, (rarity, texts)) in (first..).zip(known[first..].iter().map_while(|known| *known)) {
            count *= texts;
            if count > MOST_SPELLINGS {
                break;
            }
            rarities.push(rarity);
            let rarity = Rarity::of_all(&rarities);
            if rarity > best.0 {
                best = (rarity, Some(first..at + 1));
            }
            // What is repeated may end a run or begin one: its last time stands next to what follows. A run that is rare
            // enough needs no more.
            let repeated = at > first && matches!(parts[at].edge, Edge::Repeated(_));
            if repeated || rarity >= Rarity::ENOUGH || at - first >= MOST_NEIGHBOURS {
                break;
            }
        }
    }
    best.1
}

/// Lists every text an expression matches; `None` when there are many, or no end to them.
fn spellings(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![String::new()]),
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()]),
        HirKind::Class(class) => match of_class(class) {
            RequiredLiterals::AnyOf(characters) => Some(characters),
            RequiredLiterals::None => None,
        },
        HirKind::Capture(capture) => spellings(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            let mut texts = spellings(&repetition.sub)?;
            texts.push(String::new());
            Some(texts)
        }
        HirKind::Repetition(_) => None,
        HirKind::Concat(parts) => {
            let mut texts = vec![String::new()];
            for part in parts {
                let tails = spellings(part)?;
                if texts.len() * tails.len() > MOST_SPELLINGS {
                    return None;
                }
                texts = product(&texts, &tails);
            }
            Some(texts)
        }
        HirKind::Alternation(branches) => {
            let mut texts = Vec::new();
            for branch in branches {
                texts.extend(spellings(branch)?);
            }
            (texts.len() <= MOST_SPELLINGS).then_some(texts)
        }
    }
}

/// Returns every head with every tail.
fn product(heads: &[String], tails: &[String]) -> Vec<String> {
    heads.iter().flat_map(|head| tails.iter().map(move |tail| [head.as_str(), tail].concat())).collect()
}

fn any(branches: impl Iterator<Item = RequiredLiterals>) -> RequiredLiterals {
    let mut all = Vec::new();
    for branch in branches {
        match branch {
            RequiredLiterals::AnyOf(literals) => all.extend(literals),
            RequiredLiterals::None => return RequiredLiterals::None,
        }
    }
    all.sort_unstable();
    all.dedup();
    if all.is_empty() || all.len() > MOST_LITERALS { RequiredLiterals::None } else { RequiredLiterals::AnyOf(all) }
}

fn of_class(class: &Class) -> RequiredLiterals {
    let Class::Unicode(class) = class else { return RequiredLiterals::None };
    let size =
        class.iter().fold(0u32, |sum, range| sum.saturating_add(range.end() as u32 - range.start() as u32 + 1));
    if size == 0 || size > LARGEST_CLASS {
        return RequiredLiterals::None;
    }
    let characters = class.iter().flat_map(|range| range.start()..=range.end());
    RequiredLiterals::AnyOf(characters.map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn required_by(pattern: &str) -> RequiredLiterals {
        required_literals(&regex_syntax::parse(pattern).expect("a pattern"), Neighbours::Together)
    }

    fn any_of(literals: &[&str]) -> RequiredLiterals {
        RequiredLiterals::AnyOf(literals.iter().map(|literal| (*literal).to_owned()).collect())
    }

    #[test]
    fn what_an_expression_cannot_do_without() {
        for (pattern, expected) in [
            ("不行", any_of(&["不行"])),
            (".*不行了.*好", any_of(&["不行了"])),
            ("不行|没有", any_of(&["不行", "没有"])),
            ("[你您]好吗", any_of(&["你好吗", "您好吗"])),
            ("[问办]去", any_of(&["办去", "问去"])),
            ("(?:问|办)去吗?", any_of(&["办去", "问去"])),
            ("[你您]", any_of(&["你", "您"])),
            ("(?:甲乙)+", any_of(&["甲乙"])),
            ("(?P<hit>甲乙)?丙", any_of(&["丙"])),
            ("(?:甲乙)?", RequiredLiterals::None),
            ("甲|.", RequiredLiterals::None),
            (r"\p{Han}{2}", RequiredLiterals::None),
            ("", RequiredLiterals::None),
        ] {
            assert_eq!(required_by(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn requirements_name_all_that_must_stand() {
        let sets_of = |pattern: &str| -> Vec<Vec<LiteralSet>> {
            let found = requirements(&regex_syntax::parse(pattern).expect("a pattern"));
            found.into_iter().map(|requirement| requirement.all_of).collect()
        };
        let found = sets_of("(?:到|去)[一-龥]{0,3}(?P<hit>窗口|柜台)|甲.*乙丙|丁|戊");
        let expected =
            [vec![vec!["柜台", "窗口"], vec!["到", "去"]], vec![vec!["乙丙"], vec!["甲"]], vec![vec!["丁", "戊"]]];
        assert_eq!(found, expected);
        assert!(sets_of("甲|.").is_empty());
    }

    #[test]
    fn long_sequences_are_looked_at_in_part() {
        for piece in ["甲.", "(甲)", "(?:甲|乙丙).", "^(?:)"] {
            let found = requirements(&regex_syntax::parse(&piece.repeat(20_000)).expect("a pattern"));
            assert!(found.iter().all(|requirement| requirement.all_of.len() <= 1 + MOST_SETS), "{piece}");
        }
    }

    #[test]
    fn longer_literals_are_rarer_then_fewer() {
        assert_eq!(rarer(any_of(&["甲"]), any_of(&["甲乙"])), any_of(&["甲乙"]));
        assert_eq!(rarer(any_of(&["甲", "乙"]), any_of(&["丙"])), any_of(&["丙"]));
        assert_eq!(rarer(RequiredLiterals::None, any_of(&["丙"])), any_of(&["丙"]));
    }

    proptest! {
        #[test]
        fn whatever_matches_holds_what_is_required(
            pattern in "(甲|乙丙|\\[甲乙\\]|甲\\?|\\(乙\\|丙丁\\)|\\.|\\(\\?i:ab\\)|\\(甲乙\\)\\{1,2\\}){1,5}",
            text in "[甲乙丙丁abAB]{0,12}",
        ) {
            let matches = regex::Regex::new(&pattern).expect("a pattern").is_match(&text);
            if let (true, RequiredLiterals::AnyOf(literals)) = (matches, required_by(&pattern)) {
                prop_assert!(literals.iter().any(|literal| text.contains(literal)), "{pattern} {text} {literals:?}");
            }
            let found = requirements(&regex_syntax::parse(&pattern).expect("a pattern"));
            let stands = |literals: &LiteralSet| literals.iter().any(|literal| text.contains(literal));
            let met = found.is_empty() || found.iter().any(|requirement| requirement.all_of.iter().all(stands));
            prop_assert!(!matches || met, "{pattern} {text} {found:?}");
        }
    }
}
