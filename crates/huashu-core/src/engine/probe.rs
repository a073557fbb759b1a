//! Single matchers tried on texts, for checks of a rulebook's own writing.
//!
//! A probe answers “does this phrase occur here, and does an exception cover
//! it”, apart from the rule it was written for. Checking logs needs none.

use std::collections::BTreeSet;

use super::compile::Compiler;
use super::dialogue::Dialogue;
use super::line::LineCache;
use super::program::{MatcherId, Program};
use huashu_model::text::Span;
use huashu_model::transcript::{Conversation, MessageKind, Role, Utterance};
use huashu_rulebook::{Diagnostics, MatcherSpec, Rulebook, Sources};

/// Matchers ready to be tried, numbered in the order they were given.
#[derive(Debug)]
pub struct Probe {
    program: Program,
    matchers: Vec<MatcherId>,
}

impl Probe {
    /// Compiles `specs` with the terms and variables of `rulebook`; what is wrong with them was reported when it was loaded.
    pub fn compile(rulebook: &Rulebook, sources: &Sources, specs: &[MatcherSpec]) -> Probe {
        let mut sink = Diagnostics { sources: sources.clone(), ..Diagnostics::default() };
        let mut compiler = Compiler::new(rulebook, &mut sink);
        let matchers: Vec<MatcherId> = specs.iter().map(|spec| compiler.matcher(spec)).collect();
        let program = compiler.finish();
        Probe { program, matchers }
    }

    /// Returns the numbers of the matchers that `wanted` accepts and that hit any utterance; remarks are read as talk.
    pub fn hitting(&self, conversation: &Conversation<'_>, wanted: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut conversation = conversation.clone();
        for utterance in &mut conversation.utterances {
            utterance.kind = MessageKind::Text;
        }
        let dialogue = Dialogue::new(&conversation, &self.program, &mut LineCache::default());
        let hits = |matcher: MatcherId| (0..dialogue.len()).any(|utterance| dialogue.is_hit(matcher, utterance));
        let numbers = self.matchers.iter().enumerate();
        numbers.filter(|(number, matcher)| wanted(*number) && hits(**matcher)).map(|(number, _)| number).collect()
    }

    /// Returns where one matcher holds in a text, as bytes of the folded text.
    pub fn hits(&self, number: usize, text: &str) -> Vec<Span> {
        let Some(matcher) = self.matchers.get(number) else { return Vec::new() };
        let utterance = Utterance { role: Role::Agent, text: text.into(), ..Utterance::default() };
        let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
        let dialogue = Dialogue::new(&conversation, &self.program, &mut LineCache::default());
        dialogue.hits(*matcher, 0).iter().map(|hit| hit.span).collect()
    }
}

/// Returns the names of the shared matchers that some rule leads to, whether the rule is on or off.
pub fn used_terms(rulebook: &Rulebook, sources: &Sources) -> BTreeSet<String> {
    let mut sink = Diagnostics { sources: sources.clone(), ..Diagnostics::default() };
    let mut compiler = Compiler::new(rulebook, &mut sink);
    for rule in &rulebook.rules {
        let _ = super::check::compile(&rule.body, rule.role, &mut compiler);
    }
    compiler.used_terms().keys().cloned().collect()
}
