//! One guard as it runs: a named reason to excuse a hit.

use std::sync::Arc;

use super::around::AroundPhrase;
use huashu_rulebook::{Area, SaidBy};

/// Identifies a guard within its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct GuardId(pub(crate) u32);

/// One guard.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// The name by which rules call it.
    pub(crate) name: Arc<str>,
    /// Wordings around the hit.
    pub(crate) phrases: Vec<AroundPhrase>,
    /// Longer words, a cue within which says nothing.
    pub(crate) longer: Vec<String>,
    /// A cue counts only where it begins and ends with a word.
    pub(crate) whole_words: bool,
    /// Where the wordings must stand.
    pub(crate) within: Area,
    /// Opening and closing marks between which a hit is excused.
    pub(crate) between: Vec<(char, char)>,
    /// Ends of a sentence that excuse what stands in it.
    pub(crate) sentence_ends: Vec<String>,
    /// Who used the hit's own words shortly before.
    pub(crate) said_by: Option<SaidBy>,
    /// Guards that excuse as well.
    pub(crate) any_of: Vec<GuardId>,
}
