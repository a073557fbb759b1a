//! The checking core: rulebooks made ready, conversations and drafts checked.
//!
//! It does no IO, starts no threads, never prints, and never panics on input.

mod codes;
pub mod engine;
pub mod reword;
pub mod rulebook_lint;

pub use codes::CODES;
