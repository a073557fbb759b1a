//! From a conversation to what it came to; runs on the threads that check.

use std::collections::BTreeMap;
use std::sync::Arc;

use huashu_core::engine::{Engine, Session};
use huashu_model::evaluation::{AgentPart, Evaluation};
use huashu_model::finding::{ContextLine, Finding, Location};
use huashu_model::mask::Mask;
use huashu_model::score::{Score, Scorer};
use huashu_model::transcript::{Conversation, Role};

use super::duplicates::Reply;
use super::repeats::Mark;

/// What one conversation came to.
#[derive(Debug)]
pub(super) struct Evaluated {
    /// What it is known by, where the log names it.
    pub(super) mark: Option<Mark>,
    /// What it says, where it is a canned reply.
    pub(super) reply: Option<Reply>,
    pub(super) evaluation: Evaluation,
    pub(super) profiles: Vec<Arc<str>>,
    /// Utterances by role.
    pub(super) roles: BTreeMap<Role, u64>,
    /// Agents' utterances by the hour of the day.
    pub(super) hours: BTreeMap<usize, u64>,
    /// What still has to hide the customer's data in what is handed over.
    pub(super) mask: Option<Mask>,
}

/// What a thread needs to check chunks.
#[derive(Clone, Copy)]
pub(super) struct Task<'o> {
    pub(super) engine: &'o Engine,
    pub(super) scorer: &'o Scorer,
    pub(super) context: usize,
    pub(super) transcripts: bool,
    /// Several sources may hold parts of one conversation.
    pub(super) several: bool,
    pub(super) duplicates: bool,
    pub(super) masked: bool,
    /// The run is held to every finding, so that nobody has to see the words that a mask hides.
    pub(super) holds_all: bool,
}

impl Task<'_> {
    /// Returns whether what a conversation comes to is settled without those before it.
    pub(super) fn settles(self) -> bool {
        self.holds_all && !self.several && !self.duplicates
    }

    /// Checks one conversation; where nothing will be taken from its findings, they are scored and masked.
    pub(super) fn evaluate(self, conversation: &Conversation<'_>, session: &mut Session) -> Evaluated {
        let checked = session.check(conversation, self.context);
        let mut evaluation = Evaluation::new(Location {
            file: Arc::clone(&conversation.place.file),
            line: conversation.place.line,
            cell: conversation.place.cell.clone(),
            conversation: conversation.name(),
        });
        evaluation.agents = agents(conversation);
        let mask = self.masked.then(|| Mask::of(conversation));
        evaluation.customer = customer(conversation, mask.as_ref());
        evaluation.group = conversation.group.as_deref().map(str::to_owned);
        evaluation.channel = conversation.channel.as_deref().map(str::to_owned);
        evaluation.began = conversation.utterances.iter().find_map(|utterance| utterance.time);
        evaluation.utterances = conversation.utterances.len();
        evaluation.findings = checked.findings;
        name_messages(&mut evaluation.findings, conversation);
        evaluation.outcomes = checked.outcomes;
        if self.transcripts {
            evaluation.transcript = transcript(conversation, mask.as_ref());
        }
        let (mut roles, mut hours) = (BTreeMap::new(), BTreeMap::new());
        for utterance in &conversation.utterances {
            *roles.entry(utterance.role).or_default() += 1;
            let hour = utterance.time.filter(|_| utterance.role == Role::Agent).and_then(super::tallies::hour_of);
            if let Some(hour) = hour {
                *hours.entry(hour).or_default() += 1;
            }
        }
        let mark = if self.several { Mark::of(conversation) } else { None };
        let reply = if self.duplicates { Reply::of(conversation) } else { None };
        let mut one = Evaluated { mark, reply, evaluation, profiles: checked.profiles, roles, hours, mask };
        if self.holds_all {
            one.settle(self.scorer);
        }
        one
    }
}

impl Evaluated {
    /// Scores the conversation by the findings that it is held to, of several agents each by what is theirs; then hides
    /// the customer's data in them.
    pub(super) fn settle(&mut self, scorer: &Scorer) {
        let evaluation = &mut self.evaluation;
        let (findings, outcomes) = (&evaluation.findings, &evaluation.outcomes);
        evaluation.score = scorer.score(findings, outcomes, &|_| true);
        match evaluation.agents.as_mut_slice() {
            [only] => only.score = evaluation.score.clone(),
            several => {
                for agent in several {
                    let is_theirs = |finding: &_| charged_to(finding, &agent.key);
                    agent.score = scorer.score(findings, outcomes, &is_theirs);
                }
            }
        }
        if let Some(mask) = self.mask.take() {
            mask.evaluation(evaluation);
        }
    }
}

/// Tells in each finding which message it stands in, where the log names its messages.
fn name_messages(findings: &mut [Finding], conversation: &Conversation<'_>) {
    for finding in findings {
        let utterance = conversation.utterances.get(finding.utterance);
        finding.message_id = utterance.and_then(|utterance| utterance.id.as_deref()).map(Arc::from);
    }
}

/// Returns whether a finding is one agent's.
pub(super) fn charged_to(finding: &Finding, agent: &str) -> bool {
    finding.agent.as_deref() == Some(agent)
}

/// Returns the agents who speak, in the order of their first words.
fn agents(conversation: &Conversation<'_>) -> Vec<AgentPart> {
    let mut agents: Vec<AgentPart> = Vec::new();
    for (index, utterance) in conversation.utterances.iter().enumerate() {
        if utterance.role != Role::Agent {
            continue;
        }
        let Some(key) = conversation.agent_of(index) else { continue };
        let name = || conversation.agent_name_of(index);
        match agents.iter_mut().find(|agent| &*agent.key == key) {
            Some(agent) => {
                agent.utterances += 1;
                agent.name = agent.name.take().or_else(|| name().map(Arc::from));
            }
            None => agents.push(AgentPart {
                key: Arc::from(key),
                name: name().map(Arc::from),
                utterances: 1,
                score: Score::default(),
            }),
        }
    }
    agents
}

/// Returns what the customer is told by: the number, else the name.
fn customer(conversation: &Conversation<'_>, mask: Option<&Mask>) -> Option<String> {
    let customer = &conversation.customer;
    match (customer.id.as_deref(), customer.name.as_deref(), mask) {
        (Some(id), _, Some(mask)) => Some(mask.text(id).unwrap_or_else(|| id.to_owned())),
        (None, Some(name), Some(_)) => Some(Mask::name(name)),
        (id, name, _) => id.or(name).map(str::to_owned),
    }
}

fn transcript(conversation: &Conversation<'_>, mask: Option<&Mask>) -> Vec<ContextLine> {
    let lines = conversation.utterances.iter().enumerate().map(|(index, utterance)| {
        let mut line = ContextLine {
            utterance: index,
            role: utterance.role,
            speaker: utterance.name.as_deref().or(utterance.agent_id.as_deref()).map(str::to_owned),
            time: utterance.time,
            text: Arc::from(utterance.text.as_ref()),
        };
        if let Some(mask) = mask {
            mask.line(&mut line);
        }
        line
    });
    lines.collect()
}
