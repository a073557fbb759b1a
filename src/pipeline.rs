//! From sources to findings: reading on one thread, checking on many, results in input order.
//!
//! Memory stays flat: only so many chunks are under way at once, however long
//! the files are. Knows no rules and no reports; what it finds it hands over.

mod duplicates;
mod evaluate;
mod repeats;
mod totals;

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use huashu_core::engine::Engine;
use huashu_input::{Chunk, Options, Source};
use huashu_model::confidence::Confidence;
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::Finding;
use huashu_model::problem::Problem;
use huashu_model::score::Scorer;
use huashu_model::summary::Summary;

use self::evaluate::{ChunkResult, Task};
use self::totals::Totals;

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
    /// Whether all that was said is handed over.
    pub transcripts: bool,
    /// Whether somebody reads a table by agent.
    pub by_agent: bool,
}

/// What is checked, by what.
#[derive(Clone, Copy)]
pub struct Job<'j> {
    /// The files.
    pub sources: &'j [Source],
    /// How they are read.
    pub options: &'j Options,
    /// The rules.
    pub engine: &'j Arc<Engine>,
    /// How findings become scores.
    pub scorer: &'j Scorer,
    /// How to run.
    pub settings: Settings,
}

/// What is handed over, in input order.
#[derive(Debug)]
pub enum Event<'d> {
    /// What one conversation came to.
    Conversation(&'d Evaluation),
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
pub fn run(job: Job<'_>, keep: &mut Keep<'_>, on_event: &mut OnEvent<'_>) -> io::Result<Summary> {
    let Job { sources, options, engine, settings, .. } = job;
    let mut totals = Totals::new(job, keep);
    let task = Task {
        options,
        context: settings.context,
        transcripts: settings.transcripts,
        several: sources.len() > 1,
        duplicates: settings.duplicates,
    };
    let many = settings.threads.get() > 1;
    if !many || !in_parallel(sources, task, engine, settings, &mut |result| totals.take(result, on_event))? {
        let mut session = engine.session(REMEMBERED_BYTES).trusting(settings.min_confidence);
        for chunk in sources.iter().flat_map(|source| huashu_input::read(source, options)) {
            totals.take(task.check(&chunk, &mut session), on_event)?;
        }
    }
    Ok(totals.finish())
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
