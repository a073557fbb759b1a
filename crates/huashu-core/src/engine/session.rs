//! Engines and sessions.

use std::sync::Arc;

use super::check::finding_maker::FindingMaker;
use super::compile::KnownText;
use super::compile::compiler::Compiler;
use super::compiled_rule::{CompiledRule, Variant};
use super::matching::matches::Matches;
use super::matching::text_pool::TextPool;
use super::profile::CompiledProfile;
use super::program::Program;
use super::program::matcher::MatcherId;
use super::program::rewriting::Rewritings;
use huashu_model::confidence::Confidence;
use huashu_model::finding::{Finding, RuleInfo};
use huashu_model::summary::Outcome;
use huashu_model::transcript::Conversation;
use huashu_rulebook::{Diagnostics, RoleFilter, Rule, Rulebook};

/// A rulebook ready to run.
#[derive(Debug)]
pub struct Engine {
    /// Name of the rulebook.
    pub name: String,
    pub(super) program: Program,
    pub(super) rules: Vec<CompiledRule>,
    /// For each rule that passes unless one matcher hits: the matcher, and whose words. Most rules of most conversations
    /// are done with after a look at this.
    passes_without_hit: Vec<Option<(MatcherId, RoleFilter)>>,
    /// What changes in conversations of a sort.
    profiles: Vec<CompiledProfile>,
    /// How clauses in breach are put right.
    pub(crate) rewritings: Arc<Rewritings>,
}

/// What one conversation came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checked {
    /// Findings, by utterance, then place, then rule.
    pub findings: Vec<Finding>,
    /// Outcome of every rule, in the order of [`Engine::rules`].
    pub outcomes: Vec<Outcome>,
    /// The profiles that were in force, in the order of their names.
    pub profiles: Vec<Arc<str>>,
}

impl Engine {
    /// Compiles the rules that `wanted` accepts (usually those that are on); problems go to `sink`.
    pub fn compile(rulebook: &Rulebook, sink: &mut Diagnostics, wanted: &dyn Fn(&Rule) -> bool) -> Engine {
        Engine::compile_with(rulebook, sink, wanted, None)
    }

    /// Compiles as [`Engine::compile`] does, but leaves out what cannot concern `texts`, which takes a fraction of the
    /// time. The engine is good for utterances of those texts only.
    pub fn compile_for(
        texts: &[&str],
        rulebook: &Rulebook,
        sink: &mut Diagnostics,
        wanted: &dyn Fn(&Rule) -> bool,
    ) -> Engine {
        Engine::compile_with(rulebook, sink, wanted, Some(KnownText::new(texts)))
    }

    fn compile_with(
        rulebook: &Rulebook,
        sink: &mut Diagnostics,
        wanted: &dyn Fn(&Rule) -> bool,
        known_text: Option<KnownText>,
    ) -> Engine {
        let mut compiler = Compiler::new(rulebook, sink);
        compiler.specialised_for = known_text;
        let mut rules = Vec::new();
        let mut rewritings = Rewritings::new();
        for rule in &rulebook.rules {
            let is_wanted = wanted(rule);
            // A stranger's rules are compiled even when they are off, so that their mistakes are seen.
            compiler.is_trusted = compiler.is_shipped(rule.place);
            if !is_wanted && compiler.is_trusted {
                continue;
            }
            let compiled = CompiledRule::compile_with_profiles(rule, &rulebook.profiles, &mut compiler);
            let hits_nothing =
                compiled.passes_without_hit().is_some_and(|(matcher, _)| compiler.is_silent(matcher));
            // A profile may change what is sought.
            let can_hit = !hits_nothing || !compiled.variants.is_empty();
            // Where nothing can be found nothing is put right; a stranger's mistakes are looked for in any case.
            let rewriting = if can_hit || !compiler.is_trusted { compiler.rewritings(rule) } else { None };
            if is_wanted {
                rules.push(compiled);
                rewritings.extend(rewriting.map(|rewriting| (rule.info.id.clone(), rewriting)));
            }
        }
        compiler.strangers_guards();
        let profiles =
            rulebook.profiles.iter().map(|profile| CompiledProfile::compile(profile, &mut compiler)).collect();
        let program = compiler.finish();
        let passes_without_hit = rules.iter().map(CompiledRule::passes_without_hit).collect();
        Engine {
            name: rulebook.name.clone(),
            program,
            rules,
            passes_without_hit,
            profiles,
            rewritings: Arc::new(rewritings),
        }
    }

    /// Checks one conversation against one rule; an unknown rule never applies.
    pub fn check_rule(&self, id: &str, conversation: &Conversation<'_>) -> (Outcome, Vec<Finding>) {
        let Some(rule) = self.rules.iter().find(|rule| rule.info.id == id) else {
            return (Outcome::NotApplicable, Vec::new());
        };
        let mut pool = TextPool::default();
        let matches = Matches::new(conversation, &self.program, &mut pool);
        let maker = FindingMaker::new(&matches, 0);
        let mut breaches = Vec::new();
        let rule = match rule.variant(&self.profiles_of(&matches)) {
            Some(Variant::Off) => return (Outcome::NotApplicable, Vec::new()),
            Some(Variant::Changed(changed)) => changed,
            None => rule,
        };
        let outcome = rule.check(&matches, &mut breaches);
        (outcome, breaches.into_iter().map(|breach| maker.make(&rule.info, breach)).collect())
    }

    /// Returns the numbers of the profiles that are in force in a conversation.
    fn profiles_of(&self, matches: &Matches<'_>) -> Vec<usize> {
        let numbers = self.profiles.iter().enumerate();
        numbers.filter(|(_, profile)| profile.fits(matches)).map(|(number, _)| number).collect()
    }

    /// Returns what is said of each rule, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Arc<RuleInfo>> {
        self.rules.iter().map(|rule| &rule.info)
    }

    /// Checks one conversation; `context` is the number of utterances shown on either side of a finding.
    pub fn check(&self, conversation: &Conversation<'_>, context: usize) -> Checked {
        self.check_with(&mut TextPool::default(), conversation, context, Confidence::Possible)
    }

    /// Begins a session, for many conversations one after another on one thread.
    pub fn session(self: &Arc<Self>) -> Session {
        Session { engine: Arc::clone(self), pool: TextPool::default(), least: Confidence::Possible }
    }

    fn check_with(
        &self,
        pool: &mut TextPool,
        conversation: &Conversation<'_>,
        context: usize,
        least: Confidence,
    ) -> Checked {
        let matches = Matches::new(conversation, &self.program, pool);
        let maker = FindingMaker::new(&matches, context);
        let profiles = self.profiles_of(&matches);
        let outcomes = Vec::with_capacity(self.rules.len());
        let mut checked = Checked { outcomes, ..Checked::default() };
        checked.profiles.extend(profiles.iter().map(|number| Arc::clone(&self.profiles[*number].name)));
        let mut breaches = Vec::new();
        for (rule, passes_without_hit) in self.rules.iter().zip(&self.passes_without_hit) {
            let (rule, passes_without_hit) = match rule.variant(&profiles) {
                None => (rule, *passes_without_hit),
                Some(Variant::Changed(changed)) => (&**changed, None),
                Some(Variant::Off) => {
                    checked.outcomes.push(Outcome::NotApplicable);
                    continue;
                }
            };
            if let Some((matcher, roles)) = passes_without_hit
                && !matches.may_hit(matcher, roles)
            {
                let spoken = matches.conversation.has_speaker(roles);
                checked.outcomes.push(if spoken { Outcome::Pass } else { Outcome::NotApplicable });
                continue;
            }
            let outcome = rule.check(&matches, &mut breaches);
            let findings = breaches.drain(..).map(|breach| maker.make(&rule.info, breach));
            let known = checked.findings.len();
            checked.findings.extend(findings.filter(|finding| finding.confidence >= least));
            let is_left = checked.findings.len() > known;
            checked.outcomes.push(if outcome == Outcome::Fail && !is_left { LEFT_OUT } else { outcome });
        }
        checked.findings.sort_by(|a, b| (a.utterance, a.span, &a.rule.id).cmp(&(b.utterance, b.span, &b.rule.id)));
        checked
    }
}

/// The outcome of a rule of which every finding was less sure than what is trusted.
const LEFT_OUT: Outcome = Outcome::NotCheckable("low-confidence");

/// Many conversations checked one after another, on one thread, in memory that is used again; verdicts are the same as
/// those of [`Engine::check`].
#[derive(Debug)]
pub struct Session {
    engine: Arc<Engine>,
    pool: TextPool,
    /// Less sure findings are left out.
    least: Confidence,
}

impl Session {
    /// Leaves out findings that are less sure; a rule that has no other is not checkable there.
    pub fn trusting(self, least: Confidence) -> Session {
        Session { least, ..self }
    }

    /// Returns the engine it runs.
    pub(crate) fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Checks one conversation; `context` is the number of utterances shown on either side of a finding.
    pub fn check(&mut self, conversation: &Conversation<'_>, context: usize) -> Checked {
        self.engine.check_with(&mut self.pool, conversation, context, self.least)
    }
}
