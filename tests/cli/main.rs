//! The command line as a whole, run as people run it.
//!
//! Every test has a folder of its own and an environment with nothing in it,
//! so that neither a locale nor a colour setting of the machine decides.

mod commands;
mod contract;
mod encodings;
mod formats;
mod input;
mod output;
mod rulebooks;
mod support;
mod usage;
