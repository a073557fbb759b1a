//! What a literal is called inside of a program.

/// Number of a literal in the automaton.
pub(crate) type Literal = u32;
