//! Scanned texts, whose memory is used again from one conversation to the next.

use super::scanned_text::{Said, ScannedText};
use crate::engine::program::Program;

/// Scanned texts in memory that is used again.
#[derive(Debug, Default)]
pub(crate) struct TextPool {
    texts: Vec<ScannedText>,
}

/// More texts than a conversation usually has are not kept.
const MOST_KEPT: usize = 512;

impl TextPool {
    /// Folds and scans the texts of a conversation.
    pub(super) fn scanned<'t>(
        &mut self,
        said: impl ExactSizeIterator<Item = Said<'t>>,
        program: &Program,
    ) -> &[ScannedText] {
        let count = said.len();
        if self.texts.len() > MOST_KEPT.max(count) {
            self.texts.truncate(MOST_KEPT.max(count));
            self.texts.shrink_to_fit();
        }
        self.texts.resize_with(self.texts.len().max(count), ScannedText::default);
        for (text, said) in self.texts.iter_mut().zip(said) {
            text.scan(said, program);
        }
        &self.texts[..count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::compile::compiler::Compiler;
    use huashu_rulebook::{Diagnostics, NoFiles, Rulebook};

    #[test]
    fn texts_are_in_order_whatever_was_there_before() {
        let mut diagnostics = Diagnostics::default();
        let rulebook = Rulebook::load(&["builtin:base".to_owned()], &NoFiles, &mut diagnostics);
        let program = Compiler::new(&rulebook, &mut diagnostics).finish();
        let mut pool = TextPool::default();
        for count in [3, 0, 2 * MOST_KEPT, 7, MOST_KEPT + 1] {
            let texts: Vec<String> = (0..count).map(|at| format!("第{at}句")).collect();
            let said = texts.iter().map(|text| Said { text, template: false });
            let scanned = pool.scanned(said, &program);
            assert_eq!(scanned.len(), count);
            assert!(scanned.iter().zip(&texts).all(|(scanned, text)| scanned.folded.original() == text));
        }
    }
}
