//! How often checking asks for memory, for each utterance: counts, not times, so that they are the same on every machine.
//!
//! `cargo bench --bench allocations [-- LOG…]`; the talk of `fixtures/corpus` unless logs are named. The rules are those of
//! `builtin:all`. Reading the logs and making the rules ready are not counted; the first tenth of the conversations goes
//! before, to fill the memory that a session uses again.

use std::alloc::System;

use huashu_core::{Conversation, Linter, Session};
use huashu_input::{Chunk, Options};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let paths = if named.is_empty() { vec!["fixtures/corpus".to_owned()] } else { named };
    let options = Options::default();
    let sources = huashu_input::find(&paths, &options).sources;
    let chunks: Vec<Chunk> = sources.iter().flat_map(|source| huashu_input::read(source, &options)).collect();
    let parsed: Vec<_> = chunks.iter().map(|chunk| chunk.parse(&options)).collect();
    let talk: Vec<&Conversation<'_>> = parsed.iter().flat_map(|parsed| &parsed.conversations).collect();
    let linter = Linter::builder().rulebook("builtin:all").build()?;
    let mut session = linter.session();
    let (before, measured) = talk.split_at(talk.len() / 10);
    before.iter().for_each(|conversation| drop(session.check(conversation)));
    let (mut clean, mut breached) = (Counts::default(), Counts::default());
    for conversation in measured {
        let (findings, stats) = checked(&mut session, conversation);
        let counts = if findings == 0 { &mut clean } else { &mut breached };
        counts.add(conversation.utterances.len(), findings, &stats);
    }
    println!(
        "| conversations | utterances | findings | allocations an utterance | of them grown | bytes an utterance |"
    );
    println!("|---|---|---|---|---|---|");
    println!("| without findings: {} | {}", clean.conversations, clean.row());
    println!("| with findings: {} | {}", breached.conversations, breached.row());
    clean.merge(&breached);
    println!("| all: {} | {}", clean.conversations, clean.row());
    Ok(())
}

/// Checks a conversation and returns the number of findings and what was asked for until they were dropped.
fn checked(session: &mut Session, conversation: &Conversation<'_>) -> (usize, Stats) {
    let region = Region::new(ALLOCATOR);
    let findings = session.check(conversation).findings.len();
    (findings, region.change())
}

#[derive(Default)]
struct Counts {
    conversations: usize,
    utterances: usize,
    findings: usize,
    allocations: usize,
    grown: usize,
    bytes: usize,
}

impl Counts {
    fn add(&mut self, utterances: usize, findings: usize, stats: &Stats) {
        self.conversations += 1;
        self.utterances += utterances;
        self.findings += findings;
        self.allocations += stats.allocations + stats.reallocations;
        self.grown += stats.reallocations;
        self.bytes += stats.bytes_allocated;
    }

    fn merge(&mut self, other: &Counts) {
        self.conversations += other.conversations;
        self.utterances += other.utterances;
        self.findings += other.findings;
        self.allocations += other.allocations;
        self.grown += other.grown;
        self.bytes += other.bytes;
    }

    fn row(&self) -> String {
        let each = |count: usize| count as f64 / self.utterances.max(1) as f64;
        format!(
            "{} | {} | {:.2} | {:.2} | {:.0} |",
            self.utterances,
            self.findings,
            each(self.allocations),
            each(self.grown),
            each(self.bytes)
        )
    }
}
