//! The same conversations checked by two rulebooks, read once.

use std::io;

use huashu_input::{Chunk, Parsed};
use huashu_model::evaluation::Evaluation;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;

use super::evaluate::ChunkResult;
use super::threads::{Reading, Worker, each_chunk};
use super::totals::Totals;
use super::{Event, Job, REMEMBERED_BYTES};

/// What is handed over, in input order.
#[derive(Debug)]
pub enum PairEvent<'d> {
    /// What one conversation came to by the first rulebook, and by the second.
    Conversation(&'d Evaluation, &'d Evaluation),
    /// Trouble with the input.
    Problem(&'d Problem),
}

/// Receives what is found; an error ends the run.
pub type OnPairEvent<'f> = dyn FnMut(PairEvent<'_>) -> io::Result<()> + 'f;

/// Checks every conversation by both jobs and returns the figures of each; sources, options and settings are those of
/// the first.
///
/// Fails only when `on_event` does.
pub fn run_pair(jobs: [Job<'_>; 2], on_event: &mut OnPairEvent<'_>) -> io::Result<[Summary; 2]> {
    let [first, second] = jobs;
    let second = Job { sources: first.sources, options: first.options, settings: first.settings, ..second };
    let task = first.task();
    let hire = |threads: usize| -> Worker<'_, [ChunkResult; 2]> {
        let share = REMEMBERED_BYTES / threads / 2;
        let session = |job: Job<'_>| job.engine.session(share).trusting(job.settings.min_confidence);
        let mut sessions = [session(first), session(second)];
        Box::new(move |chunk: &Chunk| {
            let parsed: Parsed<'_> = chunk.parse(task.options);
            let [one, other] = &mut sessions;
            [task.judge(&parsed, one), task.judge(&parsed, other)]
        })
    };
    let (mut keep, mut keep_too) = (|_: &mut Vec<_>| {}, |_: &mut Vec<_>| {});
    let mut totals = [Totals::new(first, &mut keep), Totals::new(second, &mut keep_too)];
    let reading = Reading { sources: first.sources, options: first.options, threads: first.settings.threads.get() };
    each_chunk(reading, &hire, &mut |results| take(&mut totals, results, on_event))?;
    Ok(totals.map(Totals::finish))
}

/// Takes a chunk into the figures of both. What one leaves out as read before, the other leaves out too, so that
/// conversations come in step.
fn take(
    totals: &mut [Totals<'_, '_>; 2],
    [first, second]: [ChunkResult; 2],
    on_event: &mut OnPairEvent<'_>,
) -> io::Result<()> {
    let [one, other] = totals;
    let mut before: Vec<Evaluation> = Vec::new();
    one.take(first, &mut |event| match event {
        Event::Conversation(evaluation) => {
            before.push(evaluation.clone());
            Ok(())
        }
        Event::Problem(problem) => on_event(PairEvent::Problem(problem)),
    })?;
    let mut before = before.iter();
    other.take(second, &mut |event| match (event, before.as_slice()) {
        (Event::Conversation(evaluation), [old, ..]) => {
            before.next();
            on_event(PairEvent::Conversation(old, evaluation))
        }
        _ => Ok(()),
    })
}
