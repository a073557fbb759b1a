//! Rewordings, and how safe each is to apply.

/// A better wording.
///
/// ```
/// use huashu_model::suggestion::{Applicability, Suggestion};
///
/// let suggestion = Suggestion { text: "我帮您核实一下".to_owned(), applicability: Applicability::Review };
/// assert_eq!(suggestion.applicability.name(), "review");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The wording.
    pub text: String,
    /// How safe it is to apply.
    pub applicability: Applicability,
}

/// How safe a suggestion is to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// Replaces the span by itself without changing what is meant.
    Safe,
    /// A person must read the result first.
    Review,
    /// Says what to do; not a text to paste.
    Advice,
}

impl Applicability {
    /// Returns the name used in files and findings.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Review => "review",
            Applicability::Advice => "advice",
        }
    }
}
