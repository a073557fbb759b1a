//! What is noted while a source is read, beside the conversations themselves.

use std::collections::{BTreeMap, BTreeSet};

use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Problems, remarks and counts of one piece of reading.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    pub(crate) problems: Vec<Problem>,
    pub(crate) remarks: BTreeSet<Message>,
    /// What was left out, by a stable reason.
    pub(crate) skipped: BTreeMap<&'static str, u64>,
    /// Records that could not be read.
    pub(crate) failed: u64,
}

impl Diagnostics {
    /// Counts something left out for a stable reason.
    pub(crate) fn skip(&mut self, reason: &'static str, count: u64) {
        if count > 0 {
            *self.skipped.entry(reason).or_default() += count;
        }
    }
}
