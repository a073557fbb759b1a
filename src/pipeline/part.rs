//! A part of what a chunk comes to: small enough that several can wait, whatever is found; runs on the threads that check.

use std::collections::BTreeMap;

use huashu_core::engine::Session;
use huashu_input::Parsed;
use huashu_model::finding::Finding;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::InputStats;

use super::evaluate::{Evaluated, Task};
use super::tallies::Tallies;
use super::threads::Give;

/// Writes the findings of one conversation, in order of place and never none; each thread has its own.
pub type Writer = Box<dyn FnMut(&[Finding], &mut Vec<u8>)>;

/// Bytes at which a part is handed over.
const FULL: usize = 1 << 20;
/// Bytes that a finding takes, roughly.
const FINDING: usize = 1 << 10;

/// A part of what a chunk came to.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// Conversations; none of those that were written already.
    pub(super) conversations: Vec<Evaluated>,
    /// What was written of conversations where they were checked, and how many they were.
    pub(super) written: (Vec<u8>, u64),
    /// The figures of the conversations, where they were settled when they were checked.
    pub(super) tallies: Option<Tallies>,
    /// In the first part of a chunk.
    pub(super) notes: Notes,
    /// Bytes that it takes, roughly.
    size: usize,
}

/// What was noted when a chunk was read.
#[derive(Debug, Default, Clone)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
    /// Problems that are only counted.
    pub(super) untold: BTreeMap<(&'static str, Level), u64>,
    pub(super) ledger: InputStats,
}

impl Notes {
    fn take(parsed: &mut Parsed<'_>) -> Notes {
        let ledger = InputStats {
            records: parsed.records,
            problems: parsed.failed,
            remarks: std::mem::take(&mut parsed.remarks),
            skipped: std::mem::take(&mut parsed.skipped),
            ..InputStats::default()
        };
        let problems = std::mem::take(&mut parsed.problems);
        Notes { problems, untold: std::mem::take(&mut parsed.untold), ledger }
    }
}

impl Part {
    fn add(&mut self, one: Evaluated, task: Task<'_>, writer: Option<&mut Writer>) {
        if task.settles() {
            self.tallies.get_or_insert_with(|| Tallies::new(task.engine, task.scorer)).count(&one);
        }
        let evaluation = &one.evaluation;
        if let Some(write) = writer {
            let (bytes, conversations) = &mut self.written;
            *conversations += 1;
            if !evaluation.findings.is_empty() {
                write(&evaluation.findings, bytes);
            }
            self.size = bytes.len();
            return;
        }
        let said: usize = evaluation.transcript.iter().map(|line| line.text.len()).sum();
        self.size += size_of::<Evaluated>() + evaluation.findings.len() * FINDING + said;
        self.conversations.push(one);
    }
}

/// Judges the conversations of a chunk that was read, by each of some engines, and hands over what they come to; the
/// parts of all engines hold the same conversations.
pub(super) fn judge<const N: usize>(
    mut parsed: Parsed<'_>,
    judges: &mut [(Task<'_>, Session); N],
    mut writer: Option<&mut Writer>,
    give: &mut Give<'_, [Part; N]>,
) {
    let notes = Notes::take(&mut parsed);
    let mut parts: [Part; N] = std::array::from_fn(|_| Part { notes: notes.clone(), ..Part::default() });
    for conversation in &parsed.conversations {
        for (part, (task, session)) in parts.iter_mut().zip(&mut *judges) {
            part.add(task.evaluate(conversation, session), *task, writer.as_deref_mut());
        }
        if parts.iter().any(|part| part.size >= FULL)
            && !give(std::mem::replace(&mut parts, std::array::from_fn(|_| Part::default())))
        {
            return;
        }
    }
    give(parts);
}
