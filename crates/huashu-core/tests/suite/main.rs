//! What rules mean, the shipped rulebooks, and that remembering changes no verdict.

mod catalogue;
mod rules;
mod same_verdicts;
