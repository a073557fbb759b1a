//! What a fold is: the pieces of text it replaces, and by what.

use super::candidate_chars::CandidateChars;
use super::letters::Letters;

/// A way to make texts comparable.
pub(super) struct Fold {
    /// What it is called where folds are listed.
    pub(super) name: &'static str,
    /// Adds every character that a piece this fold replaces can begin with.
    pub(super) add_candidates: fn(&mut CandidateChars),
    /// What it replaces.
    pub(super) replace: Replace,
}

/// What a fold looks at.
pub(super) enum Replace {
    /// The text from here on; markup occurs in messages, never in phrases.
    Markup(fn(&str) -> Option<Piece>),
    /// The text from here on, in messages and in phrases.
    Sequence(fn(&str) -> Option<Piece>),
    /// One character. Runs on what other folds produce as well.
    Character(fn(char) -> Option<Letters>),
}

/// A piece of the original that is replaced as a whole.
pub(super) struct Piece {
    /// Its length in bytes; at least one character.
    pub(super) consumed: usize,
    pub(super) becomes: Letters,
}
