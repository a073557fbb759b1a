//! Placeholders: what only the agent knows, to be filled in: `〔时间〕`.

use huashu_model::text::Span;

/// The most bytes of a placeholder's name.
const LONGEST: usize = 60;

/// Returns the places of the placeholders of a text, in order.
pub fn placeholders(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for (start, opening) in text.match_indices('〔') {
        let inside = start + opening.len();
        let Some(length) = text[inside..].find(['〕', '〔']) else { break };
        if text[inside + length..].starts_with('〕') && length > 0 && length <= LONGEST {
            found.push(Span::new(start, inside + length + '〕'.len_utf8()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_has_both_brackets_and_a_name() {
        let text = "请等〔时间〕，〔〕找〔谁，〔工号〕";
        let found: Vec<&str> = placeholders(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["〔时间〕", "〔工号〕"]);
    }
}
