//! What a report had no room for, because whoever reads it takes no more.
//!
//! Knows no format of reports.

use huashu_model::finding::Severity;
use huashu_model::language::Message;

/// Findings and problems left out, by severity.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    errors: u64,
    warnings: u64,
    notes: u64,
}

impl LeftOut {
    /// Counts one.
    pub(crate) fn count(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.notes,
        } += 1;
    }

    /// Returns whether nothing was left out.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors + self.warnings + self.notes == 0
    }

    /// Returns what is to be said of it, given how many there are of each; nothing where nothing was left out.
    pub(crate) fn told(&self, say: impl FnOnce(Message) -> Message) -> Vec<Message> {
        let LeftOut { errors, warnings, notes } = self;
        let some = errors + warnings + notes > 0;
        let counts = huashu_model::message!(
            "错误 {errors}、警告 {warnings}、提示 {notes}",
            "{errors} errors, {warnings} warnings, {notes} of severity info"
        );
        some.then(|| say(counts)).into_iter().collect()
    }
}
