//! Text as it is shown: nothing in a log may drive the terminal it is
//! printed on, or look different from what it is.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The text with everything invisible made visible.
///
/// C0 controls become their pictures (`␛` for ESC, `␊` for a newline); other
/// controls, zero-width characters, bidi controls and line separators become
/// `\u{202e}`. Joiners and selectors inside emoji stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_hidden) else {
        return Cow::Borrowed(text);
    };
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(text.get(..first).unwrap_or(""));
    let mut before = shown.chars().next_back();
    let mut chars = text.get(first..).unwrap_or("").chars().peekable();
    while let Some(c) = chars.next() {
        let joins_emoji =
            c == '\u{200D}' && before.is_some_and(in_emoji) && chars.peek().copied().is_some_and(in_emoji);
        if is_hidden(c) && !joins_emoji {
            escape(c, &mut shown);
        } else {
            shown.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(shown)
}

/// How many columns of a terminal a text takes; Han characters take two.
pub fn display_width(text: &str) -> usize {
    // By clusters: of a broken sequence of emoji the whole is not as wide as its parts, and reports
    // draw and cut by clusters.
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// How many characters stand before a byte; a byte inside a character counts
/// as its start.
pub fn char_column(text: &str, byte: usize) -> usize {
    before(text, byte).chars().count()
}

/// How many UTF-16 code units stand before a byte, as editors count.
pub fn utf16_column(text: &str, byte: usize) -> usize {
    before(text, byte).chars().map(char::len_utf16).sum()
}

fn before(text: &str, byte: usize) -> &str {
    text.get(..text.floor_char_boundary(byte)).unwrap_or("")
}

/// Whether a character drives a terminal, changes the order of others, or takes no room of its own.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}'
        | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

fn escape(c: char, shown: &mut String) {
    let picture = match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7F}' => Some('␡'),
        _ => None,
    };
    match picture {
        Some(picture) => shown.push(picture),
        // Writing to a string cannot fail.
        None => drop(write!(shown, "\\u{{{:x}}}", u32::from(c))),
    }
}

/// Whether a character may be part of a joined emoji.
fn in_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_hides() {
        assert_eq!(visible("a\x1b[31m红\x07\n\u{9b}x\x7f"), "a␛[31m红␇␊\\u{9b}x␡");
        assert_eq!(visible("a\u{202e}b\u{200b}c"), "a\\u{202e}b\\u{200b}c");
        assert_eq!(visible("👨\u{200d}👩x\u{200d}y"), "👨\u{200d}👩x\\u{200d}y");
        assert!(matches!(visible("您好 ❤️"), Cow::Borrowed(_)));
    }

    #[test]
    fn columns_count_characters_and_units() {
        let text = "𠮷a好😀b";
        let b = text.len() - 1;
        assert_eq!((char_column(text, b), utf16_column(text, b)), (4, 6));
        assert_eq!((char_column(text, 2), utf16_column(text, 99)), (0, 7));
        assert_eq!(display_width("您a"), 3);
    }

    proptest! {
        #[test]
        fn what_is_shown_has_no_controls(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(char::is_control));
        }
    }
}
