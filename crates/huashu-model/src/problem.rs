//! Trouble in what we were given: an unreadable record, a bad rulebook.
//!
//! A problem never hides the good input beside it. It knows where it stands
//! but not how it will be shown.

use std::fmt;
use std::sync::Arc;

use crate::language::{Language, Message};
use crate::text::Span;

/// One piece of trouble, with its place and what to do about it.
///
/// ```
/// use huashu_model::language::Message;
/// use huashu_model::problem::Problem;
///
/// let message = Message::new("文件是空的", "the file is empty");
/// let problem = Problem::error("input/empty", message).at(&"a.csv".into(), 1);
/// assert_eq!(problem.to_string(), "a.csv:1: error: the file is empty [input/empty]");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// Stable name such as `input/bad-json` or `rulebook/unknown-key`.
    pub code: &'static str,
    /// `Error` makes the exit status 2; `Warning` does not.
    pub level: Level,
    /// What is wrong, without a full stop.
    pub message: Message,
    /// Where.
    pub place: ProblemPlace,
    /// What to do, where that can be said.
    pub help: Option<Message>,
}

/// What a [`Problem::code`] means; each crate lists those that it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub name: &'static str,
    /// What it means, in Chinese and in English, without a full stop.
    pub meaning: [&'static str; 2],
    /// What to do, in Chinese and in English, without a full stop.
    pub remedy: [&'static str; 2],
}

impl Code {
    /// Describes a code: what it means and what to do, each in Chinese and in English.
    pub const fn new(name: &'static str, meaning: [&'static str; 2], remedy: [&'static str; 2]) -> Code {
        Code { name, meaning, remedy }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something was not read or not checked as asked.
    Error,
    /// Read and checked, but probably not as intended.
    Warning,
}

impl Level {
    /// Returns the name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
        }
    }
}

/// Where a problem stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProblemPlace {
    /// Path as the user gave it, `-` for standard input, `builtin:NAME` for a shipped rulebook.
    pub file: Option<Arc<str>>,
    /// Line, counting from 1.
    pub line: Option<u64>,
    /// Column in characters, counting from 1.
    pub column: Option<u64>,
    /// The text to show: a whole rulebook or a short excerpt of the record, with the bytes concerned.
    pub excerpt: Option<Excerpt>,
}

/// A text and the bytes in it that a problem is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Excerpt {
    /// The text shown.
    pub text: Arc<str>,
    /// Byte range in `text`.
    pub span: Span,
    /// Short words under the underline.
    pub label: Option<Message>,
}

impl Problem {
    /// Makes an error without a place; add one with the struct's fields.
    pub fn error(code: &'static str, message: impl Into<Message>) -> Self {
        Problem { code, level: Level::Error, message: message.into(), place: ProblemPlace::default(), help: None }
    }

    /// Makes a warning without a place.
    pub fn warning(code: &'static str, message: impl Into<Message>) -> Self {
        Problem { level: Level::Warning, ..Problem::error(code, message) }
    }

    /// Sets what to do about it.
    pub fn with_help(mut self, help: impl Into<Message>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the file and line (from 1) of a record.
    pub fn at(mut self, file: &Arc<str>, line: u64) -> Self {
        self.place.file = Some(Arc::clone(file));
        self.place.line = Some(line);
        self
    }
}

/// Keeps the first `most` problems, and the first error whenever it comes: on errors the exit status depends.
pub fn keep_problem(problems: &mut Vec<Problem>, problem: Problem, most: usize) {
    let is_first_error = || problem.level == Level::Error && problems.iter().all(|kept| kept.level != Level::Error);
    if problems.len() < most || (problems.len() == most && is_first_error()) {
        problems.push(problem);
    }
}

/// One line in English: file, line and column where known, level, message and code.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [
            self.place.file.as_deref().map(str::to_owned),
            self.place.line.map(|line| line.to_string()),
            self.place.column.map(|column| column.to_string()),
        ]
        .into_iter()
        .flatten()
        {
            write!(f, "{part}:")?;
        }
        if self.place.file.is_some() {
            f.write_str(" ")?;
        }
        write!(f, "{}: {} [{}]", self.level.name(), self.message.get(Language::English), self.code)
    }
}

impl std::error::Error for Problem {}
