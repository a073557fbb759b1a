//! What two rulebooks came to on the same conversations.

use std::collections::BTreeMap;
use std::sync::Arc;

use huashu_model::finding::{Finding, RuleInfo, Severity};
use huashu_model::summary::Summary;

/// A pair: by the old rulebook, and by the new one.
pub type Pair<T> = [T; 2];

/// What changed between two rulebooks.
#[derive(Debug)]
pub struct Comparison {
    /// Names of the rulebooks, and the fingerprints of the rules in force.
    pub rulebooks: Pair<Rulebook>,
    /// The figures of the run.
    pub summaries: Pair<Summary>,
    /// All findings.
    pub findings: Counts,
    /// By rule; every rule of either rulebook has an entry.
    pub rules: BTreeMap<String, RuleChange>,
    /// By agent: job number, else name; the empty name stands for agents whom the log does not name.
    pub agents: BTreeMap<String, Counts>,
    /// How scores moved.
    pub scores: Scores,
    /// Findings that were gained or lost, by severity.
    pub changed: BTreeMap<Severity, u64>,
}

/// A rulebook that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rulebook {
    /// The name, as it was given.
    pub name: String,
    /// Sixteen hex digits that change when the rules do.
    pub fingerprint: String,
}

/// Findings of both rulebooks. A finding is the same when its rule, conversation, utterance and place in it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Found by both.
    pub same: u64,
    /// Found by the new one only.
    pub gained: u64,
    /// Found by the old one only.
    pub lost: u64,
}

/// What changed about one rule.
#[derive(Debug, Clone, Default)]
pub struct RuleChange {
    /// The rule; `None` where a rulebook has none of this name in force.
    pub rules: Pair<Option<Arc<RuleInfo>>>,
    /// Its findings.
    pub findings: Counts,
    /// Conversations by the old outcome and the new one, where they differ and both rulebooks have the rule.
    pub outcomes: BTreeMap<Pair<&'static str>, u64>,
    /// The first findings that were lost.
    pub lost: Vec<Finding>,
    /// The first findings that were gained.
    pub gained: Vec<Finding>,
}

/// How the scores of conversations moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scores {
    /// Conversations that score higher.
    pub higher: u64,
    /// Conversations that score lower.
    pub lower: u64,
    /// Conversations that reached the pass line and no longer do.
    pub now_failed: u64,
    /// Conversations that did not reach the pass line and now do.
    pub now_passed: u64,
}

impl Comparison {
    /// Returns the number of findings gained or lost whose severity is `limit` or graver.
    pub fn changed_from(&self, limit: Severity) -> u64 {
        self.changed.iter().filter(|(severity, _)| **severity >= limit).map(|(_, count)| count).sum()
    }
}

impl RuleChange {
    /// Returns whether anything about the rule changed.
    pub fn is_changed(&self) -> bool {
        let Counts { gained, lost, .. } = self.findings;
        gained + lost > 0 || !self.outcomes.is_empty() || self.severities()[0] != self.severities()[1]
    }

    /// Returns the severities of the rule; `None` where a rulebook does not have it.
    pub fn severities(&self) -> Pair<Option<Severity>> {
        self.rules.each_ref().map(|rule| rule.as_ref().map(|rule| rule.severity))
    }
}
