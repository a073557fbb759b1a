//! Hits on demand.
//!
//! Every utterance knows which matchers may hit it at all; the others cost
//! nothing. What depends on the text alone is kept with the text, what depends
//! on the conversation is kept here.

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;

use super::conversation::PreparedConversation;
use super::evaluation::Evaluation;
use super::occurrence::{Hits, OnReject};
use super::subject::SpokenOf;
use super::text_cache::TextCache;
use crate::engine::prefilter::bit_set::BitRows;
use crate::engine::program::Program;
use crate::engine::program::matcher::{DependsOn, MatcherId};
use huashu_model::confidence::Ground;
use huashu_model::text::Span;
use huashu_model::transcript::{Conversation, Role};
use huashu_rulebook::RoleFilter;

/// One stage of the evaluation of a matcher.
type Stage = fn(Evaluation<'_, '_>) -> Hits;

/// Utterances, by a matcher that hits them and by whose words were read.
type HitUtterances = HashMap<(MatcherId, Option<RoleFilter>), Rc<[usize]>>;

/// A conversation and the hits of a program's matchers in it.
#[derive(Debug)]
pub(crate) struct Matches<'d> {
    /// The conversation, made ready.
    pub(crate) conversation: PreparedConversation<'d>,
    program: &'d Program,
    /// Matchers that may hit: what somebody of each role said, in the order of [`Role::ALL`], then each utterance.
    possible: BitRows,
    /// Hits that depend on the conversation, by matcher and utterance.
    by_conversation: RefCell<HashMap<(MatcherId, usize), Hits>>,
    /// The utterances that a matcher hits, of some roles, where many were asked for.
    hit_utterances: RefCell<HitUtterances>,
}

impl<'d> Matches<'d> {
    /// Prepares a conversation; hits are found when they are asked for.
    pub(crate) fn new(conversation: &'d Conversation<'d>, program: &'d Program, cache: &'d mut TextCache) -> Self {
        let prepared = PreparedConversation::new(conversation, program, cache);
        let mut possible = BitRows::new(program.matchers.len(), Role::ALL.len(), prepared.len());
        for (text, utterance) in prepared.texts().iter().zip(&conversation.utterances) {
            let of_text = text.possible();
            possible.join(utterance.role as usize, &of_text);
            possible.push(&of_text);
        }
        Matches {
            conversation: prepared,
            program,
            possible,
            by_conversation: RefCell::default(),
            hit_utterances: RefCell::default(),
        }
    }

    pub(crate) fn program(&self) -> &'d Program {
        self.program
    }

    /// Returns whether a matcher may hit anything that `roles` said.
    ///
    /// A mere hint: nothing but speed may depend on it.
    pub(crate) fn may_hit(&self, matcher: MatcherId, roles: RoleFilter) -> bool {
        let by = |role: Role| self.possible.contains(role as usize, matcher.0);
        match roles.only() {
            Some(role) => by(role),
            None => Role::ALL.into_iter().any(|role| roles.contains(role) && by(role)),
        }
    }

    /// Returns whether a matcher may hit an utterance.
    fn may_hit_at(&self, matcher: MatcherId, utterance: usize) -> bool {
        self.possible.contains(Role::ALL.len() + utterance, matcher.0)
    }

    /// Returns what a matcher hits in an utterance, in order, without overlaps.
    pub(crate) fn hits(&self, matcher: MatcherId, utterance: usize) -> Hits {
        if !self.may_hit_at(matcher, utterance) {
            return Hits::new();
        }
        match self.program.matcher(matcher).depends_on {
            DependsOn::Text => self.cached_by_text(matcher, utterance, |evaluation| evaluation.hits()),
            DependsOn::TextThenConversation => {
                let candidates = self.cached_by_text(matcher, utterance, |evaluation| evaluation.candidates());
                if candidates.is_empty() {
                    return candidates;
                }
                self.cached_by_conversation(matcher, utterance, |evaluation| evaluation.finished(&candidates))
            }
            DependsOn::Conversation => {
                self.cached_by_conversation(matcher, utterance, |evaluation| evaluation.hits())
            }
        }
    }

    /// Returns what a matcher hits in an utterance, telling of every occurrence that is rejected; remembers nothing.
    pub(crate) fn explained(&self, matcher: MatcherId, utterance: usize, on_reject: &mut OnReject<'_>) -> Hits {
        Evaluation::new(self, matcher, utterance, on_reject).hits()
    }

    /// Returns whether a matcher hits anything in an utterance.
    pub(crate) fn is_hit(&self, matcher: MatcherId, utterance: usize) -> bool {
        if !self.may_hit_at(matcher, utterance) {
            return false;
        }
        let of_text = self.program.matcher(matcher).depends_on == DependsOn::Text;
        (of_text && self.conversation.text(utterance).is_known_hit(matcher))
            || !self.hits(matcher, utterance).is_empty()
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
        for id in [Some(matcher), compiled.text_part].into_iter().flatten() {
            grounds.extend(Evaluation::new(self, id, utterance, &mut |_, _| {}).grounds());
        }
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
        self.by_text(matcher, utterance, |evaluation| evaluation.covering_spans())
    }

    /// Returns what the part of a matcher that depends on the text alone seeks.
    pub(super) fn text_part(&self, matcher: MatcherId, utterance: usize) -> Hits {
        self.by_text(matcher, utterance, |evaluation| evaluation.sought_in_text())
    }

    /// Returns what a stage finds that looks at no circumstances.
    fn by_text(&self, matcher: MatcherId, utterance: usize, stage: Stage) -> Hits {
        if !self.may_hit_at(matcher, utterance) {
            return Hits::new();
        }
        match self.program.matcher(matcher).depends_on {
            DependsOn::Text | DependsOn::TextThenConversation => self.cached_by_text(matcher, utterance, stage),
            DependsOn::Conversation => self.evaluated(matcher, utterance, stage),
        }
    }

    /// Returns what is kept with the text, found when it is first asked for.
    fn cached_by_text(&self, matcher: MatcherId, utterance: usize, stage: Stage) -> Hits {
        let text = self.conversation.text(utterance);
        if let Some(hits) = text.known(matcher) {
            return hits;
        }
        let mut hits = Hits::new();
        // The same text elsewhere in the conversation may have been asked meanwhile.
        if text.may_hit(matcher) {
            hits = self.evaluated(matcher, utterance, stage);
            text.keep(matcher, &hits);
        }
        if hits.is_empty() {
            self.possible.remove(Role::ALL.len() + utterance, matcher.0);
        }
        hits
    }

    /// Returns what is kept for this conversation only, found when it is first asked for.
    fn cached_by_conversation(
        &self,
        matcher: MatcherId,
        utterance: usize,
        stage: impl FnOnce(Evaluation<'_, '_>) -> Hits,
    ) -> Hits {
        if let Some(hits) = self.by_conversation.borrow().get(&(matcher, utterance)) {
            return hits.clone();
        }
        let hits = self.evaluated(matcher, utterance, stage);
        self.by_conversation.borrow_mut().insert((matcher, utterance), hits.clone());
        hits
    }

    fn evaluated(
        &self,
        matcher: MatcherId,
        utterance: usize,
        stage: impl FnOnce(Evaluation<'_, '_>) -> Hits,
    ) -> Hits {
        stage(Evaluation::new(self, matcher, utterance, &mut |_, _| {}))
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
