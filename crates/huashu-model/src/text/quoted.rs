//! What a reply quotes of somebody else: lines behind `>`, HTML block quotations, 引用：…, 回复 …: over a line of dashes.
//!
//! Read from a text as it was written, since folding takes HTML away.

use super::span::Span;

/// The opening and the closing tag of a quotation in HTML.
const BLOCK: (&str, &str) = ("<blockquote", "</blockquote>");

/// Words that begin a line which quotes.
const LEADS: [&str; 4] = ["引用：", "引用:", "引用 ", "引用【"];

/// Words that begin a line which quotes where the next is drawn of dashes.
const REPLIES: [&str; 6] = ["回复 ", "回复@", "回覆 ", "回覆@", "回復 ", "回復@"];

/// What every quotation begins with; most texts have none of it.
const BEGINNINGS: [char; 5] = ['<', '>', '＞', '引', '回'];

/// Returns the parts of a text that quote somebody else, in order and apart; mostly there are none.
///
/// ```
/// use huashu_model::text::quoted;
///
/// let text = "> 我不知道怎么弄\n我来帮您看一下";
/// let parts: Vec<_> = quoted(text).iter().map(|span| span.of(text)).collect();
/// assert_eq!(parts, ["> 我不知道怎么弄"]);
/// ```
pub fn quoted(text: &str) -> Vec<Span> {
    if !text.contains(BEGINNINGS) {
        return Vec::new();
    }
    let mut parts = blocks(text);
    let lines: Vec<Span> = lines(text).collect();
    for (at, line) in lines.iter().enumerate() {
        let words = line.of(text).trim_start();
        let is_ruled = || lines.get(at + 1).is_some_and(|next| is_rule(next.of(text)));
        let begins = |leads: &[&str]| leads.iter().any(|lead| words.starts_with(lead));
        if words.starts_with(['>', '＞']) || begins(&LEADS) || begins(&REPLIES) && is_ruled() {
            parts.push(*line);
        }
    }
    joined(parts)
}

/// Returns the quotations in HTML; one that is not closed quotes nothing.
fn blocks(text: &str) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(BLOCK.0).map(|at| from + at)
        && let Some(end) = text[start..].find(BLOCK.1).map(|at| start + at + BLOCK.1.len())
    {
        parts.push(Span::new(start, end));
        from = end;
    }
    parts
}

fn lines(text: &str) -> impl Iterator<Item = Span> {
    text.split_inclusive('\n').scan(0, |end, line| {
        let start = std::mem::replace(end, *end + line.len());
        Some(Span::new(start, start + line.trim_end_matches(['\n', '\r']).len()))
    })
}

/// Returns whether a line is drawn of dashes.
fn is_rule(line: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '─' | '_');
    line.chars().filter(|c| is_dash(*c)).count() >= 3 && line.chars().all(|c| is_dash(c) || c.is_whitespace())
}

fn joined(mut parts: Vec<Span>) -> Vec<Span> {
    parts.sort_unstable();
    parts.dedup_by(|next, part| {
        let overlaps = next.start < part.end;
        if overlaps {
            part.end = part.end.max(next.end);
        }
        overlaps
    });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_found_and_nothing_else() {
        let cases: &[(&str, &[&str])] = &[
            ("> 甲\n乙", &["> 甲"]),
            ("On 2026-11-20 王小满 wrote:\r\n> 甲\r\n> 乙\r\n丙", &["> 甲", "> 乙"]),
            ("<blockquote class='q'>甲</blockquote><p>乙</p>", &["<blockquote class='q'>甲</blockquote>"]),
            ("乙\n引用：王小满：甲", &["引用：王小满：甲"]),
            ("回复 王小满：甲\n---\n乙", &["回复 王小满：甲"]),
            ("回复 王小满：甲\n- - - - -\n乙", &["回复 王小满：甲"]),
            ("回复如下：甲\n---\n乙", &[]),
            ("> <blockquote>甲\n乙</blockquote>", &["> <blockquote>甲\n乙</blockquote>"]),
            ("<blockquote>甲", &[]),
            ("回复您：三天内到\n请放心", &[]),
            ("价格>100元", &[]),
            ("您引用的是哪一句", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let parts: Vec<&str> = quoted(text).iter().map(|span| span.of(text)).collect();
            assert_eq!(parts, *expected, "{text}");
        }
    }
}
