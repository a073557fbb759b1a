//! What explains and tries an engine: traces, single matchers, a rule's own examples.

pub(crate) mod examples;
pub(crate) mod tester;
pub(crate) mod trace;
