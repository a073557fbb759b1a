//! The figures of some conversations, added up wherever they are settled and put together in input order.

use huashu_core::engine::Engine;
use huashu_model::score::{Figures, Scorer};
use huashu_model::summary::{OutcomeCounts, RuleCounts, Summary};
use huashu_model::transcript::{Role, Time};

use super::evaluate::{Evaluated, charged_to};

/// Figures of conversations.
#[derive(Debug)]
pub(super) struct Tallies {
    pub(super) summary: Summary,
    /// By the number of the rule.
    outcomes: Vec<OutcomeCounts>,
    /// Conversations with an agent of whom the log names neither number nor name.
    pub(super) unnamed: u64,
}

impl Tallies {
    pub(super) fn new(engine: &Engine, scorer: &Scorer) -> Tallies {
        let summary = Summary { scores: Figures::new(scorer), ..Summary::default() };
        Tallies { summary, outcomes: vec![OutcomeCounts::default(); engine.rules().count()], unnamed: 0 }
    }

    /// Counts one conversation that was settled.
    pub(super) fn count(&mut self, one: &Evaluated) {
        let evaluation = &one.evaluation;
        let summary = &mut self.summary;
        summary.ledger.conversations += 1;
        for (role, count) in &one.roles {
            *summary.ledger.utterances.entry(*role).or_default() += count;
        }
        for profile in &one.profiles {
            *summary.profiles.entry(profile.to_string()).or_default() += 1;
        }
        for (counts, outcome) in self.outcomes.iter_mut().zip(&evaluation.outcomes) {
            counts.add(*outcome);
        }
        evaluation.findings.iter().for_each(|finding| summary.count_finding(finding));
        let has_agent = one.roles.get(&Role::Agent).is_some_and(|count| *count > 0);
        self.unnamed += u64::from(has_agent && evaluation.agents.is_empty());
        let is_alone = evaluation.agents.len() == 1;
        for agent in &evaluation.agents {
            let counts = summary.agents.entry(agent.key.to_string()).or_default();
            counts.utterances += agent.utterances;
            let told_by_number = agent.name.as_deref().filter(|name| **name != *agent.key);
            counts.name = counts.name.take().or_else(|| told_by_number.map(str::to_owned));
            let findings = evaluation.findings.iter();
            counts.tally.add(&agent.score, findings.filter(|one| is_alone || charged_to(one, &agent.key)));
        }
        let day = evaluation.began.and_then(Time::date).map(|date| date.to_string());
        summary.scores.add(&evaluation.score, &evaluation.findings, evaluation.group.as_deref(), day);
        for (hour, utterances) in &one.hours {
            summary.scores.add_hour(*hour, *utterances, 0);
        }
        for hour in evaluation.findings.iter().filter_map(|finding| finding.time.and_then(hour_of)) {
            summary.scores.add_hour(hour, 0, 1);
        }
    }

    /// Adds the figures of the conversations that follow.
    pub(super) fn merge(&mut self, more: Tallies) {
        self.summary.merge(more.summary);
        self.outcomes.iter_mut().zip(&more.outcomes).for_each(|(counts, more)| counts.merge(more));
        self.unnamed += more.unnamed;
    }

    /// Returns the figures, every rule in force among them.
    pub(super) fn finish(mut self, engine: &Engine) -> Summary {
        for (rule, outcomes) in engine.rules().zip(self.outcomes) {
            let counts: &mut RuleCounts = self.summary.rules.entry(rule.id.clone()).or_default();
            counts.severity = Some(rule.severity);
            counts.outcomes = outcomes;
        }
        self.summary
    }
}

/// Returns the hour of the day, 0 to 23, where the log tells it.
pub(super) fn hour_of(time: Time) -> Option<usize> {
    time.second_of_day().map(|second| second as usize / 3600)
}
