//! Outcomes: what became of a rule in a conversation.

/// What a rule came to on one conversation.
///
/// ```
/// use huashu_model::summary::Outcome;
///
/// assert_eq!(Outcome::NotCheckable("no-time").name(), "not-checkable");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Judged, and kept.
    Pass,
    /// Judged, and breached.
    Fail,
    /// Its condition never arose.
    NotApplicable,
    /// It could not be judged; the reason is a stable name such as `no-time`.
    NotCheckable(&'static str),
}

impl Outcome {
    /// Returns the name used in files: `pass`, `fail`, `not-applicable`, `not-checkable`.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotApplicable => "not-applicable",
            Outcome::NotCheckable(_) => "not-checkable",
        }
    }
}
