//! Tables, and from rows to conversations.

pub(crate) mod cells;
pub(crate) mod delimited;
mod group;
#[cfg(feature = "arrow")]
pub(crate) mod guard;
pub(crate) mod messages;
pub(crate) mod plain;
pub(crate) mod reader;
pub(crate) mod rounded;
pub(crate) mod rows;
pub(crate) mod tokenizer;
pub(crate) mod transcripts;
