//! From a program and a conversation to hits.
//!
//! A text is folded and scanned once ([`scanned_text`]), in memory that is
//! used again ([`text_pool`]); a conversation is prepared ([`conversation`]);
//! hits are found when they are asked for ([`matches`]). Knows no rules.

mod agreement;
mod around;
pub(crate) mod condition;
pub(crate) mod conversation;
mod evaluation;
pub(crate) mod guard;
pub(crate) mod matches;
pub(crate) mod near_miss;
pub(crate) mod occurrence;
mod position;
pub(crate) mod scanned_text;
mod search;
pub(crate) mod subject;
pub(crate) mod text_pool;
