//! Problems, one a row.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use huashu_model::language::Language;
use huashu_model::problem::Problem;

use super::export::ArrowTable;

fn schema() -> SchemaRef {
    let text = |name: &str, may_lack: bool| Field::new(name, DataType::Utf8, may_lack);
    let number = |name: &str| Field::new(name, DataType::Int64, true);
    Arc::new(Schema::new(vec![
        text("code", false),
        text("level", false),
        text("message", false),
        text("help", true),
        text("file", true),
        number("line"),
        number("column"),
    ]))
}

/// Puts problems into rows, in one language.
pub(super) fn table(problems: &[Problem], language: Language) -> Result<ArrowTable, ArrowError> {
    let mut texts: [StringBuilder; 5] = Default::default();
    let mut numbers: [Int64Builder; 2] = Default::default();
    let [code, level, message, help, file] = &mut texts;
    let [line, column] = &mut numbers;
    let whole = |number: Option<u64>| number.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    for problem in problems {
        code.append_value(problem.code);
        level.append_value(problem.level.name());
        message.append_value(problem.message.get(language));
        help.append_option(problem.help.as_ref().map(|help| help.get(language)));
        file.append_option(problem.place.file.as_deref());
        line.append_option(whole(problem.place.line));
        column.append_option(whole(problem.place.column));
    }
    let texts = texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
    let columns: Vec<ArrayRef> =
        texts.chain(numbers.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef)).collect();
    Ok(ArrowTable::new(schema(), vec![RecordBatch::try_new(schema(), columns)?]))
}
