//! The figures of the run so far; runs on the thread that hands results over, in input order.

use std::collections::BTreeSet;
use std::io;

use huashu_model::evaluation::Evaluation;
use huashu_model::language::Message;
use huashu_model::mask::Mask;
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Figures;
use huashu_model::summary::{InputStats, OutcomeCounts, RuleCounts, Summary, keep_remark};
use huashu_model::transcript::{Role, Time};

use super::duplicates::Duplicates;
use super::evaluate::{ChunkResult, Evaluated};
use super::repeats::{Met, Repeats};
use super::{Event, Job, Keep, OnEvent};

pub(super) struct Totals<'k, 'j> {
    job: Job<'j>,
    summary: Summary,
    outcomes: Vec<OutcomeCounts>,
    repeats: Repeats,
    duplicates: Duplicates,
    keep: &'k mut Keep<'k>,
    /// Conversations with an agent of whom the log names neither number nor name.
    unnamed: u64,
}

impl<'k, 'j> Totals<'k, 'j> {
    pub(super) fn new(job: Job<'j>, keep: &'k mut Keep<'k>) -> Self {
        let ledger = InputStats { files: job.sources.len() as u64, ..InputStats::default() };
        let outcomes = vec![OutcomeCounts::default(); job.engine.rules().count()];
        let scores = Figures::new(job.scorer);
        let summary = Summary { ledger, scores, ..Summary::default() };
        Totals {
            job,
            summary,
            outcomes,
            repeats: Repeats::default(),
            duplicates: Duplicates::default(),
            keep,
            unnamed: 0,
        }
    }

    pub(super) fn take(&mut self, mut result: ChunkResult, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        for problem in result.problems {
            if problem.level == Level::Error {
                self.summary.problems += 1;
            }
            self.hand_over(problem, on_event)?;
        }
        if self.job.settings.masked {
            result.ledger.remarks.iter_mut().for_each(|remark| Mask::default().message(remark));
        }
        self.summary.ledger.add(result.ledger);
        for conversation in result.conversations {
            self.take_conversation(conversation, on_event)?;
        }
        Ok(())
    }

    fn take_conversation(&mut self, mut one: Evaluated, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        let met =
            one.mark.as_ref().map_or(Met::Never, |mark| self.repeats.note(mark, &mut one.evaluation.findings));
        let ledger = &mut self.summary.ledger;
        match met {
            Met::Never => {}
            Met::Partly => {
                *ledger.skipped.entry("found-before").or_default() += 1;
                keep_remark(&mut ledger.remarks, overlapping());
            }
            Met::Before => {
                *ledger.skipped.entry("repeated-conversation").or_default() += 1;
                keep_remark(&mut ledger.remarks, overlapping());
                return Ok(());
            }
        }
        if let Some(problem) = one.reply.take().and_then(|reply| self.duplicates.note(reply)) {
            self.hand_over(problem, on_event)?;
        }
        let ledger = &mut self.summary.ledger;
        ledger.conversations += 1;
        for (role, count) in &one.roles {
            *ledger.utterances.entry(*role).or_default() += count;
        }
        for profile in &one.profiles {
            *self.summary.profiles.entry(profile.to_string()).or_default() += 1;
        }
        for (counts, outcome) in self.outcomes.iter_mut().zip(&one.evaluation.outcomes) {
            counts.add(*outcome);
        }
        (self.keep)(&mut one.evaluation.findings);
        self.score(&mut one.evaluation);
        self.count(&one);
        if let Some(mask) = &one.mask {
            mask.evaluation(&mut one.evaluation);
        }
        on_event(Event::Conversation(&one.evaluation))
    }

    /// Hands over a problem, which may quote the log.
    fn hand_over(&self, mut problem: Problem, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        if self.job.settings.masked {
            Mask::default().problem(&mut problem);
        }
        on_event(Event::Problem(&problem))
    }

    /// Scores the conversation, and of several agents each by what is theirs.
    fn score(&self, evaluation: &mut Evaluation) {
        let scorer = self.job.scorer;
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
    }

    fn count(&mut self, one: &Evaluated) {
        let evaluation = &one.evaluation;
        let summary = &mut self.summary;
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

    pub(super) fn finish(mut self) -> Summary {
        for (rule, outcomes) in self.job.engine.rules().zip(self.outcomes) {
            let counts: &mut RuleCounts = self.summary.rules.entry(rule.id.clone()).or_default();
            counts.severity = Some(rule.severity);
            counts.outcomes = outcomes;
        }
        if self.unnamed > 0 && self.job.settings.by_agent {
            keep_remark(&mut self.summary.ledger.remarks, no_agent_named(self.unnamed));
        }
        namesakes(&self.summary)
            .into_iter()
            .for_each(|remark| keep_remark(&mut self.summary.ledger.remarks, remark));
        self.summary
    }
}

fn charged_to(finding: &huashu_model::finding::Finding, agent: &str) -> bool {
    finding.agent.as_deref() == Some(agent)
}

/// Returns the hour of the day, 0 to 23, where the log tells it.
pub(super) fn hour_of(time: Time) -> Option<usize> {
    time.second_of_day().map(|second| second as usize / 3600)
}

fn overlapping() -> Message {
    huashu_model::message!(
        "有的会话读到了两次（编号、内容都相同），重复的部分只查一次",
        "some conversations were read twice (same id, same words); what is repeated was checked once"
    )
}

fn no_agent_named(conversations: u64) -> Message {
    huashu_model::message!(
        "{conversations} 个会话里客服既没有工号也没有名字，分客服的表里没有它们",
        "in {conversations} conversations the log names the agent neither by number nor by name; tables by agent lack them"
    )
}

/// Remarks on names that several job numbers share, or that also stand alone: they are not taken for one person.
fn namesakes(summary: &Summary) -> Option<Message> {
    let names: BTreeSet<&str> = summary.agents.values().filter_map(|counts| counts.name.as_deref()).collect();
    let both: Vec<&str> = names.into_iter().filter(|name| summary.agents.contains_key(*name)).take(5).collect();
    let list = both.join("、");
    (!both.is_empty()).then(|| {
        huashu_model::message!(
            "有的会话只有名字没有工号（{list}），没有并入同名的工号",
            "some conversations name the agent without a number ({list}); they are not counted with the number of that name"
        )
    })
}
