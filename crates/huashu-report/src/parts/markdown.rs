//! Text as Markdown holds it: whatever was said is shown, and never becomes a link, a picture, a list or a cell.
//!
//! Knows no format of reports.

/// Returns a text of one line for a paragraph or a cell of a table.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Addresses become links of themselves wherever these are bare.
            ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
            '.' if text[..at].to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => out.extend(['\\', character]),
            '-' | '+' if at == 0 => out.extend(['\\', character]),
            // A number and a point begin a list.
            '.' | ')' if at > 0 && text[..at].bytes().all(|byte| byte.is_ascii_digit()) => {
                out.extend(['\\', character]);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_is_markup() {
        assert_eq!(text("a|b `c` *d* <e> [f](g)"), "a\\|b \\`c\\` \\*d\\* &lt;e&gt; \\[f\\](g)");
        assert_eq!(text("https://a.example www.b.example c@d"), "https&#58;//a.example www&#46;b.example c&#64;d");
        assert_eq!(text("1. 您好\n- 亲"), "1\\. 您好 - 亲");
        assert_eq!(text("- 亲"), "\\- 亲");
    }
}
