//! Back-tests: the same conversations judged by an old and a new rulebook, and what changed.
//!
//! One reading, two engines; what is kept grows with rules and agents, not with conversations. Writes nothing.

mod compare;
mod comparison;
mod json;
mod page;
#[cfg(test)]
mod tests;

use std::io;

use huashu_model::problem::Problem;

use crate::pipeline::{Job, PairEvent, run_pair};

use self::compare::Comparing;
pub use self::comparison::{Comparison, Counts, Pair, RuleChange, Rulebook, Scores};
pub use self::json::json;
pub use self::page::page;

/// Judges every conversation by both jobs and compares; keeps the first `examples` findings that were gained, and as
/// many that were lost, of each rule. Sources, options and settings are those of the first job.
///
/// Fails only when `on_problem` does.
pub fn run(
    jobs: Pair<Job<'_>>,
    rulebooks: Pair<Rulebook>,
    examples: usize,
    on_problem: &mut dyn FnMut(&Problem) -> io::Result<()>,
) -> io::Result<Comparison> {
    let rules = jobs.map(|job| job.engine.rules().cloned().collect::<Vec<_>>());
    let mut comparing = Comparing::new(rules, examples);
    let summaries = run_pair(jobs, &mut |event| match event {
        PairEvent::Conversation(old, new) => {
            comparing.add(old, new);
            Ok(())
        }
        PairEvent::Problem(problem) => on_problem(problem),
    })?;
    Ok(comparing.finish(rulebooks, summaries))
}
