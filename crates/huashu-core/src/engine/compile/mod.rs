//! From a rulebook as written to a program.
//!
//! Whatever is wrong with what was written is reported with its place; knows
//! nothing of conversations.

pub(crate) mod compiler;
mod exceptions;
mod guards;
mod known_text;
mod patterns;
mod phrases;
mod problems;
mod references;
mod rewrites;

pub(crate) use known_text::KnownText;
