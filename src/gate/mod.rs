//! Which findings a run is held to: not those that were known before, not those in lines that nobody changed, not
//! those that somebody allowed or waived with a reason, not those that people judged wrong.
//!
//! Knows findings and the files they stand in. What it leaves out it counts, and what no longer holds (a known finding
//! that is gone, an allowance that nothing needed) it tells: nothing is passed over in silence.

mod allow;
mod baseline;
mod changed;
mod waived;

use std::collections::BTreeSet;

use huashu_model::finding::Finding;
use huashu_model::problem::Problem;

pub use allow::Allowances;
pub use baseline::{Baseline, portable};
pub use changed::Changes;
pub use waived::Waivers;

/// Leaves findings out, and counts them.
#[derive(Debug, Default)]
pub struct Gate {
    /// What was known before.
    pub baseline: Option<Baseline>,
    /// Which lines count.
    pub changes: Option<Changes>,
    /// What was allowed beside the text.
    pub allowances: Allowances,
    /// What rulebooks waive.
    pub waivers: Waivers,
    /// Rule and fingerprint of the findings that people judged wrong.
    pub refuted: BTreeSet<(String, String)>,
    /// Findings that the baseline knew.
    pub known: u64,
    /// Findings in lines that did not change.
    pub unchanged: u64,
    /// Findings that were allowed.
    pub allowed: u64,
    /// Findings that were waived.
    pub waived: u64,
    /// Findings that were judged wrong.
    pub judged_wrong: u64,
}

impl Gate {
    /// Keeps the findings that the run is held to.
    ///
    /// Allowances and waivers are looked at first, so that one which serves a known finding is not called unused; then the
    /// baseline, so that a known finding in a line that nobody changed is not called gone.
    pub fn keep(&mut self, findings: &mut Vec<Finding>) {
        findings.retain(|finding| {
            if self.allowances.covers(finding) {
                self.allowed += 1;
                return false;
            }
            if self.waivers.covers(finding) {
                self.waived += 1;
                return false;
            }
            if self.is_refuted(finding) {
                self.judged_wrong += 1;
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

    /// Returns whether the run is held to every finding.
    pub fn is_open(&self) -> bool {
        self.baseline.is_none()
            && self.changes.is_none()
            && self.allowances.is_empty()
            && self.waivers.is_empty()
            && self.refuted.is_empty()
    }

    fn is_refuted(&self, finding: &Finding) -> bool {
        !self.refuted.is_empty() && self.refuted.contains(&(finding.rule.id.clone(), finding.fingerprint.clone()))
    }

    /// Returns what no longer holds, once everything was checked.
    pub fn leftovers(&self) -> Vec<Problem> {
        let mut problems = self.allowances.unused();
        problems.extend(self.waivers.leftovers());
        problems
    }
}
