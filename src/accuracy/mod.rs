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
mod folds;
mod labels;
mod observe;
mod place;
mod render;
mod side_by_side;
mod versus;

#[cfg(test)]
mod tests;

pub use compare::{Judged, Measurement, Rules, measure, measure_part, rule_problems};
pub use figures::{Counts, Figures, Interval, Level, Mistake, MistakeKind};
pub use folds::{FoldBy, Folds};
pub use labels::{Anchored, ConversationLabel, Labels, RowPlace, UtteranceLabel, Verdict};
pub use observe::{Observed, observe};
pub use place::source_of;
pub(crate) use render::{interval, ratio};
pub use render::{json, text};
pub use side_by_side::{folds_json, folds_text, versus_json, versus_text};
pub use versus::{Versus, versus};
