//! Text made safe for Markdown pages.

/// Escapes what Markdown or HTML would read as their own, and keeps a text on one line.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escape_beginning(&escaped)
}

/// A list sign, a heading's underline or a number at the beginning would begin a block.
fn escape_beginning(text: &str) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    match rest.chars().next() {
        Some('-' | '+' | '=') if digits == 0 => format!("\\{text}"),
        Some('.' | ')') if digits > 0 => format!("{number}\\{rest}"),
        _ => text.to_owned(),
    }
}

/// Writes a text as code, whatever backticks it holds.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    let line = text.replace(['\n', '\r'], " ");
    format!("{fence}{space}{line}{space}{fence}")
}

/// Writes code for a cell of a table, where `|` ends the cell even inside code.
pub(super) fn code_in_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Writes the lines of a dialogue, or a single utterance, as one item of a list.
pub(super) fn example(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_for_markdown_to_read() {
        assert_eq!(
            escape("*不* <b>|x|</b> `y` [z](u) #1 a_b"),
            r"\*不\* &lt;b&gt;\|x\|&lt;/b&gt; \`y\` \[z\](u) \#1 a\_b"
        );
        assert_eq!(escape("- 项"), r"\- 项");
        assert_eq!(escape("1. 项"), r"1\. 项");
        assert_eq!(escape("30分钟"), "30分钟");
        assert_eq!(escape("一\n二"), "一 二");
    }

    #[test]
    fn code_may_hold_backticks() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code_in_cell("{a|b}"), r"`{a\|b}`");
    }

    #[test]
    fn a_dialogue_is_one_item() {
        assert_eq!(example("客户: 在吗\n客服: ⟦在⟧"), "客户: 在吗<br>客服: ⟦在⟧");
    }
}
