//! The figures of a run: what was read, what was skipped and why, what each rule came to.

use std::collections::BTreeMap;

use crate::finding::{Finding, Severity};
use crate::language::Message;
pub use crate::outcome::Outcome;
use crate::score::{Figures, Tally};
use crate::transcript::Role;

/// Counts of one rule's outcomes, in conversations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutcomeCounts {
    /// Conversations that kept the rule.
    pub pass: u64,
    /// Conversations that breached it.
    pub fail: u64,
    /// Conversations in which its condition never arose.
    pub not_applicable: u64,
    /// Conversations in which it could not be judged.
    pub not_checkable: u64,
    /// Why not, by reason.
    pub reasons: BTreeMap<&'static str, u64>,
}

impl OutcomeCounts {
    /// Counts one conversation.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Pass => self.pass += 1,
            Outcome::Fail => self.fail += 1,
            Outcome::NotApplicable => self.not_applicable += 1,
            Outcome::NotCheckable(reason) => {
                self.not_checkable += 1;
                *self.reasons.entry(reason).or_default() += 1;
            }
        }
    }

    /// Adds the counts of another part of the run.
    pub fn merge(&mut self, more: &OutcomeCounts) {
        self.pass += more.pass;
        self.fail += more.fail;
        self.not_applicable += more.not_applicable;
        self.not_checkable += more.not_checkable;
        for (reason, count) in &more.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }
}

/// Counts of one rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleCounts {
    /// How its findings count for the exit status.
    pub severity: Option<Severity>,
    /// Findings.
    pub findings: u64,
    /// Outcomes by conversation.
    pub outcomes: OutcomeCounts,
}

/// Counts of one agent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AgentCounts {
    /// The name, where the log gives one beside the job number.
    pub name: Option<String>,
    /// Utterances of this agent that were checked.
    pub utterances: u64,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, u64>,
    /// Scores of the agent's parts of conversations.
    pub tally: Tally,
}

/// What was read: every record is accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InputStats {
    /// Files read.
    pub files: u64,
    /// Records found: lines, array elements or conversations, as the format has it.
    pub records: u64,
    /// Records that could not be read; each is a problem.
    pub problems: u64,
    /// Conversations checked.
    pub conversations: u64,
    /// Utterances by role.
    pub utterances: BTreeMap<Role, u64>,
    /// What was left out and why: a stable name such as `empty-row`, and how often (files, utterances).
    pub skipped: BTreeMap<&'static str, u64>,
    /// Remarks about the reading itself, such as an encoding that was guessed; the first [`MOST_REMARKS`] of them.
    pub remarks: Vec<Message>,
}

/// The figures of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// What was read.
    pub ledger: InputStats,
    /// By rule id; every rule that was on has an entry.
    pub rules: BTreeMap<String, RuleCounts>,
    /// By the agent's job number, else by name.
    pub agents: BTreeMap<String, AgentCounts>,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, u64>,
    /// Scores.
    pub scores: Figures,
    /// Conversations in which each profile was in force.
    pub profiles: BTreeMap<String, u64>,
    /// Problems that made the job incomplete, whether or not a record was lost.
    pub problems: u64,
}

impl AgentCounts {
    fn merge(&mut self, more: AgentCounts) {
        self.name = self.name.take().or(more.name);
        self.utterances += more.utterances;
        more.findings.iter().for_each(|(severity, count)| *self.findings.entry(*severity).or_default() += count);
        self.tally.merge(&more.tally);
    }
}

/// Changes the counts of a key, which is copied only where it is new: there are millions of findings and few rules.
fn count<T: Default>(counts: &mut BTreeMap<String, T>, key: &str, add: impl FnOnce(&mut T)) {
    match counts.get_mut(key) {
        Some(known) => add(known),
        None => add(counts.entry(key.to_owned()).or_default()),
    }
}

/// Remarks kept of a run; a log whose every name is unknown has one a conversation.
pub const MOST_REMARKS: usize = 100;

/// Keeps a remark that is not there yet, up to [`MOST_REMARKS`].
pub fn keep_remark(remarks: &mut Vec<Message>, remark: Message) {
    if remarks.len() < MOST_REMARKS && !remarks.contains(&remark) {
        remarks.push(remark);
    }
}

impl InputStats {
    /// Adds the counts of another part of the run; equal remarks are kept once.
    pub fn add(&mut self, more: InputStats) {
        self.files += more.files;
        self.records += more.records;
        self.problems += more.problems;
        self.conversations += more.conversations;
        for (role, count) in more.utterances {
            *self.utterances.entry(role).or_default() += count;
        }
        for (reason, count) in more.skipped {
            *self.skipped.entry(reason).or_default() += count;
        }
        for remark in more.remarks {
            keep_remark(&mut self.remarks, remark);
        }
    }
}

impl Summary {
    /// Counts a finding by severity, rule and agent.
    pub fn count_finding(&mut self, finding: &Finding) {
        let severity = finding.rule.severity;
        *self.findings.entry(severity).or_default() += 1;
        count(&mut self.rules, &finding.rule.id, |counts: &mut RuleCounts| {
            counts.severity = Some(severity);
            counts.findings += 1;
        });
        if let Some(agent) = &finding.agent {
            count(&mut self.agents, agent, |counts: &mut AgentCounts| {
                *counts.findings.entry(severity).or_default() += 1;
            });
        }
    }

    /// Adds the figures of a later part of the run.
    pub fn merge(&mut self, more: Summary) {
        self.ledger.add(more.ledger);
        for (id, counts) in more.rules {
            count(&mut self.rules, &id, |known: &mut RuleCounts| {
                known.severity = counts.severity.or(known.severity);
                known.findings += counts.findings;
                known.outcomes.merge(&counts.outcomes);
            });
        }
        for (key, counts) in more.agents {
            self.agents.entry(key).or_default().merge(counts);
        }
        more.findings.iter().for_each(|(severity, count)| *self.findings.entry(*severity).or_default() += count);
        self.scores.merge(&more.scores);
        for (profile, conversations) in more.profiles {
            *self.profiles.entry(profile).or_default() += conversations;
        }
        self.problems += more.problems;
    }

    /// Returns the number of findings of all severities.
    pub fn total_findings(&self) -> u64 {
        self.findings.values().sum()
    }

    /// Returns the number of findings at or above `limit`.
    pub fn findings_from(&self, limit: Severity) -> u64 {
        self.findings.iter().filter(|(severity, _)| **severity >= limit).map(|(_, count)| count).sum()
    }
}
