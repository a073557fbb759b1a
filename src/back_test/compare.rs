//! Conversation by conversation: which findings are the same, and which outcomes and scores are not.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use huashu_model::evaluation::Evaluation;
use huashu_model::finding::{Finding, RuleInfo, Severity};
use huashu_model::summary::{Outcome, Summary};

use super::comparison::{Comparison, Counts, Pair, RuleChange, Rulebook, Scores};

/// A comparison in the making.
#[derive(Debug)]
pub(super) struct Comparing {
    rules: Pair<Vec<Arc<RuleInfo>>>,
    /// For each old rule, the new one of the same name.
    counterparts: Vec<Option<usize>>,
    changes: BTreeMap<String, RuleChange>,
    agents: BTreeMap<String, Counts>,
    findings: Counts,
    scores: Scores,
    changed: BTreeMap<Severity, u64>,
    examples: usize,
}

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Same,
    Gained,
    Lost,
}

/// Where a finding stands within its conversation, and by which rule.
type Place<'f> = (&'f str, usize, usize, usize);

fn place(finding: &Finding) -> Place<'_> {
    (&finding.rule.id, finding.utterance, finding.span.start, finding.span.end)
}

impl Counts {
    fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Same => self.same += 1,
            Fate::Gained => self.gained += 1,
            Fate::Lost => self.lost += 1,
        }
    }
}

impl Comparing {
    pub(super) fn new(rules: Pair<Vec<Arc<RuleInfo>>>, examples: usize) -> Comparing {
        let mut changes: BTreeMap<String, RuleChange> = BTreeMap::new();
        for (side, rules) in rules.iter().enumerate() {
            for rule in rules {
                changes.entry(rule.id.clone()).or_default().rules[side] = Some(Arc::clone(rule));
            }
        }
        let numbers: HashMap<&str, usize> = (0..).zip(&rules[1]).map(|(at, rule)| (rule.id.as_str(), at)).collect();
        let counterparts = rules[0].iter().map(|rule| numbers.get(rule.id.as_str()).copied()).collect();
        Comparing {
            counterparts,
            changes,
            agents: BTreeMap::new(),
            findings: Counts::default(),
            scores: Scores::default(),
            changed: BTreeMap::new(),
            examples,
            rules,
        }
    }

    /// Compares one conversation.
    pub(super) fn add(&mut self, old: &Evaluation, new: &Evaluation) {
        let mut remaining: HashMap<Place<'_>, u64> = HashMap::new();
        for finding in &old.findings {
            *remaining.entry(place(finding)).or_default() += 1;
        }
        for finding in &new.findings {
            let fate = match remaining.get_mut(&place(finding)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    Fate::Same
                }
                _ => Fate::Gained,
            };
            self.count(finding, new, fate);
        }
        for finding in &old.findings {
            if let Some(count) = remaining.get_mut(&place(finding)).filter(|count| **count > 0) {
                *count -= 1;
                self.count(finding, old, Fate::Lost);
            }
        }
        self.compare_outcomes(old, new);
        self.compare_scores(old, new);
    }

    fn count(&mut self, finding: &Finding, evaluation: &Evaluation, fate: Fate) {
        self.findings.count(fate);
        let only = match evaluation.agents.as_slice() {
            [only] => Some(&*only.key),
            _ => None,
        };
        let agent = finding.agent.as_deref().or(only).unwrap_or_default();
        match self.agents.get_mut(agent) {
            Some(counts) => counts.count(fate),
            None => self.agents.entry(agent.to_owned()).or_default().count(fate),
        }
        if fate != Fate::Same {
            *self.changed.entry(finding.rule.severity).or_default() += 1;
        }
        let Some(change) = self.changes.get_mut(&finding.rule.id) else { return };
        change.findings.count(fate);
        let examples = match fate {
            Fate::Same => return,
            Fate::Gained => &mut change.gained,
            Fate::Lost => &mut change.lost,
        };
        if examples.len() < self.examples {
            examples.push(finding.clone());
        }
    }

    fn compare_outcomes(&mut self, old: &Evaluation, new: &Evaluation) {
        for (number, counterpart) in self.counterparts.iter().enumerate() {
            let Some(counterpart) = *counterpart else { continue };
            let (Some(before), Some(after)) = (old.outcomes.get(number), new.outcomes.get(counterpart)) else {
                continue;
            };
            if !is_telling(*before, *after) {
                continue;
            }
            if let Some(change) = self.changes.get_mut(&self.rules[0][number].id) {
                *change.outcomes.entry([before.name(), after.name()]).or_default() += 1;
            }
        }
    }

    fn compare_scores(&mut self, old: &Evaluation, new: &Evaluation) {
        let (before, after) = (&old.score, &new.score);
        self.scores.higher += u64::from(after.value > before.value);
        self.scores.lower += u64::from(after.value < before.value);
        self.scores.now_failed += u64::from(before.passed == Some(true) && after.passed == Some(false));
        self.scores.now_passed += u64::from(before.passed == Some(false) && after.passed == Some(true));
    }

    pub(super) fn finish(self, rulebooks: Pair<Rulebook>, summaries: Pair<Summary>) -> Comparison {
        let Comparing { changes, mut agents, findings, scores, changed, .. } = self;
        for key in summaries.iter().flat_map(|summary| summary.agents.keys()) {
            agents.entry(key.clone()).or_default();
        }
        Comparison { rulebooks, summaries, findings, rules: changes, agents, scores, changed }
    }
}

/// Returns whether an outcome is worth telling: what never arose may become a pass without anybody's noticing.
fn is_telling(old: Outcome, new: Outcome) -> bool {
    let is_quiet = |outcome| matches!(outcome, Outcome::Pass | Outcome::NotApplicable);
    old.name() != new.name() && !(is_quiet(old) && is_quiet(new))
}
