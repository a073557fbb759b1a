//! HTML for people: one page that holds the figures of a run, what was found, and the conversations themselves.
//!
//! The page needs no network and nothing beside itself. How it behaves is in `script/`, how it looks in `style/`, what
//! it says in `labels.json`; here its data are gathered. What was said is only ever data: packed, or escaped.
//!
//! Memory is bounded: transcripts are written as soon as a few hundred kilobytes of them are there, conversations and
//! findings are kept packed, and beyond [`Room`] they are only counted. Utterances are numbered from 0 in the data and
//! from 1 on the page.

mod block;
mod figures;
mod labels;
mod page;
mod records;
mod rows;
#[cfg(test)]
mod tests;

use std::io;

use crate::renderer::{Needs, Output, Renderer, Run};
use block::{Chunks, Rows};
use huashu_model::evaluation::Evaluation;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;
use labels::Labels;
use records::{Histogram, LeftOut, ReportRecord};
use rows::{ConversationRow, FindingRow, Names, Rules, UtteranceRow};

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "html",
    zh: "给人看的网页，一个文件，不联网",
    en: "a page for people: one file, no network",
    extensions: &["html", "htm"],
    open: |run| Box::new(Html::new(run, Room::default())),
};

/// How much goes into the page; the rest is counted, and the page says so.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Findings told one by one.
    findings: u64,
    /// Conversations listed.
    conversations: u64,
    /// Bytes of transcripts before they are packed.
    transcripts: usize,
    /// Problems told one by one.
    problems: usize,
}

impl Default for Room {
    fn default() -> Self {
        // A browser opens so much in two seconds; the page then has some 15 to 20 MB.
        Room { findings: 50_000, conversations: 100_000, transcripts: 64 << 20, problems: 200 }
    }
}

/// Bytes of transcripts that are packed together: few, so that opening one conversation unpacks little.
const CHUNK: usize = 256 << 10;

struct Html {
    run: Run,
    room: Room,
    labels: Labels,
    rules: Rules,
    agents: Names,
    files: Names,
    conversations: Rows,
    /// By severity: where there is no room for all, the gravest are told.
    findings: [Chunks; 3],
    transcripts: Rows,
    /// Bytes of transcripts for conversations in which something was found.
    reserved: usize,
    /// Number of the first conversation of the chunk in the making.
    first: u64,
    histogram: Histogram,
    problems: Vec<Problem>,
    left_out: LeftOut,
}

impl Html {
    fn new(run: &Run, room: Room) -> Html {
        Html {
            room,
            labels: Labels::of(run.language),
            rules: Rules::new(&run.rules),
            run: Run { rules: Vec::new(), ..run.clone() },
            agents: Names::default(),
            files: Names::default(),
            conversations: Rows::new(),
            findings: [(); 3].map(|()| Chunks::new(room.findings)),
            transcripts: Rows::new(),
            reserved: room.transcripts / 2,
            first: 0,
            histogram: Histogram::default(),
            problems: Vec::new(),
            left_out: LeftOut::default(),
        }
    }

    fn add_findings(&mut self, evaluation: &Evaluation, conversation: u64) -> io::Result<()> {
        let taken = rows::taken(&evaluation.score, evaluation.findings.len());
        for (finding, taken) in evaluation.findings.iter().zip(taken) {
            let rule = self.rules.number(&finding.rule);
            let told = &mut self.findings[rows::severity(finding.rule.severity)];
            if told.is_full() {
                continue;
            }
            let agent = finding.agent.as_deref().map(|key| self.agents.number(key));
            let row = FindingRow::new(finding, self.run.language);
            let row = FindingRow { rule, conversation, agent, taken, ..row };
            told.push(&row)?;
        }
        Ok(())
    }

    /// Adds what was said, and writes a chunk where there is enough of it.
    fn add_transcript(&mut self, out: &mut dyn io::Write, evaluation: &Evaluation) -> io::Result<()> {
        let size: usize = evaluation.transcript.iter().map(|line| line.text.len() + 40).sum();
        let reserved = if evaluation.findings.is_empty() { self.reserved } else { 0 };
        let has_room = size + reserved <= self.room.transcripts;
        if has_room {
            self.room.transcripts -= size;
        } else {
            self.left_out.transcripts += 1;
        }
        let lines: Vec<_> = evaluation.transcript.iter().map(UtteranceRow::new).collect();
        self.transcripts.push(&(has_room && !lines.is_empty()).then_some(lines))?;
        if self.transcripts.bytes() >= CHUNK { self.write_transcripts(out) } else { Ok(()) }
    }

    fn write_transcripts(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.transcripts.len() == 0 {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.transcripts, Rows::new());
        let (first, next) = (self.first, self.first + chunk.len());
        self.first = next;
        block::write(out, "transcripts", Some((first, next - 1)), &chunk.finish()?)
    }

    /// Writes findings as far as there is room, the gravest first; returns how many.
    fn write_findings(&mut self, out: &mut dyn io::Write) -> io::Result<u64> {
        let mut told = 0;
        for chunks in &mut self.findings {
            for (rows, packed) in chunks.first(self.room.findings - told)? {
                block::write(out, "findings", None, &packed)?;
                told += rows;
            }
        }
        Ok(told)
    }
}

impl Renderer for Html {
    fn needs(&self) -> Needs {
        Needs { transcript: true, ..Needs::default() }
    }

    fn shows_statistics(&self) -> bool {
        true
    }

    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        page::write_head(out, &self.labels, &self.run)
    }

    fn evaluation(&mut self, out: &mut dyn io::Write, evaluation: &Evaluation) -> io::Result<()> {
        self.histogram.add(&evaluation.score);
        let conversation = self.conversations.len();
        if conversation >= self.room.conversations {
            self.left_out.conversations += 1;
            for finding in &evaluation.findings {
                self.rules.number(&finding.rule);
            }
            return Ok(());
        }
        let row = ConversationRow::new(evaluation, &mut self.rules, &mut self.agents, &mut self.files);
        self.conversations.push(&row)?;
        self.add_findings(evaluation, conversation)?;
        self.add_transcript(out, evaluation)
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        if self.problems.len() < self.room.problems {
            self.problems.push(problem.clone());
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()> {
        self.write_transcripts(out)?;
        let conversations = std::mem::replace(&mut self.conversations, Rows::new());
        block::write(out, "conversations", None, &conversations.finish()?)?;
        self.left_out.findings = summary.total_findings().saturating_sub(self.write_findings(out)?);
        let record = ReportRecord::new(self, summary);
        block::write(out, "report", None, &block::pack(&record)?)?;
        page::write_tail(out, &self.labels, &figures::tables(&record, &self.labels))
    }
}
