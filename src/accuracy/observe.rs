//! The conversations that labels speak of, and what the rules find in them.

use std::collections::{BTreeMap, BTreeSet};

use super::labels::Labels;
use super::place::source_of;
use huashu_core::engine::Engine;
use huashu_input::{Options, Source};
use huashu_model::finding::Finding;
use huashu_model::language::Message;
use huashu_model::problem::{Problem, keep_problem};
use huashu_model::summary::keep_remark;
use huashu_model::transcript::Conversation;

/// What was found in the labelled conversations, by conversation and source.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    seen: BTreeMap<(String, String), Seen>,
    /// Conversations read, labelled or not.
    pub conversations: u64,
    /// Words about the reading itself, such as an encoding that was guessed.
    pub remarks: Vec<Message>,
}

/// One labelled conversation.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Records that bear its name; more than one makes its labels doubtful.
    pub(super) records: u64,
    /// Texts of its utterances.
    pub(super) texts: Vec<String>,
    pub(super) found: Vec<Found>,
}

/// What is kept of a finding.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) rule: String,
    pub(super) utterance: usize,
    /// The utterance that called for a missing element, where there is one, else the finding's own.
    pub(super) anchor: usize,
    /// The words found; none for an absence.
    pub(super) words: Option<String>,
}

impl From<&Finding> for Found {
    fn from(finding: &Finding) -> Self {
        let words = finding.text.get(finding.span.start..finding.span.end);
        Found {
            rule: finding.rule.id.clone(),
            utterance: finding.utterance,
            anchor: finding.anchor.unwrap_or(finding.utterance),
            words: words.filter(|_| finding.absence.is_none()).map(str::to_owned),
        }
    }
}

impl Observed {
    /// Takes what was found in one conversation of `file`.
    pub fn add(&mut self, file: &str, conversation: &Conversation<'_>, findings: &[Finding]) {
        let key = (name_of(conversation), source_of(file).to_owned());
        let seen = self.seen.entry(key).or_default();
        seen.records += 1;
        seen.found.extend(findings.iter().map(Found::from));
        if seen.texts.len() < conversation.utterances.len() {
            seen.texts =
                conversation.utterances.iter().map(|utterance| utterance.text.clone().into_owned()).collect();
        }
    }

    /// Returns the conversations of this name, with their sources; of one source where `source` is given.
    pub(super) fn named(&self, source: Option<&str>, conversation: &str) -> Vec<(&str, &Seen)> {
        let first = (conversation.to_owned(), source.unwrap_or_default().to_owned());
        let bear_the_name = self.seen.range(first..).take_while(|(key, _)| key.0 == conversation);
        bear_the_name
            .filter(|(key, _)| source.is_none_or(|source| key.1 == source))
            .map(|(key, seen)| (key.1.as_str(), seen))
            .collect()
    }
}

/// Most problems kept; a file that is no log has one a line.
const MOST_PROBLEMS: usize = 200;

/// Checks every conversation that the labels speak of; the others are read and left alone.
pub fn observe(
    sources: &[Source],
    options: &Options,
    engine: &Engine,
    labels: &Labels,
) -> (Observed, Vec<Problem>) {
    let of_utterances = labels.utterances.iter().map(|label| label.conversation.as_str());
    let of_conversations = labels.conversations.iter().map(|label| label.conversation.as_str());
    let wanted: BTreeSet<&str> = of_utterances.chain(of_conversations).collect();
    let mut observed = Observed::default();
    let mut problems = Vec::new();
    for chunk in sources.iter().flat_map(|source| huashu_input::read(source, options)) {
        let mut parsed = chunk.parse(options);
        for problem in parsed.problems.drain(..) {
            keep_problem(&mut problems, problem, MOST_PROBLEMS);
        }
        for remark in parsed.remarks {
            keep_remark(&mut observed.remarks, remark);
        }
        observed.conversations += parsed.conversations.len() as u64;
        for conversation in &parsed.conversations {
            if wanted.contains(name_of(conversation).as_str()) {
                let checked = engine.check(conversation, 0);
                observed.add(&conversation.place.file, conversation, &checked.findings);
            }
        }
    }
    (observed, problems)
}

/// Returns the conversation's name as findings give it.
fn name_of(conversation: &Conversation<'_>) -> String {
    match &conversation.id {
        Some(id) => id.clone().into_owned(),
        None => format!("#{}", conversation.place.line),
    }
}
