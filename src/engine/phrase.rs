//! From phrases to literals and regular expressions.

use std::fmt::Write;

use super::gate::{Gate, better};
use crate::rulebook::Piece;

/// More spellings than this are matched by an expression, not listed.
const MOST_SPELLINGS: usize = 64;

/// Characters that end a sentence, as inside of a character class.
const SENTENCE_ENDS: &str = r"。！!？?；;\n";
/// What may stand where a phrase has punctuation.
const BREAK: &str = r"[\p{P}\p{S}\s\x{FFFC}]{0,2}";
const NUMBER: &str =
    r"(?:[0-9]+(?:[.,][0-9]+)*|[零〇一二两三四五六七八九十百千万半几]+|\[[\p{Han}a-z]{1,8}\]|[*x]{2,})";
const DATE: &str = r"(?:[0-9]{2,4}[-/.年])?[0-9]{1,2}[-/.月][0-9]{1,2}[日号]?";
const PARTICLES: &str = "[呢哦啊呀哈嘛吧哟喔噢呐哒啦的了]{0,3}";

/// Lists every spelling of a phrase made of text and alternatives only; `None` when it has other slots or too many.
pub(super) fn spellings(pieces: &[Piece]) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    for piece in pieces {
        let next = match piece {
            Piece::Text(text) => vec![text.clone()],
            Piece::Choice(branches) => {
                let mut texts = Vec::new();
                for branch in branches {
                    texts.extend(spellings(branch)?);
                }
                texts
            }
            _ => return None,
        };
        if all.len() * next.len() > MOST_SPELLINGS {
            return None;
        }
        all = all.iter().flat_map(|head| next.iter().map(move |tail| format!("{head}{tail}"))).collect();
    }
    Some(all)
}

/// Writes a phrase as a regular expression; `terms` gives the alternatives of a shared matcher.
///
/// Gaps take as little as they can, but for one at the very end, which takes all it may.
pub(super) fn expression(pieces: &[Piece], terms: &mut dyn FnMut(&str) -> String, out: &mut String) {
    sequence(pieces, terms, out);
    if matches!(pieces.last(), Some(Piece::Any(_) | Piece::Han(_))) && out.ends_with('?') {
        out.pop();
    }
}

fn sequence(pieces: &[Piece], terms: &mut dyn FnMut(&str) -> String, out: &mut String) {
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
            Piece::Choice(branches) => {
                out.push_str("(?:");
                // The first alternative that fits is taken, so the longest comes first.
                let mut branches: Vec<&Vec<Piece>> = branches.iter().collect();
                branches.sort_by_key(|branch| std::cmp::Reverse(longest(branch)));
                for (index, branch) in branches.into_iter().enumerate() {
                    if index > 0 {
                        out.push('|');
                    }
                    sequence(branch, terms, out);
                }
                out.push(')');
                Ok(())
            }
        };
    }
}

/// Returns the number of characters a sequence may match, as far as it is known.
fn longest(pieces: &[Piece]) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Text(text) => text.chars().count(),
        Piece::Any(range) | Piece::Han(range) => range.end,
        Piece::Choice(branches) => branches.iter().map(|branch| longest(branch)).max().unwrap_or(0),
        Piece::Break => 1,
        Piece::Number | Piece::Date | Piece::Terms(_) => 4,
        Piece::Particles => 3,
    };
    pieces.iter().map(length).sum()
}

/// Returns the literals one of which stands in every match of a phrase.
pub(super) fn gate(pieces: &[Piece]) -> Gate {
    let mut best = Gate::None;
    for piece in pieces {
        let candidate = match piece {
            Piece::Text(text) => Gate::AnyOf(vec![text.clone()]),
            Piece::Choice(branches) => {
                let mut all = Vec::new();
                let known = branches.iter().all(|branch| match gate(branch) {
                    Gate::AnyOf(literals) => {
                        all.extend(literals);
                        true
                    }
                    Gate::None => false,
                });
                if known { Gate::AnyOf(all) } else { Gate::None }
            }
            _ => Gate::None,
        };
        best = better(best, candidate);
    }
    best
}
