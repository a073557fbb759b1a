//! The engine: a rulebook made ready, and conversations checked against it.
//!
//! It does no IO and knows no file formats and no reports. What was written
//! ([`Rulebook`]) and what runs ([`Engine`]) are two types; the engine is
//! immutable and shared by all threads.

mod breach;
mod check;
mod compile;
mod compile_problems;
mod condition;
mod dialogue;
mod evaluate;
mod examples;
mod gate;
mod guards;
mod line;
mod narrow;
mod nearest;
mod phrase;
mod phrase_matcher;
mod position;
mod probe;
mod program;
mod scope;
mod set;
mod sound;
mod trace;
mod wake;

use std::sync::Arc;

pub use breach::Breach;
pub use compile::Compiler;
pub use dialogue::{Dialogue, Hit, Hits};
pub use examples::{ExampleResult, Verdict, run_examples};
pub use nearest::Samples;
pub use probe::{Probe, used_terms};
pub use program::{Condition, MatcherId};
pub use scope::{NO_TIME, Scope, Window, Windows};
pub use trace::{Fate, Reason, Trace, TracedHit, TracedRule};

use crate::engine::check::Check;
use breach::FindingMaker;
use huashu_model::finding::{Finding, RuleInfo};
use huashu_model::summary::Outcome;
use huashu_model::text::glob;
use huashu_model::transcript::{Conversation, Time};
use huashu_rulebook::{Diagnostics, RoleFilter, Rule, Rulebook, WhereSpec};
use line::LineCache;
use narrow::OnlyText;
use program::Program;

/// A rulebook ready to run.
#[derive(Debug)]
pub struct Engine {
    /// Name of the rulebook.
    pub name: String,
    program: Program,
    rules: Vec<CompiledRule>,
    /// For each rule that passes unless one matcher hits: the matcher, and whose words. Most rules of most conversations
    /// are done with after a look at this.
    unless_hit: Vec<Option<(MatcherId, RoleFilter)>>,
}

/// One rule, ready to run.
#[derive(Debug)]
struct CompiledRule {
    info: Arc<RuleInfo>,
    check: Box<dyn Check>,
    watches: Vec<(MatcherId, RoleFilter)>,
    conversations: WhereSpec,
    effective: (Option<String>, Option<String>),
}

/// What one conversation came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checked {
    /// Findings, by utterance, then place, then rule.
    pub findings: Vec<Finding>,
    /// Outcome of every rule, in the order of [`Engine::rules`].
    pub outcomes: Vec<Outcome>,
}

impl Engine {
    /// Compiles the rules that `wanted` accepts (usually those that are on); problems go to `sink`.
    pub fn compile(rulebook: &Rulebook, sink: &mut Diagnostics, wanted: &dyn Fn(&Rule) -> bool) -> Engine {
        Engine::compile_with(rulebook, sink, wanted, None)
    }

    /// Compiles as [`Engine::compile`] does, but leaves out what cannot concern `text`, which takes a fraction of the
    /// time. The engine is good for utterances of that text only.
    pub fn compile_for(
        text: &str,
        rulebook: &Rulebook,
        sink: &mut Diagnostics,
        wanted: &dyn Fn(&Rule) -> bool,
    ) -> Engine {
        Engine::compile_with(rulebook, sink, wanted, Some(OnlyText::new(text)))
    }

    fn compile_with(
        rulebook: &Rulebook,
        sink: &mut Diagnostics,
        wanted: &dyn Fn(&Rule) -> bool,
        only: Option<OnlyText>,
    ) -> Engine {
        let mut compiler = Compiler::new(rulebook, sink);
        compiler.only = only;
        let mut rules = Vec::new();
        for rule in &rulebook.rules {
            let is_wanted = wanted(rule);
            // A stranger's rules are compiled even when they are off, so that their mistakes are seen.
            compiler.is_trusted = compiler.is_shipped(rule.place);
            if !is_wanted && compiler.is_trusted {
                continue;
            }
            let check = check::compile(&rule.body, rule.role, &mut compiler);
            if is_wanted {
                rules.push(CompiledRule {
                    info: Arc::clone(&rule.info),
                    watches: check.watches(),
                    check,
                    conversations: rule.conversations.clone(),
                    effective: rule.effective.clone(),
                });
            }
        }
        let program = compiler.finish();
        let unless_hit = rules.iter().map(CompiledRule::unless_hit).collect();
        Engine { name: rulebook.name.clone(), program, rules, unless_hit }
    }

    /// Checks one conversation against one rule; an unknown rule never applies.
    pub fn check_rule(&self, id: &str, conversation: &Conversation<'_>) -> (Outcome, Vec<Finding>) {
        let Some(rule) = self.rules.iter().find(|rule| rule.info.id == id) else {
            return (Outcome::NotApplicable, Vec::new());
        };
        let dialogue = Dialogue::new(conversation, &self.program, &mut LineCache::default());
        let maker = FindingMaker::new(&dialogue, 0);
        let mut breaches = Vec::new();
        let outcome = rule.check(&dialogue, &mut breaches);
        (outcome, breaches.into_iter().map(|breach| maker.make(&rule.info, breach)).collect())
    }

    /// Returns what is said of each rule, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Arc<RuleInfo>> {
        self.rules.iter().map(|rule| &rule.info)
    }

    /// Checks one conversation; `context` is the number of utterances shown on either side of a finding.
    pub fn check(&self, conversation: &Conversation<'_>, context: usize) -> Checked {
        Session { engine: self, cache: LineCache::default() }.check(conversation, context)
    }

    /// Begins a session that remembers texts it has met, in about so many bytes.
    pub fn session(&self, bytes: usize) -> Session<'_> {
        Session { engine: self, cache: LineCache::new(bytes) }
    }
}

/// Many conversations checked one after another, on one thread. What was found out about a text is remembered,
/// since the same words come again; verdicts are the same as those of [`Engine::check`].
#[derive(Debug)]
pub struct Session<'e> {
    engine: &'e Engine,
    cache: LineCache,
}

impl Session<'_> {
    /// Checks one conversation; `context` is the number of utterances shown on either side of a finding.
    pub fn check(&mut self, conversation: &Conversation<'_>, context: usize) -> Checked {
        let dialogue = Dialogue::new(conversation, &self.engine.program, &mut self.cache);
        let maker = FindingMaker::new(&dialogue, context);
        let outcomes = Vec::with_capacity(self.engine.rules.len());
        let mut checked = Checked { outcomes, ..Checked::default() };
        let mut breaches = Vec::new();
        for (rule, unless_hit) in self.engine.rules.iter().zip(&self.engine.unless_hit) {
            if let Some((matcher, roles)) = *unless_hit
                && !dialogue.may_hit(matcher, roles)
            {
                let spoken = dialogue.has_speaker(roles);
                checked.outcomes.push(if spoken { Outcome::Pass } else { Outcome::NotApplicable });
                continue;
            }
            let outcome = rule.check(&dialogue, &mut breaches);
            checked.outcomes.push(outcome);
            if !breaches.is_empty() {
                checked.findings.extend(breaches.drain(..).map(|breach| maker.make(&rule.info, breach)));
            }
        }
        checked.findings.sort_by(|a, b| (a.utterance, a.span, &a.rule.id).cmp(&(b.utterance, b.span, &b.rule.id)));
        checked
    }
}

impl CompiledRule {
    /// Returns the only matcher the rule waits for, where it is for every conversation and passes without a hit.
    fn unless_hit(&self) -> Option<(MatcherId, RoleFilter)> {
        let always = self.conversations.fields.is_empty() && self.effective == (None, None);
        let roles = self.check.passes_unless_hit().filter(|_| always)?;
        self.watches.first().copied().filter(|watch| self.watches.len() == 1 && watch.1 == roles)
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        if !self.is_for(dialogue.conversation) {
            return Outcome::NotApplicable;
        }
        let idle =
            !self.watches.is_empty() && !self.watches.iter().any(|(id, roles)| dialogue.may_hit(*id, *roles));
        if idle { self.check.idle(dialogue) } else { self.check.check(dialogue, breaches) }
    }

    /// Returns whether the rule is for this conversation: its fields, and its day.
    fn is_for(&self, conversation: &Conversation<'_>) -> bool {
        let fields = self.conversations.fields.iter().all(|(field, values)| {
            let value = conversation.field(field);
            value.is_some_and(|value| values.iter().any(|wanted| glob(wanted, value)))
        });
        fields && self.in_force(conversation)
    }

    fn in_force(&self, conversation: &Conversation<'_>) -> bool {
        let (from, until) = &self.effective;
        if from.is_none() && until.is_none() {
            return true;
        }
        let Some(day) = conversation.utterances.iter().find_map(|utterance| utterance.time).and_then(day) else {
            return true;
        };
        from.as_ref().is_none_or(|from| day >= *from) && until.as_ref().is_none_or(|until| day <= *until)
    }
}

/// Returns the local day of a clock time as `yyyy-mm-dd`.
fn day(time: Time) -> Option<String> {
    let Time::Clock { millis, offset } = time else { return None };
    let local = millis.checked_add(i64::from(offset) * 1000)?;
    let date = jiff::Timestamp::from_millisecond(local).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    Some(date.to_string())
}
