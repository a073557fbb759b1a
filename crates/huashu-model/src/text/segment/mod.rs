//! Word boundaries, for rules that ask that a hit be a word of its own.
//!
//! Where the words of a dictionary are enough, it is searched where it lies. The model that also finds words that are in
//! none takes a while to load, so it is loaded when the first candidate asks, once, and shared by all threads.

mod dictionary;

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

fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(Jieba::new)
}

/// A word of the dictionary and how often it was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedWord {
    /// The word.
    pub text: String,
    /// Its count in the dictionary's corpus, or a little more.
    pub count: usize,
}

/// Returns the count of `text` where the segmenter takes it for one word of its dictionary, else 0.
pub fn word_count(text: &str) -> usize {
    let jieba = jieba();
    // The count asked for a text that would be cut is the one that would join it, not its own.
    let whole = jieba.has_word(text) && jieba.cut(text, false).len() == 1;
    if whole { jieba.suggest_freq(text) } else { 0 }
}

/// Returns the words of the dictionary that are `text` and one Han character
/// before or after it, the most frequent first.
pub fn words_around(text: &str) -> Vec<CountedWord> {
    let longer = dictionary::one_longer(text).into_iter();
    let counted = longer.map(|word| CountedWord { count: word_count(&word), text: word });
    let mut words: Vec<CountedWord> = counted.filter(|word| word.count > 0).collect();
    words.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    words
}

/// Segments a text into words.
pub fn boundaries(text: &str) -> WordBoundaries {
    let jieba = jieba();
    let ends = jieba.cut(text, true).iter().map(|token| token.byte_end).collect();
    WordBoundaries { ends }
}

/// Segments a text into words of the dictionary alone: characters that make none stand by themselves, and are never
/// joined because they often come together.
pub fn dictionary_boundaries(text: &str) -> WordBoundaries {
    WordBoundaries { ends: dictionary::word_ends(text) }
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

    #[test]
    fn words_around_a_short_one_are_found() {
        let words = words_around("清楚");
        assert!(words.iter().all(|word| word.text.contains("清楚") && word.count > 0));
        assert!(words_around("喂").iter().any(|word| word.text == "喂养"));
        assert!(word_count("知道") > word_count("不知道"));
    }

    proptest! {
        #[test]
        fn the_ends_of_any_text_are_boundaries(text in "\\PC{0,24}") {
            prop_assert!(boundaries(&text).is_boundary(text.len()));
        }
    }
}
