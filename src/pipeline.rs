//! From sources to findings: reading on one thread, checking on many, results in input order.
//!
//! Memory stays flat: only so many chunks are under way at once, however long
//! the files are. Knows no rules and no reports; what it finds it hands over.

mod duplicates;
mod repeats;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use huashu_core::engine::{Engine, Session};
use huashu_input::{Chunk, Options, Source};
use huashu_model::confidence::Confidence;
use huashu_model::finding::Finding;
use huashu_model::language::Message;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::{InputStats, Outcome, OutcomeCounts, RuleCounts, Summary, keep_remark};
use huashu_model::transcript::{Conversation, Role};

use self::duplicates::{Duplicates, Reply};
use self::repeats::{Mark, Met, Repeats};

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Threads that check.
    pub threads: NonZeroUsize,
    /// Utterances shown on either side of a finding.
    pub context: usize,
    /// Findings that are less sure are left out.
    pub min_confidence: Confidence,
    /// Canned replies that say the same as another are told.
    pub duplicates: bool,
}

/// What is handed over, in input order.
#[derive(Debug)]
pub enum Event<'d> {
    /// The findings of one conversation, never none.
    Findings(&'d [Finding]),
    /// Trouble with the input.
    Problem(&'d Problem),
}

/// Takes out of the findings of a conversation those that the run is not held to; they are neither handed over nor
/// counted.
pub type Keep<'f> = dyn FnMut(&mut Vec<Finding>) + 'f;

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
    keep: &mut Keep<'_>,
    on_event: &mut OnEvent<'_>,
) -> io::Result<Summary> {
    let mut totals = Totals::new(engine, sources.len(), keep);
    let Settings { context, duplicates, .. } = settings;
    let task = Task { options, context, several: sources.len() > 1, duplicates };
    let many = settings.threads.get() > 1;
    if !many || !in_parallel(sources, task, engine, settings, &mut |result| totals.take(result, on_event))? {
        let mut session = engine.session(REMEMBERED_BYTES).trusting(settings.min_confidence);
        for chunk in sources.iter().flat_map(|source| huashu_input::read(source, options)) {
            totals.take(task.check(&chunk, &mut session), on_event)?;
        }
    }
    Ok(totals.finish(engine))
}

/// What one chunk came to.
#[derive(Debug, Default)]
struct ChunkResult {
    conversations: Vec<ConversationResult>,
    problems: Vec<Problem>,
    ledger: InputStats,
}

/// What one conversation came to.
#[derive(Debug, Default)]
struct ConversationResult {
    /// What it is known by, where the log names it.
    mark: Option<Mark>,
    /// What it says, where it is a canned reply.
    reply: Option<Reply>,
    findings: Vec<Finding>,
    /// By rule, in the engine's order.
    outcomes: Vec<Outcome>,
    profiles: Vec<Arc<str>>,
    /// Utterances by role and by agent.
    roles: BTreeMap<Role, u64>,
    agents: HashMap<String, u64>,
}

/// What a thread needs to check chunks.
#[derive(Clone, Copy)]
struct Task<'o> {
    options: &'o Options,
    context: usize,
    /// Several sources may hold parts of one conversation.
    several: bool,
    duplicates: bool,
}

impl Task<'_> {
    fn check(self, chunk: &Chunk, session: &mut Session) -> ChunkResult {
        let parsed = chunk.parse(self.options);
        let mut result = ChunkResult::default();
        for conversation in &parsed.conversations {
            let checked = session.check(conversation, self.context);
            let mut of_one = ConversationResult {
                mark: if self.several { Mark::of(conversation) } else { None },
                reply: if self.duplicates { Reply::of(conversation) } else { None },
                findings: checked.findings,
                outcomes: checked.outcomes,
                profiles: checked.profiles,
                ..ConversationResult::default()
            };
            of_one.count_utterances(conversation);
            result.conversations.push(of_one);
        }
        result.ledger.records = parsed.records;
        result.ledger.problems = parsed.failed;
        result.ledger.remarks = parsed.remarks;
        for (reason, count) in parsed.skipped {
            result.ledger.skipped.insert(reason, count);
        }
        result.problems = parsed.problems;
        result
    }
}

impl ConversationResult {
    fn count_utterances(&mut self, conversation: &Conversation<'_>) {
        for (index, utterance) in conversation.utterances.iter().enumerate() {
            *self.roles.entry(utterance.role).or_default() += 1;
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
struct Totals<'k> {
    summary: Summary,
    outcomes: Vec<OutcomeCounts>,
    repeats: Repeats,
    duplicates: Duplicates,
    keep: &'k mut Keep<'k>,
}

impl<'k> Totals<'k> {
    fn new(engine: &Engine, files: usize, keep: &'k mut Keep<'k>) -> Self {
        let ledger = InputStats { files: files as u64, ..InputStats::default() };
        let outcomes = vec![OutcomeCounts::default(); engine.rules().count()];
        Totals {
            summary: Summary { ledger, ..Summary::default() },
            outcomes,
            repeats: Repeats::default(),
            duplicates: Duplicates::default(),
            keep,
        }
    }

    fn take(&mut self, result: ChunkResult, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        for problem in &result.problems {
            if problem.level == Level::Error {
                self.summary.problems += 1;
            }
            on_event(Event::Problem(problem))?;
        }
        self.summary.ledger.add(result.ledger);
        for conversation in result.conversations {
            self.take_conversation(conversation, on_event)?;
        }
        Ok(())
    }

    fn take_conversation(&mut self, mut one: ConversationResult, on_event: &mut OnEvent<'_>) -> io::Result<()> {
        let met = one.mark.map_or(Met::Never, |mark| self.repeats.note(&mark, &mut one.findings));
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
            on_event(Event::Problem(&problem))?;
        }
        let ledger = &mut self.summary.ledger;
        ledger.conversations += 1;
        for (role, count) in one.roles {
            *ledger.utterances.entry(role).or_default() += count;
        }
        for profile in one.profiles {
            *self.summary.profiles.entry(profile.to_string()).or_default() += 1;
        }
        for (agent, count) in one.agents {
            self.summary.agents.entry(agent).or_default().utterances += count;
        }
        for (counts, outcome) in self.outcomes.iter_mut().zip(one.outcomes) {
            counts.add(outcome);
        }
        (self.keep)(&mut one.findings);
        if !one.findings.is_empty() {
            one.findings.iter().for_each(|finding| self.summary.count_finding(finding));
            on_event(Event::Findings(&one.findings))?;
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

fn overlapping() -> Message {
    huashu_model::message!(
        "有的会话读到了两次（编号、内容都相同），重复的部分只查一次",
        "some conversations were read twice (same id, same words); what is repeated was checked once"
    )
}

/// Reads on one thread and checks on the others, handing results over in order. Threads that cannot be had are done
/// without: returns false, with nothing read, where not even a reader and a checker could be started.
fn in_parallel(
    sources: &[Source],
    task: Task<'_>,
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
                    let result = task.check(&chunk, &mut session);
                    if send_done.send((number, result)).is_err() {
                        return;
                    }
                }
            };
            started += usize::from(std::thread::Builder::new().spawn_scoped(scope, check).is_ok());
        }
        drop((work, send_done));
        let read = move || read_all(sources, task.options, &permits, &send_work);
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
