//! Text by its sound: every Han character replaced by a sign for its syllable.

use std::collections::HashMap;
use std::sync::OnceLock;

use huashu_model::text::pinyin::syllable;

/// First of the private characters that stand for syllables.
const FIRST_SIGN: u32 = 0xE000;

/// Replaces every Han character by a private character that stands for its usual syllable, tone aside.
pub(crate) fn sounded(text: &str) -> String {
    text.chars().map(|c| syllable(c).and_then(|syllable| signs().get(syllable).copied()).unwrap_or(c)).collect()
}

fn signs() -> &'static HashMap<&'static str, char> {
    static SIGNS: OnceLock<HashMap<&'static str, char>> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let mut signs = HashMap::new();
        for syllable in ('\u{4e00}'..='\u{9fff}').filter_map(syllable) {
            let next = FIRST_SIGN + signs.len() as u32;
            if let Some(sign) = char::from_u32(next) {
                signs.entry(syllable).or_insert(sign);
            }
        }
        signs
    })
}
