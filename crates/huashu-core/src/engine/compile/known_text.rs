//! Leaving out what cannot concern a text that is known beforehand.
//!
//! A draft must be answered before the key comes up, and most of the work of
//! a short run is the making of an automaton for phrases that the draft does
//! not hold. An engine made for one text leaves those out; its verdicts on
//! that text are the same.

use crate::engine::prefilter::required_literals::Requirement;
use huashu_model::text::{Deseparated, fold};
use huashu_rulebook::Piece;

/// The one text an engine is made for, as it will be searched.
#[derive(Debug)]
pub(crate) struct KnownText {
    folded: String,
    /// `None` where nothing was inserted.
    deseparated: Option<String>,
}

impl KnownText {
    pub(crate) fn new(text: &str) -> Self {
        let folded = fold(text).text().to_owned();
        let deseparated = Deseparated::of(&folded).map(|deseparated| deseparated.text().to_owned());
        KnownText { folded, deseparated }
    }

    /// Returns whether a phrase may stand in the text: all of its words do, wherever.
    pub(crate) fn may_contain(&self, pieces: &[Piece]) -> bool {
        self.texts().any(|text| may_stand(pieces, text))
    }

    /// Returns whether the text holds what an expression requires.
    pub(crate) fn meets(&self, requirement: &Requirement) -> bool {
        requirement.all_of.iter().all(|literals| literals.iter().any(|literal| self.contains(literal)))
    }

    fn contains(&self, words: &str) -> bool {
        self.texts().any(|text| text.contains(words))
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        [self.folded.as_str()].into_iter().chain(self.deseparated.as_deref())
    }
}

fn may_stand(pieces: &[Piece], text: &str) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Text(words) => text.contains(words.as_str()),
        Piece::Choice(branches) => branches.iter().any(|branch| may_stand(branch, text)),
        Piece::Repeat(repeated, times) => times.start == 0 || may_stand(repeated, text),
        _ => true,
    })
}
