//! HTML as chat systems export it: tags go, entities are decoded.
//!
//! Only tags that exist are taken for tags, so `a<b` and `<姓名>` stay. A tag
//! ends at the first `>`; one that meets another `<` first is no tag, which
//! keeps hostile input linear.

use std::borrow::Cow;

use super::emoji;
use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};
use crate::text::character::EMOJI_MARK;

pub(super) const FOLD: Fold = Fold {
    name: "html",
    add_candidates: |chars| {
        chars.add('<');
        chars.add('&');
    },
    replace: Replace::Markup(markup),
};

/// Returns the text of some HTML: tags that exist go, entities are decoded, blocks end lines.
///
/// ```
/// use huashu_model::text::without_markup;
///
/// assert_eq!(without_markup("<p>A&amp;B</p><div>a < b</div>"), "A&B\na < b\n");
/// ```
pub fn without_markup(html: &str) -> Cow<'_, str> {
    let Some(first) = html.find(['<', '&']) else { return Cow::Borrowed(html) };
    let (mut text, mut rest) = (html[..first].to_owned(), &html[first..]);
    while let Some(next) = rest.chars().next() {
        match markup(rest) {
            Some(piece) => {
                text.extend(piece.becomes.iter());
                rest = rest.get(piece.consumed..).unwrap_or_default();
            }
            None => {
                text.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    Cow::Owned(text)
}

/// Tags that begin or end nothing one could see.
const INLINE: &[&str] = &[
    "a", "abbr", "audio", "b", "big", "body", "button", "center", "code", "del", "em", "font", "form", "head",
    "html", "i", "iframe", "input", "ins", "label", "link", "meta", "o:p", "option", "s", "script", "select",
    "small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg", "tbody", "thead", "title", "tt",
    "u", "video", "wbr",
];

/// Tags whose end is the end of a line.
const BLOCK: &[&str] = &[
    "article",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "textarea",
    "th",
    "tr",
    "ul",
];

const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("bull", '•'),
    ("copy", '©'),
    ("emsp", ' '),
    ("ensp", ' '),
    ("gt", '>'),
    ("hellip", '…'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsquo", '’'),
    ("shy", '\u{AD}'),
    ("thinsp", ' '),
    ("times", '×'),
    ("trade", '™'),
    ("yen", '¥'),
    ("zwj", '\u{200D}'),
    ("zwnj", '\u{200C}'),
];

/// The longest name of a tag or an entity, number included.
const LONGEST_NAME: usize = 10;

/// How far the value of an attribute may reach past a `>` inside it.
const LONGEST_QUOTED: usize = 256;

fn markup(rest: &str) -> Option<Piece> {
    match rest.as_bytes().first()? {
        b'<' => tag(rest),
        b'&' => entity(rest),
        _ => None,
    }
}

fn tag(rest: &str) -> Option<Piece> {
    let inner = rest.get(1..)?;
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let name_len =
        inner.bytes().take(LONGEST_NAME + 1).take_while(|b| b.is_ascii_alphanumeric() || *b == b':').count();
    let name = inner.get(..name_len)?.to_ascii_lowercase();
    let known = |list: &[&str]| list.contains(&name.as_str());
    let becomes = match name.as_str() {
        "br" | "hr" => Letters::one('\n'),
        "img" => Letters::one(EMOJI_MARK),
        _ if known(BLOCK) && closing => Letters::one('\n'),
        _ if known(BLOCK) || known(INLINE) => Letters::new(),
        _ => return None,
    };
    let attributes = attributes(inner.get(name_len..)?)?;
    let consumed = rest.len() - inner.len() + name_len + attributes;
    Some(Piece { consumed, becomes })
}

/// The length of what stands between a tag's name and its end, `>` included.
fn attributes(rest: &str) -> Option<usize> {
    let end = memchr::memchr2(b'<', b'>', rest.as_bytes())?;
    let inside = rest.get(..end)?;
    if rest.as_bytes().get(end) != Some(&b'>') {
        return None;
    }
    let blank = inside.trim_matches(|c: char| c.is_ascii_whitespace() || c == '/').is_empty();
    if blank {
        return Some(end + 1);
    }
    // `if a <b and c> d` is no tag: attributes have values.
    if !inside.starts_with(|c: char| c.is_ascii_whitespace() || c == '/') || !inside.contains('=') {
        return None;
    }
    Some(quoted_end(rest, end) + 1)
}

/// The place of the `>` that ends the tag, given the first one: a later one
/// when the first stands inside a quoted value that is closed soon after.
fn quoted_end(rest: &str, first: usize) -> usize {
    let bytes = rest.as_bytes();
    let mut quote = None;
    for (at, &byte) in bytes.iter().enumerate().take(first + LONGEST_QUOTED) {
        match (quote, byte) {
            (None, b'>') if at >= first => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    first
}

fn entity(rest: &str) -> Option<Piece> {
    let inner = rest.get(1..)?;
    let len = inner.bytes().take(LONGEST_NAME + 1).position(|b| b == b';')?;
    let name = inner.get(..len)?;
    let c = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name)?,
    };
    let becomes = if emoji::is_emoji(c) { EMOJI_MARK } else { c };
    Some(Piece { consumed: len + 2, becomes: Letters::one(becomes) })
}

fn named(name: &str) -> Option<char> {
    let at = ENTITIES.binary_search_by_key(&name, |&(known, _)| known).ok()?;
    ENTITIES.get(at).map(|&(_, c)| c)
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse(),
        _ => return None,
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_sorted_for_the_search() {
        assert!(ENTITIES.is_sorted_by_key(|&(name, _)| name));
    }
}
