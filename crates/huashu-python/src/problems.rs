//! Problems on their way to Python: exceptions that carry all of them.

use huashu_model::language::{Language, Message};
use huashu_model::problem::Problem;
use pyo3::prelude::*;

mod exceptions {
    pyo3::import_exception!(huashu._errors, RulebookError);
}

/// A problem as `huashu._types.Problem` takes it apart: code, level, message and help in Chinese and English, file, line
/// and column.
#[derive(Debug, IntoPyObject)]
pub(crate) struct ProblemRecord(
    &'static str,
    &'static str,
    (String, String),
    Option<(String, String)>,
    Option<String>,
    Option<u64>,
    Option<u64>,
);

impl ProblemRecord {
    pub(crate) fn new(problem: &Problem) -> ProblemRecord {
        let both = |message: &Message| (message.zh.clone(), message.en.clone());
        let place = &problem.place;
        ProblemRecord(
            problem.code,
            problem.level.name(),
            both(&problem.message),
            problem.help.as_ref().map(both),
            place.file.as_deref().map(str::to_owned),
            place.line,
            place.column,
        )
    }
}

/// Returns problems as Python takes them.
pub(crate) fn records(problems: &[Problem]) -> Vec<ProblemRecord> {
    problems.iter().map(ProblemRecord::new).collect()
}

/// Returns the exception that carries everything that is wrong with rulebooks.
pub(crate) fn rulebook_error(problems: &[Problem], language: Language) -> PyErr {
    exceptions::RulebookError::new_err((records(problems), language.to_string()))
}
