//! Text as XML holds it.
//!
//! Knows no format of reports.

use std::fmt::Write as _;

use huashu_model::text::{is_hidden, visible};

/// Returns the text of an element: characters that XML cannot hold are left out.
pub(crate) fn content(text: &str) -> String {
    escape(text, false)
}

/// Returns the text of an attribute, its line breaks kept from being read as spaces.
pub(crate) fn attribute(text: &str) -> String {
    escape(text, true)
}

fn escape(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            // Readers see the character itself; a terminal does not obey it.
            hidden if is_hidden(hidden) && hidden >= '\u{7F}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "&#{};", u32::from(hidden));
            }
            // XML cannot hold these at all, not even by number.
            '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' => {
                out.push_str(&visible(character.encode_utf8(&mut [0; 4])))
            }
            '\t' | '\n' if attribute => {
                // Writing to a string cannot fail.
                let _ = write!(out, "&#{};", u32::from(character));
            }
            '\t' | '\n' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => out.push(character),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_shown_or_left_out() {
        assert_eq!(content("a\u{0}\u{1b}[31m]]>\u{FFFE}&\"好"), "a␀␛[31m]]&gt;&amp;\"好");
        assert_eq!(attribute("a\"b\n\t<"), "a&quot;b&#10;&#9;&lt;");
    }
}
