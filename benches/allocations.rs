//! How often checking asks for memory, for each utterance: counts, not times, so that they are the same on every machine.
//!
//! `cargo bench --bench allocations [-- LOG…]`; the talk of `fixtures/corpus` unless logs are named. The rules are those of
//! `builtin:all`. Reading the logs and making the rules ready are not counted; the first tenth of the conversations goes
//! before, to fill the memory that a session uses again.

use std::alloc::System;

use huashu_core::{Conversation, Linter, Session};
use huashu_input::{Chunk, Options};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

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
    let mut counts = Counts::default();
    for conversation in measured {
        counts.check(&mut session, conversation);
    }
    counts.print();
    Ok(())
}

#[derive(Default)]
struct Counts {
    conversations: usize,
    utterances: usize,
    findings: usize,
    /// Pieces of memory asked for, and pieces that were made larger.
    allocations: usize,
    grown: usize,
    bytes: usize,
    /// Of the pieces, those that belong to what is returned.
    returned: usize,
}

impl Counts {
    fn check(&mut self, session: &mut Session, conversation: &Conversation<'_>) {
        let region = Region::new(ALLOCATOR);
        let checked = session.check(conversation);
        let stats = region.change();
        self.conversations += 1;
        self.utterances += conversation.utterances.len();
        self.findings += checked.findings.len();
        self.allocations += stats.allocations;
        self.grown += stats.reallocations;
        self.bytes += stats.bytes_allocated;
        self.returned += stats.allocations.saturating_sub(stats.deallocations);
    }

    fn print(&self) {
        let each = |count: usize| count as f64 / self.utterances.max(1) as f64;
        println!(
            "{} conversations, {} utterances, {} findings",
            self.conversations, self.utterances, self.findings
        );
        println!("| for each utterance | |\n|---|---|");
        println!("| allocations | {:.1} |", each(self.allocations));
        println!("| of them returned with findings and outcomes | {:.1} |", each(self.returned));
        println!("| pieces made larger | {:.1} |", each(self.grown));
        println!("| bytes | {:.0} |", each(self.bytes));
        println!("| findings | {:.2} |", each(self.findings));
    }
}
