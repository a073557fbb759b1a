//! Scores: what a conversation comes to by a scorecard, and by what arithmetic.
//!
//! Every point that is taken off leads to findings. Knows no rulebook and no report.

mod card;
mod result;
mod scorer;
mod tally;
#[cfg(test)]
mod tests;

pub use card::{Band, Bonus, Counting, Fatal, Method, PointsOf, ScoreGroup, Scorecard};
pub use result::{Addition, Deduction, GroupScore, Score};
pub use scorer::Scorer;
pub use tally::{Figures, Hour, Tally};
