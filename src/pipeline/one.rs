//! Conversations judged one by one, for whoever asks and waits for each answer. Knows no files.

use huashu_core::engine::Session;
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::Finding;
use huashu_model::language::Message;
use huashu_model::mask::Mask;
use huashu_model::problem::Problem;
use huashu_model::transcript::Conversation;

use super::evaluate::Task;

/// Takes out of the findings of a conversation those that the run is not held to; they are neither handed over nor
/// counted.
pub type Keep<'f> = dyn FnMut(&mut Vec<Finding>) + 'f;

/// Judges conversations one after another on one thread, each by itself; what they come to is what a run gives.
pub struct Judge<'j> {
    task: Task<'j>,
    session: Session,
    /// Takes out findings that nobody is held to.
    keep: Option<&'j mut Keep<'j>>,
}

impl<'j> Judge<'j> {
    pub(super) fn new(task: Task<'j>, session: Session, keep: Option<&'j mut Keep<'j>>) -> Self {
        Judge { task, session, keep }
    }

    /// Returns what a conversation comes to.
    pub fn judge(&mut self, conversation: &Conversation<'_>) -> Evaluation {
        let mut one = self.task.evaluate(conversation, &mut self.session);
        if let Some(keep) = &mut self.keep {
            keep(&mut one.evaluation.findings);
            one.settle(self.task.scorer);
        }
        one.evaluation
    }

    /// Hides personal data in a problem, which may quote what was read.
    pub fn mask(&self, problem: &mut Problem) {
        if self.task.masked {
            Mask::default().problem(problem);
        }
    }

    /// Hides personal data in a remark.
    pub fn mask_remark(&self, remark: &mut Message) {
        if self.task.masked {
            Mask::default().message(remark);
        }
    }
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").field("session", &self.session).finish_non_exhaustive()
    }
}
