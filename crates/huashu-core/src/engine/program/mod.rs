//! What runs: matchers, and the automata that find their gates. Immutable, shared by all threads.

pub(crate) mod around;
mod automaton;
pub(crate) mod edges;
pub(crate) mod expression;
pub(crate) mod guard;
pub(crate) mod matcher;
pub(crate) mod phrase;
pub(crate) mod phrase_matcher;
pub(crate) mod rewriting;
pub(crate) mod sound;
pub(crate) mod tier;

use super::matching::subject::SubjectFinder;
use super::prefilter::bit_set::BitSet;
use super::prefilter::gates::Needs;
use guard::{Guard, GuardId};
use huashu_model::entity::Precheck;
use matcher::{Matcher, MatcherId};
use sound::SoundTrie;
use tier::Tier;

/// All matchers of a rulebook and what finds in one pass which of them a text may concern.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) matchers: Vec<Matcher>,
    /// The gates of matchers that are asked first.
    pub(crate) first: Tier,
    /// The gates of all others, which are looked for in texts that hold something to be excused.
    pub(crate) later: Tier,
    /// The gates of matchers that look at text without separators as well, for that text.
    pub(crate) hidden: Tier,
    /// Whether something is sought in text without separators that has no gates.
    pub(crate) always_seeks_hidden: bool,
    /// What a text must hold besides gates.
    pub(crate) needs: Vec<Needs>,
    /// For each matcher, those that may hit where something of it is found: itself, and all to which it gives its hits.
    pub(crate) wakes: Vec<Box<[u32]>>,
    /// Matchers that may hit whatever the text holds, and those that are not asked first: of them nothing is known
    /// beforehand.
    pub(crate) ungated: BitSet,
    /// Matchers that may hit a text that holds what an entity asks for.
    pub(crate) woken_by_entities: Vec<(Precheck, BitSet)>,
    /// Finds the phrases of homophone matchers by their sound.
    pub(crate) sounds: SoundTrie,
    /// Named reasons to excuse a hit.
    pub(crate) guards: Vec<Guard>,
    /// Tells of whom clauses speak.
    pub(crate) subjects: SubjectFinder,
}

impl Program {
    /// Adds a matcher and returns its number.
    pub(crate) fn push(&mut self, matcher: Matcher) -> MatcherId {
        self.matchers.push(matcher);
        MatcherId((self.matchers.len() - 1) as u32)
    }

    pub(crate) fn matcher(&self, id: MatcherId) -> &Matcher {
        &self.matchers[id.0 as usize]
    }

    pub(crate) fn guard(&self, id: GuardId) -> &Guard {
        &self.guards[id.0 as usize]
    }
}
