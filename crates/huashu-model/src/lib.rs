//! What huashu speaks of: texts, conversations, findings, problems.
//!
//! Knows no rulebooks, no file formats and no reports; every other crate builds on it. It does no IO, never prints, and
//! never panics on input.

pub mod confidence;
pub mod entity;
pub mod evaluation;
pub mod finding;
pub mod fix;
#[cfg(feature = "serde")]
pub mod json;
pub mod language;
pub mod mask;
mod outcome;
pub mod problem;
pub mod score;
pub mod suggestion;
pub mod summary;
pub mod text;
pub mod transcript;
