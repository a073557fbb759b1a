//! huashu (话术): a linter for what customer-service agents say.
//!
//! The library reads conversations, checks them against rulebooks and returns
//! findings. It does no IO but reading, and never prints.

pub mod accuracy;
pub mod engine;
pub mod entity;
pub mod finding;
pub mod input;
pub mod language;
pub mod pipeline;
pub mod problem;
pub mod reference;
pub mod report;
pub mod reword;
pub mod rule;
pub mod rulebook;
pub mod rulebook_lint;
pub mod suggestion;
pub mod summary;
pub mod text;
pub mod transcript;
