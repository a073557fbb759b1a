//! Single matchers tried on texts, for checks of a rulebook's own writing.
//!
//! A tester answers “does this phrase occur here, and does an exception cover
//! it”, apart from the rule it was written for. Checking logs needs none.

use std::collections::BTreeSet;

use crate::engine::check;
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::matching::text_cache::TextCache;
use crate::engine::program::Program;
use crate::engine::program::matcher::MatcherId;
use huashu_model::text::Span;
use huashu_model::transcript::{Conversation, MessageKind, Role, Utterance};
use huashu_rulebook::{Diagnostics, MatcherSpec, Rulebook, Sources};

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

    /// Returns the numbers of the matchers that `wanted` accepts and that hit any utterance; remarks are read as talk.
    pub fn hitting(&self, conversation: &Conversation<'_>, wanted: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut conversation = conversation.clone();
        for utterance in &mut conversation.utterances {
            utterance.kind = MessageKind::Text;
        }
        let matches = Matches::new(&conversation, &self.program, &mut TextCache::default());
        let hits = |matcher: MatcherId| (0..matches.conversation.len()).any(|at| matches.is_hit(matcher, at));
        let numbers = self.matchers.iter().enumerate();
        numbers.filter(|(number, matcher)| wanted(*number) && hits(**matcher)).map(|(number, _)| number).collect()
    }

    /// Returns what one matcher hits in a text, as bytes of the folded text.
    pub fn hits(&self, number: usize, text: &str) -> Vec<Span> {
        let Some(matcher) = self.matchers.get(number) else { return Vec::new() };
        let utterance = Utterance { role: Role::Agent, text: text.into(), ..Utterance::default() };
        let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
        let matches = Matches::new(&conversation, &self.program, &mut TextCache::default());
        matches.hits(*matcher, 0).iter().map(|hit| hit.span).collect()
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
