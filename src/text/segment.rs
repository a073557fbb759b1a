//! Word boundaries, for rules that ask that a hit be a word of its own.
//!
//! The dictionary takes a while to load, so it is loaded when the first
//! candidate asks, once, and shared by all threads.

use std::sync::OnceLock;

use jieba_rs::Jieba;

/// The word boundaries of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordBoundaries {
    /// Where words end, in ascending order.
    ends: Vec<usize>,
}

impl WordBoundaries {
    /// Whether no word continues across this byte. The start and the end of
    /// the text are boundaries.
    pub fn is_boundary(&self, byte: usize) -> bool {
        byte == 0 || self.ends.binary_search(&byte).is_ok()
    }
}

/// Segments a text into words.
pub fn boundaries(text: &str) -> WordBoundaries {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    let jieba = JIEBA.get_or_init(Jieba::new);
    let ends = jieba
        .cut(text, true)
        .iter()
        .map(|token| token.byte_end)
        .collect();
    WordBoundaries { ends }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_not_cut() {
        let text = "我看不清楚这个喂奶枕";
        let words = boundaries(text);
        assert!(words.is_boundary(0));
        assert!(words.is_boundary(text.len()));
        assert!(words.is_boundary("我".len()));
        assert!(!words.is_boundary("我看不清".len()));
        assert!(!words.is_boundary(1), "inside a character");
        assert!(boundaries("").is_boundary(0));
    }

    proptest! {
        #[test]
        fn the_ends_of_any_text_are_boundaries(text in "\\PC{0,24}") {
            prop_assert!(boundaries(&text).is_boundary(text.len()));
        }
    }
}
