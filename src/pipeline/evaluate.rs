//! From a chunk of input to what its conversations came to; runs on the threads that check.

use std::collections::BTreeMap;
use std::sync::Arc;

use huashu_core::engine::Session;
use huashu_input::{Options, Parsed};
use huashu_model::evaluation::{AgentPart, Evaluation};
use huashu_model::finding::{ContextLine, Location};
use huashu_model::mask::Mask;
use huashu_model::problem::Problem;
use huashu_model::score::Score;
use huashu_model::summary::InputStats;
use huashu_model::transcript::{Conversation, Role};

use super::duplicates::Reply;
use super::repeats::Mark;

/// What one chunk came to.
#[derive(Debug, Default)]
pub(super) struct ChunkResult {
    pub(super) conversations: Vec<Evaluated>,
    pub(super) problems: Vec<Problem>,
    pub(super) ledger: InputStats,
}

/// What one conversation came to, before it is scored.
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
    /// What hides the customer's data in what is handed over; `None` where all is shown.
    pub(super) mask: Option<Mask>,
}

/// What a thread needs to check chunks.
#[derive(Clone, Copy)]
pub(super) struct Task<'o> {
    pub(super) options: &'o Options,
    pub(super) context: usize,
    pub(super) transcripts: bool,
    /// Several sources may hold parts of one conversation.
    pub(super) several: bool,
    pub(super) duplicates: bool,
    pub(super) masked: bool,
}

impl Task<'_> {
    /// Judges the conversations of a chunk that was read.
    pub(super) fn judge(self, parsed: &Parsed<'_>, session: &mut Session) -> ChunkResult {
        let mut result = ChunkResult::default();
        for conversation in &parsed.conversations {
            result.conversations.push(self.evaluate(conversation, session));
        }
        result.ledger.records = parsed.records;
        result.ledger.problems = parsed.failed;
        result.ledger.remarks = parsed.remarks.clone();
        for (reason, count) in &parsed.skipped {
            result.ledger.skipped.insert(*reason, *count);
        }
        result.problems = parsed.problems.clone();
        result
    }

    fn evaluate(self, conversation: &Conversation<'_>, session: &mut Session) -> Evaluated {
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
        evaluation.outcomes = checked.outcomes;
        if self.transcripts {
            evaluation.transcript = transcript(conversation, mask.as_ref());
        }
        let (mut roles, mut hours) = (BTreeMap::new(), BTreeMap::new());
        for utterance in &conversation.utterances {
            *roles.entry(utterance.role).or_default() += 1;
            let hour = utterance.time.filter(|_| utterance.role == Role::Agent).and_then(super::totals::hour_of);
            if let Some(hour) = hour {
                *hours.entry(hour).or_default() += 1;
            }
        }
        let mark = if self.several { Mark::of(conversation) } else { None };
        let reply = if self.duplicates { Reply::of(conversation) } else { None };
        Evaluated { mark, reply, evaluation, profiles: checked.profiles, roles, hours, mask }
    }
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
