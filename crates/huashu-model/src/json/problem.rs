//! Problems as JSON objects.

use serde::{Serialize, Serializer};

use super::in_language::SerializeIn;
use crate::language::Language;
use crate::problem::Problem;

#[derive(Debug, Serialize)]
struct ProblemRecord<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

impl SerializeIn for Problem {
    fn serialize_in<S: Serializer>(&self, language: Language, serializer: S) -> Result<S::Ok, S::Error> {
        let record = ProblemRecord {
            code: self.code,
            level: self.level.name(),
            message: self.message.get(language),
            file: self.place.file.as_deref(),
            line: self.place.line,
            column: self.place.column,
            help: self.help.as_ref().map(|help| help.get(language)),
        };
        record.serialize(serializer)
    }
}
