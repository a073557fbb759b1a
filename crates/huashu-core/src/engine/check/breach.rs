//! What a check found, before it is made into a finding.

use crate::engine::program::matcher::MatcherId;
use huashu_model::finding::Absence;
use huashu_model::language::Bilingual;
use huashu_model::text::Span;

/// A breach as a check sees it: places in folded text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Breach {
    /// The utterance, counting from 0.
    pub(crate) utterance: usize,
    /// Bytes of its folded text; `None` for the whole utterance.
    pub(crate) span: Option<Span>,
    /// The utterance that raised the demand.
    pub(crate) anchor: Option<usize>,
    /// Set when something is missing.
    pub(crate) absence: Option<Absence>,
    /// What this breach says in particular.
    pub(crate) message: Bilingual,
    /// The matcher whose hit it is.
    pub(crate) matcher: Option<MatcherId>,
}

impl Breach {
    /// Something that must not be said was said.
    pub(crate) fn said(utterance: usize, span: Span, anchor: Option<usize>, matcher: MatcherId) -> Self {
        let message = Bilingual::default();
        Breach { utterance, span: Some(span), anchor, absence: None, message, matcher: Some(matcher) }
    }

    /// Something that must be said was not.
    pub(crate) fn missing(utterance: usize, anchor: Option<usize>, absence: Absence) -> Self {
        Breach {
            utterance,
            span: None,
            anchor,
            absence: Some(absence),
            message: Bilingual::default(),
            matcher: None,
        }
    }

    /// Something about a whole utterance, such as its time.
    pub(crate) fn whole(utterance: usize, anchor: Option<usize>, message: Bilingual) -> Self {
        Breach { utterance, span: None, anchor, absence: None, message, matcher: None }
    }
}
