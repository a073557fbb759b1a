//! From sources to findings: reading on one thread, checking on many, results in input order.
//!
//! Memory stays flat: only so many chunks are under way at once, however long
//! the files are. Knows no rules and no reports; what it finds it hands over.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use huashu_core::engine::{Engine, Session};
use huashu_input::{Chunk, Options, Source};
use huashu_model::confidence::Confidence;
use huashu_model::finding::Finding;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::{InputStats, OutcomeCounts, RuleCounts, Summary};
use huashu_model::transcript::{Conversation, Role};

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Threads that check.
    pub threads: NonZeroUsize,
    /// Utterances shown on either side of a finding.
    pub context: usize,
    /// Findings that are less sure are left out.
    pub min_confidence: Confidence,
}

/// What is handed over, in input order.
#[derive(Debug)]
pub enum Event<'d> {
    /// The findings of one conversation, never none.
    Findings(&'d [Finding]),
    /// Trouble with the input.
    Problem(&'d Problem),
}

/// Receives what is found; an error ends the run.
pub type OnEvent<'f> = dyn FnMut(Event<'_>) -> io::Result<()> + 'f;

/// Chunks under way for each thread.
const CHUNKS_PER_THREAD: usize = 2;

/// Bytes in which all threads together remember texts they have met.
const REMEMBERED_BYTES: usize = 100 << 20;

/// Checks every conversation of every source and returns the figures of the run.
///
/// Fails only when `on_event` does.
pub fn run(
    sources: &[Source],
    options: &Options,
    engine: &Arc<Engine>,
    settings: Settings,
    on_event: &mut OnEvent<'_>,
) -> io::Result<Summary> {
    let mut totals = Totals::new(engine, sources.len());
    let many = settings.threads.get() > 1;
    if !many || !in_parallel(sources, options, engine, settings, &mut |result| totals.take(result, on_event))? {
        let mut session = engine.session(REMEMBERED_BYTES).trusting(settings.min_confidence);
        for chunk in sources.iter().flat_map(|source| huashu_input::read(source, options)) {
            totals.take(check_chunk(&chunk, options, &mut session, settings.context), on_event)?;
        }
    }
    Ok(totals.finish(engine))
}

/// What one chunk came to.
#[derive(Debug, Default)]
struct ChunkResult {
    findings: Vec<Vec<Finding>>,
    problems: Vec<Problem>,
    ledger: InputStats,
    agents: HashMap<String, u64>,
    /// By rule, in the engine's order.
    outcomes: Vec<OutcomeCounts>,
    /// Conversations by profile.
    profiles: BTreeMap<String, u64>,
}

fn check_chunk(chunk: &Chunk, options: &Options, session: &mut Session, context: usize) -> ChunkResult {
    let parsed = chunk.parse(options);
    let mut result = ChunkResult::default();
    for conversation in &parsed.conversations {
        let checked = session.check(conversation, context);
        result.outcomes.resize(checked.outcomes.len(), OutcomeCounts::default());
        for (counts, outcome) in result.outcomes.iter_mut().zip(&checked.outcomes) {
            counts.add(*outcome);
        }
        for profile in &checked.profiles {
            *result.profiles.entry(profile.to_string()).or_default() += 1;
        }
        if !checked.findings.is_empty() {
            result.findings.push(checked.findings);
        }
        result.count_utterances(conversation);
    }
    result.ledger.conversations = parsed.conversations.len() as u64;
    result.ledger.records = parsed.records;
    result.ledger.problems = parsed.failed;
    result.ledger.remarks = parsed.remarks;
    for (reason, count) in parsed.skipped {
        result.ledger.skipped.insert(reason, count);
    }
    result.problems = parsed.problems;
    result
}

impl ChunkResult {
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
struct Totals {
    summary: Summary,
    outcomes: Vec<OutcomeCounts>,
}

impl Totals {
    fn new(engine: &Engine, files: usize) -> Self {
        let ledger = InputStats { files: files as u64, ..InputStats::default() };
        let outcomes = vec![OutcomeCounts::default(); engine.rules().count()];
        Totals { summary: Summary { ledger, ..Summary::default() }, outcomes }
    }

    fn take(&mut self, result: ChunkResult, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        for problem in &result.problems {
            if problem.level == Level::Error {
                self.summary.problems += 1;
            }
            on_event(Event::Problem(problem))?;
        }
        for findings in &result.findings {
            findings.iter().for_each(|finding| self.summary.count_finding(finding));
            on_event(Event::Findings(findings))?;
        }
        for (profile, count) in result.profiles {
            *self.summary.profiles.entry(profile).or_default() += count;
        }
        self.summary.ledger.add(result.ledger);
        for (agent, count) in result.agents {
            self.summary.agents.entry(agent).or_default().utterances += count;
        }
        for (counts, more) in self.outcomes.iter_mut().zip(&result.outcomes) {
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

/// Reads on one thread and checks on the others, handing results over in order. Threads that cannot be had are done
/// without: returns false, with nothing read, where not even a reader and a checker could be started.
fn in_parallel(
    sources: &[Source],
    options: &Options,
    engine: &Arc<Engine>,
    settings: Settings,
    take: &mut dyn FnMut(ChunkResult) -> io::Result<()>,
) -> io::Result<bool> {
    let threads = settings.threads.get();
    let under_way = threads * CHUNKS_PER_THREAD;
    // A permit is taken for every chunk read and given back when its result has been handed over.
    let (give_back, permits) = bounded::<()>(under_way);
    let (send_work, work) = bounded::<(u64, Chunk)>(under_way);
    let (send_done, done) = unbounded::<(u64, ChunkResult)>();
    for _ in 0..under_way {
        let _ = give_back.send(());
    }
    std::thread::scope(move |scope| {
        let mut started = 0;
        for _ in 0..threads {
            let (work, send_done) = (work.clone(), send_done.clone());
            let check = move || {
                let mut session = engine.session(REMEMBERED_BYTES / threads).trusting(settings.min_confidence);
                for (number, chunk) in work {
                    let result = check_chunk(&chunk, options, &mut session, settings.context);
                    if send_done.send((number, result)).is_err() {
                        return;
                    }
                }
            };
            started += usize::from(std::thread::Builder::new().spawn_scoped(scope, check).is_ok());
        }
        drop((work, send_done));
        let read = move || read_all(sources, options, &permits, &send_work);
        if started == 0 || std::thread::Builder::new().spawn_scoped(scope, read).is_err() {
            return Ok(false);
        }
        let outcome = hand_over(&done, &give_back, take);
        // After an error the other threads end because these channels close.
        drop((done, give_back));
        outcome.map(|()| true)
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
    done: &Receiver<(u64, ChunkResult)>,
    give_back: &Sender<()>,
    take: &mut dyn FnMut(ChunkResult) -> io::Result<()>,
) -> io::Result<()> {
    let mut waiting: BTreeMap<u64, ChunkResult> = BTreeMap::new();
    let mut next = 0;
    for (number, result) in done {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            take(result)?;
            next += 1;
            let _ = give_back.send(());
        }
    }
    Ok(())
}
