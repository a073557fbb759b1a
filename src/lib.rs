//! The program huashu: what stands between the checking core and the command line.
//!
//! Whoever embeds huashu wants the crate `huashu-core`.

pub mod accuracy;
pub mod back_test;
mod codes;
pub mod fixing;
pub mod gate;
pub mod inspection;
pub mod page;
pub mod pipeline;
pub mod reference;
pub mod review;
pub mod trend;
