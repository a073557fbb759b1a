//! The same conversations checked by two rulebooks, read once.

use std::io;

use huashu_model::evaluation::Evaluation;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;

use super::part::{Part, judge};
use super::threads::{Worker, each_chunk};
use super::totals::Totals;
use super::{Event, Job};

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
    let hire = || -> Worker<'_, [Part; 2]> {
        let mut judges = [first, second].map(|job| {
            let session = job.engine.session().trusting(job.settings.min_confidence);
            (job.task(true), session)
        });
        Box::new(move |chunk, give| judge(chunk.parse(first.options), &mut judges, None, give))
    };
    let mut totals = [Totals::new(first, None), Totals::new(second, None)];
    let reading = first.reading();
    each_chunk(reading, &hire, &mut |parts| take(&mut totals, parts, on_event))?;
    let [first, second] = totals;
    let tell = &mut |event: Event<'_>| match event {
        Event::Problem(problem) => on_event(PairEvent::Problem(problem)),
        Event::Conversation(_) | Event::Written(..) => Ok(()),
    };
    Ok([first.finish(tell)?, second.finish(&mut |_| Ok(()))?])
}

/// Takes a part of a chunk into the figures of both. What one leaves out as read before, the other leaves out too, so that
/// conversations come in step.
fn take(
    totals: &mut [Totals<'_, '_>; 2],
    [first, second]: [Part; 2],
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
        Event::Written(..) => Ok(()),
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
