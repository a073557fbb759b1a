//! How Han characters sound, without tones.
//!
//! Strict: zh and z, n and l, -n and -ng are different. Agents who write
//! 公号 for 工号 use an input method, and that asks for exact letters.

use pinyin::{ToPinyin, ToPinyinMulti};

/// The usual reading of a character, without tone.
pub fn syllable(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|reading| reading.plain())
}

/// Every reading of a character, without tones; the usual one first.
/// Readings that differ in tone alone come up again.
pub fn readings(c: char) -> impl Iterator<Item = &'static str> {
    c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain())
}

/// Whether two characters may sound alike: they are the same character, or
/// some reading of one, tone aside, is a reading of the other.
pub fn syllables_equal(a: char, b: char) -> bool {
    a == b || readings(a).any(|of_a| readings(b).any(|of_b| of_a == of_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homophones_agree() {
        assert_eq!(syllable('工'), Some("gong"));
        assert_eq!(syllable('a'), None);
        assert!(syllables_equal('工', '公'));
        assert!(syllables_equal('微', '威'));
        assert!(syllables_equal('重', '虫'), "重 is read zhong and chong");
        assert!(syllables_equal('v', 'v'));
        assert!(!syllables_equal('信', '行'), "xin and xing differ");
        assert!(!syllables_equal('v', '微'));
    }
}
