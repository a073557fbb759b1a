//! Hits on demand.
//!
//! Every utterance knows which matchers may hit it at all; the others cost nothing. What a matcher hits in an utterance is
//! found once.

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;

use super::conversation::PreparedConversation;
use super::evaluation::Evaluation;
use super::occurrence::{Hits, OnReject};
use super::subject::SpokenOf;
use super::text_pool::TextPool;
use crate::engine::prefilter::bit_set::BitSet;
use crate::engine::program::Program;
use crate::engine::program::matcher::MatcherId;
use huashu_model::confidence::Ground;
use huashu_model::text::Span;
use huashu_model::transcript::{Conversation, Role};
use huashu_rulebook::RoleFilter;

/// What is found of a matcher in an utterance, one way or another.
type Stage = fn(Evaluation<'_, '_>) -> Hits;

/// Utterances, by a matcher that hits them and by whose words were read.
type HitUtterances = HashMap<(MatcherId, Option<RoleFilter>), Rc<[usize]>>;

/// A conversation and the hits of a program's matchers in it.
#[derive(Debug)]
pub(crate) struct Matches<'d> {
    /// The conversation, made ready.
    pub(crate) conversation: PreparedConversation<'d>,
    program: &'d Program,
    /// Matchers that are asked first and may hit what somebody of a role said, in the order of [`Role::ALL`].
    possible: [BitSet; Role::ALL.len()],
    /// The utterances that a matcher hits, of some roles, where many were asked for.
    hit_utterances: RefCell<HitUtterances>,
}

impl<'d> Matches<'d> {
    /// Prepares a conversation; hits are found when they are asked for.
    pub(crate) fn new(conversation: &'d Conversation<'d>, program: &'d Program, pool: &'d mut TextPool) -> Self {
        let prepared = PreparedConversation::new(conversation, program, pool);
        let mut possible = Role::ALL.map(|_| BitSet::new(program.matchers.len()));
        for (text, utterance) in prepared.texts().iter().zip(&conversation.utterances) {
            text.add_possible(&mut possible[utterance.role as usize]);
        }
        Matches { conversation: prepared, program, possible, hit_utterances: RefCell::default() }
    }

    pub(crate) fn program(&self) -> &'d Program {
        self.program
    }

    /// Returns whether a matcher may hit anything that `roles` said.
    ///
    /// A mere hint: nothing but speed may depend on it.
    pub(crate) fn may_hit(&self, matcher: MatcherId, roles: RoleFilter) -> bool {
        let by = |role: Role| self.possible[role as usize].contains(matcher.0);
        match roles.only() {
            _ if !self.program.matcher(matcher).is_asked_first => true,
            Some(role) => by(role),
            None => Role::ALL.into_iter().any(|role| roles.contains(role) && by(role)),
        }
    }

    /// Returns what a matcher hits in an utterance, in order, without overlaps.
    pub(crate) fn hits(&self, matcher: MatcherId, utterance: usize) -> Hits {
        self.found(matcher, utterance, |evaluation| evaluation.hits())
    }

    /// Returns what a matcher hits in an utterance, telling of every occurrence that is rejected; remembers nothing.
    pub(crate) fn explained(&self, matcher: MatcherId, utterance: usize, on_reject: &mut OnReject<'_>) -> Hits {
        Evaluation::new(self, matcher, utterance, on_reject).hits()
    }

    /// Returns whether a matcher hits anything in an utterance.
    pub(crate) fn is_hit(&self, matcher: MatcherId, utterance: usize) -> bool {
        self.conversation.text(utterance).is_known_hit(matcher) || !self.hits(matcher, utterance).is_empty()
    }

    /// Returns the grounds on which a matcher, or what it is made of, hits anything in an utterance, by place.
    pub(crate) fn grounds(&self, matcher: MatcherId, utterance: usize) -> Vec<(Span, Ground)> {
        let mut grounds = Vec::new();
        self.add_grounds(matcher, utterance, &mut grounds);
        grounds.sort_by_key(|(span, _)| *span);
        grounds
    }

    fn add_grounds(&self, matcher: MatcherId, utterance: usize, grounds: &mut Vec<(Span, Ground)>) {
        let compiled = self.program.matcher(matcher);
        grounds.extend(Evaluation::new(self, matcher, utterance, &mut |_, _| {}).grounds());
        compiled.sources().for_each(|source| self.add_grounds(source, utterance, grounds));
    }

    /// Returns of whom the clause of a hit speaks.
    pub(crate) fn spoken_of(&self, utterance: usize, span: Span) -> SpokenOf {
        let text = self.conversation.text(utterance);
        self.program.subjects.spoken_of(text.text(), text.sentences(), span)
    }

    /// Returns where an exception covers what stands in an utterance.
    pub(super) fn covering_spans(&self, matcher: MatcherId, utterance: usize) -> Hits {
        // Nobody asks for the hits of an exception, so what it covers can be kept in their place.
        self.found(matcher, utterance, |evaluation| evaluation.covering_spans())
    }

    /// Returns what is found of a matcher in an utterance, when it is first asked for.
    fn found(&self, matcher: MatcherId, utterance: usize, stage: Stage) -> Hits {
        let text = self.conversation.text(utterance);
        if !text.may_hit(matcher) {
            return Hits::new();
        }
        text.known(matcher).unwrap_or_else(|| {
            let hits = stage(Evaluation::new(self, matcher, utterance, &mut |_, _| {}));
            text.keep(matcher, &hits);
            hits
        })
    }

    /// Returns the utterances with words, of `roles` where they are given, that a matcher hits; found once.
    pub(crate) fn hit_utterances(&self, matcher: MatcherId, roles: Option<RoleFilter>) -> Rc<[usize]> {
        if let Some(found) = self.hit_utterances.borrow().get(&(matcher, roles)) {
            return Rc::clone(found);
        }
        let is_hit = |at: &usize| self.conversation.is_said(*at, roles) && self.is_hit(matcher, *at);
        let found: Rc<[usize]> = (0..self.conversation.len()).filter(is_hit).collect();
        self.hit_utterances.borrow_mut().insert((matcher, roles), Rc::clone(&found));
        found
    }
}
