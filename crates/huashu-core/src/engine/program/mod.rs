//! What runs: matchers, and the automaton that finds their literals. Immutable, shared by all threads.

pub(crate) mod around;
pub(crate) mod automaton;
pub(crate) mod edges;
pub(crate) mod expression;
pub(crate) mod guard;
pub(crate) mod matcher;
pub(crate) mod phrase;
pub(crate) mod phrase_matcher;
pub(crate) mod rewriting;
pub(crate) mod sound;

use super::matching::subject::SubjectFinder;
use super::prefilter::Prefilter;
use super::prefilter::bit_set::BitSet;
use super::prefilter::requirements::Requirements;
use automaton::Automaton;
use guard::{Guard, GuardId};
use huashu_model::entity::Precheck;
use huashu_rulebook::Surroundings;
use matcher::{Condition, DependsOn, Matcher, MatcherId, Near};
use sound::SoundTrie;

/// All matchers of a rulebook and the automaton that finds their literals in one pass.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) matchers: Vec<Matcher>,
    /// Finds every literal, overlapping, in folded text and in text without separators.
    pub(crate) automaton: Option<Automaton>,
    /// For each literal, its bytes.
    pub(crate) lengths: Vec<u32>,
    /// Finds the phrases of homophone matchers by their sound.
    pub(crate) sounds: SoundTrie,
    /// Whether any matcher looks at text without separators.
    pub(crate) skip_separators: bool,
    /// What must stand in a text for expressions to match.
    pub(crate) requirements: Requirements,
    /// Tells which matchers may hit because of what literals, those that use other matchers' hits among them.
    pub(crate) prefilter: Prefilter,
    /// Matchers that may hit a text that holds what an entity asks for.
    pub(crate) triggered_by_entities: Vec<(Precheck, Vec<u32>)>,
    /// Matchers that may hit whatever the text holds.
    pub(crate) unfiltered: BitSet,
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

    /// Returns what the hits of a matcher depend on, whose parts are in the program already.
    ///
    /// Every field is named, for one forgotten here would be remembered with a text and be wrong in the next conversation.
    pub(crate) fn dependence_of(&self, matcher: &Matcher) -> DependsOn {
        let Matcher {
            any_of,
            all_of,
            at_least,
            none_of,
            near,
            not_near,
            ignoring,
            not_in,
            unless,
            given,
            spare,
            equals,
            // Sought in the text and placed within it, or read around it.
            sought: _,
            around: _,
            subject: _,
            at: _,
            word: _,
            // Derived from the others.
            depends_on: _,
            text_part: _,
            trigger: _,
        } = matcher;
        let of_text = |id: &MatcherId| self.matcher(*id).depends_on == DependsOn::Text;
        let occurs_in_text = |id: &MatcherId| self.matcher(*id).depends_on != DependsOn::Conversation;
        let is_near_text = |Near { matcher, distance: _, order: _ }: &Near| of_text(matcher);
        let enough = at_least.iter().flat_map(|(_, of)| of);
        let mut hits = any_of.iter().chain(all_of).chain(none_of).chain(enough).chain(ignoring);
        // Exceptions cover by what occurs, whatever the circumstances.
        let occurs = equals.is_empty()
            && hits.all(of_text)
            && near.iter().chain(not_near).all(is_near_text)
            && not_in.iter().all(occurs_in_text);
        if !occurs {
            return DependsOn::Conversation;
        }
        let looks_at_text = |Condition {
                                 matcher,
                                 surroundings,
                                 around: _,
                                 subject: _,
                                 only_subject: _,
                                 side: _,
                                 role: _,
                             }: &Condition| {
            matches!(surroundings, Surroundings::Area(_)) && of_text(matcher)
        };
        if spare.iter().any(|guard| self.guard(*guard).needs_conversation)
            || !unless.iter().chain(given).all(looks_at_text)
        {
            return DependsOn::TextThenConversation;
        }
        DependsOn::Text
    }
}
