//! The program huashu: what stands between the checking core and the command line.
//!
//! Whoever embeds huashu wants the crate `huashu-core`.

pub mod accuracy;
mod codes;
pub mod fixing;
pub mod gate;
pub mod inspection;
pub mod pipeline;
pub mod reference;
