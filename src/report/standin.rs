//! Stands in for the text module until it is merged.
use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

pub(super) fn visible(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || matches!(c, '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if odd(c) { format!("<U+{:04X}>", c as u32) } else { c.to_string() }).collect())
}

pub(super) fn display_width(text: &str) -> usize {
    text.width()
}
