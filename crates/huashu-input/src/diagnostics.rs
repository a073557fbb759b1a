//! What is noted while a source is read, beside the conversations themselves.

use std::collections::{BTreeMap, BTreeSet};

use huashu_model::language::Message;
use huashu_model::problem::{Level, Problem};

use crate::source::decode::Text;

/// Problems told one by one of one piece of reading; a file that is no log has one a line.
const MOST_TOLD: usize = 1000;

/// Problems, remarks and counts of one piece of reading.
#[derive(Debug, Default, Clone)]
pub(crate) struct Diagnostics {
    pub(crate) problems: Vec<Problem>,
    /// Problems that are only counted.
    pub(crate) untold: BTreeMap<(&'static str, Level), u64>,
    pub(crate) remarks: BTreeSet<Message>,
    /// What was left out, by a stable reason.
    pub(crate) skipped: BTreeMap<&'static str, u64>,
    /// Records that could not be read.
    pub(crate) failed: u64,
}

impl Diagnostics {
    /// Notes a problem; behind a thousand others it is only counted.
    pub(crate) fn tell(&mut self, problem: Problem) {
        if self.problems.len() < MOST_TOLD {
            self.problems.push(problem);
        } else {
            *self.untold.entry((problem.code, problem.level)).or_default() += 1;
        }
    }

    /// Notes problems, each as [`Diagnostics::tell`] does.
    pub(crate) fn tell_all(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.tell(problem));
    }

    /// Notes a record that could not be read.
    pub(crate) fn fail(&mut self, problem: Problem) {
        self.failed += 1;
        self.tell(problem);
    }

    /// Returns whether there is nothing to say.
    pub(crate) fn is_empty(&self) -> bool {
        self.problems.is_empty() && self.remarks.is_empty() && self.skipped.is_empty() && self.failed == 0
    }

    /// Counts something left out for a stable reason.
    pub(crate) fn skip(&mut self, reason: &'static str, count: u64) {
        if count > 0 {
            *self.skipped.entry(reason).or_default() += count;
        }
    }

    /// Takes the problems and remarks of decoding.
    pub(crate) fn take_notes(&mut self, text: &mut Text) {
        self.tell_all(text.problems.drain(..));
        self.remarks.extend(text.remarks.drain(..));
    }

    /// Adds what another piece of reading noted.
    pub(crate) fn add(&mut self, more: Diagnostics) {
        self.tell_all(more.problems);
        for (kind, count) in more.untold {
            *self.untold.entry(kind).or_default() += count;
        }
        self.remarks.extend(more.remarks);
        more.skipped.into_iter().for_each(|(reason, count)| self.skip(reason, count));
        self.failed += more.failed;
    }
}
