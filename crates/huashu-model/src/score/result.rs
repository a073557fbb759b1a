//! What a scorecard comes to.

use std::sync::Arc;

use crate::finding::RuleInfo;

/// What a conversation, or one agent's part of it, came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Score {
    /// The score, with two decimals at most.
    pub value: f64,
    /// What the scorecard starts from.
    pub start: f64,
    /// What was taken off, a rule each, in the order of the rules.
    pub deductions: Vec<Deduction>,
    /// What was added.
    pub additions: Vec<Addition>,
    /// The scorecard's groups; empty where it has none.
    pub groups: Vec<GroupScore>,
    /// Identifiers of the fatal rules that were breached.
    pub fatal: Vec<String>,
    /// Whether the pass line was reached; `None` where the scorecard has none.
    pub passed: Option<bool>,
    /// The band the score falls into, where the scorecard has bands.
    pub band: Option<Arc<str>>,
}

/// What one rule took off.
#[derive(Debug, Clone, PartialEq)]
pub struct Deduction {
    /// The rule.
    pub rule: Arc<RuleInfo>,
    /// Points a breach takes off.
    pub each: f64,
    /// Breaches that count: one, or every finding.
    pub times: usize,
    /// Points taken off, after the cap.
    pub points: f64,
    /// Whether the cap made it less.
    pub capped: bool,
    /// The findings it rests on, as indices into those of the evaluation.
    pub findings: Vec<usize>,
}

/// What one rule that was kept added.
#[derive(Debug, Clone, PartialEq)]
pub struct Addition {
    /// The rule.
    pub rule: Arc<RuleInfo>,
    /// Points added.
    pub points: f64,
}

/// One group of a scorecard in one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupScore {
    /// The group's name.
    pub name: Arc<str>,
    /// Its weight; where no rule of it applied, the others share the whole.
    pub weight: f64,
    /// The share of the weight that was kept, from 0 to 1; `None` where no rule of it applied.
    pub kept: Option<f64>,
}
