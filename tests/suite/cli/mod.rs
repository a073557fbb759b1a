//! The command line as a whole, run as people run it.

mod commands;
mod contract;
mod draft;
mod encodings;
mod filter;
mod formats;
mod input;
mod inspect;
mod output;
mod privacy;
mod rulebooks;
mod usage;
