//! The engine: a rulebook made ready, and conversations checked against it.
//!
//! It does no IO and knows no file formats and no reports. What was written
//! ([`Rulebook`](huashu_rulebook::Rulebook)) and what runs ([`Engine`]) are two
//! types; the engine is immutable and shared by all threads.
//!
//! Inside, arrows lead one way: `tools` → `session` → `check` → `compile` and
//! `matching` → `program` → `prefilter`.

mod check;
mod compile;
mod compiled_rule;
mod matching;
mod prefilter;
mod profile;
mod program;
mod session;
mod tools;

pub use matching::occurrence::Reason;
pub use session::{Checked, Engine, Session};
pub use tools::examples::{ExampleResult, Verdict, run_examples, run_guard_examples};
pub use tools::tester::{MatcherTester, used_terms};
pub use tools::trace::{Decision, Trace, TracedHit, TracedRule};

pub(crate) use program::phrase::spellings_up_to;
pub(crate) use program::rewriting::{Found, Rewriting, Rewritings, Wording};
