//! The program huashu: what stands between the checking core and the command line.
//!
//! Whoever embeds huashu wants the crate `huashu-core`.

// The command line names the other parts as any program does that uses them.
extern crate self as huashu;

pub mod accuracy;
pub mod back_test;
pub mod cli;
mod codes;
pub mod fixing;
pub mod gate;
pub mod input_settings;
pub mod inspection;
pub mod nothing_done;
pub mod page;
pub mod pipeline;
pub mod reference;
pub mod review;
pub mod trend;
