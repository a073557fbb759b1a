//! One matcher as it runs.

use super::around::AroundPhrase;
use super::expression::Expression;
use super::guard::GuardId;
use super::sound::SoundNumber;
use crate::engine::prefilter::character_set::CharacterSet;
use huashu_model::entity::{Entity, Precheck};
use huashu_rulebook::{Position, RoleFilter, Side, Subject, Surroundings};

/// Identifies a compiled matcher within its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct MatcherId(pub(crate) u32);

/// What a matcher seeks in the text itself, and not through other matchers.
#[derive(Default)]
pub(crate) struct Sought {
    /// Whether literals are sought; the gates of the program name them.
    pub(crate) has_literals: bool,
    /// The characters of which phrases are made.
    pub(crate) characters: CharacterSet,
    /// Whether something may be made of other characters as well.
    pub(crate) has_wildcards: bool,
    /// Expressions and phrases with slots.
    pub(crate) expressions: Vec<Expression>,
    /// Those of them that may match without a gate, by number.
    pub(crate) ungated_expressions: Vec<u32>,
    /// Recognisers of entities.
    pub(crate) entities: Vec<&'static dyn Entity>,
    /// Samples for likeness, folded to significant characters.
    pub(crate) similar: Option<(Vec<String>, f64)>,
    /// Phrases sought by their sound, by their numbers in the trie; sorted.
    pub(crate) sounds: Vec<SoundNumber>,
    /// Inserted separators are no hindrance.
    pub(crate) skip_separators: bool,
    /// A phrase may be part of a longer number or Latin word.
    pub(crate) within_words: bool,
}

impl Sought {
    /// Returns whether nothing is sought.
    pub(crate) fn is_empty(&self) -> bool {
        let Sought {
            has_literals,
            expressions,
            entities,
            similar,
            sounds,
            // Say which of the expressions, of what, and where.
            characters: _,
            has_wildcards: _,
            ungated_expressions: _,
            skip_separators: _,
            within_words: _,
        } = self;
        !has_literals && expressions.is_empty() && entities.is_empty() && similar.is_none() && sounds.is_empty()
    }

    /// Returns whether something may be found in a text whatever it holds.
    pub(crate) fn is_ungated(&self) -> bool {
        let is_anywhere = |entity: &&'static dyn Entity| entity.precheck() == Precheck::Any;
        !self.sounds.is_empty()
            || self.similar.is_some()
            || !self.ungated_expressions.is_empty()
            || self.entities.iter().any(is_anywhere)
    }
}

/// One matcher.
#[derive(Default)]
pub(crate) struct Matcher {
    /// What it seeks in the text itself.
    pub(crate) sought: Sought,
    /// Matchers whose hits are hits of this one (shared terms, alternatives).
    pub(crate) any_of: Vec<MatcherId>,
    pub(crate) all_of: Vec<MatcherId>,
    pub(crate) at_least: Option<(usize, Vec<MatcherId>)>,
    pub(crate) none_of: Vec<MatcherId>,
    pub(crate) near: Vec<Near>,
    pub(crate) not_near: Vec<Near>,
    pub(crate) at: Position,
    pub(crate) ignoring: Option<MatcherId>,
    pub(crate) word: bool,
    pub(crate) not_in: Vec<MatcherId>,
    /// Exceptions written around the hit.
    pub(crate) around: Vec<Around>,
    pub(crate) unless: Vec<Condition>,
    pub(crate) given: Vec<Condition>,
    pub(crate) spare: Vec<GuardId>,
    /// Of whom the clause of a hit must speak; empty for anybody.
    pub(crate) subject: Vec<Subject>,
    /// (capture, field of the conversation).
    pub(crate) equals: Vec<(String, String)>,
    /// The characters of which its hits are made, where they are few enough to be known.
    pub(crate) alphabet: Option<CharacterSet>,
    /// Of each literal that is one of its gates a character, the rarest.
    pub(crate) gate_characters: CharacterSet,
    /// Whether checks ask for it, or for one whose hits it gives; what only excuses the hits of others is sought when there
    /// are some.
    pub(crate) is_asked_first: bool,
}

impl Matcher {
    /// Returns whether it matters to a hit of whom its clause speaks.
    pub(crate) fn asks_for_subject(&self) -> bool {
        let conditions = self.unless.iter().chain(&self.given);
        !self.subject.is_empty() || conditions.into_iter().any(|condition| !condition.subject.is_empty())
    }

    /// Returns all matchers that are asked about its hits, or whose hits are its own.
    pub(crate) fn parts(&self) -> impl Iterator<Item = MatcherId> {
        let enough = self.at_least.iter().flat_map(|(_, of)| of);
        let together = self.any_of.iter().chain(&self.all_of).chain(&self.none_of).chain(enough);
        let conditions = self.unless.iter().chain(&self.given).map(|condition| &condition.matcher);
        let near = self.near.iter().chain(&self.not_near).map(|near| &near.matcher);
        together.chain(&self.ignoring).chain(&self.not_in).chain(conditions).chain(near).copied()
    }

    /// Returns the matchers whose hits become hits of this one: its alternatives, or, where it seeks nothing else, one of
    /// those that must come together.
    pub(crate) fn sources(&self) -> impl Iterator<Item = MatcherId> {
        let seeks_nothing_else = self.any_of.is_empty() && self.sought.is_empty();
        let together = self.all_of.iter().take(1).chain(self.at_least.iter().flat_map(|(_, of)| of));
        self.any_of.iter().chain(together.filter(move |_| seeks_nothing_else)).copied()
    }
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Matcher({} expressions)", self.sought.expressions.len())
    }
}

/// A matcher that must (not) stand near a hit.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    pub(crate) matcher: MatcherId,
    /// Characters between the two.
    pub(crate) distance: usize,
    pub(crate) order: Option<Side>,
}

/// Phrases written around a hit.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    pub(crate) phrases: Vec<AroundPhrase>,
    /// Where the phrase must stand, the hit included.
    pub(crate) at: Position,
}

/// A circumstance of a hit.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) matcher: MatcherId,
    /// What is written around the hit; it is given as well as what the matcher hits.
    pub(crate) around: Option<Around>,
    /// Of whom the clause of the hit must speak besides; empty for anybody.
    pub(crate) subject: Vec<Subject>,
    /// No words are asked for: the subject is all there is.
    pub(crate) only_subject: bool,
    pub(crate) surroundings: Surroundings,
    pub(crate) side: Option<Side>,
    pub(crate) role: Option<RoleFilter>,
}
