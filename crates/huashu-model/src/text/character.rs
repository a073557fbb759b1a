//! What single characters are, for the purposes of matching.

/// What stands for one emoji or emoji code in folded text.
pub const EMOJI_MARK: char = '\u{FFFC}';

/// Whether a character carries words: a letter, digit or Han character.
///
/// Punctuation, spaces, symbols, emoji and controls do not. `%` and `+` are
/// symbols here: `加+微信` is a disguise far more often than a sum, and no
/// sentence differs from another by a percent sign alone.
pub fn is_significant(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { is_han(c) || !is_usual_mark(c) && c.is_alphanumeric() }
}

/// Whether a character is in one of the ranges of marks that hold no letter: what is asked first saves most look-ups in
/// the tables of Unicode.
fn is_usual_mark(c: char) -> bool {
    matches!(c,
        '\u{2000}'..='\u{206F}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{FF01}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}'
        | EMOJI_MARK)
}

/// Whether a character is a Han character, `〇` and `々` included.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{3005}' | '\u{3007}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_usual_mark_is_a_letter() {
        assert!(('\0'..=char::MAX).filter(|c| is_usual_mark(*c)).all(|c| !is_han(c) && !c.is_alphanumeric()));
    }

    #[test]
    fn words_count_and_marks_do_not() {
        for c in "您a7９〇々ñ㐂𠮷".chars() {
            assert!(is_significant(c), "{c}");
        }
        for c in "，。 ~～%+·\u{FFFC}😀\n\u{200b}“_￥…".chars() {
            assert!(!is_significant(c), "{c:?}");
        }
    }
}
