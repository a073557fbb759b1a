//! From phrases to literals and regular expressions.

use std::fmt::Write;

use crate::engine::prefilter::character_set::CharacterSet;
use crate::engine::prefilter::required_literals::{
    Edge, LiteralSet, Part, RequiredLiterals, Requirement, rarest, with_neighbours,
};
use huashu_rulebook::Piece;

/// More spellings than this are matched by an expression, not listed.
const MOST_SPELLINGS: usize = 64;

/// Characters that end a sentence, as inside of a character class.
const SENTENCE_ENDS: &str = r"。！!？?；;\n";
/// What may stand where a phrase has punctuation.
const BREAK: &str = r"[\p{P}\p{S}\s\x{FFFC}]{0,2}";
/// What stands where a phrase has punctuation that must not be absent.
pub(crate) const REQUIRED_BREAK: &str = r"[\p{P}\p{S}\s\x{FFFC}]{1,3}";
/// A number, a range of two, or an approximation: 3, 1.5, 一点五, [数字x], 3-5, 三至五, 十来.
const NUMBER: &str = concat!(
    r"(?:[0-9]+(?:[.,][0-9]+)*|[零〇一二两俩仨三四五六七八九十百千万半几]+(?:点[零〇一二两三四五六七八九]+)?",
    r"|\[[\p{Han}a-z]{1,8}\]|[*x]{2,})",
    r"(?: ?(?:[-~～–—]{1,2}|[到至]) ?(?:[0-9]+(?:[.,][0-9]+)*",
    r"|[零〇一二两俩仨三四五六七八九十百千万半几]+(?:点[零〇一二两三四五六七八九]+)?",
    r"|\[[\p{Han}a-z]{1,8}\]|[*x]{2,}))?[来多余几]?",
);
/// A bound on the characters of a number that no number in talk exceeds, a range included.
pub(super) const LONGEST_NUMBER: usize = 32;
const DATE: &str = r"(?:[0-9]{2,4}[-/.年])?[0-9]{1,2}[-/.月][0-9]{1,2}[日号]?";
const PARTICLES: &str = "[呢哦啊呀哈嘛吧哟喔噢呐哒啦的了]{0,3}";

/// Lists every spelling of a phrase made of text and alternatives only; `None` when it has other slots or too many.
pub(crate) fn spellings(pieces: &[Piece]) -> Option<Vec<String>> {
    spellings_up_to(pieces, MOST_SPELLINGS)
}

/// Lists every spelling as [`spellings`] does, if they are not more than `most`.
pub(crate) fn spellings_up_to(pieces: &[Piece], most: usize) -> Option<Vec<String>> {
    // Most phrases have a slot somewhere, which is soon seen.
    if !pieces.iter().all(|piece| matches!(piece, Piece::Text(_) | Piece::Choice(_))) {
        return None;
    }
    let mut all = vec![String::new()];
    for piece in pieces {
        match piece {
            Piece::Text(text) => all.iter_mut().for_each(|head| head.push_str(text)),
            Piece::Choice(branches) => {
                let mut tails = Vec::new();
                for branch in branches {
                    tails.extend(spellings_up_to(branch, most)?);
                }
                if all.len() * tails.len() > most {
                    return None;
                }
                all = all.iter().flat_map(|head| tails.iter().map(move |tail| [&**head, tail].concat())).collect();
            }
            _ => return None,
        }
    }
    Some(all)
}

/// Writes a phrase as a regular expression; `terms` gives the alternatives of a shared matcher.
///
/// Gaps take as little as they can, but for one at the very end, which takes all it may.
pub(crate) fn expression(pieces: &[Piece], terms: &mut dyn FnMut(&str) -> String, out: &mut String) {
    lazy_expression(pieces, terms, out);
    if pieces.last().is_some_and(takes_most) && out.ends_with('?') {
        out.pop();
    }
}

/// Returns whether a piece at the end of a phrase takes all it may.
pub(crate) fn takes_most(piece: &Piece) -> bool {
    matches!(piece, Piece::Any(_) | Piece::Han(_))
}

/// Returns alternatives in the order in which they are tried: the first that fits is taken, so the longest comes first.
pub(crate) fn ordered(branches: &[Vec<Piece>]) -> Vec<&Vec<Piece>> {
    let mut ordered: Vec<&Vec<Piece>> = branches.iter().collect();
    // Punctuation may be absent, so it says nothing of length.
    let certain =
        |branch: &[Piece]| longest(branch) - 2 * branch.iter().filter(|piece| **piece == Piece::Break).count();
    ordered.sort_by_key(|branch| std::cmp::Reverse(certain(branch)));
    ordered
}

/// Writes a phrase as [`expression`] does, with gaps that take as little as they can wherever they stand.
pub(crate) fn lazy_expression(pieces: &[Piece], terms: &mut dyn FnMut(&str) -> String, out: &mut String) {
    for piece in pieces {
        // Writing to a string cannot fail.
        let _ = match piece {
            Piece::Text(text) => {
                out.push_str(&regex::escape(text));
                Ok(())
            }
            Piece::Break => write!(out, "{BREAK}"),
            Piece::Any(range) => write!(out, "[^{SENTENCE_ENDS}]{{{},{}}}?", range.start, range.end),
            Piece::Han(range) => write!(out, r"\p{{Han}}{{{},{}}}?", range.start, range.end),
            Piece::Number => write!(out, "{NUMBER}"),
            Piece::Date => write!(out, "{DATE}"),
            Piece::Particles => write!(out, "{PARTICLES}"),
            Piece::Terms(name) => {
                let alternatives = terms(name);
                write!(out, "(?:{alternatives})")
            }
            Piece::Repeat(repeated, times) => {
                out.push_str("(?:");
                lazy_expression(repeated, terms, out);
                write!(out, "){{{},{}}}", times.start, times.end)
            }
            // What stands around a hit is walked, and never written as an expression.
            Piece::Hit => Ok(()),
            Piece::Choice(branches) => {
                out.push_str("(?:");
                for (index, branch) in ordered(branches).into_iter().enumerate() {
                    if index > 0 {
                        out.push('|');
                    }
                    lazy_expression(branch, terms, out);
                }
                out.push(')');
                Ok(())
            }
        };
    }
}

/// Returns the number of characters a sequence may match, as far as it is known.
pub(super) fn longest(pieces: &[Piece]) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Text(text) => text.chars().count(),
        Piece::Any(range) | Piece::Han(range) => range.end,
        Piece::Choice(branches) => branches.iter().map(|branch| longest(branch)).max().unwrap_or(0),
        Piece::Break => 2,
        Piece::Particles => 3,
        Piece::Number => LONGEST_NUMBER,
        Piece::Date => 20,
        Piece::Terms(_) => 40,
        Piece::Repeat(repeated, times) => longest(repeated) * times.end,
        Piece::Hit => 0,
    };
    pieces.iter().map(length).sum()
}

/// Adds the significant characters of which a phrase is made; returns false where it may hold any others.
pub(crate) fn add_characters(pieces: &[Piece], characters: &mut CharacterSet) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Text(text) => {
            characters.join(&CharacterSet::of(text));
            true
        }
        Piece::Particles => {
            characters.join(&CharacterSet::of(PARTICLES));
            true
        }
        Piece::Break => true,
        Piece::Choice(branches) => branches.iter().all(|branch| add_characters(branch, characters)),
        Piece::Repeat(repeated, _) => add_characters(repeated, characters),
        Piece::Any(_) | Piece::Han(_) | Piece::Number | Piece::Date | Piece::Terms(_) | Piece::Hit => false,
    })
}

/// What a phrase requires, and how far before the rarest of it the phrase may begin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PlacedRequirement {
    pub(crate) requirement: Requirement,
    /// Most characters before a literal of the requirement's rarest set.
    pub(crate) most_before: usize,
}

/// More spellings than this are too many for the literals of one piece.
const MOST_LITERALS: usize = 160;

/// Returns what a phrase requires, first the spellings of the run of pieces that is hardest to meet by chance.
///
/// 急什么 or 慌什么 stands in far fewer texts than 什么.
pub(crate) fn requirement(pieces: &[Piece]) -> PlacedRequirement {
    let parts: Vec<(Part, usize)> = pieces.iter().map(part).collect();
    let (parts, inner): (Vec<Part>, Vec<usize>) = parts.into_iter().unzip();
    let (range, RequiredLiterals::AnyOf(literals)) = rarest(&parts) else {
        return PlacedRequirement::default();
    };
    let inner = if range.len() == 1 { inner[range.start] } else { 0 };
    let most_before = longest(&pieces[..range.start]) + inner;
    PlacedRequirement { requirement: with_neighbours(&parts, range, literals), most_before }
}

/// Returns what a piece is to its neighbours and by itself, and how many of its characters may stand before what it
/// requires.
fn part(piece: &Piece) -> (Part, usize) {
    if let Some(texts) = spellings_up_to(std::slice::from_ref(piece), MOST_LITERALS) {
        return (Part { edge: Edge::Whole(texts), required: RequiredLiterals::None }, 0);
    }
    let (required, before) = match piece {
        Piece::Choice(branches) => required_by_choice(branches),
        Piece::Repeat(repeated, times) if times.start > 0 => required_by_choice(std::slice::from_ref(repeated)),
        _ => (RequiredLiterals::None, 0),
    };
    (Part { edge: Edge::Open, required }, before)
}

/// Alternatives with gaps inside may still have a literal each.
fn required_by_choice(branches: &[Vec<Piece>]) -> (RequiredLiterals, usize) {
    let mut all = LiteralSet::new();
    let mut most_before = 0;
    for branch in branches {
        let inner = requirement(branch);
        let Some(rarest) = inner.requirement.all_of.into_iter().next() else { return (RequiredLiterals::None, 0) };
        all.extend(rarest);
        most_before = most_before.max(inner.most_before);
    }
    all.sort_unstable();
    all.dedup();
    (RequiredLiterals::AnyOf(all), most_before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use huashu_rulebook::parse_phrase;
    use proptest::prelude::*;

    fn pieces(phrase: &str) -> Vec<Piece> {
        parse_phrase(phrase, &|_| None).expect("a phrase")
    }

    fn regex_of(pieces: &[Piece]) -> regex::Regex {
        let mut source = String::new();
        expression(pieces, &mut |_| "丙|丁戊".to_owned(), &mut source);
        regex::Regex::new(&source).expect("an expression")
    }

    #[test]
    fn spellings_are_listed_where_they_are_few() {
        for (phrase, expected) in [
            ("甲", Some(vec!["甲"])),
            ("甲{乙|丙}", Some(vec!["甲乙", "甲丙"])),
            ("{甲|}乙", Some(vec!["甲乙", "乙"])),
            ("{甲{乙|}|丙}", Some(vec!["甲乙", "甲", "丙"])),
            ("甲{any:0..2}", None),
            ("甲，乙", None),
            ("{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}", None),
        ] {
            let expected = expected.map(|texts| texts.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(spellings(&pieces(phrase)), expected, "{phrase}");
        }
    }

    #[test]
    fn gaps_take_little_but_for_one_at_the_end() {
        for (phrase, text, found) in [
            ("甲{any:0..4}乙", "甲一乙二乙", "甲一乙"),
            ("甲{han:0..4}", "甲一二三四五", "甲一二三四"),
            ("{甲|甲乙}", "甲乙", "甲乙"),
            ("甲{terms:x}", "甲丁戊", "甲丁戊"),
            ("{num}元", "12.5元", "12.5元"),
        ] {
            assert_eq!(regex_of(&pieces(phrase)).find(text).map(|found| found.as_str()), Some(found), "{phrase}");
        }
    }

    #[test]
    fn a_phrase_requires_first_what_is_hardest_to_meet() {
        let required = |phrase: &str| requirement(&pieces(phrase)).requirement.all_of;
        assert_eq!(required("甲{any:0..4}乙丙"), [vec!["乙丙"], vec!["甲"]]);
        assert_eq!(required("{num}{天天|小时}甲"), [["天天甲", "小时甲"]]);
        assert!(required("{甲|}{num}").is_empty());
    }

    proptest! {
        #[test]
        fn a_phrase_begins_near_its_rarest_literal_and_what_it_requires_is_there(
            phrase in "(甲|乙丙|，|\\{甲\\|乙丙\\|\\}|\\{num\\}|\\{any:0\\.\\.3\\}|\\{han:1\\.\\.2\\}|\\{甲\\{any:0\\.\\.2\\}乙\\|丁丙\\}|\\{terms:x\\}){1,5}",
            text in "[甲乙丙丁戊，。1三]{0,14}",
        ) {
            let pieces = pieces(&phrase);
            let PlacedRequirement { requirement, most_before } = requirement(&pieces);
            for found in regex_of(&pieces).find_iter(&text) {
                for literals in &requirement.all_of {
                    prop_assert!(literals.iter().any(|literal| text.contains(literal)), "{phrase} {text} {literals:?}");
                }
                let near = |literal: &String| {
                    let places = text.match_indices(literal).map(|(at, _)| at).filter(|at| *at >= found.start());
                    places.into_iter().any(|at| text[found.start()..at].chars().count() <= most_before)
                };
                let begins = requirement.all_of.first().is_none_or(|literals| literals.iter().any(near));
                prop_assert!(begins, "{phrase} {text} {requirement:?} {most_before}");
            }
        }

        #[test]
        fn listed_spellings_and_the_expression_agree(
            phrase in "(甲|乙|\\{甲\\|乙丙\\}|\\{丁\\|\\}|\\{甲\\{乙\\|\\}\\|丙\\}){1,5}",
        ) {
            let pieces = pieces(&phrase);
            let regex = regex_of(&pieces);
            for spelling in spellings(&pieces).into_iter().flatten().filter(|spelling| !spelling.is_empty()) {
                prop_assert!(regex.is_match(&spelling), "{phrase}: {spelling}");
                for literals in requirement(&pieces).requirement.all_of {
                    prop_assert!(literals.iter().any(|literal| spelling.contains(literal)), "{phrase}: {spelling}");
                }
            }
        }
    }
}
