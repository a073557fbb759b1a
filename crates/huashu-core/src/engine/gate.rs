//! Which literals a phrase or a regular expression cannot do without.
//!
//! An expression is run only on utterances that hold what it needs, so that
//! rules which cannot concern an utterance cost it nothing. What is found here
//! may be too little, never too much: it decides about speed, not verdicts.

use std::ops::Range;

use regex_syntax::hir::{Class, Hir, HirKind};

/// What must stand in a text for an expression to match it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gate {
    /// At least one of these literals.
    AnyOf(Vec<String>),
    /// Nothing in particular.
    None,
}

/// A class of more characters than this is no gate.
const LARGEST_CLASS: u32 = 24;
/// An alternation of more literals than this is no gate.
const MOST_LITERALS: usize = 400;

/// Neighbouring parts are taken together up to so many texts.
const MOST_SPELLINGS: usize = 160;

impl Gate {
    /// Says how hard the gate is to meet by chance: the longer its literals, then the fewer.
    fn rank(&self) -> (usize, usize) {
        match self {
            Gate::AnyOf(literals) => (shortest(literals).min(LONG), usize::MAX - literals.len()),
            Gate::None => (0, 0),
        }
    }
}

/// Beyond so many characters a literal hardly gets rarer.
const LONG: usize = 3;

fn shortest(texts: &[String]) -> usize {
    texts.iter().map(|text| text.chars().count()).min().unwrap_or(0)
}

/// Returns the better of two gates that must both hold.
fn better(a: Gate, b: Gate) -> Gate {
    if b.rank() > a.rank() { b } else { a }
}

/// Returns the gate of a parsed expression.
pub(super) fn of(hir: &Hir) -> Gate {
    gate(hir, true)
}

/// Returns lists that are quickly found of what must stand wherever an expression matches.
pub(super) fn quick(hir: &Hir) -> Way {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        HirKind::Capture(capture) => return quick(&capture.sub),
        _ => std::slice::from_ref(hir),
    };
    let known = parts.iter().map(|part| gate(part, false));
    known.filter_map(|gate| if let Gate::AnyOf(literals) = gate { Some(literals) } else { None }).collect()
}

/// Returns the gate of an expression; the best is often of parts that stand together.
fn gate(hir: &Hir, together: bool) -> Gate {
    let of = |hir: &Hir| gate(hir, together);
    match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) if !text.is_empty() => Gate::AnyOf(vec![text.to_owned()]),
            _ => Gate::None,
        },
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) if together => {
            let parts: Vec<Part> = parts.iter().map(Part::of).collect();
            rarest(&parts).1
        }
        HirKind::Concat(parts) => parts.iter().map(of).fold(Gate::None, better),
        HirKind::Alternation(branches) => any(branches.iter().map(of)),
        _ => Gate::None,
    }
}

/// Lists of literals: a text that matches holds at least one literal of each list.
pub(super) type Way = Vec<Vec<String>>;

/// More alternatives than this are not told apart.
const MOST_WAYS: usize = 48;
/// A list of more single characters than this is in almost every text.
const MOST_CHARACTERS: usize = 24;

/// Returns the ways in which an expression may match, the rarest list of each first; empty when nothing in particular
/// must stand in a text.
pub(super) fn ways(hir: &Hir) -> Vec<Way> {
    let parts = flat(hir);
    let ways = match parts.first().map(|part| part.kind()) {
        Some(HirKind::Alternation(branches)) if parts.len() == 1 => {
            let ways: Vec<Vec<Way>> = branches.iter().map(ways).collect();
            if ways.iter().any(Vec::is_empty) { Vec::new() } else { joined(ways.concat()) }
        }
        _ => vec![needs(&parts.into_iter().map(Part::of).collect::<Vec<_>>())],
    };
    if ways.len() <= MOST_WAYS && !ways.iter().any(Vec::is_empty) {
        return ways;
    }
    match of(hir) {
        Gate::AnyOf(literals) => vec![vec![literals]],
        Gate::None => Vec::new(),
    }
}

/// Joins the alternatives that need one list only.
fn joined(ways: Vec<Way>) -> Vec<Way> {
    let (simple, mut ways): (Vec<Way>, Vec<Way>) = ways.into_iter().partition(|way| way.len() == 1);
    let mut literals: Vec<String> = simple.into_iter().flatten().flatten().collect();
    literals.sort_unstable();
    literals.dedup();
    if !literals.is_empty() {
        ways.push(vec![literals]);
    }
    ways
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
pub(super) struct Part {
    /// What the part puts next to its neighbours.
    pub(super) edge: Edge,
    /// What it cannot do without by itself.
    pub(super) gate: Gate,
}

/// What a part of a sequence puts next to its neighbours.
#[derive(Debug)]
pub(super) enum Edge {
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
        // What has spellings has no better gate than these.
        let gate = if matches!(edge, Edge::Open) { of(hir) } else { Gate::None };
        Part { edge, gate }
    }

    fn texts(&self) -> Option<&[String]> {
        match &self.edge {
            Edge::Whole(texts) | Edge::Repeated(texts) => Some(texts),
            Edge::Open => None,
        }
    }
}

/// More lists than this hardly make a way rarer.
const MOST_LISTS: usize = 6;

/// Returns what every text that matches a sequence holds: the rarest list, then those of what stands before and after.
fn needs(parts: &[Part]) -> Way {
    let (range, Gate::AnyOf(literals)) = rarest(parts) else { return Way::new() };
    std::iter::once(literals).chain(beside(parts, range)).collect()
}

/// Returns what stands on either side of some parts wherever a sequence matches.
pub(super) fn beside(parts: &[Part], range: Range<usize>) -> Vec<Vec<String>> {
    let mut lists = Vec::new();
    let mut sides = vec![&parts[..range.start], &parts[range.end..]];
    let mut looked = 0;
    // However long a sequence is, only so many of its stretches are looked at.
    while let Some(side) = sides.get(looked).copied().filter(|_| looked < 2 * MOST_LISTS) {
        looked += 1;
        let (range, Gate::AnyOf(literals)) = rarest(side) else { continue };
        sides.extend([&side[..range.start], &side[range.end..]]);
        if is_telling(&literals) && lists.len() < MOST_LISTS {
            lists.push(literals);
        }
    }
    lists
}

/// Returns whether a list is not in almost every text.
fn is_telling(literals: &[String]) -> bool {
    literals.len() <= MOST_CHARACTERS || literals.iter().all(|literal| literal.chars().nth(1).is_some())
}

/// Returns the gate of a sequence that is hardest to meet by chance, and the parts it is made of: of one part, or of a run
/// of neighbours, for 去 alone is met everywhere, 问去 and 办去 are not.
pub(super) fn rarest(parts: &[Part]) -> (Range<usize>, Gate) {
    let mut best = (0..0, Gate::None);
    if let Some(run) = rarest_run(parts) {
        let texts = parts[run.clone()].iter().filter_map(Part::texts);
        let mut literals = texts.fold(vec![String::new()], |heads, tails| product(&heads, tails));
        literals.sort_unstable();
        literals.dedup();
        best = (run, Gate::AnyOf(literals));
    }
    for (at, part) in parts.iter().enumerate() {
        if part.gate.rank() > best.1.rank() {
            best = (at..at + 1, part.gate.clone());
        }
    }
    best
}

/// More neighbours than this are not taken together.
const MOST_NEIGHBOURS: usize = 16;

/// Returns the neighbouring parts whose texts, taken together, are hardest to meet by chance.
fn rarest_run(parts: &[Part]) -> Option<Range<usize>> {
    let sizes: Vec<Option<(usize, usize)>> =
        parts.iter().map(|part| part.texts().map(|texts| (shortest(texts), texts.len()))).collect();
    let mut best = ((0, 0), None);
    for first in 0..parts.len() {
        let (mut length, mut count) = (0, 1);
        for (at, (least, texts)) in (first..).zip(sizes[first..].iter().map_while(|size| *size)) {
            count *= texts;
            if count > MOST_SPELLINGS {
                break;
            }
            length += least;
            let rank = (length.min(LONG), usize::MAX - count);
            if length > 0 && rank > best.0 {
                best = (rank, Some(first..at + 1));
            }
            // What is repeated may end a run or begin one: its last time stands next to what follows. A run that is
            // long enough gets no rarer.
            let repeated = at > first && matches!(parts[at].edge, Edge::Repeated(_));
            if repeated || length >= LONG || at - first >= MOST_NEIGHBOURS {
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
            Gate::AnyOf(characters) => Some(characters),
            Gate::None => None,
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

fn any(branches: impl Iterator<Item = Gate>) -> Gate {
    let mut all = Vec::new();
    for branch in branches {
        match branch {
            Gate::AnyOf(literals) => all.extend(literals),
            Gate::None => return Gate::None,
        }
    }
    all.sort_unstable();
    all.dedup();
    if all.is_empty() || all.len() > MOST_LITERALS { Gate::None } else { Gate::AnyOf(all) }
}

fn of_class(class: &Class) -> Gate {
    let Class::Unicode(class) = class else { return Gate::None };
    let size =
        class.iter().fold(0u32, |sum, range| sum.saturating_add(range.end() as u32 - range.start() as u32 + 1));
    if size == 0 || size > LARGEST_CLASS {
        return Gate::None;
    }
    let characters = class.iter().flat_map(|range| range.start()..=range.end());
    Gate::AnyOf(characters.map(String::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gate_of(pattern: &str) -> Gate {
        of(&regex_syntax::parse(pattern).expect("a pattern"))
    }

    fn any_of(literals: &[&str]) -> Gate {
        Gate::AnyOf(literals.iter().map(|literal| (*literal).to_owned()).collect())
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
            ("(?:甲乙)?", Gate::None),
            ("甲|.", Gate::None),
            (r"\p{Han}{2}", Gate::None),
            ("", Gate::None),
        ] {
            assert_eq!(gate_of(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn ways_ask_for_all_that_must_stand() {
        let ways_of = |pattern: &str| ways(&regex_syntax::parse(pattern).expect("a pattern"));
        let ways = ways_of("(?:到|去)[一-龥]{0,3}(?P<hit>窗口|柜台)|甲.*乙丙|丁|戊");
        let expected =
            [vec![vec!["柜台", "窗口"], vec!["到", "去"]], vec![vec!["乙丙"], vec!["甲"]], vec![vec!["丁", "戊"]]];
        assert_eq!(ways, expected);
        assert!(ways_of("甲|.").is_empty());
    }

    #[test]
    fn long_sequences_are_looked_at_in_part() {
        for piece in ["甲.", "(甲)", "(?:甲|乙丙).", "^(?:)"] {
            let ways = ways(&regex_syntax::parse(&piece.repeat(20_000)).expect("a pattern"));
            assert!(ways.iter().all(|way| way.len() <= 1 + MOST_LISTS), "{piece}");
        }
    }

    #[test]
    fn longer_literals_gate_better_then_fewer() {
        assert_eq!(better(any_of(&["甲"]), any_of(&["甲乙"])), any_of(&["甲乙"]));
        assert_eq!(better(any_of(&["甲", "乙"]), any_of(&["丙"])), any_of(&["丙"]));
        assert_eq!(better(Gate::None, any_of(&["丙"])), any_of(&["丙"]));
    }

    proptest! {
        #[test]
        fn whatever_matches_holds_a_gate(
            pattern in "(甲|乙丙|\\[甲乙\\]|甲\\?|\\(乙\\|丙丁\\)|\\.|\\(\\?i:ab\\)|\\(甲乙\\)\\{1,2\\}){1,5}",
            text in "[甲乙丙丁abAB]{0,12}",
        ) {
            let matches = regex::Regex::new(&pattern).expect("a pattern").is_match(&text);
            if let (true, Gate::AnyOf(literals)) = (matches, gate_of(&pattern)) {
                prop_assert!(literals.iter().any(|literal| text.contains(literal)), "{pattern} {text} {literals:?}");
            }
            let ways = ways(&regex_syntax::parse(&pattern).expect("a pattern"));
            let stands = |literals: &Vec<String>| literals.iter().any(|literal| text.contains(literal));
            let open = ways.is_empty() || ways.iter().any(|way| way.iter().all(stands));
            prop_assert!(!matches || open, "{pattern} {text} {ways:?}");
        }
    }
}
