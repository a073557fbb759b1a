//! Text and nothing else.
mod span;
pub use span::Span;
