//! From sources to findings: reading on one thread, checking on many, results in input order.
//!
//! Memory stays flat: only so many chunks are under way at once, however long
//! the files are. Knows no rules and no reports; what it finds it hands over.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::num::NonZeroUsize;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use huashu_core::engine::{Engine, Session};
use huashu_input::{Chunk, Options, Source};
use huashu_model::finding::Finding;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::{Ledger, OutcomeCounts, RuleCounts, Summary};
use huashu_model::transcript::{Conversation, Role};

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Threads that check.
    pub threads: NonZeroUsize,
    /// Utterances shown on either side of a finding.
    pub context: usize,
}

/// What is handed over, in input order.
#[derive(Debug)]
pub enum Delivery<'d> {
    /// The findings of one conversation, never none.
    Findings(&'d [Finding]),
    /// Trouble with the input.
    Problem(&'d Problem),
}

/// Receives what is found; an error ends the run.
pub type Deliver<'f> = dyn FnMut(Delivery<'_>) -> io::Result<()> + 'f;

/// Chunks under way for each thread.
const CHUNKS_PER_THREAD: usize = 2;

/// Bytes in which all threads together remember texts they have met.
const REMEMBERED_BYTES: usize = 100 << 20;

/// Checks every conversation of every source and returns the figures of the run.
///
/// Fails only when `deliver` does.
pub fn run(
    sources: &[Source],
    options: &Options,
    engine: &Engine,
    settings: Settings,
    deliver: &mut Deliver<'_>,
) -> io::Result<Summary> {
    let mut figures = Figures::new(engine, sources.len());
    if settings.threads.get() == 1 {
        let mut session = engine.session(REMEMBERED_BYTES);
        for chunk in sources.iter().flat_map(|source| huashu_input::read(source, options)) {
            figures.take(check_chunk(&chunk, options, &mut session, settings.context), deliver)?;
        }
    } else {
        in_parallel(sources, options, engine, settings, &mut |batch| figures.take(batch, deliver))?;
    }
    Ok(figures.finish(engine))
}

/// What one chunk came to.
#[derive(Debug, Default)]
struct Batch {
    findings: Vec<Vec<Finding>>,
    problems: Vec<Problem>,
    ledger: Ledger,
    agents: HashMap<String, u64>,
    /// By rule, in the engine's order.
    outcomes: Vec<OutcomeCounts>,
}

fn check_chunk(chunk: &Chunk, options: &Options, session: &mut Session<'_>, context: usize) -> Batch {
    let parsed = chunk.parse(options);
    let mut batch = Batch::default();
    for conversation in &parsed.conversations {
        let checked = session.check(conversation, context);
        batch.outcomes.resize(checked.outcomes.len(), OutcomeCounts::default());
        for (counts, outcome) in batch.outcomes.iter_mut().zip(&checked.outcomes) {
            counts.add(*outcome);
        }
        if !checked.findings.is_empty() {
            batch.findings.push(checked.findings);
        }
        batch.count_utterances(conversation);
    }
    batch.ledger.conversations = parsed.conversations.len() as u64;
    batch.ledger.records = parsed.records;
    batch.ledger.problems = parsed.failed;
    batch.ledger.remarks = parsed.remarks;
    for (reason, count) in parsed.skipped {
        batch.ledger.skipped.insert(reason, count);
    }
    batch.problems = parsed.problems;
    batch
}

impl Batch {
    fn count_utterances(&mut self, conversation: &Conversation<'_>) {
        for (index, utterance) in conversation.utterances.iter().enumerate() {
            *self.ledger.utterances.entry(utterance.role).or_default() += 1;
            if utterance.role != Role::Agent {
                continue;
            }
            if let Some(agent) = conversation.agent_of(index) {
                match self.agents.get_mut(agent) {
                    Some(count) => *count += 1,
                    None => drop(self.agents.insert(agent.to_owned(), 1)),
                }
            }
        }
    }
}

/// The figures of the run so far.
struct Figures {
    summary: Summary,
    outcomes: Vec<OutcomeCounts>,
}

impl Figures {
    fn new(engine: &Engine, files: usize) -> Self {
        let ledger = Ledger { files: files as u64, ..Ledger::default() };
        let outcomes = vec![OutcomeCounts::default(); engine.rules().count()];
        Figures { summary: Summary { ledger, ..Summary::default() }, outcomes }
    }

    fn take(&mut self, batch: Batch, deliver: &mut Deliver<'_>) -> io::Result<()> {
        for problem in &batch.problems {
            if problem.level == Level::Error {
                self.summary.problems += 1;
            }
            deliver(Delivery::Problem(problem))?;
        }
        for findings in &batch.findings {
            findings.iter().for_each(|finding| self.summary.count_finding(finding));
            deliver(Delivery::Findings(findings))?;
        }
        self.summary.ledger.add(batch.ledger);
        for (agent, count) in batch.agents {
            self.summary.agents.entry(agent).or_default().utterances += count;
        }
        for (counts, more) in self.outcomes.iter_mut().zip(&batch.outcomes) {
            counts.merge(more);
        }
        Ok(())
    }

    fn finish(mut self, engine: &Engine) -> Summary {
        for (rule, outcomes) in engine.rules().zip(self.outcomes) {
            let counts: &mut RuleCounts = self.summary.rules.entry(rule.id.clone()).or_default();
            counts.severity = Some(rule.severity);
            counts.outcomes = outcomes;
        }
        self.summary
    }
}

/// Reads on one thread and checks on the others, handing batches over in order.
fn in_parallel(
    sources: &[Source],
    options: &Options,
    engine: &Engine,
    settings: Settings,
    take: &mut dyn FnMut(Batch) -> io::Result<()>,
) -> io::Result<()> {
    let threads = settings.threads.get();
    let under_way = threads * CHUNKS_PER_THREAD;
    // A permit is taken for every chunk read and given back when its batch has been handed over.
    let (give_back, permits) = bounded::<()>(under_way);
    let (send_work, work) = bounded::<(u64, Chunk)>(under_way);
    let (send_done, done) = unbounded::<(u64, Batch)>();
    for _ in 0..under_way {
        let _ = give_back.send(());
    }
    std::thread::scope(move |scope| {
        scope.spawn(move || read_all(sources, options, &permits, &send_work));
        for _ in 0..threads {
            let (work, send_done) = (work.clone(), send_done.clone());
            scope.spawn(move || {
                let mut session = engine.session(REMEMBERED_BYTES / threads);
                for (number, chunk) in work {
                    let batch = check_chunk(&chunk, options, &mut session, settings.context);
                    if send_done.send((number, batch)).is_err() {
                        return;
                    }
                }
            });
        }
        drop((work, send_done));
        let result = hand_over(&done, &give_back, take);
        // After an error the other threads end because these channels close.
        drop((done, give_back));
        result
    })
}

fn read_all(sources: &[Source], options: &Options, permits: &Receiver<()>, work: &Sender<(u64, Chunk)>) {
    let chunks = sources.iter().flat_map(|source| huashu_input::read(source, options));
    for (number, chunk) in (0u64..).zip(chunks) {
        if permits.recv().is_err() || work.send((number, chunk)).is_err() {
            return;
        }
    }
}

fn hand_over(
    done: &Receiver<(u64, Batch)>,
    give_back: &Sender<()>,
    take: &mut dyn FnMut(Batch) -> io::Result<()>,
) -> io::Result<()> {
    let mut waiting: BTreeMap<u64, Batch> = BTreeMap::new();
    let mut next = 0;
    for (number, batch) in done {
        waiting.insert(number, batch);
        while let Some(batch) = waiting.remove(&next) {
            take(batch)?;
            next += 1;
            let _ = give_back.send(());
        }
    }
    Ok(())
}
