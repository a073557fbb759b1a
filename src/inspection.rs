//! What was recognised in some files: conversations, speakers, times, and what could not be judged.
//!
//! Gathers figures and samples; how they are shown is the command line's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use huashu_core::engine::Engine;
use huashu_input::{Options, Recognised, Source};
use huashu_model::language::Message;
use huashu_model::problem::{Problem, keep_problem};
use huashu_model::summary::{Outcome, keep_remark};
use huashu_model::transcript::{Conversation, Precision, Role, Time};

/// Most different speakers kept by name.
const MOST_SPEAKERS: usize = 200;

/// Most problems kept; a file that is no log has one a line.
const MOST_PROBLEMS: usize = 200;

/// What some files came to.
#[derive(Debug, Default)]
pub struct Inspection {
    /// Each file, sheet or entry of an archive, and how it was read.
    pub recognised: Vec<Recognised>,
    /// Conversations read.
    pub conversations: u64,
    /// Records met, and how many of them could not be read.
    pub records: (u64, u64),
    /// Speakers by role: the name or number the log gives, and how often it speaks.
    pub speakers: BTreeMap<Role, BTreeMap<String, u64>>,
    /// Utterances by role.
    pub utterances: BTreeMap<Role, u64>,
    /// Job numbers of agents.
    pub agents: BTreeSet<String>,
    /// Channels that the log names.
    pub channels: BTreeSet<String>,
    /// Sent by a machine in an agent's name.
    pub automatic: u64,
    /// Utterances with a time, and the earliest and the latest of them.
    pub timed: u64,
    /// The earliest and the latest time on the clock.
    pub span: Option<(Time, Time)>,
    /// How finely the coarsest of the times is written.
    pub coarsest: Precision,
    /// What was left out, by a stable reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Remarks about the reading.
    pub remarks: Vec<Message>,
    /// What could not be read, the first of it.
    pub problems: Vec<Problem>,
    /// Rules that could be judged in no conversation, with the reason.
    pub not_checkable: BTreeMap<String, &'static str>,
}

/// Reads sources whole and gathers what was recognised in them; `engine` tells which rules could not be judged.
pub fn inspect(sources: &[Source], options: &Options, engine: &Arc<Engine>) -> Inspection {
    let mut inspection = Inspection::default();
    let mut judged: Vec<(bool, Option<&'static str>)> = vec![(false, None); engine.rules().count()];
    let mut session = engine.session();
    for chunk in sources.iter().flat_map(|source| huashu_input::read(source, options)) {
        let parsed = chunk.parse(options);
        for conversation in &parsed.conversations {
            inspection.add(conversation);
            for (rule, outcome) in judged.iter_mut().zip(session.check(conversation, 0).outcomes) {
                match outcome {
                    Outcome::NotCheckable(reason) => rule.1 = Some(reason),
                    Outcome::Pass | Outcome::Fail => rule.0 = true,
                    Outcome::NotApplicable => {}
                }
            }
        }
        inspection.records.0 += parsed.records;
        inspection.records.1 += parsed.failed;
        inspection.recognised.extend(parsed.recognised);
        for problem in parsed.problems {
            keep_problem(&mut inspection.problems, problem, MOST_PROBLEMS);
        }
        parsed.remarks.into_iter().for_each(|remark| keep_remark(&mut inspection.remarks, remark));
        for (reason, count) in parsed.skipped {
            *inspection.skipped.entry(reason).or_default() += count;
        }
    }
    let ids = engine.rules().map(|rule| rule.id.clone());
    inspection.not_checkable = ids
        .zip(judged)
        .filter_map(|(id, (was_judged, reason))| reason.filter(|_| !was_judged).map(|reason| (id, reason)))
        .collect();
    inspection
}

impl Inspection {
    fn add(&mut self, conversation: &Conversation<'_>) {
        self.conversations += 1;
        self.channels.extend(conversation.channel.as_deref().map(str::to_owned));
        for (index, utterance) in conversation.utterances.iter().enumerate() {
            *self.utterances.entry(utterance.role).or_default() += 1;
            self.automatic += u64::from(utterance.auto);
            self.agents.extend(conversation.agent_of(index).map(str::to_owned));
            if let Some(name) = utterance.name.as_deref() {
                let speakers = self.speakers.entry(utterance.role).or_default();
                if speakers.len() < MOST_SPEAKERS || speakers.contains_key(name) {
                    *speakers.entry(name.to_owned()).or_default() += 1;
                }
            }
            if let Some(time) = utterance.time {
                self.timed += 1;
                let (first, last) = self.span.unwrap_or((time, time));
                self.span = Some((first.min(time), last.max(time)));
                self.coarsest = self.coarsest.max(time.precision());
            }
        }
    }

    /// Returns how many utterances were read.
    pub fn all_utterances(&self) -> u64 {
        self.utterances.values().sum()
    }

    /// Returns the speakers of a role, the most talkative first.
    pub fn most_talkative(&self, role: Role) -> Vec<(&str, u64)> {
        let speakers = self.speakers.get(&role).into_iter().flatten();
        let mut speakers: Vec<(&str, u64)> = speakers.map(|(name, count)| (name.as_str(), *count)).collect();
        speakers.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        speakers
    }
}
