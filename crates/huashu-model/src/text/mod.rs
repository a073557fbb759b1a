//! Text as it is compared: spans, folding with the way back, clauses and
//! sentences, word boundaries, pinyin, similarity.
//!
//! This module knows no chats, no rules and no output formats. Everything
//! here is a function of the text alone, runs in linear time, and never
//! panics, whatever the input.

mod character;
mod column_layout;
mod deseparated;
pub mod example_marks;
mod fold;
mod glob;
mod offsets;
pub mod pinyin;
mod quoted;
#[cfg(feature = "segmentation")]
pub mod segment;
mod sentences;
pub mod similarity;
pub mod slots;
mod span;
mod visible;

pub use character::{EMOJI_MARK, is_han, is_significant};
pub use column_layout::in_columns;
pub use deseparated::Deseparated;
pub use example_marks::{parse_marks, put_marks};
pub use fold::{
    FoldBuffers, Folded, FoldedText, fold, fold_names, fold_phrase, fold_with, is_folded, simplified,
    without_markup,
};
pub use glob::glob;
pub use quoted::quoted;
pub use sentences::{Sentences, trim_to_significant};
pub use span::Span;
pub use visible::{char_column, display_width, is_hidden, utf16_column, visible};
