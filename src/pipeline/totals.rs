//! The figures of the run so far; runs on the thread that hands results over, in input order.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use huashu_model::finding::Location;
use huashu_model::language::Message;
use huashu_model::mask::Mask;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::{Summary, keep_remark};

use super::duplicates::Duplicates;
use super::evaluate::Evaluated;
use super::part::{Notes, Part};
use super::repeats::{Met, Repeats};
use super::tallies::Tallies;
use super::{Event, Job, Keep, OnEvent};

/// Problems told one by one; a log in another format has millions.
const MOST_TOLD: u64 = 1000;

pub(super) struct Totals<'k, 'j> {
    job: Job<'j>,
    tallies: Tallies,
    repeats: Repeats,
    duplicates: Duplicates,
    cut: CutConversations,
    keep: Option<&'k mut Keep<'k>>,
    /// Problems told so far, and by code and level those that are only counted.
    told: u64,
    untold: BTreeMap<(&'static str, Level), u64>,
}

impl<'k, 'j> Totals<'k, 'j> {
    pub(super) fn new(job: Job<'j>, keep: Option<&'k mut Keep<'k>>) -> Self {
        let mut tallies = Tallies::new(job.engine, job.scorer);
        tallies.summary.ledger.files = job.sources.len() as u64;
        let (repeats, duplicates) = (Repeats::default(), Duplicates::default());
        let cut = CutConversations::default();
        Totals { job, tallies, repeats, duplicates, cut, keep, told: 0, untold: BTreeMap::new() }
    }

    pub(super) fn take(&mut self, part: Part, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        self.take_notes(part.notes, on_event)?;
        let (written, conversations) = part.written;
        if let Some(tallies) = part.tallies {
            self.tallies.merge(tallies);
            if conversations > 0 {
                on_event(Event::Written(&written, conversations))?;
            }
            return part.conversations.iter().try_for_each(|one| on_event(Event::Conversation(&one.evaluation)));
        }
        part.conversations.into_iter().try_for_each(|one| self.take_conversation(one, on_event))
    }

    fn take_notes(&mut self, mut notes: Notes, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        for problem in notes.problems {
            self.count_problems(problem.level, 1);
            self.tell(problem, on_event)?;
        }
        for ((code, level), count) in notes.untold {
            self.count_problems(level, count);
            *self.untold.entry((code, level)).or_default() += count;
        }
        if self.job.settings.masked {
            notes.ledger.remarks.iter_mut().for_each(|remark| Mask::default().message(remark));
        }
        self.tallies.summary.ledger.add(notes.ledger);
        Ok(())
    }

    fn count_problems(&mut self, level: Level, count: u64) {
        if level == Level::Error {
            self.tallies.summary.problems += count;
        }
    }

    fn take_conversation(&mut self, mut one: Evaluated, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        let met =
            one.mark.as_ref().map_or(Met::Never, |mark| self.repeats.note(mark, &mut one.evaluation.findings));
        let ledger = &mut self.tallies.summary.ledger;
        match met {
            Met::Never => {}
            Met::Cut => self.cut.note(&one.evaluation.location),
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
            self.tell(problem, on_event)?;
        }
        if let Some(keep) = &mut self.keep {
            keep(&mut one.evaluation.findings);
        }
        if self.keep.is_some() || met == Met::Partly {
            one.settle(self.job.scorer);
        }
        self.tallies.count(&one);
        on_event(Event::Conversation(&one.evaluation))
    }

    /// Hands over a problem, which may quote the log; behind a thousand others it is only counted.
    fn tell(&mut self, mut problem: Problem, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        if self.told >= MOST_TOLD {
            *self.untold.entry((problem.code, problem.level)).or_default() += 1;
            return Ok(());
        }
        self.told += 1;
        if self.job.settings.masked {
            Mask::default().problem(&mut problem);
        }
        on_event(Event::Problem(&problem))
    }

    /// Says how many problems were not told, and returns the figures.
    pub(super) fn finish(mut self, on_event: &mut OnEvent<'_>) -> io::Result<Summary> {
        if let Some(problem) = self.cut.problem() {
            self.tell(problem, on_event)?;
        }
        for ((code, level), count) in std::mem::take(&mut self.untold) {
            let message = huashu_model::message!(
                "还有 {count} 个 {code} 没有逐条列出",
                "{count} more of {code} are not listed one by one"
            );
            let mut problem = Problem::error("run/more-problems", message);
            problem.level = level;
            on_event(Event::Problem(&problem))?;
        }
        let unnamed = self.tallies.unnamed;
        let mut summary = self.tallies.finish(self.job.engine);
        if unnamed > 0 && self.job.settings.by_agent {
            keep_remark(&mut summary.ledger.remarks, no_agent_named(unnamed));
        }
        namesakes(&summary).into_iter().for_each(|remark| keep_remark(&mut summary.ledger.remarks, remark));
        Ok(summary)
    }
}

/// Conversations that go on in another file, and were checked in pieces.
#[derive(Debug, Default)]
struct CutConversations {
    count: u64,
    first: Option<Location>,
}

impl CutConversations {
    /// Notes a conversation that goes on here.
    fn note(&mut self, here: &Location) {
        self.count += 1;
        self.first.get_or_insert_with(|| here.clone());
    }

    fn problem(&mut self) -> Option<Problem> {
        let (count, first) = (self.count, self.first.take()?);
        let id = &first.conversation;
        let message = huashu_model::message!(
            "{count} 个会话在不同文件里各有一段（如 {id}，在这里接着说），是分段检查的：开头、结尾、回应时间等不可靠",
            "{count} conversations are spread over files (as {id}, which goes on here) and were checked in pieces: what was found of openings, closings and response times does not hold"
        );
        let help = huashu_model::message!(
            "请把同一会话的消息放进同一个文件再检查",
            "put the messages of a conversation into one file"
        );
        Some(Problem::warning("input/cut-conversation", message).at(&first.file, first.line).with_help(help))
    }
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
