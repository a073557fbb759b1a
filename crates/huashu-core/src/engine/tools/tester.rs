//! Single matchers tried on texts, for checks of a rulebook's own writing.
//!
//! A tester answers “does this phrase occur here, and does an exception cover
//! it”, apart from the rule it was written for. Checking logs needs none.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::check;
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::guard::guard_that_excuses;
use crate::engine::matching::matches::Matches;
use crate::engine::matching::text_pool::TextPool;
use crate::engine::program::Program;
use crate::engine::program::guard::GuardId;
use crate::engine::program::matcher::MatcherId;
use huashu_model::text::{Span, fold};
use huashu_model::transcript::{Conversation, MessageKind, Role, Utterance};
use huashu_rulebook::{Diagnostics, GuardSpec, MatcherSpec, Rulebook, Sources, Text};

/// Matchers ready to be tried, numbered in the order they were given.
#[derive(Debug)]
pub struct MatcherTester {
    program: Program,
    matchers: Vec<MatcherId>,
}

impl MatcherTester {
    /// Compiles `specs` with the terms and variables of `rulebook`; what is wrong with them was reported when it was loaded.
    pub fn compile(rulebook: &Rulebook, sources: &Sources, specs: &[MatcherSpec]) -> MatcherTester {
        let mut sink = Diagnostics { sources: sources.clone(), ..Diagnostics::default() };
        let mut compiler = Compiler::new(rulebook, &mut sink);
        let matchers: Vec<MatcherId> = specs.iter().map(|spec| compiler.matcher(spec)).collect();
        let program = compiler.finish();
        MatcherTester { program, matchers }
    }

    /// Returns which of the matchers of some numbers hit any utterance, as indexes of `numbers`; remarks are read as talk.
    pub fn hitting(&self, conversation: &Conversation<'_>, numbers: &[usize]) -> Vec<usize> {
        let mut conversation = conversation.clone();
        for utterance in &mut conversation.utterances {
            utterance.kind = MessageKind::Text;
        }
        let mut pool = TextPool::default();
        let matches = Matches::new(&conversation, &self.program, &mut pool);
        let hits = |matcher: MatcherId| (0..matches.conversation.len()).any(|at| matches.is_hit(matcher, at));
        let matchers =
            numbers.iter().enumerate().filter_map(|(nth, number)| Some((nth, *self.matchers.get(*number)?)));
        matchers.filter(|(_, matcher)| hits(*matcher)).map(|(nth, _)| nth).collect()
    }

    /// Returns what one matcher hits in a text, as bytes of the folded text.
    pub fn hits(&self, number: usize, text: &str) -> Vec<Span> {
        let Some(matcher) = self.matchers.get(number) else { return Vec::new() };
        let utterance = Utterance { role: Role::Agent, text: text.into(), ..Utterance::default() };
        let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
        let mut pool = TextPool::default();
        let matches = Matches::new(&conversation, &self.program, &mut pool);
        matches.hits(*matcher, 0).iter().map(|hit| hit.span).collect()
    }
}

/// Guards ready to be tried, numbered in the order they were given.
#[derive(Debug)]
pub(super) struct GuardTester {
    program: Program,
    guards: Vec<Option<GuardId>>,
}

impl GuardTester {
    /// Compiles guards; what is wrong with them goes to `sink`.
    pub(super) fn compile(rulebook: &Rulebook, sink: &mut Diagnostics, specs: &[&GuardSpec]) -> GuardTester {
        let mut compiler = Compiler::new(rulebook, sink);
        let name = |spec: &&GuardSpec| Text { value: Arc::clone(&spec.name), place: spec.place };
        let guards = specs.iter().map(|spec| compiler.guard(&name(spec))).collect();
        GuardTester { program: compiler.finish(), guards }
    }

    /// Returns whether a guard excuses a hit at some bytes of an utterance.
    pub(super) fn excuses(
        &self,
        number: usize,
        conversation: &Conversation<'_>,
        utterance: usize,
        span: Span,
    ) -> bool {
        let Some(id) = self.guards.get(number).copied().flatten() else { return false };
        let mut pool = TextPool::default();
        let matches = Matches::new(conversation, &self.program, &mut pool);
        let text = &conversation.utterances[utterance].text;
        // The words of an example are folded one after another.
        let folded = |at: usize| fold(&text[..at]).text().len();
        let span = Span::new(folded(span.start), folded(span.end));
        guard_that_excuses(&self.program, &matches.conversation, &[id], utterance, span).is_some()
    }
}

/// Returns the names of the shared matchers that some rule leads to, whether the rule is on or off.
pub fn used_terms(rulebook: &Rulebook, sources: &Sources) -> BTreeSet<String> {
    let mut sink = Diagnostics { sources: sources.clone(), ..Diagnostics::default() };
    let mut compiler = Compiler::new(rulebook, &mut sink);
    for rule in &rulebook.rules {
        let _ = check::compile(&rule.body, rule.role, &mut compiler);
    }
    compiler.used_terms().keys().cloned().collect()
}
