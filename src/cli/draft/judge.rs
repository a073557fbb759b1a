//! What judges a draft: the wanted rules, and the conversation it is said in.

use huashu_core::engine::Engine;
use huashu_core::next_utterance::{DraftScope, known_facts, with_next};
use huashu_core::reword::{Judge, Judged, draft_conversation};
use huashu_input::{Chunk, Source};
use huashu_model::problem::{Level, Problem};
use huashu_model::transcript::Conversation;
use huashu_rulebook::Rule;

use super::super::global::Global;
use super::super::output;
use super::super::rulebooks::{Loaded, RulebookArgs, input_options};

/// Judges drafts by the wanted rules, alone or as what is said next.
pub(super) struct DraftJudge<'j> {
    loaded: &'j Loaded,
    rules: &'j RulebookArgs,
    before: Option<Conversation<'j>>,
    /// What the conversation so far tells, by the names of placeholders.
    known: Vec<(&'static str, String)>,
    engine: Engine,
    /// The only texts that the engine is good for; `None` where it is good for any.
    only_for: Option<Vec<String>>,
    /// Another engine, and the texts that it is good for.
    later: Option<(Engine, Vec<String>)>,
}

impl<'j> DraftJudge<'j> {
    /// Makes a judge of one text, which is faster; `None` where the rulebook cannot be trusted.
    pub(super) fn for_text(
        text: &str,
        loaded: &'j mut Loaded,
        rules: &'j RulebookArgs,
        before: Option<Conversation<'j>>,
        global: Global,
    ) -> Option<Self> {
        if before.is_some() {
            return DraftJudge::for_any_text(loaded, rules, before, global);
        }
        let engine = loaded.engine_for(&[text], global, &|rule| wants(rules, false, rule))?;
        let only_for = Some(vec![text.to_owned()]);
        Some(DraftJudge { loaded, rules, before, known: Vec::new(), engine, only_for, later: None })
    }

    /// Makes a judge of any text; `None` where the rulebook cannot be trusted.
    pub(super) fn for_any_text(
        loaded: &'j mut Loaded,
        rules: &'j RulebookArgs,
        before: Option<Conversation<'j>>,
        global: Global,
    ) -> Option<Self> {
        let engine = loaded.engine(global, &|rule| wants(rules, before.is_some(), rule))?;
        let known = before.as_ref().map(known_facts).unwrap_or_default();
        Some(DraftJudge { loaded, rules, before, known, engine, only_for: None, later: None })
    }

    /// Returns the rulebook's name.
    pub(super) fn rulebook(&self) -> &str {
        &self.engine.name
    }

    /// Returns the engine that is good for a draft, made now where none is.
    fn engine_for(&mut self, draft: &str) -> &Engine {
        let is_good = |texts: &[String]| texts.iter().any(|text| text == draft);
        if self.only_for.as_deref().is_none_or(is_good) {
            return &self.engine;
        }
        if !self.later.as_ref().is_some_and(|(_, texts)| is_good(texts)) {
            self.expect(&[draft.to_owned()]);
        }
        self.later.as_ref().map_or(&self.engine, |(engine, _)| engine)
    }
}

impl Judge for DraftJudge<'_> {
    fn judge(&mut self, draft: &str) -> Judged {
        let Some(before) = self.before.clone() else {
            let engine = self.engine_for(draft);
            return Judged::new(engine.check(&draft_conversation(draft), 0).findings, engine);
        };
        let conversation = with_next(&before, draft);
        let mut findings = self.engine.check(&conversation, 0).findings;
        findings.retain(|finding| {
            let rule = self.loaded.rulebook.rule(&finding.rule.id);
            rule.is_some_and(|rule| DraftScope::of(rule).stands(finding, &conversation))
        });
        Judged::new(findings, &self.engine)
    }

    /// Makes one engine for all of them: to make one takes most of the time that a draft takes.
    fn expect(&mut self, texts: &[String]) {
        if self.only_for.is_some() && !texts.is_empty() {
            let wanted = |rule: &Rule| wants(self.rules, false, rule);
            let drafts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let engine = self.loaded.engine_for_others(&drafts, &wanted);
            self.later = Some((engine, texts.to_vec()));
        }
    }

    fn known(&self) -> &[(&'static str, String)] {
        &self.known
    }
}

/// Returns whether a rule is wanted, and can be judged of what is known.
fn wants(rules: &RulebookArgs, has_context: bool, rule: &Rule) -> bool {
    rules.wants(rule) && (has_context || rule.body.is_about_one_utterance())
}

/// Reports that both the text and the conversation so far would come from standard input.
pub(super) fn standard_input_twice(has_text: bool, context: Option<&str>) -> Option<Problem> {
    let message = huashu_model::message!(
        "标准输入只能读一次：--context - 时，草稿写在命令里",
        "standard input is read once: with --context - give the text as an argument"
    );
    (context == Some("-") && !has_text).then(|| Problem::error("draft/standard-input-twice", message))
}

/// Reads the conversation so far.
pub(super) fn read_context(path: &str, loaded: &Loaded, global: Global) -> Vec<Chunk> {
    let (options, problems) = input_options(&loaded.rulebook.input);
    output::show_problems(&problems, global);
    let source = if path == "-" { Source::standard_input() } else { Source::path(path) };
    huashu_input::read(&source, &options).collect()
}

/// Returns the one conversation that was read; shows why where there is none, or more.
pub(super) fn single_conversation<'c>(
    path: &str,
    chunks: &'c [Chunk],
    loaded: &Loaded,
    global: Global,
) -> Option<Conversation<'c>> {
    let (options, _) = input_options(&loaded.rulebook.input);
    let mut conversations = Vec::new();
    let mut problems = Vec::new();
    for chunk in chunks {
        let parsed = chunk.parse(&options);
        conversations.extend(parsed.conversations);
        problems.extend(parsed.problems);
    }
    let count = conversations.len();
    if count != 1 && !problems.iter().any(|problem: &Problem| problem.level == Level::Error) {
        let message = huashu_model::message!(
            "{path} 里有 {count} 个会话：--context 要恰好一个，就是草稿接着说的那一个",
            "{path} holds {count} conversations: --context takes exactly one, in which the draft is said next"
        );
        problems.push(Problem::error("draft/not-one-conversation", message));
    }
    output::show_problems(&problems, global);
    let is_read = !problems.iter().any(|problem| problem.level == Level::Error);
    conversations.pop().filter(|_| is_read)
}
