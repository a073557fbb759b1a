//! Matchers as they run: immutable, shared by all threads.

use std::sync::OnceLock;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use hashbrown::HashMap;
use regex::{Regex, RegexBuilder};

use super::phrase;
use super::phrase_matcher::PhraseMatcher;
use super::set::BitSet;
use super::wake::{Waker, WayId, Ways};
use huashu_model::entity;
use huashu_rulebook::{Guard, Piece, Position, RoleFilter, Side, Surroundings};

/// Identifies a compiled matcher within its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MatcherId(pub(super) u32);

/// Number of a literal in the automaton.
pub(super) type Literal = u32;

/// All matchers of a rulebook and the automaton that finds their literals in one pass.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) matchers: Vec<Matcher>,
    /// Finds every literal, overlapping, in folded and in squeezed text.
    pub(super) automaton: Option<Automaton>,
    /// For each literal, its bytes.
    pub(super) lengths: Vec<u32>,
    /// Finds the literals of homophone matchers in sounded text.
    pub(super) sounded: Option<Automaton>,
    /// Whether any matcher looks at squeezed text.
    pub(super) bridges: bool,
    /// What must stand in a text for expressions to match.
    pub(super) ways: Ways,
    /// Tells which matchers may hit because of what literals, those that use other matchers' hits among them.
    pub(super) waker: Waker,
    /// Matchers that may hit a text that holds what an entity needs.
    pub(super) woken_by: Vec<(entity::Gate, Vec<u32>)>,
    /// Matchers that may hit whatever the text holds.
    pub(super) always: BitSet,
}

/// One automaton over characters.
pub(super) struct Automaton(pub(super) CharwiseDoubleArrayAhoCorasick<u32>);

impl Automaton {
    /// Builds the automaton of some literals, none for none; the error says why it cannot be.
    pub(super) fn build(literals: &HashMap<String, Literal>) -> Result<Option<Automaton>, String> {
        let mut patterns: Vec<(&str, u32)> =
            literals.iter().map(|(text, number)| (text.as_str(), *number)).collect();
        if patterns.is_empty() {
            return Ok(None);
        }
        patterns.sort_unstable();
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(patterns);
        automaton.map(|automaton| Some(Automaton(automaton))).map_err(|error| error.to_string())
    }
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Automaton({} states)", self.0.num_states())
    }
}

/// What makes a matcher worth asking: one of these must be met in the text. Sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Wake {
    pub(super) ways: Vec<WayId>,
    /// What entities need; never literals.
    pub(super) entities: Vec<entity::Gate>,
}

/// What the hits of a matcher depend on beside the text they stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Reach {
    /// Nothing.
    #[default]
    Text,
    /// Circumstances elsewhere in the conversation excuse or require what the text alone suggests.
    Circumstances,
    /// What occurs depends on the conversation: its fields, or the hits of matchers that do.
    Conversation,
}

/// One matcher.
#[derive(Clone, Default)]
pub(super) struct Matcher {
    pub(super) reach: Reach,
    /// Literals that are hits, while the matcher is being made.
    pub(super) literals: Vec<Literal>,
    /// What it means to the matcher that a way is open; sorted.
    pub(super) leads: Vec<(WayId, Lead)>,
    /// Expressions and phrases with slots.
    pub(super) expressions: Vec<Expression>,
    /// Those of them that no literal gates.
    pub(super) ungated: Vec<usize>,
    /// Recognisers of entities.
    pub(super) entities: Vec<&'static dyn entity::Entity>,
    /// Samples for likeness, folded to significant characters.
    pub(super) similar: Option<(Vec<String>, f64)>,
    /// What it seeks in the text itself, where the rest depends on the conversation: found once a text, not once a
    /// conversation. With `equals` it says whether there is anything that might agree.
    pub(super) own: Option<MatcherId>,
    /// Matchers whose hits are hits of this one (shared terms, alternatives).
    pub(super) base: Vec<MatcherId>,
    pub(super) all_of: Vec<MatcherId>,
    pub(super) at_least: Option<(usize, Vec<MatcherId>)>,
    pub(super) none_of: Vec<MatcherId>,
    pub(super) near: Vec<Near>,
    pub(super) not_near: Vec<Near>,
    pub(super) at: Position,
    pub(super) ignoring: Option<MatcherId>,
    pub(super) word: bool,
    pub(super) bridge: bool,
    /// Literals of the sounded automaton; sorted.
    pub(super) sounds: Vec<Literal>,
    pub(super) not_in: Vec<MatcherId>,
    pub(super) unless: Vec<Condition>,
    pub(super) given: Vec<Condition>,
    pub(super) spare: Vec<Guard>,
    /// (capture, field of the conversation).
    pub(super) equals: Vec<(String, String)>,
    /// What a text must have one of for a hit; `None` when a hit may come without any.
    pub(super) wake: Option<Wake>,
}

impl Matcher {
    /// Returns whether the matcher seeks anything in the text itself, and not only through other matchers.
    pub(super) fn seeks_text(&self) -> bool {
        !self.leads.is_empty()
            || !self.literals.is_empty()
            || !self.expressions.is_empty()
            || !self.sounds.is_empty()
            || !self.entities.is_empty()
            || self.similar.is_some()
    }

    /// Returns the matchers whose hits become hits of this one.
    pub(super) fn sources(&self) -> impl Iterator<Item = MatcherId> {
        let derived = self.base.is_empty() && !self.seeks_text() && self.own.is_none();
        let compound = self.all_of.iter().take(1).chain(self.at_least.iter().flat_map(|(_, of)| of));
        self.base.iter().chain(compound.filter(move |_| derived)).copied()
    }

    /// Takes out what the matcher seeks in the text itself, as a matcher of its own.
    pub(super) fn split_own(&mut self) -> Matcher {
        Matcher {
            literals: std::mem::take(&mut self.literals),
            leads: std::mem::take(&mut self.leads),
            expressions: std::mem::take(&mut self.expressions),
            ungated: std::mem::take(&mut self.ungated),
            entities: std::mem::take(&mut self.entities),
            similar: self.similar.take(),
            bridge: self.bridge,
            sounds: std::mem::take(&mut self.sounds),
            ..Matcher::default()
        }
    }
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Matcher({} leads, {} expressions)", self.leads.len(), self.expressions.len())
    }
}

/// A matcher that must (not) stand near a hit.
#[derive(Debug, Clone)]
pub(super) struct Near {
    pub(super) matcher: MatcherId,
    pub(super) distance: usize,
    pub(super) order: Option<Side>,
}

/// A circumstance of a hit.
#[derive(Debug, Clone)]
pub struct Condition {
    pub(super) matcher: MatcherId,
    pub(super) surroundings: Surroundings,
    pub(super) side: Option<Side>,
    pub(super) role: Option<RoleFilter>,
}

/// What an open way means for a matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// The literals of the way are hits.
    Hit,
    /// The expression of this number may match.
    Expression(u32),
}

/// A phrase with slots or a regular expression; what has to be compiled is compiled when it is first needed.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    source: Source,
    /// The ways of which one is open wherever there is a match; empty when nothing is known.
    pub(super) ways: Vec<WayId>,
    /// Walks a phrase from where it may begin; `None` for what only an expression can match.
    pub(super) phrase: Option<PhraseMatcher>,
    /// Most characters between the beginning of a phrase and its gate.
    pub(super) most_before: usize,
    /// A group of a regular expression is what is hit.
    pub(super) has_hit: bool,
    /// Matches may overlap: the search goes on one character after a match's start.
    pub(super) overlapping: bool,
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
    pub(super) fn pattern(source: String, ways: Vec<WayId>) -> Self {
        let has_hit = source.contains("(?P<hit>") || source.contains("(?<hit>");
        let (source, compiled) = (Source::Pattern(source), OnceLock::new());
        Expression { source, ways, phrase: None, most_before: 0, has_hit, overlapping: false, compiled }
    }

    /// A phrase with slots that only an expression can match.
    pub(super) fn slotted(source: String, ways: Vec<WayId>) -> Self {
        Expression { overlapping: true, ..Expression::pattern(source, ways) }
    }

    /// A phrase that is walked from the first literals of its way.
    pub(super) fn phrase(pieces: &[Piece], way: WayId, phrase: PhraseMatcher, most_before: usize) -> Self {
        let (source, compiled) = (Source::Phrase(pieces.to_vec()), OnceLock::new());
        let (ways, phrase) = (vec![way], Some(phrase));
        Expression { source, ways, phrase, most_before, has_hit: false, overlapping: true, compiled }
    }

    /// Compiles now; the error is for the rulebook's author.
    pub(super) fn build(source: &str) -> Result<Regex, regex::Error> {
        RegexBuilder::new(source).size_limit(MOST_BYTES).build()
    }

    /// Returns the compiled expression; `None` only for one that was refused at loading.
    pub(super) fn regex(&self) -> Option<&Regex> {
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

impl Program {
    /// Adds a matcher and returns its number.
    pub(super) fn push(&mut self, matcher: Matcher) -> MatcherId {
        self.matchers.push(matcher);
        MatcherId((self.matchers.len() - 1) as u32)
    }

    pub(super) fn matcher(&self, id: MatcherId) -> &Matcher {
        &self.matchers[id.0 as usize]
    }

    /// Returns what the hits of a matcher depend on, whose parts are in the program already.
    pub(super) fn reach_of(&self, matcher: &Matcher) -> Reach {
        let of_text = |id: &MatcherId| self.matcher(*id).reach == Reach::Text;
        let occurs_in_text = |id: &MatcherId| self.matcher(*id).reach != Reach::Conversation;
        let at_least = matcher.at_least.iter().flat_map(|(_, of)| of);
        let near = matcher.near.iter().chain(&matcher.not_near).map(|near| &near.matcher);
        let mut sources = matcher.base.iter().chain(&matcher.all_of).chain(&matcher.none_of);
        let sources = sources.by_ref().chain(at_least).chain(near).chain(&matcher.ignoring);
        // Exceptions cover by what occurs, whatever the circumstances.
        let mut covers = matcher.not_in.iter();
        if !matcher.equals.is_empty() || !sources.into_iter().all(of_text) || !covers.all(occurs_in_text) {
            return Reach::Conversation;
        }
        let of_line = |condition: &Condition| {
            matches!(condition.surroundings, Surroundings::Area(_)) && of_text(&condition.matcher)
        };
        let mut conditions = matcher.unless.iter().chain(&matcher.given);
        if matcher.spare.contains(&Guard::Echo) || !conditions.all(of_line) {
            return Reach::Circumstances;
        }
        Reach::Text
    }
}
