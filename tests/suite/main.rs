//! The program and its pages as a whole.
//!
//! One binary, so that it is linked once. Every test that runs the program does so by [`support::program`], with an
//! environment with nothing in it, so that neither a locale nor a colour setting of the machine decides.

mod accounting;
mod accuracy;
mod arrows;
mod awkward_shapes;
mod back_test;
mod bounded;
mod canned_library;
mod canonical_json;
mod cli;
mod columnar;
mod corpus;
mod embedding;
mod exports;
#[cfg(unix)]
mod faults;
mod fix;
mod gate;
mod gate_repository;
mod generated;
mod guide;
mod hospital_desk;
mod hostile_rulebook;
mod init;
mod instructions;
mod licences;
mod lint_rules;
mod output_safety;
mod problem_codes;
mod readme;
mod registries;
mod release_scripts;
mod review;
mod size;
mod support;
mod times;
mod trend;
mod versions;
