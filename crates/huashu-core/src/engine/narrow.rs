//! Leaving out what cannot concern a text that is known beforehand.
//!
//! A draft must be answered before the key comes up, and most of the work of
//! a short run is the making of an automaton for phrases that the draft does
//! not hold. An engine made for one text leaves those out; its verdicts on
//! that text are the same.

use super::gate::Way;
use huashu_model::text::{Squeezed, fold};
use huashu_rulebook::Piece;

/// The one text an engine is made for, as it will be searched.
#[derive(Debug)]
pub(super) struct OnlyText {
    folded: String,
    squeezed: String,
}

impl OnlyText {
    pub(super) fn new(text: &str) -> Self {
        let folded = fold(text).text().to_owned();
        let squeezed = Squeezed::new(&folded).text().to_owned();
        OnlyText { folded, squeezed }
    }

    /// Returns whether a phrase may stand in the text: all of its words do, wherever.
    pub(super) fn may_hold(&self, pieces: &[Piece]) -> bool {
        may_stand(pieces, &self.folded) || may_stand(pieces, &self.squeezed)
    }

    /// Returns whether one literal of each list stands in the text.
    pub(super) fn opens(&self, way: &Way) -> bool {
        way.iter().all(|literals| literals.iter().any(|literal| self.holds(literal)))
    }

    fn holds(&self, words: &str) -> bool {
        self.folded.contains(words) || self.squeezed.contains(words)
    }
}

fn may_stand(pieces: &[Piece], text: &str) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Text(words) => text.contains(words.as_str()),
        Piece::Choice(branches) => branches.iter().any(|branch| may_stand(branch, text)),
        _ => true,
    })
}
