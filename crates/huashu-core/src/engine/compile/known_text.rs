//! Leaving out what cannot concern texts that are known beforehand.
//!
//! A draft must be answered before the key comes up, and most of the work of a short run is making ready what its texts
//! do not hold. An engine made for some texts leaves that out; its verdicts on them are the same.

use hashbrown::HashSet;

use crate::engine::prefilter::required_literals::Requirement;
use huashu_model::text::{Deseparated, fold, slots};
use huashu_rulebook::Piece;

/// The only texts that an engine is made for, as they will be searched: their characters, and which stand side by side.
/// So it is soon told what they cannot hold, however long they are.
#[derive(Debug, Default)]
pub(crate) struct KnownText {
    characters: HashSet<char>,
    pairs: HashSet<(char, char)>,
}

impl KnownText {
    /// Notes what texts hold, folded, and without what may have been inserted.
    pub(crate) fn new(texts: &[&str]) -> Self {
        let mut known = KnownText::default();
        for text in texts {
            known.add_folded(text);
            // It may be a template, of which the variables are masked.
            if let Some(masked) = slots::masked(text) {
                known.add_folded(&masked);
            }
        }
        known
    }

    fn add_folded(&mut self, text: &str) {
        let folded = fold(text);
        self.add(folded.text());
        if let Some(deseparated) = Deseparated::of(folded.text()) {
            self.add(deseparated.text());
        }
    }

    fn add(&mut self, text: &str) {
        self.characters.extend(text.chars());
        self.pairs.extend(text.chars().zip(text.chars().skip(1)));
    }

    /// Returns whether a phrase may stand in a text: all of its words may, wherever.
    pub(crate) fn may_contain(&self, pieces: &[Piece]) -> bool {
        pieces.iter().all(|piece| match piece {
            Piece::Text(words) => self.may_hold(words),
            Piece::Choice(branches) => branches.iter().any(|branch| self.may_contain(branch)),
            Piece::Repeat(repeated, times) => times.start == 0 || self.may_contain(repeated),
            _ => true,
        })
    }

    /// Returns whether a text may hold what an expression requires.
    pub(crate) fn meets(&self, requirement: &Requirement) -> bool {
        requirement.all_of.iter().all(|literals| literals.iter().any(|literal| self.may_hold(literal)))
    }

    /// Returns whether a text may hold some words.
    pub(crate) fn may_hold(&self, words: &str) -> bool {
        let mut pairs = words.chars().zip(words.chars().skip(1));
        words.chars().next().is_none_or(|first| self.characters.contains(&first))
            && pairs.all(|pair| self.pairs.contains(&pair))
    }
}
