//! Evaluations: what one conversation came to, for reports that tell more than findings.

use std::sync::Arc;

use crate::finding::{ContextLine, Finding, Location};
use crate::outcome::Outcome;
use crate::score::Score;
use crate::transcript::Time;

/// One conversation after it was checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Where its record stands.
    pub location: Location,
    /// The agents who spoke in it, in the order of their first words.
    pub agents: Vec<AgentPart>,
    /// The customer, by number or name, where the log names one.
    pub customer: Option<String>,
    /// Skill group or queue (技能组).
    pub group: Option<String>,
    /// `chat`, `voice` or whatever the log says.
    pub channel: Option<String>,
    /// When it began.
    pub began: Option<Time>,
    /// Utterances of all roles.
    pub utterances: usize,
    /// Findings, by utterance, then place.
    pub findings: Vec<Finding>,
    /// Outcome of every rule of the run, in their order.
    pub outcomes: Vec<Outcome>,
    /// What it came to.
    pub score: Score,
    /// Everything that was said, where a report asked for it; else empty.
    pub transcript: Vec<ContextLine>,
}

/// One agent's part of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentPart {
    /// What the agent is told by: the job number, else the name.
    pub key: Arc<str>,
    /// The name, where the log gives one.
    pub name: Option<Arc<str>>,
    /// Utterances.
    pub utterances: u64,
    /// What the agent's own findings come to.
    pub score: Score,
}

impl Evaluation {
    /// Makes the evaluation of a conversation of which nothing but its place is known.
    pub fn new(location: Location) -> Evaluation {
        Evaluation {
            location,
            agents: Vec::new(),
            customer: None,
            group: None,
            channel: None,
            began: None,
            utterances: 0,
            findings: Vec::new(),
            outcomes: Vec::new(),
            score: Score::default(),
            transcript: Vec::new(),
        }
    }
}
