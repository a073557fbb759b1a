//! Which literals a regular expression cannot do without.
//!
//! An expression is run only on utterances that hold one of its literals, so
//! that rules which cannot concern an utterance cost it nothing.

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

/// Neighbouring parts of an expression are taken together up to so many texts.
const MOST_SPELLINGS: usize = 120;

/// Returns the better of two gates that must both hold: the longer literals, then the fewer.
pub(super) fn better(a: Gate, b: Gate) -> Gate {
    match (&a, &b) {
        (Gate::None, _) => b,
        (_, Gate::None) => a,
        (Gate::AnyOf(left), Gate::AnyOf(right)) => {
            // Beyond three characters a literal hardly gets rarer.
            let shortest = |list: &[String]| list.iter().map(|text| text.chars().count().min(3)).min().unwrap_or(0);
            let rank = |list: &[String]| (shortest(list), usize::MAX - list.len());
            if rank(right) > rank(left) { b } else { a }
        }
    }
}

/// Returns the gate of a parsed expression.
pub(super) fn of(hir: &Hir) -> Gate {
    gate(hir, true)
}

/// Returns gates of an expression that are quickly found; all of them hold.
pub(super) fn quick(hir: &Hir) -> Vec<Gate> {
    match hir.kind() {
        HirKind::Concat(parts) => parts.iter().map(|part| gate(part, false)).collect(),
        HirKind::Capture(capture) => quick(&capture.sub),
        _ => vec![gate(hir, false)],
    }
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
        HirKind::Concat(parts) if together => parts.iter().map(of).chain(runs(parts)).fold(Gate::None, better),
        HirKind::Concat(parts) => parts.iter().map(of).fold(Gate::None, better),
        HirKind::Alternation(branches) => any(branches.iter().map(of)),
        _ => Gate::None,
    }
}

/// A list of more literals than this takes longer to look for than the expression itself.
const MOST_NEEDED: usize = 8;

/// Returns what an expression needs beside its gate: short lists, one literal of each of which stands in every match.
pub(super) fn needs(hir: &Hir, gate: &Gate) -> Vec<Vec<String>> {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        HirKind::Capture(capture) => return needs(&capture.sub, gate),
        _ => return Vec::new(),
    };
    let nested = parts.iter().flat_map(|part| needs(part, gate));
    let own = parts.iter().map(of).filter(|own| own != gate);
    let short = own.filter_map(|own| match own {
        Gate::AnyOf(literals) if literals.len() <= MOST_NEEDED => Some(literals),
        _ => None,
    });
    short.chain(nested).collect()
}

/// Returns the gates of neighbouring parts taken together: 去 alone is met everywhere, 问去 and 办去 are not.
fn runs(parts: &[Hir]) -> impl Iterator<Item = Gate> {
    let finite: Vec<Option<Vec<String>>> = parts.iter().map(spellings).collect();
    let from = move |first: usize| {
        let mut gates = Vec::new();
        let mut literals = vec![String::new()];
        for next in finite[first..].iter().map_while(Option::as_ref) {
            let Some(longer) = product(&literals, next) else { break };
            literals = longer;
            let least = literals.iter().any(String::is_empty);
            gates.push(if least { Gate::None } else { Gate::AnyOf(literals.clone()) });
        }
        gates
    };
    (0..parts.len()).flat_map(from)
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
            parts.iter().try_fold(vec![String::new()], |heads, part| product(&heads, &spellings(part)?))
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

fn product(heads: &[String], tails: &[String]) -> Option<Vec<String>> {
    if heads.len() * tails.len() > MOST_SPELLINGS {
        return None;
    }
    Some(heads.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect())
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
            for literals in needs(&regex_syntax::parse(&pattern).expect("a pattern"), &gate_of(&pattern)) {
                let held = literals.iter().any(|literal| text.contains(literal));
                prop_assert!(!matches || held, "{pattern} {text} {literals:?}");
            }
        }
    }
}
