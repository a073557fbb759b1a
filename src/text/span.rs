//! Byte ranges.

/// A half-open byte range on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes a span from its ends.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }
}
