//! What rules mean, the shipped rulebooks, and that shortcuts change no verdict.

mod catalogue;
mod rules;
mod same_verdicts;
