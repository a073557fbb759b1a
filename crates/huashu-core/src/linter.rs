//! The front door: rulebooks made ready to run, and what conversations and drafts come to.

use std::collections::HashMap;
use std::sync::Arc;

use huashu_model::finding::{Finding, RuleInfo};
use huashu_model::problem::Problem;
use huashu_model::summary::Outcome;
use huashu_model::text::Span;
use huashu_model::transcript::Conversation;
use huashu_rulebook::Rule;

use crate::builder::LinterBuilder;
use crate::engine::{self, Engine};
use crate::next_utterance::{DraftScope, known_facts, with_next};
use crate::reword::{Informed, Judged, Reworded, draft_conversation, reword};

/// Rulebooks ready to run: immutable, cheap to clone, shared by threads.
///
/// ```
/// use huashu_core::{Conversation, Linter, Role};
///
/// let linter = Linter::builder().rulebook("builtin:chat").build()?;
/// let conversation = Conversation::from_turns([
///     (Role::Customer, "什么时候发货？"),
///     (Role::Agent, "这个我不知道哦"),
/// ]);
/// let checked = linter.check(&conversation);
/// assert!(checked.findings.iter().any(|finding| finding.rule.id == "attitude/dont-know"));
/// # Ok::<(), huashu_core::RulebookErrors>(())
/// ```
#[derive(Debug, Clone)]
pub struct Linter {
    engine: Arc<Engine>,
    rules: Arc<Rules>,
    context: usize,
    warnings: Arc<[Problem]>,
}

/// The rules in force, in the order in which they are judged.
#[derive(Debug, Default, PartialEq)]
struct Rules {
    infos: Vec<Arc<RuleInfo>>,
    /// What each asks of a draft.
    draft_scopes: Vec<DraftScope>,
    /// Their numbers by id.
    numbers: HashMap<String, usize>,
}

impl Rules {
    fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// Judges a draft, alone or as what is said next, and puts it right.
    fn draft(
        &self,
        engine: &Engine,
        before: Option<&Conversation<'_>>,
        text: &str,
        check: &mut dyn FnMut(&Conversation<'_>) -> Vec<Finding>,
    ) -> Draft {
        let judge = |text: &str| {
            let conversation = match before {
                Some(before) => with_next(before, text),
                None => draft_conversation(text),
            };
            let mut findings = check(&conversation);
            findings.retain(|finding| {
                let scope = self.number(&finding.rule.id).map(|number| &self.draft_scopes[number]);
                scope.is_some_and(|scope| match before {
                    Some(_) => scope.stands(finding, &conversation),
                    None => scope.about_one_utterance,
                })
            });
            Judged::new(findings, engine)
        };
        let known = before.map(known_facts).unwrap_or_default();
        Draft::new(reword(text, &mut Informed { judge, known }))
    }
}

impl Linter {
    /// Begins a linter; rulebooks and options are added to what is returned.
    pub fn builder() -> LinterBuilder {
        LinterBuilder::default()
    }

    /// Takes an engine and the rules it was compiled from, in order.
    #[doc(hidden)]
    pub fn new<'r>(
        engine: Engine,
        wanted: impl Iterator<Item = &'r Rule>,
        context: usize,
        warnings: Vec<Problem>,
    ) -> Self {
        let mut rules = Rules::default();
        for (number, rule) in wanted.enumerate() {
            rules.infos.push(Arc::clone(&rule.info));
            rules.draft_scopes.push(DraftScope::of(rule));
            rules.numbers.insert(rule.info.id.clone(), number);
        }
        Linter { engine: Arc::new(engine), rules: Arc::new(rules), context, warnings: warnings.into() }
    }

    /// Checks one conversation. For many of them a [`Session`] is faster and says the same.
    pub fn check(&self, conversation: &Conversation<'_>) -> Checked {
        Checked::new(self.engine.check(conversation, self.context), &self.rules)
    }

    /// Begins a session, for many conversations one after another on one thread.
    pub fn session(&self) -> Session {
        Session { session: self.engine.session(), rules: Arc::clone(&self.rules), context: self.context }
    }

    /// Checks what an agent is about to send, by the rules that can be judged of one utterance alone, and puts it right
    /// as far as they say how.
    pub fn draft(&self, text: &str) -> Draft {
        let mut check = |draft: &Conversation<'_>| self.engine.check(draft, 0).findings;
        self.rules.draft(&self.engine, None, text, &mut check)
    }

    /// Checks what an agent is about to say next in a conversation, as [`Linter::draft`] does, by every rule: what the
    /// draft leaves out counts where nothing said later could mend it.
    pub fn draft_after(&self, before: &Conversation<'_>, text: &str) -> Draft {
        let mut check = |draft: &Conversation<'_>| self.engine.check(draft, 0).findings;
        self.rules.draft(&self.engine, Some(before), text, &mut check)
    }

    /// Returns what is said of each rule in force: id, severity, title, reason, sources, suggestions.
    pub fn rules(&self) -> impl Iterator<Item = &RuleInfo> {
        self.rules.infos.iter().map(AsRef::as_ref)
    }

    /// Returns what is said of the rule called `id`; `None` where no such rule is in force.
    pub fn rule(&self, id: &str) -> Option<&RuleInfo> {
        self.rules.number(id).map(|number| self.rules.infos[number].as_ref())
    }

    /// Returns what is wrong with a text by itself, and stays as it is.
    pub(crate) fn draft_findings(&self, text: &str) -> Vec<Finding> {
        let mut findings = self.engine.check(&draft_conversation(text), 0).findings;
        findings.retain(|finding| self.is_about_one_utterance(&finding.rule.id));
        findings
    }

    /// Returns whether a rule in force can be judged of one utterance alone.
    pub(crate) fn is_about_one_utterance(&self, id: &str) -> bool {
        self.rules.number(id).is_some_and(|number| self.rules.draft_scopes[number].about_one_utterance)
    }

    /// Returns the engine that judges.
    #[doc(hidden)]
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Returns what is probably not meant in the rulebooks, though they can be used.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}

/// Many conversations checked one after another, in memory that is used again; verdicts are the same as those of
/// [`Linter::check`].
///
/// A session owns what it needs and can move to another thread.
///
/// ```
/// use huashu_core::{Conversation, Linter, Role};
///
/// let linter = Linter::builder().rulebook("builtin:chat").select("attitude/*").build()?;
/// let mut session = linter.session();
/// let thread = std::thread::spawn(move || {
///     let log = [[(Role::Agent, "您好")], [(Role::Agent, "这个我不知道哦")]];
///     log.map(|turns| session.check(&Conversation::from_turns(turns)).findings.len())
/// });
/// assert_eq!(thread.join().expect("checking does not panic"), [0, 1]);
/// # Ok::<(), huashu_core::RulebookErrors>(())
/// ```
#[derive(Debug)]
pub struct Session {
    session: engine::Session,
    rules: Arc<Rules>,
    context: usize,
}

impl Session {
    /// Checks one conversation.
    pub fn check(&mut self, conversation: &Conversation<'_>) -> Checked {
        Checked::new(self.session.check(conversation, self.context), &self.rules)
    }

    /// Checks what an agent is about to send; see [`Linter::draft`].
    pub fn draft(&mut self, text: &str) -> Draft {
        self.draft_or_next(None, text)
    }

    /// Checks what an agent is about to say next in a conversation; see [`Linter::draft_after`].
    pub fn draft_after(&mut self, before: &Conversation<'_>, text: &str) -> Draft {
        self.draft_or_next(Some(before), text)
    }

    fn draft_or_next(&mut self, before: Option<&Conversation<'_>>, text: &str) -> Draft {
        let engine = Arc::clone(self.session.engine());
        let session = &mut self.session;
        self.rules.draft(&engine, before, text, &mut |draft| session.check(draft, 0).findings)
    }
}

/// What a conversation came to.
///
/// ```
/// use huashu_core::{Conversation, Linter, Outcome, Role};
///
/// let linter = Linter::builder().rulebook("builtin:chat").build()?;
/// // Without times, a rule about time is not judged; it is not passed either.
/// let checked = linter.check(&Conversation::from_turns([(Role::Customer, "在吗"), (Role::Agent, "在的")]));
/// assert_eq!(checked.outcome("time/first-response"), Some(Outcome::NotCheckable("no-time")));
/// assert_eq!(checked.outcome("attitude/dont-know"), Some(Outcome::Pass));
/// # Ok::<(), huashu_core::RulebookErrors>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Checked {
    /// Findings, by utterance, then place, then rule.
    pub findings: Vec<Finding>,
    /// Of every rule, in order.
    outcomes: Vec<Outcome>,
    rules: Arc<Rules>,
}

impl Checked {
    fn new(checked: engine::Checked, rules: &Arc<Rules>) -> Self {
        Checked { findings: checked.findings, outcomes: checked.outcomes, rules: Arc::clone(rules) }
    }

    /// Returns every rule in force and what it came to, in the order of [`Linter::rules`].
    pub fn outcomes(&self) -> impl Iterator<Item = (&RuleInfo, Outcome)> {
        self.rules.infos.iter().map(AsRef::as_ref).zip(self.outcomes.iter().copied())
    }

    /// Returns what the rule called `id` came to; `None` where no such rule is in force.
    pub fn outcome(&self, id: &str) -> Option<Outcome> {
        self.rules.number(id).and_then(|number| self.outcomes.get(number).copied())
    }
}

/// What a draft came to.
///
/// ```
/// use huashu_core::Linter;
///
/// let linter = Linter::builder().rulebook("builtin:chat").build()?;
/// let draft = linter.draft("您好。这个我不知道。");
/// assert_eq!(draft.findings[0].rule.id, "attitude/dont-know");
/// assert!(draft.reworded.starts_with("您好。") && draft.needs_review && draft.left.is_empty());
/// # Ok::<(), huashu_core::RulebookErrors>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Draft {
    /// What is wrong with the text, in order of place.
    pub findings: Vec<Finding>,
    /// The text put right as far as the rules say how; what else was said stays as it was.
    pub reworded: String,
    /// The same in other words, where rules have several.
    pub alternatives: Vec<String>,
    /// Whether a person must read it before it is sent.
    pub needs_review: bool,
    /// What is still wrong with the reworded text; spans are bytes of that.
    pub left: Vec<Finding>,
    /// What has to be filled in, such as `〔时间〕`; bytes of the reworded text.
    pub placeholders: Vec<Span>,
}

impl Draft {
    fn new(reworded: Reworded) -> Self {
        let Reworded { text, alternatives, needs_review, findings, left, placeholders } = reworded;
        Draft { findings, reworded: text, alternatives, needs_review, left, placeholders }
    }
}

/// Fails to compile where a session could not be moved to another thread, or a linter not be shared by several.
const _: () = {
    const fn is_send<T: Send>() {}
    const fn is_shared<T: Send + Sync>() {}
    is_send::<Session>();
    is_shared::<Linter>();
    is_shared::<Checked>();
};

#[cfg(test)]
mod tests {
    use super::*;
    use huashu_rulebook::{Diagnostics, NoFiles, Rulebook};

    fn codes(builder: LinterBuilder) -> Vec<&'static str> {
        let errors = builder.build().expect_err("there are mistakes");
        errors.problems().iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn there_is_no_linter_of_a_rulebook_with_errors() {
        let two = "[[rule]]\nid = 'a/b'\nphrase = ['好']\nseverity = 'grave'\n";
        assert!(codes(Linter::builder().rulebook_text("own.toml", two)).len() > 1);
        assert_eq!(codes(Linter::builder().rulebook("builtin:chatt")), ["rulebook/unknown-builtin"]);
        assert_eq!(codes(Linter::builder().select("attitude/dont-knw")), ["usage/unknown-rule"]);
        let missing = Linter::builder().rulebook_file("no-such-folder/own.toml");
        assert_eq!(codes(missing), ["rulebook/unreadable"]);
    }

    #[test]
    fn a_text_reads_no_files_unless_it_may() {
        let text = "[rulebook]\nextends = ['/etc/hostname']\n";
        assert_eq!(codes(Linter::builder().rulebook_text("own.toml", text)), ["rulebook/unreadable"]);
    }

    #[test]
    fn a_stranger_is_not_trusted_whatever_the_rulebook_is_called() {
        let text = "[[rule]]\nid = 'a/b'\ntitle = { zh = '甲', en = 'A' }\npattern = 'a*'\n";
        assert_eq!(codes(Linter::builder().rulebook_text("builtin:base", text)), ["rulebook/matches-empty"]);
    }

    #[test]
    fn a_draft_is_judged_as_by_an_engine_made_for_it() {
        let linter = Linter::builder().rulebook("builtin:all").build().expect("the packs are sound");
        let mut diagnostics = Diagnostics::default();
        let rulebook = Rulebook::load(&["builtin:all".to_owned()], &NoFiles, &mut diagnostics);
        let examples = rulebook.rules.iter().flat_map(|rule| rule.examples()).step_by(25);
        let mut found = 0;
        for utterance in examples.flat_map(|example| &example.conversation.utterances) {
            let text = utterance.text.as_ref();
            let wanted = |rule: &Rule| rule.body.is_about_one_utterance();
            let engine = Engine::compile_for(&[text], &rulebook, &mut diagnostics, &wanted);
            let findings = linter.draft(text).findings;
            assert_eq!(findings, engine.check(&draft_conversation(text), 0).findings, "{text}");
            found += findings.len();
        }
        assert!(found > 10, "the examples hold breaches, found {found}");
    }

    #[test]
    fn every_rule_has_an_outcome_and_a_session_says_the_same() {
        let linter = Linter::builder().rulebook("builtin:voice").context(1).build().expect("the pack is sound");
        let conversation = draft_conversation("这个我不知道");
        let checked = linter.check(&conversation);
        assert_eq!(checked.outcomes().count(), linter.rules().count());
        assert_eq!(checked.outcome("attitude/dont-know"), Some(Outcome::Fail));
        assert_eq!(checked.outcome("no/such-rule"), None);
        assert_eq!(linter.rule("attitude/dont-know").map(|rule| rule.points), Some(5.0));
        let mut session = linter.session();
        assert_eq!((session.check(&conversation), session.check(&conversation)), (checked.clone(), checked));
    }
}
