//! From sources to findings: reading on one thread, checking on many, results in input order.
//!
//! Memory stays flat: only so many chunks are under way at once, however long
//! the files are. Knows no rules and no reports; what it finds it hands over.

mod duplicates;
mod evaluate;
mod one;
mod pair;
mod part;
mod repeats;
mod tallies;
mod threads;
mod totals;

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use huashu_core::engine::Engine;
use huashu_input::{Chunk, Options, Source};
use huashu_model::confidence::Confidence;
use huashu_model::evaluation::Evaluation;
use huashu_model::problem::Problem;
use huashu_model::score::Scorer;
use huashu_model::summary::Summary;

use self::evaluate::Task;
pub use self::one::{Judge, Keep};
pub use self::pair::{OnPairEvent, PairEvent, run_pair};
pub use self::part::Writer;
use self::part::{Part, judge};
use self::threads::{Reading, Worker, each_chunk};
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
    /// Whether personal data is hidden in what is handed over.
    pub masked: bool,
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

/// Makes the writer of one thread.
pub type NewWriter<'w> = dyn Fn() -> Writer + Sync + 'w;

/// What becomes of findings between being made and being handed over.
#[derive(Default)]
pub struct Handling<'h> {
    /// Takes out those that the run is not held to; without it the run is held to all.
    pub keep: Option<&'h mut Keep<'h>>,
    /// Writes them on the threads that check, where nothing else of a conversation is wanted. It is asked where neither
    /// other files nor other conversations have a say in what is found.
    pub writer: Option<&'h NewWriter<'h>>,
}

impl<'j> Job<'j> {
    /// Returns the chunks of the sources.
    fn reading(self) -> Reading<'j> {
        let chunks = self.sources.iter().flat_map(move |source| huashu_input::read(source, self.options));
        Reading { chunks: Box::new(chunks), threads: self.settings.threads.get() }
    }

    /// Makes a judge of conversations that come one by one; the sources are not read. `keep` takes out findings that nobody
    /// is held to.
    pub fn judge(self, keep: Option<&'j mut Keep<'j>>) -> Judge<'j> {
        let session = self.engine.session().trusting(self.settings.min_confidence);
        Judge::new(self.task(keep.is_none()), session, keep)
    }

    fn task(self, holds_all: bool) -> Task<'j> {
        Task {
            engine: self.engine,
            scorer: self.scorer,
            holds_all,
            context: self.settings.context,
            transcripts: self.settings.transcripts,
            several: self.sources.len() > 1,
            duplicates: self.settings.duplicates,
            masked: self.settings.masked,
        }
    }
}

/// What is handed over, in input order.
#[derive(Debug)]
pub enum Event<'d> {
    /// What one conversation came to.
    Conversation(&'d Evaluation),
    /// What was written of some conversations, and how many they were.
    Written(&'d [u8], u64),
    /// Trouble with the input.
    Problem(&'d Problem),
}

/// Receives what is found; an error ends the run.
pub type OnEvent<'f> = dyn FnMut(Event<'_>) -> io::Result<()> + 'f;

/// Checks every conversation of every source and returns the figures of the run.
///
/// Fails only when `on_event` does.
pub fn run(job: Job<'_>, handling: Handling<'_>, on_event: &mut OnEvent<'_>) -> io::Result<Summary> {
    run_reading(job, job.reading(), handling, on_event)
}

/// Checks every conversation of chunks that were read in another way than from the sources of the job, of which it has
/// none; otherwise as [`run`] does.
pub fn run_chunks<'r>(
    job: Job<'r>,
    chunks: impl Iterator<Item = Chunk> + Send + 'r,
    handling: Handling<'_>,
    on_event: &mut OnEvent<'_>,
) -> io::Result<Summary> {
    let reading = Reading { chunks: Box::new(chunks), threads: job.settings.threads.get() };
    run_reading(job, reading, handling, on_event)
}

fn run_reading(
    job: Job<'_>,
    reading: Reading<'_>,
    handling: Handling<'_>,
    on_event: &mut OnEvent<'_>,
) -> io::Result<Summary> {
    let Job { options, engine, settings, .. } = job;
    let Handling { keep, writer } = handling;
    let task = job.task(keep.is_none());
    let writer = writer.filter(|_| task.settles());
    let hire = || -> Worker<'_, [Part; 1]> {
        let session = engine.session().trusting(settings.min_confidence);
        let mut judges = [(task, session)];
        let mut writer = writer.map(|new| new());
        Box::new(move |chunk, give| judge(chunk.parse(options), &mut judges, writer.as_mut(), give))
    };
    let mut totals = Totals::new(job, keep);
    each_chunk(reading, &hire, &mut |[part]| totals.take(part, on_event))?;
    totals.finish(on_event)
}
