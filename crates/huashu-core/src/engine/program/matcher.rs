//! One matcher as it runs.

use super::around::AroundPhrase;
use super::expression::Expression;
use super::guard::GuardId;
use crate::engine::prefilter::literal::Literal;
use crate::engine::prefilter::requirements::RequirementId;
use huashu_model::entity::{Entity, Precheck};
use huashu_rulebook::{Position, RoleFilter, Side, Subject, Surroundings};

/// Identifies a compiled matcher within its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct MatcherId(pub(crate) u32);

/// What makes a matcher worth asking: one of these must be met in the text. Sorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trigger {
    pub(crate) requirements: Vec<RequirementId>,
    /// What entities ask for; never literals.
    pub(crate) entities: Vec<Precheck>,
}

/// What the hits of a matcher depend on, and so how long they may be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DependsOn {
    /// The text they stand in alone.
    #[default]
    Text,
    /// What occurs depends on the text, but circumstances elsewhere in the conversation excuse or require it.
    TextThenConversation,
    /// What occurs depends on the conversation: its fields, or the hits of matchers that do.
    Conversation,
}

/// What a met requirement leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Candidate {
    /// The literals of its rarest set are hits.
    Literal,
    /// The expression of this number may match.
    Expression(u32),
}

/// What a matcher seeks in the text itself, and not through other matchers.
#[derive(Clone, Default)]
pub(crate) struct Sought {
    /// Literals that are hits, while the matcher is being made.
    pub(crate) literals: Vec<Literal>,
    /// What it means to the matcher that a requirement is met; sorted.
    pub(crate) candidates: Vec<(RequirementId, Candidate)>,
    /// Expressions and phrases with slots.
    pub(crate) expressions: Vec<Expression>,
    /// Those of them that require no literals, by number.
    pub(crate) unfiltered_expressions: Vec<usize>,
    /// Recognisers of entities.
    pub(crate) entities: Vec<&'static dyn Entity>,
    /// Samples for likeness, folded to significant characters.
    pub(crate) similar: Option<(Vec<String>, f64)>,
    /// Phrases sought by their sound, by their numbers in the trie; sorted.
    pub(crate) sounds: Vec<Literal>,
    /// Inserted separators are no hindrance.
    pub(crate) skip_separators: bool,
    /// A phrase may be part of a longer number or Latin word.
    pub(crate) within_words: bool,
}

impl Sought {
    /// Returns whether nothing is sought.
    pub(crate) fn is_empty(&self) -> bool {
        let Sought {
            literals,
            candidates,
            expressions,
            entities,
            similar,
            sounds,
            // Says which of the expressions, and where.
            unfiltered_expressions: _,
            skip_separators: _,
            within_words: _,
        } = self;
        literals.is_empty()
            && candidates.is_empty()
            && expressions.is_empty()
            && entities.is_empty()
            && similar.is_none()
            && sounds.is_empty()
    }
}

/// One matcher.
#[derive(Clone, Default)]
pub(crate) struct Matcher {
    pub(crate) depends_on: DependsOn,
    /// What it seeks in the text itself.
    pub(crate) sought: Sought,
    /// What seeks in its place in the text, where the rest depends on the conversation: found once a text, not once a
    /// conversation. With `equals` it says whether there is anything that might agree.
    pub(crate) text_part: Option<MatcherId>,
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
    /// What a text must have one of for a hit; `None` when a hit may come without any.
    pub(crate) trigger: Option<Trigger>,
}

impl Matcher {
    /// Returns whether it matters to a hit of whom its clause speaks.
    pub(crate) fn asks_for_subject(&self) -> bool {
        let conditions = self.unless.iter().chain(&self.given);
        !self.subject.is_empty() || conditions.into_iter().any(|condition| !condition.subject.is_empty())
    }

    /// Returns the matchers whose hits become hits of this one: its alternatives, or, where it seeks nothing else, one of
    /// those that must come together.
    pub(crate) fn sources(&self) -> impl Iterator<Item = MatcherId> {
        let seeks_nothing_else = self.any_of.is_empty() && self.sought.is_empty() && self.text_part.is_none();
        let together = self.all_of.iter().take(1).chain(self.at_least.iter().flat_map(|(_, of)| of));
        self.any_of.iter().chain(together.filter(move |_| seeks_nothing_else)).copied()
    }
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Matcher({} candidates, {} expressions)",
            self.sought.candidates.len(),
            self.sought.expressions.len()
        )
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
