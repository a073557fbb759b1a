//! How alike two texts are.
//!
//! The measure is Dice's coefficient over character bigrams: twice the number
//! of bigrams the texts share, divided by the number of bigrams both have.
//! Only significant characters count; bigrams are counted as often as they
//! occur. Fold the texts first.

use smallvec::SmallVec;

use super::character::is_significant;
use super::span::Span;

/// The character bigrams of a text, ready to be compared many times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bigrams {
    /// Sorted; each holds two characters.
    pairs: Box<[u64]>,
    /// The only significant character, when there is no bigram.
    single: Option<char>,
    /// One bit for every bigram; several may share a bit.
    signature: u64,
}

impl Bigrams {
    /// Collects the bigrams of a text.
    pub fn new(text: &str) -> Self {
        let mut pairs: SmallVec<[u64; 64]> = SmallVec::new();
        let mut before: Option<char> = None;
        for c in text.chars().filter(|&c| is_significant(c)) {
            if let Some(before) = before {
                pairs.push(u64::from(u32::from(before)) << 32 | u64::from(u32::from(c)));
            }
            before = Some(c);
        }
        pairs.sort_unstable();
        let single = if pairs.is_empty() { before } else { None };
        let signature = pairs.iter().fold(0, |bits, pair| bits | bit(*pair));
        Self { pairs: pairs.as_slice().into(), single, signature }
    }

    /// How many significant characters the text has.
    pub fn characters(&self) -> usize {
        if self.pairs.is_empty() { usize::from(self.single.is_some()) } else { self.pairs.len() + 1 }
    }

    /// Dice's coefficient, from 0 (nothing shared) to 1 (the same bigrams).
    ///
    /// Texts of one significant character are alike only when they are the
    /// same; a text without any is like nothing.
    pub fn dice(&self, other: &Bigrams) -> f64 {
        let total = self.pairs.len() + other.pairs.len();
        if total == 0 {
            return if self.single.is_some() && self.single == other.single { 1.0 } else { 0.0 };
        }
        2.0 * self.shared(other) as f64 / total as f64
    }

    /// A score that [`Bigrams::dice`] cannot exceed, quickly found.
    pub fn upper_bound(&self, other: &Bigrams) -> f64 {
        let (a, b) = (self.pairs.len(), other.pairs.len());
        if a + b == 0 {
            return 1.0;
        }
        // A bit that the other lacks stands for at least one bigram that it lacks.
        let lacking = |from: &Bigrams, to: &Bigrams| (from.signature & !to.signature).count_ones() as usize;
        let most = (a - lacking(self, other)).min(b - lacking(other, self));
        2.0 * most as f64 / (a + b) as f64
    }

    fn shared(&self, other: &Bigrams) -> usize {
        let mut theirs = other.pairs.iter().peekable();
        let mut shared = 0;
        for pair in &*self.pairs {
            while theirs.next_if(|their| *their < pair).is_some() {}
            if theirs.next_if(|their| *their == pair).is_some() {
                shared += 1;
            }
        }
        shared
    }
}

/// Returns the bit of a signature that stands for a bigram.
fn bit(pair: u64) -> u64 {
    // Fibonacci hashing: the high bits of the product are well mixed.
    1 << (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
}

/// Dice's coefficient of two texts; see [`Bigrams`].
pub fn dice(a: &str, b: &str) -> f64 {
    Bigrams::new(a).dice(&Bigrams::new(b))
}

/// How many characters of each text [`longest_common`] looks at.
const COMPARED: usize = 1024;

/// The longest run of significant characters that two texts have in common,
/// as a range of each; what is not significant may stand in between. `None`
/// when they share no significant character. Of several, the first of `a`.
///
/// Looks at the first 1,024 significant characters of each text.
pub fn longest_common(a: &str, b: &str) -> Option<(Span, Span)> {
    let significant = |text: &str| -> Vec<(usize, char)> {
        text.char_indices().filter(|&(_, c)| is_significant(c)).take(COMPARED).collect()
    };
    let (left, right) = (significant(a), significant(b));
    let mut lengths = vec![0usize; right.len() + 1];
    let mut best = (0, 0, 0);
    for (i, &(_, c)) in left.iter().enumerate() {
        let mut diagonal = 0;
        for (j, (length, &(_, d))) in lengths.iter_mut().skip(1).zip(&right).enumerate() {
            let here = if c == d { diagonal + 1 } else { 0 };
            diagonal = std::mem::replace(length, here);
            if here > best.0 {
                best = (here, i, j);
            }
        }
    }
    let (length, i, j) = best;
    let span = |chars: &[(usize, char)], last: usize| {
        let &(start, _) = chars.get((last + 1).checked_sub(length)?)?;
        let &(end, c) = chars.get(last)?;
        Some(Span::new(start, end + c.len_utf8()))
    };
    if length == 0 { None } else { Some((span(&left, i)?, span(&right, j)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_measure_is_as_stated() {
        assert_eq!(dice("请您稍等", "请您稍等~"), 1.0);
        // 请您, 您稍, 稍等 and 请稍, 稍等: one shared of five.
        assert_eq!(dice("请您稍等", "请稍等"), 0.4);
        assert_eq!(dice("喂", "喂！"), 1.0);
        assert_eq!(dice("喂", "嗯"), 0.0);
        assert_eq!(dice("", "~"), 0.0);
        assert_eq!(dice("哈哈哈", "哈哈"), 2.0 / 3.0);
    }

    #[test]
    fn the_longest_common_run_is_found() {
        let (a, b) = ("很高兴为您服务", "今天，高兴，为你服务");
        let (in_a, in_b) = longest_common(a, b).expect("shared");
        assert_eq!((in_a.of(a), in_b.of(b)), ("高兴为", "高兴，为"));
        assert_eq!(longest_common("您好", "再见"), None);
        assert_eq!(longest_common("", "~"), None);
    }

    proptest! {
        #[test]
        fn scores_are_bounded_and_symmetric(a in "[您好在的 ~]{0,12}", b in "[您好在的 ~]{0,12}") {
            let score = dice(&a, &b);
            prop_assert!((0.0..=1.0).contains(&score));
            prop_assert_eq!(score, dice(&b, &a));
            prop_assert!(score <= Bigrams::new(&a).upper_bound(&Bigrams::new(&b)));
        }

        #[test]
        fn common_runs_lie_on_boundaries(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            if let Some((in_a, in_b)) = longest_common(&a, &b) {
                prop_assert!(!in_a.of(&a).is_empty() && !in_b.of(&b).is_empty());
            }
        }
    }
}
