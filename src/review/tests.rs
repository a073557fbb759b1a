//! What the tests of several files need.

use super::marks::{Mark, Verdict};

/// A mark of a sentence that holds a breach.
pub(super) fn mark(fingerprint: &str, rule: &str, reviewer: &str, verdict: Verdict) -> Mark {
    Mark {
        fingerprint: fingerprint.to_owned(),
        rule: rule.to_owned(),
        verdict,
        reviewer: reviewer.to_owned(),
        note: String::new(),
        date: String::new(),
        missed: Vec::new(),
        minutes: None,
        stands_for: None,
        conversation: "c1".to_owned(),
        text: "这个我⟦不知道⟧".to_owned(),
    }
}
