//! What of a text comes nearest to something required.

/// The words of a text that come nearest to one of several wordings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NearMiss {
    /// Bytes of the folded text, from and to; small, because many are kept.
    pub(crate) words: (u32, u32),
    /// The number of the wording.
    pub(crate) wording: u32,
    /// Likeness, from 0 to 1.
    pub(crate) score: f64,
}
