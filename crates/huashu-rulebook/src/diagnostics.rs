//! The files of a rulebook and the problems found in them.

use std::sync::Arc;

use super::node::{Node, SourceId, SourceSpan};
use super::reference::Author;
use huashu_model::language::Message;
use huashu_model::problem::{Excerpt, Level, Problem, ProblemPlace};
use huashu_model::text::Span;

/// The texts of every rulebook file that was read.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

#[derive(Debug, Clone)]
struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
    author: Author,
    /// Where lines begin, so that a file full of mistakes is not read from its start for each of them.
    lines: Arc<[usize]>,
}

impl SourceFile {
    /// Returns the number of a byte's line, counting from 0, and where that line begins.
    fn line(&self, byte: usize) -> (usize, usize) {
        let number = self.lines.partition_point(|start| *start <= byte).saturating_sub(1);
        (number, self.lines.get(number).copied().unwrap_or_default())
    }
}

impl Sources {
    /// Adds a file and returns its identifier.
    pub fn add(&mut self, name: &str, text: &str, author: Author) -> SourceId {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        self.files.push(SourceFile { name: Arc::from(name), text: Arc::from(text), author, lines });
        SourceId(self.files.len() - 1)
    }

    /// Returns a file's name as the user gave it, or `builtin:NAME`.
    pub fn name(&self, source: SourceId) -> &str {
        self.files.get(source.0).map_or("", |file| &file.name)
    }

    /// Returns the names of all files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.name)
    }

    /// Returns whether a file comes with huashu, and so was tested with it.
    pub fn is_shipped(&self, source: SourceId) -> bool {
        self.files.get(source.0).is_some_and(|file| file.author == Author::Huashu)
    }

    /// Returns a file's text.
    pub fn text(&self, source: SourceId) -> &str {
        self.files.get(source.0).map_or("", |file| &file.text)
    }

    /// Returns the line of a place, counting from 1.
    pub fn line(&self, place: SourceSpan) -> u64 {
        self.files.get(place.source.0).map_or(0, |file| file.line(place.span.start).0) as u64 + 1
    }

    /// Returns the place in the file of a byte range inside a string value.
    ///
    /// Exact where the string is written without escapes; otherwise the whole value.
    pub fn inside(&self, node: SourceSpan, value: &str, inner: Span) -> SourceSpan {
        let Some(raw) = self.text(node.source).get(node.span.start..node.span.end) else {
            return node;
        };
        let Some(offset) = raw.find(value).filter(|offset| *offset <= 5) else {
            return node;
        };
        let start = node.span.start + offset + inner.start;
        SourceSpan { span: Span::new(start, start + (inner.end - inner.start)), ..node }
    }
}

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
        let file = self.sources.files.get(place.source.0);
        let text = file.map(|file| Arc::clone(&file.text));
        let (line, line_start) = file.map_or((0, 0), |file| file.line(place.span.start));
        let before = text.as_deref().and_then(|text| text.get(line_start..place.span.start)).unwrap_or_default();
        let place = ProblemPlace {
            file: file.map(|file| Arc::clone(&file.name)),
            line: Some(line as u64 + 1),
            column: Some(before.chars().count() as u64 + 1),
            excerpt: text.map(|text| Excerpt { text, span: place.span, label: None }),
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
