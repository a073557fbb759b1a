//! Which findings a run is held to: not those that were known before, not those in lines that nobody changed, not
//! those that somebody allowed with a reason.
//!
//! Knows findings and the files they stand in. What it leaves out it counts, and what no longer holds (a known finding
//! that is gone, an allowance that nothing needed) it tells: nothing is passed over in silence.

mod allow;
mod baseline;
mod changed;

use huashu_model::finding::Finding;
use huashu_model::problem::Problem;

pub use allow::Allowances;
pub use baseline::{Baseline, portable};
pub use changed::Changes;

/// Leaves findings out, and counts them.
#[derive(Debug, Default)]
pub struct Gate {
    /// What was known before.
    pub baseline: Option<Baseline>,
    /// Which lines count.
    pub changes: Option<Changes>,
    /// What was allowed beside the text.
    pub allowances: Allowances,
    /// Findings that the baseline knew.
    pub known: u64,
    /// Findings in lines that did not change.
    pub unchanged: u64,
    /// Findings that were allowed.
    pub allowed: u64,
}

impl Gate {
    /// Keeps the findings that the run is held to.
    ///
    /// An allowance is looked at first, so that one which serves a known finding is not called unused; then the
    /// baseline, so that a known finding in a line that nobody changed is not called gone.
    pub fn keep(&mut self, findings: &mut Vec<Finding>) {
        findings.retain(|finding| {
            if self.allowances.covers(finding) {
                self.allowed += 1;
                return false;
            }
            if self.baseline.as_mut().is_some_and(|baseline| baseline.knows(finding)) {
                self.known += 1;
                return false;
            }
            if self.changes.as_ref().is_some_and(|changes| !changes.holds(finding)) {
                self.unchanged += 1;
                return false;
            }
            if let Some(baseline) = &mut self.baseline {
                baseline.add(finding);
            }
            true
        });
    }

    /// Returns what no longer holds, once everything was checked.
    pub fn leftovers(&self) -> Vec<Problem> {
        self.allowances.unused()
    }
}
