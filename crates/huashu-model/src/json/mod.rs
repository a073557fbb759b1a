//! The JSON that other programs rely on, said in one place: findings, problems, outcomes, and conversations read.
//!
//! The shapes are a promise: fields may be added, never renamed or removed. Counts of characters are Unicode scalar
//! values; bytes stay inside huashu. Messages are in Chinese unless a value is wrapped in [`InLanguage`]; nothing else
//! depends on the language.
//!
//! ```
//! use huashu_model::json::{InLanguage, to_string};
//! use huashu_model::language::{Language, Message};
//! use huashu_model::problem::Problem;
//!
//! let problem = Problem::error("input/empty", Message::new("文件是空的", "the file is empty"));
//! assert_eq!(
//!     to_string(&InLanguage(&problem, Language::English))?,
//!     r#"{"code":"input/empty","level":"error","message":"the file is empty"}"#
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```

mod conversation;
mod escape;
mod finding;
mod finding_writer;
mod in_language;
mod outcome;
mod problem;
mod result;

use serde::{Serialize, Serializer};

use crate::finding::Finding;
use crate::language::Language;
use crate::problem::Problem;

pub use escape::{to_string, to_writer};
pub use finding::{CharSpan, char_spans};
pub use finding_writer::FindingWriter;
pub use in_language::{InLanguage, SerializeIn};
pub use result::{ReadingNotes, ResultWriter};

/// In Chinese.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Language::default(), serializer)
    }
}

/// In Chinese.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Language::default(), serializer)
    }
}
