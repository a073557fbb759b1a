//! Text as it is compared: spans, folding with the way back, clauses and
//! sentences, word boundaries, pinyin, similarity.
//!
//! This module knows no chats, no rules and no output formats. Everything
//! here is a function of the text alone, runs in linear time, and never
//! panics, whatever the input.

mod areas;
mod character;
mod fold;
mod glob;
pub mod mark;
mod offsets;
pub mod pinyin;
#[cfg(feature = "segmentation")]
pub mod segment;
pub mod similarity;
mod span;
mod squeeze;
mod table;
mod visible;

pub use areas::{Areas, trim_to_significant};
pub use character::{EMOJI_MARK, is_han, is_significant};
pub use fold::{FoldBuffers, Folded, FoldedText, fold, fold_names, fold_phrase, fold_with, is_folded, simplified};
pub use glob::glob;
pub use mark::parse_marks;
pub use span::Span;
pub use squeeze::{Squeezed, may_hide};
pub use table::table;
pub use visible::{char_column, display_width, is_hidden, utf16_column, visible};
