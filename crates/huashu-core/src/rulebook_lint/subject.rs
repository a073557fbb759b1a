//! What every check of rulebooks is given, and what it says of itself.

use super::phrases::{PhraseUse, Phrases};
use crate::engine::{Engine, MatcherTester};
use huashu_model::language::Bilingual;
use huashu_rulebook::{Diagnostics, Rule, Rulebook, SourceSpan};

/// One check of rulebooks.
#[derive(Debug, Clone, Copy)]
pub struct RulebookCheck {
    /// The code of its problems.
    pub name: &'static str,
    /// What it finds, in Chinese.
    pub zh: &'static str,
    /// What it finds, in English.
    pub en: &'static str,
    pub(super) run: fn(&Subject<'_>, &mut Diagnostics),
}

impl RulebookCheck {
    /// Says what the check finds.
    pub fn describe(&self) -> Bilingual {
        Bilingual { zh: Some(self.zh.to_owned()), en: Some(self.en.to_owned()) }
    }
}

/// A rulebook made ready to be looked at.
pub(super) struct Subject<'s> {
    pub(super) rulebook: &'s Rulebook,
    /// Rules that can be judged on one utterance, on or off.
    pub(super) engine: Engine,
    /// Phrases and patterns of all rules and terms.
    pub(super) phrases: Phrases,
    pub(super) tester: MatcherTester,
    /// The tester's number of each phrase alone, and with the exceptions of its matcher.
    pub(super) tried: Vec<(usize, usize)>,
    pub(super) owns: &'s dyn Fn(SourceSpan) -> bool,
}

impl Subject<'_> {
    /// Returns the rules that problems are wanted for.
    pub(super) fn rules(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.rulebook.rules.iter().enumerate().filter(|(_, rule)| (self.owns)(rule.place))
    }

    /// Returns the phrases that problems are wanted for, with their numbers.
    pub(super) fn phrases(&self) -> impl Iterator<Item = (usize, &PhraseUse)> {
        self.phrases.uses.iter().enumerate().filter(|(_, phrase)| (self.owns)(phrase.text.place))
    }

    /// Returns the phrases of the rule of a number, with their numbers.
    pub(super) fn phrases_of(&self, rule: usize) -> impl Iterator<Item = (usize, &PhraseUse)> {
        let range = self.phrases.of_rules.get(rule).cloned().unwrap_or_default();
        range.clone().zip(&self.phrases.uses[range])
    }

    /// Returns whether a phrase hits a text, whatever may excuse it.
    pub(super) fn hits_alone(&self, phrase: usize, text: &str) -> bool {
        !self.tester.hits(self.tried[phrase].0, text).is_empty()
    }

    /// Returns whether a phrase hits a text where no exception covers it.
    pub(super) fn hits(&self, phrase: usize, text: &str) -> bool {
        !self.tester.hits(self.tried[phrase].1, text).is_empty()
    }
}
