//! One rule, ready to run: for which conversations it is, and its check.

use std::sync::Arc;

use jiff::civil::Date;

use super::check;
use super::check::breach::Breach;
use super::check::rule_check::Check;
use super::compile::compiler::Compiler;
use super::matching::matches::Matches;
use super::profile::has_fields;
use super::program::matcher::MatcherId;
use huashu_model::finding::RuleInfo;
use huashu_model::summary::Outcome;
use huashu_model::transcript::{Conversation, Time};
use huashu_rulebook::{Profile, RoleFilter, Rule, WhereSpec};

/// One rule, ready to run.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) info: Arc<RuleInfo>,
    pub(crate) check: Box<dyn Check>,
    triggers: Vec<(MatcherId, RoleFilter)>,
    conversations: WhereSpec,
    /// The first and the last day on which the rule is in force.
    effective: (Option<Date>, Option<Date>),
    /// What becomes of it in conversations of a profile, by the profile's number.
    pub(crate) variants: Vec<(usize, Variant)>,
}

/// What becomes of a rule in conversations of a profile.
#[derive(Debug)]
pub(crate) enum Variant {
    /// It does not apply.
    Off,
    /// It is changed.
    Changed(Box<CompiledRule>),
}

impl CompiledRule {
    /// Compiles a rule; problems go to the compiler's sink.
    pub(crate) fn compile(rule: &Rule, compiler: &mut Compiler<'_>) -> Self {
        let check = check::compile(&rule.body, rule.role, compiler);
        CompiledRule {
            info: Arc::clone(&rule.info),
            triggers: check.triggers(),
            check,
            conversations: rule.conversations.clone(),
            effective: rule.effective,
            variants: Vec::new(),
        }
    }

    /// Compiles a rule and what becomes of it in each profile.
    pub(crate) fn compile_with_profiles(rule: &Rule, profiles: &[Profile], compiler: &mut Compiler<'_>) -> Self {
        let mut compiled = CompiledRule::compile(rule, compiler);
        for (number, profile) in profiles.iter().enumerate() {
            let changed = profile.changes.iter().find(|(id, _)| *id == rule.info.id);
            let variant = changed.map(|(_, changed)| match changed {
                Some(changed) => Variant::Changed(Box::new(CompiledRule::compile(changed, compiler))),
                None => Variant::Off,
            });
            compiled.variants.extend(variant.map(|variant| (number, variant)));
        }
        compiled
    }

    /// Returns what becomes of the rule where some profiles are in force: the last that changes it decides.
    pub(crate) fn variant(&self, profiles: &[usize]) -> Option<&Variant> {
        let in_force = self.variants.iter().rev().find(|(number, _)| profiles.contains(number));
        in_force.map(|(_, variant)| variant)
    }

    /// Returns the only matcher the rule waits for, where it is for every conversation and passes without a hit.
    pub(crate) fn passes_without_hit(&self) -> Option<(MatcherId, RoleFilter)> {
        let always = self.conversations.fields.is_empty() && self.effective == (None, None);
        let roles = self.check.passes_without_hit().filter(|_| always)?;
        self.triggers.first().copied().filter(|trigger| self.triggers.len() == 1 && trigger.1 == roles)
    }

    /// Checks a conversation, adding breaches in order of place.
    pub(crate) fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        if !self.is_for(matches.conversation.as_read) {
            return Outcome::NotApplicable;
        }
        let may_hit = |(matcher, roles): &(MatcherId, RoleFilter)| matches.may_hit(*matcher, *roles);
        if self.triggers.is_empty() || self.triggers.iter().any(may_hit) {
            self.check.check(matches, breaches)
        } else {
            self.check.outcome_without_hits(matches)
        }
    }

    /// Returns whether the rule is for this conversation: its fields, and its day.
    fn is_for(&self, conversation: &Conversation<'_>) -> bool {
        has_fields(conversation, &self.conversations) && self.in_force(conversation)
    }

    fn in_force(&self, conversation: &Conversation<'_>) -> bool {
        let (from, until) = self.effective;
        if from.is_none() && until.is_none() {
            return true;
        }
        let Some(day) = conversation.utterances.iter().find_map(|utterance| utterance.time).and_then(Time::date)
        else {
            return true;
        };
        from.is_none_or(|from| day >= from) && until.is_none_or(|until| day <= until)
    }
}
