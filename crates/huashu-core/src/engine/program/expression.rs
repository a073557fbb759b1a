//! Phrases with slots, and regular expressions.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::edges::OwnEdges;
use super::phrase;
use super::phrase_matcher::PhraseMatcher;
use huashu_model::confidence::Ground;
use huashu_rulebook::Piece;

/// A phrase with slots or a regular expression; what has to be compiled is compiled when it is first needed.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    source: Source,
    /// Walks a phrase from where it may begin; `None` for what only an expression can match.
    pub(crate) phrase: Option<PhraseMatcher>,
    /// Most characters between the beginning of a phrase and its gates.
    pub(crate) most_before: usize,
    /// On what ground a match is a hit.
    pub(crate) ground: Ground,
    /// A group of a regular expression is what is hit.
    pub(crate) has_hit: bool,
    /// Which ends of a match are its own.
    pub(crate) own_edges: OwnEdges,
    /// Matches may overlap: the search goes on one character after a match's start.
    pub(crate) overlapping: bool,
    compiled: OnceLock<Option<Regex>>,
}

/// What an expression is made of.
#[derive(Debug, Clone)]
enum Source {
    /// A regular expression.
    Pattern(String),
    /// A phrase, written as a regular expression only where walking it takes too many steps.
    Phrase(Vec<Piece>),
}

/// Bounds the memory of one compiled expression, so that a hostile one is refused.
const MOST_BYTES: usize = 4 << 20;

impl Expression {
    /// A regular expression as a rulebook gives it.
    pub(crate) fn pattern(source: String) -> Self {
        let has_hit = source.contains("(?P<hit>") || source.contains("(?<hit>");
        let (source, compiled) = (Source::Pattern(source), OnceLock::new());
        let ground = Ground::Pattern;
        Expression {
            source,
            phrase: None,
            most_before: 0,
            ground,
            has_hit,
            own_edges: OwnEdges::default(),
            overlapping: false,
            compiled,
        }
    }

    /// A phrase with slots that only an expression can match.
    pub(crate) fn slotted(source: String, pieces: &[Piece]) -> Self {
        let (own_edges, ground) = (OwnEdges::of(pieces), ground_of(pieces));
        Expression { overlapping: true, own_edges, ground, ..Expression::pattern(source) }
    }

    /// A phrase that is walked from where it may begin, so many characters at most before its gates.
    pub(crate) fn phrase(pieces: &[Piece], phrase: PhraseMatcher, most_before: usize) -> Self {
        Expression {
            source: Source::Phrase(pieces.to_vec()),
            phrase: Some(phrase),
            most_before,
            ground: ground_of(pieces),
            has_hit: false,
            own_edges: OwnEdges::of(pieces),
            overlapping: true,
            compiled: OnceLock::new(),
        }
    }

    /// Compiles now; the error is for the rulebook's author.
    pub(crate) fn build(source: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(source).size_limit(MOST_BYTES).build()
    }

    /// Returns the compiled expression; `None` only for one that was refused at loading.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        let build = || match &self.source {
            Source::Pattern(source) => Expression::build(source).ok(),
            Source::Phrase(pieces) => {
                let mut source = String::new();
                phrase::expression(pieces, &mut |_| String::new(), &mut source);
                Expression::build(&source).ok()
            }
        };
        self.compiled.get_or_init(build).as_ref()
    }
}

/// Characters of a gap beyond which what stands in it may be anything.
const WIDEST_CERTAIN_GAP: usize = 2;

/// Returns on what ground a match of a phrase is a hit: a phrase with wide gaps is less than one without.
fn ground_of(pieces: &[Piece]) -> Ground {
    fn is_gapped(piece: &Piece) -> bool {
        match piece {
            Piece::Any(range) | Piece::Han(range) => range.end > WIDEST_CERTAIN_GAP,
            Piece::Choice(branches) => branches.iter().flatten().any(is_gapped),
            Piece::Repeat(repeated, _) => repeated.iter().any(is_gapped),
            _ => false,
        }
    }
    if pieces.iter().any(is_gapped) { Ground::GappedPhrase } else { Ground::ExactPhrase }
}
