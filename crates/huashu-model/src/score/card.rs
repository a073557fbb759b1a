//! Scorecards (评分表) as data.

use std::sync::Arc;

use crate::confidence::Confidence;

/// How findings become a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// What a conversation without a breach comes to.
    pub start: f64,
    /// No score is lower.
    pub floor: f64,
    /// The pass line (合格线).
    pub pass: Option<f64>,
    /// Whether points are taken off, or earned.
    pub method: Method,
    /// What a breach of a fatal rule does.
    pub fatal: Fatal,
    /// Findings that are less sure take nothing off.
    pub min_confidence: Confidence,
    /// How often a rule counts in one conversation.
    pub counting: Counting,
    /// The most points one rule takes off one conversation.
    pub cap: Option<f64>,
    /// What is otherwise for some rules; a later entry goes before an earlier one.
    pub points: Vec<PointsOf>,
    /// Groups of rules, each with its share of the whole.
    pub groups: Vec<ScoreGroup>,
    /// What is added for rules that were kept.
    pub bonuses: Vec<Bonus>,
    /// Names for ranges of scores, the highest first.
    pub bands: Vec<Band>,
}

/// Whether points are taken off, or earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Breaches take points off.
    #[default]
    Deduct,
    /// Rules that were kept earn their points; the score is what was earned of what could be earned.
    Items,
}

/// What a breach of a fatal rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fatal {
    /// The score is the floor.
    #[default]
    Zero,
    /// The score stands, and the conversation has failed.
    Fail,
}

/// How often a rule counts in one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Counting {
    /// Once, however often it was breached.
    #[default]
    Once,
    /// Every finding.
    PerHit,
}

/// Points of some rules.
#[derive(Debug, Clone, PartialEq)]
pub struct PointsOf {
    /// An identifier, or a pattern with `*`.
    pub rules: String,
    /// Points a breach takes off, in place of the rule's own.
    pub points: Option<f64>,
    /// How often.
    pub counting: Option<Counting>,
    /// At most.
    pub cap: Option<f64>,
}

/// A group of rules with its share of the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreGroup {
    /// The name, as reports say it.
    pub name: Arc<str>,
    /// Identifiers, or patterns with `*`; a rule belongs to the first group that names it.
    pub rules: Vec<String>,
    /// The share, in any unit.
    pub weight: f64,
}

/// Points for rules that were kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Bonus {
    /// An identifier, or a pattern with `*`.
    pub rules: String,
    /// Points for each.
    pub points: f64,
}

/// A name for a range of scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// The name.
    pub name: Arc<str>,
    /// The least score in it.
    pub from: f64,
}

impl Default for Scorecard {
    fn default() -> Self {
        Scorecard {
            start: 100.0,
            floor: 0.0,
            pass: Some(80.0),
            method: Method::Deduct,
            fatal: Fatal::Zero,
            min_confidence: Confidence::Likely,
            counting: Counting::Once,
            cap: None,
            points: Vec::new(),
            groups: Vec::new(),
            bonuses: Vec::new(),
            bands: Vec::new(),
        }
    }
}
