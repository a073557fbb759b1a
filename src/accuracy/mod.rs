//! Precision and recall of rules, measured against labels that people gave.
//!
//! Labels say which utterances breach which rules, and which required elements
//! fail; [`Labels`] reads them, [`observe`] checks the conversations they speak
//! of, [`measure`] compares the two. It knows neither the command line nor how
//! rules work, and it never writes anything. A label that cannot be compared
//! (unknown rule, conversation that does not occur) becomes a problem: nothing
//! is right because it was not looked at.

mod compare;
mod figures;
mod labels;
mod observe;
mod place;
mod render;

#[cfg(test)]
mod tests;

pub use compare::{Measurement, Rules, measure};
pub use figures::{Counts, Figures, Level, Mistake, MistakeKind};
pub use labels::{Anchored, ConversationLabel, Labels, RowPlace, UtteranceLabel, Verdict};
pub use observe::{Observed, observe};
pub use place::source_of;
pub use render::{json, text};
