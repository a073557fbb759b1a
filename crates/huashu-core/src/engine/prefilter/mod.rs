//! Which matchers a text may concern, told by the literals and the characters it holds.
//!
//! What cannot concern a text costs it next to nothing. Everything here decides about speed, nothing about verdicts; it
//! knows no conversations.

pub(crate) mod bit_set;
pub(crate) mod character_set;
pub(crate) mod gates;
pub(crate) mod rarity;
pub(crate) mod required_literals;
