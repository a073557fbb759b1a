//! Tables, and from rows to conversations.

pub(crate) mod reader;
pub(crate) mod rows;
pub(crate) mod tokenizer;
