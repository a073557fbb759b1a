//! The problems found in rulebooks.

use super::node::{Node, SourceSpan};
use super::sources::Sources;
use huashu_model::language::Message;
use huashu_model::problem::{Excerpt, Level, Problem, ProblemPlace};

/// Collects problems while rulebooks are read, so that all are reported at once.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// The files read so far.
    pub sources: Sources,
    /// What was wrong with them.
    pub problems: Vec<Problem>,
}

impl Diagnostics {
    /// Reports an error at `place`.
    pub fn error(&mut self, code: &'static str, place: SourceSpan, message: impl Into<Message>) -> &mut Problem {
        self.push(Level::Error, code, place, message)
    }

    /// Reports a warning at `place`.
    pub fn warning(&mut self, code: &'static str, place: SourceSpan, message: impl Into<Message>) -> &mut Problem {
        self.push(Level::Warning, code, place, message)
    }

    /// Reports an error that names `node`'s type and the type that is wanted.
    pub fn wrong_type(&mut self, node: &Node, key: &str, wanted_zh: &str, wanted_en: &str) {
        let found = node.value.type_name();
        let message = huashu_model::message!(
            "`{key}` 应为{wanted_zh}，这里写的是 {found}",
            "`{key}` takes {wanted_en}, not {found}"
        );
        self.error("rulebook/wrong-type", node.place, message);
    }

    /// Returns whether any error was reported.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.level == Level::Error)
    }

    fn push(
        &mut self,
        level: Level,
        code: &'static str,
        place: SourceSpan,
        message: impl Into<Message>,
    ) -> &mut Problem {
        let place = match self.sources.shown(place) {
            Some((line, column, file, text)) => ProblemPlace {
                file: Some(file),
                line: Some(line),
                column: Some(column),
                excerpt: Some(Excerpt { text, span: place.span, label: None }),
            },
            None => ProblemPlace { file: None, line: Some(1), column: Some(1), excerpt: None },
        };
        let mut problem = match level {
            Level::Error => Problem::error(code, message),
            Level::Warning => Problem::warning(code, message),
        };
        problem.place = place;
        self.problems.push(problem);
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }
}

/// Returns the candidate nearest to `word`, where one is near enough to be meant.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
